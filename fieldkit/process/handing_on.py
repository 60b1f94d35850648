"""Whose work something is: it changes by a step alone, and an engineer hands on only to who works in that line.

For what is somebody's work opens its customer to him.
"""

from collections.abc import Callable, Mapping
from datetime import date

from fieldkit.access import FIELD, MANAGERS, Role
from fieldkit.errors import NotAllowedError, UserError, Word
from fieldkit.forms import FORMS, Json, Person, Record
from fieldkit.forms.values import PersonLink
from fieldkit.i18n import N_
from fieldkit.process.transitions import step_between

# Each kind with the field that says whose it is.
WHOSE = {"problem": "assigned_to", "visit": "engineer", "leftover": "holder"}


def require_step(kind: str, before: Mapping[str, Json] | None, patch: Mapping[str, Json]) -> None:
    """Raises a UserError when a patch gives something to somebody else without the step that does so."""
    name, status = WHOSE.get(kind, ""), str((before or {}).get("status") or "")
    field = FORMS[kind].fields.get(name)
    if not isinstance(field, PersonLink) or not field.hands_on or not status or name not in patch:
        return
    step = step_between(kind, status, str(patch.get("status") or ""))
    if patch[name] != (before or {}).get(name) and (step is None or name not in (*step.needs, *step.anew, *step.empty)):
        raise UserError(N_("“{label}” changes by a step alone: assign it, hand it over, or give it back."),
                        field=name, label=Word(field.label))  # fmt: skip


def works_in(person: Person, line: str, day: date) -> bool:
    """Whether somebody goes to sites for a product line, or for all of them."""
    return any(post.role in FIELD and post.line in {"*", line} for post in person.posts_on(day))


def require_hand(
    kind: str,
    before: Mapping[str, Json] | None,
    patch: Mapping[str, Json],
    roles: frozenset[Role],
    author: str,
    line: str,
    day: date,
    get: Callable[[str], Record | None],
) -> None:
    """Raises a NotAllowedError when who is no manager gives work of a product line to somebody who does none there."""
    name = WHOSE.get(kind, "")
    to = patch.get(name)
    if not isinstance(to, str) or roles & MANAGERS or to in {author, (before or {}).get(name)}:
        return
    found = get(to)
    if found is None or found.kind != "person" or not works_in(Person(found), line, day):
        raise NotAllowedError(
            N_("Choose somebody who goes to sites and is still in the house; of another product line a manager does."),
            field=name,
        )
