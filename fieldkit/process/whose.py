"""Whose step it is: nobody approves what he wrote or did himself, and where that leaves nobody, the next above does.

The ladder is that of escalation. What the managers of a line all had a hand in comes up to the vice president, and to
him only then: no paper waits for somebody who may not take its step.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from fieldkit.access import Role, Scope
from fieldkit.errors import UserError, Word
from fieldkit.forms import FORMS, Field, Person, Record, field_at, paths_of
from fieldkit.i18n import N_
from fieldkit.process.beside import Beside
from fieldkit.process.escalation import ABOVE
from fieldkit.process.step import Transition

# The ids of those who hold one of these roles where a record is.
Holders = Callable[[frozenset[Role]], frozenset[str]]


def holders_in(people: Iterable[Record], scope: Scope, day: date) -> Holders:
    """Who of these people holds which roles in the product line of a scope on a day."""
    held = [(one.id, post) for one in map(Person, people) for post in one.posts_on(day)]
    there = [(one, post.role) for one, post in held if "*" in {post.line, scope.line} or post.line == scope.line]
    return lambda roles: frozenset(one for one, role in there if role in roles)


def may_take(step: Transition, after: Record, roles: frozenset[Role], beside: Beside, holders: Holders | None) -> bool:
    """Whether somebody in these roles may take a step, as its own people or as the next above them."""
    return bool(step.roles & roles) or (holders is not None and stands_in(step, after, roles, beside, holders))


def stands_in(step: Transition, after: Record, roles: frozenset[Role], beside: Beside, holders: Holders) -> bool:
    """Whether an approval has come up to somebody in these roles, since all whose it is did the work themselves."""
    above = frozenset(ABOVE[role] for role in step.roles if role in ABOVE) - step.roles
    approves = bool(step.not_by or step.not_did) and Role.DEPARTMENT_MANAGER in step.roles
    return approves and bool(above & roles) and not holders(step.roles) - _hands(step, after, beside)


def _hands(step: Transition, after: Record, beside: Beside) -> set[object]:
    """The ids of all who may not take the step: whose paper it is, and who did the work."""
    return {after.values.get(step.not_by), *(who for _kind, _field, who in _did(step, after, beside))}


def _did(step: Transition, after: Record, beside: Beside) -> Iterator[tuple[str, Field[Any], object]]:
    """Who did the work: the kind and field that name him, also in a row of the paper itself, and his id."""
    for kind, name in step.not_did:
        for record in [after] if kind == step.kind else beside(kind):
            for path in [] if record.deleted else paths_of(name, record.values):
                if (field := field_at(kind, path)) is not None:
                    yield kind, field, record.values.get(path)


def refuse_person(step: Transition, after: Record, person: str, beside: Beside | None) -> UserError | None:
    """Why it is not this person who takes a step: the paper or the work is his own, or the step is somebody else's."""
    form = FORMS[step.kind]
    if step.not_by and after.values.get(step.not_by) == person:
        return UserError(
            N_("Nobody approves his own paper: “{label}” names you. Another manager takes this step."),
            field="status",
            label=Word(form.fields[step.not_by].label),
        )
    if beside is not None and (own := own_work(step, after, person, beside)) is not None:
        return own
    if step.by and after.values.get(step.by) != person:
        return UserError(
            N_("This step is taken by whoever “{label}” names. Put your own name there."),
            field="status",
            label=Word(form.fields[step.by].label),
        )
    return None


def own_work(step: Transition, after: Record, person: str, beside: Beside) -> UserError | None:
    """Why whoever did the work may not approve what was written of it, though another's name stands under it; None for
    everybody else. `beside` gives the records of a kind that lie beside the paper."""
    for kind, field, who in _did(step, after, beside):
        if who == person:
            return UserError(
                N_("Nobody approves his own work: “{label}” of “{title}” names you. Another manager takes this step."),
                field="status", label=Word(field.label), title=Word(FORMS[kind].title),
            )  # fmt: skip
    return None
