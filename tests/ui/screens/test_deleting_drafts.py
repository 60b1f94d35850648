"""A draft is taken back by its author, on the screen, after a question, and can be put back; nobody else's, and
nothing that was signed."""

from pathlib import Path

from courier_trips import AN, COLLEAGUE, DEPARTMENT, ENGINEER, Trips, new_problem

from fieldkit.actions.enrol import sync
from fieldkit.actions.paperwork import begin, may_begin, papers_of
from fieldkit.actions.records import show_record

from .papers_screen import Hands


def problem_of(trips: Trips) -> str:
    laptop = trips.laptop(DEPARTMENT)
    rid = new_problem(laptop, line=AN, symptom="心跳丢失", effect="间歇性无法拨号", since="2026-11-08T15:40:00Z")
    sync(laptop.desk)
    return rid


def test_the_author_deletes_a_draft_and_takes_it_back(trips: Trips, before, qtbot, shown) -> None:
    problem = problem_of(trips)
    mine = trips.laptop(ENGINEER)
    hands = Hands(before(mine), qtbot, shown)
    rid = begin(mine.desk, "support_request", problem).id
    hands.go(f"papers/{rid}")
    hands.press("paper.delete")
    number = str(show_record(mine.desk, rid).values["number"])
    assert number in hands.find("paper.deleting.words").text()
    hands.press("paper.deleting.keep")
    assert not hands.has("paper.deleting.go")
    hands.press("paper.delete")
    hands.press("paper.deleting.go")
    hands.idle()
    assert show_record(mine.desk, rid).deleted
    assert papers_of(mine.desk, problem) == []
    assert not hands.has("step.submitted")
    hands.press("paper.deleting.back")
    hands.idle()
    assert [record.id for record in papers_of(mine.desk, problem)] == [rid]
    assert hands.has("paper.delete")
    assert not hands.has("paper.deleting")
    hands.press("paper.delete")
    hands.press("paper.deleting.go")
    hands.idle()
    assert sync(mine.desk).rejected == 0


def test_anothers_draft_is_not_offered_to_be_deleted(trips: Trips, before, qtbot, shown, tmp_path: Path) -> None:
    problem = problem_of(trips)
    mine, colleague = trips.laptop(ENGINEER), trips.laptop(COLLEAGUE)
    rid = begin(mine.desk, "support_request", problem).id
    sync(mine.desk)
    sync(colleague.desk)
    hands = Hands(before(colleague), qtbot, shown)
    hands.go(f"papers/{rid}")
    assert not hands.has("paper.delete")
    colleague.desk.write("support_request", rid, {"deleted": True})  # past the action, as a program of his own would
    assert sync(colleague.desk).rejected == 1


def test_the_only_paper_of_a_kind_is_begun_anew_after_it_was_deleted(trips: Trips, before, qtbot, shown) -> None:
    problem = problem_of(trips)
    mine = trips.laptop(ENGINEER)
    hands = Hands(before(mine), qtbot, shown)
    rid = begin(mine.desk, "major_notice", problem).id
    hands.go(f"papers/{rid}")
    hands.press("paper.delete")
    hands.press("paper.deleting.go")
    hands.idle()
    assert "major_notice" in [form.kind for form in may_begin(mine.desk, problem)]
    assert begin(mine.desk, "major_notice", problem).id == rid
    assert not show_record(mine.desk, rid).deleted
