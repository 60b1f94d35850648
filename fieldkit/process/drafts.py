"""Taking back a draft of a paper, or a problem or a visit that was just begun: its author's own, or a manager's.

Never what was signed once; and what has gone on is ended by a step of its own, with the reason.
"""

from collections.abc import Mapping

from fieldkit.access import MANAGERS, Role
from fieldkit.errors import UserError, Word
from fieldkit.forms import FORMS, Json, Paper, Problem, Record, Visit, When
from fieldkit.forms.paper import Sheet
from fieldkit.forms.values import PersonLink
from fieldkit.i18n import N_
from fieldkit.process.transitions import TRANSITIONS

_BEGUN = (Paper, Problem, Visit)


def author_of(kind: str) -> str:
    """The field that names whose paper it is; "" where none does."""
    fields = FORMS[kind].fields.items()
    links = (name for name, field in fields if isinstance(field, PersonLink) and field.required == When.ALWAYS)
    return next(links, "")


def is_draft(record: Record) -> bool:
    """Whether a paper was not put forward yet, or was given back."""
    if FORMS[record.kind].status_field() is None:
        return True
    begun = {step.target for step in TRANSITIONS if (step.kind, step.source) == (record.kind, "")}
    return record.values.get("status") in begun | {"returned", None}


def was_sealed(values: Mapping[str, Json]) -> bool:
    """Whether a revision of a paper was signed once: it stays, whatever became of it."""
    return any(path.startswith("sheets.") and Sheet.file.load(raw) for path, raw in values.items() if "file" in path)


def refuse_deleting(before: Record, patch: Mapping[str, Json], person: str, roles: frozenset[Role]) -> UserError | None:
    """Why somebody may not delete a paper, a problem or a visit by this patch, or None; others are not looked at."""
    form = FORMS.get(before.kind)
    if form is None or not issubclass(form, _BEGUN) or not patch.get("deleted") or before.deleted:
        return None
    if was_sealed(before.values):
        return UserError(N_("This paper was signed once: its versions stay. Correct it instead."), field="deleted")
    if not is_draft(before):
        status = form.status_field()
        now = Word(status.options.get(str(before.values.get("status")), "") if status else "")
        if not issubclass(form, Paper):
            said = N_("What has gone on is not deleted: end it by its own step, with the reason. It is “{now}”.")
            return UserError(said, field="deleted", now=now)
        return UserError(N_("Only a draft can be deleted; this paper is “{now}”."), field="deleted", now=now)
    author = author_of(before.kind)
    if author and before.values.get(author) not in {person, None} and not roles & MANAGERS:
        label = Word(form.fields[author].label)
        return UserError(
            N_("A draft is deleted by whoever “{label}” names, or a manager."), field="deleted", label=label
        )
    return None
