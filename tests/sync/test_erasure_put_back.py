"""What was erased, and an office put back from before: it goes again, and what comes as it was is known."""

from pathlib import Path

from conftest import Played
from sqlalchemy import select

from fieldkit.clock import PlayedClock
from fieldkit.office.backup import back_up
from fieldkit.office.erasures import listed
from fieldkit.office.house import House, open_house
from fieldkit.office.push import push
from fieldkit.office.restore import restore
from fieldkit.office.tables import ORGANISATION
from fieldkit.records.rows import dumps
from fieldkit.store.ledger import summary
from fieldkit.sync.messages import Proof, Push

from .forgotten import NAME, erase, values, write, written_at, written_on


def test_a_restore_from_a_backup_of_before_erases_again(
    two: tuple[Played, Played], house: House, tmp_path: Path, clock: PlayedClock
) -> None:
    engineer, manager = two
    back_up(house, tmp_path / "backups")
    write(engineer, contact="后来的人")
    write(engineer, contact=NAME)
    engineer.round()
    erase(house)
    engineer.round()
    assert NAME not in written_on(engineer)
    assert NAME in written_on(manager)
    with house.database.reading() as connection:
        list_ = tmp_path / "erasures"
        list_.write_text("\n".join(dumps(row) for row in listed(connection)), "utf-8")
    key = house.folder / "recovery.key"
    done = restore(tmp_path / "again", tmp_path / "backups", key, clock, database="", erasures=list_)
    assert done.erased == 2
    again = open_house(tmp_path / "again", clock)
    try:
        assert NAME not in written_at(again)
        for one in two:
            one.wire.database = again.database
        write(manager, address="新街")
        for one in (manager, engineer, manager, engineer):
            one.round()
        assert NAME not in written_at(again)
        for one in two:
            assert NAME not in written_on(one)
            assert values(one)["contact"] is None
            assert values(one)["address"] == "新街"
            assert summary(one.store)["waiting"] == 0
    finally:
        again.close()


def put_back(house: House, tmp_path: Path, clock: PlayedClock, *laptops: Played) -> House:
    """The office from its backup, without the list of erasures."""
    restore(tmp_path / "again", tmp_path / "backups", house.folder / "recovery.key", clock, database="")
    again = open_house(tmp_path / "again", clock)
    for one in laptops:
        one.wire.database = again.database
    return again


def test_an_office_put_back_without_its_list_takes_the_erased_change_for_its_own(
    two: tuple[Played, Played], house: House, tmp_path: Path, clock: PlayedClock
) -> None:
    engineer, manager = two
    back_up(house, tmp_path / "backups")
    erase(house)
    for one in two:
        one.round()
    again = put_back(house, tmp_path, clock, *two)
    for one in (engineer, manager, engineer):
        one.round()
        assert summary(one.store)["waiting"] == 0
        assert summary(one.store)["conflicts"] == 0
    assert values(manager)["contact"] == NAME  # as docs/operations.md says
    again.close()


def test_a_change_that_was_erased_before_it_came_is_known_when_it_comes_as_it_was(
    two: tuple[Played, Played], house: House, tmp_path: Path, clock: PlayedClock
) -> None:
    """A copy of the laptop, or a bundle, has the change whole still; the office heard it without what was erased."""
    engineer, _ = two
    back_up(house, tmp_path / "backups")
    told: list[Push] = []
    straight = engineer.wire.push
    engineer.wire.push = lambda message: (told.append(message), straight(message))[1]  # type: ignore[method-assign]
    write(engineer, contact="再来的人", address="旧街")
    engineer.round()
    erase(house, "再来的人")
    engineer.round()
    again = put_back(house, tmp_path, clock, engineer)
    engineer.round()
    with again.database.writing() as connection:
        history = str(connection.execute(select(ORGANISATION.c.history)).scalar())
        message = told[0].model_copy(update={"history": history, "proof": Proof()})
        reply = push(connection, engineer.wire.sender, message, clock.millis())
    assert reply.stop is None
    assert [verdict.status for verdict in reply.verdicts] == ["ok"]
    assert "再来的人" not in written_at(again)
    again.close()
