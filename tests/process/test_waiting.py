"""For whom a paper waits: whoever takes the next step of it, or wrote what came back; nobody for what is not ready."""

import pytest

from fieldkit.access import Actor, Post, Role, Scope
from fieldkit.forms import Json, Record, natural_id, new_id
from fieldkit.process.waiting import WAITING, waits_for

AUTHOR, OTHER = natural_id("person", "E1"), natural_id("person", "E2")
HOUSE = (Role.SECRETARY, Role.QA, Role.LINE_MANAGER, Role.DEPARTMENT_MANAGER, Role.VICE_PRESIDENT, Role.ENGINEER)


def actor(role: Role, person: str = OTHER) -> Actor:
    return Actor(person, "E", "n", frozenset({Post(role)}), frozenset({Scope()}))


def waiting(kind: str, status: str, author: frozenset[Role] = frozenset({Role.ENGINEER}), **values: Json) -> set[Role]:
    """The roles of the house for which a paper in this status waits."""
    record = Record(new_id(), kind, values={**values, "status": status})
    return {role for role in HOUSE if waits_for(record, actor(role), lambda _person: author)}


@pytest.mark.parametrize(
    ("kind", "status", "role"),
    [
        ("support_request", "submitted", Role.LINE_MANAGER),
        ("support_request", "passed_up", Role.DEPARTMENT_MANAGER),
        ("support_request", "approved", Role.VICE_PRESIDENT),
        ("remote_report", "signed", Role.LINE_MANAGER),
        ("spare_request", "submitted", Role.LINE_MANAGER),
        ("spare_request", "granted", Role.SECRETARY),
        ("document_update", "handed_over", Role.SECRETARY),
        ("task_approval", "line_approved", Role.DEPARTMENT_MANAGER),
        ("fault_analysis", "submitted", Role.LINE_MANAGER),
        ("problem_slip", "answered", Role.QA),
        ("closure", "open", Role.LINE_MANAGER),
    ],
)
def test_a_paper_waits_for_one_role(kind: str, status: str, role: Role) -> None:
    assert waiting(kind, status) == {role}
    assert status in WAITING[kind]


def test_a_line_managers_own_paper_waits_for_the_one_above_him() -> None:
    author = frozenset({Role.LINE_MANAGER})
    assert Role.DEPARTMENT_MANAGER in waiting("spare_request", "submitted", author, applicant=AUTHOR)
    record = Record(new_id(), "spare_request", values={"status": "submitted", "applicant": AUTHOR})
    assert not waits_for(record, actor(Role.LINE_MANAGER, AUTHOR), lambda _person: author)


def test_what_came_back_waits_for_its_author_alone() -> None:
    record = Record(new_id(), "fault_analysis", values={"status": "returned", "author": AUTHOR})
    assert waits_for(record, actor(Role.ENGINEER, AUTHOR), lambda _person: frozenset())
    assert not waits_for(record, actor(Role.ENGINEER), lambda _person: frozenset())


def test_the_notice_waits_only_once_it_is_written_and_the_closing_first_for_what_qa_left_out() -> None:
    assert waiting("major_notice", "issued") == set()
    written: dict[str, Json] = {"problem": OTHER, "written_by": AUTHOR, "recovered_at": "2026-11-21T00:00:00Z"}
    assert waiting("major_notice", "issued", **written) == {Role.LINE_MANAGER}
    assert waiting("closure", "rechecked") == {Role.QA}
    told: dict[str, Json] = {"archived_at": "2026-11-21T00:00:00Z", "told_outcome": True, "satisfaction": "5"}
    assert waiting("closure", "rechecked", **told) == {Role.DEPARTMENT_MANAGER}
    assert "audited" not in WAITING["closure"]  # the clock of the question says when its time has come
    assert not WAITING.keys() & {"trip_approval", "service_report", "problem", "monitoring_record"}
