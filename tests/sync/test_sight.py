"""What comes into sight and goes out of it: grants given and taken, records that move."""

import pytest
from conftest import Played

from fieldkit.errors import OfflineError
from fieldkit.forms import Values, natural_id, new_id, row_ids
from fieldkit.records.find import find
from fieldkit.store.ledger import summary
from fieldkit.store.store import Edit

from .test_client import Make, problem


def test_who_is_given_a_foreign_job_sees_its_records_and_loses_them_when_it_is_closed(laptop: Make) -> None:
    """A grant given is backfilled; one taken away is evicted."""
    engineer, head = laptop("engineer"), laptop("department_manager")
    engineer.pull()
    head.pull()
    other = next(unit for unit in head.store.find("equipment") if unit.scope.line != engineer_line())
    assert engineer.store.get(other.id) is None
    rid = new_id()
    values = problem() | {"customer": other.scope.customer, "line": other.scope.line}
    head.store.write(head.actor, [Edit("problem", rid, values)])
    patch: Values = {"status": "assigned", "assigned_to": engineer.actor.person}
    head.store.write(head.actor, [Edit("problem", rid, patch, head.store.open(rid))])
    head.round()
    engineer.pull()
    engineer.pull()
    assert engineer.store.get(rid) is not None
    assert engineer.store.get(other.id) is not None
    ended: Values = {"status": "cancelled", "reason": "误报"}
    head.store.write(head.actor, [Edit("problem", rid, ended, head.store.open(rid))])
    head.round()
    assert summary(head.store)["rejected"] == 0
    engineer.pull()
    engineer.pull()
    assert engineer.store.get(other.id) is None
    assert engineer.store.find("equipment", {"serial": other.values["serial"]}) == []


def test_a_record_that_moves_away_leaves(laptop: Make) -> None:
    engineer, head = laptop("engineer"), laptop("department_manager")
    engineer.pull()
    head.pull()
    unit = engineer.store.find("equipment")[0]
    other = next(one for one in head.store.find("product_line") if one.id != engineer_line())
    head.store.write(head.actor, [Edit("equipment", unit.id, {"line": other.id}, head.store.open(unit.id))])
    head.round()
    engineer.pull()
    assert engineer.store.get(unit.id) is None
    assert engineer.store.find("software", {"equipment": unit.id}) == []
    head.store.write(head.actor, [Edit("equipment", unit.id, {"line": engineer_line()}, head.store.open(unit.id))])
    head.round()
    engineer.pull()
    back = engineer.store.get(unit.id)
    assert back is not None
    assert back.values["serial"] == unit.values["serial"]
    assert engineer.store.find("software", {"equipment": unit.id}) != []


def test_a_record_that_moves_within_ones_sight_stays(laptop: Make) -> None:
    """Its tombstone and its new place come in one page."""
    head = laptop("department_manager")
    head.pull()
    unit = next(one for one in head.store.find("equipment") if one.scope.line == engineer_line())
    other = next(one for one in head.store.find("product_line") if one.id != engineer_line())
    head.store.write(head.actor, [Edit("equipment", unit.id, {"line": other.id}, head.store.open(unit.id))])
    head.round()
    (shown,) = head.store.find("equipment", {"serial": unit.values["serial"]})
    assert shown.values == unit.values | {"line": other.id}


def test_what_one_wrote_in_a_record_goes_with_it_out_of_sight(laptop: Make) -> None:
    engineer, head = laptop("engineer"), laptop("department_manager")
    engineer.pull()
    unit = engineer.store.find("equipment")[0]
    engineer.store.write(engineer.actor, [Edit("equipment", unit.id, {"place": "A3"}, engineer.store.open(unit.id))])
    engineer.round()
    head.pull()
    other = next(one for one in head.store.find("product_line") if one.id != engineer_line())
    head.store.write(head.actor, [Edit("equipment", unit.id, {"line": other.id}, head.store.open(unit.id))])
    head.round()
    engineer.pull()
    assert engineer.store.get(unit.id) is None
    assert engineer.store.find("equipment", {"place": "A3"}) == []
    assert summary(engineer.store)["stored"] == 1


def test_a_late_verdict_takes_a_record_that_went_out_of_sight_from_the_lists(laptop: Make) -> None:
    """The office took it and gave it away; the laptop pulled before it heard so."""
    manager, head = laptop("line_manager"), laptop("department_manager")
    for one in (manager, head):
        one.pull()
    rid = new_id()
    manager.store.write(manager.actor, [Edit("problem", rid, problem())])
    manager.wire.lose = lambda what: what == "reply"
    with pytest.raises(OfflineError):
        manager.push()
    manager.wire.lose = lambda _what: False
    head.pull()
    other = next(one for one in head.store.find("product_line") if one.id != engineer_line())
    head.store.write(head.actor, [Edit("problem", rid, {"line": other.id}, head.store.open(rid))])
    head.push()
    manager.pull()
    assert listed(manager, "problem") == {rid}
    manager.push()
    assert summary(manager.store)["stored"] == 1
    assert manager.store.get(rid) is None
    assert listed(manager, "problem") == set()


def listed(one: Played, kind: str) -> set[str]:
    """The ids in the derived table, whether their records are shown or not."""
    with one.store.database.reading() as connection:
        return set(find(connection, kind))


def test_other_roles_read_other_kinds(laptop: Make) -> None:
    """What a person may no longer read leaves the laptop, though the scope stays."""
    engineer, head = laptop("engineer"), laptop("department_manager")
    for one in (engineer, head):
        one.pull()
    assert engineer.store.find("receivable")
    person = head.store.get(engineer.actor.person)
    assert person is not None
    (row,) = row_ids(person.values, "roles")
    edit = Edit("person", person.id, {f"roles.{row}.role": "qa"}, head.store.open(person.id))
    head.store.write(head.actor, [edit])
    head.round()
    assert summary(head.store)["rejected"] == 0
    engineer.pull()
    assert engineer.store.find("receivable") == []
    assert engineer.store.find("equipment")


def engineer_line() -> str:
    return natural_id("product_line", "AN")
