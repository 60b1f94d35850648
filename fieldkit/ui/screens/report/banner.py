"""What stands above the forms: which paper, that the report came back, that it is sealed."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from fieldkit.forms import field_at
from fieldkit.i18n import _
from fieldkit.ui.screens.report.papers import ADVICE, REPORT
from fieldkit.ui.screens.report.sight import ReportSight
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.badges import Badge
from fieldkit.ui.widgets.buttons import Button, Link
from fieldkit.ui.widgets.labels import Label, caption
from fieldkit.ui.widgets.layouts import empty


class PaperTabs(QWidget):
    """The two papers side by side; `chosen` carries the kind of the one that was pressed."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP[2])
        group = QButtonGroup(self)
        self._tabs: dict[str, QPushButton] = {}
        for kind, words in ((REPORT, _("Field service report")), (ADVICE, _("Maintenance advice"))):
            tab = Button(words, "quiet", "small", name=f"report.tab.{kind}")
            tab.setCheckable(True)
            tab.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            tab.clicked.connect(partial(self.chosen.emit, kind))
            group.addButton(tab)
            line.addWidget(tab)
            self._tabs[kind] = tab
        line.addStretch(1)
        self.badge = Badge("draft", name="report.state")
        line.addWidget(self.badge)
        self.set_current(REPORT)

    @property
    def current(self) -> str:
        return next((kind for kind, tab in self._tabs.items() if tab.isChecked()), REPORT)

    def set_current(self, kind: str) -> None:
        self._tabs[kind].setChecked(True)

    def show_sight(self, sight: ReportSight) -> None:
        """How the chosen paper stands."""
        record = sight.report if self.current == REPORT else sight.advice
        status = str(record.values.get("status") or "draft") if record is not None else "draft"
        self.badge.set({"signed": "signed", "returned": "returned", "approved": "approved"}.get(status, "draft"))
        self.badge.setVisible(record is not None)


class Banner(QFrame):
    """Why the report came back, with a link to each comment; or that it is sealed."""

    go = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setObjectName("report.banner")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(GAP[4], GAP[3], GAP[4], GAP[3])
        self._column.setSpacing(GAP[1])
        self._said: object = None
        self.hide()

    def show_sight(self, sight: ReportSight) -> None:
        review = sight.returned
        said = (
            review.id if review else "",
            sight.sealed,
            sight.report.values.get("status") if sight.report else "",
            [(remark.number, remark.comment.id) for remark in sight.remarks],
        )
        if said == self._said:
            return
        self._said = said
        empty(self._column)
        self.setVisible(bool(review or sight.sealed or sight.remarks))
        if review is not None:
            by = sight.trip.person_name(review.decided_by)
            words = _("{who} returned the report: {why}").format(who=by, why=review.reason or "")
            self._column.addWidget(Label(words, "body", bold=True, wrap=True, name="report.returned"))
            self._column.addWidget(caption(_("Correct it here; the customer then signs the new version."), wrap=True))
        elif sight.sealed:
            approved = sight.report is not None and sight.report.values.get("status") == "approved"
            words = _("Approved by the manager.") if approved else _("Signed. What the signature covers is sealed.")
            self._column.addWidget(Label(words, "body", bold=True, wrap=True, name="report.sealed"))
        for remark in sight.remarks:
            field = field_at(_kind_of(sight, remark.comment.about or ""), remark.comment.path or "")
            label = _(field.label) if field is not None else _("Report")
            link = Link(f"{remark.number}  {label}", name=f"report.remark.{remark.number}")
            link.clicked.connect(partial(self.go.emit, remark.key))
            self._column.addWidget(link)


def _kind_of(sight: ReportSight, rid: str) -> str:
    trip = sight.trip
    papers = [paper for paper in (trip.report, trip.advice) if paper is not None]
    for form in (*papers, *trip.movements, *trip.steps, *trip.leftovers, *trip.photos):
        if form.id == rid:
            return form.kind
    return ""


class AdviceInvitation(QFrame):
    """There is no maintenance advice yet: what it is for, and the button that begins it."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setObjectName("report.no_advice")
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP[6], GAP[6], GAP[6], GAP[6])
        column.setSpacing(GAP[2])
        column.addWidget(Label(_("No maintenance advice yet."), "heading"))
        said = _("Where the customer's own maintenance is not in order, say what to change, and by when.")
        column.addWidget(Label(said, "body", tone="text_2", wrap=True))
        self._error = Label("", "caption", tone="bad", wrap=True)
        self._error.hide()
        column.addWidget(self._error)
        self.begin = Button(_("Write maintenance advice"), icon="plus", name="report.begin_advice")
        self.begin.clicked.connect(self.wanted)
        line = QHBoxLayout()
        line.addWidget(self.begin)
        line.addStretch(1)
        column.addLayout(line)
        self.hide()

    def set_error(self, said: str) -> None:
        self._error.setText(said)
        self._error.setVisible(bool(said))
