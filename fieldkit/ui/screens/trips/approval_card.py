"""The trip approval on the Prepare screen: its form, how it stands, and the managers' decision."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from fieldkit.forms import TripApproval, Visit
from fieldkit.forms.seen import legible
from fieldkit.forms.types import Moment
from fieldkit.i18n import _
from fieldkit.joined import listed, told
from fieldkit.process.dossier import Trip
from fieldkit.process.setting_out import word_by_phone
from fieldkit.process.turns import OPEN
from fieldkit.ui.form_view import FormView
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.badges import Badge
from fieldkit.ui.widgets.buttons import secondary
from fieldkit.ui.widgets.labels import Label, SectionHead, body, caption, heading, stack
from fieldkit.ui.widgets.rows import Card
from fieldkit.ui.workplace import Workplace

FIELDS = ("plan", "leave_on", "back_on", "transport", "cost", "way_out", "calls")
BADGES = {
    "draft": "draft", "submitted": "waiting", "line_approved": "waiting", "approved": "approved",
    "returned": "returned",
}  # fmt: skip


class ApprovalCard(QWidget):
    """The form of the trip approval; sealed once it is submitted, open again when it was returned."""

    changed = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.form: FormView | None = None
        self._head = SectionHead(_("Trip approval"))
        self._badge = Badge("draft", name="approval.status")
        self._head.add(self._badge)
        self._said = Label("", "caption", tone="text_2", wrap=True, name="approval.said")
        self._card = Card(name="approval")
        self._card.body.addWidget(self._said)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[2])
        column.addWidget(self._head)
        column.addWidget(self._card)

    def show_approval(self, trip: Trip) -> None:
        approval = trip.approval
        self.setVisible(approval is not None)
        if approval is None:
            return
        if self.form is None:
            self.form = FormView(self.place, approval.record, fields=FIELDS, name="trip_approval", parent=self._card)
            self.form.changed.connect(self.changed)
            self._card.body.addWidget(self.form)
        self._badge.set(BADGES.get(approval.status or "draft", "draft"), approval.shown("status"))
        self._head.set_note(approval.number or "")
        said = [*_signed(approval), *_remarks(trip)]
        self._said.setText("\n".join(said))
        self._said.setVisible(bool(said))

    def missing(self) -> list[tuple[str, str]]:
        return self.form.missing() if self.form is not None else []

    def lacks_for_exception(self, visit: Visit, managers: frozenset[str]) -> str:
        """What is to be written before somebody goes without signatures: why, while he can still write it, and which of
        the managers agreed to the trip by phone and when."""
        if self.form is None:
            return ""
        self.form.flush()
        approval = TripApproval(self.form.record)
        if approval.status in OPEN and not approval.way_out:
            return "way_out"
        return "" if word_by_phone(approval, visit, managers) else "calls"

    def reveal(self, path: str) -> None:
        if self.form is not None:
            self.form.go_to(path)

    def flush(self) -> None:
        if self.form is not None:
            self.form.flush()


def _signed(approval: TripApproval) -> list[str]:
    """Who approved, and when."""
    said = []
    for name in ("line_manager", "department_manager"):
        signed = getattr(approval, name)
        if signed is not None:
            moment = Moment("")
            when = moment.show(moment.load(signed.at))
            said.append(_("{role} {name} approved {when}").format(
                role=_(TripApproval.fields[name].label), name=signed.name, when=when))  # fmt: skip
    return said


def _remarks(trip: Trip) -> list[str]:
    """Why it was returned."""
    if trip.approval is None or trip.approval.status != "returned":
        return []
    mine = [comment for comment in trip.comments if comment.about == trip.approval.id and comment.status == "open"]
    return [
        _("Returned by {name}: {reason}").format(name=trip.person_name(c.written_by), reason=c.text or "") for c in mine
    ]


def _plan(approval: TripApproval) -> list[str]:
    """What the engineer asks for."""
    days = " – ".join(day for day in (approval.shown("leave_on"), approval.shown("back_on")) if day)
    how = "·".join(word for word in (days, approval.shown("transport"), approval.shown("cost")) if word)
    return [approval.plan or "", how, approval.way_out or ""]


def _said(trip: Trip) -> list[str]:
    """What was said by phone: who, when, what (P7.10.5)."""
    calls = trip.approval.calls if trip.approval is not None else []
    return [
        _("By phone, {name} {when}: {said}").format(
            name=trip.person_name(call.who), when=call.shown("said_at"), said=call.said or ""
        )
        for call in calls
    ]


def _gaps(trip: Trip) -> list[str]:
    """The gaps that one leaves with, each with its reason; then how many are being settled."""
    gaps = [row for row in trip.checklist.items if row.state == "gap"] if trip.checklist else []
    goes = [row for row in gaps if row.decided == "go"]
    reasons = dict.fromkeys(row.answer or "" for row in goes)
    same = {reason: dict.fromkeys(row.item or "" for row in goes if row.answer == reason) for reason in reasons}
    said = [told((listed(items), reason)) for reason, items in same.items()]
    if len(gaps) > len(goes):
        count = len(gaps) - len(goes)
        said.append(_("{count} gaps in the checklist; each says what is done about it.").format(count=count))
    return said


class DecisionPanel(Card):
    """For the manager whose turn it is: what the trip is for, and giving it back with a reason."""

    returned = Signal(str)

    def __init__(self) -> None:
        super().__init__(gap=GAP[2], name="decision")
        self._who = caption(tone="text_2")
        self._what = heading(name="decision.what")
        self._what.setWordWrap(True)
        self._more = body(tone="text_2")
        self._reason = QPlainTextEdit()
        self._reason.setObjectName("decision.reason")
        self._reason.setAccessibleName(_("Why it is returned"))
        self._reason.setTabChangesFocus(True)
        self._reason.setFixedHeight(80)
        give_back = secondary(_("Return to the engineer"), icon="corner-up-left", name="decision.return")
        give_back.clicked.connect(self._return)
        self._error = Label("", "caption", tone="bad", wrap=True, name="decision.error")
        self._error.hide()
        label = caption(_("Why it is returned"), tone="text_2")
        for widget in (self._who, self._what, self._more, stack(label, self._reason, gap=4), self._error, give_back):
            self.body.addWidget(widget)
        self.body.addStretch(1)

    def show_trip(self, trip: Trip) -> None:
        self._who.setText(_("{name} asks for your approval").format(name=trip.person_name(trip.visit.engineer)))
        self._what.setText(trip.visit.purpose or "")
        facts = _plan(trip.approval) if trip.approval is not None else []
        if trip.problem is not None:
            facts += [trip.problem.shown("level"), trip.problem.summary or ""]
            if trip.problem.proposal:
                facts.append(_("Decision: {text}").format(text=trip.problem.proposal))
        facts += [*_said(trip), *_gaps(trip)]
        self._more.setText("\n".join(fact for fact in facts if fact))

    def show_error(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))

    def start(self) -> None:
        self._reason.setFocus()

    def _return(self) -> None:
        reason = legible(self._reason.toPlainText())
        if not reason:
            self.show_error(_("Say why the trip is returned."))
            self._reason.setFocus()
            return
        self.show_error("")
        self.returned.emit(reason)
