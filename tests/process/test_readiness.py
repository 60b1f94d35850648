"""Trip readiness: each stage names what it lacks."""

import pytest

from fieldkit.forms import (
    Checklist,
    Equipment,
    Problem,
    Receivable,
    Record,
    ReleasedVersion,
    ServiceReport,
    Software,
    Visit,
    natural_id,
    only_child_id,
)
from fieldkit.process.dossier import Trip
from fieldkit.process.readiness import STAGES, current_stage, ending, lacks

VISIT = natural_id("visit", "1")


def record(kind: str, key: str, **values: str) -> Record:
    return Record(natural_id(kind, key), kind, values=dict(values))


def trip() -> Trip:
    unit = record("equipment", "1", model="AN-2400", serial="S1")
    installed = {"equipment": unit.id, "component": "主控", "version_installed": "V3.1.4", "special": "定制话单"}
    released = {"model": "AN-2400", "component": "主控", "version_released": "V3.2.0", "must_have": "P03"}
    return Trip(
        Visit(Record(VISIT, "visit", values={"purpose": "心跳丢失"})),
        equipment=[Equipment(unit)],
        software=[Software(record("software", "1", **installed))],
        released=[ReleasedVersion(record("released_version", "1", **released))],
        receivables=[
            Receivable(record("receivable", "1", debt="repair", amount="4550", due="2026-09-30", status="open"))
        ],
    )


def test_a_new_trip_lacks_everything_by_name() -> None:
    missing = lacks(trip())
    assert list(missing) == list(STAGES)
    assert all(missing[stage] for stage in STAGES)
    assert current_stage(trip()) == "prepare"


@pytest.mark.parametrize(
    ("problem", "report", "solved", "step"),
    [
        ("visit", "approved", True, "solved"),
        ("solved", "approved", True, "closed"),
        ("visit", "signed", True, ""),
        ("visit", "approved", False, ""),
        ("closed", "approved", True, ""),
    ],
)
def test_an_approved_report_that_says_solved_ends_the_problem(
    problem: str, report: str, solved: bool, step: str
) -> None:
    paper = Record(only_child_id(VISIT, "service_report"), "service_report")
    paper.values.update({"status": report, "solved": solved})
    assert ending(Problem(record("problem", "1", status=problem)), ServiceReport(paper)) == step


def test_a_gap_with_an_answer_does_not_hold_the_trip_up() -> None:
    started = trip()
    values = {"visit": VISIT, "items.v1.group": "versions", "items.v1.item": "落后", "items.v1.state": "gap"}
    started.checklist = Checklist(Record(only_child_id(VISIT, "checklist"), "checklist", values=dict(values)))
    before = [lack.text for lack in lacks(started)["prepare"]]
    started.checklist.values["items.v1.answer"] = "到场确认"
    after = [lack.text for lack in lacks(started)["prepare"]]
    assert len(after) == len(before) - 1
    started.checklist.values.update({"items.v1.answer": None, "items.v1.decided": "packed"})
    assert [lack.text for lack in lacks(started)["prepare"]] == after


def test_on_site_the_preparation_is_past() -> None:
    started = trip()
    started.visit.values["arrived"] = "2026-11-10T02:05:00Z"
    assert current_stage(started) == "diagnose"
