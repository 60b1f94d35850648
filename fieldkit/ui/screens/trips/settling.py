"""Where a point of the readiness sheet is settled: a route of the desktop, and the words on the way there."""

from collections.abc import Iterable
from dataclasses import dataclass

from fieldkit.actions.desk import Desk
from fieldkit.actions.lists.catalogue import BY_KIND
from fieldkit.actions.naming import record_title
from fieldkit.forms import Record
from fieldkit.i18n import N_, translate
from fieldkit.process.ready import (
    NEW_MANUAL,
    NEW_SITE,
    NEW_UNIT,
    REHEARSAL,
    SETTINGS,
    SPARES,
    SYNC,
    Point,
)
from fieldkit.ui.routes import route_of

# What is settled on the trip's own page has no route; the stage knows what to do.
_PLACES = {
    SPARES: ("", N_("To the spare parts of this trip")),
    REHEARSAL: ("", N_("Rehearse now")),
    SYNC: ("deliveries", N_("To sending and fetching")),
    SETTINGS: ("settings", N_("To the settings of this laptop")),
    NEW_SITE: ("lists/sites/new", N_("New site")),
    NEW_UNIT: ("lists/equipment/new", N_("New equipment")),
    NEW_MANUAL: ("lists/manuals", N_("To the list of manuals and tools")),
}


@dataclass(frozen=True)
class Way:
    """How a point is settled: `place` as the point has it, the route to go, the words of the button."""

    place: str = ""
    route: str = ""
    words: str = ""
    packs: bool = False


def ways_of(desk: Desk, found: Iterable[Point]) -> dict[str, Way]:
    """The way from each gap to where it is settled, by the code of the point; none where there is none."""
    gaps = [point for point in found if point.state == "gap" or point.packs]
    records = {record.id: record for record in desk.store.many({point.place for point in gaps if point.place})}
    return {point.code: _way(point, records.get(point.place)) for point in gaps}


def _way(point: Point, record: Record | None) -> Way:
    if point.packs:
        return Way(packs=True)
    if point.place in _PLACES:
        route, words = _PLACES[point.place]
        return Way(point.place, route, translate(words))
    if record is None:
        return Way()
    listed = record.kind in BY_KIND and record.kind != "customer"
    route = f"lists/{BY_KIND[record.kind].key}/{record.id}" if listed else route_of(record)
    return Way(point.place, route, record_title(record)) if route else Way()
