"""What the Prepare stage shows: the trip with its sheet brought up to date, and the way from each gap."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from fieldkit.access import FIELD, MANAGERS, Actor
from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import load_trip
from fieldkit.actions.readiness import facts_of, keep_points
from fieldkit.actions.trips import who_lets_go
from fieldkit.forms import Checklist, Person
from fieldkit.process.dossier import Trip
from fieldkit.process.ready import points
from fieldkit.ui.screens.trips.settling import Way, ways_of
from fieldkit.ui.screens.trips.spares_card import PartLine, part_lines


@dataclass(frozen=True)
class Preparation:
    """The trip, who looks at it, the parts to choose from, the managers by id and name, the way from each gap, and the
    ids of those whose word by phone lets somebody go.

    `wrote` says that the sheet was brought up to date, which the rail of stages may tell of.
    """

    trip: Trip
    actor: Actor
    parts: list[PartLine]
    managers: list[tuple[str, str]]
    ways: Mapping[str, Way] = field(default_factory=dict)
    wrote: bool = False
    let_go: frozenset[str] = frozenset()

    @property
    def mine(self) -> bool:
        """Whether the trip is this person's: who goes decides about its gaps."""
        visit = self.trip.visit
        return visit.engineer == self.actor.person and bool(self.actor.roles_in(visit.record.scope) & FIELD)

    @property
    def names(self) -> dict[str, str]:
        return {rid: person.person_name or "" for rid, person in self.trip.people.items()}


def preparation(desk: Desk, visit: str) -> Preparation:
    """Reads the trip; on the laptop of who goes, the sheet is brought up to date until the arrival."""
    trip = load_trip(desk, visit)
    news = as_it_stands(trip, desk.actor, desk.clock.today(), part_lines(desk, line_of(trip)))
    news = replace(news, let_go=who_lets_go(desk, trip))
    if not news.mine or trip.visit.arrived is not None:
        return news
    found = points(facts_of(desk, trip))
    before, kept = trip.checklist, keep_points(desk, found, visit)
    trip.checklist = Checklist(kept)
    return replace(news, ways=ways_of(desk, found), wrote=before is None or kept.values != before.values)


def as_it_stands(trip: Trip, actor: Actor, today: date, parts: list[PartLine]) -> Preparation:
    """The trip with its sheet as it was kept last: what can be shown at once."""
    return Preparation(trip, actor, parts, _managers(trip, today))


def line_of(trip: Trip) -> str | None:
    return trip.problem.line if trip.problem else None


def _managers(trip: Trip, today: date) -> list[tuple[str, str]]:
    """The managers of the line who are there, or their deputies."""
    line = line_of(trip)
    deciding = [person for person in trip.people.values() if person.roles_on(today) & MANAGERS]
    near = [person for person in deciding if not person.lines or not line or line in person.lines]
    there: dict[str, Person] = {}
    for one in near:
        deputy = trip.people.get(one.deputy or "") if one.away(today) else None
        there.setdefault((deputy or one).id, deputy or one)
    return [(rid, person.person_name or "") for rid, person in there.items()]
