"""The queue at the left: what waits, the oldest first; mine or everybody's."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.i18n import _
from fieldkit.joined import phrases
from fieldkit.ui.moments import moment
from fieldkit.ui.screens.review.queue import REPORT, Waiting
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Button
from fieldkit.ui.widgets.labels import ElidedLabel, Label
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Row, rule

WIDE = 296
TALL = 84


class QueueRow(Row):
    """Customer, what it is about, who wrote it and since when it waits."""

    def __init__(self, one: Waiting, now: datetime) -> None:
        super().__init__(one.customer or one.purpose, one.purpose, name=f"waiting.{one.rid}")
        self.setFixedHeight(TALL)
        self.line.setContentsMargins(GAP[8], GAP[1], GAP[4], GAP[1])
        third = QHBoxLayout()
        what = one.engineer if one.kind == REPORT else f"{one.engineer}·{one.title}"
        third.addWidget(ElidedLabel(what, "caption", tone="text_2"), 1)
        if one.since is not None:
            third.addWidget(Label(moment(one.since, now), "caption", tone="text_2"))
        first = self.line.itemAt(0)
        column = first.layout() if first is not None else None
        if isinstance(column, QVBoxLayout):  # the row's own column: title, second line, and now a third
            column.insertLayout(column.count() - 1, third)
        self.setAccessibleName(phrases((one.customer, one.purpose, one.engineer, one.title)))


class QueueList(QFrame):
    """`chosen` carries the id of a paper."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "rail")
        self.setFixedWidth(WIDE)
        self._rows: dict[str, QueueRow] = {}
        self._known: list[Waiting] = []
        self.every = False
        self.current = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        self._page = Page(role="surface", margins=(0, 0, 0, 0), gap=0, name="review.queue")
        column.addWidget(self._page, 1)

    def _head(self) -> QWidget:
        head = QFrame()
        head.setProperty("role", "top")
        head.setFixedHeight(52)
        line = QHBoxLayout(head)
        line.setContentsMargins(GAP[8] - 8, 0, GAP[4], 0)
        line.setSpacing(0)
        self.mine = Button(_("Mine"), "quiet", "small", name="review.mine")
        self.all = Button(_("All"), "quiet", "small", name="review.all")
        for button, every in ((self.mine, False), (self.all, True)):
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, every=every: self.filter(every))
            line.addWidget(button)
        self.mine.setChecked(True)
        line.addStretch(1)
        self.count: QLabel = Label("", "caption", tone="text_3", name="review.count")
        line.addWidget(self.count)
        return head

    @property
    def shown(self) -> list[Waiting]:
        return [one for one in self._known if self.every or one.mine]

    def show_queue(self, waiting: Sequence[Waiting], now: datetime) -> None:
        """Brings the list up to date."""
        self._known = list(waiting)
        self.now = now
        self._fill()

    def filter(self, every: bool) -> None:
        """Only what waits for this person's role, or everything."""
        self.every = every
        self.mine.setChecked(not every)
        self.all.setChecked(every)
        self._fill()
        if self.current not in self._rows and self._rows:
            self.chosen.emit(next(iter(self._rows)))

    def _fill(self) -> None:
        column = self._page.column
        empty(column)
        self._rows = {}
        for one in self.shown:
            row = QueueRow(one, self.now)
            row.clicked.connect(lambda rid=one.rid: self.chosen.emit(rid))
            column.addWidget(row)
            column.addWidget(rule())
            self._rows[one.rid] = row
        column.addStretch(1)
        self.count.setText(_("{count} to review").format(count=len(self._rows)))
        self.mark(self.current)

    def mark(self, rid: str) -> None:
        """The one that is looked at."""
        self.current = rid
        for known, row in self._rows.items():
            row.set_chosen(known == rid)
        if rid in self._rows:
            self._page.ensureWidgetVisible(self._rows[rid], 0, TALL)

    def neighbour(self, step: int) -> str:
        """The paper after or before the current one."""
        order = list(self._rows)
        if not order:
            return ""
        at = order.index(self.current) + step if self.current in order else 0
        return order[min(max(at, 0), len(order) - 1)]
