"""The list of problems: open, mine or all, the worst first."""

from collections.abc import Mapping

from fieldkit.access import may
from fieldkit.actions.calendars import work_calendar
from fieldkit.actions.desk import Desk
from fieldkit.actions.histories import histories
from fieldkit.forms import Customer, MonthlySummary, Person, Problem
from fieldkit.forms.problem import ENDED
from fieldkit.i18n import _
from fieldkit.process.clock import PROMISED, promised
from fieldkit.process.clocks import clocks
from fieldkit.ui.moments import until
from fieldkit.ui.screens.filtered import FilteredList, Group, Listing, Manner, every
from fieldkit.ui.widgets.badges import STATUSES
from fieldkit.ui.widgets.buttons import primary, quiet
from fieldkit.ui.widgets.states import EmptyState
from fieldkit.ui.widgets.table import Column, Line
from fieldkit.ui.workplace import Workplace

LEVEL_LOOK = {"1": ("siren", "bad"), "2": ("triangle-alert", "warn"), "3": ("info", "text_2")}
Due = tuple[str, str]  # how it stands, and the words


def problem_list(place: Workplace) -> FilteredList:
    """Every problem on this laptop; a row opens its page."""
    take = primary(_("Take in a call"), icon="phone", size="normal", name="problems.new")
    take.clicked.connect(lambda: place.go.emit("problems/new"))
    columns = (
        Column(_("Severity"), 150), Column(_("Problem")), Column(_("Customer"), 210), Column(_("Status"), 120),
        Column(_("With"), 110), Column(_("Due"), 190),
    )  # fmt: skip
    beside = [take]
    if may(place.desk.actor, "read", MonthlySummary.kind):
        beside.insert(0, quiet(_("Summaries"), icon="chart-column", name="problems.summaries"))
        beside[0].clicked.connect(lambda: place.go.emit("summaries"))
    manner = Manner("problems", _("Problems"), columns, "problems", _none, lambda: _empty(place))
    return FilteredList(place, manner, problems_listed, *beside)


def problems_listed(desk: Desk) -> Listing:
    """Open ones first, the worst and the oldest of them at the top."""
    me = desk.actor.person
    problems = [Problem(record) for record in desk.store.find("problem", order="received_at", newest=True)]
    problems.sort(key=lambda one: (one.status in ENDED, (one.level or "9") if one.status not in ENDED else ""))
    customers = desk.store.many({one.customer for one in problems if one.customer})
    names = {record.id: Customer(record).customer_name or "" for record in customers}
    people = {record.id: Person(record).person_name or "" for record in desk.store.find("person")}
    waited = _waited(desk, [one.id for one in problems if one.status not in ENDED])
    lines = {one.id: _line(one, names, people, waited.get(one.id, ("", ""))) for one in problems}
    still = [one for one in problems if one.status not in ENDED]
    mine = [lines[one.id] for one in still if one.holder == me]
    late = sum(waited.get(one.id, ("", ""))[0] == "overdue" for one in still)
    groups = (
        Group("open", "siren", _("open"), [lines[one.id] for one in still]),
        Group("mine", "user", _("with me"), mine),
        every(list(lines.values())),
    )
    return Listing(_say(len(still), late), groups, "mine" if mine else "open")


def _waited(desk: Desk, problems: list[str]) -> dict[str, Due]:
    """By problem what its customer waits for, as its clocks say."""
    now, calendar = desk.clock.now(), work_calendar(desk)
    found = ((one.problem, promised(clocks(one, calendar, PROMISED), now)) for one in histories(desk, problems))
    return {problem.id: until(clock.due, now) for problem, clock in found if problem is not None and clock is not None}


def _line(problem: Problem, names: Mapping[str, str], people: Mapping[str, str], due: Due) -> Line:
    is_open = problem.status not in ENDED
    icon, tone = LEVEL_LOOK.get(problem.level or "", ("info", "text_2")) if is_open else ("circle-check", "good")
    tones, icons = {0: tone, 2: "text_2", 3: "text_2", 4: "text_2"}, {0: (icon, tone)}
    status, words = due
    if status:
        tones[5], icons[5] = STATUSES[status].tone, (STATUSES[status].icon, STATUSES[status].tone)
    cells = (problem.shown("level"), problem.summary or "", names.get(problem.customer or "", ""),
             problem.shown("status"), people.get(problem.holder, ""), words)  # fmt: skip
    return Line(problem.id, cells, tones, icons, frozenset({1}) if is_open else frozenset())


def _say(count: int, late: int) -> str:
    if not count:
        return _("No problem is open")
    if late:
        return _("{count} open, {late} past the promised time").format(count=count, late=late)
    return _("One problem is open") if count == 1 else _("{count} problems are open").format(count=count)


def _empty(place: Workplace) -> EmptyState:
    said = _("When a customer calls, it is taken in here: who called, what was said, what was promised.")
    empty = EmptyState("siren", _("No problems"), said, _("Take in a call"), name="problems.empty")
    empty.acted.connect(lambda: place.go.emit("problems/new"))
    return empty


def _none() -> EmptyState:
    return EmptyState("circle-check", _("Nothing here."), name="problems.none")
