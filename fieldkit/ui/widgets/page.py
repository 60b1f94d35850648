"""The middle of a screen: a column that scrolls when the window is low, while top line and footer stay."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from fieldkit.ui.tokens import GAP, PAGE_MARGINS


class Page(QScrollArea):
    """Put widgets into `column`; it keeps what it holds at its full height and never scrolls sideways.

    `role` is the ground: window, surface or sunken. What gets the keyboard is scrolled into sight.
    """

    def __init__(
        self,
        *,
        role: str = "window",
        margins: tuple[int, int, int, int] = PAGE_MARGINS,
        gap: int = GAP[2],
        name: str = "page",
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.inside = QWidget()
        self.inside.setProperty("role", role)
        self.viewport().setProperty("role", role)
        self.column = QVBoxLayout(self.inside)
        self.column.setContentsMargins(*margins)
        self.column.setSpacing(gap)
        self.setWidget(self.inside)


def bring_into_sight(page: QScrollArea, widget: QWidget, around: int = GAP[4]) -> None:
    """Scrolls to something that was shown just now: it has its place only after the layout ran."""
    inside = page.widget()
    layout = inside.layout() if inside is not None else None
    if layout is not None:
        layout.activate()
    page.ensureWidgetVisible(widget, 0, around)
    QTimer.singleShot(0, widget, lambda: page.ensureWidgetVisible(widget, 0, around))  # the page is as tall as it gets
