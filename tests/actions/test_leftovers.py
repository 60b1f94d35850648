"""What is left over is tracked: by whom and until when, on the next trip to that customer, until it is done."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kept_case import Kept

from fieldkit.actions import leftovers, trips
from fieldkit.actions.readiness import refresh_checklist
from fieldkit.actions.today import today
from fieldkit.demo.case import Case
from fieldkit.demo.company import rid
from fieldkit.errors import UserError
from fieldkit.forms import Checklist, Leftover


@pytest.fixture
def case(kept: Kept, tmp_path: Path) -> Iterator[Case]:
    """The report is signed, so that what it names is under seal."""
    with kept["sign"].opened(tmp_path / "demo") as played:
        yield played


def named(case: Case, visit: str) -> str:
    sheet = Checklist(refresh_checklist(case.desk("engineer"), visit))
    return "".join(row.found or "" for row in sheet.items if row.item == "上次遗留")


def test_the_next_trip_names_it_until_it_is_done(case: Case) -> None:
    desk = case.desk("engineer")
    (left,) = desk.store.find("leftover", {"visit": case.visit})
    following = trips.plan_visit(desk, case.problem, "更换蓄电池").id
    assert [one.id for one in leftovers.earlier(desk, following)] == [left.id]
    assert leftovers.earlier(desk, case.visit) == []
    said = named(case, following)
    assert "蓄电池第 11 节" in said and desk.actor.name in said and "2026-12-10" in said
    assert [duty.code for duty in today(desk).duties if duty.code == "leftover"] == ["leftover"]
    with pytest.raises(UserError) as refused:
        leftovers.done(desk, left.id, " ")
    assert refused.value.field == "outcome"
    leftovers.done(desk, left.id, "11-20 已更换第 11 节")
    assert named(case, following) == ""
    assert [duty for duty in today(desk).duties if duty.code == "leftover"] == []
    case.company.switch_on()
    assert case.company.sync("engineer", "line_manager")["engineer"].rejected == 0
    there = case.desk("line_manager").store.get(left.id)
    assert there is not None and (there.values["status"], there.values["outcome"]) == ("done", "11-20 已更换第 11 节")


def test_somebody_else_may_track_it(case: Case) -> None:
    desk = case.desk("engineer")
    following = trips.plan_visit(desk, case.problem, "复查").id
    mine = Leftover(leftovers.leave_over(desk, following, "补装防雷器", "us", "2026-12-01"))
    theirs = Leftover(leftovers.leave_over(desk, following, "换风扇", "us", "2026-12-01", rid("person", "E106")))
    assert (mine.holder, theirs.holder) == (desk.actor.person, rid("person", "E106"))
    assert "换风扇" not in "".join(duty.about for duty in today(desk).duties)
