"""What a customer owes: agreed upon and settled by whoever is there (P7.10.3, P7.12)."""

from fieldkit.actions.desk import Desk
from fieldkit.actions.records import set_values
from fieldkit.errors import UserError
from fieldkit.forms import Record
from fieldkit.i18n import N_


def agree_on(desk: Desk, debt: str, agreed: str) -> Record:
    """Notes what was agreed with the customer about a debt that stays open."""
    if not agreed.strip():
        raise UserError(N_("Write what was agreed."), field="agreed")
    return set_values(desk, debt, {"agreed": agreed.strip()}, desk.store.open(debt))


def settle(desk: Desk, debt: str, agreed: str = "") -> Record:
    """The money was paid, or the part came back."""
    note = {"agreed": agreed.strip()} if agreed.strip() else {}
    return set_values(desk, debt, {**note, "status": "settled"}, desk.store.open(debt))
