"""Luggage: which records a trip reaches, in which order their files are needed, and what finds no room."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fieldkit.access import Scope
from fieldkit.forms import Record
from fieldkit.forms.values import StoredFile
from fieldkit.process.luggage import (
    PAST,
    PLACE,
    TOOL,
    Along,
    Carried,
    Need,
    Reach,
    kinds_with_files,
    needs_of,
    pack,
    rank_of,
)

REACH = Reach(frozenset({"c"}), frozenset({"an-2400"}), frozenset({"an"}))


def record(kind: str, customer: str = "*", line: str = "*", **values: Any) -> Record:
    return Record(kind + customer + line, kind, Scope(customer, line), values)


def test_a_customers_records_are_reached_with_the_customer() -> None:
    assert rank_of(record("site", "c"), REACH) == PLACE
    assert rank_of(record("equipment", "c", "an"), REACH) == PLACE
    assert rank_of(record("photo", "c", "an"), REACH) == PAST
    assert rank_of(record("site", "d"), REACH) is None


def test_records_of_the_house_are_reached_by_model_else_by_line() -> None:
    assert rank_of(record("released_version", model="AN-2400"), REACH) == TOOL
    assert rank_of(record("released_version", model="SX-10"), REACH) is None
    assert rank_of(record("manual", line="an", models="SX-10; an-2400"), REACH) == TOOL
    assert rank_of(record("manual", line="an", models="SX-10"), REACH) is None
    assert rank_of(record("manual", line="an"), REACH) == TOOL
    assert rank_of(record("manual", line="sw"), REACH) is None
    assert rank_of(record("manual"), REACH) == TOOL


def test_whatever_field_holds_a_file_is_packed() -> None:
    assert {"photo", "service_report"} <= kinds_with_files()
    assert "customer" not in kinds_with_files()


def picture(mark: str, size: int = 10) -> dict[str, Any]:
    return {"sha256": mark * 64, "name": f"{mark}.jpg", "size": size, "type": "image/jpeg"}


def test_the_newest_comes_first_and_each_file_once() -> None:
    old, new, twin = (
        Record(rid, "photo", Scope("c", "an"), last_seq=seq) for rid, seq in (("1", 3), ("2", 9), ("3", 5))
    )
    for one, mark in ((old, "a"), (new, "b"), (twin, "a")):
        one.values["picture"] = picture(mark)
    broken = Record("4", "photo", Scope("c", "an"), {"picture": {"sha256": "no"}})
    found = needs_of([old, new, twin, broken], REACH)
    assert [(need.file.name, need.record.id) for need in found] == [("b.jpg", "2"), ("a.jpg", "3")]


def need(mark: int, size: int, rank: int = TOOL) -> Need:
    return Need(StoredFile(f"{mark:064x}", str(mark), size, "x"), record("photo", "c"), "picture", rank)


def test_to_the_byte() -> None:
    one, other, third = need(1, 600), need(2, 400), need(3, 1)
    assert list(pack([one, other], 1_000).taken) == [one.file.sha256, other.file.sha256]
    packed = pack([one, other, third], 1_000)
    assert packed.left == {third.file.sha256: "no_room"}
    packed = pack([one, other, third], 999)
    assert packed.left == {other.file.sha256: "no_room"}
    assert third.file.sha256 in packed.taken
    assert pack([one], 599).left == {one.file.sha256: "too_large"}
    assert pack([one], 1_000, [one.file.sha256]).left == {one.file.sha256: "lost"}
    assert pack([need(1, 2**27, PAST)], 2**31).left == {one.file.sha256: "too_large"}


@given(st.lists(st.tuples(st.integers(0, 500), st.sampled_from((PLACE, TOOL, PAST)))), st.integers(0, 1_000))
def test_every_file_is_taken_or_left_for_a_reason(sizes: list[tuple[int, int]], quota: int) -> None:
    needs = [need(number, size, rank) for number, (size, rank) in enumerate(sizes)]
    packed = pack(needs, quota)
    assert sum(packed.taken.values()) <= quota
    assert packed.taken.keys() | packed.left.keys() == {one.file.sha256 for one in needs}
    assert not packed.taken.keys() & packed.left.keys()
    room = quota - sum(packed.taken.values())
    assert all(one.file.size > room for one in needs if packed.left.get(one.file.sha256) == "no_room")


def test_photos_of_before_do_not_change_what_is_needed() -> None:
    here = Carried("a" * 64, 5, "图纸.pdf", "局点 城东机房", "site", "1")
    lacking, past = replace(here, sha256="b" * 64, why="no_room"), replace(here, sha256="c" * 64, past=True)
    luggage = Along((here, lacking, past))
    assert (luggage.here, luggage.missing) == (2, (lacking,))
    assert luggage.mark == Along((lacking, here)).mark != Along((here,)).mark
