"""What Qt's layouts do not do themselves."""

from PySide6.QtWidgets import QLayout


def empty(layout: QLayout) -> None:
    """Takes everything out of a layout and lets it go, what is in layouts inside it too.

    Widgets vanish at once and are deleted when Qt comes back to its loop: one of them may be what was just clicked.
    """
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty(inner)
