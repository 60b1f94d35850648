"""The readiness sheet of the case: every gap by name, each with the place where it is settled, none twice."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from fieldkit.forms import (
    Checklist,
    Contact,
    Customer,
    Equipment,
    Leftover,
    Manual,
    Part,
    PartMovement,
    Problem,
    Receipt,
    Receivable,
    Record,
    ReleasedVersion,
    ServiceReport,
    Site,
    Software,
    Visit,
    natural_id,
    only_child_id,
)
from fieldkit.forms.types import ZONE
from fieldkit.i18n import set_language
from fieldkit.process.dossier import Trip
from fieldkit.process.luggage import Along, Carried
from fieldkit.process.ready import MOST_FILES, REHEARSAL, SETTINGS, SPARES, SYNC, Facts, Laptop, Past, Point, points
from fieldkit.process.stock import Stock
from fieldkit.process.suggesting import Use

VISIT = natural_id("visit", "1")
NOW = datetime(2026, 11, 9, 15, tzinfo=ZONE)
SHA = "a" * 64
P1, P2 = natural_id("part", "1"), natural_id("part", "2")


@pytest.fixture(autouse=True)
def english():
    set_language("en")
    yield
    set_language("zh")


def record(kind: str, key: str, **values: object) -> Record:
    return Record(natural_id(kind, key), kind, values={path.replace("__", "."): one for path, one in values.items()})


UNIT = Equipment(record("equipment", "1", model="AN-2400", serial="S1", place="1-7", configuration="E1 x 4"))
SITE = Site(record("site", "1", site_name="East", network_place="node 2"))


def facts(**more: object) -> Facts:
    """A trip of which nothing lacks but what a test takes away."""
    problem = Problem(record("problem", "1", summary="heartbeat lost", equipment=UNIT.id))
    trip = Trip(
        Visit(Record(VISIT, "visit", values={"purpose": "board", "site": SITE.id, "playbook": "heartbeat"})),
        problem=problem,
        customer=Customer(record("customer", "1", customer_name="C", contact="Wang", phone="1")),
        equipment=[UNIT],
        software=[Software(record("software", "1", equipment=UNIT.id, component="main", version_installed="V3.2.0"))],
        released=[ReleasedVersion(record("released_version", "1", model="AN-2400", component="main",
                                         version_released="V3.2.0", media__m__holds="V3.2.0",
                                         media__m__file=stored(SHA, "v320.bin")))],
        contacts=[Contact(record("contact", "1", said="lamps are green"))],
        movements=[PartMovement(record("part_movement", "1", movement="taken", part=P1, quantity="1"))],
    )  # fmt: skip
    SITE.values["drawing"] = stored("b" * 64, "ring.pdf")
    made = Facts(trip, NOW, sites=[SITE])
    made.along = Along((carried(SHA, "v320.bin"), carried("b" * 64, "ring.pdf"), carried("c" * 64, "book.pdf")))
    made.aids = [Manual(record("manual", "1", manual_name="Book", sort="manual", file=stored("c" * 64, "book.pdf")))]
    made.parts = {P1: Part(record("part", "1", part_name="Board"))}
    made.stock = {P1: Stock({"": 0})}
    made.laptop = Laptop(NOW - timedelta(hours=1), 10**11, NOW + timedelta(days=300))
    values: dict[str, object] = {"rehearsed_at": "2026-11-09T06:00:00Z", "rehearsed_whole": True}
    trip.checklist = Checklist(Record(only_child_id(VISIT, "checklist"), "checklist", values=values))  # type: ignore[arg-type]
    trip.checklist.values["rehearsed_of"] = made.along.mark
    for name, value in more.items():
        setattr(made if hasattr(made, name) else trip, name, value)
    return made


def stored(sha256: str, name: str) -> dict[str, object]:
    return {"sha256": sha256, "name": name, "size": 5, "type": "application/pdf"}


def carried(sha256: str, name: str, why: str = "", kind: str = "site") -> Carried:
    return Carried(sha256, 5, name, f"of {name}", kind, SITE.id, why)


def gaps(made: Facts) -> dict[str, Point]:
    found = points(made)
    assert len({point.code for point in found}) == len(found)
    return {point.item: point for point in found if point.state == "gap"}


def only(made: Facts) -> Point:
    found = gaps(made)
    assert len(found) == 1, found
    return next(iter(found.values()))


def test_a_trip_that_lacks_nothing_has_no_gap_and_five_groups() -> None:
    found = points(facts())
    assert [point for point in found if point.state != "done"] == []
    assert list(dict.fromkeys(point.group for point in found)) == ["file", "versions", "spares", "owed", "laptop"]


def test_the_drawing_is_a_file_on_this_laptop() -> None:
    made = facts()
    SITE.values.pop("drawing")
    assert (only(made).item, only(made).place) == ("Network drawing", SITE.id)
    made = facts()
    made.along = Along((replace(made.along.files[1], why="not_yet"), made.along.files[0], made.along.files[2]))
    assert only(made).place == SYNC
    assert "ring.pdf" in only(made).found
    assert "East" in only(made).found


def test_the_customers_file_names_what_it_lacks() -> None:
    bare = Equipment(record("equipment", "2", model="AN-2400", serial="S2"))
    customer = Customer(record("customer", "1", customer_name="C", contact="Wang"))
    found = points(facts(equipment=[UNIT, bare], customer=customer, contacts=[]))
    said = {point.code: point.found for point in found if point.state == "gap"}
    assert said["f3"] == "not on file: Phone"
    assert said["f4-place"] == "no place on file: S2"
    assert said["f4-software"] == "no software on file: S2"
    assert said["f6"] == "not on file: S2"
    assert said["f8"].startswith("nothing on file")


def test_equipment_elsewhere_and_retired_is_not_of_this_trip() -> None:
    far = Equipment(record("equipment", "2", model="AN-2400", serial="S2", site=natural_id("site", "2")))
    gone = Equipment(record("equipment", "3", model="AN-2400", serial="S3", retired_on="2026-01-01"))
    assert gaps(facts(equipment=[UNIT, far, gone])) == {}


def test_an_earlier_visit_without_a_report_and_what_it_left_over_are_named() -> None:
    before = Visit(record("visit", "0", purpose="power board", arrived="2025-03-02T02:00:00Z"))
    left = Leftover(record("leftover", "1", visit=before.id, what="battery 11", responsible="both", due="2026-12-10"))
    found = gaps(facts(past=Past([(before, None)], [left])))
    assert "2025-03-02 power board" in found["Repair history"].found
    assert "battery 11" in found["Left over last time"].found and "2026-12-10" in found["Left over last time"].found
    assert found["Left over last time"].place == left.id
    report = ServiceReport(record("service_report", "0", status="approved", cause="old\nboard"))
    (history,) = [point for point in points(facts(past=Past([(before, report)]))) if point.item == "Repair history"]
    assert history.found == "1 visits, the last on 2025-03-02: old"


def test_what_is_behind_in_the_same_way_is_one_point_and_what_is_special_stands_out() -> None:
    many = [Equipment(record("equipment", str(n), model="AN-2400", serial=f"S{n}", place="1")) for n in range(1, 8)]
    rows = [
        Software(record("software", str(n), equipment=one.id, component="main", version_installed="V3.1.4"))
        for n, one in enumerate(many)
    ]
    rows[6].values["special"] = "billing format"
    found = points(facts(equipment=many, software=rows, problem=None))
    behind = [point for point in found if point.item == "Behind the released version"]
    assert [point.alarm for point in behind] == [False, True]
    assert "S1, S2, S3, S4 and 2 more" in behind[0].found
    assert "special, must stay: billing format" in behind[1].found
    (special,) = [point for point in found if point.item == "Special versions and settings"]
    assert special.alarm and special.state == "gap" and special.place == rows[6].id
    rows[6].values["special_why"] = "the county bills by it"
    (special,) = [
        point
        for point in points(facts(equipment=many, software=rows, problem=None))
        if point.item == "Special versions and settings"
    ]
    assert special.alarm and special.state == "done" and special.found.endswith("the county bills by it")


def test_the_reason_for_a_gap_stays_while_it_is_the_same_gap() -> None:
    """A second board behind in the same way adds to the point; another version is another gap."""

    def behind(*versions: str) -> list[str]:
        units = [Equipment(record("equipment", str(n), model="AN-2400", serial=f"S{n}")) for n in range(len(versions))]
        rows = [
            Software(record("software", str(n), equipment=units[n].id, component="main", version_installed=version))
            for n, version in enumerate(versions)
        ]
        found = points(facts(equipment=units, software=rows, problem=None))
        return [point.code for point in found if point.item == "Behind the released version"]

    assert behind("V3.1.4") == behind("V3.1.4", "V3.1.4")
    assert behind("V3.1.4")[0] in behind("V3.1.4", "V3.1.2")
    assert behind("V3.1.4") != behind("V3.1.2")


def test_media_are_here_whole_and_complete() -> None:
    made = facts()
    release = made.trip.released[0]
    release.values["must_have"] = "P03"
    made.trip.software[0].values["patches"] = "P03"
    assert only(made).found == "AN-2400 main: no file for P03"
    release.values["media.m.holds"] = "V3.2.0;P03"
    assert gaps(made) == {}
    release.values["media.m.published"] = "f" * 64
    assert "published" in only(made).found and only(made).place == release.id
    release.values["media.m.published"] = SHA.upper()
    assert gaps(made) == {}
    made.along = Along(tuple(replace(file, why="no_room") if file.sha256 == SHA else file for file in made.along.files))
    made.trip.checklist.values["rehearsed_of"] = made.along.mark  # type: ignore[union-attr]
    assert only(made).place == SETTINGS and "v320.bin" in only(made).found


def test_a_part_of_which_more_was_taken_than_there_was_names_who_took_it_too() -> None:
    made = facts(stock={P1: Stock({"": -1})}, also_taken={P1: ["Li"]})
    assert only(made).item == "Board"
    assert "needs 1, in stock 0" in only(made).found and "Li" in only(made).found
    assert gaps(facts(movements=[], past=Past()))["Spare parts"].place == SPARES


def test_what_helped_before_is_suggested_until_it_is_taken() -> None:
    use = Use(P2, "AN-2400", "heartbeat", "", NOW.date())
    parts = {P1: Part(record("part", "1", part_name="Board")), P2: Part(record("part", "2", part_name="Power"))}
    made = facts(past=Past(uses=[use, use, replace(use, playbook="")]), parts=parts, stock={P2: Stock({"": 4})})
    made.stock[P1] = Stock()  # type: ignore[index]
    said = only(made).found
    assert said.startswith("Power: used 3 times on AN-2400, 2 of them with this symptom, last on 2026-11-09")
    assert said.endswith("in stock 4")
    made.trip.movements.append(PartMovement(record("part_movement", "2", movement="taken", part=P2, quantity="1")))
    assert gaps(made) == {}


def test_hand_tools_are_ticked_off() -> None:
    strap = Manual(record("manual", "2", manual_name="Wrist strap", sort="tool"))
    made = facts()
    made.aids.append(strap)
    point = only(made)
    assert point.packs and point.item == "Wrist strap"
    made.trip.checklist.values[f"items.{point.code}.decided"] = "packed"  # type: ignore[union-attr]
    assert gaps(made) == {}


def test_files_are_named_up_to_a_number() -> None:
    made = facts()
    lacking = tuple(carried(f"{n:064x}", f"{n}.cfg", "lost", "equipment") for n in range(MOST_FILES + 5))
    made.along = Along((*made.along.files, *lacking))
    made.trip.checklist.values["rehearsed_of"] = made.along.mark  # type: ignore[union-attr]
    found = [point for point in points(made) if point.state == "gap"]
    assert len(found) == MOST_FILES + 1
    assert found[-1].code == "s6-more" and "5" in found[-1].found


def test_what_is_owed_is_less_what_came_in() -> None:
    debt = Receivable(record("receivable", "1", debt="repair", amount="4550", due="2026-09-30", status="open"))
    made = facts(receivables=[debt])
    made.receipts = {debt.id: [Receipt(record("receipt", "1", amount="550"))]}
    assert only(made).found == "¥4,000.00, overdue since 2026-09-30, ¥550.00 paid already"
    assert only(made).place == debt.id
    debt.values["status"] = "settled"
    assert gaps(made) == {}


@pytest.mark.parametrize(
    ("change", "item"),
    [
        ({"synced": None}, "Synchronized"),
        ({"synced": NOW - timedelta(hours=30)}, "Synchronized"),
        ({"locked_out": True}, "Synchronized"),
        ({"free": 10**8}, "Room on the disk"),
        ({"signs_until": NOW + timedelta(days=3)}, "Signing certificate"),
        ({"signs_until": None}, "Signing certificate"),
        ({"lacks": ("key to sign with",)}, "Keys and fonts"),
    ],
)
def test_the_laptop_is_looked_at_too(change: dict[str, object], item: str) -> None:
    made = facts()
    assert made.laptop is not None
    made.laptop = replace(made.laptop, **change)  # type: ignore[arg-type]
    assert only(made).item == item


def test_a_certificate_that_lasts_for_the_trip_is_good_enough() -> None:
    made = facts()
    made.laptop = replace(made.laptop, signs_until=NOW + timedelta(days=5))  # type: ignore[type-var]
    made.trip.visit.values["planned_to"] = "2026-11-11"
    assert gaps(made) == {}
    made.trip.visit.values["planned_to"] = "2026-11-14"
    assert only(made).item == "Signing certificate"


def test_a_rehearsal_counts_while_the_same_files_are_needed() -> None:
    made = facts()
    made.along = Along((*made.along.files, carried("d" * 64, "new.pdf")))
    assert (only(made).item, only(made).place) == ("Rehearsal without network", REHEARSAL)
    made = facts()
    made.trip.checklist.values["rehearsed_whole"] = False  # type: ignore[union-attr]
    assert "not everything was there" in only(made).found
