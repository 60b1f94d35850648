"""Roles of a person in one product line and in another: what comes to his laptop, and what he may write."""

from collections.abc import Callable

import pytest
from conftest import Played

from fieldkit.access import Role
from fieldkit.forms import Person, Values, natural_id, new_id, row_ids
from fieldkit.store.ledger import summary
from fieldkit.store.store import Edit

from .test_client import Make, problem

AN, SW = natural_id("product_line", "AN"), natural_id("product_line", "SW")


@pytest.fixture
def slips(laptop: Make) -> Callable[[str], str]:
    """Quality assurance writes a problem slip, which engineers do not read."""
    qa = laptop("qa")

    def slip(of: str) -> str:
        qa.round()
        rid = new_id()
        write(qa, "problem_slip", rid, {"problem": of, "judged_by": qa.actor.person, "number": rid[-4:]})
        qa.round()
        assert summary(qa.store)["rejected"] == 0
        return rid

    return slip


@pytest.fixture
def both(laptop: Make) -> tuple[Played, Played]:
    """A manager of one line who is engineer in another, and the department manager who made him both."""
    head, person = laptop("department_manager"), laptop("line_manager")
    head.pull()
    known = head.store.get(person.actor.person)
    assert known is not None
    (row,) = row_ids(known.values, "roles")
    assert known.values[f"roles.{row}.line"] == AN
    write(head, "person", known.id, {"roles.r9.role": "engineer", "roles.r9.line": SW})
    for one in (head, person):
        one.round()
        one.pull()
    return person, head


def write(one: Played, kind: str, rid: str, patch: Values) -> None:
    opened = one.store.open(rid) if one.store.get(rid) else None
    one.store.write(one.actor, [Edit(kind, rid, patch, opened)])


def known_problem(head: Played, line: str) -> str:
    """A problem in a line, with what the customer complained of a colleague there."""
    unit = next(unit for unit in head.store.find("equipment") if unit.scope.line == line)
    rid = new_id()
    write(head, "problem", rid, problem() | {"customer": unit.scope.customer, "line": line, "equipment": unit.id})
    return rid


def make_engineer(person: Played, head: Played) -> None:
    """Who managed one line is an engineer there, too."""
    known = head.store.get(person.actor.person)
    assert known is not None
    manager = next(row for row in row_ids(known.values, "roles") if row != "r9")
    write(head, "person", known.id, {f"roles.{manager}.role": "engineer"})
    head.round()
    person.pull()
    person.pull()


def test_each_role_reads_in_its_own_line(both: tuple[Played, Played], slips: Callable[[str], str]) -> None:
    person, head = both
    posts = Person(person.store.get(person.actor.person)).posts  # type: ignore[arg-type]
    assert {(post.role, post.line) for post in posts} == {(Role.LINE_MANAGER, AN), (Role.ENGINEER, SW)}
    problems = {line: known_problem(head, line) for line in (AN, SW)}
    head.round()
    written = {line: slips(rid) for line, rid in problems.items()}
    person.pull()
    assert {record.scope.line for record in person.store.find("problem")} >= {AN, SW}
    assert person.store.get(written[AN]) is not None
    assert person.store.get(written[SW]) is None, "an engineer does not read it"


def test_each_role_writes_in_its_own_line(both: tuple[Played, Played]) -> None:
    person, head = both
    here, there = known_problem(head, AN), known_problem(head, SW)
    head.round()
    person.pull()
    for rid in (here, there):
        write(person, "problem", rid, {"status": "assigned", "assigned_to": person.actor.person})
    person.round()
    person.pull()
    state = summary(person.store)
    assert (state["rejected"], state["waiting"]) == (1, 0)
    found = {rid: person.store.get(rid) for rid in (here, there)}
    assert [record.values["status"] for record in found.values() if record] == ["assigned", "open"]


def test_who_loses_one_of_two_roles_loses_what_it_read(
    both: tuple[Played, Played], slips: Callable[[str], str]
) -> None:
    person, head = both
    of = known_problem(head, AN)
    head.round()
    slip = slips(of)
    person.pull()
    assert person.store.get(slip) is not None
    make_engineer(person, head)
    assert person.store.get(slip) is None
    assert {record.scope.line for record in person.store.find("equipment")} >= {AN, SW}


def test_who_loses_one_of_two_roles_loses_what_it_read_of_no_line(
    both: tuple[Played, Played], slips: Callable[[str], str]
) -> None:
    """What is of no line is met in the other line too, where nothing changed."""
    person, head = both
    of = known_problem(head, AN)
    write(head, "problem", of, {"line": None})
    head.round()
    slip = slips(of)
    person.pull()
    assert person.store.get(slip) is not None
    make_engineer(person, head)
    assert person.store.get(slip) is None
    assert person.store.get(of) is not None
