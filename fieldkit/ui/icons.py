"""Icons: lucide drawings (resources/icons, ISC) in any colour, sharp on any screen."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from fieldkit import resource
from fieldkit.ui.theme import color
from fieldkit.ui.tokens import ICON


def icon(name: str, tone: str = "text", size: int = ICON) -> QIcon:
    """The icon for Qt's own widgets, in a colour of the palette in force; grey where it is disabled.

    Make it again after a theme change. Raises FileNotFoundError for a name that has no drawing.
    """
    made = QIcon()
    for ratio in {screen.devicePixelRatio() for screen in QGuiApplication.screens()}:
        made.addPixmap(pixmap(name, tone, size, ratio))
        made.addPixmap(pixmap(name, "text_3", size, ratio), QIcon.Mode.Disabled)
    return made


def pixmap(name: str, tone: str = "text", size: int = ICON, ratio: float = 1.0) -> QPixmap:
    """The icon as a picture of `size` px for a screen of `ratio` dots a px."""
    return _draw(name, color(tone).name(), size, ratio)


def paint_icon(painter: QPainter, name: str, tone: str, x: float, y: float, size: int = ICON) -> None:
    """Paints the icon with its upper left corner at (x, y)."""
    device = painter.device()
    ratio = device.devicePixelRatio() if isinstance(device, QWidget | QPixmap | QImage) else 1.0
    target = QRectF(round(x * ratio) / ratio, round(y * ratio) / ratio, size, size)
    picture = pixmap(name, tone, size, ratio)
    painter.drawPixmap(target, picture, QRectF(picture.rect()))


@lru_cache(maxsize=512)
def _draw(name: str, tint: str, size: int, ratio: float) -> QPixmap:
    drawing = resource(f"icons/{name}.svg").read_text("utf-8").replace("currentColor", tint)
    image = QImage(QSize(round(size * ratio), round(size * ratio)), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter)
    painter.end()
    made = QPixmap.fromImage(image)
    made.setDevicePixelRatio(ratio)
    return made
