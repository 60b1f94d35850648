"""Where the keyboard is."""

from PySide6.QtWidgets import QApplication, QWidget


def has_keyboard(widget: QWidget) -> bool:
    """Whether the keyboard is in a widget or in something inside it."""
    target = QApplication.focusWidget()
    return target is not None and widget.isAncestorOf(target)
