"""How a story ends: the same state on every laptop and at the office, papers that verify, clocks, an empty Today."""

from collections.abc import Iterable, Iterator

from cryptography import x509
from PySide6.QtWidgets import QLabel
from sqlalchemy import Connection, func, select

from fieldkit.access import may
from fieldkit.actions.histories import clocks_of
from fieldkit.actions.papers import last_sheet
from fieldkit.documents.verify import verify
from fieldkit.forms import Json, Record, form_class
from fieldkit.forms.paper import Paper, papers
from fieldkit.office.tables import CHANGE
from fieldkit.process.clock import State
from fieldkit.records.find import find
from fieldkit.records.tables import load

from .people import Person, Play

OPEN = ("waiting", "files_waiting", "held", "rejected", "conflicts")
OF_PROBLEM = ("contact", *(paper.kind for paper in papers("problem")))
OF_VISIT = ("leftover", "part_movement", "step", "photo", *(paper.kind for paper in papers("visit")))
Values = dict[str, Json]


def everything_sent(play: Play) -> None:
    """Every laptop goes to the office twice, so that each has what the last one brought."""
    for _round in range(2):
        for person in play.people.values():
            stand = person.sit_down().send()
    for person in play.people.values():
        assert not any(person.stand[what] for what in OPEN), (person.desk.actor.name, stand)


def at_the_office(play: Play) -> dict[str, Record]:
    """The problem and all that belongs to it, as the office has it."""
    with play.company.office.house.database.reading() as connection:
        return {record.id: record for record in _belonging(connection, play.problem)}


def _belonging(connection: Connection, problem: str) -> Iterator[Record]:
    visits = find(connection, "visit", {"problem": problem})
    ids = [problem, *visits]
    ids += [rid for kind in OF_PROBLEM for rid in find(connection, kind, {"problem": problem})]
    ids += [rid for kind in OF_VISIT for visit in visits for rid in find(connection, kind, {"visit": visit})]
    for rid in ids:
        stored = load(connection, rid)
        assert stored is not None
        yield stored.record()


def the_same_everywhere(play: Play, *, kept_from: Iterable[str] = ()) -> dict[str, list[str]]:
    """Holds every laptop against the office, and gives the statuses of the papers by kind, in their order.

    `kept_from` names the people who do not see the problem: not one record of it is on their laptops.
    """
    known = at_the_office(play)
    with play.company.office.house.database.reading() as connection:
        assert connection.execute(select(func.count()).where(CHANGE.c.status != "ok")).scalar_one() == 0
    for who, person in play.people.items():
        for rid, record in known.items():
            mine = person.desk.store.get(rid)
            if who in kept_from or not may(person.desk.actor, "read", record.kind):
                assert mine is None, f"{who} has {record.kind}"
                continue
            assert mine is not None, f"{who} lacks {record.kind}"
            assert not mine.conflicts
            assert mine.values == record.values, f"{record.kind} differs with {who}"
    found: dict[str, list[str]] = {}
    for record in sorted(known.values(), key=lambda one: one.id):
        form = form_class(record.kind)
        if record.kind == "problem" or (issubclass(form, Paper) and form.status_field()):
            found.setdefault(record.kind, []).append(str(record.values.get("status") or ""))
    return found


def signers(play: Play) -> dict[str, list[list[str]]]:
    """By kind who signed each paper, in order; every sealed PDF at the office must verify as good."""
    house = play.company.office.house
    trusted = [x509.load_pem_x509_certificate(house.authority.pem.encode())]
    found: dict[str, list[list[str]]] = {}
    for record in sorted(at_the_office(play).values(), key=lambda one: one.id):
        sheet = last_sheet(record)
        if sheet is not None:
            verdict = verify(house.files.read(sheet.sha256, 0, sheet.size), trusted)
            assert verdict.verdict == "good", (record.kind, verdict)
            found.setdefault(record.kind, []).append([signer.name for signer in verdict.signers])
    return found


def clocks_stand(play: Play, expected: dict[str, list[State]], *, kept_from: Iterable[str] = ()) -> None:
    """Every laptop works out the same clocks of the problem, each by its code in the order of their rounds."""
    for who, person in play.people.items():
        if who not in kept_from:
            found: dict[str, list[State]] = {}
            for clock in clocks_of(person.desk, play.problem):
                stand = clock.stand(person.desk.clock.now())
                assert not stand.doubt, (who, clock.code, stand.doubt)
                found.setdefault(clock.code, []).append(stand.state)
            assert found == expected, (who, found)


def nothing_waits(play: Play) -> None:
    """Nobody's Today says anything of this problem any more."""
    summary = str(at_the_office(play)[play.problem].values["summary"])
    for who, person in play.people.items():
        person.sit_down().go("today")
        said = [person.text("today.title"), person.text("today.about")]
        said += [row.accessibleName() for row in person.there("today.duty.*")]
        assert not any(summary in line for line in said), (who, said)
        assert person.there("today.no-back"), (who, _labels(person))


def _labels(person: Person) -> list[str]:
    return [label.text() for row in person.there("today.back.*") for label in row.findChildren(QLabel)]
