"""What cannot be true of a part that moved on site, said beside its field before it is written down."""

from fieldkit.actions.desk import Desk
from fieldkit.actions.nameplates import units_of
from fieldkit.actions.stock import check_counted
from fieldkit.errors import UserError
from fieldkit.forms import PartMovement
from fieldkit.i18n import N_
from fieldkit.process.doubles import folded_key


def check_movement(desk: Desk, move: PartMovement) -> None:
    """UserError for a part that came from another customer's equipment or went in twice, and for too many of it."""
    count = check_counted(move.record.values.get("quantity"))
    _check_owner(desk, move)
    visit = [PartMovement(record) for record in desk.store.find("part_movement", {"visit": move.visit})]
    if move.movement == "used":
        _check_new(move, visit)
    if move.movement == "returned":
        _check_taken(move, visit, count)


def _check_owner(desk: Desk, move: PartMovement) -> None:
    """A serial number that only another customer has on file is a slip of the pen, or the wrong board.

    A new part may have been another customer's before, where it is retired.
    """
    mine = desk.form(move.visit or "").record.values.get("customer")
    for name in ("serial_old", "serial_new"):
        serial = str(move.record.values.get(name) or "").strip()
        units = units_of(desk, [serial]).get(folded_key(serial), [])
        there = [unit for unit in units if not (name == "serial_new" and unit.retired_on)]
        if there and all(unit.customer != mine for unit in there):
            owner = desk.store.get(there[0].customer or "")
            raise UserError(
                N_("{serial} is on file at another customer: {customer}. Compare it with the nameplate."),
                field=name, serial=serial, customer=owner.values.get("customer_name") if owner else "—",
            )  # fmt: skip


def _check_new(move: PartMovement, visit: list[PartMovement]) -> None:
    """One new part is built in once, and again only after it came out."""
    new = folded_key(move.serial_new or "")
    if not new:
        return
    if new == folded_key(move.serial_old or ""):
        raise UserError(N_("The new part has the serial number of the old one."), field="serial_new")
    used = [other for other in visit if other.movement == "used"]
    went_in = sum(folded_key(other.serial_new or "") == new for other in used)
    came_out = sum(folded_key(other.serial_old or "") == new for other in used)
    if went_in > came_out:
        raise UserError(
            N_("{serial} was built in on this trip already. Compare it with the nameplate."),
            field="serial_new", serial=move.serial_new,
        )  # fmt: skip


def _check_taken(move: PartMovement, visit: list[PartMovement], count: int) -> None:
    def counted(movement: str) -> int:
        same = [other for other in visit if (other.part, other.movement) == (move.part, movement)]
        return sum(int(other.quantity or 0) for other in same)

    taken, back = counted("taken"), counted("returned")
    if back + count > taken:
        raise UserError(
            N_("{taken} of this part were taken along, and {back} are back already. What else came back is noted in "
               "the store."),
            field="part", taken=taken, back=back,
        )  # fmt: skip
