"""The last stage: papers and leaving at the left, delivery and review at the right."""

from datetime import datetime
from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from fieldkit.actions.trips import hand_over_documents, leave
from fieldkit.errors import UserError
from fieldkit.forms import Record
from fieldkit.i18n import _
from fieldkit.ui.screens.hand_over.after import WATCH, AfterRows
from fieldkit.ui.screens.hand_over.cards import LeavingCard, ReviewCard, SentRows, SettledCard
from fieldkit.ui.screens.hand_over.paper_row import PaperRow
from fieldkit.ui.screens.hand_over.sight import HandOver, look_at_end, open_watch
from fieldkit.ui.screens.stage import Choice, Stage, Step
from fieldkit.ui.tokens import BETWEEN_CARDS, BETWEEN_COLUMNS, GAP
from fieldkit.ui.widgets.labels import Label, SectionHead, title
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Rows
from fieldkit.ui.workplace import Workplace

RIGHT = 392
NARROW, WIDEST = 1000, 16_777_215


class HandOverStage(Stage):
    """The visit's end: signed papers, leaving, what was settled, and where everything stands."""

    def __init__(self, place: Workplace, visit: str, parent: QWidget | None = None) -> None:
        super().__init__(place, visit, parent)
        self.setObjectName("hand_over")
        self.sight: HandOver | None = None
        page = Page(name="hand_over.page", gap=BETWEEN_CARDS)
        self.states = self.hold(page, name="hand_over.states")
        self.rows: dict[str, PaperRow] = {}
        self.title = title(name="hand_over.title")
        self.papers = Rows(name="hand_over.papers")
        self.none = Label(_("No paper is signed yet."), "body", tone="text_3", name="hand_over.no_papers")
        self.leaving, self.settled = LeavingCard(), SettledCard()
        self.after = AfterRows(name="hand_over.after")
        self.after.asked.connect(self._record)
        self.after_head = SectionHead(_("After the visit"))
        self.sent, self.review = SentRows(name="hand_over.sent"), ReviewCard()
        self.sent_head = SectionHead(_("Delivery"))
        page.column.addWidget(self.title)
        page.column.addLayout(self._columns())
        page.column.addStretch(1)

    def _columns(self) -> QBoxLayout:
        line = self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        line.setSpacing(BETWEEN_COLUMNS)
        left, right = QVBoxLayout(), QVBoxLayout()
        parts: tuple[tuple[QVBoxLayout, tuple[tuple[QWidget, tuple[QWidget, ...]], ...]], ...] = (
            (
                left,
                (
                    (SectionHead(_("Signed papers")), (self.papers, self.none)),
                    (self.after_head, (self.after, self.after.error)),
                    (SectionHead(_("Leaving the site")), (self.leaving,)),
                    (SectionHead(_("Money and parts")), (self.settled,)),
                ),
            ),
            (right, ((SectionHead(_("Review")), (self.review,)), (self.sent_head, (self.sent,)))),
        )
        for column, sections in parts:
            column.setSpacing(BETWEEN_CARDS)
            for head, widgets in sections:
                group = QVBoxLayout()
                group.setSpacing(GAP[2])
                for widget in (head, *widgets):
                    group.addWidget(widget)
                column.addLayout(group)
            column.addStretch(1)
        holder = self._right = QWidget()
        holder.setLayout(right)
        holder.setFixedWidth(RIGHT)
        right.setContentsMargins(0, 0, 0, 0)
        line.addLayout(left, 1)
        line.addWidget(holder)
        return line

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the right column stands below the left one."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if way != self._line.direction():
            self._line.setDirection(way)
            self._right.setMinimumWidth(0 if narrow else RIGHT)
            self._right.setMaximumWidth(WIDEST if narrow else RIGHT)

    # -- reading

    def refresh(self) -> None:
        if self.sight is None:
            self.states.show_loading()
        visit = self.visit
        self.ask(lambda desk: look_at_end(desk, visit), self._show, self._fail)

    def _fail(self, error: Exception) -> None:
        if self.sight is None:
            self.states.show_error(error, self.refresh)

    def _show(self, sight: HandOver) -> None:
        self.sight = sight
        self.title.setText(self._headline(sight))
        self._show_papers(sight)
        self.leaving.show_trip(sight.trip, self.place.desk.clock.now())
        self.settled.show_trip(sight.trip)
        self._show_after(sight)
        self.sent.show_sight(sight)
        self.sent_head.set_note(_("{count} only here").format(count=sight.waiting) if sight.waiting else "")
        self.review.show_sight(sight)
        self.states.show_content()
        self.footer_changed.emit()

    def _show_after(self, sight: HandOver) -> None:
        """What is recorded later, once the report is signed."""
        signed = sight.trip.report is not None and sight.trip.report.status in {"signed", "approved"}
        self.after.show_sight(sight)
        for widget in (self.after_head, self.after):
            widget.setVisible(signed)

    @staticmethod
    def _headline(sight: HandOver) -> str:
        """What is the matter, in one sentence."""
        status = sight.trip.report.status if sight.trip.report else None
        if status == "approved" and sight.ending == "solved":
            return _("The report is approved; the problem can be marked as solved.")
        if status == "approved":
            return _("The report is approved; this visit is done.")
        if status == "returned":
            return _("The report came back and waits for your correction.")
        if status != "signed":
            return _("The report is not signed yet.")
        if sight.waiting:
            return _("Everything is signed; {count} things are only on this laptop.").format(count=sight.waiting)
        return _("Everything is at the office and waits for the review.")

    def _show_papers(self, sight: HandOver) -> None:
        """A row for each newest sealed version; a row that stays keeps its verdict."""
        wanted = {paper.file.sha256: paper for paper in sight.papers}
        if list(wanted.values()) != [row.paper for row in self.rows.values()]:
            self.papers.clear()
            self.rows = {}
            for sha256, paper in wanted.items():
                row = PaperRow(self.place, paper)
                row.looked.connect(self._look)
                row.reopened.connect(lambda _rid: self.go.emit(f"trips/{self.visit}/report"))
                self.papers.add(row)
                self.rows[sha256] = row
        self.papers.setVisible(bool(wanted))
        self.none.setVisible(not wanted)

    def _look(self, rid: str, sha256: str) -> None:
        """The sealed pages: the version that holds, or one that was replaced or is being corrected, by its hash."""
        rows = [row.paper for row in self.rows.values() if row.paper.rid == rid]
        newest = next((paper.file.sha256 for paper in rows if paper.open_again), "")
        self.go.emit("/".join(part for part in ("sign", rid, sha256 or newest) if part))

    # -- the footer

    def missing(self) -> list[tuple[str, str]]:
        if self.sight is None or self.sight.trip.visit.arrived is None:
            return []
        return [(lack.path, lack.text) for lack in self.sight.lacking if lack.path == "left"]

    def reveal(self, key: str) -> None:
        self.leaving.editor.setFocus()

    def primary(self) -> Step | None:
        if self.sight is None:
            return None
        status = self.sight.trip.report.status if self.sight.trip.report else None
        if self.missing():
            return _("Leave the site"), self._leave
        if status == "returned":
            return _("Correct the report"), partial(self.go.emit, f"trips/{self.visit}/report")
        if self.sight.ends_here:
            said = _("Mark the problem as solved") if self.sight.ending == "solved" else _("Close the problem")
            return said, partial(self.go.emit, f"problems/{self.sight.trip.visit.problem}")
        if self.sight.waiting:
            return _("Send now"), self.place.sync_wanted.emit
        return None

    def secondary(self) -> list[Choice]:
        if self.sight is None:
            return []
        return [Choice(_("All deliveries"), partial(self.go.emit, "deliveries"), "send", "hand_over.deliveries")]

    def note(self) -> str:
        if self.sight is None or self.sight.trip.report is None:
            return ""
        if self.sight.ending == "closed" and not self.sight.ends_here:
            return _("Waits for the department manager, who closes the problem.")
        waits = self.sight.trip.report.status == "signed"
        return _("Waits for the product-line manager.") if waits and not self.missing() else ""

    def _leave(self) -> None:
        moment: datetime | None = self.leaving.take()
        if moment is None:
            return
        visit = self.visit
        self.place.act(lambda desk: leave(desk, visit, moment), None, self._refuse, owner=self)

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.leaving.show_error(error)

    def _record(self, code: str) -> None:
        visit = self.visit
        if code == WATCH:
            self.place.act(lambda desk: open_watch(desk, visit), self._to_watch, self.after.show_error, owner=self)
            return
        self.place.act(lambda desk: hand_over_documents(desk, visit), None, self.after.show_error, owner=self)

    def _to_watch(self, record: Record) -> None:
        self.go.emit(f"papers/{record.id}")
