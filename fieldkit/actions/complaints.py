"""Complaints about a person: written whole and sent at once; nothing of it stays open with who took the call."""

from fieldkit.actions.desk import Desk
from fieldkit.actions.records import new_edit
from fieldkit.errors import UserError
from fieldkit.forms import Complaint, Paper, Record, Values, new_id, paper_number
from fieldkit.forms.complaint import COMPLAINT_ENDED
from fieldkit.i18n import N_


def complain(desk: Desk, values: Values) -> Record:
    """Takes a complaint about a person in: to quality assurance and the department, never to whom it concerns.

    Who took it keeps what he wrote until it is sent; afterwards it is with those who read complaints.
    """
    rid, today = new_id(), desk.clock.today()
    filled: Values = {
        "number": paper_number(Complaint.kind, today, rid),
        "written_on": Paper.written_on.dump(today),
        "received_at": Complaint.received_at.dump(desk.clock.now()),
        "received_by": desk.actor.person,
        "nature": "conduct",
        **{path: value for path, value in values.items() if value is not None},
        "status": "received",
    }
    if not filled.get("concerns") and not filled.get("described"):
        raise UserError(N_("Name whom it concerns, or write down how the caller described him."), field="concerns")
    return desk.write_all([new_edit(desk, Complaint.kind, filled, rid)])[0]


def complaints(desk: Desk, *, ended: bool = False) -> list[Complaint]:
    """The complaints that this person may read, the newest first; those that are done with only when asked for."""
    found = [Complaint(record) for record in desk.store.find(Complaint.kind)]
    wanted = [one for one in found if not one.record.deleted and (ended or one.status not in COMPLAINT_ENDED)]
    return sorted(wanted, key=lambda one: one.id, reverse=True)
