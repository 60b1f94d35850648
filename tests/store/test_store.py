"""The laptop's store: what was written is there again, encrypted; faults get a sentence and lose nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import START, DictVault, Played, actor_of
from sqlalchemy import select

from fieldkit.clock import PlayedClock
from fieldkit.errors import DamagedError, FieldError, UserError
from fieldkit.forms import Values, natural_id, new_id
from fieldkit.records.find import find_table
from fieldkit.store.database import OUTBOX, put_meta
from fieldkit.store.ledger import summary
from fieldkit.store.store import Edit, Store
from fieldkit.sync.client import all_at_office

CUSTOMER: Values = {"number": "C7", "customer_name": "平川县电信分公司"}
Make = Callable[[str], Played]


@pytest.fixture
def vault() -> DictVault:
    return DictVault()


@pytest.fixture
def store(tmp_path: Path, vault: DictVault, clock: PlayedClock) -> Store:
    return Store(tmp_path / "home", vault, clock)


def write(store: Store, values: Values, rid: str = "") -> str:
    rid = rid or new_id()
    store.write(actor_of("engineer"), [Edit("customer", rid, values)])
    return rid


def test_what_was_written_is_there_after_closing(
    store: Store, tmp_path: Path, vault: DictVault, clock: PlayedClock
) -> None:
    rid = write(store, CUSTOMER)
    store.close()
    again = Store(tmp_path / "home", vault, clock)
    record = again.get(rid)
    assert record is not None
    assert record.values["customer_name"] == "平川县电信分公司"
    again.close()


def test_nothing_readable_lies_on_the_disk(store: Store, tmp_path: Path) -> None:
    write(store, {**CUSTOMER, "address": "SECRET-ADDRESS"})
    store.put_file(b"SECRET-PHOTO" * 100, "a.jpg", "image/jpeg")
    store.close()
    for path in (tmp_path / "home").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"SECRET" not in content
            assert not content.startswith(b"SQLite format")


def test_a_wrong_key_gets_a_sentence(store: Store, tmp_path: Path, clock: PlayedClock) -> None:
    store.close()
    with pytest.raises(UserError, match="密钥"):
        Store(tmp_path / "home", DictVault(database=os.urandom(32)), clock)


def test_a_key_that_is_gone_is_not_replaced(store: Store, tmp_path: Path, clock: PlayedClock) -> None:
    store.close()
    before = (tmp_path / "home" / "fieldkit.db").read_bytes()
    with pytest.raises(UserError):
        Store(tmp_path / "home", DictVault(), clock)
    assert (tmp_path / "home" / "fieldkit.db").read_bytes() == before


def test_a_damaged_database_is_not_overwritten(
    store: Store, tmp_path: Path, vault: DictVault, clock: PlayedClock
) -> None:
    store.close()
    path = tmp_path / "home" / "fieldkit.db"
    damaged = b"\x00" * 4096 + path.read_bytes()[4096:]
    path.write_bytes(damaged)
    with pytest.raises(DamagedError):
        Store(tmp_path / "home", vault, clock)
    assert path.read_bytes() == damaged


def test_a_second_process_is_told_and_changes_nothing(
    store: Store, tmp_path: Path, vault: DictVault, clock: PlayedClock
) -> None:
    rid = write(store, CUSTOMER)
    with pytest.raises(UserError, match="已在使用"):
        Store(tmp_path / "home", vault, clock)
    assert store.get(rid) is not None
    store.close()


def test_a_full_disk_gets_a_sentence_and_keeps_what_was_there(store: Store) -> None:
    rid = write(store, CUSTOMER)
    with store.database.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(UserError, match="磁盘已满"):
        for _ in range(50):
            write(store, {"notes": "很长的备注" * 3_000, **CUSTOMER})
    record = store.get(rid)
    assert record is not None
    assert record.values["number"] == "C7"
    store.close()


WRITER = """
import sys
from pathlib import Path
sys.path[:0] = {paths!r}
from conftest import DictVault, START, actor_of
from sqlalchemy import select

from fieldkit.clock import PlayedClock
from fieldkit.forms import new_id
from fieldkit.store.store import Edit, Store
store = Store(Path({home!r}), DictVault(database=bytes(32)), PlayedClock(START))
while True:
    rid = new_id()
    store.write(actor_of("engineer"), [Edit("customer", rid, {{"number": rid, "customer_name": "x"}})])
    print(rid, flush=True)
"""


def test_a_killed_process_loses_nothing_it_had_saved(tmp_path: Path, clock: PlayedClock) -> None:
    home = tmp_path / "home"
    paths = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]
    code = WRITER.format(home=str(home), paths=paths)
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        saved = [process.stdout.readline().strip() for _ in range(25)]
        process.send_signal(signal.SIGKILL)
        saved += [line.strip() for line in process.stdout.read().splitlines() if len(line.strip()) == 36]
    store = Store(home, DictVault(database=bytes(32)), PlayedClock(START))
    assert all(saved)
    for rid in saved:
        assert store.get(rid) is not None
    store.close()


def test_typing_on_leaves_one_unsent_edit(store: Store) -> None:
    rid = write(store, CUSTOMER)
    for words in ("处", "处理", "处理及时"):
        opened = store.open(rid)
        store.write(actor_of("engineer"), [Edit("customer", rid, {"contact": words}, opened)])
    with store.database.reading() as connection:
        rows = connection.execute(OUTBOX.select()).all()
    assert [row.patch for row in rows] == [CUSTOMER, {"contact": "处理及时"}]
    store.close()


def test_what_is_no_value_of_a_field_is_not_stored(store: Store) -> None:
    with pytest.raises(FieldError):
        write(store, {**CUSTOMER, "number": {"a": 1}})
    assert store.find("customer") == []
    store.close()


def test_search_finds_any_part_of_a_word(store: Store) -> None:
    rid = write(store, {**CUSTOMER, "address": "环网第 2 节点 AN240020200700901"})
    for words in ("电信", "川县电", "700901", "an2400", "环网 节点", "信"):
        assert [record.id for record in store.search(words)] == [rid], words
    for words in ("联通", "700902", ""):
        assert store.search(words) == []
    store.close()


def test_a_changed_declaration_rebuilds_its_table(
    store: Store, tmp_path: Path, vault: DictVault, clock: PlayedClock
) -> None:
    rid = write(store, CUSTOMER)
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE find_declaration SET hash = 'old' WHERE kind = 'customer'")
        connection.execute(find_table("customer").delete())
    store.close()
    again = Store(tmp_path / "home", vault, clock)
    assert [record.id for record in again.find("customer", {"number": "C7"})] == [rid]
    again.close()


def test_a_new_record_has_the_scope_the_office_will_give_it(laptop: Make) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    rid = new_id()
    line, customer = natural_id("product_line", "AN"), natural_id("customer", "C1900")
    problem: Values = {"summary": "s", "customer": customer, "line": line}
    visit: Values = {"problem": rid, "customer": customer, "engineer": engineer.actor.person, "purpose": "p"}
    child = new_id()
    engineer.store.write(engineer.actor, [Edit("problem", rid, problem), Edit("visit", child, visit)])
    record = engineer.store.get(child)
    assert record is not None
    assert record.scope == (customer, line)


def test_a_damaged_file_is_not_at_the_office_and_goes_out_when_added_again(store: Store) -> None:
    stored = store.put_file(b"photo", "a.jpg", "image/jpeg")
    store.set_file_state(stored.sha256, "damaged")
    assert not all_at_office(summary(store))
    store.put_file(b"photo", "a.jpg", "image/jpeg")
    assert summary(store)["files_waiting"] == 1
    store.close()


def test_a_group_that_the_office_could_not_take_is_refused_before_it_is_written(store: Store) -> None:
    edits = [Edit("customer", new_id(), CUSTOMER)] * 5_001
    with pytest.raises(UserError):
        store.write(actor_of("engineer"), edits, together=True)
    assert summary(store)["waiting"] == 0
    store.close()


def test_what_went_out_of_sight_is_not_covered_by_what_is_written_anew(store: Store) -> None:
    """A record of which a visit has one, made again by someone who cannot see the first any more."""
    rid = write(store, CUSTOMER)
    with store.database.writing() as connection:
        connection.execute(OUTBOX.update().values(state="ok", vseq=5))
        put_meta(connection, "cursor", [10, 10, "x"])
    assert store.get(rid) is None
    write(store, CUSTOMER | {"contact": "甲"}, rid)
    with store.database.reading() as connection:
        row = connection.execute(select(OUTBOX).order_by(OUTBOX.c.ord.desc()).limit(1)).one()
    assert (row.base_seq, row.opos) == (0, 0)
    store.close()


def test_a_record_that_own_work_keeps_in_sight_covers_nothing_that_it_does_not_show(store: Store) -> None:
    rid = write(store, CUSTOMER | {"contact": "甲"})
    form = store.open(rid)
    with store.database.writing() as connection:
        connection.execute(OUTBOX.update().values(state="ok", vseq=5))
        put_meta(connection, "cursor", [10, 10, "x"])
    store.write(actor_of("engineer"), [Edit("customer", rid, {"phone": "139"}, form)])
    again = store.open(rid)
    assert again.record.values == {"phone": "139"}
    for contact in ("乙", "丙"):
        store.write(actor_of("engineer"), [Edit("customer", rid, {"contact": contact}, store.open(rid))])
    with store.database.reading() as connection:
        rows = {
            next(iter(row.patch)): row for row in connection.execute(select(OUTBOX).order_by(OUTBOX.c.ord)).all()[1:]
        }
    assert (rows["contact"].patch, rows["contact"].opos) == ({"contact": "丙"}, 0)
    store.close()


@pytest.mark.parametrize("became", ["gone", "empty"])
def test_a_database_that_is_gone_is_not_begun_anew(tmp_path: Path, clock: PlayedClock, became: str) -> None:
    vault = DictVault()
    store = Store(tmp_path / "home", vault, clock)
    write(store, CUSTOMER)
    store.close()
    vault.put("device", b"a key, so somebody has worked here")
    place = tmp_path / "home" / "fieldkit.db"
    for file in place.parent.glob("fieldkit.db*"):
        file.unlink()
    if became == "empty":
        place.touch()
    with pytest.raises(DamagedError):
        Store(tmp_path / "home", vault, clock)
    assert place.exists() == (became == "empty")
