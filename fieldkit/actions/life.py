"""The steps of a problem at a desk: which this person may take now, what each still lacks, and taking one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from fieldkit.access import Role, may
from fieldkit.actions.desk import Desk
from fieldkit.actions.records import around, papers_beside, set_values, show_record
from fieldkit.forms import Closure, Problem, Record, Values, form_class
from fieldkit.forms.types import Moment
from fieldkit.i18n import translate
from fieldkit.process.beside import Wanted
from fieldkit.process.life import Station, stations, support_asked
from fieldkit.process.step import Transition
from fieldkit.process.taking import refuse_step
from fieldkit.process.transitions import lacking, next_steps, papers_lacking, step_between
from fieldkit.process.whose import may_take
from fieldkit.store.store import Edit, Opened


@dataclass(frozen=True)
class Lack:
    """What a step waits for: in words, and where it is written: a record (none: a paper not begun) and a path."""

    text: str
    record: str = ""
    path: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Offer:
    """A step that this person may take, what is asked as it is taken, and what has to be there before."""

    step: Transition
    asks: tuple[str, ...]
    lacks: tuple[Lack, ...]


@dataclass(frozen=True)
class Life:
    """Where a problem stands: its steps for this person, what its closing waits for, how far it has come."""

    offers: tuple[Offer, ...]
    closing: tuple[Lack, ...]
    stations: tuple[Station, ...]
    support: str

    def offer(self, target: str) -> Offer | None:
        return next((offer for offer in self.offers if offer.step.target == target), None)


def look_at(desk: Desk, record: Record) -> Life:
    beside = partial(papers_beside, desk, record.id)
    closing = step_between("problem", str(record.values.get("status") or ""), "closed")
    lacks = _lacks(desk, closing, record) if closing else ()
    return Life(tuple(offers(desk, record)), lacks, tuple(stations(Problem(record), beside)), support_asked(beside))


def offers(desk: Desk, record: Record) -> list[Offer]:
    """The steps that role, name and kind of problem leave to this person, in the order of the table."""
    actor = desk.actor
    if not may(actor, "write", record.kind, record.scope):
        return []
    roles, there = actor.roles_in(record.scope), around(desk, record)
    steps = next_steps(record.kind, str(record.values.get("status") or ""), Role)
    open_ones = [one for one in steps if may_take(one, record, roles, there.beside, there.holders)]
    return [Offer(step, _asked(step), _lacks(desk, step, record)) for step in open_ones if _fits(desk, step, record)]


def take(desk: Desk, rid: str, target: str, values: Values | None = None) -> Record:
    """Takes a step; the department manager's closing closes the round of the closed loop and the visits with it.

    UserError says what is missing, whose turn it is, or that somebody else was first.
    """
    opened = desk.store.open(rid)
    record = show_record(desk, rid)
    step = step_between(record.kind, str(record.values.get("status") or ""), target)
    if step is None:
        return set_values(desk, rid, {**(values or {}), "status": target}, opened)
    patch = {**_own(desk, step, record), **(values or {}), "status": target}
    along = _along(desk, record) if step.papers else []
    beside = _with(desk, rid, along)
    if not along:
        return set_values(desk, rid, patch, opened)
    for before, written in along:
        _require(desk, _after(before, written), str(before.values["status"]), written)
    _require(desk, _after(record, patch), step.source, patch, beside)
    edits = [Edit(before.kind, before.id, written, desk.store.open(before.id)) for before, written in along]
    desk.write_all([*edits, Edit(record.kind, rid, patch, opened)], together=True)
    return show_record(desk, rid)


def back_to_work(desk: Desk, closure: Opened, ended: Values) -> Record:
    """QA hears that the fault is not gone: the round of the loop ends, and its problem goes back to work with it.

    One group: nobody finds a problem that counts as solved while the customer says that it is not.
    """
    before = closure.record
    record = show_record(desk, str(before.values.get("problem") or ""))
    over = _after(before, ended)
    _require(desk, over, str(before.values.get("status") or ""), ended)
    step = step_between(record.kind, str(record.values.get("status") or ""), "assigned")
    edits = [Edit(before.kind, before.id, ended, closure)]
    if step is not None and step.source == "solved":
        patch: Values = {**_own(desk, step, record), "reason": over.values.get("recheck_said"), "status": step.target}
        _require(desk, _after(record, patch), step.source, patch)
        edits.append(Edit(record.kind, record.id, patch, desk.store.open(record.id)))
    return desk.write_all(edits, together=True)[0]


def _require(
    desk: Desk, after: Record, source: str, written: Values, beside: partial[list[Record]] | None = None
) -> None:
    """UserError when a step may not be taken; `beside` where other records are written along with it."""
    actor = desk.actor
    roles = actor.roles_in(after.scope)
    there = around(desk, after)
    there = there._replace(beside=beside) if beside is not None else there
    refused = refuse_step(after, source, str(written["status"]), roles, actor.person, written, there)
    if refused is not None:
        raise refused


def _fits(desk: Desk, step: Transition, record: Record) -> bool:
    """Whether the record goes this way at all, and this person is not the one who may not take it."""
    me, values = desk.actor.person, record.values
    if step.not_by and values.get(step.not_by) == me:
        return False
    if step.source == step.target and not (step.source == "assigned" and _manages(desk, record)):
        return False  # else work goes from hand to hand as all that somebody has is handed over
    if step.by == "assigned_to" and values.get("assigned_to") != me:
        return False
    if step.source in {"closed", "cancelled", "merged"} and any(values.get(name) for name in step.empty):
        return False
    if step.target == "open" and step.empty and values.get("assigned_to") not in {None, me}:
        return step.source == "assigned" and _manages(desk, record)
    if step.source == "closed" and step.target == "assigned" and not values.get("assigned_to"):
        return False
    return all(values.get(name) in wanted for name, wanted in step.only)


def _manages(desk: Desk, record: Record) -> bool:
    field = form_class(record.kind).fields["assigned_to"]
    return field.write is None or bool(field.write & desk.actor.roles_in(record.scope))


def _asked(step: Transition) -> tuple[str, ...]:
    """What the person writes as he takes the step."""
    return tuple(name for name in dict.fromkeys((*step.needs, *step.anew)) if name not in {step.by, step.at})


def _own(desk: Desk, step: Transition, record: Record) -> Values:
    """What a step says by being taken: by whom, when, and whom it takes the problem from."""
    said: Values = dict.fromkeys(name for name in step.empty if record.values.get(name))
    if step.by:
        said[step.by] = desk.actor.person
    if step.at:
        said[step.at] = Moment("").dump(desk.clock.now())
    if step.target == "assigned" and step.source in {"open", "judged", "assigned"}:
        said["assigned_by"] = desk.actor.person
    return said


def _lacks(desk: Desk, step: Transition, record: Record) -> tuple[Lack, ...]:
    """What has to be there before, without what is asked as the step is taken."""
    after = _after(record, {**_own(desk, step, record), "status": step.target})
    asked = {*_asked(step), step.by, step.at}
    found = [Lack(translate(gap.label), record.id, gap.path) for gap in lacking(step, after) if gap.path not in asked]
    if not step.papers:
        return tuple(found)
    along = _along(desk, record)
    for before, written in along:
        ending = step_between(before.kind, str(before.values["status"]), str(written["status"]))
        gaps = lacking(ending, _after(before, written)) if ending else []
        found += [Lack(_said(before.kind, gap.label), before.id, gap.path, before.kind) for gap in gaps]
    found += [_lack(one) for one in papers_lacking(step, after, _with(desk, record.id, along))]
    return tuple(dict.fromkeys(found))


def _lack(one: Wanted) -> Lack:
    return Lack(one.sentence.say(), one.record, one.path, one.kind)


def _said(kind: str, label: str) -> str:
    return Wanted(kind, label).sentence.say()


def _after(record: Record, patch: Values) -> Record:
    return replace(record, values={**record.values, **patch})


def _round(desk: Desk, record: Record) -> Closure | None:
    """The round of the closed loop that only the closing is missing of."""
    rounds: Iterable[Closure] = (Closure(one) for one in papers_beside(desk, record.id, "closure"))
    since = Problem(record).reopened_at
    open_ones = [one for one in rounds if one.status == "rechecked" and one.audited_at]
    current = [one for one in open_ones if since is None or (one.audited_at is not None and one.audited_at > since)]
    return current[-1] if current else None


def _closing(desk: Desk) -> Values:
    """What the closing says of itself."""
    return {
        "closed_by": desk.actor.person,
        "closed_at": Closure.closed_at.dump(desk.clock.now()),
        "status": "closed",
    }


Along = list[tuple[Record, Values]]


def _along(desk: Desk, record: Record) -> Along:
    """What is closed with a problem, and what is written in each: the round of the closed loop, and the visits that
    have come to their end.
    """
    closure = _round(desk, record)
    rounds: Along = [(closure.record, _closing(desk))] if closure is not None else []
    left = [one for one in papers_beside(desk, record.id, "visit") if one.values.get("status") == "left"]
    ended: Along = [
        (visit, {"status": "closed"}) for visit in left if not visit.deleted and not visit_lacks(desk, visit)
    ]
    return [*rounds, *ended]


def take_note(desk: Desk, rid: str) -> Record:
    """Says that this person was told of a grave problem, and when (R, P7.2.5)."""
    opened = desk.store.open(rid)
    record, now = opened.record, Problem.president_told_at.dump(desk.clock.now())
    unsaid = Problem(record).to_note(desk.actor.roles_in(record.scope))
    values: Values = {}
    for who, when in unsaid:
        values |= {who: desk.actor.person, when: now}
    return set_values(desk, rid, values, opened) if values else record


def visit_lacks(desk: Desk, visit: Record) -> list[Lack]:
    """The papers that a visit still lacks before it can be closed."""
    step = step_between("visit", str(visit.values.get("status") or ""), "closed")
    if step is None:
        return []
    return [_lack(one) for one in papers_lacking(step, visit, partial(papers_beside, desk, visit.id))]


def close_visit(desk: Desk, rid: str, reason: str = "") -> Record:
    """Ends a visit: what it brought is approved; one that nobody went on is called off, with the reason."""
    patch: Values = {"status": "closed", **({"reason": reason} if reason else {})}
    return set_values(desk, rid, patch, desk.store.open(rid))


def _with(desk: Desk, problem: str, along: Along) -> partial[list[Record]]:
    """The papers of a problem as they would be with these closed."""
    return partial(_overlaid, desk, problem, {before.id: _after(before, written) for before, written in along})


def _overlaid(desk: Desk, problem: str, ended: dict[str, Record], kind: str) -> list[Record]:
    return [ended.get(one.id, one) for one in papers_beside(desk, problem, kind)]
