"""What settled a debt, and what becomes of it when that is deleted, or put back: a slip must not cost what is owed."""

from decimal import Decimal

from fieldkit.access import may
from fieldkit.actions.desk import Desk
from fieldkit.forms import PartMovement, Receipt, Receivable, Record
from fieldkit.store.store import Edit

_COMES_IN = frozenset({"receipt", "part_movement"})  # kinds that name the debt which they settle


def debt_beside(desk: Desk, record: Record, *, gone: bool) -> list[Edit]:
    """The edits of a debt, and of what went into the store with its receipt, when a record is deleted or put back.

    None where the record settled nothing, or this person may not settle.
    """
    debt = record.values.get("receivable") if record.kind in _COMES_IN else None
    if not isinstance(debt, str) or desk.store.get(debt) is None:
        return []
    opened = desk.store.open(debt)
    form = Receivable(opened.record)
    if not may(desk.actor, "write", "receivable", form.record.scope):
        return []
    receipts = [Receipt(one) for one in desk.store.find("receipt", {"receivable": debt}) if one.id != record.id]
    moves = [PartMovement(one) for one in desk.store.find("part_movement", {"receivable": debt})]
    back = [move for move in moves if move.movement == "settled" and move.id != record.id]
    if not gone:
        receipts += [Receipt(record)] if record.kind == "receipt" else []
        back += [PartMovement(record)] if record.values.get("movement") == "settled" else []
    edits = _in_store(moves) if gone and record.kind == "receipt" and not receipts else []
    status = "settled" if _is_settled(form, receipts, back) else "open"
    if form.status != status:
        edits.append(Edit("receivable", debt, {"status": status}, opened))
    return edits


def reopens(desk: Desk, record: Record) -> bool:
    """Whether deleting this record makes a debt owed again."""
    return any(edit.patch.get("status") == "open" for edit in debt_beside(desk, record, gone=True))


def _is_settled(debt: Receivable, receipts: list[Receipt], back: list[PartMovement]) -> bool:
    if debt.debt == "part_back" or debt.amount is None:
        return bool(receipts or back)
    return sum((one.amount or Decimal(0) for one in receipts), Decimal(0)) >= debt.amount


def _in_store(moves: list[PartMovement]) -> list[Edit]:
    """The faulty parts that came into the store with the receipt were no parts."""
    return [Edit("part_movement", move.id, {"deleted": True}) for move in moves if move.movement == "faulty"]
