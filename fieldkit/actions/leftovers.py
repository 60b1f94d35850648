"""What remains after a visit: tracked with an owner and a day until somebody says what became of it (P7.12)."""

from fieldkit.actions.desk import Desk
from fieldkit.actions.records import new_record, set_values
from fieldkit.errors import UserError
from fieldkit.forms import Leftover, Record, Values
from fieldkit.forms.seen import legible
from fieldkit.i18n import N_


def leave_over(desk: Desk, visit: str, what: str, responsible: str, due: str, holder: str = "") -> Record:
    """Something that remains to be done until a day; `holder` tracks it, by default who writes it down."""
    values: Values = {
        "visit": visit,
        "what": what,
        "responsible": responsible,
        "due": due,
        "holder": holder or desk.actor.person,
        "status": "open",
    }
    return new_record(desk, "leftover", values)


def earlier(desk: Desk, visit: str) -> list[Leftover]:
    """What earlier visits to the customer of this one left over and nobody has done yet, the most urgent first."""
    customer = desk.form(visit).record.values.get("customer")
    others = [record.id for record in desk.store.find("visit", {"customer": customer}) if record.id != visit]
    if not others:
        return []
    return [Leftover(row) for row in desk.store.find("leftover", {"visit": others, "status": "open"}, order="due")]


def done(desk: Desk, leftover: str, outcome: str) -> Record:
    """It is done: what became of it, in words. Also after the report that named it was signed."""
    if not legible(outcome):
        raise UserError(N_("Write what became of it."), field="outcome")
    return set_values(desk, leftover, {"outcome": legible(outcome), "status": "done"}, desk.store.open(leftover))
