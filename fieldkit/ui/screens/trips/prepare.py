"""The Prepare stage: checklist with its gaps, spare parts, trip approval; the same for the managers who decide."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fieldkit.access import Actor
from fieldkit.actions import readiness, trips
from fieldkit.actions.desk import Desk
from fieldkit.actions.records import delete_record
from fieldkit.errors import UserError
from fieldkit.forms.checklist import GROUPS, CheckItem
from fieldkit.i18n import _
from fieldkit.process.dossier import Trip
from fieldkit.process.readiness import lacks
from fieldkit.process.ready import REHEARSAL, SPARES
from fieldkit.process.turns import OPEN, decides, may_take_parts, open_gap
from fieldkit.ui.screens.stage import Choice, Stage, Step
from fieldkit.ui.screens.trips.approval_card import ApprovalCard, DecisionPanel
from fieldkit.ui.screens.trips.checklist_card import ChecklistCard
from fieldkit.ui.screens.trips.gap_panel import Answer, GapPanel
from fieldkit.ui.screens.trips.preparation import Preparation, as_it_stands, preparation
from fieldkit.ui.screens.trips.rehearsal_card import RehearsalCard
from fieldkit.ui.screens.trips.settling import Way
from fieldkit.ui.screens.trips.spares_card import SparesCard, taken_lines
from fieldkit.ui.tokens import BETWEEN_CARDS, GAP, PAGE_MARGINS
from fieldkit.ui.widgets.labels import SectionHead
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.workplace import Workplace

T = TypeVar("T")
SIDE = 392


class PrepareStage(Stage):
    """Everything that is to be settled before leaving (P7.10)."""

    def __init__(self, place: Workplace, visit: str, parent: QWidget | None = None) -> None:
        super().__init__(place, visit, parent)
        self.setObjectName("prepare")
        self._news: Preparation | None = None
        self._point = ""
        self._states = self.hold(QWidget())
        self._checklist = ChecklistCard()
        self._checklist.chosen.connect(self._settle)
        self._rehearsal = RehearsalCard(place, visit)
        self._rehearsal.done.connect(place.changed)
        self._spares = SparesCard()
        self._spares.taken.connect(self._take)
        self._spares.given_back.connect(self._give_back)
        self._approval = ApprovalCard(place)
        self._approval.changed.connect(self.footer_changed)
        self._gap = GapPanel()
        self._gap.answered.connect(self._answer)
        self._gap.wanted.connect(self._go_settle)
        self._gap.packed.connect(self._pack)
        self._decision = DecisionPanel()
        self._decision.returned.connect(self._return)
        self._lay_out(self._states.content)

    def _lay_out(self, inside: QWidget) -> None:
        line = QHBoxLayout(inside)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        left, top, right, bottom = PAGE_MARGINS
        self._page = Page(margins=(left, top, GAP[5], bottom), gap=GAP[2], name="prepare.page")
        line.addWidget(self._page, 1)
        self._page.column.addWidget(SectionHead(_("Before leaving")))
        self._page.column.addWidget(self._checklist)
        for widget in (self._spares, self._rehearsal, self._approval):
            self._page.column.addSpacing(BETWEEN_CARDS)
            self._page.column.addWidget(widget)
        self._page.column.addStretch(1)
        self._side = Page(margins=(GAP[3], top, right, bottom), gap=BETWEEN_CARDS, name="prepare.side")
        line.addWidget(self._side)
        self._side.column.addWidget(self._decision)
        self._side.column.addWidget(self._gap)
        self._side.column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(min(SIDE, round(self.width() * 0.36)) + GAP[3] + PAGE_MARGINS[2])

    # -- what is shown

    def given(self, trip: Trip, actor: Actor) -> None:
        """The sheet as it was kept last is shown at once; what is known now follows. Without one nothing is claimed."""
        if self._news is None and trip.checklist is not None and trip.checklist.items:
            self._show(as_it_stands(trip, actor, self.place.desk.clock.today(), []))

    def refresh(self) -> None:
        if self._news is None:
            self._states.show_loading()
        visit = self.visit
        self.ask(lambda desk: preparation(desk, visit), self._show, self._fail)

    def _fail(self, error: Exception) -> None:
        self._states.show_error(error, self.refresh)

    def _show(self, news: Preparation) -> None:
        first, self._news = self._news is None, news
        self._states.show_content()
        items = self._items
        deciding = decides(news.actor, news.trip.approval)
        self._checklist.show_items(items, news.names, deciding=deciding)
        self._spares.show_parts(news.parts, taken_lines(news.trip), writable=may_take_parts(news.trip, news.actor))
        self.show_rest(self._show_rehearsal, self._show_approval, apart=first)
        self._gap.set_people(news.managers, news.names)
        self._decision.setVisible(deciding)
        self._decision.show_trip(news.trip)
        if first or self._point not in {row.row_id for row in items}:
            self._point = next((row.row_id for row in items if open_gap(row)), "")
        self._show_gap()
        self.footer_changed.emit()
        if news.wrote:
            self.moved.emit()

    def _show_rehearsal(self) -> None:
        if self._news is not None:
            sheet = self._news.trip.checklist
            by = self._news.trip.person_name(sheet.rehearsed_by) if sheet is not None else ""
            before = self._news.trip.visit.arrived is None
            self._rehearsal.show_sheet(sheet, by, writable=self._news.mine and before)

    def _show_approval(self) -> None:
        if self._news is not None:
            self._approval.show_approval(self._news.trip)
            self.footer_changed.emit()

    @property
    def _items(self) -> list[CheckItem]:
        checklist = self._news.trip.checklist if self._news else None
        rows = list(checklist.items) if checklist is not None else []
        order = list(GROUPS)
        return sorted(rows, key=lambda row: order.index(row.group) if row.group in order else len(order))

    def _show_gap(self) -> None:
        items = self._items
        row = next((row for row in items if row.row_id == self._point), None)
        self._checklist.choose(self._point)
        gaps = [item for item in items if item.state == "gap"]
        way = self._news.ways.get(self._point, Way()) if self._news is not None else Way()
        self._gap.show_point(row, gaps, way, writable=self._news is not None and self._news.mine)
        deciding = self._news is not None and decides(self._news.actor, self._news.trip.approval)
        self._side.setVisible(row is not None or deciding)

    # -- the footer

    def missing(self) -> list[tuple[str, str]]:
        if self._news is None:
            return []
        trip = self._news.trip
        status = trip.approval.status if trip.approval else None
        if decides(self._news.actor, trip.approval):
            return []
        if trip.approval is None or status not in OPEN:
            return [(lack.path or "approval", lack.text) for lack in lacks(trip)["prepare"]]
        gaps = [(f"items.{row.row_id}.", row.item or "") for row in self._items if open_gap(row)]
        return gaps + self._approval.missing()

    def primary(self) -> Step | None:
        if self._news is None:
            return None
        trip = self._news.trip
        if decides(self._news.actor, trip.approval):
            return _("Approve the trip"), self._approve
        status = trip.approval.status if trip.approval else None
        if status in OPEN and not self.missing() and trip.visit.engineer == self._news.actor.person:
            return _("Submit for approval"), self._submit
        waits = status not in OPEN and status != "approved"
        if waits and trip.visit.engineer == self._news.actor.person:
            return _("On to: {name}").format(name=_("Diagnose")), lambda: self.go.emit(f"trips/{self.visit}/diagnose")
        return None

    def secondary(self) -> list[Choice]:
        if self._news is None or decides(self._news.actor, self._news.trip.approval):
            return []
        trip = self._news.trip
        status = trip.approval.status if trip.approval else None
        mine = trip.visit.engineer == self._news.actor.person
        if mine and status != "approved" and trip.visit.arrived is None:
            return [Choice(_("Exception by phone"), self._except, "phone", "exception")]
        return []

    def note(self) -> str:
        status = self._news.trip.approval.status if self._news and self._news.trip.approval else None
        if self._news is not None and decides(self._news.actor, self._news.trip.approval):
            return _("It is your turn.")
        if status == "approved":
            return _("Approved by both managers.")
        return _("The managers have it.") if status in {"submitted", "line_approved"} else ""

    def reveal(self, key: str) -> None:
        if key.startswith("items."):
            self._settle(key.split(".")[1])
        else:
            self._approval.reveal(key)

    def leave(self) -> None:
        self._approval.flush()

    # -- what is done

    def _settle(self, code: str) -> None:
        self._point = code
        self._show_gap()
        point = self._checklist.point(code)
        if point is not None:
            self._page.ensureWidgetVisible(point, 0, 80)
        self._gap.start()

    def _act(
        self, action: Callable[[Desk], T], failed: Callable[[str], object], then: Callable[[], object] | None = None
    ) -> None:
        def refuse(error: Exception) -> None:
            ours = _("This did not work, and it is not your fault.")
            failed(error.say() if isinstance(error, UserError) else ours)

        self.place.act(action, lambda _result: then() if then else None, refuse, owner=self)

    def _go_settle(self, code: str) -> None:
        """To the place where a gap is settled; what is on this page is brought before the person."""
        way = self._news.ways.get(code, Way()) if self._news is not None else Way()
        if way.route:
            self.go.emit(way.route)
        elif way.place == SPARES:
            self._page.ensureWidgetVisible(self._spares, 0, 80)
            self._spares.start()
        elif way.place == REHEARSAL:
            self._page.ensureWidgetVisible(self._rehearsal, 0, 80)
            self._rehearsal.start()

    def _answer(self, code: str, said: Answer) -> None:
        visit, (answer, goes, who, how) = self.visit, said
        self._act(
            lambda desk: readiness.answer_point(desk, visit, code, answer, goes=goes, agreed_by=who, agreed_how=how),
            self._gap.show_error,
            self._following(code),
        )

    def _pack(self, code: str, packed: bool) -> None:
        visit = self.visit
        self._act(
            lambda desk: readiness.pack_point(desk, visit, code, packed=packed),
            self._gap.show_error,
            self._following(code) if packed else None,
        )

    def _following(self, code: str) -> Callable[[], object] | None:
        """What is shown once a gap is done with: the next one."""
        others = [row.row_id for row in self._items if open_gap(row) and row.row_id != code]
        self._point = others[0] if others else code
        return (lambda: self._settle(others[0])) if others else None

    def _take(self, part: str, count: int) -> None:
        visit = self.visit
        self._act(lambda desk: trips.take_part(desk, visit, part, count), self._spares.show_error)

    def _give_back(self, movement: str) -> None:
        self._act(lambda desk: delete_record(desk, movement), self._spares.show_error)

    def _submit(self) -> None:
        self._approval.flush()
        visit = self.visit
        self._act(lambda desk: trips.submit_approval(desk, visit), self._show_refused)

    def _approve(self) -> None:
        visit = self.visit
        self._act(lambda desk: trips.approve_trip(desk, visit), self._decision.show_error)

    def _return(self, reason: str) -> None:
        visit = self.visit
        self._act(lambda desk: trips.return_approval(desk, visit, reason), self._decision.show_error)

    def _except(self) -> None:
        """Somebody nearby goes straight to the site: who said what is written down, and the way is open (P7.10.5)."""
        if self._news is None:
            return
        lacking = self._approval.lacks_for_exception(self._news.trip.visit, self._news.let_go)
        if lacking:
            self._approval.reveal(lacking)
            if lacking == "calls":
                self._show_refused(_("Write down which manager agreed to the trip by phone, and when."))
        else:
            self.go.emit(f"trips/{self.visit}/diagnose")

    def _show_refused(self, sentence: str) -> None:
        if self._approval.form is not None:
            self._approval.form.show_error(UserError(sentence))
