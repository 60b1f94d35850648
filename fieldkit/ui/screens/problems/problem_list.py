"""The list of problems: open, mine or all, the worst first."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.actions.desk import Desk
from fieldkit.forms import Customer, Person, Problem
from fieldkit.forms.problem import ENDED, UNASSIGNED, UNSOLVED
from fieldkit.i18n import _
from fieldkit.ui.moments import until
from fieldkit.ui.tokens import GAP, PAGE_MARGINS
from fieldkit.ui.widgets.badges import STATUSES
from fieldkit.ui.widgets.buttons import primary
from fieldkit.ui.widgets.labels import title
from fieldkit.ui.widgets.rows import Card
from fieldkit.ui.widgets.states import EmptyState, StateStack
from fieldkit.ui.widgets.summary import Figure, SummaryStrip
from fieldkit.ui.widgets.table import Column, Line, Table
from fieldkit.ui.workplace import Workplace

LEVEL_LOOK = {"1": ("siren", "bad"), "2": ("triangle-alert", "warn"), "3": ("info", "text_2")}


@dataclass(frozen=True)
class ProblemLine:
    """One problem of the list, as it is shown."""

    problem: str
    level: str
    level_words: str
    summary: str
    customer: str
    status: str
    holder: str
    open: bool
    mine: bool
    due: tuple[str, str]


def problem_lines(desk: Desk) -> list[ProblemLine]:
    """Every problem on this laptop: open ones first, the worst and the oldest of them at the top."""
    now, me = desk.clock.now(), desk.actor.person
    problems = [Problem(record) for record in desk.store.find("problem", order="received_at", newest=True)]
    names = {record.id: Customer(record).customer_name or "" for record in
             desk.store.many({problem.customer for problem in problems if problem.customer})}  # fmt: skip
    people = {record.id: Person(record).person_name or "" for record in desk.store.find("person")}
    reached = {str(record.values.get("problem")) for record in desk.store.find("visit") if record.values.get("arrived")}
    lines = [_line(problem, names, people, me, now, problem.id in reached) for problem in problems]
    return sorted(lines, key=lambda line: (not line.open, line.level or "9" if line.open else ""))


def _line(
    problem: Problem, names: dict[str, str], people: dict[str, str], me: str, now: datetime, reached: bool
) -> ProblemLine:
    is_open = problem.status not in ENDED
    works = problem.status in UNSOLVED or problem.status is None
    holder = problem.holder
    goal = problem.respond_by if problem.status in UNASSIGNED | {None} else problem.on_site_by
    due = until(goal, now) if works and goal and not reached else ("", _("reached") if reached and works else "")
    return ProblemLine(
        problem.id, problem.level or "", problem.shown("level"), problem.summary or "",
        names.get(problem.customer or "", ""), problem.shown("status"), people.get(holder, ""),
        is_open, holder == me, due,
    )  # fmt: skip


class ProblemList(QWidget):
    """Figures that filter, and a table; a row opens its problem."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self._lines: list[ProblemLine] | None = None
        self._filter = ""
        self._title = title("")
        take = primary(_("Take in a call"), icon="phone", size="normal", name="problems.new")
        take.clicked.connect(lambda: place.go.emit("problems/new"))
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(take)
        self._strip = SummaryStrip((), name="problems.filter")
        self._strip.chosen.connect(self._choose)
        columns = (
            Column(_("Severity"), 150), Column(_("Problem")), Column(_("Customer"), 210), Column(_("Status"), 120),
            Column(_("With"), 110), Column(_("Due"), 190),
        )  # fmt: skip
        self._table = Table(columns, _("Problems"), name="problems.table")
        self._table.opened.connect(lambda key: place.go.emit(f"problems/{key}"))
        card = Card(padding=1)
        card.body.addWidget(self._table)
        self._rows = StateStack(card, name="problems.rows")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*PAGE_MARGINS)
        column.setSpacing(GAP[5])
        column.addLayout(head)
        column.addWidget(self._strip)
        column.addWidget(self._rows, 1)
        self._states = StateStack(inside, name="problems.states")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._states)

    def refresh(self) -> None:
        if self._lines is None:
            self._states.show_loading()
        self.place.read(problem_lines, self._show, self._fail, owner=self)

    def _fail(self, error: Exception) -> None:
        self._states.show_error(error, self.refresh)

    def _show(self, lines: list[ProblemLine]) -> None:
        self._lines = lines
        if not lines:
            empty = EmptyState(
                "siren", _("No problems"),
                _("When a customer calls, it is taken in here: who called, what was said, what was promised."),
                _("Take in a call"), name="problems.empty",
            )  # fmt: skip
            empty.acted.connect(lambda: self.place.go.emit("problems/new"))
            self._states.show_empty(empty)
            return
        self._states.show_content()
        if not self._filter:
            self._filter = "mine" if any(line.open and line.mine for line in lines) else "open"
        self._fill()

    def _choose(self, key: str) -> None:
        self._filter = key
        self._fill()

    def _fill(self) -> None:
        lines = self._lines or []
        groups = {
            "open": [line for line in lines if line.open],
            "mine": [line for line in lines if line.open and line.mine],
            "all": lines,
        }
        late = sum(1 for line in groups["open"] if line.due[0] == "overdue")
        self._title.setText(_say(len(groups["open"]), late))
        self._strip.set_figures((
            Figure("open", "siren", str(len(groups["open"])), _("open")),
            Figure("mine", "user", str(len(groups["mine"])), _("with me")),
            Figure("all", "list", str(len(lines)), _("all, closed ones too")),
        ))  # fmt: skip
        self._strip.set_chosen(self._filter)
        shown = groups[self._filter]
        self._table.set_lines([_row(line) for line in shown])
        if shown:
            self._rows.show_content()
        else:
            self._rows.show_empty(EmptyState("circle-check", _("Nothing here."), name="problems.none"))


def _say(count: int, late: int) -> str:
    if not count:
        return _("No problem is open")
    if late:
        return _("{count} open, {late} past the promised time").format(count=count, late=late)
    return _("One problem is open") if count == 1 else _("{count} problems are open").format(count=count)


def _row(line: ProblemLine) -> Line:
    icon, tone = LEVEL_LOOK.get(line.level, ("info", "text_2"))
    if not line.open:
        icon, tone = "circle-check", "good"
    status, words = line.due
    tones = {0: tone, 2: "text_2", 3: "text_2", 4: "text_2"}
    icons = {0: (icon, tone)}
    if status:
        tones[5] = STATUSES[status].tone
        icons[5] = (STATUSES[status].icon, STATUSES[status].tone)
    cells = (line.level_words, line.summary, line.customer, line.status, line.holder, words)
    return Line(line.problem, cells, tones, icons, frozenset({1}) if line.open else frozenset())
