"""Trips: planned, prepared, approved by both managers, begun and ended (P7.10, P7.11)."""

from datetime import datetime
from decimal import Decimal

from fieldkit.access import Role, may
from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import load_trip
from fieldkit.actions.moved import check_movement
from fieldkit.actions.papers import approve_sheet
from fieldkit.actions.paperwork import take_step
from fieldkit.actions.records import around, new_edit, new_record, set_values
from fieldkit.actions.stock import check_counted
from fieldkit.errors import UserError
from fieldkit.forms import (
    PartMovement,
    Person,
    Record,
    TripApproval,
    Values,
    Visit,
    new_id,
    only_child_id,
    paper_number,
)
from fieldkit.forms.seen import legible
from fieldkit.i18n import N_
from fieldkit.process.dossier import Trip
from fieldkit.process.setting_out import WORD_OF, refuse_going
from fieldkit.process.turns import may_take_parts
from fieldkit.process.versions import patch_set
from fieldkit.store.store import Edit, Opened


def plan_visit(desk: Desk, problem: str, purpose: str, *, playbook: str = "", site: str = "") -> Record:
    """A visit for a problem, with its empty checklist and trip approval. The engineer is who plans it."""
    record = desk.form(problem).record
    rid = new_id()
    visit: Values = {
        "problem": problem,
        "customer": record.values.get("customer"),
        "engineer": desk.actor.person,
        "purpose": purpose,
        "status": "preparing",
    }
    optional = {"equipment": record.values.get("equipment"), "playbook": playbook, "site": site}
    visit |= {name: value for name, value in optional.items() if value}
    approval_id = only_child_id(rid, "trip_approval")
    number = paper_number("trip_approval", desk.clock.today(), approval_id)
    approval: Values = {"visit": rid, "applicant": desk.actor.person, "status": "draft", "number": number}
    approval |= {"problems.001.problem": problem, "written_on": TripApproval.written_on.dump(desk.clock.today())}
    edits = [
        Edit("visit", rid, visit),
        Edit("checklist", only_child_id(rid, "checklist"), {"visit": rid}),
        Edit("trip_approval", approval_id, approval),
    ]
    return desk.write_all(edits, together=True)[0]


def take_part(desk: Desk, visit: str, part: str, quantity: int = 1) -> Record:
    """Takes a spare part along."""
    counted = check_counted(quantity)
    if not may_take_parts(load_trip(desk, visit), desk.actor):
        raise UserError(N_("Parts are chosen by the trip's engineer, before the approved trip begins."))
    values: Values = {
        "visit": visit,
        "part": part,
        "movement": "taken",
        "quantity": PartMovement.quantity.dump(Decimal(counted)),
        "moved_at": PartMovement.moved_at.dump(desk.clock.now()),
        "moved_by": desk.actor.person,
    }
    return new_record(desk, "part_movement", values)


def move_part(desk: Desk, visit: str, part: str, movement: str, **more: str) -> Record:
    """A part built in, brought back or returned by the customer, with its serial numbers.

    A part that the customer returns settles the debt for it, together: nobody has to think of it twice. UserError
    beside the field for the serial number of equipment that stands at another customer, for a new part that is built
    in twice, and for more brought back than were taken along.
    """
    values: Values = {
        "visit": visit,
        "part": part,
        "movement": movement,
        "quantity": "1",
        "moved_at": PartMovement.moved_at.dump(desk.clock.now()),
        "moved_by": desk.actor.person,
        **more,
    }
    check_movement(desk, PartMovement(Record("", "part_movement", values=values)))
    debt = owed_part(desk, visit, part) if movement == "settled" else None
    moved = new_edit(desk, "part_movement", {**values, **({"receivable": debt.record.id} if debt else {})})
    settling = [Edit("receivable", debt.record.id, {"status": "settled"}, debt)] if debt else []
    return desk.write_all([moved, *settling], together=bool(settling))[0]


def owed_part(desk: Desk, visit: str, part: str) -> Opened | None:
    """The oldest open debt of the visit's customer that names a part, if this person may settle it."""
    code = str(desk.form(part).record.values.get("code") or "")
    where = {"customer": desk.form(visit).record.values.get("customer"), "debt": "part_back", "status": "open"}
    for record in desk.store.find("receivable", where, order="due"):
        owed = str(record.values.get("part_owed") or "")
        known = code and code in patch_set(owed) and record.values.get("listed") is not False
        if known and may(desk.actor, "write", "receivable", record.scope):
            return desk.store.open(record.id)
    return None


def submit_approval(desk: Desk, visit: str, values: Values | None = None) -> Record:
    """Puts the trip to the managers; what is missing is named."""
    rid = only_child_id(visit, "trip_approval")
    heads = _holders(desk, Role.DEPARTMENT_MANAGER)
    if desk.actor.person in heads:  # nobody below him signs for him
        return take_step(desk, rid, "line_approved", {**(values or {}), "to_president": len(heads) == 1})
    scope = desk.form(visit).record.scope
    alone = [one.id for one in _holders(desk, Role.LINE_MANAGER).values() if one.manages(scope.line)]
    return take_step(desk, rid, "line_approved" if alone == [desk.actor.person] else "submitted", values)


def _holders(desk: Desk, role: Role) -> dict[str, Person]:
    """Who holds a role today, by id."""
    today = desk.clock.today()
    people = [Person(record) for record in desk.store.find("person")]
    return {one.id: one for one in people if not one.gone(today) and role in one.roles_on(today)}


def approve_trip(desk: Desk, visit: str) -> Record:
    """The product-line manager signs first, then the department manager, whose signature frees the visit."""
    rid = only_child_id(visit, "trip_approval")
    opened = desk.store.open(rid)
    first = TripApproval(opened.record).status == "submitted"
    name, target = ("line_manager", "line_approved") if first else ("department_manager", "approved")
    patch = approve_sheet(desk, opened.record, name, target)
    edits = [Edit("trip_approval", rid, patch, opened)]
    trip_status = desk.form(visit).record.values.get("status")
    if not first and trip_status == "preparing" and may(desk.actor, "write", "visit", desk.form(visit).record.scope):
        edits.append(Edit("visit", visit, {"status": "approved"}, desk.store.open(visit)))
    return desk.write_all(edits, together=True)[0]


def return_approval(desk: Desk, visit: str, reason: str) -> Record:
    """Gives a trip back to the engineer, with the reason: a remark that he answers."""
    if not legible(reason):
        raise UserError(N_("Say why the trip is returned."), field="reason")
    rid = only_child_id(visit, "trip_approval")
    comment: Values = {
        "visit": visit,
        "about": rid,
        "path": "plan",
        "text": legible(reason),
        "written_by": desk.actor.person,
        "status": "open",
    }
    edits = [
        Edit("comment", new_id(), comment),
        Edit("trip_approval", rid, {"status": "returned"}, desk.store.open(rid)),
    ]
    return desk.write_all(edits, together=True)[1]


def arrive(desk: Desk, visit: str, at: datetime | None = None, verified: str = "") -> Record:
    """The engineer stands in the room; now by the office's clock, unless he says when.

    UserError while neither both managers approved the trip nor one of them agreed by phone (P7.10.4, P7.10.5).
    """
    patch: Values = {"arrived": Visit.arrived.dump(at or desk.office_now()), "status": "on_site"}
    if verified:
        patch["verified"] = verified
    return set_values(desk, visit, patch, desk.store.open(visit))


def why_not_go(desk: Desk, trip: Trip) -> str:
    """What somebody waits for before he sets out, in one sentence; "" when he may go, or has gone."""
    if trip.visit.status != "preparing":
        return ""
    refused = refuse_going(trip.visit, [trip.approval] if trip.approval else [], who_lets_go(desk, trip))
    return refused.say() if refused is not None else ""


def who_lets_go(desk: Desk, trip: Trip) -> frozenset[str]:
    """The ids of those whose word by phone lets somebody go without signatures (P7.10.5)."""
    return around(desk, trip.visit.record).holders(WORD_OF)


def leave(desk: Desk, visit: str, at: datetime | None = None) -> Record:
    """The engineer leaves the site."""
    patch: Values = {"left": Visit.left.dump(at or desk.office_now()), "status": "left"}
    return set_values(desk, visit, patch, desk.store.open(visit))


def hand_over_documents(desk: Desk, visit: str) -> Record:
    """The engineering documents were handed over today (P7.14)."""
    patch: Values = {"documents_on": Visit.documents_on.dump(desk.clock.today()), "documents_by": desk.actor.person}
    return set_values(desk, visit, patch, desk.store.open(visit))
