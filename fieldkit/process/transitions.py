"""The steps of the process: from, to, who may, what must be filled in first (P7.1 to P7.15).

Laptop and office judge by this one table. A status takes the first transition accepted; a second one from the
same state is refused, saying so.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from fieldkit.access import EVERYONE, FIELD, MANAGERS, MONEY, Role
from fieldkit.errors import UserError, Word
from fieldkit.forms import FORMS, Form, Gap, Json, Record, Values, form_of
from fieldkit.forms.field import Field
from fieldkit.forms.merging import goes_before
from fieldkit.forms.paper import Scan, Sheet, signed_by_customers
from fieldkit.forms.seen import legible
from fieldkit.forms.types import Choice
from fieldkit.forms.values import File, PersonLink, Rows, Signature
from fieldkit.i18n import N_
from fieldkit.process.beside import Beside, Wanted, nothing_beside, wanted
from fieldkit.process.paper_steps import PAPER_STEPS
from fieldkit.process.problem_steps import PROBLEM_STEPS
from fieldkit.process.step import Transition
from fieldkit.process.whose import Holders, may_take, refuse_person

_BY_CUSTOMER = "customer"  # the signature that is drawn by hand

TRANSITIONS = (
    *PROBLEM_STEPS,
    Transition("receivable", "", "open", MONEY),
    Transition("receivable", "open", "settled", MONEY),
    Transition("receivable", "settled", "open", MONEY),
    Transition("leftover", "", "open", FIELD),
    Transition("leftover", "open", "done", FIELD | {Role.QA}),
    Transition("procedure", "", "draft", MANAGERS),
    Transition("procedure", "draft", "released", MANAGERS, needs=("text", "reason")),
    Transition("procedure", "released", "withdrawn", MANAGERS, needs=("withdrawn_why",)),
    Transition("comment", "", "open", EVERYONE),
    Transition("comment", "open", "done", EVERYONE),
    *PAPER_STEPS,
)
_BY_STEP = {(step.kind, step.source, step.target): step for step in TRANSITIONS}


def next_steps(kind: str, status: str, roles: Iterable[Role]) -> list[Transition]:
    """The steps that someone with these roles may take from here."""
    held = set(roles)
    return [step for step in TRANSITIONS if (step.kind, step.source) == (kind, status) and step.roles & held]


def step_between(kind: str, source: str, target: str) -> Transition | None:
    """The step from one status to another, if there is one."""
    return _BY_STEP.get((kind, source, target))


def signing_step(kind: str, source: str) -> Transition | None:
    """The step that a customer's signature takes from here, if one does."""
    steps = (step for step in TRANSITIONS if (step.kind, step.source) == (kind, source))
    return next((step for step in steps if _BY_CUSTOMER in (*step.needs, *step.either)), None)


def house_signatures(step: Transition) -> list[str]:
    """The signatures of the house by which a step is taken, by their fields' names."""
    fields = FORMS[step.kind].fields
    return [name for name in step.needs if isinstance(field := fields[name], Signature) and field.house]


def signing_order(kind: str) -> list[str]:
    """The signatures of a paper in the order in which its steps take them: the house's first, then a customer's."""
    found: list[str] = []
    for step in TRANSITIONS:
        if step.kind == kind:
            customer = [_BY_CUSTOMER] if _BY_CUSTOMER in (*step.needs, *step.either) else []
            found += [name for name in (*house_signatures(step), *customer) if name not in found]
    return found


def left_from_before(step: Transition, values: Mapping[str, Json]) -> list[str]:
    """The signatures that stand from before a paper was given back, when a step puts it under seal anew."""
    if is_sealed(step.kind, step.source) or not is_sealed(step.kind, step.target):
        return []
    fields = FORMS[step.kind].fields
    return [name for name, field in fields.items() if isinstance(field, Signature) and values.get(name)]


def takes_off(kind: str, field: Field[Any] | None, value: Json, before: Mapping[str, Json] | None) -> bool:
    """Whether this takes a signature off a paper that was given back: whoever puts it forward anew may do that."""
    return isinstance(field, Signature) and value is None and not is_sealed(kind, (before or {}).get("status"))


def refuse_transition(
    after: Record,
    source: str,
    target: str,
    roles: frozenset[Role],
    person: str,
    written: Collection[str],
    beside: Beside | None = nothing_beside,
    holders: Holders | None = None,
) -> UserError | None:
    """Why a person in these roles may not take a step, or None.

    `after` is the record as it would stand afterwards, `written` are the paths that are written with the step,
    `beside` gives the papers of a problem, or what lies beside a paper, by kind; None where they were seen to when the
    step was first taken. `holders` tells who holds a role there: where all whose step it is did the work themselves,
    the next above takes it.
    """
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
    if not may_take(step, after, roles, beside or nothing_beside, holders):
        return UserError(N_("Your role may not take this step."), field="status")
    if (his := refuse_person(step, after, person, beside)) is not None:
        return his
    if any(name not in written for name in left_from_before(step, after.values)):
        return UserError(
            N_("A signature stands from before the paper was given back. It has to be signed anew."), field="status"
        )
    if step.why and not any(path.startswith("sheets.") and path.endswith(".why") for path in written):
        return UserError(N_("Say why the signed paper is changed: its new revision says so."), field="why")
    missing = lacking(step, after)
    besides = papers_lacking(step, after, beside) if beside is not None else []
    if missing or besides:
        return _refuse_missing(missing, besides)
    return _refuse_way(step, after, written)


def _refuse_missing(missing: list[Gap], besides: list[Wanted]) -> UserError:
    """What is missing, by name; where nothing is, but what stands there breaks a rule, that rule."""
    broken = [gap.rule for gap in missing if gap.rule is not None]
    if broken and len(broken) == len(missing) and not besides:
        return broken[0]
    labels = tuple(Word(label) for label in dict.fromkeys(gap.label for gap in missing))
    said = (*labels, *(one.sentence for one in besides))
    return UserError(N_("Still missing: {labels}."), field="status", labels=said)


def papers_lacking(step: Transition, after: Record, beside: Beside) -> list[Wanted]:
    """The papers that have to be there for a step and are not, or not yet so far."""
    return wanted(step.papers, after.values, beside)


def _refuse_way(step: Transition, after: Record, written: Collection[str]) -> UserError | None:
    """Why the record is not one that goes this way: of another class, still in somebody's hands, without a reason."""
    fields = FORMS[step.kind].fields
    for name, values in step.only:
        if after.values.get(name) not in values:
            field = fields[name]
            options = field.options if isinstance(field, Choice) else {}
            said = tuple(Word(options[value]) for value in values)
            return UserError(
                N_("This step is only for: {label} {values}."), field=name, label=Word(field.label), values=said
            )
    for name in step.anew:
        if name not in written or _blank(after.values.get(name)):
            return UserError(N_("Write “{label}” for this step."), field=name, label=Word(fields[name].label))
    for name in step.empty:
        if after.values.get(name):
            his = N_("“{label}” still names somebody: he gives it back himself, or a manager takes it from him.")
            other = N_("“{label}” is left empty by this step.")
            message = his if isinstance(fields[name], PersonLink) else other
            return UserError(message, field=name, label=Word(fields[name].label))
    if step.older and not goes_before(str(after.values.get(step.older))) < goes_before(after.id):
        return UserError(N_("The older of the two stays: say it on the newer one."), field=step.older)
    return None


def lacking(step: Transition, after: Record) -> list[Gap]:
    """What has to be there for a step and is not, in a record as it would stand afterwards."""
    form = form_of(after)
    named = [name for name in step.needs if _blank(after.values.get(name))]
    if step.either and not any(after.values.get(name) for name in step.either):
        named.append(step.either[0])
    found = {name: _gap(form, name) for name in named}
    return list((found | {gap.path: gap for gap in form.gaps(step.stage)}).values())


def _blank(value: Json) -> bool:
    return not value or (isinstance(value, str) and not legible(value))


def left_to_write(step: Transition, record: Record) -> list[Gap]:
    """What a person still has to write before a step; what the step gives by being taken is not his to write.

    Where one of several things will do, the last is named: the signed paper, not the signature drawn on the screen.
    """
    after = replace(record, values={**record.values, "status": step.target})
    taken = {step.by, step.at, *house_signatures(step)}
    gaps = [gap for gap in lacking(step, after) if gap.path not in taken]
    return [_gap(form_of(after), step.either[-1]) if gap.path in step.either else gap for gap in gaps]


def _gap(form: Form, name: str) -> Gap:
    return Gap.missing(name, form.fields[name].label)


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
    """What stands already and a patch would replace or take away: signatures while the paper is under seal; sealed
    PDFs and stamped pages for ever, also while the paper is open for its next revision.
    """
    form, sealed = FORMS[before.kind], is_sealed(before.kind, before.values.get("status"))
    found = []
    for path, value in patch.items():
        field = form.fields.get(path.split(".")[0])
        if isinstance(field, Rows) and field.row in {Sheet, Scan}:
            stands = _stands(before.values, path)
        else:
            stands = sealed and isinstance(field, Signature) and bool(before.values.get(path))
        if stands and value != before.values.get(path):
            found.append(path)
    return found


def _stands(values: Mapping[str, Json], path: str) -> bool:
    """Whether a row of sealed files is closed to a path: it has its file, or this was said in it already."""
    row = path.rsplit(".", 1)[0]
    there = any(known.startswith(f"{row}.") for known, raw in values.items() if raw is not None)
    return bool(values.get(f"{row}.file") or values.get(path)) or (there and path.endswith(".deleted"))


def require_answer(field: Signature, value: Json, after: Mapping[str, Json]) -> None:
    """UserError when what a customer answered is not whole: no hand, a stamped page that is not on file, no witness.

    `after` are the values of the record as it would stand.
    """
    signed = field.load(value)
    if signed is None:
        return
    field.require_answer(signed)
    kept = {file.sha256 for path, raw in after.items() if path.startswith("scans.") and (file := Scan.file.load(raw))}
    if not kept.issuperset(signed.scans):
        raise UserError(N_("A stamped page is not on file with the paper."), field=field.name)


def customer_signed(kind: str, values: Mapping[str, Json]) -> bool:
    """Whether a record is a paper under seal that a customer signed: by hand on it, or on a photographed one."""
    if kind not in {paper.kind for paper in signed_by_customers("")} or not is_sealed(kind, values.get("status")):
        return False
    fields = FORMS[kind].fields.items()
    return any(
        values.get(name)
        for name, field in fields
        if isinstance(field, File) or (isinstance(field, Signature) and not field.house)
    )


def is_sealed(kind: str, status: Json) -> bool:
    """Whether a record of a kind with a status is under seal."""
    form = FORMS.get(kind)
    return form is not None and status in form.sealed_in
