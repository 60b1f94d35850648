from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from fieldkit.errors import OfflineError
from fieldkit.i18n import set_language
from fieldkit.ui.widgets.states import EmptyState, ErrorState, Skeleton, StateStack


def test_empty_says_what_it_is_for_and_begins(qtbot, shown) -> None:
    empty = shown(EmptyState("briefcase", "还没有出差", "批下来的出差会出现在这里。", "新建出差"))
    with qtbot.waitSignal(empty.acted):
        QTest.mouseClick(empty.findChild(QWidget, "empty.act"), Qt.MouseButton.LeftButton)


def test_details_are_folded(shown) -> None:
    error = shown(ErrorState.of(ValueError("deep down")))
    details = error.findChild(QWidget, "error.details")
    assert not details.isVisible()
    QTest.mouseClick(error.findChild(QWidget, "error.fold"), Qt.MouseButton.LeftButton)
    assert details.isVisible()
    assert details.toPlainText() == "ValueError: deep down"


def test_what_a_person_can_act_on_has_no_details(shown) -> None:
    set_language("en")
    error = shown(ErrorState.of(OfflineError()))
    assert error.accessibleName() == str(OfflineError())
    assert error.findChild(QWidget, "error.fold") is None


def test_the_skeleton_waits(qtbot, shown) -> None:
    content = QLabel("content")
    stack = shown(StateStack(content), 400, 400)
    stack.show_loading()
    assert not content.isVisible(), "what is not filled yet is not shown"
    qtbot.waitUntil(lambda: isinstance(stack.currentWidget(), Skeleton))
    assert not stack.grab().isNull()
    stack.show_content()
    assert stack.currentWidget() is content


def test_a_quick_answer_shows_no_skeleton(shown) -> None:
    content = QLabel("content")
    stack = shown(StateStack(content), 400, 400)
    stack.show_loading()
    stack.show_content()
    assert not stack._patience.isActive()


def test_notices_replace_each_other(qtbot, shown) -> None:
    tried: list[int] = []
    content = QLabel("content")
    stack = shown(StateStack(content), 500, 500)
    stack.show_error(OfflineError(), lambda: tried.append(1))
    QTest.mouseClick(stack.findChild(QWidget, "error.retry"), Qt.MouseButton.LeftButton)
    assert tried == [1]
    stack.show_empty(EmptyState("archive", "nothing"))
    stack.show_content()
    assert stack.count() == 3
