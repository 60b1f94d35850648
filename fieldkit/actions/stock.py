"""The store of spare parts: what lies where, and what the secretary notes about it."""

from collections.abc import Iterable
from decimal import Decimal

from fieldkit.actions.desk import Desk
from fieldkit.actions.records import new_record
from fieldkit.errors import UserError
from fieldkit.forms import Json, PartMovement, Record, Values
from fieldkit.i18n import N_
from fieldkit.process.stock import Move, Stock, stock_of
from fieldkit.records.listing import all_cells

# What is noted in the store, in the order in which it is offered.
STORE_MOVEMENTS = ("taken", "returned", "faulty", "count", "received", "moved", "repair")
_PATHS = ("part", "movement", "quantity", "place", "to_place", "moved_at")


def stocks(desk: Desk, parts: Iterable[str]) -> dict[str, Stock]:
    """The stock of each of these parts."""
    moves: dict[str, list[Move]] = {part: [] for part in parts}
    with desk.store.database.reading() as connection:
        few = ("part", list(moves)) if len(moves) <= FEW else None
        for part, movement, quantity, place, to_place, at in all_cells(connection, "part_movement", _PATHS, of=few):
            if part in moves:
                moves[part].append(
                    Move(movement or "", int(quantity or 0), (place or "").strip(), (to_place or "").strip(), at or "")
                )
    return {part: stock_of(found) for part, found in moves.items()}


FEW = 500  # parts asked for one by one; of more, every movement is read once


def note_movement(desk: Desk, part: str, movement: str, values: Values) -> Record:
    """Something happened in the store: a part was issued for a trip, came back, was counted, received, moved.

    UserError when it cannot be: a trip that is not named, a place to which nothing moves.
    """
    if movement not in STORE_MOVEMENTS:
        raise UserError(N_("This movement is noted on the trip, not in the store."), field="movement")
    filled: Values = {
        "moved_at": PartMovement.moved_at.dump(desk.clock.now()),
        "moved_by": desk.actor.person,
        **values,
        "part": part,
        "movement": movement,
    }
    filled = {path: value for path, value in filled.items() if value not in (None, "")}
    check_counted(filled.get("quantity"), least=0 if movement == "count" else 1)
    if movement == "taken" and not filled.get("visit"):
        raise UserError(N_("Choose the trip for which it is issued."), field="visit")
    if movement == "moved" and not filled.get("to_place"):
        raise UserError(N_("Say to which place it moves."), field="to_place")
    if movement == "moved" and filled.get("to_place") == filled.get("place"):
        raise UserError(N_("It is at this place already."), field="to_place")
    return new_record(desk, "part_movement", filled)


def check_counted(quantity: Json, least: int = 1) -> int:
    """How many parts move; UserError beside the field for what is no whole number, or too few."""
    counted = PartMovement.quantity.load(quantity)
    if counted is None:
        raise UserError(N_("Say how many."), field="quantity")
    if counted != int(counted) or counted < Decimal(least):
        raise UserError(N_("Parts are counted in whole numbers, one at least."), field="quantity")
    return int(counted)
