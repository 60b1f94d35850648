"""Complaints about a person: written whole and sent at once; nothing of it stays open with who took the call."""

from fieldkit.access import ABOVE, all_but, barred
from fieldkit.actions.desk import Desk
from fieldkit.actions.records import new_edit
from fieldkit.errors import UserError
from fieldkit.forms import Complaint, Paper, Person, Record, Values, new_id, paper_number
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
    if not _readers(desk, str(filled.get("concerns") or "")):
        said = N_("Whoever reads complaints is an engineer here, and it may be about him. Find out whom it concerns.")
        alone = N_("It concerns the only one who reads complaints here. Give it to somebody above him on paper.")
        raise UserError(alone if filled.get("concerns") else said, field="concerns")
    return desk.write_all([new_edit(desk, Complaint.kind, filled, rid)])[0]


def _readers(desk: Desk, concerns: str) -> list[Person]:
    """Who of the house would read a complaint about this person, by id; "" for nobody named."""
    today, place = desk.clock.today(), all_but(concerns).customer
    people = [Person(record) for record in desk.store.find("person")]
    readers = [one for one in people if not one.deleted and not one.gone(today) and one.roles_on(today) & ABOVE]
    return [one for one in readers if place not in barred({one.id}, one.roles_on(today))]


def complaints(desk: Desk, *, ended: bool = False) -> list[Complaint]:
    """The complaints that this person may read, the newest first; those that are done with only when asked for."""
    found = [Complaint(record) for record in desk.store.find(Complaint.kind)]
    wanted = [one for one in found if not one.record.deleted and (ended or one.status not in COMPLAINT_ENDED)]
    return sorted(wanted, key=lambda one: one.id, reverse=True)
