"""Revisions: a change after signing makes a new one, on every laptop; of two that were signed apart the first stays."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from kept_case import Kept
from sqlalchemy import func, select

from fieldkit.actions import papers, reports
from fieldkit.actions.deliveries import refused, take_up_again
from fieldkit.actions.desk import Desk
from fieldkit.actions.enrol import enrol, sync
from fieldkit.actions.records import delete_record, set_values
from fieldkit.actions.revisions import is_open_again, revise, revising_step, revisions_of
from fieldkit.app import Laptop
from fieldkit.demo.case import OPERATOR, Case
from fieldkit.demo.words import STROKES
from fieldkit.documents.snapshot import read_snapshot
from fieldkit.documents.verify import verify
from fieldkit.errors import UserError
from fieldkit.forms import Record, ServiceReport
from fieldkit.store.database import OUTBOX

WHY = "用户指出旧板序列号写错"


@pytest.fixture
def case(kept: Kept, tmp_path: Path) -> Iterator[Case]:
    """Report and advice are signed and at the office, and the manager has them."""
    with kept["come_back"].opened(tmp_path / "demo") as played:
        yield played


@pytest.fixture
def second(case: Case, tmp_path: Path) -> Iterator[Desk]:
    """The engineer's other laptop."""
    office = case.company.office
    laptop = Laptop(tmp_path / "second", clock=case.company.clock, passphrase=lambda: "a passphrase")
    enrol(laptop.desk, office.url, office.house.enrolment.invite("E100"))
    sync(laptop.desk)
    yield laptop.desk
    laptop.close()


def signed(desk: Desk, rid: str, name: str = OPERATOR) -> Record:
    return papers.sign_paper(desk, papers.show_for_signing(desk, rid), name, STROKES)


def refusals(desk: Desk, rid: str) -> int:
    """Synchronizes; how many changes of a record the office has refused."""
    sync(desk)
    query = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.rid == rid, OUTBOX.c.state == "rejected")
    with desk.store.database.reading() as connection:
        return int(connection.execute(query).scalar_one())


def verdict(desk: Desk, sha256: str) -> str:
    root = x509.load_pem_x509_certificate(desk.identity.ca_certificate.encode())
    return verify(desk.file(sha256), [root]).verdict


def test_a_change_after_signing_is_a_new_revision_and_the_old_one_stays(case: Case) -> None:
    engineer, manager = case.desk("engineer"), case.desk("line_manager")
    first = papers.last_sheet(engineer.form(case.report).record)
    assert first is not None
    with pytest.raises(UserError):
        revise(engineer, case.report, "  ")
    with pytest.raises(UserError):
        set_values(engineer, case.report, {"status": "draft"})
    opened = revise(engineer, case.report, WHY)
    assert is_open_again(opened)
    draft, _ = read_snapshot(papers.draft_paper(engineer, opened))
    assert isinstance(draft["values"], dict)
    assert (draft["revision"], draft["values"].get("customer"), draft["values"].get("engineer")) == (2, None, None)
    set_values(engineer, case.report, {"opinion": "改正后同意"})
    sealed = signed(engineer, case.report, "周婷")
    sheet = papers.last_sheet(sealed)
    assert sheet is not None
    inside, _ = read_snapshot(engineer.file(sheet.sha256))
    replaces = inside["replaces"]
    assert isinstance(replaces, dict)
    assert (inside["revision"], replaces["revision"], replaces["sha256"], replaces["why"]) == (2, 1, first.sha256, WHY)
    case.company.sync("engineer", "line_manager")
    reports.approve_report(manager, case.visit)
    case.company.sync("line_manager", "engineer")
    for desk in (engineer, manager):
        known = revisions_of(desk.form(case.report).record)
        assert [(one.number, one.why, one.holds) for one in known] == [(2, WHY, True), (1, "", False)]
        assert [verdict(desk, one.file.sha256) for one in known] == ["good", "good"]
        assert known[1].file.sha256 == first.sha256
    approved = verify(engineer.file(revisions_of(engineer.form(case.report).record)[0].file.sha256), [])
    assert [one.role for one in approved.signers] == ["engineer", "customer", "manager"]


def test_an_approved_report_is_taken_up_again_by_a_manager_and_loses_his_signature(case: Case) -> None:
    engineer, manager = case.desk("engineer"), case.desk("line_manager")
    reports.approve_report(manager, case.visit)
    case.company.sync("line_manager", "engineer")
    assert revising_step(engineer, engineer.form(case.report).record) is None
    revise(manager, case.report, WHY)
    case.company.sync("line_manager", "engineer")
    again = ServiceReport(signed(engineer, case.report))
    assert (again.status, again.manager, again.revision) == ("signed", None, 2)
    assert refusals(engineer, case.report) == 0


def test_of_two_signed_apart_the_first_stays_and_the_other_signs_again(case: Case, second: Desk) -> None:
    engineer, office = case.desk("engineer"), case.company
    revise(engineer, case.report, WHY)
    office.sync("engineer")
    sync(second)
    signed(engineer, case.report, "先签的人")
    mine = papers.last_sheet(signed(second, case.report, "后签的人"))
    assert mine is not None
    assert refusals(engineer, case.report) == 0
    assert refusals(second, case.report) == 1
    sync(second)
    stands = ServiceReport(second.form(case.report).record)
    assert stands.customer is not None
    assert (stands.customer.name, len(revisions_of(stands.record))) == ("先签的人", 2)
    (told,) = refused(second, case.report).reasons
    assert "已签字" in told
    take_up_again(second, case.report)
    assert second.file(mine.sha256)  # what the other customer signed is not lost
    revise(second, case.report, "另一位用户也已签字，重新签署")
    signed(second, case.report, "后签的人")
    assert refusals(second, case.report) == 1  # the one of before
    office.sync("engineer")
    both = [revisions_of(desk.form(case.report).record) for desk in (engineer, second)]
    assert both[0] == both[1]
    assert [one.number for one in both[0]] == [3, 2, 1]


def test_who_approves_and_who_corrects_at_the_same_time(case: Case) -> None:
    engineer, manager = case.desk("engineer"), case.desk("line_manager")
    revise(engineer, case.report, WHY)
    reports.approve_report(manager, case.visit)
    assert refusals(manager, case.report) == 0
    assert refusals(engineer, case.report) == 1
    case.company.sync("engineer")
    assert engineer.form(case.report).record.values["status"] == "approved"
    assert [one.number for one in revisions_of(engineer.form(case.report).record)] == [1]


def test_a_manager_does_not_seal_what_does_not_say_what_the_record_says(case: Case) -> None:
    manager = case.desk("line_manager")
    record = manager.form(case.report).record
    forged = Record(record.id, record.kind, record.scope, {**record.values, "done": "另一件事"})
    with pytest.raises(UserError, match="PDF"):
        papers.approve_sheet(manager, forged, "manager", "approved")


def test_what_was_sealed_stays_also_while_the_next_revision_is_a_draft(case: Case) -> None:
    """Past the actions, as a program of somebody's own would: the office refuses each of them."""
    engineer = case.desk("engineer")
    revise(engineer, case.report, WHY)
    case.company.sync("engineer")
    for count, patch in enumerate(
        (
            {"deleted": True},
            {"sheets.001.deleted": True},
            {"sheets.001.file": None},
            {"sheets.001.sealed_at": "2026-01-01T00:00:00Z"},
            {"sheets.001.why": "x"},
            {"sheets.002.why": "y"},
            {"sheets.002.deleted": True},
        ),
        1,
    ):
        with pytest.raises(UserError):
            set_values(engineer, case.report, dict(patch)) if "deleted" not in patch else delete_record(
                engineer, case.report
            )
        engineer.write("service_report", case.report, dict(patch))
        assert refusals(engineer, case.report) == count, patch
