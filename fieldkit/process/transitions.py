"""The steps of the process: from, to, who may, what must be filled in first (P7.1 to P7.15).

Laptop and office judge by this one table. A status takes the first transition accepted; a second one from the
same state is refused, saying so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fieldkit.access import EVERYONE, FIELD, MANAGERS, MONEY, Role
from fieldkit.errors import UserError, Word
from fieldkit.forms import FORMS, Json, Record, Values, When, form_of, row_ids
from fieldkit.forms.trip_approval import Sheet
from fieldkit.forms.values import Rows, Signature
from fieldkit.i18n import N_


@dataclass(frozen=True)
class Transition:
    """One step: `source` is "" for a record that has no status yet; `stage` says what must be filled."""

    kind: str
    source: str
    target: str
    roles: frozenset[Role]
    stage: When = When.ALWAYS
    needs: tuple[str, ...] = ()


_LINE = frozenset({Role.LINE_MANAGER})
_DEPARTMENT = frozenset({Role.DEPARTMENT_MANAGER})
_SIGNED = ("customer", "engineer")

TRANSITIONS = (
    Transition("problem", "", "open", EVERYONE),
    Transition("problem", "open", "assigned", MANAGERS, When.SUBMITTING, ("assigned_to",)),
    Transition("problem", "assigned", "assigned", MANAGERS, needs=("assigned_to",)),
    Transition("problem", "assigned", "visit", MANAGERS, needs=("proposal",)),
    Transition("problem", "assigned", "solved", FIELD),
    Transition("problem", "visit", "solved", FIELD),
    Transition("problem", "solved", "closed", _DEPARTMENT),
    Transition("visit", "", "preparing", FIELD),
    Transition("visit", "preparing", "approved", _DEPARTMENT),
    Transition("visit", "preparing", "on_site", FIELD, needs=("arrived",)),
    Transition("visit", "approved", "on_site", FIELD, needs=("arrived",)),
    Transition("visit", "on_site", "left", FIELD, needs=("left",)),
    Transition("visit", "left", "on_site", FIELD),
    Transition("visit", "left", "closed", MANAGERS),
    Transition("trip_approval", "", "draft", FIELD),
    Transition("trip_approval", "draft", "submitted", FIELD, When.SUBMITTING),
    Transition("trip_approval", "returned", "submitted", FIELD, When.SUBMITTING),
    Transition("trip_approval", "submitted", "line_approved", _LINE, needs=("line_manager",)),
    Transition("trip_approval", "line_approved", "approved", _DEPARTMENT, needs=("department_manager",)),
    Transition("trip_approval", "submitted", "returned", MANAGERS),
    Transition("trip_approval", "line_approved", "returned", _DEPARTMENT),
    Transition("service_report", "", "draft", FIELD),
    Transition("service_report", "draft", "signed", FIELD, When.SIGNING, _SIGNED),
    Transition("service_report", "returned", "signed", FIELD, When.SIGNING, _SIGNED),
    Transition("service_report", "signed", "returned", MANAGERS),
    Transition("service_report", "signed", "approved", MANAGERS, needs=("manager",)),
    Transition("maintenance_advice", "", "draft", FIELD),
    Transition("maintenance_advice", "draft", "signed", FIELD, When.SIGNING, _SIGNED),
    Transition("maintenance_advice", "signed", "withdrawn", MANAGERS),
    Transition("receivable", "", "open", MONEY),
    Transition("receivable", "open", "settled", MONEY),
    Transition("leftover", "", "open", FIELD),
    Transition("leftover", "open", "done", FIELD | {Role.QA}),
    Transition("procedure", "", "draft", MANAGERS),
    Transition("procedure", "draft", "released", MANAGERS, needs=("text", "reason")),
    Transition("procedure", "released", "withdrawn", MANAGERS, needs=("withdrawn_why",)),
    Transition("comment", "", "open", EVERYONE),
    Transition("comment", "open", "done", EVERYONE),
)
_BY_STEP = {(step.kind, step.source, step.target): step for step in TRANSITIONS}


def next_steps(kind: str, status: str, roles: Iterable[Role]) -> list[Transition]:
    """The steps that someone with these roles may take from here."""
    held = set(roles)
    return [step for step in TRANSITIONS if (step.kind, step.source) == (kind, status) and step.roles & held]


def refuse_transition(after: Record, source: str, target: str, roles: frozenset[Role]) -> UserError | None:
    """Why a step may not be taken, or None. `after` is the record as it would stand afterwards."""
    form = FORMS[after.kind]
    step = _BY_STEP.get((after.kind, source, target))
    if step is None:
        field = form.status_field()
        now = field.options.get(source, N_("not begun")) if field else source
        return UserError(
            N_("“{title}” is already “{now}”; this step is no longer possible."),
            field="status",
            title=Word(form.title),
            now=Word(now),
        )
    if not step.roles & roles:
        return UserError(N_("Your role may not take this step."), field="status")
    missing = [form.fields[name].label for name in step.needs if not after.values.get(name)]
    missing += [gap.label for gap in form_of(after).gaps(step.stage)]
    if missing:
        labels = tuple(Word(label) for label in dict.fromkeys(missing))
        return UserError(N_("Still missing: {labels}."), field="status", labels=labels)
    return None


PAPERS_OF_A_VISIT = ("service_report", "maintenance_advice")
_STOOD_ON = ("deleted", "problem", "customer")


def sealed_paths(kind: str, paths: Iterable[str]) -> list[str]:
    """The paths among these that a signature seals; follow-up fields stay writable."""
    form = FORMS.get(kind)
    if form is None:
        return []
    fields = {path: form.fields.get(path.split(".")[0]) for path in paths}
    return [path for path, field in fields.items() if field is None or not field.follow_up]


def taken_from_under(kind: str, before: Mapping[str, Json], patch: Mapping[str, Json]) -> bool:
    """Whether a patch to a visit or its problem would take away what signed papers of the visit stand on."""
    if kind not in {"visit", "problem"}:
        return False
    return any(path in patch and (patch[path] or None) != (before.get(path) or None) for path in _STOOD_ON)


def given(before: Record, patch: Values) -> list[str]:
    """The signatures and sealed papers that stand already and that a patch would replace or take away."""
    form = FORMS[before.kind]
    found = []
    for path, value in patch.items():
        field = form.fields.get(path.split(".")[0])
        stands = before.values.get(path)
        if isinstance(field, Rows) and field.row is Sheet:
            stands = stands if stands is not None else path.split(".")[1] in row_ids(before.values, field.name)
        elif not isinstance(field, Signature):
            continue
        if stands and value != before.values.get(path):
            found.append(path)
    return found


def is_sealed(kind: str, status: Json) -> bool:
    """Whether a record of a kind with a status is under seal."""
    form = FORMS.get(kind)
    return form is not None and status in form.sealed_in
