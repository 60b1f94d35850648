"""For whom a paper lies waiting: read from the table of its steps, so that no paper is ever forgotten.

A step that no engineer may take waits for the first of its roles in the order of the house; a paper that was given
back waits for whoever wrote it. What a clock reminds of by itself is left to the clock.
"""

from collections.abc import Callable

from fieldkit.access import Actor, Role
from fieldkit.forms import Record, When, form_class
from fieldkit.forms.values import PersonLink
from fieldkit.process.step import Transition
from fieldkit.process.transitions import TRANSITIONS, left_to_write, next_steps

RolesOf = Callable[[str], frozenset[Role]]
ComeUp = Callable[[Transition, Record], bool]
_ORDER = (Role.SECRETARY, Role.QA, Role.LINE_MANAGER, Role.DEPARTMENT_MANAGER, Role.VICE_PRESIDENT)
_BACKWARDS = frozenset({"returned", "refused", "reopened", "withdrawn"})
# Whose turn it is where the order of the house does not say it: what was put to the vice president is his.
_TURNS = {("support_request", "approved"): Role.VICE_PRESIDENT}
_BY_CLOCK = frozenset({("closure", "audited"), ("problem_slip", "taken"), ("spare_request", "out")})
_WHEN_WRITTEN = frozenset({("major_notice", "draft"), ("major_notice", "issued")})
_LEFT_TO_QA = ("archived_at", "told_outcome", "satisfaction")  # what the closing asks of whoever asked the customer
_ON_TRIPS = frozenset({"trip_approval", "service_report", "maintenance_advice"})  # Today knows of them by their visit


def _statuses() -> dict[str, tuple[str, ...]]:
    """By kind of paper, in which statuses one may wait for somebody."""
    found: dict[str, list[str]] = {}
    for step in TRANSITIONS:
        at = step.kind, step.source
        if step.source and "number" in form_class(step.kind).fields and step.kind not in _ON_TRIPS | {"problem"}:
            given_back = step.source == "returned"
            if at not in _BY_CLOCK and (given_back or _is_of_the_house(step)):
                found.setdefault(step.kind, []).append(step.source)
    return {kind: tuple(dict.fromkeys(statuses)) for kind, statuses in found.items()}


def _is_of_the_house(step: Transition) -> bool:
    return Role.ENGINEER not in step.roles and step.target not in _BACKWARDS


def waits_for(record: Record, actor: Actor, roles_of: RolesOf, come_up: ComeUp = lambda _step, _record: False) -> bool:
    """Whether a paper waits for this person. `roles_of` gives the roles of a person, by id; `come_up` says whether a
    step has come up to this one, since all below him had a hand in it.
    """
    at = record.kind, str(record.values.get("status") or "")
    if at == ("closure", "rechecked"):
        unsaid = any(not record.values.get(name) for name in _LEFT_TO_QA)
        return (Role.QA if unsaid else Role.DEPARTMENT_MANAGER) in actor.roles_in(record.scope)
    if at[1] == "returned":
        return actor.person in _writers(record)
    steps = [step for step in next_steps(*at, Role) if _is_of_the_house(step)]
    ready = [step for step in steps if at not in _WHEN_WRITTEN or not left_to_write(step, record)]
    if not ready:
        return False
    named = (str(record.values.get(step.not_by) or "") for step in ready if step.not_by)
    author = next((person for person in named if person), "")
    roles = frozenset().union(*(step.roles for step in ready))
    first = _TURNS.get(at) or next(role for role in _ORDER if role in roles)
    above = author and first in roles_of(author)  # who wrote it himself is passed by
    # Of what is kept from somebody all are reminded, since the first of them may be the one it is kept from.
    told = roles if above or form_class(record.kind).hidden_from else {first}
    if author == actor.person:
        return False
    return bool(told & actor.roles_in(record.scope)) or any(come_up(step, record) for step in ready)


def _writers(record: Record) -> set[object]:
    fields = form_class(record.kind).fields
    named = (name for name, field in fields.items() if isinstance(field, PersonLink) and field.required == When.ALWAYS)
    return {record.values.get(name) for name in named}


WAITING = _statuses()
