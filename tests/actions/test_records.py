"""Any record by its form: the same checks for screens and scripts."""

from collections.abc import Iterator

import pytest
from kept_case import Kept

from fieldkit.actions.records import (
    delete_record,
    list_records,
    new_record,
    parse_values,
    set_values,
    settle_conflict,
    show_record,
)
from fieldkit.demo.case import CUSTOMER, LINE, Case
from fieldkit.errors import FieldError, UserError
from fieldkit.forms import natural_id


@pytest.fixture(scope="module")
def case(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    with kept["take_in"].opened(tmp_path_factory.mktemp("demo")) as played:
        yield played


def test_what_is_typed_is_stored_as_the_field_says() -> None:
    typed = {"planned_from": "2026年11月10日", "arrived": "2026-11-10 10:05", "purpose": " 心跳丢失 "}
    assert parse_values("visit", typed) == {
        "planned_from": "2026-11-10",
        "arrived": "2026-11-10T02:05:00Z",
        "purpose": "心跳丢失",
    }


@pytest.mark.parametrize(
    ("kind", "typed", "path"),
    [
        ("visit", {"planned_from": "übermorgen"}, "planned_from"),
        ("visit", {"nothing": "x"}, "nothing"),
        ("visit", {"status": "flying"}, "status"),
        ("diary", {"x": "y"}, "x"),
    ],
)
def test_what_is_wrong_is_named(kind: str, typed: dict[str, str], path: str) -> None:
    with pytest.raises(FieldError) as refused:
        parse_values(kind, typed)
    assert refused.value.field == path


def test_a_new_record_needs_what_is_always_needed(case: Case) -> None:
    with pytest.raises(FieldError) as refused:
        new_record(case.desk("engineer"), "site", {"customer": CUSTOMER})
    assert refused.value.field == "site_name"


def test_a_status_cannot_leap(case: Case) -> None:
    with pytest.raises(UserError):
        set_values(case.desk("line_manager"), case.problem, {"status": "closed"})


def test_an_engineer_writes_neither_stock_lists_nor_people(case: Case) -> None:
    desk = case.desk("engineer")
    with pytest.raises(UserError):
        new_record(desk, "part", {"code": "X", "part_name": "x", "line": LINE})
    with pytest.raises(UserError):
        set_values(desk, natural_id("person", "E100"), {"person_name": "Chef"})


def test_another_lines_records_are_not_here(case: Case) -> None:
    lines = {record.scope.line for record in list_records(case.desk("engineer"), "equipment")}
    assert lines == {LINE}
    with pytest.raises(UserError):
        show_record(case.desk("engineer"), natural_id("equipment", "ACS30020210700002"))


def test_a_deleted_record_is_gone_from_lists_but_not_from_the_history(case: Case) -> None:
    desk = case.desk("department_manager")
    site = new_record(desk, "site", {"customer": CUSTOMER, "site_name": "临时局点"})
    delete_record(desk, site.id)
    assert site.id not in {record.id for record in list_records(desk, "site")}
    assert show_record(desk, site.id).deleted


def test_a_person_settles_what_two_wrote(case: Case) -> None:
    engineer, manager = case.desk("engineer"), case.desk("line_manager")
    case.company.sync()
    set_values(engineer, CUSTOMER, {"contact": "甲"}, engineer.store.open(CUSTOMER))
    set_values(manager, CUSTOMER, {"contact": "乙"}, manager.store.open(CUSTOMER))
    case.company.sync()
    case.company.sync()
    assert "contact" in show_record(engineer, CUSTOMER).conflicts
    settle_conflict(engineer, CUSTOMER, "contact", "乙")
    case.company.sync()
    case.company.sync()
    for desk in (engineer, manager):
        assert show_record(desk, CUSTOMER).conflicts == {}
        assert show_record(desk, CUSTOMER).values["contact"] == "乙"
