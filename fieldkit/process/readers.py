"""Somebody reads a complaint about a person: who is named in it never does, nor an engineer while nobody is."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from fieldkit.access import GRANTS, all_but, barred
from fieldkit.errors import UserError
from fieldkit.forms import FORMS, Json, Person, Record
from fieldkit.i18n import N_

_KINDS = frozenset(kind for kind, form in FORMS.items() if form.hidden_from)


def require_reader(
    kind: str,
    before: Mapping[str, Json] | None,
    patch: Mapping[str, Json],
    people: Callable[[], Iterable[Record]],
    day: date,
) -> None:
    """Raises a UserError when a record would be written that is kept from everybody who might read it."""
    if kind not in _KINDS:
        return
    path = FORMS[kind].hidden_from
    named, known = patch.get(path), (before or {}).get(path)
    if before is not None and (path not in patch or named == known):
        return
    place = all_but(str(named or "")).customer
    for one in map(Person, people()):
        roles = one.roles_on(day)
        if roles & GRANTS[kind].read and place not in barred({one.id}, roles):
            return
    said = N_("Whoever reads complaints is an engineer here, and it may be about him. Find out whom it concerns.")
    alone = N_("It concerns the only one who reads complaints here. Give it to somebody above him on paper.")
    raise UserError(alone if named else said, field=path)
