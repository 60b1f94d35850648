"""Files ahead of a trip, from a real office: what the equipment needs is along, and what is missing is named."""

import os

import pytest
from courier_trips import AN, CUSTOMER, ENGINEER, MANAGER, SW, Trips, new_problem

from fieldkit.actions import luggage
from fieldkit.actions.enrol import sync
from fieldkit.actions.luggage import along
from fieldkit.actions.readiness import refresh_checklist
from fieldkit.app import Laptop
from fieldkit.clock import PlayedClock
from fieldkit.forms import FORMS, Checklist, Json, Visit, new_id
from fieldkit.office.backup import back_up
from fieldkit.store.pruning import KEPT_DAYS
from fieldkit.store.store import Edit
from fieldkit.sync.client import RoundResult, Sync

DEPARTMENT = "E110"
lists = pytest.mark.skipif("manual" not in FORMS, reason="the lists of manuals and media are not declared yet")


def visit(laptop: Laptop, engineer: Laptop, **more: str) -> str:
    """A trip of an engineer that somebody plans."""
    rid = new_id()
    values = {"problem": new_problem(laptop, line=AN), "customer": CUSTOMER, "purpose": "换板", "status": "preparing"}
    edit = Edit("visit", rid, {**values, "engineer": engineer.desk.identity.person, **more})
    laptop.store.write(laptop.desk.actor, [edit])
    return rid


def stored(laptop: Laptop, name: str, content: bytes) -> dict[str, Json]:
    kept = laptop.store.put_file(content, name, "application/pdf")
    return {"sha256": kept.sha256, "name": name, "size": kept.size, "type": kept.type}


def add(laptop: Laptop, kind: str, **values: Json) -> str:
    rid = new_id()
    laptop.desk.write(kind, rid, dict(values))
    return rid


def missing(laptop: Laptop, rid: str) -> dict[str, str]:
    """What a trip lacks on this laptop, by name, and why."""
    record = laptop.store.get(rid)
    assert record is not None
    return {one.name: one.why for one in along(laptop.desk, Visit(record)).missing}


def named(laptop: Laptop, rid: str, name: str) -> str:
    """What the readiness sheet says of a file."""
    sheet = Checklist(refresh_checklist(laptop.desk, rid))
    return "".join(row.found or "" for row in sheet.items if name in f"{row.item} {row.found}")


def photo(laptop: Laptop, of: str, content: bytes) -> str:
    picture = stored(laptop, "a.jpg", content)
    add(laptop, "photo", visit=of, picture=picture)
    return str(picture["sha256"])


class Shelf:
    """What the house keeps for the equipment of the case: drawings, media, manuals, each with its bytes."""

    def __init__(self, laptop: Laptop, sizes: dict[str, int]) -> None:
        self.laptop = laptop
        self.contents = {name: os.urandom(size) for name, size in sizes.items()}
        for name, content in self.contents.items():
            getattr(self, name)(stored(laptop, f"{name}.pdf", content))

    def drawing(self, file: Json) -> None:
        (site, *_) = self.laptop.store.find("site", {"customer": CUSTOMER}) or [None]
        rid = site.id if site else add(self.laptop, "site", customer=CUSTOMER, site_name="城东机房")
        self.laptop.desk.write("site", rid, {"drawing": file})

    def media(self, file: Json) -> None:
        (version, *_) = self.laptop.store.find("released_version", {"model": "AN-2400"})
        self.laptop.desk.write("released_version", version.id, {"media.m1.holds": "V3.2.0", "media.m1.file": file})

    def manual(self, file: Json) -> None:
        add(self.laptop, "manual", manual_name="维护手册", sort="manual", line=AN, models="AN-2400", file=file)

    def tool(self, file: Json) -> None:
        add(self.laptop, "manual", manual_name="串口工具", sort="tool", line=AN, file=file)

    def other(self, file: Json) -> None:
        add(self.laptop, "manual", manual_name="交换手册", sort="manual", line=SW, models="SX-10", file=file)


@lists
def test_what_the_equipment_needs_is_along_before_he_leaves(trips: Trips) -> None:
    manager, engineer = trips.laptop(DEPARTMENT), trips.laptop(ENGINEER)
    shelf = Shelf(manager, {"drawing": 3_000, "media": 2**20 + 5, "manual": 2_000, "tool": 0, "other": 1_000})
    rid = visit(manager, engineer)
    assert sync(manager.desk).rejected == 0
    assert sync(engineer.desk).files_down == 4
    trips.off_line()
    for name, content in shelf.contents.items():
        files = [one for one in engineer.store.files.all() if engineer.store.files.read(one[0]) == content]
        assert len(files) == (name != "other"), name
    assert missing(engineer, rid) == {}
    assert named(engineer, rid, "出差文件") == "本机已有 4 个"


@lists
def test_what_came_after_the_last_line_is_named(trips: Trips) -> None:
    manager, engineer = trips.laptop(DEPARTMENT), trips.laptop(ENGINEER)
    rid = visit(manager, engineer)
    sync(manager.desk)
    sync(engineer.desk)
    Shelf(manager, {"drawing": 100})
    sync(manager.desk)
    line = engineer.desk.line()
    Sync(engineer.store, line).pull(RoundResult())  # then the line breaks, before the files
    line.close()
    assert missing(engineer, rid) == {"drawing.pdf": "not_yet"}
    assert "还没有取到" in named(engineer, rid, "drawing.pdf")
    assert sync(engineer.desk).files_down == 1
    assert missing(engineer, rid) == {}


@lists
def test_the_edge_of_the_quota(trips: Trips, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(luggage, "GIB", 1_000)
    manager, engineer = trips.laptop(DEPARTMENT), trips.laptop(ENGINEER)
    Shelf(manager, {"tool": 1, "manual": 800, "drawing": 1_200})
    rid = visit(manager, engineer)
    sync(manager.desk)
    assert sync(engineer.desk).files_down == 2  # 2,000 bytes to the byte
    assert missing(engineer, rid) == {"tool.pdf": "no_room"}
    assert "没有带上" not in named(engineer, rid, "tool.pdf")
    assert "出差文件的空间已用完" in named(engineer, rid, "tool.pdf")
    engineer.settings.set("luggage", "1")
    sync(engineer.desk)
    assert missing(engineer, rid) == {"drawing.pdf": "too_large"}  # it went, and the others found room
    engineer.settings.set("luggage", "8")
    sync(engineer.desk)
    assert missing(engineer, rid) == {}


def test_the_oldest_that_no_trip_needs_goes_first(
    trips: Trips, clock: PlayedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(luggage, "GIB", 2_000)
    manager, engineer = trips.laptop(MANAGER), trips.laptop(ENGINEER)
    before = [photo(manager, visit(manager, manager), os.urandom(1_000)) for _ in range(2)]
    sync(manager.desk)
    sync(engineer.desk)
    for number, sha256 in enumerate(before):  # looked at long ago, one after the other
        engineer.desk.file(sha256)
        path = engineer.store.files.path(sha256)
        os.utime(path, (1_000 + number, 1_000 + number))
    assert [sha256 for sha256, _ in engineer.store.files.all()] == before
    back_up(trips.house, trips.folder / "backups")
    clock.forward(days=KEPT_DAYS + 1)
    other = add(engineer, "customer", number="N1", customer_name="别的客户")
    problem = new_problem(engineer, customer=other, line=AN)
    sync(engineer.desk)
    sync(manager.desk)
    values: dict[str, Json] = {"problem": problem, "customer": other, "purpose": "扩容", "status": "preparing"}
    of = add(manager, "visit", **values, engineer=manager.desk.identity.person)
    needed = [photo(manager, of, os.urandom(1_200)) for _ in range(2)]
    sync(manager.desk)
    add(engineer, "visit", **values, engineer=engineer.desk.identity.person)
    sync(engineer.desk)
    has = engineer.store.files.has
    assert [has(sha256) for sha256 in needed] == [True, True]
    assert [has(sha256) for sha256 in before] == [False, True]


@lists
def test_what_the_office_lost_is_named_and_brought_when_it_is_there_again(trips: Trips) -> None:
    manager, engineer = trips.laptop(DEPARTMENT), trips.laptop(ENGINEER)
    Shelf(manager, {"drawing": 500, "tool": 600})
    rid = visit(manager, engineer)
    sync(manager.desk)
    files = {path.stat().st_size: path for path in (trips.house.folder / "objects").rglob("*") if path.is_file()}
    kept = files[500].read_bytes()
    files[500].unlink()
    sync(engineer.desk)
    assert missing(engineer, rid) == {"drawing.pdf": "lost"}
    assert "总部没有这个文件" in named(engineer, rid, "drawing.pdf")
    files[500].write_bytes(kept)
    new_problem(manager)  # any news
    sync(manager.desk)
    sync(engineer.desk)
    assert missing(engineer, rid) == {}
