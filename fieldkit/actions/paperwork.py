"""The papers of a problem or a visit: begun with what is known, and moved on step by step.

A screen needs nothing else: `papers_of` lists what is there, `begin` starts one, `steps_of` says what may be done
with it now, `take_step` does it and signs where the step is a signature. Where a customer signs, see `actions.papers`.
"""

from collections.abc import Callable
from functools import partial

from fieldkit.access import Actor, Role, may
from fieldkit.actions.desk import Desk
from fieldkit.actions.known import agreed_values, known_values
from fieldkit.actions.life import back_to_work
from fieldkit.actions.papers import approve_sheet
from fieldkit.actions.records import around, new_record, put_back, records_around, set_values, show_record
from fieldkit.actions.reports import open_advice, open_report
from fieldkit.actions.summaries import counted
from fieldkit.errors import UserError
from fieldkit.forms import Json, Paper, Record, Values, form_class, new_id, only_child_id, paper_number, papers
from fieldkit.forms.types import Day, Moment
from fieldkit.forms.values import PersonLink
from fieldkit.i18n import N_
from fieldkit.process.drafts import refuse_deleting
from fieldkit.process.step import Transition
from fieldkit.process.transitions import house_signatures, left_from_before, next_steps, step_between
from fieldkit.process.whose import may_take, own_work
from fieldkit.store.store import Edit

_OPENED: dict[str, Callable[[Desk, str], Record]] = {"service_report": open_report, "maintenance_advice": open_advice}


def papers_of(desk: Desk, parent: str) -> list[Record]:
    """The papers of a problem or a visit that this person may read, in the order of the file, oldest first."""
    belongs_to, actor = desk.form(parent).kind, desk.actor
    readable = [paper for paper in papers(belongs_to) if may(actor, "read", paper.kind)]
    return [record for paper in readable for record in desk.store.find(paper.kind, {belongs_to: parent})]


def may_begin(desk: Desk, parent: str) -> list[type[Paper]]:
    """The papers of a problem or a visit that this person may begin now, in the order of the file."""
    record, actor = desk.form(parent).record, desk.actor
    return [form for form in papers(record.kind) if _may_begin(desk, actor, form, record)]


def _may_begin(desk: Desk, actor: Actor, form: type[Paper], parent: Record) -> bool:
    """Whether role, place and what is known allow it: a report from afar, say, stands on a request."""
    if not may(actor, "write", form.kind, parent.scope):
        return False
    if form.status_field() is not None and not next_steps(form.kind, "", actor.roles_in(parent.scope)):
        return False
    if form.only_child and _standing(desk, form.kind, parent.id) is not None:
        return False
    told: Values = {form.belongs_to: parent.id}
    told |= {name: actor.person for name, field in form.fields.items() if isinstance(field, PersonLink)}
    return not form.incomplete(told) or not form.incomplete({**told, **known_values(desk, form, parent.id)})


def _standing(desk: Desk, kind: str, parent: str) -> Record | None:
    """The only paper of a kind of a problem or a visit; a draft that was deleted may be begun again."""
    found = desk.store.get(only_child_id(parent, kind))
    return None if found is None or found.deleted else found


def may_delete(desk: Desk, record: Record) -> bool:
    """Whether this person may take a draft back."""
    actor = desk.actor
    if record.deleted or not may(actor, "write", record.kind, record.scope):
        return False
    return refuse_deleting(record, {"deleted": True}, actor.person, actor.roles_in(record.scope)) is None


def begin(desk: Desk, kind: str, parent: str, values: Values | None = None) -> Record:
    """A paper of a problem or a visit, with its number and all that is known; the one that is there, if there is one.

    `values` go before what is known. The report and the advice are opened by what the visit already says.
    """
    if kind in _OPENED:
        return _OPENED[kind](desk, parent)
    form = form_class(kind)
    if not issubclass(form, Paper) or form.belongs_to != desk.form(parent).kind:
        raise UserError(N_("This paper does not belong here."))
    rid = only_child_id(parent, kind) if form.only_child else new_id()
    if form.only_child and (known := desk.store.get(rid)) is not None:
        return put_back(desk, rid) if known.deleted else show_record(desk, rid)
    first = next_steps(kind, "", desk.actor.roles_in(desk.form(parent).record.scope))
    number = paper_number(kind, desk.clock.today(), rid)
    filled: Values = {
        form.belongs_to: parent,
        "number": number,
        "written_on": Paper.written_on.dump(desk.clock.today()),
    }
    filled |= {**known_values(desk, form, parent), **(values or {})}
    if form.status_field() is not None and first:
        filled["status"] = first[0].target
    return new_record(desk, kind, {path: value for path, value in filled.items() if value is not None}, rid)


def steps_of(desk: Desk, record: Record) -> list[Transition]:
    """The steps that this person may take with a paper now, as far as roles and names say."""
    actor = desk.actor
    if not may(actor, "write", record.kind, record.scope):
        return []
    roles, there = actor.roles_in(record.scope), around(desk, record)
    steps = next_steps(record.kind, str(record.values.get("status") or ""), Role)
    mine = [step for step in steps if may_take(step, record, roles, there.beside, there.holders)]
    return [step for step in mine if not is_own(desk, step, record)]


def is_own(desk: Desk, step: Transition, record: Record) -> bool:
    """Whether a step is kept from this person, because the paper is his own or tells of his own work."""
    person = desk.actor.person
    mine = bool(step.not_by) and record.values.get(step.not_by) == person
    return mine or own_work(step, record, person, partial(records_around, desk, record)) is not None


def take_step(desk: Desk, rid: str, target: str, values: Values | None = None) -> Record:
    """Moves a paper on, with what is written on the way; a step that a signature belongs to is signed by this person.

    UserError says what is missing, whose turn it is, or that the customer has to sign.
    """
    opened = desk.store.open(rid)
    record = opened.record
    step = step_between(record.kind, str(record.values.get("status") or ""), target)
    if step is None:
        return set_values(desk, rid, {**(values or {}), "status": target}, opened)
    worked_out = agreed_values(desk, record) if target == "signed" else counted(desk, record)
    patch: Values = {**_own(desk, step, record), **worked_out, **(values or {})}
    if (record.kind, target) == ("closure", "reopened"):
        return back_to_work(desk, opened, {**patch, "status": target})
    ours = house_signatures(step)
    patch |= dict.fromkeys(name for name in left_from_before(step, record.values) if name not in ours)
    if not ours:
        return set_values(desk, rid, {**patch, "status": target}, opened)
    signed = approve_sheet(desk, record, ours[0], target, patch)
    return desk.write_all([Edit(record.kind, rid, signed, opened)], together=True)[0]


def _own(desk: Desk, step: Transition, record: Record) -> dict[str, Json]:
    """What a step says by being taken: by whom, and when, unless that was written already since it was given back."""
    mine = record.values.get(step.by) == desk.actor.person
    emptied: dict[str, Json] = dict.fromkeys(name for name in step.empty if record.values.get(name))
    said: dict[str, Json] = {step.by: desk.actor.person} if step.by and not mine else {}
    field = form_class(record.kind).fields.get(step.at)
    if isinstance(field, Moment):
        said[step.at] = field.dump(desk.clock.now())
    elif isinstance(field, Day):
        said[step.at] = field.dump(desk.clock.today())
    again = step.source == "returned"
    given = {path: value for path, value in said.items() if path == step.by or again or not record.values.get(path)}
    return emptied | given
