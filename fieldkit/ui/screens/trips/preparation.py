"""What the Prepare stage shows: the trip with its sheet brought up to date, and the way from each gap."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldkit.access import FIELD, MANAGERS, Actor
from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import load_trip
from fieldkit.actions.readiness import facts_of, keep_points
from fieldkit.forms import Checklist, Person
from fieldkit.process.dossier import Trip
from fieldkit.process.ready import points
from fieldkit.ui.screens.trips.settling import Way, way_of
from fieldkit.ui.screens.trips.spares_card import PartLine, part_lines


@dataclass(frozen=True)
class Preparation:
    """The trip, who looks at it, the parts to choose from, the managers by id and name, the way from each gap."""

    trip: Trip
    actor: Actor
    parts: list[PartLine]
    managers: list[tuple[str, str]]
    ways: Mapping[str, Way] = field(default_factory=dict)

    @property
    def mine(self) -> bool:
        """Whether the trip is this person's: who goes decides about its gaps."""
        return self.trip.visit.engineer == self.actor.person and bool(self.actor.roles & FIELD)

    @property
    def names(self) -> dict[str, str]:
        return {rid: person.person_name or "" for rid, person in self.trip.people.items()}


def preparation(desk: Desk, visit: str) -> Preparation:
    """Reads the trip; on the laptop of who goes, the sheet is brought up to date until the arrival."""
    actor = desk.actor
    trip = load_trip(desk, visit)
    line = trip.problem.line if trip.problem else None
    news = Preparation(trip, actor, part_lines(desk, line), _managers(desk, trip, line))
    if not news.mine or trip.visit.arrived is not None:
        return news
    found = points(facts_of(desk, trip))
    trip.checklist = Checklist(keep_points(desk, found, visit))
    ways = {point.code: way_of(desk, point) for point in found if point.state == "gap" or point.packs}
    return Preparation(trip, actor, news.parts, news.managers, ways)


def _managers(desk: Desk, trip: Trip, line: str | None) -> list[tuple[str, str]]:
    """The managers of the line who are there, or their deputies."""
    today = desk.clock.today()
    deciding = [person for person in trip.people.values() if person.roles_on(today) & MANAGERS]
    near = [person for person in deciding if not person.lines or not line or line in person.lines]
    there: dict[str, Person] = {}
    for one in near:
        deputy = trip.people.get(one.deputy or "") if one.away(today) else None
        there.setdefault((deputy or one).id, deputy or one)
    return [(rid, person.person_name or "") for rid, person in there.items()]
