"""An import that is killed at any moment has done all or nothing, and the next one goes on as if nothing had been."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ON_POSTGRES
from postgres import Postgres
from sqlalchemy import func, select

from fieldkit.clock import PlayedClock
from fieldkit.office.audit import check, lines
from fieldkit.office.house import House, create_house, open_house
from fieldkit.office.importing import import_company
from fieldkit.office.tables import METADATA

ROWS = 6_000
KILLS = 6


def company(folder: Path) -> Path:
    folder.mkdir()
    numbers = range(ROWS)
    customers = "".join(f"K{number:05},局{number},王某,1380{number:07}\n" for number in numbers)
    (folder / "customers.csv").write_text("客户编号,客户名称,联系人,电话\n" + customers, "utf-8")
    units = "".join(f"K{number:05},AN,AN-2400,SN{number:06},2024-03-05\n" for number in numbers)
    (folder / "equipment.csv").write_text("客户编号,产品线,型号,序列号,开通日期\n" + units, "utf-8")
    return folder


def state(house: House) -> dict[str, int]:
    """How many rows each table has; the audit log is sound."""
    with house.database.reading() as connection:
        list(check(lines(connection)))
        tables = METADATA.sorted_tables
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables
        }


def imported_whole(folder: Path, files: Path, clock: PlayedClock) -> dict[str, int]:
    """What an office holds after an import that nobody killed."""
    house = create_house(folder, "公司", clock)
    import_company(house.database, clock, [files])
    found = state(house)
    house.close()
    return found


@pytest.mark.parametrize("kind", ["postgresql"] if ON_POSTGRES else ["sqlite", "postgresql"])
def test_killed_at_any_moment_it_is_all_or_nothing(
    kind: str, tmp_path: Path, clock: PlayedClock, request: pytest.FixtureRequest
) -> None:
    cluster: Postgres | None = request.getfixturevalue("cluster") if kind == "postgresql" else None
    folder, files = tmp_path / "office", company(tmp_path / "files")
    whole = imported_whole(tmp_path / "other", files, clock)
    house = create_house(folder, "公司", clock, database=cluster.database() if cluster else "")
    nothing = state(house)
    house.close()
    chance, killed, seconds = random.Random(7), 0, 6.0
    command = [sys.executable, "-m", "fieldkit", "office", "import", "--data", str(folder), str(files), "--json"]
    for _ in range(KILLS):
        began = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(chance.uniform(0.2, 1.0) * seconds)
            seconds = time.monotonic() - began
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
        house = open_house(folder, clock)
        found = state(house)
        house.close()
        assert found in (nothing, whole)
        if found == whole:
            break
    assert killed, "no import was caught at work"
    house = open_house(folder, clock)
    result = import_company(house.database, clock, [files])
    assert state(house) | {"audit": whole["audit"], "seq": 0} == whole | {"seq": 0}
    assert {name: result[name]["added"] + result[name]["unchanged"] for name in ("customers", "equipment")} == {
        "customers": ROWS, "equipment": ROWS,
    }  # fmt: skip
    house.close()
