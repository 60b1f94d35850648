"""Held changes: a person decides once, what waited behind follows in order, and the author hears of it."""

from collections.abc import Callable

import pytest
from conftest import Played
from sqlalchemy import select, update

from fieldkit.clock import PlayedClock
from fieldkit.errors import UserError
from fieldkit.forms import FORMS, natural_id, new_id
from fieldkit.office import held
from fieldkit.office.house import House, open_house
from fieldkit.office.tables import CHANGE
from fieldkit.records.rows import dumps
from fieldkit.records.tables import PATCH_BYTES
from fieldkit.store.database import OUTBOX
from fieldkit.store.ledger import ledger, summary
from fieldkit.store.store import Edit

CUSTOMER = natural_id("customer", "C1900")
Make = Callable[[str], Played]


def write(one: Played, **patch: str) -> None:
    one.store.write(one.actor, [Edit("customer", CUSTOMER, dict(patch), one.store.open(CUSTOMER))])


def held_two(laptop: Make) -> Played:
    """A laptop whose first change needs a newer office, and whose second waits behind it."""
    engineer = laptop("engineer")
    engineer.pull()
    write(engineer, contact="一")
    with engineer.store.database.writing() as connection:
        connection.execute(update(OUTBOX).values(form_version=FORMS["customer"].version + 1))
    write(engineer, phone="二")
    engineer.push()
    assert summary(engineer.store)["held"] == 2
    return engineer


def office_rows(house: House) -> list[tuple[str, str]]:
    with house.database.reading() as connection:
        rows = connection.execute(select(CHANGE.c.status, CHANGE.c.code).where(CHANGE.c.rid == CUSTOMER))
        return [(row.status, row.code) for row in rows.all() if row.status != "ok"]


def test_after_the_upgrade_held_changes_are_taken_in_order(
    laptop: Make, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    engineer = held_two(laptop)
    with house.database.writing() as connection:
        held.check_again(connection)
    assert office_rows(house) == [("held", "version"), ("held", "behind")]
    monkeypatch.setattr(FORMS["customer"], "version", FORMS["customer"].version + 1)
    with house.database.writing() as connection:
        held.check_again(connection)
    engineer.pull()
    assert summary(engineer.store)["held"] == 0
    record = engineer.store.get(CUSTOMER)
    assert record is not None
    assert (record.values["contact"], record.values["phone"]) == ("一", "二")
    assert record.conflicts == {}


def test_held_changes_are_judged_anew_only_when_the_forms_changed(
    laptop: Make, house: House, clock: PlayedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    held_two(laptop)
    with house.database.writing() as connection:  # judged anew it would be taken now
        connection.execute(update(CHANGE).where(CHANGE.c.code == "version").values(form_version=1))
    open_house(house.folder, clock).close()
    assert office_rows(house) == [("held", "version"), ("held", "behind")]
    monkeypatch.setattr(FORMS["customer"], "version", FORMS["customer"].version + 1)
    open_house(house.folder, clock).close()
    assert office_rows(house) == []


def test_a_change_of_more_than_400_kb_goes_in_parts_and_is_refused_by_the_office(laptop: Make, house: House) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    write(engineer, contact="一")
    with engineer.store.database.writing() as connection:  # of a newer program, with a form of its own
        huge = {f"text{number}": "长" * 20_000 for number in range(21)}
        connection.execute(update(OUTBOX).values(patch=huge, form_version=99))
    engineer.push()
    assert office_rows(house) == [("rejected", "size")]
    points = {f"items.r{number}.found": "长" * 500 for number in range(900)}
    rid = new_id()
    engineer.store.write(engineer.actor, [Edit("checklist", rid, dict(points))])
    with engineer.store.database.reading() as connection:
        parts = connection.execute(select(OUTBOX.c.patch).where(OUTBOX.c.rid == rid)).scalars().all()
    assert len(parts) > 1
    assert max(len(dumps(part)) for part in parts) <= PATCH_BYTES
    assert {path: value for part in parts for path, value in part.items()} == points


def test_a_person_refuses_a_held_change_and_its_author_reads_why(laptop: Make, house: House) -> None:
    engineer = held_two(laptop)
    with house.database.writing() as connection:
        first, second = held.waiting(connection)
        with pytest.raises(UserError):
            held.settle(connection, second["id"], 0, "E110", take=True)
        held.settle(connection, first["id"], 0, "E110", take=False)
        assert held.waiting(connection) == []
    engineer.pull()
    (line,) = ledger(engineer.store)
    assert line.state == "rejected"
    assert set(line.reason) == {"zh", "en"}
    assert summary(engineer.store)["stored"] == 1


def test_what_was_refused_before_is_refused_though_others_are_held(laptop: Make, house: House) -> None:
    """Held behind another change and decided later, it would be taken after its author saw it refused."""
    engineer = held_two(laptop)
    write(engineer, address="三")
    with engineer.store.database.writing() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.state == "open").values(was="rejected"))
    engineer.push()
    assert [line.state for line in ledger(engineer.store)] == ["rejected"]
    assert sorted(office_rows(house)) == [("held", "behind"), ("held", "version"), ("rejected", "again")]
