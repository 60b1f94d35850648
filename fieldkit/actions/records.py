"""Any record, by its form: what screens and scripts do when no special use case is meant."""

from collections.abc import Mapping
from functools import partial

from fieldkit.access import Role, may, require
from fieldkit.actions.desk import Desk
from fieldkit.actions.reopening import debt_beside
from fieldkit.actions.terms import terms_anew
from fieldkit.errors import FieldError, UserError
from fieldkit.forms import Json, Record, Values, When, field_at, form_class, new_id, only_child_id
from fieldkit.forms.merging import stays_instead
from fieldkit.forms.paper import signed_by_customers
from fieldkit.i18n import N_
from fieldkit.playbooks import refuse_release
from fieldkit.process.drafts import refuse_deleting
from fieldkit.process.settled import refuse_settled
from fieldkit.process.taking import Around, refuse_step
from fieldkit.process.transitions import (
    customer_signed,
    given,
    is_sealed,
    sealed_paths,
    taken_from_under,
)
from fieldkit.process.whose import holders_in
from fieldkit.store.store import Edit, Opened


def list_records(desk: Desk, kind: str) -> list[Record]:
    """All records of a kind on this laptop."""
    form_class(kind)
    require(desk.actor, "read", kind)
    return desk.store.find(kind)


def show_record(desk: Desk, rid: str) -> Record:
    return _readable(desk, desk.store.get(rid))


def _readable(desk: Desk, record: Record | None) -> Record:
    if record is None or not may(desk.actor, "read", record.kind):
        raise UserError(N_("This record is not on this laptop."))
    return record


def standing(desk: Desk, record: Record) -> Record:
    """The record that stands for this one: itself, or what it was merged into, as far as that is here."""
    while into := stays_instead(record.id, record.values):
        stays = desk.store.get(into)
        if stays is None:
            return record
        record = stays
    return record


def parse_values(kind: str, typed: Mapping[str, str]) -> Values:
    """What a person or script typed, by path, as it is stored; FieldError says which field and why."""
    values: Values = {}
    for path, text in typed.items():
        declared = field_at(kind, path)
        if declared is None:
            raise FieldError(N_("A {kind} has no field “{path}”."), field=path, kind=kind, path=path)
        try:
            values[path] = declared.dump(declared.parse(text))
        except FieldError as error:
            error.field = path
            raise
    return values


def new_record(desk: Desk, kind: str, values: Values, rid: str = "") -> Record:
    """A new record; everything that is always required must be there."""
    edit = new_edit(desk, kind, values, rid)
    return desk.write(kind, edit.rid, values)


def new_edit(desk: Desk, kind: str, values: Values, rid: str = "") -> Edit:
    """A new record, checked but not yet written: for one that is written together with others."""
    form = form_class(kind)
    draft = Record(rid or new_id(), kind, desk.scope_for(kind, values), dict(values))
    missing = form(draft).gaps(When.ALWAYS)
    if missing:
        raise FieldError(missing[0].reason, field=missing[0].path)
    check_sealed(desk, draft, values)
    if "status" in values:
        _check_step(desk, draft, "", values)
    return Edit(kind, draft.id, values)


def set_values(desk: Desk, rid: str, values: Values, opened: Opened | None = None) -> Record:
    """Writes values into a record; what a signature sealed is refused here as it would be at the office."""
    record = _readable(desk, desk.opened(rid).record)
    values = {**terms_anew(desk, record, values), **values}
    check_sealed(desk, record, values)
    if "status" in values:
        after = Record(rid, record.kind, record.scope, {**record.values, **values})
        _check_step(desk, after, str(record.values.get("status") or ""), values)
    return desk.write(record.kind, rid, values, opened)


def check_sealed(desk: Desk, record: Record, values: Mapping[str, Json]) -> None:
    """UserError when a sealed field is written of what is under seal, or one that a step has settled."""
    if _is_under_seal(desk, record, values):
        raise UserError(N_("The paper was signed; what a signature sealed is corrected by a new revision."))
    if (settled := refuse_settled(record, values)) is not None:
        raise settled


def is_held_fast(desk: Desk, record: Record, values: Mapping[str, Json]) -> bool:
    """Whether a signature, of this record or of a paper that stands on it, or a step that was taken forbids these."""
    return _is_under_seal(desk, record, values) or refuse_settled(record, values) is not None


def _is_under_seal(desk: Desk, record: Record, values: Mapping[str, Json]) -> bool:
    sealed = sealed_now(desk, record) and sealed_paths(record.kind, values)
    taken = taken_from_under(record.kind, record.values, values) and _papers_signed(desk, record)
    return bool(sealed or given(record, dict(values)) or taken)


def _papers_signed(desk: Desk, record: Record) -> bool:
    """Whether a paper of this visit, or of a visit for this problem, is under seal."""
    visits = [record.id]
    if record.kind == "problem":
        visits = [visit.id for visit in desk.store.find("visit", {"problem": record.id})]
    ids = [only_child_id(visit, paper.kind) for visit in visits for paper in signed_by_customers("visit")]
    papers = desk.store.many(ids)
    if record.kind == "problem":
        papers += [
            one
            for paper in signed_by_customers("problem")
            for one in desk.store.find(paper.kind, {"problem": record.id})
        ]
    return any(customer_signed(paper.kind, paper.values) for paper in papers)


def sealed_now(desk: Desk, record: Record) -> bool:
    """Whether a record's sealed fields cannot be written now."""
    if is_sealed(record.kind, record.values.get("status")):
        return True
    form = form_class(record.kind)
    visit = record.values.get("visit")
    if not form.sealed_with or not isinstance(visit, str):
        return False
    papers = desk.store.find(form.sealed_with, {"visit": visit})
    return any(is_sealed(paper.kind, paper.values.get("status")) for paper in papers)


def papers_beside(desk: Desk, parent: str, kind: str) -> list[Record]:
    """The records of a kind that belong to a problem, or to a visit of it; or to a visit itself."""
    if form_class(kind).belongs_to != "visit":
        return desk.store.find(kind, {"problem": parent})
    visits = [visit.id for visit in desk.store.find("visit", {"problem": parent})]
    return desk.store.find(kind, {"visit": [parent, *visits]})


def records_around(desk: Desk, record: Record, kind: str) -> list[Record]:
    """What lies beside a record: the papers of a problem or a visit; for a paper its parent's, and the parent."""
    belongs_to = form_class(record.kind).belongs_to
    if record.kind in {"problem", "visit"} or not belongs_to:
        return papers_beside(desk, record.id, kind)
    parent = str(record.values.get(belongs_to) or "")
    return desk.store.many([parent]) if kind == belongs_to else papers_beside(desk, parent, kind)


def around(desk: Desk, record: Record) -> Around:
    """What a step of a record is judged upon, as this laptop knows it."""

    def holders(roles: frozenset[Role]) -> frozenset[str]:
        people = desk.kept("people", lambda: desk.store.find("person"))
        return holders_in(people, record.scope, desk.clock.today())(roles)

    return Around(partial(records_around, desk, record), holders, desk.office_now())


def _check_step(desk: Desk, after: Record, source: str, values: Mapping[str, Json]) -> None:
    actor = desk.actor
    begun = not source and form_class(after.kind).hidden_from  # by anybody, also about himself
    roles = actor.roles if begun else actor.roles_in(after.scope)
    refused = refuse_step(after, source, str(values["status"]), roles, actor.person, values, around(desk, after))
    if refused is None and (after.kind, values["status"]) == ("procedure", "released"):
        refused = refuse_release(after.values)
    if refused is not None:
        raise refused


def delete_record(desk: Desk, rid: str) -> Record:
    """Takes a record back; it stays in the history, and an edit that did not see this shows as a conflict.

    A debt that it had settled is owed again.
    """
    record = show_record(desk, rid)
    check_sealed(desk, record, {"deleted": True})
    actor = desk.actor
    refused = refuse_deleting(record, {"deleted": True}, actor.person, actor.roles_in(record.scope))
    if refused is not None:
        raise refused
    edits = [Edit(record.kind, rid, {"deleted": True}), *debt_beside(desk, record, gone=True)]
    return desk.write_all(edits, together=len(edits) > 1)[0]


def put_back(desk: Desk, rid: str) -> Record:
    """A record that was deleted is there again, and with it what it had settled."""
    record = show_record(desk, rid)
    edits = [Edit(record.kind, rid, {"deleted": None}), *debt_beside(desk, record, gone=False)]
    return desk.write_all(edits, together=len(edits) > 1)[0]


def settle_conflict(desk: Desk, rid: str, path: str, value: Json) -> Record:
    """A person saw every value of a path and chose one: it replaces them all."""
    opened = desk.store.open(rid)
    return desk.write(opened.record.kind, rid, {path: value}, opened)
