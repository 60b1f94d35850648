"""The outbox lets go of what the office's backups have had for a month, and of nothing else."""

from collections.abc import Callable
from pathlib import Path

from conftest import Played
from sqlalchemy import select, update

from fieldkit.clock import PlayedClock
from fieldkit.forms import natural_id
from fieldkit.office.backup import back_up
from fieldkit.office.house import House, open_house
from fieldkit.office.restore import restore
from fieldkit.store.database import OUTBOX, get_meta
from fieldkit.store.ledger import put_away, summary
from fieldkit.store.pruning import KEPT_DAYS, prune, spare
from fieldkit.store.store import Edit

CUSTOMER, OTHER = natural_id("customer", "C1900"), natural_id("customer", "C1000")
Make = Callable[[str], Played]


def write(one: Played, rid: str = CUSTOMER, **patch: str) -> None:
    one.store.write(one.actor, [Edit("customer", rid, dict(patch), one.store.open(rid))])


def states(one: Played) -> list[str]:
    with one.store.database.reading() as connection:
        return [row.state for row in connection.execute(select(OUTBOX.c.state).order_by(OUTBOX.c.ord))]


def test_what_backups_have_had_for_a_month_goes(laptop: Make, house: House, clock: PlayedClock, tmp_path: Path) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    write(engineer, contact="甲")
    engineer.round()
    assert prune(engineer.store) == 0  # no backup yet
    back_up(house, tmp_path / "backups")
    engineer.pull()
    assert prune(engineer.store) == 0  # a backup of today
    clock.forward(days=KEPT_DAYS - 1)
    write(engineer, phone="139")
    engineer.round()
    assert prune(engineer.store) == 0
    clock.forward(days=2)
    write(engineer, OTHER, phone="138")
    assert prune(engineer.store) == 1
    assert prune(engineer.store) == 0
    assert states(engineer) == ["ok", "open"]
    record = engineer.store.get(CUSTOMER)
    assert record is not None
    assert (record.values["contact"], record.values["phone"], record.conflicts) == ("甲", "139", {})
    engineer.round()
    assert summary(engineer.store)["waiting"] == 0


def test_nothing_pending_refused_unseen_or_half_a_group_goes(
    laptop: Make, house: House, clock: PlayedClock, tmp_path: Path
) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    both = [Edit("customer", rid, {"address": "新街"}, engineer.store.open(rid)) for rid in (CUSTOMER, OTHER)]
    engineer.store.write(engineer.actor, both, together=True)
    write(engineer, contact="甲")
    engineer.round()
    with engineer.store.database.writing() as connection:
        rows = connection.execute(select(OUTBOX.c.ord, OUTBOX.c.rid).order_by(OUTBOX.c.ord)).all()
        refused = OUTBOX.c.ord == rows[2].ord
        connection.execute(update(OUTBOX).where(refused).values(state="rejected"))
    back_up(house, tmp_path / "backups")
    engineer.pull()
    clock.forward(days=KEPT_DAYS + 1)
    write(engineer, OTHER, phone="138")  # pending: then its record's rows stay, and with them the group
    assert prune(engineer.store) == 0
    put_away(engineer.store, CUSTOMER)
    with engineer.store.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM meta WHERE name = 'pruned'")
    assert prune(engineer.store) == 1
    assert states(engineer) == ["ok", "ok", "open"]
    with engineer.store.database.reading() as connection:
        assert get_meta(connection, "seen_rejected") == []


def test_a_clock_ten_years_off_lets_go_of_nothing_that_is_in_no_backup(
    laptop: Make, house: House, clock: PlayedClock, tmp_path: Path
) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    write(engineer, contact="甲")
    engineer.round()
    back_up(house, tmp_path / "backups")
    engineer.pull()
    write(engineer, phone="139")
    engineer.round()
    clock.forward(days=3650)
    assert prune(engineer.store) == 1
    assert states(engineer) == ["ok"]
    clock.forward(days=-7300)
    engineer.pull()
    with engineer.store.database.reading() as connection:
        assert spare(connection, clock.millis()) == 0
    assert prune(engineer.store) == 0


def test_after_a_restore_the_rest_is_sent_again_and_nothing_is_spare(
    laptop: Make, house: House, clock: PlayedClock, tmp_path: Path
) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    write(engineer, contact="甲")
    engineer.round()
    back_up(house, tmp_path / "backups")
    engineer.pull()
    clock.forward(days=KEPT_DAYS + 1)
    write(engineer, phone="139")
    engineer.round()
    assert prune(engineer.store) == 1
    restore(tmp_path / "again", tmp_path / "backups", house.folder / "recovery.key", clock, database="")
    again = open_house(tmp_path / "again", clock)
    engineer.wire.database = again.database
    engineer.round()
    engineer.round()
    record = engineer.store.get(CUSTOMER)
    assert record is not None
    assert (record.values["contact"], record.values["phone"], record.conflicts) == ("甲", "139", {})
    with engineer.store.database.reading() as connection:
        assert spare(connection, clock.millis()) == 0
    again.close()
