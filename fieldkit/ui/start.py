"""From a folder to an open laptop: passphrase, enrolment, first sync; each asked only when it is needed."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from fieldkit.actions.desk import Desk
from fieldkit.actions.enrol import enrol, sync
from fieldkit.app import Laptop, passphrase_needed
from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.i18n import _, language
from fieldkit.store.keys import WrongKeyError
from fieldkit.sync.client import RoundResult
from fieldkit.ui.jobs import Job, Jobs
from fieldkit.ui.start_pages import EnrolPage, FetchPage, LanguageChoice, PassphrasePage, TroublePage

SIZE = QSize(720, 620)
SHORTEST = 8


class Start(QWidget):
    """One calm window with one question at a time; it stays hidden as long as there is none.

    `ready` says that `laptop` is open, enrolled, and knows who sits before it; `language_chosen` that from now on
    everything is to be said in another language.
    """

    ready = Signal()
    language_chosen = Signal(str)

    def __init__(self, home: Path, jobs: Jobs, clock: Clock | None = None) -> None:
        super().__init__()
        self.setObjectName("start")
        self.setWindowTitle("FieldKit")
        self.setProperty("role", "window")
        self.resize(SIZE)
        self.laptop: Laptop | None = None
        self._home, self._jobs, self._clock = home, jobs, clock
        self._job: Job[RoundResult] | None = None
        self._make: Callable[[], QWidget] | None = None
        self._languages = LanguageChoice()
        self._languages.chosen.connect(self._switch)
        self._pages = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._languages)
        column.addWidget(self._pages, 1)

    def begin(self) -> None:
        """Goes as far as it can without a question."""
        self._jobs.run(lambda: passphrase_needed(self._home), self._ask, self._trouble, owner=self)

    @property
    def page(self) -> QWidget | None:
        return self._pages.currentWidget()

    # -- the passphrase

    def _ask(self, needed: str) -> None:
        if not needed:
            self._open("")
            return

        def make() -> QWidget:
            page = PassphrasePage(new=needed == "choose")
            page.given.connect(self._take_passphrase)
            return page

        self._put(make)

    def _take_passphrase(self, typed: str, again: str) -> None:
        page = self.page
        assert isinstance(page, PassphrasePage)
        if page.new and len(typed) < SHORTEST:
            page.first.set_reason(_("A passphrase has at least 8 characters."))
        elif page.new and typed != again:
            page.again.set_reason(_("The two are not the same. Type it once more."))
        else:
            page.set_busy(True)
            self._open(typed)

    def _open(self, passphrase: str) -> None:
        spoken = language()  # a language chosen here, or given for this run, stays

        def make() -> Laptop:
            if passphrase:
                return Laptop(self._home, clock=self._clock, passphrase=lambda: passphrase, language=spoken)
            return Laptop(self._home, clock=self._clock, language=spoken)

        self._jobs.run(make, self._opened, self._not_opened, lane="store", owner=self)

    def _not_opened(self, error: Exception) -> None:
        page = self.page
        if isinstance(error, WrongKeyError) and isinstance(page, PassphrasePage):
            page.set_busy(False)
            page.first.set_reason(error.say())
            return
        self._trouble(error)

    def _trouble(self, error: Exception) -> None:
        """A whole page: what is wrong and what to do; nothing of the folder was changed."""

        def make() -> QWidget:
            page = TroublePage(error, self._home)
            page.retried.connect(self.begin)
            page.closed.connect(self.close)
            return page

        self._put(make)

    # -- enrolment

    def _opened(self, laptop: Laptop) -> None:
        self.laptop = laptop
        self._jobs.run(lambda: laptop.desk.enrolled, self._go_on, self._trouble, lane="store", owner=self)

    def _go_on(self, enrolled: bool) -> None:
        if not enrolled:
            self._put(self._enrol_page)
            return
        self._jobs.run(lambda: self._knows_who(self._desk), self._knows, self._trouble, lane="store", owner=self)

    @property
    def _desk(self) -> Desk:
        assert self.laptop is not None
        return self.laptop.desk

    def _enrol_page(self) -> QWidget:
        page = EnrolPage()
        page.given.connect(self._enrol)
        return page

    def _enrol(self, url: str, code: str) -> None:
        page = self.page
        assert isinstance(page, EnrolPage)
        page.set_busy(True)
        desk = self._desk
        self._jobs.run(lambda: enrol(desk, url, code), lambda _done: self._fetch(), self._not_enrolled, owner=self)

    def _not_enrolled(self, error: Exception) -> None:
        page = self.page
        if isinstance(page, EnrolPage):
            page.set_busy(False)
            page.show_error(error)

    # -- the first sync

    @staticmethod
    def _knows_who(desk: Desk) -> bool:
        try:
            return bool(desk.actor)
        except UserError:
            return False

    def _knows(self, known: bool) -> None:
        if known:
            self.ready.emit()
        else:
            self._fetch()

    def _fetch(self) -> None:
        page = FetchPage()
        page.retried.connect(self._fetch)
        self._put(lambda: page)
        self._make = None  # what is under way is not begun again for a word
        self._languages.setEnabled(False)
        desk = self._desk
        self._job = self._jobs.run_counted(
            lambda report: sync(desk, lambda _what, done, total: report(done, total)),
            page.show_count,
            lambda _result: self._go_on(enrolled=True),
            page.show_error,
            owner=self,
        )

    # -- the window

    @property
    def _idle(self) -> bool:
        """Whether nothing that the page asked for is under way."""
        page = self.page
        return not isinstance(page, PassphrasePage | EnrolPage) or page.go.isEnabled()

    def _switch(self, code: str) -> None:
        """Another language: the same page again, with what was typed."""
        page = self.page
        if self._make is None or page is None or not self._idle:
            self._languages.mark()
            return
        self.language_chosen.emit(code)
        typed = {line.objectName(): line.text() for line in page.findChildren(QLineEdit)}
        self._put(self._make)
        for line in self.page.findChildren(QLineEdit) if self.page is not None else ():
            line.setText(typed.get(line.objectName(), ""))
        self._languages.mark()

    def _put(self, make: Callable[[], QWidget]) -> None:
        self._make, page = make, make()
        self._languages.setEnabled(True)
        old = self._pages.currentWidget()
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        if old is not None:
            self._pages.removeWidget(old)
            old.deleteLater()
        self.show()
        page.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._job is not None:
            self._job.cancel()
        super().closeEvent(event)
