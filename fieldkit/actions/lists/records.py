"""One record of a list: made, taken back, taken back in."""

from fieldkit.access import Scope, may
from fieldkit.actions.desk import Desk
from fieldkit.actions.lists.declared import ListOf
from fieldkit.actions.records import delete_record, new_record, put_back
from fieldkit.errors import UserError
from fieldkit.forms import Record, Values, form_class
from fieldkit.i18n import N_

__all__ = ["make", "may_put_away", "put_away", "put_back"]


def make(desk: Desk, listed: ListOf, values: Values) -> Record:
    """A new row of a list. UserError when one with the same key is there already, which nobody means twice."""
    filled = {**values, "status": "open"} if listed.kind == "receivable" else values
    key = form_class(listed.kind).key
    found = form_class(listed.kind).find_fields()
    if key and all(name in found for name in key):
        where = {name: filled.get(name) for name in key}
        if None not in where.values() and desk.store.find(listed.kind, where):
            raise UserError(N_("This is on the list already."), field=key[-1])
    return new_record(desk, listed.kind, filled)


def may_put_away(desk: Desk, kind: str, scope: Scope | None = None) -> bool:
    """Whether this person may take a row off its list, and put it back."""
    actor, write = desk.actor, form_class(kind).fields["deleted"].write
    roles = actor.roles if scope is None else actor.roles_in(scope)
    return may(actor, "write", kind, scope) and (write is None or bool(write & roles))


def put_away(desk: Desk, rid: str) -> Record:
    """Takes a row off its list; it stays in the history."""
    return delete_record(desk, rid)
