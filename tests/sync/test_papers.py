"""The papers over the real push: each kind there and back, wrong roles and own papers refused, consent before all."""

from collections.abc import Callable
from typing import Any

import pytest
from conftest import Played
from documents.papers_case import FULL
from setting_out import LOOKED_AT
from sqlalchemy import select

from fieldkit.access import EVERYONE, GRANTS
from fieldkit.clock import PlayedClock
from fieldkit.forms import FORMS, Paper, Values, natural_id, new_id, only_child_id
from fieldkit.forms.values import Link, PersonLink, Rows
from fieldkit.office.house import House
from fieldkit.office.tables import CHANGE
from fieldkit.process.transitions import TRANSITIONS
from fieldkit.records.tables import load
from fieldkit.store.store import Edit

Make = Callable[[str], Played]
CUSTOMER = natural_id("customer", "C1900")
AT = "2026-11-09T01:00:00Z"
EVERYBODY = ("engineer", "line_manager", "department_manager", "qa", "secretary", "vice_president")
KINDS = sorted(kind for kind in FULL if FORMS[kind].belongs_to)  # a complaint has tests of its own


def write(one: Played, kind: str, rid: str, patch: Values) -> tuple[str, str]:
    """Writes past every check of the laptop, and syncs; the verdict's code ("" when it was taken) and sentence."""
    one.pull()
    one.store.write(one.actor, [Edit(kind, rid, patch, one.store.open(rid) if one.store.get(rid) else None)])
    one.round()
    with one.wire.database.reading() as connection:
        query = select(CHANGE.c.code, CHANGE.c.message).where(CHANGE.c.rid == rid).order_by(CHANGE.c.seq.desc())
        row = connection.execute(query).first()
    assert row is not None
    return str(row.code), str(row.message.get("en") or "")


def name_of(house: House, one: Played) -> str:
    with house.database.reading() as connection:
        person = load(connection, one.actor.person)
    assert person is not None
    return str(person.values["person_name"])


def mine(house: House, one: Played) -> Any:
    """A signature of this person."""
    return {"name": name_of(house, one), "role": "x", "at": AT}


HAND = [[[100, 100, 5], [300, 200, 5]]]
BY_CUSTOMER: Any = {"name": "王𠅤", "role": "customer", "at": AT, "strokes": HAND}


@pytest.fixture
def team(laptop: Make) -> dict[str, Played]:
    people = {name: laptop(name) for name in EVERYBODY}
    for one in people.values():
        one.pull()
    return people


@pytest.fixture
def job(team: dict[str, Played]) -> tuple[str, str]:
    """A problem and a visit for it."""
    engineer, problem, visit = team["engineer"], new_id(), new_id()
    who: Values = {"received_at": "2026-11-09T00:12:00Z", "received_by": engineer.actor.person, "customer": CUSTOMER}
    line = natural_id("product_line", "AN")
    assert write(engineer, "problem", problem, {"summary": "x", "line": line, "status": "open", **who}) == ("", "")
    trip: Values = {"problem": problem, "customer": CUSTOMER, "engineer": engineer.actor.person, "purpose": "x"}
    assert write(engineer, "visit", visit, {**trip, "status": "preparing"}) == ("", "")
    return problem, visit


def whole(kind: str, author: Played, job: tuple[str, str]) -> tuple[str, Values]:
    """Id and values of a full paper of the case as this person begins it: in its first status, without signatures."""
    form = FORMS[kind]
    parent = dict(zip(("problem", "visit"), job, strict=True))[form.belongs_to]
    values: Values = {form.belongs_to: parent}
    for path, value in FULL[kind].items():
        rows, _, inner = path.partition(".")
        declared = form.fields[rows]
        field = declared.row.fields[inner.split(".")[-1]] if isinstance(declared, Rows) else declared
        if path in values or (field.write is not None and not field.write & author.actor.roles):
            continue
        if isinstance(field, PersonLink):
            values[path] = author.actor.person
        elif not isinstance(field, Link) or field.name == "customer":
            values[path] = CUSTOMER if field.name == "customer" else value
    first = [step.target for step in TRANSITIONS if (step.kind, step.source) == (kind, "")]
    values |= {"status": first[0]} if first else {}
    if kind == "remote_report":
        values = {path: value for path, value in values.items() if not path.startswith("operations.")}
        values["request"] = new_id()
    return only_child_id(parent, kind) if form.only_child else new_id(), values


def writer(kind: str) -> str:
    """Somebody who may begin a paper of a kind."""
    first = [step.roles for step in TRANSITIONS if (step.kind, step.source) == (kind, "")]
    may = GRANTS[kind].write & first[0] if first else GRANTS[kind].write
    return next(name for name in EVERYBODY if name in may)


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_goes_to_the_office_and_to_those_who_may_read_it_alone(
    kind: str, team: dict[str, Played], job: tuple[str, str], clock: PlayedClock
) -> None:
    clock.forward(days=9)  # what is said to have happened has happened
    author = team[writer(kind)]
    rid, values = whole(kind, author, job)
    assert write(author, kind, rid, values) == ("", "")
    for name, reader in team.items():
        reader.pull()
        found = reader.store.get(rid)
        if name in GRANTS[kind].read:
            assert found is not None and {path: found.values[path] for path in values} == values, name
        elif reader is not author:
            assert found is None, name


@pytest.mark.parametrize("kind", [kind for kind in KINDS if GRANTS[kind].write != EVERYONE])
def test_whoever_may_not_write_a_paper_is_refused(kind: str, team: dict[str, Played], job: tuple[str, str]) -> None:
    others = [one for name, one in team.items() if name not in GRANTS[kind].write]
    assert others
    for one in others:
        rid, values = whole(kind, one, job)
        assert write(one, kind, rid, values)[0] == "rights"


def begun(kind: str, author: Played, job: tuple[str, str]) -> str:
    rid, values = whole(kind, author, job)
    assert write(author, kind, rid, values) == ("", "")
    return rid


@pytest.mark.parametrize("kind", ["task_approval", "trip_approval"])
def test_both_managers_sign_in_turn_and_none_his_own(
    kind: str, team: dict[str, Played], job: tuple[str, str], house: House
) -> None:
    engineer, line, head = team["engineer"], team["line_manager"], team["department_manager"]
    trip: Values = {"plan": "x", "leave_on": "2026-11-10", "back_on": "2026-11-11", "transport": "car"}
    for author in (engineer, line):
        if kind == "task_approval":
            rid, values = whole(kind, author, job)
        else:
            visit = new_id()
            purpose: Values = {"problem": job[0], "customer": CUSTOMER, "purpose": "x"}
            write(author, "visit", visit, {**purpose, "engineer": author.actor.person, "status": "preparing"})
            rid = only_child_id(visit, kind)
            values = {"visit": visit, "applicant": author.actor.person, "status": "draft", **trip}
            sheet = only_child_id(visit, "checklist")
            assert write(author, "checklist", sheet, {"visit": visit, **LOOKED_AT}) == ("", "")
        assert write(author, kind, rid, values) == ("", "")
        assert write(engineer if author is line else line, kind, rid, {"status": "submitted"})[0] == "first"
        assert write(author, kind, rid, {"status": "submitted"}) == ("", "")
        step: Values = {"status": "line_approved", "line_manager": mine(house, line)}
        if author is line:
            code, refused = write(line, kind, rid, step)
            assert code == "first" and "his own paper" in refused
            assert write(line, kind, rid, {"applicant": engineer.actor.person})[0] == "sealed"
            continue
        assert write(head, kind, rid, {"status": "line_approved", "line_manager": mine(house, head)})[0] == "rights"
        assert write(line, kind, rid, {"status": "line_approved"})[0] == "first"
        assert write(line, kind, rid, step) == ("", "")
        back: Values = {"status": "returned"}
        assert write(head, kind, rid, back)[0] == "first"  # why?
        if kind == "task_approval":
            back["remark"] = "x"
        else:
            said: Values = {"visit": values["visit"], "about": rid, "text": "x", "written_by": head.actor.person}
            assert write(head, "comment", new_id(), {**said, "status": "open"}) == ("", "")
        assert write(head, kind, rid, back) == ("", "")
        code, refused = write(engineer, kind, rid, {"status": "submitted"})
        assert code == "first" and "signed anew" in refused
        assert write(engineer, kind, rid, {"line_manager": mine(house, engineer)})[0] == "rights"
        assert write(engineer, kind, rid, {"status": "submitted", "line_manager": None}) == ("", "")
        assert write(line, kind, rid, {"status": "line_approved"})[0] == "first"
        assert write(line, kind, rid, step) == ("", "")
        assert write(engineer, kind, rid, {"line_manager": None})[0] == "rights"
        last: Values = {"status": "approved", "department_manager": mine(house, head)}
        assert write(head, kind, rid, last) == ("", "")


def test_a_manager_does_not_approve_his_own_reports(
    team: dict[str, Played], job: tuple[str, str], house: House, clock: PlayedClock
) -> None:
    clock.forward(days=9)  # what is said to have happened has happened
    line, head = team["line_manager"], team["department_manager"]
    at: Values = {"arrived": AT, "left": AT, "solved": True}
    full = dict.fromkeys(("symptom", "verified", "cause", "done", "checked", "cleanup"), "x")
    rid = only_child_id(job[1], "service_report")
    values: Values = {"visit": job[1], "engineer_name": line.actor.person, "status": "draft", **full, **at}
    assert write(line, "service_report", rid, values) == ("", "")
    signed: Values = {"status": "signed", "customer": BY_CUSTOMER, "engineer": mine(house, line)}
    assert write(line, "service_report", rid, signed) == ("", "")
    code, said = write(line, "service_report", rid, {"status": "approved", "manager": mine(house, line)})
    assert code == "first" and "his own paper" in said
    assert write(head, "service_report", rid, {"status": "approved", "manager": mine(house, head)}) == ("", "")

    paper = begun("fault_analysis", line, job)
    assert write(line, "fault_analysis", paper, {"status": "submitted"}) == ("", "")
    assert write(line, "fault_analysis", paper, {"status": "accepted"})[0] == "first"
    assert write(head, "fault_analysis", paper, {"status": "accepted"}) == ("", "")

    asked = begun("support_request", line, job)
    assert write(line, "support_request", asked, {"status": "submitted"}) == ("", "")
    answer: Values = {"answer": "x", "answered_by": line.actor.person, "answered_at": AT}
    own: Values = {"status": "answered", "manager": mine(house, line), **answer}
    assert write(line, "support_request", asked, own)[0] == "first"
    assert write(head, "support_request", asked, {"status": "approved", "manager": mine(house, head)}) == ("", "")
    president = team["vice_president"]
    last: Values = {**answer, "answered_by": president.actor.person, "status": "answered"}
    assert write(president, "support_request", asked, last) == ("", "")


def test_a_closure_is_audited_asked_again_and_closed_in_this_order(
    team: dict[str, Played], job: tuple[str, str], clock: PlayedClock
) -> None:
    clock.forward(days=9)
    line, head, qa = team["line_manager"], team["department_manager"], team["qa"]
    rid = new_id()
    begin: Values = {
        "problem": job[0], "engineer": team["engineer"].actor.person, "gone_at": AT, "status": "open",
    }  # fmt: skip
    assert write(team["engineer"], "closure", rid, begin)[0] == "rights"
    rid = new_id()
    assert write(line, "closure", rid, begin) == ("", "")
    asked: Values = {
        "reached": "王𠅤", "recheck_said": "x", "recheck_by": qa.actor.person, "gone": True, "status": "rechecked",
    }  # fmt: skip
    assert write(qa, "closure", rid, {**asked, "recheck_at": "2026-11-17T01:00:00Z"})[0] == "first"
    assert write(qa, "closure", rid, {"thorough": True})[0] == "rights"
    assert write(line, "closure", rid, {"gone": True})[0] == "rights"
    audited: Values = {"audited_by": line.actor.person, "audited_at": AT, "status": "audited"}
    assert write(line, "closure", rid, {**audited, "thorough": False})[0] == "first"
    assert write(line, "closure", rid, {**audited, "thorough": True}) == ("", "")
    code, said = write(qa, "closure", rid, {**asked, "recheck_at": "2026-11-12T01:00:00Z"})
    assert code == "first" and "Asked at" in said
    assert write(qa, "closure", rid, {**asked, "gone": False, "recheck_at": "2026-11-17T01:00:00Z"})[0] == "first"
    filed: Values = {"archived_at": AT, "recheck_at": "2026-11-17T01:00:00Z"}
    assert write(qa, "closure", rid, {**asked, **filed}) == ("", "")
    closed: Values = {"status": "closed", "closed_by": head.actor.person, "closed_at": AT}
    assert write(line, "closure", rid, closed)[0] == "rights"
    assert write(head, "closure", rid, closed) == ("", "")


def test_a_slip_reaches_managers_and_never_an_engineer(
    team: dict[str, Played], job: tuple[str, str], clock: PlayedClock
) -> None:
    clock.forward(days=9)
    rid = begun("problem_slip", team["qa"], job)
    step: Values = {"status": "issued"}
    assert write(team["line_manager"], "problem_slip", rid, step)[0] == "first"
    assert write(team["qa"], "problem_slip", rid, step) == ("", "")
    assert write(team["qa"], "problem_slip", rid, {"symptom": "y"})[0] == "sealed"
    assert write(team["department_manager"], "problem_slip", rid, {"status": "taken"}) == ("", "")
    engineer = team["engineer"]
    engineer.pull()
    assert engineer.store.get(rid) is None and engineer.store.find("problem_slip") == []


OPERATION: Values = {"operations.r1.done_at": "2026-11-09T01:40:00Z", "operations.r1.what": "查询告警"}


def test_no_operation_before_the_customers_consent(
    team: dict[str, Played], job: tuple[str, str], house: House, clock: PlayedClock
) -> None:
    clock.forward(days=9)
    engineer = team["engineer"]
    request = begun("remote_request", engineer, job)
    report, values = whole("remote_report", engineer, job)
    values["request"] = request
    assert write(engineer, "remote_report", report, values) == ("", "")

    def refused(patch: Values, words: str) -> None:
        code, said = write(engineer, "remote_report", report, patch)
        assert code == "value" and words in said

    refused(OPERATION, "P7.8.1")
    assert write(engineer, "remote_request", request, {"promise": None, "status": "sent"})[0] == "first"
    assert write(engineer, "remote_request", request, {"status": "sent"}) == ("", "")
    refused(OPERATION, "P7.8.1")
    assert write(engineer, "remote_request", request, {"status": "consented"})[0] == "first"
    assert write(engineer, "remote_request", request, {"status": "consented", "customer": BY_CUSTOMER}) == ("", "")
    refused({**OPERATION, "operations.r1.done_at": "2026-11-09T00:59:00Z"}, "before the customer's consent")
    refused({**OPERATION, "request": new_id()}, "P7.8.1")
    assert write(engineer, "remote_report", report, OPERATION) == ("", "")
    refused({"request": new_id()}, "P7.8.1")
    away: Values = {"status": "withdrawn", "ended_at": "2026-11-09T02:00:00Z"}
    assert write(engineer, "remote_request", request, away) == ("", "")
    late = {path.replace("r1", "r2"): value for path, value in OPERATION.items()}
    assert write(engineer, "remote_report", report, late) == ("", "")
    refused({"operations.r2.done_at": "2026-11-09T02:10:00Z"}, "consent ended")
    another: Values = {"customer": natural_id("customer", "C1901")}
    assert write(team["department_manager"], "problem", job[0], another)[0] == "sealed"


@pytest.mark.parametrize("kind", sorted(form.kind for form in FORMS.values() if issubclass(form, Paper)))
def test_what_is_personal_on_a_paper_is_marked(kind: str) -> None:
    people = {"caller", "phone", "whom", "consented_by", "trainee", "reached"}
    fields = list(FORMS[kind].fields.values())
    fields += [inner for field in fields if isinstance(field, Rows) for inner in field.row.fields.values()]
    assert all(field.personal for field in fields if field.name in people)
