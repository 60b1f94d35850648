"""What the screens of people show, read off the screen's thread."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fieldkit.access import APPOINTERS, ROLE_LABELS, Actor, Role, may, require_answering
from fieldkit.actions.desk import Desk
from fieldkit.actions.handing_over import OpenWork, may_hand_over, open_work, successors
from fieldkit.errors import NotAllowedError
from fieldkit.forms import Person, ProductLine, Roster
from fieldkit.forms.types import ZONE
from fieldkit.i18n import _, translate
from fieldkit.joined import listed
from fieldkit.process.certificates import worst
from fieldkit.process.roster import Gap, Turn, gaps, midnight, on_duty, planned, standing

BRIEF = timedelta(seconds=1)
AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class House:
    """The people and product lines on this laptop, and the time."""

    people: dict[str, Person]
    lines: dict[str, str]
    rosters: tuple[Roster, ...]
    now: datetime
    actor: Actor

    @property
    def today(self) -> date:
        return self.now.astimezone(ZONE).date()

    def name(self, rid: str | None) -> str:
        person = self.people.get(rid or "")
        return (person.person_name or "") if person else ""

    def turns(self, starts: datetime, ends: datetime) -> list[Turn]:
        """The turns that reach into a span, by the roster."""
        return planned(self.rosters, starts, ends)

    def on_duty_now(self) -> list[Turn]:
        return on_duty(standing(self.turns(self.now, self.now + BRIEF), self.people), self.now)


def house(desk: Desk) -> House:
    people = {record.id: Person(record) for record in desk.store.find("person", order="number")}
    codes = [ProductLine(record) for record in desk.store.find("product_line", order="code")]
    lines = {line.id: line.code or line.line_name or "" for line in codes}
    rosters = tuple(Roster(record) for record in desk.store.find("roster", order="starts"))
    missing = {one.person for one in rosters if one.person and one.person not in people}
    people |= {record.id: Person(record) for record in desk.store.many(missing)}  # taken off the list, and on duty
    return House(people, lines, rosters, desk.clock.now(), desk.actor)


def roles_said(person: Person, lines: Mapping[str, str]) -> str:
    """`Engineer (AN, SW), Receiver`."""
    held: dict[str, list[str]] = {}
    for row in person.roles:
        if row.role in set(Role):
            held.setdefault(str(row.role), []).append(lines.get(row.line or "", ""))
    said = []
    for role, places in held.items():
        word, where = translate(ROLE_LABELS[Role(role)]), listed(places)
        said.append(_("{role} ({lines})").format(role=word, lines=where) if all(places) else word)
    return listed(said)


def absence_said(person: Person, known: House) -> str:
    """Whether somebody is away or has left, until when, and who stands in; "" when he is there."""
    if person.gone(known.today):
        return _("left on {day}").format(day=person.shown("left_on")) if person.left_on else _("off the list")
    if not person.away(known.today):
        return ""
    until = _("away until {day}").format(day=f"{person.away_to:%m-%d}") if person.away_to else _("away")
    deputy = known.name(person.deputy)
    return _("{away}, deputy {name}").format(away=until, name=deputy) if deputy else until


@dataclass(frozen=True)
class PersonLine:
    """One person of the list. `certificates` is how the worst stands; `gone` is for who has left."""

    person: str
    name: str
    number: str
    roles: str
    phone: str
    duty: str
    absence: str
    certificates: str
    gone: bool

    @property
    def words(self) -> str:
        """What the search looks in."""
        return " ".join((self.name, self.number, self.roles, self.phone, self.absence)).casefold()


@dataclass(frozen=True)
class Directory:
    """Everybody, those in the house first; and what may be done here."""

    lines: tuple[PersonLine, ...]
    may_add: bool
    gaps: tuple[Gap, ...]


def directory(desk: Desk) -> Directory:
    known = house(desk)
    duty: dict[str, list[str]] = {}
    for turn in known.on_duty_now():
        duty.setdefault(turn.person, []).append(known.lines.get(turn.line, ""))
    people = [_line(person, known, duty.get(person.id)) for person in known.people.values() if not person.deleted]
    soon = house_gaps(known, known.now, known.now + AHEAD) if known.rosters else []
    return Directory(tuple(sorted(people, key=lambda one: one.gone)), may(known.actor, "write", "person"), tuple(soon))


def _line(person: Person, known: House, duty: list[str] | None) -> PersonLine:
    on = "" if duty is None else listed(duty) if all(duty) else _("all lines")
    standing_ = "" if person.gone(known.today) else worst(person.certificates, known.today)
    return PersonLine(
        person.id,
        person.person_name or "",
        person.number or "",
        roles_said(person, known.lines),
        person.phone or "",
        on,
        absence_said(person, known),
        standing_,
        person.gone(known.today),
    )


@dataclass(frozen=True)
class PersonFile:
    """One person: what is on file, what he holds now, and what may be done about him here."""

    person: Person
    house: House
    duty: tuple[Turn, ...]
    stands_in: tuple[Person, ...]
    work: OpenWork
    may_hand_over: bool
    appoints: bool
    mine: bool


def person_file(desk: Desk, rid: str) -> PersonFile:
    person = desk.form(rid)
    assert isinstance(person, Person)
    known = house(desk)
    coming = standing(known.turns(known.now, known.now + AHEAD), known.people)
    absent = [one for one in known.people.values() if one.deputy == rid and one.away(known.today)]
    return PersonFile(
        person,
        known,
        tuple(turn for turn in coming if turn.person == rid),
        tuple(one for one in absent if not one.gone(known.today)),
        open_work(desk, rid),
        may_hand_over(desk, rid),
        appoints(known.actor, person),
        known.actor.person == rid,
    )


def appoints(actor: Actor, person: Person) -> bool:
    """Whether the actor may invite and lock out this person's laptops."""
    if not actor.roles & APPOINTERS:
        return False
    try:
        require_answering(actor, person.posts)
    except NotAllowedError:
        return False
    return True


@dataclass(frozen=True)
class Successors:
    """Somebody's open work, and who can be given it."""

    name: str
    work: OpenWork
    people: tuple[tuple[str, str], ...]


def handing_over(desk: Desk, rid: str) -> Successors:
    person = desk.form(rid)
    lines = house(desk).lines
    named = [(one.id, f"{one.name}·{roles_said(one, lines)}") for one in successors(desk, rid)]
    return Successors(person.name, open_work(desk, rid), tuple(named))


@dataclass(frozen=True)
class Plan:
    """The roster of some days: the rows to show (line id and name), turns as held, and gaps by line."""

    house: House
    starts: datetime
    ends: datetime
    rows: tuple[tuple[str, str], ...]
    turns: tuple[Turn, ...]
    gaps: tuple[Gap, ...]
    may_write: bool


def plan(desk: Desk, first: date, days: int) -> Plan:
    """The roster from a day on. Gaps are named only once there is a roster at all."""
    known = house(desk)
    starts, ends = midnight(first), midnight(first + timedelta(days=days))
    turns = known.turns(starts, ends)
    rows = [(rid, name) for rid, name in known.lines.items()]
    if not rows or any(not turn.line for turn in turns):
        rows.insert(0, ("", _("All lines")))
    found = house_gaps(known, starts, ends) if known.rosters else []
    held = tuple(standing(turns, known.people))
    return Plan(known, starts, ends, tuple(rows), held, tuple(found), may(known.actor, "write", "roster"))


def house_gaps(known: House, starts: datetime, ends: datetime) -> list[Gap]:
    """The gaps of every product line, by time."""
    turns = known.turns(starts, ends)
    lines: Iterable[str] = known.lines or ("",)
    found = [gap for line in lines for gap in gaps(turns, known.people, line, starts, ends)]
    return sorted(found, key=lambda gap: gap.starts)
