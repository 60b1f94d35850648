"""`verify` checks a PDF that is dropped or chosen; `verify/record/<id>` the last sealed PDF of a paper."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QSplitter, QStackedWidget, QVBoxLayout

from fieldkit.actions.desk import Desk
from fieldkit.i18n import _
from fieldkit.ui.jobs import Job
from fieldkit.ui.paper_view import PaperView
from fieldkit.ui.routes import route_of
from fieldkit.ui.screens.verify.drop_place import DropPlace
from fieldkit.ui.screens.verify.result import Result
from fieldkit.ui.screens.verify.sight import Looked, look_at_file, look_at_record
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import primary
from fieldkit.ui.widgets.footer import Footer
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.states import StateStack
from fieldkit.ui.workplace import Screen, Workplace

RESULT_WIDTH, PAGES_WIDTH = 600, 686


class VerifyScreen(Screen):
    """A file may be dropped at any time, also on the result of the one before."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.setObjectName("verify")
        self.setAcceptDrops(True)
        self._job: Job[Looked] | None = None
        self._again: Callable[[], None] = self._nothing
        self.looked: Looked | None = None
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.drop = DropPlace()
        self.drop.acted.connect(self._ask)
        self.result = Result()
        self.result.opened.connect(self._open_record)
        self.paper = PaperView(place, _("Pages"), name="verify.pages")
        self.other = primary(_("Check another PDF…"), icon="file-search", name="verify.other")
        self.other.clicked.connect(self._ask)
        self._lay_out()

    def _lay_out(self) -> None:
        page = Page(margins=(GAP[8], GAP[6], GAP[6], GAP[6]), name="verify.page")
        page.column.addWidget(self.result)
        page.column.addStretch(1)
        page.setMinimumWidth(420)
        self.paper.setMinimumWidth(320)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(page)
        splitter.addWidget(self.paper)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([RESULT_WIDTH, PAGES_WIDTH])
        self._states = StateStack(splitter, rows=4, name="verify.states")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.drop)
        self._stack.addWidget(self._states)
        self.footer = Footer(name="verify.footer")
        self.footer.add_right(self.other)
        self.footer.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        column.addWidget(self.footer)

    def open(self, parts: Sequence[str]) -> None:
        if len(parts) == 2 and parts[0] == "record":
            rid = parts[1]
            self._look(lambda desk: look_at_record(desk, rid))

    def crumbs(self) -> list[tuple[str, str]]:
        return [("verify", _("Check a paper"))]

    def check(self, path: Path) -> None:
        """Checks a file."""
        self._folder = str(path.parent)
        self._look(lambda desk: look_at_file(desk, path))

    def _look(self, question: Callable[[Desk], Looked]) -> None:
        if self._job is not None:
            self._job.cancel()
        self._again = lambda: self._look(question)
        self._stack.setCurrentWidget(self._states)
        self.footer.show()
        self._states.show_loading()
        desk = self.place.desk
        self._job = self.place.jobs.run(lambda: question(desk), self._show, self._fail, lane="work", owner=self)

    def _show(self, looked: Looked) -> None:
        self.looked = looked
        self.result.show_looked(looked)
        self._states.show_content()  # before the pages, which are only drawn for a view that is seen
        self.paper.setVisible(looked.pages is not None)
        if looked.pages is not None:
            self.paper.show_paper(looked.pages)
        self.other.setFocus()
        self.place.settled.emit()

    def _fail(self, error: Exception) -> None:
        self.looked = None
        self._states.show_error(error, self._again)

    def _nothing(self) -> None:
        """There is no file to look at again yet."""

    def _open_record(self) -> None:
        if self.looked is not None and (route := route_of(self.looked.checked.record)):
            self.place.go.emit(route)

    def _ask(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Choose a PDF"), self._folder, "PDF (*.pdf)")
        if chosen:
            self.check(Path(chosen))

    # -- dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self.drop.set_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop.set_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop.set_over(False)
        path = next((Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()), None)
        if path is not None:
            event.acceptProposedAction()
            self.check(path)
