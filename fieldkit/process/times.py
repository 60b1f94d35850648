"""The times that a step is taken upon: none is still to come, and nothing was over before it began.

Where the process waits, for 72 hours or for a week, and where a round of it begins anew, a wrong time would shorten
the wait or bring back what was done before. Asked of the laptop and of the office alike, by the office's clock.
"""

from collections.abc import Iterator
from datetime import datetime

from fieldkit.errors import UserError, Word
from fieldkit.forms import FORMS, Problem, Record, form_of
from fieldkit.i18n import N_
from fieldkit.process.beside import Beside
from fieldkit.process.clock import JUMP
from fieldkit.process.clock_rules import RULES, At
from fieldkit.process.clocks import times_at
from fieldkit.process.problem_steps import CLOSING
from fieldkit.process.step import Transition

_WAITS = frozenset({"monitoring_record", "closure"})
# What tells one round from the next, of the papers of a round and of the problem itself.
_ROUNDS = [At(need.kind, own) for need in CLOSING for own, _since in need.later]
_TOLD = {
    (at.kind, at.field): at
    for at in (
        *(at for rule in RULES for at in (*rule.begins, *rule.ends) if at.kind in _WAITS),
        *_ROUNDS,
        At("problem", "reopened_at"),
    )
}
# With what the waiting begins: not before the problem was taken in.
_BEGINS = (At("monitoring_record", "started_at"), At("closure", "gone_at"))


def refuse_times(step: Transition, after: Record, beside: Beside, now: datetime) -> UserError | None:
    """Why a step may not be taken upon the times that its record, and the papers that it asks for, tell; or None."""
    behind = (
        one for need in step.papers for one in beside(need.kind)
        if one.values.get("status") in need.ends and not one.deleted
    )  # fmt: skip
    ahead = next((refused for one in (after, *behind) if (refused := _refuse_ahead(one, now)) is not None), None)
    return ahead or _refuse_early(after, beside) or (_refuse_round(after, beside) if step.at == "reopened_at" else None)


def _refuse_ahead(record: Record, now: datetime) -> UserError | None:
    for place in _TOLD.values():
        if place.kind == record.kind and any(time > now + JUMP for time in _times(record, place)):
            said = N_("“{label}” lies ahead. What has happened is written down, not what is to come.")
            return _refused(record, place, said)
    return None


def _refuse_early(record: Record, beside: Beside) -> UserError | None:
    for place in _BEGINS:
        if place.kind != record.kind:
            continue
        taken_in = [Problem(one).received_at for one in beside("problem")]
        if any(time < since - JUMP for time in _times(record, place) for since in taken_in if since is not None):
            said = N_("“{label}” lies before the problem was taken in. The watch and the week begin when it was over.")
            return _refused(record, place, said)
    return None


def _refuse_round(problem: Record, beside: Beside) -> UserError | None:
    """A problem is not reopened ahead of what was written of its last round: that would count for the new one."""
    since = Problem(problem).reopened_at
    for need in CLOSING:
        known = [one for one in beside(need.kind) if need.later and not one.deleted]
        told = (time for one in known for own, _since in need.later for time in _times(one, At(need.kind, own)))
        if since is not None and any(time > since + JUMP for time in told):
            said = N_("“{label}” lies before what is on file of the last round. It is reopened when it came back.")
            return _refused(problem, At("problem", "reopened_at"), said)
    return None


def _times(record: Record, place: At) -> Iterator[datetime]:
    return (time for time, _day in times_at(form_of(record), place))


def _refused(record: Record, place: At, said: str) -> UserError:
    name = place.field.split(".")[0]
    return UserError(said, field=name, label=Word(FORMS[record.kind].fields[name].label))
