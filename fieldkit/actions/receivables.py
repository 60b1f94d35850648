"""What a customer owes: agreed upon and settled on site, or at the office with a receipt (P7.10.3, P7.12)."""

from datetime import date
from decimal import Decimal

from fieldkit.actions.desk import Desk
from fieldkit.actions.records import new_edit, set_values
from fieldkit.errors import UserError
from fieldkit.forms import Part, PartMovement, Receipt, Receivable, Record, Values, new_id
from fieldkit.forms.seen import legible
from fieldkit.i18n import N_
from fieldkit.process.debts import debt_of
from fieldkit.process.versions import patch_set
from fieldkit.store.store import Edit


def agree_on(desk: Desk, debt: str, agreed: str) -> Record:
    """Notes what was agreed with the customer about a debt that stays open."""
    if not legible(agreed):
        raise UserError(N_("Write what was agreed."), field="agreed")
    return set_values(desk, debt, {"agreed": legible(agreed)}, desk.store.open(debt))


def settle(desk: Desk, debt: str, agreed: str = "") -> Record:
    """The money was paid, or the part came back."""
    note = {"agreed": legible(agreed)} if legible(agreed) else {}
    return set_values(desk, debt, {**note, "status": "settled"}, desk.store.open(debt))


def take_payment(desk: Desk, debt: str, number: str, typed: str, agreed: str = "") -> Record:
    """Money that the customer pays on site, under a receipt's number; all that is still owed when nothing is typed.

    UserError beside `number` or `amount`; what is left over stays open.
    """
    form = Receivable(desk.form(debt).record)
    amount = Receipt.amount.parse(typed) if legible(typed) else None
    if amount is None:
        amount = debt_of(form, receipts_of(desk, debt), desk.clock.today()).rest or None
    taken = take_receipt(desk, debt, number, amount, where="site")
    if legible(agreed):
        agree_on(desk, debt, agreed)
    return taken


def receipts_of(desk: Desk, debt: str) -> list[Receipt]:
    """What came in for a debt, the oldest first."""
    return [Receipt(record) for record in desk.store.find("receipt", {"receivable": debt}, order="received_on")]


def take_receipt(
    desk: Desk,
    debt: str,
    number: str,
    amount: Decimal | None = None,
    *,
    where: str = "office",
    on: date | None = None,
    place: str = "",
    more: Values | None = None,
) -> Record:
    """Money or a part came in for a debt, under a receipt number; what is paid in full is settled with it, together.

    A faulty part that came back goes into the store, at `place`. UserError when the number was used before, or when
    more comes in than is owed.
    """
    opened = desk.store.open(debt)
    form = Receivable(opened.record)
    if form.status == "settled":
        raise UserError(N_("This debt is settled already."), field="number")
    if not legible(number):
        raise UserError(N_("Give the receipt's number."), field="number")
    if desk.store.find("receipt", {"number": legible(number)}):
        raise UserError(N_("There is a receipt {number} already."), field="number", number=legible(number))
    settled = _settles(desk, form, amount)
    values: Values = {
        **(more or {}),
        "receivable": debt,
        "number": legible(number),
        "amount": Receipt.amount.dump(amount),
        "received_on": Receipt.received_on.dump(on or desk.clock.today()),
        "where": where,
        "received_by": desk.actor.person,
    }
    edits = [new_edit(desk, "receipt", {path: value for path, value in values.items() if value is not None})]
    if settled:
        edits.append(Edit("receivable", debt, {"status": "settled"}, opened))
    if form.debt == "part_back":
        edits += _back_in_store(desk, form, place)
    return desk.write_all(edits, together=len(edits) > 1)[0]


def _settles(desk: Desk, debt: Receivable, amount: Decimal | None) -> bool:
    """Whether nothing is owed any more once this came in."""
    if debt.debt == "part_back":
        return True
    if amount is None or amount <= 0:
        raise UserError(N_("Say how much came in."), field="amount")
    rest = debt_of(debt, receipts_of(desk, debt.id), desk.clock.today()).rest
    if debt.amount is not None and amount > rest:
        raise UserError(N_("Only {rest} is still owed."), field="amount", rest=Receivable.amount.show(rest))
    return debt.amount is None or amount == rest


def _back_in_store(desk: Desk, debt: Receivable, place: str) -> list[Edit]:
    """The faulty parts that a debt names, as far as they are parts of the store."""
    found = []
    for code in patch_set(debt.part_owed):
        for record in desk.store.find("part", {"code": code}):
            values: Values = {
                "part": Part(record).id,
                "movement": "faulty",
                "receivable": debt.id,
                "quantity": PartMovement.quantity.dump(Decimal(1)),
                "moved_at": PartMovement.moved_at.dump(desk.clock.now()),
                "moved_by": desk.actor.person,
                **({"place": legible(place)} if legible(place) else {}),
            }
            found.append(Edit("part_movement", new_id(), values))
    return found
