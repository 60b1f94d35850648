"""What a problem is, how grave, and since when it waits: changed by those who judge alone, past the laptop too."""

from collections.abc import Iterator

import pytest
from sync.test_settled import ENGINEER, House, refused

from fieldkit.actions import life
from fieldkit.actions.records import set_values
from fieldkit.demo.case import CUSTOMER, LINE
from fieldkit.demo.company import Company, at
from fieldkit.forms import Json, Problem, Values, new_id
from fieldkit.store.store import Edit

NAMES = ("engineer", "colleague", "line_manager", "department_manager", "qa", "secretary")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    company = Company(tmp_path_factory.mktemp("classing"))
    company.open_office()
    for name in NAMES:
        company.enrol(name)
    company.clock.set(at("11-17 09:00"))
    yield House(company)
    company.close()


def taken_in(house: House, by: str = "qa", **more: Json) -> str:
    desk, record = house.desk(by), new_id()
    values: Values = {"summary": "s", "customer": CUSTOMER, "line": LINE, "level": "1", "symptom": "s",
                      "nature": "fault", "received_at": "2026-11-17T00:12:00Z", "status": "open",
                      "respond_by": "2026-11-17T00:27:00Z", "received_by": desk.actor.person}  # fmt: skip
    desk.store.write(desk.actor, [Edit("problem", record, {**values, **more})])
    house.everybody()
    return record


def in_hand(house: House, **more: Json) -> str:
    problem = taken_in(house, **more)
    life.take(house.desk("line_manager"), problem, "assigned", {"assigned_to": ENGINEER})
    house.everybody()
    return problem


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("level", "3"),
        ("nature", "question"),
        ("received_at", "2026-11-17T00:55:00Z"),
        ("respond_by", "2026-11-24T00:00:00Z"),
    ],
)
def test_who_works_on_it_neither_lowers_nor_moves_it(house: House, name: str, value: str) -> None:
    problem = in_hand(house)
    assert "quality assurance" in refused(set_values, house.desk("engineer"), problem, {name: value})
    assert "quality assurance" in house.push("engineer", "problem", problem, **{name: value})
    # What he holds to be right stands beside it.
    set_values(house.desk("engineer"), problem, {"other_level": "3", "other_level_by": "E100"})


def test_what_nobody_had_said_yet_he_says(house: House) -> None:
    problem = in_hand(house, level="3", major=None, on_site_by=None)
    set_values(house.desk("engineer"), problem, {"on_site_by": "2026-11-17T05:00:00Z", "major": True})
    assert "quality assurance" in refused(set_values, house.desk("engineer"), problem, {"major": False})


def test_whoever_took_it_in_corrects_his_own_words_until_it_goes_on(house: House) -> None:
    problem = taken_in(house, "engineer", level="3")
    set_values(house.desk("engineer"), problem, {"level": "2", "received_at": "2026-11-17T00:10:00Z"})
    house.everybody()
    assert "quality assurance" in refused(set_values, house.desk("colleague"), problem, {"level": "3"})
    house.everybody()
    life.take(house.desk("line_manager"), problem, "judged", {"nature": "fault", "level": "2"})
    house.everybody()
    assert "quality assurance" in refused(set_values, house.desk("engineer"), problem, {"level": "3"})


@pytest.mark.parametrize(
    ("grave", "less"),
    [({}, {"level": "2"}), ({"major": True, "level": "3"}, {"major": False}), ({}, {"nature": "question"})],
)
def test_a_grave_problem_is_made_less_grave_from_above_with_the_reason(
    house: House, grave: Values, less: Values
) -> None:
    problem = taken_in(house, **grave)
    manager, qa = house.desk("line_manager"), house.desk("qa")
    assert "P7.5.2" in refused(set_values, manager, problem, {**less, "level_reason": "x"})
    assert "P7.5.2" in house.push("line_manager", "problem", problem, **less, level_reason="x")
    assert "Why this severity" in refused(set_values, qa, problem, less)
    assert "Why this severity" in house.push("qa", "problem", problem, **less, level_reason=None)
    set_values(qa, problem, {**less, "level_reason": "备用板已接上"})
    house.everybody()
    known = manager.store.get(problem)
    assert known is not None and less.items() <= known.values.items()


def test_a_grave_problem_is_cancelled_from_above(house: House) -> None:
    problem = taken_in(house)
    gone: Values = {"reason": "误报"}
    assert "P7.5.2" in refused(life.take, house.desk("line_manager"), problem, "cancelled", gone)
    assert "P7.5.2" in house.push("line_manager", "problem", problem, status="cancelled", **gone)
    life.take(house.desk("qa"), problem, "cancelled", gone)
    house.everybody()
    assert Problem(house.desk("line_manager").form(problem).record).status == "cancelled"


def test_what_the_market_department_answered_is_told_before_it_is_closed(house: House) -> None:
    """P4.2.4 and P2.2: who complained is told the outcome, and asked how satisfied he is."""
    problem, manager = taken_in(house, level="3", nature="performance"), house.desk("line_manager")
    life.take(manager, problem, "market", {"market_to": "市场部"})
    life.take(manager, problem, "answered", {"market_answer": "下一版本改进"})
    said = refused(life.take, manager, problem, "closed")
    assert "what he said" in said and "Satisfaction" in said
    life.take(manager, problem, "closed", {"outcome_said": "已告知李工，同意", "satisfaction": "4"})
    house.everybody()
    assert Problem(house.desk("qa").form(problem).record).status == "closed"
