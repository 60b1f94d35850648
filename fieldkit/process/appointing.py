"""Who may appoint whom, and plan whose duty: checked by the laptop, and by the office as rights are now.

A role, a deputy or a product line in the list of people is what everybody's rights are worked out from. So unlike any
other record it is never judged by what its author once was: a manager of last year gives no roles.
"""

from collections.abc import Mapping

from fieldkit.access import HOUSE, MANAGERS, Actor, Scope, require_answering
from fieldkit.errors import FieldError, NotAllowedError
from fieldkit.forms import Json, Person, Record, Roster
from fieldkit.i18n import N_

_APPOINTS = frozenset({"roles", "deputy", "away_from", "away_to", "left_on", "deleted"})


def require_appointing(
    actor: Actor, kind: str, rid: str, before: Mapping[str, Json] | None, patch: Mapping[str, Json]
) -> None:
    """Raises a UserError unless the actor may write this patch to a person or a turn of duty; others pass."""
    after = {**(before or {}), **patch}
    if kind == "person":
        _require_person(actor, rid, before, patch, after)
    if kind == "roster":
        for values in (before, after):
            if values is not None:
                _require_turn(actor, Roster(Record(rid, kind, values=dict(values))))


def _require_person(
    actor: Actor,
    rid: str,
    before: Mapping[str, Json] | None,
    patch: Mapping[str, Json],
    after: Mapping[str, Json],
) -> None:
    touched = {path.split(".")[0] for path in patch}
    renumbers = before is not None and patch.get("number", before.get("number")) != before.get("number")
    if not (touched & _APPOINTS or renumbers):
        return
    if rid == actor.person and "roles" in touched:
        raise NotAllowedError(N_("Nobody gives himself a role or takes one from himself. Ask another manager."))
    for values in (before or {}, after):
        person = Person(Record(rid, "person", values=dict(values)))
        require_answering(actor, person.posts)
    _check_absence(rid, Person(Record(rid, "person", values=dict(after))), touched)


def _check_absence(rid: str, person: Person, touched: set[str]) -> None:
    if person.deputy == rid and "deputy" in touched:
        raise FieldError(N_("Nobody is his own deputy. Name somebody else."), field="deputy")
    if person.away_from and person.away_to and person.away_to < person.away_from and touched & {"away_from", "away_to"}:
        raise FieldError(N_("The absence ends before it begins. Correct one of the days."), field="away_to")


def _require_turn(actor: Actor, turn: Roster) -> None:
    """A product-line manager plans his own lines' duty, the others any."""
    if turn.starts and turn.ends and turn.ends <= turn.starts:
        raise FieldError(N_("The turn of duty ends before it begins. Correct one of the times."), field="ends")
    if actor.roles & HOUSE:
        return
    if not any(held.contains(Scope("*", turn.product_line or "*")) for held in actor.scopes_as(MANAGERS)):
        raise NotAllowedError(N_("A product-line manager plans the duty of the own lines. Ask the department manager."))
