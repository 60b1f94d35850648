"""One person: what is on file, now and next days, what he may do in words, his open work and his laptops."""

from datetime import datetime

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.actions.desk import Desk
from fieldkit.forms import Person
from fieldkit.i18n import _
from fieldkit.joined import listed
from fieldkit.process.certificates import standing
from fieldkit.process.may import in_words
from fieldkit.ui.form_view import FormView
from fieldkit.ui.moments import moment
from fieldkit.ui.screens.people.laptops_card import LaptopsCard
from fieldkit.ui.screens.people.people_list import CERTIFICATES
from fieldkit.ui.screens.people.reading import PersonFile, absence_said, person_file, roles_said
from fieldkit.ui.tokens import BETWEEN_CARDS, BETWEEN_COLUMNS, GAP
from fieldkit.ui.widgets.buttons import secondary
from fieldkit.ui.widgets.labels import SectionHead, body, caption, stack, title
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Card, Row, Rows
from fieldkit.ui.widgets.states import StateStack
from fieldkit.ui.workplace import Workplace

SIDE, BESIDE_FROM, SHOWN = 420, 1080, 3
WIDEST = 16_777_215


class PersonPage(QWidget):
    """The form at the left, for who may write it to write; what follows from it at the right."""

    def __init__(self, place: Workplace, person: str) -> None:
        super().__init__()
        self.place, self.person, self.title = place, person, ""
        self._form: FormView | None = None
        self._page = Page(name="person.page", gap=GAP[4])
        self._name = title(name="person.name")
        self._second = body(tone="text_2", name="person.facts")
        self._page.column.addWidget(stack(self._name, self._second))
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(BETWEEN_COLUMNS)
        self._main, self._side = QVBoxLayout(), QWidget()
        self._side_column = QVBoxLayout(self._side)
        self._side_column.setContentsMargins(0, 0, 0, 0)
        self._side_column.setSpacing(GAP[2])
        self._main.setSpacing(GAP[2])
        self._columns.addLayout(self._main, 1)
        self._columns.addWidget(self._side)
        self._page.column.addLayout(self._columns)
        self._page.column.addStretch(1)
        self._build_side()
        self._states = StateStack(self._page, name="person.states")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._states)

    def _build_side(self) -> None:
        self._now = Rows(name="person.now")
        self._work_head = SectionHead(_("Open work"))
        self._work = Rows(name="person.work")
        self._hand = secondary(_("Hand over the work"), size="small", icon="arrow-right", name="person.hand_over")
        self._hand.clicked.connect(lambda: self.place.go.emit(f"people/{self.person}/hand_over"))
        self._may = Card(padding=GAP[5], gap=GAP[3], name="person.may")
        self._laptops_head = SectionHead(_("Laptops"))
        self._laptops = LaptopsCard(self.place, self.person)
        self._laptops_read = False
        hand = QHBoxLayout()
        hand.addWidget(self._hand)
        hand.addStretch(1)
        column = self._side_column
        for head, widget in (
            (SectionHead(_("Now and next")), self._now),
            (self._work_head, self._work),
            (self._laptops_head, self._laptops),
        ):
            column.addWidget(head)
            column.addWidget(widget)
            if widget is self._work:
                column.addLayout(hand)
            column.addSpacing(BETWEEN_CARDS - GAP[2])
        column.addStretch(1)
        self._main.addSpacing(BETWEEN_CARDS - GAP[2])
        self._main.addWidget(SectionHead(_("May do")))
        self._main.addWidget(self._may)
        self._main.addStretch(1)

    # -- what is shown

    def refresh(self) -> None:
        if self._form is None:
            self._states.show_loading()
        person = self.person
        self.place.read(lambda desk: person_file(desk, person), self._show, self._fail, owner=self)

    def leave(self) -> None:
        if self._form is not None:
            self._form.flush()

    def _fail(self, error: Exception) -> None:
        self._states.show_error(error, self.refresh)

    def _show(self, found: PersonFile) -> None:
        self._states.show_content()
        person = found.person
        self.title = person.person_name or person.number or ""
        self._name.setText(person.name)
        said = listed((roles_said(person, found.house.lines), person.phone or ""))
        self._second.setText(said or _("No role yet"))
        if self._form is None:
            self._form = FormView(self.place, person.record, choices={"deputy": self._deputies}, name="person")
            self._main.insertWidget(0, self._form)
        self._fill_now(found)
        self._fill_work(found)
        self._fill_may(found)
        shown = found.appoints or found.mine
        self._laptops_head.setVisible(shown)
        self._laptops.setVisible(shown)
        self._laptops.set_appoints(found.appoints)
        if shown and not self._laptops_read:
            self._laptops_read = True
            self._laptops.read()

    def _deputies(self, desk: Desk) -> list[tuple[str, str]]:
        """Who can stand in: everybody else in the house."""
        today = desk.clock.today()
        people = (Person(record) for record in desk.store.find("person", order="number"))
        return [(one.id, one.name) for one in people if one.id != self.person and not one.gone(today)]

    def _fill_now(self, found: PersonFile) -> None:
        known, person = found.house, found.person
        self._now.clear()
        absence = absence_said(person, known)
        if absence:
            self._now.add(Row(absence, icon="calendar-clock", tone="warn", opens=False, name="now.absence"))
        for turn in found.duty[:SHOWN]:
            self._now.add(self._turn(found, turn.starts, turn.ends, turn.line, known.name(turn.instead_of)))
        for absent in found.stands_in:
            line = _("Deputy of {name}").format(name=absent.person_name or "")
            lacks = absent.role_set - person.role_set
            second = _("sees the same jobs, in the own roles") if lacks else _("sees the same jobs")
            row = Row(line, second, icon="users", chevron=True, name="now.deputy")
            row.clicked.connect(lambda rid=absent.id: self.place.go.emit(f"people/{rid}"))
            self._now.add(row)
        for paper in person.certificates:
            state = standing(paper, known.today)
            if state != "valid":
                icon, tone, word = CERTIFICATES[state]
                said = f"{_(word)} {paper.shown('expires')}"
                self._now.add(Row(paper.certificate or "", icon=icon, tone=tone, value=said, value_tone=tone,
                                  opens=False, name="now.certificate"))  # fmt: skip
        if not self._now.rows:
            self._now.add(Row(_("Nothing special."), opens=False, name="now.nothing"))

    def _turn(self, found: PersonFile, starts: datetime, ends: datetime, line: str, instead: str) -> Row:
        known = found.house
        now = starts <= known.now
        span = _("{start} to {end}").format(start=moment(starts, known.now), end=moment(ends, known.now))
        where = known.lines.get(line, "") or _("all lines")
        second = listed((span, _("instead of {name}").format(name=instead) if instead else ""))
        said = _("On duty now ({lines})") if now else _("On duty ({lines})")
        row = Row(said.format(lines=where), second, icon="phone", tone="good" if now else "text_2", chevron=True,
                  name="now.duty")  # fmt: skip
        row.clicked.connect(lambda: self.place.go.emit("people/roster"))
        return row

    def _fill_work(self, found: PersonFile) -> None:
        work = found.work
        self._work.clear()
        counts = (
            ("siren", _("Problems"), len(work.problems)),
            ("briefcase", _("Visits"), len(work.visits)),
            ("flag", _("Left over"), len(work.leftovers)),
        )
        for icon, word, count in counts:
            if count:
                self._work.add(Row(word, icon=icon, value=str(count), opens=False, name=f"work.{icon}"))
        if not work.forms:
            self._work.add(Row(_("None on this laptop."), opens=False, name="work.none"))
        self._hand.setVisible(bool(work.forms) and found.may_hand_over)

    def _fill_may(self, found: PersonFile) -> None:
        empty(self._may.body)
        person, known = found.person, found.house
        roles = person.roles_on(known.today)
        if not roles:
            self._may.body.addWidget(body(_("Nothing: no role is held."), tone="text_2", name="may.nothing"))
            return
        parts = [(_("For"), _where(found))]
        parts += [(said.heading, "\n".join(said.things) if _long(said.things) else listed(said.things))
                  for said in in_words(roles)]  # fmt: skip
        for at, (heading, things) in enumerate(parts):
            words = body(things, name=f"may.{at}")
            self._may.body.addWidget(stack(caption(heading, tone="text_2"), words))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._arrange)

    def _arrange(self) -> None:
        beside = self.width() >= BESIDE_FROM
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._side.setMinimumWidth(SIDE if beside else 0)
        self._side.setMaximumWidth(SIDE if beside else WIDEST)


def _long(things: tuple[str, ...]) -> bool:
    """Whether the things are sentences of their own, one a line."""
    return any(": " in thing or "：" in thing for thing in things)


def _where(found: PersonFile) -> str:
    """The product lines that somebody's roles are for, and whose place he takes meanwhile."""
    person, lines = found.person, found.house.lines
    own = listed(lines.get(line, line) for line in sorted(person.lines)) or _("all product lines")
    meanwhile = [
        _("as deputy of {name}: {lines}").format(
            name=absent.person_name or "",
            lines=listed(lines.get(line, line) for line in sorted(absent.lines)) or _("all product lines"),
        )
        for absent in found.stands_in
    ]
    jobs = _("and the jobs that were assigned")
    return "\n".join((own if own == _("all product lines") else listed((own, jobs)), *meanwhile))
