"""Everybody of the house: roles, telephone, who is on duty now, who is away, whose certificates expire."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.actions.records import new_record
from fieldkit.forms import Record, Values
from fieldkit.i18n import N_, _
from fieldkit.ui.screens.new_entry import NewEntry
from fieldkit.ui.screens.people.reading import Directory, PersonLine, directory
from fieldkit.ui.tokens import GAP, PAGE_MARGINS
from fieldkit.ui.widgets.buttons import secondary
from fieldkit.ui.widgets.labels import title
from fieldkit.ui.widgets.rows import Card
from fieldkit.ui.widgets.search import SearchField
from fieldkit.ui.widgets.states import EmptyState, StateStack
from fieldkit.ui.widgets.table import Column, Line, Table
from fieldkit.ui.workplace import Workplace

CERTIFICATES = {
    "expired": ("circle-alert", "bad", N_("Expired")),
    "soon": ("clock", "warn", N_("Expires soon")),
    "valid": ("check", "good", N_("Valid")),
}
DUTY, ABSENCE, PAPERS = 3, 4, 5


class PeopleList(QWidget):
    """Search field and table; Down goes from the field into the table."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self._found: Directory | None = None
        self._words = ""
        self._title = title("", name="people.title")
        self._search = SearchField(_("Name, number, role, phone"), cap="", wide=300, name="people.search")
        self._search.setAccessibleName(_("Find a person"))
        self._search.searched.connect(self._narrow)
        self._search.textEdited.connect(self._narrow)
        self._search.down.connect(self._enter_table)
        self._roster = secondary(_("Duty roster"), icon="calendar-days", name="people.roster")
        self._roster.clicked.connect(lambda: place.go.emit("people/roster"))
        self._add = NewEntry(place, "person", words=_("Add a person"), fields=("number", "person_name", "phone"))
        self._add.entered.connect(self._keep)
        columns = (
            Column(_("Name"), 190), Column(_("Roles")), Column(_("Phone"), 140), Column(_("On duty now"), 130),
            Column(_("Absence"), 250), Column(_("Certificates"), 150),
        )  # fmt: skip
        self._table = Table(columns, _("People"), name="people.table")
        self._table.opened.connect(lambda key: place.go.emit(f"people/{key}"))
        self._lay_out()

    def _lay_out(self) -> None:
        card = Card(padding=1)
        card.body.addWidget(self._table)
        self._rows = StateStack(card)
        head = QHBoxLayout()
        head.setSpacing(GAP[3])
        head.addWidget(self._title, 1)
        head.addWidget(self._search, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._roster)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*PAGE_MARGINS)
        column.setSpacing(GAP[4])
        column.addLayout(head)
        column.addWidget(self._rows, 1)
        column.addWidget(self._add)
        self._states = StateStack(inside, name="people.states")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._states)

    def refresh(self) -> None:
        if self._found is None:
            self._states.show_loading()
        self.place.read(directory, self._show, self._fail, owner=self)

    def _fail(self, error: Exception) -> None:
        self._states.show_error(error, self.refresh)

    def _show(self, found: Directory) -> None:
        self._found = found
        self._add.setVisible(found.may_add)
        gaps = _("Duty roster, gaps in 7 days: {count}").format(count=len(found.gaps))
        self._roster.setText(gaps if found.gaps else _("Duty roster"))
        self._roster.setAccessibleName(self._roster.text())
        self._states.show_content()
        self._fill()

    def _narrow(self, text: str) -> None:
        self._words = text.strip().casefold()
        self._fill()

    def _fill(self) -> None:
        lines = self._found.lines if self._found else ()
        pieces = self._words.split()
        shown = [line for line in lines if all(piece in line.words for piece in pieces)]
        there = [line for line in lines if not line.gone]
        duty = sum(1 for line in lines if line.duty)
        said = _("{count} people, {duty} on duty now").format(count=len(there), duty=duty)
        if not duty:
            said = _("{count} people, nobody on duty now").format(count=len(there))
        self._title.setText(said if not pieces else _("{count} people found").format(count=len(shown)))
        self._table.set_lines([_row(line) for line in shown])
        if shown:
            self._rows.show_content()
        else:
            hint = _("Try part of the name, the number, a role or a phone number.")
            self._rows.show_empty(EmptyState("search", _("Nobody found"), hint, name="people.none"))

    def _enter_table(self) -> None:
        self._table.setFocus()
        if not self._table.current:
            self._table.selectRow(0)

    def _keep(self, values: Values) -> None:
        def done(record: Record) -> None:
            self._add.close_form()
            self.place.go.emit(f"people/{record.id}")

        self.place.act(lambda desk: new_record(desk, "person", values), done, self._add.show_error, owner=self)


def _row(line: PersonLine) -> Line:
    icon, tone, word = CERTIFICATES.get(line.certificates, ("", "text_2", ""))
    name = f"{line.name}·{line.number}" if line.name else line.number
    cells = (name, line.roles, line.phone, line.duty, line.absence, _(word) if word else "")
    muted = dict.fromkeys(range(6), "text_3") if line.gone else {1: "text_2", 2: "text_2"}
    icons = {}
    if line.duty:
        icons[DUTY], muted[DUTY] = ("phone", "good"), "good"
    if line.absence:
        away = "text_3" if line.gone else "warn"
        icons[ABSENCE], muted[ABSENCE] = ("log-out" if line.gone else "calendar-clock", away), away
    if icon:
        icons[PAPERS], muted[PAPERS] = (icon, tone), tone
    return Line(line.person, cells, muted, icons, frozenset() if line.gone else frozenset({0}))
