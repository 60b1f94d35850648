"""Taking in a complaint about a person: written whole, sent at once, and then with those who read complaints."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.access import ABOVE
from fieldkit.actions.complaints import complain
from fieldkit.actions.desk import Desk
from fieldkit.errors import UserError
from fieldkit.forms import Complaint, Record, Values, When, form_of
from fieldkit.i18n import N_, _, translate
from fieldkit.ui.editors import LinkPicker
from fieldkit.ui.form_view import FormView
from fieldkit.ui.tokens import GAP, PAGE_MARGINS
from fieldkit.ui.widgets.buttons import primary, secondary
from fieldkit.ui.widgets.footer import Footer
from fieldkit.ui.widgets.labels import IconLabel, SectionHead, body, title
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Card
from fieldkit.ui.widgets.said import SaidLine
from fieldkit.ui.workplace import Workplace

WHAT = ("nature", "said", "concerns", "described", "customer")
CALL = ("complainant", "phone", "channel", "received_at")
READERS = (
    N_("Quality assurance, the department manager and the vice president read it."),
    N_("Whom it concerns never sees it, not even if he is one of them."),
    N_("While nobody is named, no engineer sees it."),
    N_("Once it is sent, you do not see it either: you took it in, others judge it."),
)


def begun(desk: Desk, given: Values) -> tuple[Values, dict[str, str], bool]:
    """What the form begins with, the names of what it links to, and whether this person reads complaints."""
    now = Complaint.received_at.dump(desk.clock.now())
    preset: Values = {"nature": "conduct", "channel": "phone", "received_at": now, **given}
    linked = desk.store.get(str(preset.get("customer") or ""))
    return preset, {linked.id: form_of(linked).name} if linked else {}, bool(desk.actor.roles & ABOVE)


class NewComplaint(QWidget):
    """One form; nothing of it is kept before it is sent."""

    def __init__(self, place: Workplace, given: Values | None = None) -> None:
        super().__init__()
        self.place, self.done, self._reads = place, False, False
        self._given = given or {}
        self.form: FormView | None = None
        self._call: FormView | None = None
        self._page = Page(margins=(PAGE_MARGINS[0], PAGE_MARGINS[1], GAP[5], PAGE_MARGINS[3]), name="complain.page")
        self._page.column.addWidget(title(_("What is complained of?"), name="complain.title"))
        self._said = SaidLine(name="complain.said")
        self._said.hide()
        self._page.column.addWidget(self._said)
        self._forms = QVBoxLayout()
        self._forms.setSpacing(GAP[2])
        self._page.column.addLayout(self._forms)
        self._page.column.addStretch(1)
        footer = Footer()
        self.send = primary(_("Send the complaint"), icon="send", name="complain.send")
        self.send.clicked.connect(self._send)
        self.cancel = secondary(_("Cancel"), size="large", name="complain.cancel")
        self.cancel.clicked.connect(self._leave)
        footer.add_right(self.cancel)
        footer.add_right(self.send)
        line = QHBoxLayout()
        line.setSpacing(0)
        line.addWidget(self._page, 1)
        line.addWidget(_readers())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line, 1)
        column.addWidget(footer)

    def refresh(self) -> None:
        """What is typed here is nobody else's: it is built once."""
        if self.form is None:
            given = self._given
            self.place.read(lambda desk: begun(desk, given), self._build, owner=self)

    def _build(self, known: tuple[Values, dict[str, str], bool]) -> None:
        if self.form is not None:
            return
        preset, names, self._reads = known
        kept = {name: value for name, value in preset.items() if name in WHAT}
        self.form = FormView(self.place, "complaint", fields=WHAT, preset=kept, stage=When.ALWAYS, name="complaint")
        called = {name: value for name, value in preset.items() if name in CALL}
        self._call = FormView(self.place, "complaint", fields=CALL, preset=called, stage=When.SUBMITTING, name="call")
        picker = self.form.fieldset.boxes["customer"].editor
        if isinstance(picker, LinkPicker):
            picker.know(names)
        hint = body(translate(Complaint.concerns.hint), tone="text_2", name="complaint.concerns.hint")
        self.form.set_beside("concerns", hint)
        for head, form in ((_("The complaint"), self.form), (_("Who complains"), self._call)):
            card = Card()
            card.body.addWidget(form)
            self._forms.addSpacing(GAP[3])
            self._forms.addWidget(SectionHead(head))
            self._forms.addWidget(card)
        self.form.go_to("said")

    def _send(self) -> None:
        if self.form is None or self._call is None:
            return
        said, call = self.form.values(), self._call.values()
        if said is None or call is None:
            return
        self.send.setEnabled(False)
        values = {**said, **call}
        self.place.act(lambda desk: complain(desk, values), self._sent, self._failed, owner=self)

    def _sent(self, record: Record) -> None:
        """Whoever reads complaints goes on with it; who only took it in is told that it is on its way."""
        self.done = True
        if self._reads and self.place.desk.actor.sees(record.scope):
            self.place.go.emit(f"papers/{record.id}")
            return
        for widget in (self.form, self._call):
            if widget is not None:
                widget.setEnabled(False)
        number = str(record.values.get("number") or "")
        self._said.say(_("Complaint {number} is on its way; you will not see it any more.").format(number=number))
        self._page.verticalScrollBar().setValue(0)
        self.send.hide()
        self.cancel.setText(_("Back"))

    def _failed(self, error: Exception) -> None:
        self.send.setEnabled(True)
        if self.form is not None and isinstance(error, UserError):
            self.form.show_error(error)

    def _leave(self) -> None:
        self.done = True
        self.place.go.emit("problems")


def _readers() -> QWidget:
    """Beside the form: who reads it, and who never does."""
    side = Page(margins=(GAP[3], PAGE_MARGINS[1], PAGE_MARGINS[2], GAP[4]), name="complain.readers")
    side.setFixedWidth(368)
    card = Card(padding=GAP[5], gap=GAP[3])
    side.column.addWidget(SectionHead(_("Who reads it")))
    for said in READERS:
        line = QHBoxLayout()
        line.setSpacing(GAP[3])
        line.addWidget(IconLabel("lock" if said is not READERS[0] else "eye", "text_2"))
        line.addWidget(body(translate(said), tone="text_2"), 1)
        card.body.addLayout(line)
    side.column.addWidget(card)
    side.column.addStretch(1)
    return side
