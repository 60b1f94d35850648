"""The pages at the right: the sealed PDF, or the paper as it would be sealed, and whether its signatures hold."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import paper_dossier
from fieldkit.documents.build import build
from fieldkit.documents.dossier import Dossier
from fieldkit.documents.verify import Verification
from fieldkit.errors import DamagedError, OfflineError, UserError
from fieldkit.i18n import _
from fieldkit.ui.jobs import Job
from fieldkit.ui.paper_view import Paper, PaperView, open_paper
from fieldkit.ui.screens.hand_over.paper_row import verdict_words
from fieldkit.ui.screens.hand_over.sight import check
from fieldkit.ui.screens.review.queue import Looked
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.badges import Badge
from fieldkit.ui.widgets.states import EmptyState
from fieldkit.ui.workplace import Workplace

Found = tuple[Paper, Verification | None]


class ReviewPages(QWidget):
    """Fetches, checks and shows a paper's PDF; off line it says so, the facts can still be read."""

    retried = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._shown = ""
        self._job: Job[Found] | None = None
        self.paper = PaperView(place, _("Signed PDF"), name="review.paper")
        self.badge = Badge("waiting", _("Checking…"), name="review.verdict")
        if self.paper.head is not None:
            self.paper.head.line.insertWidget(1, self.badge)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.paper)
        self._notice: QWidget | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def show_looked(self, looked: Looked) -> None:
        """Shows the newest sealed version; the same one is not fetched again."""
        mark = looked.sheet or f"{looked.rid} {looked.status} {hash(str(sorted(looked.record.values.items())))}"
        if mark == self._shown:
            return
        self._shown = mark
        self.paper.clear()
        if self.paper.head is not None:
            self.paper.head.title.setText(_("Signed PDF") if looked.sheet else _("PDF"))
        self.badge.set("waiting", _("Checking…") if looked.sheet else _("Not signed yet"))
        self.badge.show()
        self._drop_notice()
        if self._job is not None:
            self._job.cancel()
        if looked.sheet:
            desk, sha256 = self._place.desk, looked.sheet
            self._run(lambda: _sealed(desk, sha256))
            return
        record = looked.record
        self._place.read(lambda desk: paper_dossier(desk, record), self._build, self._fail, owner=self)

    def _build(self, dossier: Dossier) -> None:
        now = self._place.desk.clock.now()
        self._run(lambda: (open_paper(build(dossier, now=now)), None))

    def _run(self, work: object) -> None:
        assert callable(work)
        self._job = self._place.jobs.run(work, self._show, self._fail, lane="work", owner=self)

    def clear(self) -> None:
        """Nothing is looked at: no pages, and nothing said of signatures."""
        self._shown = ""
        self.badge.hide()
        self.paper.clear()

    def _show(self, found: Found) -> None:
        paper, verdict = found
        self.paper.show_paper(paper)
        if verdict is not None:
            self.badge.set(*verdict_words(verdict))

    def _fail(self, error: Exception) -> None:
        self._shown = ""
        self._drop_notice()
        if isinstance(error, OfflineError):
            text = _("The signed PDF is not on this laptop yet.")
            second = _("There is no line to the office now. What the report says can be read at the left.")
            notice = EmptyState("zap", text, second, _("Try again"), name="review.offline")
        else:
            said = error.say() if isinstance(error, UserError) else _("The PDF could not be shown.")
            notice = EmptyState("circle-alert", said, "", _("Try again"), name="review.no_pdf")
        notice.acted.connect(self.retried)
        self._notice = notice
        self._stack.addWidget(notice)
        self._stack.setCurrentWidget(notice)

    def _drop_notice(self) -> None:
        self._stack.setCurrentWidget(self.paper)
        if self._notice is not None:
            self._stack.removeWidget(self._notice)
            self._notice.deleteLater()
            self._notice = None


def _sealed(desk: Desk, sha256: str) -> Found:
    """The sealed paper, and what its signatures say. Off the screen's thread."""
    paper = open_paper(desk.file(sha256))
    try:
        verdict = check(desk, sha256)
    except DamagedError:
        verdict = None
    return paper, verdict


def bar(*widgets: QWidget) -> QFrame:
    """The head above a column: 52 px, with a line below."""
    head = QFrame()
    head.setProperty("role", "top")
    head.setFixedHeight(52)
    line = QHBoxLayout(head)
    line.setContentsMargins(GAP[6], 0, GAP[4], 0)
    line.setSpacing(GAP[2])
    for widget in widgets:
        line.addWidget(widget)
    return head
