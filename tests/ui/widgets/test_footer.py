from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from fieldkit.ui.widgets.buttons import primary, secondary
from fieldkit.ui.widgets.footer import Footer


def test_what_is_missing_are_links(qtbot, shown) -> None:
    footer = shown(Footer(), 1286, 72)
    footer.add_right(primary("去下一处"))
    footer.add_left(secondary("上一步", name="back"))
    things = [("leave", "离开时间"), ("serial", "新板序列号"), ("a", "a"), ("b", "b"), ("c", "c")]
    footer.set_missing("还缺 5 项", things, "已自动保存 12:48", status="wrong")
    with qtbot.waitSignal(footer.missing_clicked) as told:
        QTest.mouseClick(footer.findChild(QWidget, "missing.serial"), Qt.MouseButton.LeftButton)
    assert told.args == ["serial"]
    assert footer.findChild(QWidget, "missing.b") is None
    assert footer.findChild(QWidget, "footer.sum").text() == "还缺 5 项"


def test_nothing_missing_leaves_only_the_note(shown) -> None:
    footer = shown(Footer(height=80), 1286, 80)
    footer.set_missing("还缺 1 项", [("a", "a")])
    footer.set_missing("", note="已自动保存 10:31")
    assert not footer.findChild(QWidget, "footer.sum").isVisible()
    assert footer.findChild(QWidget, "footer.note").text() == "已自动保存 10:31"
    assert footer.height() == 80
