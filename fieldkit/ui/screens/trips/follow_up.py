"""The Follow-up stage: clean-up, parts, what is left over, what was owed; photos beside it (P7.12)."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QHBoxLayout, QWidget

from fieldkit.actions import diagnosis, leftovers, receivables, trips
from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import load_trip
from fieldkit.actions.records import delete_record
from fieldkit.errors import UserError
from fieldkit.forms import Leftover, Values
from fieldkit.i18n import _
from fieldkit.playbooks import Proof, Run
from fieldkit.process.dossier import Trip
from fieldkit.process.readiness import lacks
from fieldkit.process.turns import is_signed
from fieldkit.ui.screens.new_entry import NewEntry
from fieldkit.ui.screens.stage import Stage
from fieldkit.ui.screens.trips.clean_up import CleanUpList
from fieldkit.ui.screens.trips.debts import Debts
from fieldkit.ui.screens.trips.hands import TripHands
from fieldkit.ui.screens.trips.left_overs import LeftOvers
from fieldkit.ui.screens.trips.moved_parts import MovedParts
from fieldkit.ui.screens.trips.photo_column import PhotoColumn
from fieldkit.ui.tokens import BETWEEN_CARDS, GAP, PAGE_MARGINS
from fieldkit.ui.widgets.labels import SectionHead
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.workplace import Workplace

T = TypeVar("T")
CLEAN_UP = "clean_up"
BEGUN = "begun"


class FollowUpStage(Stage):
    """What is done on site once the fault is gone, in the order in which one does it."""

    def __init__(self, place: Workplace, visit: str, parent: QWidget | None = None) -> None:
        super().__init__(place, visit, parent)
        self.setObjectName("follow_up")
        self._news: tuple[Trip, Run, list[Leftover]] | None = None
        self._states = self.hold(QWidget())
        self._head = SectionHead(_("Clean-up list"))
        self._hands = TripHands(place, visit, self, self._refuse)
        self._clean_up = CleanUpList(self._hands)
        self._clean_up.answered.connect(self._answer)
        self._clean_up.left_out.connect(self._leave_out)
        self._parts = MovedParts(place)
        self._parts.moved.connect(self._move)
        self._parts.entry.typed.connect(self.footer_changed)
        self._parts.taken_back.connect(lambda rid: self._take_back(rid, self._parts))
        self._left = LeftOvers(place)
        self._left.left.connect(self._leave_over)
        self._left.entry.typed.connect(self.footer_changed)
        self._left.taken_back.connect(lambda rid: self._take_back(rid, self._left))
        self._left.ended.connect(self._end_left)
        self._debts = Debts()
        self._debts.agreed.connect(self._agree)
        self._debts.settled.connect(self._settle)
        self._debts.paid.connect(self._take_payment)
        self._photos = PhotoColumn(place, visit)
        self._photos.show_compared("", [])
        self._lay_out(self._states.content)

    def _lay_out(self, inside: QWidget) -> None:
        line = QHBoxLayout(inside)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        left, top, _right, bottom = PAGE_MARGINS
        self._page = Page(margins=(left, top, GAP[6], bottom), gap=GAP[2], name="follow_up.page")
        line.addWidget(self._page, 1)
        line.addWidget(self._photos)
        self._page.column.addWidget(self._head)
        self._page.column.addWidget(self._clean_up)
        for widget in (self._parts, self._left, self._debts):
            self._page.column.addSpacing(BETWEEN_CARDS)
            self._page.column.addWidget(widget)
        self._page.column.addStretch(1)

    def refresh(self) -> None:
        if self._news is None:
            self._states.show_loading()
        visit = self.visit
        self.ask(
            lambda desk: (load_trip(desk, visit), diagnosis.clean_up_run(desk, visit), leftovers.earlier(desk, visit)),
            self._show,
            self._fail,
        )

    def _fail(self, error: Exception) -> None:
        self._states.show_error(error, self.refresh)

    def _show(self, news: tuple[Trip, Run, list[Leftover]]) -> None:
        first, self._news = self._news is None, news
        trip, run, _earlier = news
        self._states.show_content()
        done, total = len(run.trail), len(run.playbook.asked)
        self._head.set_note(_("{done} of {total}").format(done=done, total=total))
        self._hands.know(trip.photos)
        self._clean_up.show_run(run)
        self._clean_up.setEnabled(not is_signed(trip))
        self.show_rest(self._show_parts, self._show_photos, apart=first)

    def _show_parts(self) -> None:
        if self._news is None:
            return
        trip, _run, earlier = self._news
        signed = is_signed(trip)
        self._parts.show_trip(trip, writable=not signed)
        self._left.show_trip(trip, earlier, writable=not signed)
        self._debts.show_trip(trip)
        self.footer_changed.emit()

    def _show_photos(self) -> None:
        if self._news is not None:
            trip = self._news[0]
            self._photos.show_photos(trip.photos, "", writable=not is_signed(trip))

    def missing(self) -> list[tuple[str, str]]:
        """The open points of the list, and the photos that nobody named."""
        if self._news is None or is_signed(self._news[0]):
            return []
        trip, run, _earlier = self._news
        answered = {one.step.id for one in run.trail}
        points = [(f"{CLEAN_UP}.{s.id}", s.title.say()) for s in run.playbook.asked if s.id not in answered]
        others = [lack for lack in lacks(trip)["follow_up"] if lack.path in {"caption", "leftovers"}]
        begun = [(f"{BEGUN}.{key}", words) for key, (entry, words) in self._entries().items() if entry.begun]
        return begun + points + [(f"{lack.path}.{lack.record}", lack.text) for lack in others]

    def _entries(self) -> dict[str, tuple[NewEntry, str]]:
        """The small forms of this stage, and what one says of one that was begun and not added."""
        return {
            "part": (self._parts.entry, _("the part begun, not added yet")),
            "left": (self._left.entry, _("what is left over, not added yet")),
        }

    def note(self) -> str:
        if self._news is not None and is_signed(self._news[0]):
            return _("The report is signed; this can be read, not changed.")
        return ""

    def reveal(self, key: str) -> None:
        kind, _dot, rest = key.partition(".")
        if kind == CLEAN_UP:
            self._open_point(rest)
        elif kind == BEGUN:
            entry, _words = self._entries()[rest]
            self._page.ensureWidgetVisible(entry, 0, 120)
            entry.take()
        elif kind == "leftovers":
            self._left.entry.begin()
            self._page.ensureWidgetVisible(self._left.entry, 0, 120)
        else:
            self._photos.start(rest)

    def _open_point(self, step: str) -> None:
        """Opens a point of the list, or closes the last one; the keyboard and what is in sight go along."""
        self._clean_up.open_point(step)
        point, layout = self._clean_up.point(step), self._page.inside.layout()
        if layout is not None:
            layout.activate()  # an open point is taller, and the page knows it only then
        if point is not None:
            self._page.ensureWidgetVisible(point, 0, 120)
        self._clean_up.start()

    # -- what is done

    def _refuse(self, error: Exception) -> None:
        ours = _("This did not work, and it is not your fault.")
        self._clean_up.show_error(error.say() if isinstance(error, UserError) else ours)

    def _act(
        self,
        action: Callable[[Desk], T],
        failed: Callable[[Exception, str], object],
        then: Callable[[], object] | None = None,
    ) -> None:
        def refuse(error: Exception) -> None:
            ours = _("This did not work, and it is not your fault.")
            failed(error, error.say() if isinstance(error, UserError) else ours)

        self.place.act(action, lambda _result: then() if then else None, refuse, owner=self)

    def _answer(self, step: str, said: str, note: str, proof: Proof | None) -> None:
        if self._news is None:
            return
        visit, run = self.visit, self._news[1]
        fresh = all(one.step.id != step for one in run.trail)
        open_ = [one.id for one in run.playbook.asked if run.answered(one) is None and one.id != step]
        following = open_[0] if open_ else ""
        self._act(
            lambda desk: diagnosis.answer_step(desk, visit, run, step, said, note, proof),
            lambda _error, said: self._clean_up.show_error(said),
            (lambda: self._open_point(following)) if fresh else None,
        )

    def _leave_out(self, step: str, reason: str) -> None:
        if self._news is not None:
            visit, run = self.visit, self._news[1]
            self._act(
                lambda desk: diagnosis.skip_step(desk, visit, run, step, reason),
                lambda _error, said: self._clean_up.show_error(said),
                self._clean_up.open_next,
            )

    def _move(self, values: Values) -> None:
        visit = self.visit
        known = {"visit", "part", "movement", "quantity"}
        more = {name: str(value) for name, value in values.items() if name not in known}
        part, movement = str(values.get("part") or ""), str(values.get("movement"))
        self._act(
            lambda desk: trips.move_part(desk, visit, part, movement, **more),
            self._parts.show_error,
            self._parts.entry.close_form,
        )

    def _leave_over(self, values: Values) -> None:
        visit = self.visit
        what, whose, due, who = (str(values.get(name) or "") for name in ("what", "responsible", "due", "holder"))
        self._act(
            lambda desk: leftovers.leave_over(desk, visit, what, whose, due, who),
            self._left.show_error,
            self._left.entry.close_form,
        )

    def _end_left(self, rid: str, outcome: str) -> None:
        self._act(lambda desk: leftovers.done(desk, rid, outcome), lambda _e, said: self._left.show_refused(rid, said))

    def _take_back(self, rid: str, where: MovedParts | LeftOvers) -> None:
        self._act(lambda desk: delete_record(desk, rid), where.show_error)

    def _agree(self, debt: str, text: str) -> None:
        self._act(
            lambda desk: receivables.agree_on(desk, debt, text), lambda _error, said: self._debts.show_error(debt, said)
        )

    def _settle(self, debt: str, text: str) -> None:
        self._act(
            lambda desk: receivables.settle(desk, debt, text), lambda _error, said: self._debts.show_error(debt, said)
        )

    def _take_payment(self, debt: str, number: str, amount: str, text: str) -> None:
        self._act(
            lambda desk: receivables.take_payment(desk, debt, number, amount, text),
            lambda _error, said: self._debts.show_error(debt, said),
        )
