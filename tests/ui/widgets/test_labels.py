from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from fieldkit.ui.widgets import labels
from fieldkit.ui.widgets.labels import ElidedLabel, IconLabel, Label, SectionHead, breakable


def test_a_checksum_does_not_widen_what_holds_it(shown) -> None:
    said = "备份 " + "9f2c61d4" * 8 + "，校验和"
    label = Label(breakable(said), wrap=True)
    assert label.minimumSizeHint().width() < Label(said, wrap=True).minimumSizeHint().width() / 3
    assert label.text().replace("\u200b", "") == said
    assert breakable("短 V3.1.4+P01 AN240020200700901") == "短 V3.1.4+P01 AN240020200700901"


def test_words_are_never_markup() -> None:
    assert Label("<b>x</b>").textFormat() == Qt.TextFormat.PlainText


def test_every_step_of_the_scale(shown) -> None:
    made = [labels.title("x"), labels.heading("x"), labels.body("x"), labels.caption("x"), labels.tiny("x")]
    assert [label.font().pixelSize() for label in made] == [24, 16, 14, 13, 12]


def test_a_long_line_is_shortened_and_explained(shown) -> None:
    text = "平川县电信分公司·AN-2400 主控板心跳丢失"
    label = shown(ElidedLabel(text), 100, 22)
    assert label.toolTip() == text
    assert label.text() == text
    label.resize(600, 22)
    assert not label.toolTip()
    label.setText("短")
    assert not label.toolTip()


def test_a_line_with_enough_room_is_whole(shown) -> None:
    label = ElidedLabel("平川县电信分公司，三条线")
    shown(label, label.sizeHint().width(), label.sizeHint().height())
    assert not label.toolTip()


def test_section_head(shown) -> None:
    head = shown(SectionHead("到期事项", "6 项", name="due"), 500, 24)
    head.set_note("7 项")
    assert head.note.text() == "7 项"
    assert head.findChild(QLabel, "due.heading").text() == "到期事项"


def test_an_icon_speaks(shown) -> None:
    icon = shown(IconLabel("check", "good", says="done"))
    icon.set_icon("x", "bad", "wrong")
    assert icon.accessibleName() == "wrong"
    assert not icon.grab().isNull()
