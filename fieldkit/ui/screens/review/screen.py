"""The review: queue, facts and pages side by side; J and K move, A, R and Q decide."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.actions.photos import show_picture
from fieldkit.actions.records import delete_record
from fieldkit.actions.reports import comment
from fieldkit.actions.reviewing import approve_simple
from fieldkit.errors import UserError
from fieldkit.forms import Photo
from fieldkit.i18n import _
from fieldkit.ui.jobs import Job
from fieldkit.ui.screens.review.changes import Changes
from fieldkit.ui.screens.review.decide import DecisionBar, action_of
from fieldkit.ui.screens.review.fact_list import FactList
from fieldkit.ui.screens.review.foot import ReviewFooter
from fieldkit.ui.screens.review.pages import ReviewPages, bar
from fieldkit.ui.screens.review.queue import REPORT, Looked, Waiting, greens_of, look_at, queue_of
from fieldkit.ui.screens.review.queue_list import QueueList
from fieldkit.ui.widgets.labels import ElidedLabel
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.pictures import PhotoTile, qimage
from fieldkit.ui.widgets.states import EmptyState, StateStack
from fieldkit.ui.workplace import Screen, Workplace

THUMB = 400


class ReviewScreen(Screen):
    """`review` and `review/<visit or paper>`."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.setObjectName("review")
        self.looked: Looked | None = None
        self._wanted = ""
        self._reading: Job[Looked] | None = None
        self._build()
        self._connect()

    # -- building

    def _build(self) -> None:
        self.queue = QueueList()
        self.facts = FactList(self._load)
        self.page = Page(role="surface", margins=(0, 0, 0, 0), gap=0, name="review.facts")
        self.changes = Changes(self.place)
        self.page.column.addWidget(self.changes)
        self.page.column.addWidget(self.facts)
        self.pages = ReviewPages(self.place)
        self.head = ElidedLabel("", "body", bold=True, name="review.paper_name")
        middle = QWidget()
        middle.setMinimumWidth(360)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar(self.head))
        column.addWidget(self.page, 1)
        self.decision, self.footer = DecisionBar(), ReviewFooter()
        content = QWidget()
        line = QHBoxLayout(content)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.queue)
        line.addWidget(middle, 456)
        line.addWidget(self.pages, 534)
        self.states = StateStack(content, name="review.states")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        for widget in (self.states, self.decision, self.footer):
            outer.addWidget(widget, 1 if widget is self.states else 0)

    def _connect(self) -> None:
        self.queue.chosen.connect(self._choose)
        self.queue.many.connect(lambda: self.decision.ask("many", str(len(self.queue.green))))
        self.changes.chosen.connect(self._reveal)
        self.facts.chosen.connect(self._mark)
        self.facts.pinned.connect(self._pin)
        self.facts.unpinned.connect(self._unpin)
        self.pages.paper.field_clicked.connect(self._reveal)
        self.pages.paper.pin_clicked.connect(self._reveal_pin)
        self.pages.retried.connect(self.refresh)
        self.footer.wanted.connect(self._begin)
        self.decision.decided.connect(self._decide)
        self.decision.opened.connect(self.footer.set_deciding)
        self.place.changed.connect(self._hear)
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("J", partial(self._step, 1)),
            ("K", partial(self._step, -1)),
            ("A", partial(self._begin, "approve")),
            ("R", partial(self._begin, "return")),
            ("Q", partial(self._begin, "ask")),
        )
        for key, act in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # -- reading

    def open(self, parts: Sequence[str]) -> None:
        self._wanted = parts[0] if parts else ""
        if self.looked is None:
            self.states.show_loading()
        self.refresh()
        self.setFocus()

    def _hear(self) -> None:
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        self.place.read(queue_of, self._show_queue, self._fail, owner=self)

    def _fail(self, error: Exception) -> None:
        if self.looked is None:
            self.states.show_error(error, self.refresh)

    def _show_queue(self, waiting: list[Waiting]) -> None:
        self.queue.show_queue(waiting, self.place.desk.clock.now())
        asked = self.queue.asked
        self.place.read(lambda desk: greens_of(desk, asked), lambda found: self.queue.show_greens(*found), owner=self)
        found = next((one for one in waiting if self._wanted and self._wanted in (one.rid, one.visit)), None)
        self._wanted = ""
        if found is not None and not found.mine and not self.queue.every:
            self.queue.filter(True)
        current = found.rid if found else self.queue.current
        shown = [one.rid for one in self.queue.shown]
        if current not in shown:
            current = shown[0] if shown else ""
        if not waiting:
            self._show_nothing()
            return
        self.states.show_content()
        self._choose(current)

    def _show_nothing(self) -> None:
        self.looked = None
        self.queue.mark("")
        text = _("Nothing waits for your review.")
        second = _("Signed reports and trips to be approved appear here, the oldest first.")
        self.states.show_empty(EmptyState("clipboard-check", text, second, name="review.empty"))
        self.footer.show_looked(None)
        self.decision.hide()

    def _choose(self, rid: str) -> None:
        if rid != self.queue.current:
            self.decision.finish()
        self.queue.mark(rid)
        if self._reading is not None:
            self._reading.cancel()
        if not rid:
            self._clear()
            return
        self._reading = self.place.read(lambda desk: look_at(desk, rid), self._show, self._fail, owner=self)

    def _clear(self) -> None:
        """Nothing of mine waits, though others' papers do."""
        self.looked = None
        self.head.setText("")
        self.facts.clear()
        self.changes.clear()
        self.pages.clear()
        self.footer.show_looked(None)

    def _show(self, looked: Looked) -> None:
        another = self.looked is None or self.looked.rid != looked.rid
        self.looked = looked
        self.head.setText(looked.name)
        if another:
            self.facts.clear()
            self.facts.current = ""
        writable = looked.kind == REPORT
        self.facts.show_paper(looked.chapters, looked.checks, looked.remarks, me=looked.me, writable=writable)
        if another:
            self.page.verticalScrollBar().setValue(0)
        self.changes.look(looked, set(self.facts.rows))
        self.pages.show_looked(looked)
        self.footer.show_looked(looked)
        self._frame_fields(self.facts.current)

    def _load(self, photo: Photo, tile: PhotoTile) -> None:
        desk, picture, marks = self.place.desk, photo.picture, photo.drawn
        if picture is None:
            return

        def read() -> QImage:
            return qimage(show_picture(desk, picture.sha256, (THUMB, THUMB), marks))

        self.place.jobs.run(read, tile.set_image, lambda _error: None, lane="work", owner=tile)

    # -- fields and pages

    def _frame_fields(self, key: str) -> None:
        """Frames the chosen field and every comment on the page."""
        numbers = {remark.key: remark.number for remark in self.looked.remarks} if self.looked else {}
        if key:
            numbers.setdefault(key, 0)
        self.pages.paper.mark(list(numbers.items()))

    def _mark(self, key: str) -> None:
        self._frame_fields(key)
        self.pages.paper.reveal(key)
        self.facts.bring(key, self.page)

    def _reveal(self, key: str) -> None:
        """A spot of the page was pressed: its field is brought beside it."""
        self.facts.choose(key)
        self._frame_fields(key)
        self.facts.bring(key, self.page)
        row = self.facts.rows.get(key)
        if row is not None and row.editor is not None:
            row.editor.setFocus()

    def _reveal_pin(self, number: int) -> None:
        remark = next((one for one in self.looked.remarks if one.number == number), None) if self.looked else None
        if remark is not None:
            self._reveal(remark.key)

    def _pin(self, key: str, text: str) -> None:
        row, looked = self.facts.rows.get(key), self.looked
        if row is None or looked is None or not text:
            return
        visit, about, path = looked.trip.visit.id, row.fact.about, row.fact.path
        self.setFocus()  # J, K, A and R go on from here
        self.place.act(lambda desk: comment(desk, visit, about, path, text), None, self._refuse, owner=self)

    def _unpin(self, rid: str) -> None:
        self.place.act(lambda desk: delete_record(desk, rid), None, self._refuse, owner=self)

    def _refuse(self, error: Exception) -> None:
        self.footer.say(_said(error))

    # -- deciding

    def _step(self, step: int) -> None:
        rid = self.queue.neighbour(step)
        if rid and rid != self.queue.current:
            self._choose(rid)

    def _begin(self, what: str) -> None:
        looked = self.looked
        if looked is None or (what == "ask" and looked.kind != REPORT):
            return
        if what == "approve" and self.decision.isVisible() and self.decision.what == "approve":
            self.decision.confirm()
            return
        written = self.facts.written
        if what == "approve" and written:
            self._reveal(written[0][0])
            self.footer.say(_("A comment is written and not pinned. Pin it, or empty it."))
            return
        reasons = [one.comment.text or "" for one in looked.remarks] if what == "return" else []
        for key, text in written if what == "return" else ():
            self._pin(key, text)
            reasons.append(text)
        self.decision.ask(what, next(iter(reasons), ""))

    def _decide(self, what: str, reason: str) -> None:
        looked = self.looked
        if looked is None:
            return
        self.decision.set_busy(True)
        if what == "many":
            visits = self.queue.green
            self.place.act(lambda desk: approve_simple(desk, visits), self._decided, self._not_decided, owner=self)
            return
        action = action_of(what, looked, reason)
        self.place.act(action, self._decided, self._not_decided, owner=self)

    def _decided(self, _done: object) -> None:
        following = self.queue.neighbour(1)
        self.decision.finish()
        if following != self.queue.current:
            self.queue.current = following
        self.setFocus()

    def _not_decided(self, error: Exception) -> None:
        self.decision.set_busy(False)
        self.decision.show_error(_said(error))
        self.refresh()  # of several, those before it are decided

    def crumbs(self) -> list[tuple[str, str]]:
        here = [("review", _("Review"))]
        return [*here, ("", self.looked.name)] if self.looked is not None else here


def _said(error: Exception) -> str:
    return error.say() if isinstance(error, UserError) else _("This could not be done. Try again.")
