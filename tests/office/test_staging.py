"""Lists made ready beside the tables: the same records as if written one by one, whatever others wrote meanwhile."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ON_POSTGRES
from postgres import Postgres
from sqlalchemy import select
from sqlalchemy import text as sql

from fieldkit.clock import PlayedClock
from fieldkit.forms import Values, natural_id, new_id
from fieldkit.office import importing
from fieldkit.office.comparing import Step
from fieldkit.office.database import Sequence
from fieldkit.office.house import House, create_house
from fieldkit.office.import_writer import ImportWriter
from fieldkit.office.importing import Asked, take_in
from fieldkit.office.own_hand import OFFICE
from fieldkit.office.reading import Entry
from fieldkit.office.reading.lists import quietly
from fieldkit.office.reading.tables import files_of
from fieldkit.office.tables import CHANGE, IMPORTED, TOMBSTONE
from fieldkit.records.find import find_table
from fieldkit.records.tables import RECORD, load

CUSTOMERS = "客户编号,客户名称,电话\nK1,甲局,1\nK2,乙局,2\n"
UNITS = "客户编号,产品线,型号,序列号\nK1,AN,AN-1,S1\nK1,AN,AN-1,S2\n"
SOFTWARE = "序列号,组件,版本\nS1,主控,V1\nS2,主控,V1\n"
PEOPLE = "工号,姓名,角色,产品线\nP1,张三,工程师,AN\n"
PARTS = "备件编码,备件名称,库存\nB1,电源板,5\n"
FIRST = (CUSTOMERS, UNITS, SOFTWARE, PEOPLE, PARTS)
# A telephone, equipment that moved with its software, old and new, a role, a stock.
SECOND = (
    CUSTOMERS.replace("甲局,1", "甲局,9") + "K3,丙局,3\n",
    UNITS.replace("K1,AN,AN-1,S2", "K2,AN,AN-1,S2"),
    SOFTWARE.replace("S2,主控,V1", "S2,主控,V2") + "S2,业务板,V3\nS1,业务板,V3\n",
    PEOPLE + "P2,李四,工程师,AN\nP1,张三,质检,AN\n",
    PARTS.replace(",5", ",7"),
)
S1, S2, K1 = natural_id("equipment", "S1"), natural_id("equipment", "S2"), natural_id("customer", "K1")


@pytest.fixture(params=["postgresql"] if ON_POSTGRES else ["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path, clock: PlayedClock) -> Iterator[Callable[[str], House]]:
    """Makes an empty office by name; closes them all."""
    cluster: Postgres | None = request.getfixturevalue("cluster") if request.param == "postgresql" else None
    made: list[House] = []

    def make(name: str) -> House:
        made.append(create_house(tmp_path / name, "公司", clock, database=cluster.database() if cluster else ""))
        return made[-1]

    yield make
    for house in made:
        house.close()


def taken(house: House, clock: PlayedClock, texts: tuple[str, ...], folder: Path, progress: Any = quietly) -> None:
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(texts):
        (folder / f"{number}.csv").write_text(text, "utf-8")
    results = take_in(house.database, clock, files_of([folder]), Asked(), progress)
    assert not [notice for result in results.values() for notice in result.refused]


def put(house: House, clock: PlayedClock, kind: str, rid: str, values: Values) -> None:
    """Somebody else writes a record."""
    with house.database.writing() as connection:
        step = Step(Entry(kind, rid, values), values, load(connection, rid), remember=False)
        ImportWriter(connection, Sequence(connection), clock).write([step], quietly)


def state(house: House) -> dict[str, Any]:
    """Everything that an import wrote, without numbers; a record's stamps as the patches that they point at."""
    found: dict[str, Any] = {}
    with house.database.reading() as connection:
        changes = {row["seq"]: row for row in connection.execute(select(CHANGE)).mappings()}
        for row in connection.execute(select(RECORD)).mappings():
            found[row["rid"]] = (row["kind"], row["customer"], row["line"], row["values"], row["heads"])
            assert row["stamps"].keys() == row["values"].keys()
            for path, seq in row["stamps"].items():
                assert changes[seq]["rid"] == row["rid"] and changes[seq]["patch"][path] == row["values"][path]
            assert max(row["stamps"].values()) <= row["last_seq"] and row["scope_seq"] <= row["last_seq"]
        for kind in ("customer", "equipment", "software", "person", "part", "part_movement"):
            for row in connection.execute(select(find_table(kind))).mappings():
                found[f"find {row['rid']}"] = dict(row)
        for row in connection.execute(select(IMPORTED)).mappings():
            found[f"imported {row['rid']}"] = row["values"]
        gone = connection.execute(select(TOMBSTONE)).mappings()
        found["gone"] = sorted((row["rid"], row["customer"], row["line"]) for row in gone)
        own = sorted((row["n"], row["prev"], row["id"]) for row in changes.values() if row["inc"] == OFFICE)
        assert [n for n, _prev, _id in own] == list(range(1, len(own) + 1))
        assert [prev for _n, prev, _id in own] == [None, *(rid for _n, _prev, rid in own)][: len(own)]
    return found


def test_the_records_are_those_of_a_list_written_row_by_row(
    office: Callable[[str], House], clock: PlayedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready, by_row = office("ready"), office("by_row")
    by_hand = new_id()
    for texts in (FIRST, SECOND):
        for house in (ready, by_row) if texts is SECOND else ():
            put(house, clock, "software", by_hand, {"equipment": S2, "component": "探针", "version_installed": "V1"})
        taken(ready, clock, texts, tmp_path / "files")
        with monkeypatch.context() as patched:
            patched.setattr(importing, "_TRIES", 0)
            taken(by_row, clock, texts, tmp_path / "files")
    assert state(ready) == state(by_row) and len(state(ready)) > 30
    assert state(ready)[S2][1] == natural_id("customer", "K2")
    moved = natural_id("software", S2, "主控"), natural_id("software", S2, "业务板")
    assert {state(ready)[rid][1] for rid in (*moved, by_hand)} == {natural_id("customer", "K2")}


def test_what_others_write_meanwhile_shifts_the_numbers(
    office: Callable[[str], House], clock: PlayedClock, tmp_path: Path
) -> None:
    """A record of no list does not make an import begin anew: it only comes first."""
    house = office("office")
    told: list[str] = []
    taken_by_others: list[int] = []

    def progress(what: str, _done: int, _all: int) -> None:
        told.append(what)
        if what == "comparing":
            with house.database.writing() as connection:
                sequence = Sequence(connection)
                sequence.skip(7)
                sequence.write()
                taken_by_others.append(sequence.last)

    taken(house, clock, FIRST, tmp_path / "files", progress)
    told.clear()
    taken(house, clock, SECOND, tmp_path / "files", progress)
    assert told.count("reading") == len(SECOND) and told.count("done") == 1
    assert told.count("rows") == 1, "it was not begun anew"
    with house.database.reading() as connection:
        stored = load(connection, K1)
    assert stored is not None and stored.values["phone"] == "9" and stored.stamps["phone"] == stored.last_seq
    assert stored.last_seq > taken_by_others[-1]
    state(house)


def test_what_is_changed_meanwhile_is_compared_once_more(
    office: Callable[[str], House], clock: PlayedClock, tmp_path: Path
) -> None:
    house = office("office")
    taken(house, clock, FIRST, tmp_path / "files")
    count = natural_id("part_movement", "count", "B1")
    for rid, kind, values in (
        (K1, "customer", {"address": "东街"}),
        (count, "part_movement", {"notes": "早班"}),
        (natural_id("software", S1, "业务板"), "software", {"equipment": S1, "component": "业务板", "patches": "P1"}),
    ):
        told: list[str] = []

        def progress(
            what: str, _done: int, _all: int, told: list[str] = told, write: Any = (kind, rid, values)
        ) -> None:
            if what == "writing" and what not in told:
                put(house, clock, *write)
            told.append(what)

        taken(house, clock, SECOND if kind == "customer" else FIRST, tmp_path / "files", progress)
        assert told.count("done") == 1
    found = state(house)
    assert found[K1][3]["address"] == "东街" and found[K1][3]["phone"] == "1"
    assert found[count][3]["notes"] == "早班"


def test_who_gives_it_up_while_it_is_made_ready_leaves_nothing_behind(
    office: Callable[[str], House], clock: PlayedClock, tmp_path: Path
) -> None:
    house = office("office")
    taken(house, clock, FIRST, tmp_path / "files")
    before = state(house)
    for when in ("writing", "done"):

        def give_up(what: str, _done: int, _all: int, when: str = when) -> None:
            if what == when:
                raise InterruptedError

        with pytest.raises(InterruptedError):
            taken(house, clock, SECOND, tmp_path / "files", give_up)
        assert state(house) == before
    taken(house, clock, SECOND, tmp_path / "files")
    assert state(house)[K1][3]["phone"] == "9"
    with house.database.reading() as connection:
        left = (
            "SELECT count(*) FROM sqlite_temp_master"
            if connection.dialect.name == "sqlite"
            else "SELECT count(*) FROM pg_class WHERE relname LIKE 'staged_%'"
        )
        assert connection.execute(sql(left)).scalar_one() == 0


def test_what_came_before_what_it_belongs_to_gets_its_place(
    office: Callable[[str], House], clock: PlayedClock, tmp_path: Path
) -> None:
    """Software that a laptop sent before the list with its equipment came."""
    house = office("office")
    early = new_id()
    put(house, clock, "software", early, {"equipment": S1, "component": "探针", "version_installed": "V1"})
    assert state(house)[early][1] == "-"
    taken(house, clock, FIRST, tmp_path / "files")
    assert state(house)[early][1] == K1
