"""A layout that is emptied: nothing of it stays on the screen, and nothing hangs about."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.ui.widgets.layouts import empty


def test_all_goes_what_is_in_a_layout_inside_too(qtbot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    column, line = QVBoxLayout(holder), QHBoxLayout()
    column.addWidget(QLabel("甲"))
    column.addLayout(line)
    line.addWidget(QLabel("乙"))
    column.addStretch(1)
    holder.show()
    empty(column)
    assert column.count() == 0
    assert not [one for one in holder.findChildren(QLabel) if one.isVisible()]
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert holder.findChildren(QLabel) == []
