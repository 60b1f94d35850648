"""Signed papers at the office: what agrees gets the office's time; what does not is kept, and the managers hear."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from kept_case import Kept
from played_papers import house_of, sent, values_of
from sqlalchemy import select

from fieldkit.actions import papers as paper_actions
from fieldkit.actions import reports
from fieldkit.actions.enrol import sync
from fieldkit.actions.today import today
from fieldkit.cli import run_command
from fieldkit.demo.case import OPERATOR, Case
from fieldkit.demo.words import STROKES
from fieldkit.documents.signing import Signer, certify, sign
from fieldkit.forms import Values, row_ids
from fieldkit.forms.paper import FINDINGS, Sheet
from fieldkit.office.papers import Papers
from fieldkit.office.revoking import list_revoked
from fieldkit.office.tables import CHANGE


@pytest.fixture
def written(kept: Kept, tmp_path: Path) -> Iterator[Case]:
    """The report is written, and nobody has signed."""
    with kept["write_report"].opened(tmp_path) as case:
        yield case


@pytest.fixture(scope="module")
def approved(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """Everything was signed, corrected and approved."""
    with kept["approve"].opened(tmp_path_factory.mktemp("approved")) as case:
        yield case


def test_papers_of_the_worked_case_agree_and_get_the_offices_time(approved: Case) -> None:
    house = house_of(approved)
    looked = Papers(house).look()
    assert (looked.disagree, looked.waiting, looked.stamped) == ([], 0, 0)
    assert looked.papers >= 5
    values = values_of(approved, approved.report)
    rows = row_ids(values, "sheets")
    assert len(rows) >= 3
    for row in rows:
        with house.database.reading() as connection:
            seq = select(CHANGE.c.received_ms).where(CHANGE.c.rid == approved.report, CHANGE.c.status == "ok")
            times = {row.received_ms // 1000 for row in connection.execute(seq)}
        received = Sheet.received_at.load(values[f"sheets.{row}.received_at"])
        assert received is not None
        assert int(received.timestamp()) in times
    assert "pdf_finding" not in values
    again = Papers(house).look()
    assert (again.papers, again.stamped) == (0, 0)


def test_a_laptop_learns_it_and_nobody_there_can_write_it(approved: Case) -> None:
    Papers(house_of(approved)).look()
    approved.company.sync("engineer")
    desk = approved.desk("engineer")
    record = desk.form(approved.report).record
    assert record.values["sheets.001.received_at"] == values_of(approved, approved.report)["sheets.001.received_at"]
    for form in (Sheet.received_at, Sheet.stamped):
        assert form.write == frozenset()


def forged(case: Case, monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    """The engineer signs the report with the customer, but the PDF is not what it should be."""
    desk = case.desk("engineer")
    own = paper_actions.signer(desk)
    whole = paper_actions._sheet

    def sheet(desk: Any, record: Any, pdf: bytes, at: Any, token: str) -> Values:
        return whole(desk, record, WRONG[wrong](case, desk, record, pdf, at, own), at, token)

    monkeypatch.setattr(paper_actions, "_sheet", sheet)
    paper_actions.sign_paper(desk, paper_actions.show_for_signing(desk, case.report), OPERATOR, STROKES)
    monkeypatch.undo()


def other_values(case: Case, desk: Any, record: Any, pdf: bytes, at: Any, own: Signer) -> bytes:
    """The same paper with another cause in it, signed by the very same people."""
    shown = desk.form(record.id).record
    changed = replace(shown, values={**shown.values, "cause": "另一个原因"})
    unsigned = paper_actions.draft_paper(desk, changed)
    certified = certify(unsigned, own, at=at)
    return sign(certified, paper_actions.sealer(desk, OPERATOR), "Customer", at=at)


def other_paper(case: Case, desk: Any, record: Any, pdf: bytes, at: Any, own: Signer) -> bytes:
    unsigned = paper_actions.draft_paper(desk, desk.form(case.advice).record)
    return sign(unsigned, paper_actions.sealer(desk, OPERATOR), "Customer", at=at)


def manager_signs(case: Case, desk: Any, record: Any, pdf: bytes, at: Any, own: Signer) -> bytes:
    """A paper that says the engineer, sealed by his manager's key."""
    return resealed(desk, pdf, paper_actions.signer(case.desk("line_manager")), at)


def pretender(case: Case, desk: Any, record: Any, pdf: bytes, at: Any, own: Signer) -> bytes:
    """Somebody who gave himself a certificate in the engineer's name."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = own.chain[0].subject
    template = own.chain[0]
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(template.issuer).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(template.not_valid_before_utc)
    builder = builder.not_valid_after(template.not_valid_after_utc)
    for extension in template.extensions:
        builder = builder.add_extension(extension.value, critical=extension.critical)
    made = builder.sign(key, hashes.SHA256())
    return resealed(desk, pdf, Signer(key, [made], own.name, own.number), at)


def resealed(desk: Any, pdf: bytes, engineer: Signer, at: Any) -> bytes:
    """The same pages and data, sealed anew: the first seal began after what the laptop had built."""
    unsigned = pdf[: pdf.index(b"%%EOF") + 6]
    return sign(certify(unsigned, engineer, at=at), paper_actions.sealer(desk, OPERATOR), "Customer", at=at)


WRONG: dict[str, Any] = {
    "other_record": other_values,
    "another paper": other_paper,
    "other_signer": manager_signs,
    "rogue": pretender,
    "unsigned": lambda case, desk, record, pdf, at, own: pdf[: pdf.index(b"%%EOF") + 6],
    "altered": lambda case, desk, record, pdf, at, own: pdf + b"\n% more",
    "unreadable": lambda case, desk, record, pdf, at, own: b"PK" + pdf[2:],
    "nothing": lambda case, desk, record, pdf, at, own: b"x",
}
CODES = {"another paper": "other_record", "nothing": "unreadable"}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_paper_that_does_not_agree_is_kept_and_the_managers_hear(
    written: Case, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    code = CODES.get(wrong, wrong)
    assert code in FINDINGS
    forged(written, monkeypatch, wrong)
    sent(written)
    house = house_of(written)
    looked = Papers(house).look()
    assert [found["finding"] for found in looked.disagree if found["record"] == written.report] == [code]
    values = values_of(written, written.report)
    assert (values["status"], values["pdf_finding"]) == ("signed", code)
    kept: Any = values["sheets.001.file"]
    assert b"".join(house.files.stream(kept["sha256"]))
    written.company.sync("line_manager")
    mine = [duty for duty in today(written.desk("line_manager")).duties if duty.code == "paper"]
    assert [duty.record for duty in mine] == [written.report]
    assert not [duty for duty in today(written.desk("engineer")).duties if duty.code == "paper"]
    reports.return_report(written.desk("line_manager"), written.visit, "PDF 与记录不一致")
    assert not [duty for duty in today(written.desk("line_manager")).duties if duty.code == "paper"]


def test_what_was_found_is_taken_back_when_the_next_paper_agrees(
    written: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged(written, monkeypatch, "altered")
    sent(written)
    house = house_of(written)
    Papers(house).look()
    written.company.sync("line_manager")
    reports.return_report(written.desk("line_manager"), written.visit, "请重新签字")
    written.company.sync("line_manager", "engineer")
    desk = written.desk("engineer")
    paper_actions.sign_paper(desk, paper_actions.show_for_signing(desk, written.report), OPERATOR, STROKES)
    sync(desk)
    assert Papers(house).look().disagree == []
    assert values_of(written, written.report)["pdf_finding"] is None


def test_a_paper_that_was_signed_by_a_locked_out_laptop_is_said_so(written: Case) -> None:
    desk = written.desk("engineer")
    paper_actions.sign_paper(desk, paper_actions.show_for_signing(desk, written.report), OPERATOR, STROKES)
    sent(written)
    house = house_of(written)
    values = values_of(written, written.report)
    with house.database.writing() as connection:  # as if it had been locked out before the paper came
        seq = select(CHANGE.c.received_ms).where(CHANGE.c.rid == written.report).order_by(CHANGE.c.seq.desc()).limit(1)
        came = connection.execute(seq).scalar_one()
        connection.exec_driver_sql(
            f"UPDATE device SET revoked_ms = {came - 60_000} WHERE id = '{desk.identity.device}'"
        )
    list_revoked(house.database, house.authority, house.clock)
    found = [one for one in Papers(house).look().disagree if one["record"] == written.report]
    assert [one["finding"] for one in found] == ["revoked"]
    assert values["status"] == "signed"


def test_one_that_was_locked_out_afterwards_does_no_harm_to_its_papers(written: Case) -> None:
    desk = written.desk("engineer")
    paper_actions.sign_paper(desk, paper_actions.show_for_signing(desk, written.report), OPERATOR, STROKES)
    sent(written)
    house = house_of(written)
    written.company.clock.forward(minutes=1)
    house.enrolment.revoke(desk.identity.device)
    assert Papers(house).look().disagree == []


def test_the_command_says_what_it_found(approved: Case, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["office", "papers", "--data", str(house_of(approved).folder), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["disagree"], said["waiting"], said["trouble"]) == ([], 0, "")
