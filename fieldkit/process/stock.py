"""Stock: at each place the last count plus the movements after it. Never stored, and shown when below nought."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from fieldkit.forms import Part, PartMovement


class Move(NamedTuple):
    """One movement of a part: what happened, how many, where, where to, and when (UTC, sorts as text)."""

    movement: str
    quantity: int
    place: str = ""
    to_place: str = ""
    at: str = ""


# What a movement does to the good parts at its place; at `to_place` a part that moved arrives.
_GOOD = {"taken": -1, "returned": 1, "received": 1, "moved": -1}
_FAULTY = {"faulty": 1, "repair": -1}


@dataclass(frozen=True)
class Stock:
    """What lies in store of one part: good ones by place, and faulty ones that came back.

    Two engineers who took the last board off line both took it: the number below nought is what the store owes.
    """

    places: Mapping[str, int] = field(default_factory=dict)
    faulty: int = 0

    @property
    def total(self) -> int:
        return sum(self.places.values())

    @property
    def owed(self) -> bool:
        """Whether more was taken than there was, somewhere."""
        return any(count < 0 for count in self.places.values())

    def below(self, minimum: int | None, at_places: Mapping[str, int] | None = None) -> bool:
        """Whether there is less than the minimum of all places together, or than that of any of them."""
        lacks = any(self.places.get(place, 0) < least for place, least in (at_places or {}).items())
        return lacks or (minimum is not None and self.total < minimum)


def minimums_of(part: Part) -> dict[str, int]:
    """By place how many are to lie there at least; of two rows of one place the higher counts."""
    found: dict[str, int] = {}
    for row in part.minimums:
        if row.place and row.minimum is not None:
            place = row.place.strip()
            found[place] = max(found.get(place, 0), int(row.minimum))
    return found


def move_of(form: PartMovement) -> Move:
    at = PartMovement.moved_at.dump(form.moved_at)
    return Move(
        form.movement or "",
        int(form.quantity or 0),
        (form.place or "").strip(),
        (form.to_place or "").strip(),
        str(at or ""),
    )


def stock_of(moves: Iterable[Move]) -> Stock:
    """The stock that the movements of one part leave, in whatever order they are handed in.

    A count that names no place is of the whole store: what was before it counts no more, and it counts no more
    itself once a place has been counted by itself. A movement that names no place is of the only place there is;
    where there are several it stands by itself until all of them were counted after it.
    """
    known = list(moves)
    named = {place for move in known for place in (move.place, move.to_place) if place}
    only = next(iter(named)) if len(named) == 1 else ""
    whole = _last(known, "", None)
    begun = whole.at if whole else None
    counts = {place: count for place in named if (count := _last(known, place, begun))}
    places = {place: count.quantity for place, count in counts.items()}
    if whole and not counts:
        places[only] = whole.quantity
    oldest = min((count.at for count in counts.values()), default=begun)
    for move in known:
        for end, change in _changes(move):
            place = end or only
            since = counts[place].at if place in counts else begun if place else oldest
            if since is None or move.at > since:
                places[place] = places.get(place, 0) + change
    faulty = sum(_FAULTY.get(move.movement, 0) * move.quantity for move in known)
    return Stock({place: count for place, count in sorted(places.items()) if count or place in counts}, faulty)


def _last(moves: Iterable[Move], place: str, after: str | None) -> Move | None:
    """The last count of a place after a time; of two at one moment the smaller."""
    counts = [move for move in moves if move.movement == "count" and move.place == place]
    fitting = [move for move in counts if after is None or move.at > after]
    return max(fitting, key=lambda move: (move.at, -move.quantity), default=None)


def _changes(move: Move) -> list[tuple[str, int]]:
    """What a movement changes: each place, and by how many."""
    found = [(move.place, _GOOD.get(move.movement, 0) * move.quantity)]
    if move.movement == "moved":
        found.append((move.to_place, move.quantity))
    return [one for one in found if one[1]]
