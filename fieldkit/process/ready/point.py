"""What the readiness sheet is made of, and one point of it."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from fieldkit.forms import Equipment, Leftover, Manual, Part, Receipt, ServiceReport, Site, Visit
from fieldkit.i18n import N_, translate
from fieldkit.joined import listed
from fieldkit.process.dossier import Trip
from fieldkit.process.luggage import Along, Carried
from fieldkit.process.stock import Stock
from fieldkit.process.suggesting import Use

NAMED = 4  # things that stand in one point by name; of more, how many

# Where a gap is settled, when it is not a record: a screen of the desktop, or something on the trip's own page.
SPARES, SYNC, SETTINGS, REHEARSAL, NEW_SITE, NEW_UNIT, NEW_MANUAL = (
    "@spares", "@sync", "@settings", "@rehearsal", "@site", "@unit", "@manual",
)  # fmt: skip


@dataclass(frozen=True)
class Point:
    """One point as FieldKit finds it. `code` stays the same while it is the same thing, so that a reason stays with it.

    `place` is where it is settled: the id of a record, or one of the words above. `alarm` marks what must stay as it
    is. `packs` is a point that a person ticks off: it lies in the bag or not, and no record tells.
    """

    code: str
    group: str
    item: str
    state: str
    found: str
    place: str = ""
    alarm: bool = False
    packs: bool = False


@dataclass(frozen=True)
class Laptop:
    """This laptop as it would go along: when the office last answered, room in bytes, until when it may sign.

    `lacks` names keys and fonts that are missing.
    """

    synced: datetime | None
    free: int
    signs_until: datetime | None
    lacks: tuple[str, ...] = ()
    locked_out: bool = False


@dataclass(frozen=True)
class Past:
    """What was before: visits to this customer with their reports, what they left over, and parts used on any trip."""

    visits: Sequence[tuple[Visit, ServiceReport | None]] = ()
    leftovers: Sequence[Leftover] = ()
    uses: Sequence[Use] = ()


@dataclass
class Facts:
    """Everything the sheet is computed from."""

    trip: Trip
    now: datetime
    sites: list[Site] = field(default_factory=list)
    along: Along = field(default_factory=Along)
    past: Past = field(default_factory=Past)
    aids: list[Manual] = field(default_factory=list)
    receipts: Mapping[str, Sequence[Receipt]] = field(default_factory=dict)
    parts: Mapping[str, Part] = field(default_factory=dict)
    stock: Mapping[str, Stock] = field(default_factory=dict)
    also_taken: Mapping[str, Sequence[str]] = field(default_factory=dict)  # who else took a part, by part
    laptop: Laptop | None = None

    @property
    def units(self) -> list[Equipment]:
        """The equipment that the trip goes to: in use, and at its site when one is chosen."""
        site = self.trip.visit.site
        return [
            unit for unit in self.trip.equipment if not unit.retired_on and (not site or unit.site in (None, "", site))
        ]

    @property
    def unit(self) -> Equipment | None:
        """The equipment that failed, as far as it was named."""
        problem = self.trip.problem
        named = self.trip.visit.equipment or (problem.equipment if problem else None)
        return next((unit for unit in self.trip.equipment if unit.id == named), None)

    def file(self, sha256: str) -> Carried | None:
        """What is known of a file of the luggage."""
        return next((one for one in self.along.files if one.sha256 == sha256), None)

    def ticked(self, code: str) -> bool:
        """Whether a person ticked a point off."""
        checklist = self.trip.checklist
        return checklist is not None and checklist.values.get(f"items.{code}.decided") == "packed"


Points = Iterator[Point]


def code(letter: str, *of: str) -> str:
    """A code that is the same on every laptop: a letter and number for its place, and a mark of what it is about."""
    return f"{letter}-{hashlib.sha256(chr(31).join(of).encode()).hexdigest()[:16]}" if of else letter


def gap(code_: str, group: str, item: str, found: str, place: str = "", *, alarm: bool = False) -> Point:
    return Point(code_, group, translate(item), "gap", found, place, alarm)


def good(code_: str, group: str, item: str, found: str = "", *, alarm: bool = False) -> Point:
    return Point(code_, group, translate(item), "done", found, alarm=alarm)


def several(names: Sequence[str]) -> str:
    """The first of these by name, and how many more there are."""
    said = listed(names[:NAMED])
    if len(names) <= NAMED:
        return said
    return translate(N_("{names} and {count} more")).format(names=said, count=len(names) - NAMED)


def serials(units: Sequence[Equipment]) -> str:
    return several([unit.serial or "" for unit in units])
