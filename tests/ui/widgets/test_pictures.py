from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fieldkit.ui.widgets.pictures import Avatar, PhotoTile, mark_of, qimage
from fieldkit.ui.words import Language


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "1", "CMYK"])
def test_pillow_pictures_of_any_kind(mode: str) -> None:
    image = qimage(Image.new("RGB", (31, 20), "#ff0000").convert(mode))
    assert (image.width(), image.height()) == (31, 20)


def test_colours_arrive() -> None:
    held = BytesIO()
    Image.new("RGB", (7, 5), "#12693B").save(held, "PNG")
    assert qimage(held.getvalue()).pixelColor(3, 3).name() == "#12693b"
    assert qimage(Image.new("RGB", (7, 5), "#12693B")).pixelColor(6, 4).name() == "#12693b"
    assert qimage(b"no picture").isNull()


def test_a_tile_is_three_to_two(qtbot, shown) -> None:
    tile = shown(PhotoTile("旧板", wide=150))
    assert (tile.width(), tile.height()) == (150, 128)
    empty = tile.grab().toImage()
    tile.set_image(qimage(Image.new("RGB", (90, 300), "#ff0000")))
    filled = tile.grab().toImage()
    assert filled != empty
    assert filled.pixelColor(75, 50).name() == "#ff0000"
    tile.set_image(QImage())
    assert tile.grab().toImage() == empty
    with qtbot.waitSignal(tile.opened):
        QTest.mouseClick(tile, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(("name", "mark"), [("何志强", "何"), ("John Smith", "JS"), ("王 恵", "王"), ("", "")])
def test_the_mark_of_a_person(shown, name: str, mark: str) -> None:
    assert mark_of(name) == mark
    assert shown(Avatar(name)).toolTip() == name


def test_workers_may_read_pictures_at_once(qapp: QApplication) -> None:
    """Qt's own readers, asking a Python translator for words under a lock, stopped the whole desktop here."""
    language = Language(qapp, "zh")
    drawn = BytesIO()
    Image.new("RGB", (400, 300), "#345").save(drawn, "PNG")
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: qimage(drawn.getvalue()).width(), range(200)))
    assert found == [400] * 200
    qapp.removeTranslator(language._words)
    language.deleteLater()
