"""The bar at the bottom of a screen: what is missing at the left, the way on at the right."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from fieldkit.ui.tokens import FOOTER_HEIGHT, GAP, PAGE_MARGINS
from fieldkit.ui.widgets.badges import STATUSES
from fieldkit.ui.widgets.buttons import Link
from fieldkit.ui.widgets.labels import ElidedLabel, IconLabel, Label
from fieldkit.ui.widgets.layouts import empty

LINKS = 3


class Footer(QFrame):
    """72 px (Sign 80): buttons to go back, what is missing as links, then secondary and primary.

    `missing_clicked` carries the key of the missing thing that the person wants to go to.
    """

    missing_clicked = Signal(str)

    def __init__(self, *, height: int = FOOTER_HEIGHT, name: str = "footer") -> None:
        super().__init__()
        self.setProperty("role", "footer")
        self.setObjectName(name)
        self.setFixedHeight(height)
        line = QHBoxLayout(self)
        line.setContentsMargins(PAGE_MARGINS[0], 0, PAGE_MARGINS[2], 0)
        line.setSpacing(GAP[3])
        self._left, self._links, self._right = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for part in (self._left, self._links, self._right):
            part.setSpacing(GAP[3])
        self._icon = IconLabel("triangle-alert", "warn")
        self._sum = Label("", "body", bold=True, name=f"{name}.sum")
        self._note = ElidedLabel("", "body", tone="text_2", name=f"{name}.note")
        line.addLayout(self._left)
        line.addWidget(self._icon)
        line.addWidget(self._sum)
        line.addLayout(self._links)
        line.addWidget(self._note, 1)
        line.addLayout(self._right)
        self.set_missing("")

    def set_missing(
        self,
        sum_: str,
        things: Sequence[tuple[str, str]] = (),
        note: str = "",
        *,
        status: str = "gap",
        most: int = LINKS,
    ) -> None:
        """Says what is missing: a sum (`2 missing`), the things as (key, name), and a note after them.

        At most `most` things are links. Without a sum only the note stands there, such as when it was saved.
        """
        empty(self._links)
        self._icon.set_icon(STATUSES[status].icon, STATUSES[status].tone)
        self._icon.setVisible(bool(sum_))
        self._sum.setVisible(bool(sum_))
        self._sum.setText(sum_)
        for key, text in things[:most]:
            link = Link(text, name=f"missing.{key}")
            link.clicked.connect(lambda _=False, key=key: self.missing_clicked.emit(key))
            self._links.addWidget(link)
        if len(things) > most:
            self._links.addWidget(Label(f"+{len(things) - most}", tone="text_2"))
        self._note.setText(note)

    def add_left(self, widget: QWidget) -> None:
        """A step back."""
        self._left.addWidget(widget)

    def add_right(self, widget: QWidget) -> None:
        """A step on; the primary last."""
        self._right.addWidget(widget)
