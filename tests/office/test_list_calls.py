"""Lists over HTTP, from a desktop: shown, taken in as the person, given up, and refused to who may not."""

import base64
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from courier_trips import COLLEAGUE, DEPARTMENT, MANAGER, Trips
from openpyxl import load_workbook
from sqlalchemy import func, select

from fieldkit import resource
from fieldkit.actions.importing import take_in
from fieldkit.app import Laptop
from fieldkit.errors import NotAllowedError, OfflineError
from fieldkit.forms import natural_id
from fieldkit.i18n import set_language
from fieldkit.office.audit import lines
from fieldkit.office.list_calls import Run
from fieldkit.office.tables import CHANGE, METADATA
from fieldkit.sync.line import RefusedError
from fieldkit.sync.lists import LISTS_BYTES, LISTS_PATH, ListFile, ListsAsked, send_lists

SECRETARY = "E112"
LESSON = b'{"list":"x","heading":"y","column":"z"}'
NEW = natural_id("customer", "N1")


def quietly(_step: str, _done: int, _all: int) -> None:
    pass


def write(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


@pytest.fixture
def secretary(trips: Trips) -> Laptop:
    return trips.laptop(SECRETARY)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    made = tmp_path / "lists"
    made.mkdir()
    yield made
    assert not list((tmp_path / "office").glob("lists-*")), "the office kept files"


def settled(trips: Trips) -> None:
    """Waits until the office has put away what it was sent."""
    for _ in range(600):
        if not list(trips.house.folder.glob("lists-*")):
            return
        time.sleep(0.1)


def rows(trips: Trips) -> list[int]:
    with trips.house.database.reading() as connection:
        tables = METADATA.sorted_tables
        return [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]


def test_the_secretary_looks_and_then_takes_in(trips: Trips, secretary: Laptop, folder: Path) -> None:
    files = [
        write(folder, "a.csv", "客户编号,客户名称,谁", "N1,新局,7", "N2,,8"),
        resource("demo/company/客户档案.xlsx"),
    ]
    steps: list[str] = []
    before = rows(trips)
    looked = take_in(secretary.desk, files, lambda step, _done, _all: steps.append(step), dry_run=True)
    assert rows(trips) == before
    customers = looked.lists["customers"]
    assert (customers.added, customers.unchanged, [said.row for said in customers.refused]) == (1, 15, [3])
    assert (customers.additions[0].key, customers.unknown[0].header) == ("N1", ["谁"])
    assert {"name": "contact", "label": "联系人"} in [one.model_dump() for one in looked.columns["customers"]]
    book = load_workbook(io.BytesIO(base64.b64decode(looked.book)))
    assert [cell.value for cell in book.worksheets[0][2]][:3] == ["N2", None, "8"]
    assert steps[0] == "sent" and {"reading", "done"} & set(steps)
    lessons = {("customers", "谁"): "contact"}
    taken = take_in(secretary.desk, files[:1], quietly, dry_run=False, lessons=lessons)
    assert taken.lists["customers"].added == 1 and not taken.lists["customers"].unknown
    with trips.house.database.reading() as connection:
        change = connection.execute(select(CHANGE).where(CHANGE.c.rid == NEW)).one()
        said = [(line.who, line.what) for line in lines(connection)][-1]
    assert (change.author, change.patch["contact"], said) == (
        natural_id("person", SECRETARY),
        "7",
        (SECRETARY, "import"),
    )
    set_language("en")
    assert (
        "is missing" in take_in(secretary.desk, files[:1], quietly, dry_run=True).lists["customers"].refused[0].reason
    )
    settled(trips)


@pytest.mark.parametrize("number", [COLLEAGUE, MANAGER])
def test_who_may_not_is_refused_here_and_there(trips: Trips, folder: Path, number: str) -> None:
    laptop = trips.laptop(number)
    path = write(folder, "a.csv", "客户编号,客户名称", "N1,新局")
    with pytest.raises(NotAllowedError):
        take_in(laptop.desk, [path], quietly, dry_run=True)
    line = laptop.desk.line()
    asked = ListsAsked(files=[ListFile(name="a.csv", size=path.stat().st_size)], dry_run=False)
    before = rows(trips)
    with path.open("rb") as file, pytest.raises(RefusedError, match="秘书"):
        send_lists(line, asked, [file], quietly)
    response = httpx.post(f"{trips.office.url}{LISTS_PATH}", content=b"{}\n", headers=line._token(), trust_env=False)
    line.close()
    assert (response.status_code, response.json()["code"]) == (403, "rights")
    assert rows(trips) == before


def test_the_department_manager_may(trips: Trips, folder: Path) -> None:
    path = write(folder, "a.csv", "型号,组件,发布版本", "AN-2400,主控软件,V9")
    assert take_in(trips.laptop(DEPARTMENT).desk, [path], quietly, dry_run=False).lists["released"].changed == 1
    settled(trips)


def test_the_secretary_is_told_who_takes_people_in(trips: Trips, secretary: Laptop, folder: Path) -> None:
    people = write(folder, "p.csv", "工号,姓名,角色", "E901,甲,工程师")
    (refused,) = take_in(secretary.desk, [people], quietly, dry_run=True).lists["people"].refused
    assert "角色" in refused.reason and refused.reason.endswith("部门经理。")


def test_off_line_it_says_so(trips: Trips, secretary: Laptop, folder: Path) -> None:
    path = write(folder, "a.csv", "客户编号,客户名称", "N1,新局")
    trips.off_line()
    with pytest.raises(OfflineError):
        take_in(secretary.desk, [path], quietly, dry_run=True)


@pytest.mark.parametrize("step", ["sent", "read", "rows", "comparing", "writing"])
def test_who_closes_the_connection_has_changed_nothing(
    trips: Trips, secretary: Laptop, folder: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell = Run._tell

    def tell_and_wait(run: Run, told: str, done: int, total: int) -> None:
        tell(run, told, done, total)
        if told == step:  # however slow this machine is, the office is still here when the person gives up
            assert run.stop.wait(60)

    many = ["客户编号,客户名称", *(f"N{number},新局{number}" for number in range(15_000))]
    path = write(folder, "a.csv", *many)
    before = rows(trips)

    def give_up(told: str, _done: int, _all: int) -> None:
        if told == step:
            raise InterruptedError

    with monkeypatch.context() as patched, pytest.raises(InterruptedError):
        patched.setattr(Run, "_tell", tell_and_wait)
        take_in(secretary.desk, [path], give_up, dry_run=False)
    settled(trips)
    assert rows(trips) == before
    assert take_in(secretary.desk, [path], quietly, dry_run=True).lists["customers"].added == 15_000
    settled(trips)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"{}\n", 400), (b"no json\n", 400), (b"x" * 300_000, 400),
        (b'{"files":[{"name":"a.csv","size":9}],"dry_run":true}\nshort', 400),
        (b'{"files":[{"name":"a.csv","size":1}],"dry_run":true}\nlong', 400),
        (b'{"files":[],"dry_run":true}\n', 400),
        (b'{"files":[{"name":"a.csv","size":1}],"dry_run":true,"whole":["x"]}\nx', 400),
        (b'{"files":[{"name":"a.csv","size":1}],"dry_run":true,"lessons":[%b]}\nx' % LESSON, 400),
        (b'{"files":[{"name":"a.csv","size":%d}],"dry_run":true}\nx' % (LISTS_BYTES + 1), 413),
    ],
)  # fmt: skip
def test_what_is_no_such_message_is_refused_and_leaves_nothing(
    trips: Trips, secretary: Laptop, body: bytes, status: int
) -> None:
    line = secretary.desk.line()
    before = rows(trips)
    for _ in range(2):  # the second finds nobody at work
        response = httpx.post(trips.office.url + LISTS_PATH, content=body, headers=line._token(), trust_env=False)
        assert response.status_code == status, response.text
        assert set(response.json()["message"]) == {"zh", "en"}
    line.close()
    assert rows(trips) == before and not list(trips.house.folder.glob("lists-*"))


def test_a_name_of_a_file_leads_nowhere(trips: Trips, secretary: Laptop) -> None:
    line = secretary.desk.line()
    content = "客户编号,客户名称\nN1,\n".encode()
    head = {"files": [{"name": "../../office.json", "size": len(content)}], "dry_run": True}
    body = json.dumps(head).encode() + b"\n" + content
    response = httpx.post(trips.office.url + LISTS_PATH, content=body, headers=line._token(), trust_env=False)
    line.close()
    reply = json.loads(response.text.splitlines()[-1])["reply"]
    assert reply["lists"]["customers"]["refused"][0]["file"] == "office.json"
    assert json.loads((trips.house.folder / "office.json").read_text("utf-8"))["name"]
