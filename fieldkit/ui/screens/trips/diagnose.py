"""The Diagnose stage: arriving, the guided steps with their trail, the conclusion; photos beside it (P7.11)."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fieldkit.actions import diagnosis, trips
from fieldkit.actions.desk import Desk
from fieldkit.actions.records import set_values
from fieldkit.errors import UserError
from fieldkit.forms import Record
from fieldkit.forms.seen import legible
from fieldkit.forms.step import told
from fieldkit.forms.types import ZONE
from fieldkit.i18n import _
from fieldkit.playbooks import Kind, Run, Step, step_id
from fieldkit.ui.screens.stage import Choice, Stage
from fieldkit.ui.screens.stage import Step as Primary
from fieldkit.ui.screens.trips.answer_pane import AnswerPane
from fieldkit.ui.screens.trips.arrival import ArrivalPane
from fieldkit.ui.screens.trips.book_pane import BookPane
from fieldkit.ui.screens.trips.conclusion import ConclusionPane
from fieldkit.ui.screens.trips.hands import TripHands
from fieldkit.ui.screens.trips.on_site import OnSite, compare, on_site, trail_of
from fieldkit.ui.screens.trips.photo_column import PhotoColumn
from fieldkit.ui.screens.trips.trail_column import TrailColumn
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.workplace import Workplace

ALL_FROM = 1060
Pane = ArrivalPane | BookPane | AnswerPane | ConclusionPane


class DiagnoseStage(Stage):
    """Trail, the step that is asked, photos. What is typed stays until it is kept or another step is chosen."""

    def __init__(self, place: Workplace, visit: str, parent: QWidget | None = None) -> None:
        super().__init__(place, visit, parent)
        self.setObjectName("diagnose")
        self._news: OnSite | None = None
        self._chosen = ""
        self._pane: Pane | None = None
        self._pane_key: tuple[object, ...] = ()
        self._saved_at = ""
        self._narrow = self._photos_first = False
        self._states = self.hold(QWidget())
        self._trail = TrailColumn()
        self._trail.chosen.connect(self._choose)
        self._middle = QHBoxLayout()
        self._photos = PhotoColumn(place, visit)
        self._hands = TripHands(place, visit, self, self._refuse)
        line = QHBoxLayout(self._states.content)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self._trail)
        line.addLayout(self._middle, 1)
        line.addWidget(self._photos)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._narrow != (narrow := self.width() < ALL_FROM):
            self._narrow = narrow
            self._turn(False)

    def _turn(self, photos: bool) -> None:
        """Where the window is narrow either the trail or the photos stand beside the step."""
        self._photos_first = photos
        self._photos.setVisible(not self._narrow or photos)
        self._trail.setVisible(not self._narrow or not photos)
        self.footer_changed.emit()

    # -- what is shown

    def refresh(self) -> None:
        if self._news is None:
            self._states.show_loading()
        visit = self.visit
        self.ask(lambda desk: on_site(desk, visit), self._show, self._fail)

    def _fail(self, error: Exception) -> None:
        self._states.show_error(error, self.refresh)

    def _show(self, news: OnSite) -> None:
        first, self._news = self._news is None, news
        self._states.show_content()
        run = news.run
        if run is not None and self._chosen not in {"", "conclusion"}:
            self._chosen = self._chosen if run.step(self._chosen) is not None else ""
        self._hands.know(news.trip.photos)
        self._bring_pane(news)
        self._show_trail()
        if self._pane is not None:
            self._pane.inside.setEnabled(not news.sealed)
        self.show_rest(self._show_photos, apart=first)
        self.footer_changed.emit()

    def _show_photos(self) -> None:
        if self._news is None:
            return
        news, run, step = self._news, self._news.run, self._step
        rid = step_id(self.visit, run.playbook.id, step.id) if run and step else ""
        known_step = any(one.id == rid for one in news.trip.steps)
        self._photos.show_photos(news.trip.photos, rid if known_step else "", writable=not news.sealed)
        self._photos.show_compared(*(compare(run) if run else ("", [])))

    def _show_trail(self) -> None:
        run = self._news.run if self._news else None
        if self._news is None or run is None:
            self._trail.show_trail([], None)
            return
        typed = self._pane.verdict if isinstance(self._pane, AnswerPane) else ("", "", "text_2")
        self._trail.show_trail(trail_of(self._news, run, self._step, typed), run.playbook)

    def _typed(self) -> None:
        self._show_trail()
        self.footer_changed.emit()

    @property
    def _step(self) -> Step | None:
        """The step that is shown; None at the conclusion."""
        return self._pane.step if isinstance(self._pane, AnswerPane) else None

    def _bring_pane(self, news: OnSite) -> None:
        """Shows the right pane; the one that stands there stays as long as it is about the same."""
        key, make = self._wanted(news)
        if key == self._pane_key:
            if isinstance(self._pane, AnswerPane) and news.run is not None:
                self._pane.show_run(news.run)
            elif isinstance(self._pane, ConclusionPane) and news.run is not None:
                self._pane.run = news.run
            elif isinstance(self._pane, ArrivalPane):
                self._pane.offer(self._now(news))
            return
        if self._pane is not None:
            if isinstance(self._pane, AnswerPane):
                self._pane.close_down()
            self._middle.removeWidget(self._pane)
            self._pane.hide()
            self._pane.deleteLater()
        self._pane, self._pane_key = make(), key
        self._middle.addWidget(self._pane)
        if isinstance(self._pane, AnswerPane):
            self._pane.keep(self.place, self.visit)
            self._pane.changed.connect(self._typed)
            self._pane.entered.connect(self._answer)
            self._pane.skipped.connect(self._skip)
            self._pane.noted.connect(self._note_further)
            self._pane.start()
        elif isinstance(self._pane, ConclusionPane):
            self._pane.changed.connect(self.footer_changed)

    def _now(self, news: OnSite) -> datetime:
        return (self.place.laptop.clock.now() + news.ahead).astimezone(ZONE)

    def _wanted(self, news: OnSite) -> tuple[tuple[object, ...], Callable[[], Pane]]:
        """Which pane belongs here: a key that changes when it must be built again, and how to build it."""
        trip, run = news.trip, news.run
        if trip.visit.arrived is None:
            return ("arrival", news.waits), lambda: ArrivalPane(trip, self._now(news), news.waits)
        if run is None:
            return ("books",), lambda: BookPane(news.books, news.why_none)
        step = run.step(self._chosen) or run.current
        if step is None or self._chosen == "conclusion" or (not self._chosen and run.finished):
            taken = told(run.concluded, "answer") if run.concluded else ""
            return ("conclusion", run.conclusion and run.conclusion.id, taken), lambda: ConclusionPane(run)
        answered = run.answered(step)
        stored: tuple[str, ...] = (
            (str(answered.values.get("answer")), str(answered.values.get("note"))) if answered else ()
        )
        stored += tuple(path for path in run.kept.get(step.id, {}) if path.startswith("notes."))
        symptom = (trip.problem.symptom or "") if trip.problem else ""
        return ("step", step.id, *stored), lambda: AnswerPane(
            run, step, self._hands, symptom, trip.visit.verified or "", trip.person_name
        )

    # -- the footer

    def note(self) -> str:
        if self._news is not None and self._news.sealed:
            return _("The report is signed; this can be read, not changed.")
        return _("Saved {time}").format(time=self._saved_at) if self._saved_at else ""

    def primary(self) -> Primary | None:
        pane = self._pane
        if self._news is None or self._news.sealed or pane is None:
            return None
        if isinstance(pane, ArrivalPane):
            phone = _("Exception by phone"), lambda: self.go.emit(f"trips/{self.visit}/prepare")
            return phone if self._news.waits else (_("I am here"), self._arrive)
        if isinstance(pane, BookPane):
            return _("Begin with this procedure"), self._take_book
        if isinstance(pane, ConclusionPane):
            return None if pane.kept else (_("Take this conclusion"), self._conclude)
        if pane.concludes:
            return _("Note it, to the conclusion"), self._answer
        following = pane.leads
        return (_("Note it, go on: {name}").format(name=following) if following else _("Note it")), self._answer

    def secondary(self) -> list[Choice]:
        choices = []
        if isinstance(self._pane, AnswerPane) and self._news is not None and not self._news.sealed:
            choices.append(Choice(_("Conclude now"), lambda: self._choose("conclusion"), name="conclude"))
        if self._narrow:
            word, icon = (_("Steps"), "list") if self._photos_first else (_("Photos"), "camera")
            choices.append(Choice(word, lambda: self._turn(not self._photos_first), icon, "turn"))
        return choices

    def back(self) -> Choice | None:
        run = self._news.run if self._news else None
        if run is None or not run.trail or not isinstance(self._pane, AnswerPane | ConclusionPane):
            return None
        before = self._before(run)
        return Choice(_("Step back"), lambda: self._choose(before), "chevron-left", "back") if before else None

    def _before(self, run: Run) -> str:
        """The step answered before the one that is shown."""
        way = [one.step.id for one in run.trail]
        here = self._step.id if self._step else ""
        at = way.index(here) if here in way else len(way)
        return way[at - 1] if at else ""

    # -- what is done

    def _choose(self, key: str) -> None:
        run = self._news.run if self._news else None
        self._chosen = "" if run is not None and run.current is not None and run.current.id == key else key
        if self._news is not None:
            self._show(self._news)

    def _act(self, action: Callable[[Desk], Record], *, stay: bool = False) -> None:
        pane = self._pane

        def done(_record: Record) -> None:
            if isinstance(pane, AnswerPane) and pane is self._pane:
                pane.noted_down()
            self._saved_at = f"{self.place.laptop.clock.now().astimezone(ZONE):%H:%M}"
            if not stay:
                self._chosen = ""

        self.place.act(action, done, self._refuse, owner=self)

    def _refuse(self, error: Exception) -> None:
        said = error.say() if isinstance(error, UserError) else _("This did not work, and it is not your fault.")
        if self._pane is not None:
            self._pane.show_error(said)

    def _arrive(self) -> None:
        if isinstance(self._pane, ArrivalPane) and self._news is not None:
            self._pane.offer(self._now(self._news))  # it may have stood open on the way here
            visit, at = self.visit, self._pane.at
            self._act(lambda desk: trips.arrive(desk, visit, at))

    def _take_book(self) -> None:
        if isinstance(self._pane, BookPane) and self._pane.book:
            visit, book = self.visit, self._pane.book
            self._act(lambda desk: set_values(desk, visit, {"playbook": book}, desk.store.open(visit)))

    def _answer(self) -> None:
        pane, visit = self._pane, self.visit
        if not isinstance(pane, AnswerPane):
            return
        if not legible(pane.said):
            pane.show_error(
                _("Enter the reading.") if pane.step.kind is Kind.MEASURE else _("Choose one of the answers.")
            )
            return
        run, step, said, note, verified, proof = (
            pane.run, pane.step.id, pane.said, pane.note, pane.verified, pane.proof
        )  # fmt: skip

        def action(desk: Desk) -> Record:
            if verified:
                diagnosis.verify_symptom(desk, visit, verified)
            return diagnosis.answer_step(desk, visit, run, step, said, note, proof)

        self._act(action)

    def _note_further(self, text: str) -> None:
        pane, visit = self._pane, self.visit
        if isinstance(pane, AnswerPane):
            run, step = pane.run, pane.step.id
            self._act(lambda desk: diagnosis.add_note(desk, visit, run, step, text), stay=True)

    def _skip(self, reason: str, to: str) -> None:
        pane, visit = self._pane, self.visit
        if isinstance(pane, AnswerPane):
            run, step = pane.run, pane.step.id
            self._act(lambda desk: diagnosis.skip_step(desk, visit, run, step, reason, to))

    def _conclude(self) -> None:
        pane, visit = self._pane, self.visit
        if isinstance(pane, ConclusionPane):
            run, text = pane.run, pane.text
            self._act(lambda desk: diagnosis.conclude_diagnosis(desk, visit, run, text))

    def reveal(self, key: str) -> None:
        if isinstance(self._pane, Page):
            self._pane.setFocus()
