"""Taking in a call: the problem and the call record, with the rules of conduct at hand (P7.1, P7.2)."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.actions.begun import begun
from fieldkit.actions.desk import Desk
from fieldkit.actions.problems import take_call
from fieldkit.errors import UserError
from fieldkit.forms import Customer, Problem, Record, Values, When, form_of
from fieldkit.i18n import N_, _, translate
from fieldkit.ui.begun import Begun
from fieldkit.ui.editors import LinkPicker
from fieldkit.ui.form_view import FormView
from fieldkit.ui.screens.people.reading import House, house
from fieldkit.ui.tokens import GAP, PAGE_MARGINS
from fieldkit.ui.widgets.buttons import Link, primary, secondary
from fieldkit.ui.widgets.footer import Footer
from fieldkit.ui.widgets.labels import IconLabel, SectionHead, body, stack, title
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Card, Row, Rows
from fieldkit.ui.workplace import Workplace

CALL = ("channel", "caller", "phone", "promised", "handed_to")
PROBLEM = ("summary", "customer", "line", "equipment", "level", "nature", "major", "symptom", "effect", "since")
RULES = (
    N_("Be patient. Never blame or mock a customer for not knowing."),
    N_("Whoever is asked first stays responsible until someone accepts it."),
    N_("The caller may be a customer, or a colleague."),
    N_("Write down at once who called, what was said, and what was promised."),
    N_("Act at once, and tell your superior at once; nothing is held back."),
)


def caller_of(desk: Desk, customer: str) -> tuple[Values, Values, dict[str, str]]:
    """What is known before a word is typed: for the problem, for the call, and the names to show."""
    now, me = Problem.received_at.dump(desk.clock.now()), desk.actor.person
    problem: Values = {"received_at": now, "received_by": me, "level": "3", "nature": "fault"}
    call: Values = {"called_at": now, "taken_by": me, "channel": "phone"}
    record = desk.store.get(customer) if customer else None
    if record is None:
        return problem, call, {}
    form = Customer(record)
    problem["customer"] = customer
    known: Values = {"caller": form.contact, "phone": form.phone}
    call |= {name: value for name, value in known.items() if value}
    return problem, call, {customer: form_of(record).name}


def owners_of(desk: Desk, unit: str) -> dict[str, tuple[str, str]]:
    """Customer and product line of equipment, as (id, name)."""
    record = desk.store.get(unit)
    links = {path: str(record.values.get(path) or "") for path in ("customer", "line")} if record else {}
    found = {path: desk.store.get(rid) for path, rid in links.items()}
    return {path: (owner.id, form_of(owner).name) for path, owner in found.items() if owner is not None}


class NewProblem(QWidget):
    """Two forms in one column; the customer's own file fills in what it knows.

    `about_person` carries what was typed, as a complaint has it, where it turns out to be one.
    """

    about_person = Signal(object)

    def __init__(self, place: Workplace, customer: str = "") -> None:
        super().__init__()
        self.place, self.customer, self.done = place, customer, False
        self._begun = Begun(place, f"call/{customer}", self._typed, self)
        self._problem: FormView | None = None
        self._unit = ""
        self._call: FormView | None = None
        self._page = Page(margins=(PAGE_MARGINS[0], PAGE_MARGINS[1], GAP[5], PAGE_MARGINS[3]), name="new_problem.page")
        self._page.column.addWidget(title(_("What does the caller say?"), name="new_problem.title"))
        self._forms = QVBoxLayout()
        self._forms.setSpacing(GAP[2])
        self._page.column.addLayout(self._forms)
        self._page.column.addStretch(1)
        footer = Footer()
        take = primary(_("Take it in"), trailing="arrow-right", name="new_problem.take")
        take.clicked.connect(self._take)
        cancel = secondary(_("Cancel"), size="large", name="new_problem.cancel")
        cancel.clicked.connect(self._cancel)
        footer.add_right(cancel)
        footer.add_right(take)
        line = QHBoxLayout()
        line.setSpacing(0)
        line.addWidget(self._page, 1)
        self._duty = Rows(name="new_problem.duty")
        line.addWidget(_beside(self._duty))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line, 1)
        column.addWidget(footer)

    def refresh(self) -> None:
        """What is typed here is nobody else's: it is built once."""
        if self._problem is None:
            customer, what = self.customer, self._begun.what
            self.place.read(lambda desk: (*caller_of(desk, customer), begun(desk, what)), self._build, owner=self)
        self.place.read(house, self._show_duty, owner=self)

    def _show_duty(self, known: House) -> None:
        """Whom to call at this hour, from the duty roster."""
        self._duty.clear()
        for turn in known.on_duty_now():
            person = known.people.get(turn.person)
            row = Row(known.name(turn.person), (person.phone if person else "") or "", icon="phone",
                      value=known.lines.get(turn.line, "") or _("all lines"), name=f"duty.{turn.person}")  # fmt: skip
            row.clicked.connect(lambda rid=turn.person: self.place.go.emit(f"people/{rid}"))
            self._duty.add(row)
        if not self._duty.rows:
            self._duty.add(Row(_("Nobody is on duty by the roster."), opens=False, name="duty.none"))

    def _typed(self) -> Values:
        """What stands in both forms, and the names of the records it refers to."""
        if self._problem is None or self._call is None:
            return {}
        problem, call = self._problem.fieldset, self._call.fieldset
        return {"problem": problem.values, "call": call.values, "names": {**problem.names, **call.names}}

    def _build(self, known: tuple[Values, Values, dict[str, str], Mapping[str, Any]]) -> None:
        if self._problem is not None:
            return
        problem, call, names, kept = known
        if kept:  # the call that was being taken in when the program ended
            problem, call, names = kept["problem"], kept["call"], kept["names"]
            self._begun.go_on()
        self._call = FormView(self.place, "call_record", fields=CALL, preset=call, name="call")
        units = {"equipment": self._units}
        self._problem = FormView(self.place, "problem", fields=PROBLEM, preset=problem, choices=units,
                                 stage=When.SUBMITTING, name="problem")  # fmt: skip
        for box in (*self._problem.fieldset.boxes.values(), *self._call.fieldset.boxes.values()):
            if isinstance(box.editor, LinkPicker):
                box.editor.know(names)
        self._unit = str(problem.get("equipment") or "")
        for head, form in ((_("Problem"), self._problem), (_("The call"), self._call)):
            card = Card()
            card.body.addWidget(form)
            self._forms.addSpacing(GAP[3])
            self._forms.addWidget(SectionHead(head))
            self._forms.addWidget(card)
        self._problem.set_beside("nature", self._led_away())
        self._problem.changed.connect(self._follow)
        self._begun.refused.connect(self._problem.show_error)
        for form in (self._problem, self._call):
            form.changed.connect(self._begun.touch)
        self._problem.go_to("summary")

    def _led_away(self) -> QWidget:
        """Beside the class: what is about a person is no problem, which that person would be given to read."""
        said = body(_("Is it about a person's skill, service or conduct? Then it is a complaint, which he never sees."),
                    tone="text_2")  # fmt: skip
        link = Link(_("Write a complaint instead"), name="new_problem.complaint")
        link.clicked.connect(self._as_complaint)
        return stack(said, link, gap=GAP[1])

    def _as_complaint(self) -> None:
        if self._problem is None or self._call is None:
            return
        typed, call = self._problem.fieldset.values, self._call.fieldset.values
        said = typed.get("symptom") or typed.get("summary")
        found = {"said": said, "customer": typed.get("customer"), "complainant": call.get("caller"),
                 "phone": call.get("phone"), "channel": call.get("channel")}  # fmt: skip
        self.done = True
        self._begun.drop()
        self.about_person.emit({path: value for path, value in found.items() if value})

    def _units(self, desk: Desk) -> list[tuple[str, str]]:
        """The equipment of the customer that was chosen."""
        customer = self._problem.record.values.get("customer") if self._problem is not None else None
        where = {"customer": customer} if customer else {}
        return [(record.id, form_of(record).name) for record in desk.store.find("equipment", where)]

    def _follow(self) -> None:
        """Equipment that was chosen says whose it is and of which product line."""
        unit = str(self._problem.record.values.get("equipment") or "") if self._problem is not None else ""
        if unit == self._unit:
            return
        self._unit = unit
        if unit:
            self.place.read(lambda desk: owners_of(desk, unit), self._fill, owner=self)

    def _fill(self, found: dict[str, tuple[str, str]]) -> None:
        for path, (rid, name) in found.items():
            picker = self._problem.fieldset.boxes[path].editor if self._problem is not None else None
            if isinstance(picker, LinkPicker):
                picker.pick(rid, name)

    def _take(self) -> None:
        if self._problem is None or self._call is None:
            return
        problem, call = self._problem.values(), self._call.values()
        if problem is None or call is None:
            return
        call.setdefault("description", problem.get("symptom") or problem.get("summary"))
        call["complaint"] = "question" if problem.get("nature") == "question" else "complaint"
        form = self._problem

        def done(record: Record) -> None:
            self.done = True
            self._begun.drop()
            self.place.go.emit(f"problems/{record.id}")

        def failed(error: Exception) -> None:
            if isinstance(error, UserError):
                form.show_error(error)

        self.place.act(lambda desk: take_call(desk, problem, call), done, failed, owner=self)

    def _cancel(self) -> None:
        self.done = True
        self._begun.drop()
        self.place.go.emit("problems")


def _beside(duty: QWidget) -> QWidget:
    """Beside the form: the rules of conduct on the telephone (P7.1.1, P7.2.1), and who is on duty (R)."""
    side = Page(margins=(GAP[3], PAGE_MARGINS[1], PAGE_MARGINS[2], GAP[4]), name="new_problem.rules")
    side.setFixedWidth(368)
    card = Card(padding=GAP[5], gap=GAP[3])
    side.column.addWidget(SectionHead(_("On the telephone")))
    for rule in RULES:
        line = QHBoxLayout()
        line.setSpacing(GAP[3])
        line.addWidget(IconLabel("check", "text_2"))
        line.addWidget(body(translate(rule), tone="text_2"), 1)
        card.body.addLayout(line)
    side.column.addWidget(card)
    side.column.addSpacing(GAP[3])
    side.column.addWidget(SectionHead(_("On duty now")))
    side.column.addWidget(duty)
    side.column.addStretch(1)
    return side
