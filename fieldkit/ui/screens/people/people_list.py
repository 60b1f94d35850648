"""Everybody of the house: roles, telephone, who is on duty now, who is away, whose certificates expire."""

from fieldkit.actions.records import new_record
from fieldkit.forms import Record, Values
from fieldkit.i18n import N_, _
from fieldkit.ui.screens.new_entry import NewEntry
from fieldkit.ui.screens.people.reading import Directory, PersonLine, directory
from fieldkit.ui.widgets.buttons import secondary
from fieldkit.ui.widgets.search import SearchField
from fieldkit.ui.widgets.searched import SearchedTable
from fieldkit.ui.widgets.states import EmptyState
from fieldkit.ui.widgets.table import Column, Line, Table
from fieldkit.ui.workplace import Workplace

CERTIFICATES = {
    "expired": ("circle-alert", "bad", N_("Expired")),
    "soon": ("clock", "warn", N_("Expires soon")),
    "valid": ("check", "good", N_("Valid")),
}
DUTY, ABSENCE, PAPERS = 3, 4, 5


class PeopleList(SearchedTable[PersonLine]):
    """Everybody, the way to the roster, and a form for somebody new."""

    def __init__(self, place: Workplace) -> None:
        search = SearchField(_("Name, number, role, phone"), cap="", wide=300, name="people.search")
        search.setAccessibleName(_("Find a person"))
        columns = (
            Column(_("Name"), 190), Column(_("Roles")), Column(_("Phone"), 140), Column(_("On duty now"), 130),
            Column(_("Absence"), 290), Column(_("Certificates"), 150),
        )  # fmt: skip
        super().__init__(Table(columns, _("People"), name="people.table"), search, "people")
        self.place = place
        self.table.opened.connect(lambda key: place.go.emit(f"people/{key}"))
        self._roster = secondary(_("Duty roster"), icon="calendar-days", name="people.roster")
        self._roster.clicked.connect(lambda: place.go.emit("people/roster"))
        self.head.addWidget(self._roster)
        self._add = NewEntry(place, "person", words=_("Add a person"), fields=("number", "person_name", "phone"))
        self._add.entered.connect(self._keep)
        self.column.addWidget(self._add)

    def refresh(self) -> None:
        if not self.lines:
            self.states.show_loading()
        self.place.read(directory, self._show, self._fail, owner=self)

    def _fail(self, error: Exception) -> None:
        self.states.show_error(error, self.refresh)

    def _show(self, found: Directory) -> None:
        self._add.setVisible(found.may_add)
        gaps = _("Duty roster, gaps in 7 days: {count}").format(count=len(found.gaps))
        self._roster.setText(gaps if found.gaps else _("Duty roster"))
        self._roster.setAccessibleName(self._roster.text())
        self.show_lines(found.lines)

    def heading(self, found: int | None) -> str:
        if found is not None:
            return _("{count} people found").format(count=found)
        there = sum(1 for line in self.lines if not line.gone)
        duty = sum(1 for line in self.lines if line.duty)
        if not duty:
            return _("{count} people, nobody on duty now").format(count=there)
        return _("{count} people, {duty} on duty now").format(count=there, duty=duty)

    def nothing(self) -> EmptyState:
        hint = _("Try part of the name, the number, a role or a phone number.")
        return EmptyState("search", _("Nobody found"), hint, name="people.none")

    def _keep(self, values: Values) -> None:
        def done(record: Record) -> None:
            self._add.close_form()
            self.place.go.emit(f"people/{record.id}")

        self.place.act(lambda desk: new_record(desk, "person", values), done, self._add.show_error, owner=self)

    def row(self, line: PersonLine) -> Line:
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
