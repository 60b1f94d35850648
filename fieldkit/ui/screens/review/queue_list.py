"""The queue at the left: what waits, the oldest first; mine or everybody's, all of it or one sort."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.i18n import N_, _
from fieldkit.joined import phrases
from fieldkit.process.first_pass import FirstPass
from fieldkit.ui.editors.choices import Combo
from fieldkit.ui.moments import moment
from fieldkit.ui.screens.review.queue import APPROVAL, REPORT, Waiting
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Button
from fieldkit.ui.widgets.labels import ElidedLabel, Label, caption
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Row, rule

WIDE = 296
SORTS = {
    "": N_("Every paper"),
    REPORT: N_("Reports"),
    APPROVAL: N_("Trips to approve"),
    "again": N_("Came back corrected"),
    "green": N_("Simple, all checks green"),
}
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
    many = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "rail")
        self.setFixedWidth(WIDE)
        self._rows: dict[str, QueueRow] = {}
        self._known: list[Waiting] = []
        self._greens: frozenset[str] = frozenset()
        self.every = False
        self.current = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self._sorts())
        self._page = Page(role="surface", margins=(0, 0, 0, 0), gap=0, name="review.queue")
        column.addWidget(self._page, 1)
        column.addWidget(self._foot())

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

    def _sorts(self) -> QWidget:
        self.sort = Combo()
        self.sort.setObjectName("review.sort")
        self.sort.setAccessibleName(_("Which papers"))
        for key, words in SORTS.items():
            self.sort.addItem(_(words), key)
        self.sort.currentIndexChanged.connect(lambda _at: self.filter(self.every))
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(GAP[4], GAP[2], GAP[4], GAP[2])
        line.addWidget(self.sort, 1)
        return holder

    def _foot(self) -> QWidget:
        """All that are green in one go, and how many reports needed no second look."""
        self._below = QFrame()
        self._below.setProperty("role", "top")
        column = QVBoxLayout(self._below)
        column.setContentsMargins(GAP[4], GAP[3], GAP[4], GAP[3])
        column.setSpacing(GAP[2])
        self.all_green = Button("", size="small", icon="check", name="review.all_green")
        self.all_green.clicked.connect(self.many)
        self.first = Label("", "caption", tone="text_2", wrap=True, name="review.first_pass")
        column.addWidget(self.all_green)
        column.addWidget(self.first)
        self._below.hide()
        return self._below

    def show_greens(self, greens: frozenset[str], passed: FirstPass) -> None:
        """Which of them are simple, and how many reports passed at once."""
        self._greens = greens
        if self.sort.currentData() == "green":
            self._narrow()
        count = len(self.green)
        self.all_green.setText(_("Approve the {count} simple ones").format(count=count))
        self.all_green.setVisible(count > 1)
        said = _("Passed at once: {percent} % ({count} of {all})")
        self.first.setText(said.format(percent=passed.percent, count=passed.at_once, all=passed.approved))
        self.first.setVisible(passed.approved > 0)
        self._below.setVisible(count > 1 or passed.approved > 0)

    @property
    def green(self) -> tuple[str, ...]:
        """The visits whose reports wait for this person and are simple, in the order of the queue."""
        return tuple(one.visit for one in self._known if one.mine and one.kind == REPORT and one.visit in self._greens)

    @property
    def asked(self) -> tuple[str, ...]:
        """The visits whose reports wait for this person."""
        return tuple(one.visit for one in self._known if one.mine and one.kind == REPORT)

    @property
    def shown(self) -> list[Waiting]:
        sort = self.sort.currentData()
        return [one for one in self._known if (self.every or one.mine) and self._is_of(one, sort)]

    def _is_of(self, one: Waiting, sort: str) -> bool:
        if sort == "again":
            return one.again
        if sort == "green":
            return one.kind == REPORT and one.visit in self._greens
        return sort in {"", one.kind}

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
        self._narrow()

    def _narrow(self) -> None:
        """What is not in the list any more is not looked at either: nobody decides on what he does not see there."""
        self._fill()
        if self.current not in self._rows:
            self.chosen.emit(next(iter(self._rows), ""))

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
        if not self._rows:
            nothing = caption(_("Nothing of this kind waits."), tone="text_2", wrap=True, name="review.none")
            nothing.setContentsMargins(GAP[4], GAP[3], GAP[4], GAP[3])
            column.addWidget(nothing)
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
