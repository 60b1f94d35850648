"""What a person is told of his duties: once each, also when the program was closed between."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kept_case import Kept

from fieldkit.actions.notices import untold
from fieldkit.actions.problems import note_contact
from fieldkit.demo.case import Case
from fieldkit.demo.company import at


@pytest.fixture
def case(kept: Kept, tmp_path: Path) -> Iterator[Case]:
    """A problem was taken in and assigned: 08:12, level 2."""
    with kept["sign"].opened(tmp_path / "demo") as played:
        yield played


def test_each_is_told_once_when_it_is_pressing_and_again_when_it_is_missed(case: Case) -> None:
    desk, clock = case.desk("engineer"), case.company.clock
    clock.set(at("11-10 14:00"))
    before = {duty.code for duty in untold(desk)}
    assert "documents" not in before
    assert untold(desk) == []
    clock.set(at("11-16 09:00"))
    assert "documents" in {duty.code for duty in untold(desk)}
    assert untold(desk) == []
    clock.set(at("11-17 18:01"))
    assert [(duty.code, duty.state) for duty in untold(desk) if duty.code == "documents"] == [("documents", "missed")]
    assert untold(desk) == []


def test_nobody_is_told_of_what_is_somebody_elses(case: Case) -> None:
    case.company.clock.set(at("11-17 18:01"))
    assert not {duty.code for duty in untold(case.desk("line_manager"))} & {"documents", "watch", "recheck"}
    assert all(duty.concerns(case.desk("engineer").actor) for duty in untold(case.desk("engineer")))


def test_what_was_settled_is_not_told(case: Case) -> None:
    desk, clock = case.desk("engineer"), case.company.clock
    note_contact(desk, case.problem, "周工", "已恢复", at=at("11-09 08:30"), purpose="guidance", channel="phone")
    clock.set(at("11-17 18:01"))
    assert "respond" not in {duty.code for duty in untold(desk)}
