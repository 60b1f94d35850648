"""The cards of a problem's page: facts, log of contacts, calls, visits."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.access import ROLE_LABELS
from fieldkit.forms import Contact, Problem, Record
from fieldkit.forms.problem import TAKE_NOTE
from fieldkit.i18n import _
from fieldkit.joined import clauses, listed, phrases
from fieldkit.ui.form_view import FormView
from fieldkit.ui.moments import moment
from fieldkit.ui.screens.problems.reading import ProblemFile
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Link, quiet
from fieldkit.ui.widgets.labels import Label, SectionHead, body, caption
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.rows import Card, Row, Rows
from fieldkit.ui.workplace import Workplace

NAMES = 128
EDITED = (
    "summary", "line", "equipment", "level", "nature", "major", "symptom", "effect", "since",
    "other_level", "other_level_by", "level_decided_by", "level_reason", "team", "loan", "replacement", "faulty_part",
)  # fmt: skip
OUTCOME = ("outcome_said", "satisfaction")  # of what the market department answered
FURTHER = (
    "answer", "market_to", "market_answer", "further", "proposal", "reason", "other_level", "other_level_by",
    "level_reason", "loan", "replacement", "faulty_part", "outcome_said", "satisfaction",
)  # fmt: skip
CONTACT_ICONS = {"told": "users", "guidance": "phone", "confirmation": "check", "other": "message-square"}


class Facts(QWidget):
    """What is known, to be read; one button turns it into the form, another back."""

    opened = Signal(str)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.form: FormView | None = None
        self._shown: list[tuple[str, str, str]] = []
        self._head = SectionHead(_("What is known"))
        self._edit = quiet(_("Correct"), size="small", icon="pencil", name="problem.edit")
        self._edit.clicked.connect(self._turn)
        self._head.add(self._edit)
        self._card = Card(name="problem.facts")
        self._facts = QWidget()
        self._lines = QVBoxLayout(self._facts)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(GAP[2])
        self._card.body.addWidget(self._facts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[2])
        column.addWidget(self._head)
        column.addWidget(self._card)

    def show_facts(self, news: ProblemFile) -> None:
        self._record = news.problem.record
        facts = _facts(news)
        if facts == self._shown:
            return
        self._shown = facts
        empty(self._lines)
        for label, text, route in facts:
            self._lines.addWidget(self._fact(label, text, route))

    def _fact(self, label: str, text: str, route: str) -> QWidget:
        name = caption(label, tone="text_2", wrap=True)
        name.setFixedWidth(NAMES)
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP[4])
        line.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        if route:
            link = Link(text, name=f"fact.{route.split('/', maxsplit=1)[0]}")
            link.clicked.connect(lambda: self.opened.emit(route))
            line.addWidget(link)
            line.addStretch(1)
        else:
            line.addWidget(body(text), 1)
        return holder

    def _turn(self) -> None:
        """From reading to correcting, and back."""
        if self.form is None:
            self.form = FormView(self.place, self._record, fields=_edited(self._record), name="problem")
            self._card.body.addWidget(self.form)
            self._facts.hide()
            self._edit.setText(_("Done"))
            self._edit.set_icons("check")
            return
        self.form.flush()
        self._card.body.removeWidget(self.form)
        self.form.hide()
        self.form.deleteLater()
        self.form = None
        self._facts.show()
        self._edit.setText(_("Correct"))
        self._edit.set_icons("pencil")

    def edit_at(self, path: str) -> None:
        """Opens the form at a field, also before it is known whether it may be written."""
        if self.form is None:
            self._turn()
        form = self.form
        if form is not None:
            once = Qt.ConnectionType.SingleShotConnection
            form.changed.connect(lambda: form.go_to(path), once)
            form.refresh()

    def flush(self) -> None:
        if self.form is not None:
            self.form.flush()


def _edited(record: Record) -> tuple[str, ...]:
    return EDITED + (OUTCOME if Problem(record).nature == "performance" else ())


def _facts(news: ProblemFile) -> list[tuple[str, str, str]]:
    """(label, value, where it leads)."""
    problem = news.problem
    found = [
        (_("Customer"), news.customer.name if news.customer else "", f"customers/{problem.customer}"),
        (_(Problem.line.label), news.line.name if news.line else "", ""),
        (_(Problem.equipment.label), news.equipment.name if news.equipment else "", ""),
        (_(Problem.symptom.label), problem.symptom or "", ""),
        (_(Problem.effect.label), problem.effect or "", ""),
        (_(Problem.since.label), problem.shown("since"), ""),
        (_(Problem.nature.label), problem.shown("nature"), ""),
        (_(Problem.received_by.label), news.people.get(problem.received_by or "", ""), ""),
        (_(Problem.received_at.label), problem.shown("received_at"), ""),
        (_(Problem.assigned_to.label), news.people.get(problem.assigned_to or "", ""), ""),
        *((_(Problem.fields[name].label), problem.shown(name), "") for name in FURTHER),
        (_(Problem.team.label), listed(news.people.get(one.person or "", "") for one in problem.team), ""),
        (_(Problem.level_decided_by.label), news.people.get(problem.level_decided_by or "", ""), ""),
        (_("Told at once"), _noted(news), ""),
        (_(Problem.same_as.label), (problem.same_as and _("Another problem")) or "", f"problems/{problem.same_as}"),
    ]  # fmt: skip
    return [(label, value, route) for label, value, route in found if value]


def _noted(news: ProblemFile) -> str:
    """Of a grave problem: who above took note of it and when, and who did not yet."""
    problem = news.problem
    said = []
    for role, (who, when) in TAKE_NOTE.items():
        known = news.people.get(str(problem.values.get(who) or ""), "")
        words = f"{known} {problem.shown(when)}" if known else _("not yet confirmed")
        said.append(_("{a}: {b}").format(a=_(ROLE_LABELS[role]), b=words))
    return clauses(said) if problem.grave else ""


class Entries(QWidget):
    """A headed list of rows, built again only when it changed; without any it says what belongs here."""

    opened = Signal(str)

    def __init__(self, text: str, none: str, *, name: str) -> None:
        super().__init__()
        self._shown: list[tuple[str, ...]] | None = None
        self.head = SectionHead(text)
        self._rows = Rows(name=name)
        self._none = body(none, tone="text_2")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[2])
        for widget in (self.head, self._none, self._rows):
            column.addWidget(widget)

    def show_entries(self, entries: Sequence[tuple[str, str, str, str, str]]) -> None:
        """Shows (route or nothing, icon, title, second line, value)."""
        if list(entries) == self._shown:
            return
        self._shown = list(entries)
        self._rows.clear()
        for route, icon, text, second, value in entries:
            opens = bool(route)
            row = Row(text, second, icon=icon, value=value, opens=opens, chevron=opens, name=route or "entry")
            if opens:
                row.clicked.connect(lambda route=route: self.opened.emit(route))
            self._rows.add(row)
        self._rows.setVisible(bool(entries))
        self._none.setVisible(not entries)


class Log(QWidget):
    """The log of contacts: who, when, what was said, in full."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[tuple[str, str, str]] | None = None
        self._card = Card(padding=GAP[5], gap=GAP[4], name="contacts")
        self._none = body(_("Nobody was called or told yet."), tone="text_2")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[2])
        for widget in (SectionHead(_("Contacts")), self._none, self._card):
            column.addWidget(widget)

    def show_log(self, news: ProblemFile) -> None:
        entries = [_contact(news, contact) for contact in news.contacts]
        if entries == self._shown:
            return
        self._shown = entries
        empty(self._card.body)
        for head, said, helped in entries:
            holder = QWidget()
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(2)
            column.addWidget(caption(head, tone="text_2", wrap=True))
            column.addWidget(body(said))
            if helped:
                column.addWidget(Label(helped, "caption", tone="good"))
            self._card.body.addWidget(holder)
        self._card.setVisible(bool(entries))
        self._none.setVisible(not entries)


def _contact(news: ProblemFile, contact: Contact) -> tuple[str, str, str]:
    when = moment(contact.contact_at, news.now) if contact.contact_at else ""
    between = " → ".join(word for word in (news.people.get(contact.by or "", ""), contact.whom or "") if word)
    how = phrases((contact.shown("purpose"), contact.shown("channel")))
    helped = _("Solved by it") if contact.helped else ""
    return "·".join(word for word in (when, between, how) if word), contact.said or "", helped
