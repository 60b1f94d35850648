"""Approving simple reports together: only what is green through and through, each with a seal of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kept_case import Kept, State, keep

from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import load_trip
from fieldkit.actions.papers import last_sheet
from fieldkit.actions.reports import approve_report, return_report
from fieldkit.actions.reviewing import approve_simple, is_simple, passed_at_once
from fieldkit.actions.revisions import revise
from fieldkit.demo import case as played
from fieldkit.demo.case import STAGES, Case
from fieldkit.errors import UserError
from fieldkit.forms import new_id
from fieldkit.process.first_pass import FirstPass
from fieldkit.process.thoroughness import not_green


@pytest.fixture(scope="module")
def at_the_office(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> State:
    """The worked case as it might have gone: the right board written down, and nothing left over."""
    folder = tmp_path_factory.mktemp("simple")
    with pytest.MonkeyPatch.context() as patch, kept["diagnose"].opened(folder / "play") as case:
        patch.setattr(played, "WRONG_BOARD", played.BOARD_1)
        patch.setattr(played.leftovers, "leave_over", lambda *_all: None)
        for name in ("follow_up", "write_report", "sign", "come_back"):
            STAGES[name](case)
        return keep(case, folder / "kept")


@pytest.fixture
def simple(at_the_office: State, tmp_path: Path) -> Iterator[Case]:
    with at_the_office.opened(tmp_path) as case:
        yield case


def test_simple_reports_are_approved_together_each_with_the_managers_seal(simple: Case) -> None:
    desk = simple.desk("line_manager")
    assert not_green(load_trip(desk, simple.visit)) == []
    before = last_sheet(desk.form(simple.report).record)
    assert approve_simple(desk, [simple.visit]) == 1
    after = desk.form(simple.report).record
    sealed = last_sheet(after)
    assert after.values["status"] == "approved"
    assert sealed is not None and before is not None and sealed.sha256 != before.sha256
    assert passed_at_once(desk) == FirstPass(1, 1)
    assert simple.company.sync("line_manager")["line_manager"].rejected == 0
    with pytest.raises(UserError):  # once more: it is approved already
        approve_simple(desk, [simple.visit])


def test_the_first_that_is_not_green_stops_it_and_says_why(simple: Case) -> None:
    desk = simple.desk("line_manager")
    desk.write("comment", new_id(), {"visit": simple.visit, "about": simple.report, "path": "cause", "text": "为什么？",
                                     "status": "open", "written_by": desk.actor.person})  # fmt: skip
    assert not is_simple(desk, simple.visit)
    with pytest.raises(UserError, match="批注"):
        approve_simple(desk, [simple.visit])
    assert desk.form(simple.report).record.values["status"] == "signed"


def test_without_a_line_and_without_the_pdf_nothing_is_approved(simple: Case) -> None:
    simple.company.switch_off()
    desk = simple.desk("line_manager")
    with pytest.raises(UserError, match="PDF"):
        approve_simple(desk, [simple.visit])
    assert desk.form(simple.report).record.values["status"] == "signed"


def test_what_was_returned_once_is_looked_at_by_a_person(simple: Case) -> None:
    desk = simple.desk("line_manager")
    return_report(desk, simple.visit, "时间不对")
    assert not is_simple(desk, simple.visit)


@pytest.mark.parametrize(
    ("who", "does", "stands"),
    [
        ("department_manager", lambda desk, case: return_report(desk, case.visit, "时间不对"), "returned"),
        ("department_manager", lambda desk, case: approve_report(desk, case.visit), "approved"),
        ("engineer", lambda desk, case: revise(desk, case.report, "序列号写错"), "draft"),
    ],
)
def test_what_somebody_else_did_meanwhile_stands_and_nothing_of_the_approval_with_it(
    simple: Case, who: str, does: Callable[[Desk, Case], object], stands: str
) -> None:
    """Approved together before the news came: the office takes neither the seal nor the word of the review."""
    company, mine, theirs = simple.company, simple.desk("line_manager"), simple.desk(who)
    company.sync()
    before = {record.id for record in theirs.store.find("review")}
    does(theirs, simple)
    decided = {record.id for record in theirs.store.find("review")} - before
    company.sync(who)
    assert approve_simple(mine, [simple.visit]) == 1
    company.sync("line_manager")
    company.sync()
    for name in ("engineer", "line_manager", "department_manager"):
        desk = simple.desk(name)
        record = desk.form(simple.report).record
        assert record.values["status"] == stands
        assert {one.id for one in desk.store.find("review")} == before | decided
        assert record.values == theirs.form(simple.report).record.values


def test_of_several_those_before_the_one_that_was_altered_stay_approved(simple: Case) -> None:
    """The second of the list was given back: what is said counts the first, which is approved and sent."""
    desk = simple.desk("line_manager")
    with pytest.raises(UserError, match="1"):
        approve_simple(desk, [simple.visit, simple.visit])  # the second time it is no longer what was looked at
    assert desk.form(simple.report).record.values["status"] == "approved"
    assert simple.company.sync("line_manager")["line_manager"].rejected == 0
