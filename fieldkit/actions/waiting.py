"""What waits for a person on problems and papers, the first of it to be his next step (P7.1 to P7.15)."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, partial

from fieldkit.access import MANAGERS, Actor, Role
from fieldkit.actions.backs import Back
from fieldkit.actions.desk import Desk
from fieldkit.actions.records import around
from fieldkit.forms import Closure, FaultAnalysis, MonitoringRecord, Person, Problem, Record, Values, form_of
from fieldkit.forms.problem import JUDGES, UNASSIGNED, UNSOLVED
from fieldkit.i18n import N_
from fieldkit.process.clock import born
from fieldkit.process.step import Transition
from fieldkit.process.transitions import step_between
from fieldkit.process.waiting import WAITING, RolesOf, waits_for
from fieldkit.process.whose import own_work, stands_in

OPEN_PROBLEMS = sorted(UNSOLVED | {"solved", "answered"})
_REMOTE = {"draft", "sent", "consented"}


@dataclass(frozen=True)
class Next:
    """The one next step: a sentence, what it is about, and where it is done.

    `kind` is visit, problem or paper, or how a record was stopped; `record` is its id; `stage` is the stage of a visit
    or `review`. `lacking` names what the stage lacks; `remark` is what a manager wrote about it.
    """

    code: str
    text: str
    about: str
    kind: str
    record: str
    stage: str = ""
    lacking: tuple[str, ...] = ()
    remark: Back | None = None


Ranked = tuple[int, datetime, Next]


def on_problems(desk: Desk, actor: Actor, travelled: Container[str | None]) -> Iterator[Ranked]:
    """The steps of problems that wait for this person; those that somebody travels for are worked on as trips."""
    problems = [Problem(record) for record in desk.store.find("problem", {"status": OPEN_PROBLEMS})]
    solved = [problem.id for problem in problems if problem.status == "solved"]
    rounds = [Closure(one) for one in desk.store.find("closure", {"problem": solved})] if solved else []
    begun = {one.problem for one in rounds if one.status not in {"reopened", "closed"}}
    watched, analysed = _written_after(desk, [problem for problem in problems if problem.status == "solved"], actor)
    undecided = _undecided(desk, problems) if actor.roles & MANAGERS else set()
    for problem in problems:
        found = (
            _to_note(problem, actor)
            or _unassigned(problem, actor)
            or _in_hand(desk, problem, actor, travelled, undecided)
            or _after(desk, problem, actor, begun, watched, analysed)
        )
        if found is not None:
            rank, code, text = found
            due = problem.respond_by or desk.clock.now() + timedelta(days=1)
            yield rank, due, Next(code, text, problem.summary or "", "problem", problem.id)


Found = tuple[int, str, str] | None


def _roles(problem: Problem, actor: Actor) -> frozenset[Role]:
    return actor.roles_in(problem.record.scope)


def _to_note(problem: Problem, actor: Actor) -> Found:
    """Who is told of a grave problem at once says that he knows, before anything else (R)."""
    return (-1, "note", N_("Take note of a grave problem")) if problem.to_note(_roles(problem, actor)) else None


def _unassigned(problem: Problem, actor: Actor) -> Found:
    if problem.status not in UNASSIGNED:
        return None
    roles = _roles(problem, actor)
    manages = bool(roles & MANAGERS)
    if problem.nature == "question" and (manages or problem.holder == actor.person):
        return 3, "answer", N_("Answer a question")
    if problem.nature == "performance" and roles & JUDGES:
        return 3, "answer", N_("Hand it to the market department")
    return (3, "assign", N_("Assign a problem")) if manages else None


def _in_hand(
    desk: Desk, problem: Problem, actor: Actor, travelled: Container[str | None], undecided: Container[str | None]
) -> Found:
    if problem.status in UNASSIGNED or problem.status not in UNSOLVED or problem.id in travelled:
        return None
    mine = problem.assigned_to == actor.person
    if problem.status == "proposed":
        decides = not mine and (_roles(problem, actor) & MANAGERS or _decides(desk, actor, problem))
        return (4, "decide", N_("Does somebody have to go?")) if decides else None
    if mine:
        return 7, "handle", N_("Plan the visit") if problem.status == "visit" else N_("Handle a problem")
    decides = problem.id in undecided and _roles(problem, actor) & MANAGERS
    return (8, "decide", N_("Does somebody have to go?")) if decides else None


def _decides(desk: Desk, actor: Actor, problem: Problem) -> bool:
    step = step_between(problem.kind, "proposed", "visit")
    return step is not None and comes_up(desk, actor, step, problem.record)


def _undecided(desk: Desk, problems: list[Problem]) -> set[str]:
    """The assigned problems that a call did not solve and of which nothing is being done from afar."""
    assigned = [problem.id for problem in problems if problem.status == "assigned"]
    if not assigned:
        return set()
    contacts = desk.store.find("contact", {"problem": assigned})
    remote = desk.store.find("remote_request", {"problem": assigned, "status": sorted(_REMOTE)})
    unsolved = {str(record.values.get("problem")) for record in contacts if record.values.get("helped") is False}
    return unsolved - {str(record.values.get("problem")) for record in remote}


def _written_after(desk: Desk, solved: list[Problem], actor: Actor) -> tuple[dict[str, bool], set[str]]:
    """Of the problems that this person solved: which are watched since they came back, whether that is over, and which
    are analysed.
    """
    mine = {problem.id: problem.reopened_at for problem in solved if problem.assigned_to == actor.person}
    if not mine:
        return {}, set()
    where = {"problem": sorted(mine)}
    watches = [MonitoringRecord(record) for record in desk.store.find("monitoring_record", where)]
    analyses = [FaultAnalysis(record) for record in desk.store.find("fault_analysis", where)]

    def of_now(one: MonitoringRecord | FaultAnalysis, at: datetime | None) -> bool:
        since = mine[one.problem or ""]
        return not one.deleted and (since is None or (at is not None and at > since))

    current = [one for one in watches if of_now(one, one.started_at)]
    watched = {one.problem or "": False for one in current} | {
        one.problem or "": True for one in current if one.status == "passed"
    }
    done = {one.problem or "" for one in analyses if one.status != "draft" and of_now(one, one.ended_at)}
    return watched, done


def _after(
    desk: Desk,
    problem: Problem,
    actor: Actor,
    begun: Container[str | None],
    watched: dict[str, bool],
    analysed: Container[str],
) -> Found:
    """What is left when the work is done: a solved problem is watched, analysed, audited, and closed; an answer too."""
    if problem.status == "answered" and _roles(problem, actor) & JUDGES:
        return 9, "close", N_("Close the problem")
    if problem.status != "solved":
        return None
    mine = problem.assigned_to == actor.person and problem.nature in {None, "fault"}
    if mine and problem.id not in watched:
        return 5, "watch", N_("Begin the 72 hours of watch")
    if mine and watched[problem.id] and problem.id not in analysed:
        return 6, "analyse", N_("Write the fault analysis")
    if problem.id in begun or problem.assigned_to == actor.person:
        return None
    if Role.LINE_MANAGER in _roles(problem, actor) or audit_comes_up(desk, actor, problem):
        return 6, "audit", N_("Audit how thoroughly it was handled")
    return None


def roles_at(desk: Desk) -> RolesOf:
    """What roles somebody of the house holds, by id; each is looked up once."""

    @cache
    def roles_of(person: str) -> frozenset[Role]:
        record = desk.store.get(person)
        return Person(record).role_set if record is not None else frozenset()

    return roles_of


def comes_up(desk: Desk, actor: Actor, step: Transition, record: Record) -> bool:
    """Whether a step has come up to this person, since all whose it is had a hand in the work, and he had none."""
    there, roles = around(desk, record), actor.roles_in(record.scope)
    come = stands_in(step, record, roles, there.beside, there.holders)
    own = own_work(step, record, actor.person, there.beside) is not None
    mine = own or record.values.get(step.not_by) == actor.person
    return come and not mine and not step.roles & roles


def review_comes_up(desk: Desk, actor: Actor, report: Record) -> bool:
    step = step_between(report.kind, str(report.values.get("status") or ""), "approved")
    return step is not None and comes_up(desk, actor, step, report)


def audit_comes_up(desk: Desk, actor: Actor, problem: Problem) -> bool:
    """Whether the audit of a problem, of which no round was begun yet, has come up to this person."""
    values: Values = {"problem": problem.id, "engineer": problem.assigned_to, "status": "open"}
    step = step_between(Closure.kind, "open", "audited")
    return step is not None and comes_up(desk, actor, step, Record("", Closure.kind, problem.record.scope, values))


def on_papers(desk: Desk, actor: Actor) -> Iterator[Ranked]:
    """The papers that wait for this person by the table of their steps."""
    roles_of, come_up = roles_at(desk), partial(comes_up, desk, actor)
    for kind, statuses in WAITING.items():
        for record in desk.store.find(kind, {"status": list(statuses)}):
            if waits_for(record, actor, roles_of, come_up) and (found := _paper(desk, actor, record)):
                yield found


def _paper(desk: Desk, actor: Actor, record: Record) -> Ranked | None:
    form, since = form_of(record), born(record.id) or datetime.max.replace(tzinfo=UTC)
    text = form.title
    if not record.values.get("problem"):  # a complaint need not be about one
        return 3, since, Next("paper", text, form.name, "paper", record.id)
    problem = desk.store.get(str(record.values.get("problem") or ""))
    if problem is None or problem.values.get("status") in {"cancelled", "merged"}:
        return None
    about = str(problem.values.get("summary") or "")
    if record.kind == "closure" and problem.values.get("status") != "solved":
        return None
    closes = record.kind == "closure" and record.values.get("status") == "rechecked"
    if closes and Role.DEPARTMENT_MANAGER in actor.roles_in(record.scope):  # it is closed with its problem
        return 9, since, Next("close", N_("Close the problem"), about, "problem", problem.id)
    return 4, since, Next("paper", text, about, "paper", record.id)
