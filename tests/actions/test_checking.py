"""Checking papers of the worked case at its laptops: what was signed, cut back, replaced, forged; what sync tells."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from kept_case import Kept

from fieldkit.actions import papers
from fieldkit.actions.checking import check_file, check_paper
from fieldkit.actions.desk import Desk
from fieldkit.actions.trusting import trusted
from fieldkit.demo.case import Case
from fieldkit.documents.build import build
from fieldkit.documents.check_code import TOKEN
from fieldkit.documents.signing import certify, sign
from fieldkit.documents.standing import compared
from fieldkit.documents.verify import verify
from fieldkit.errors import UserError
from fieldkit.process.paper_ledger import State, states_of


@pytest.fixture(scope="module")
def case(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """The whole case: the report was signed, given back, signed anew as revision 2, and approved."""
    with kept["approve"].opened(tmp_path_factory.mktemp("demo")) as played:
        yield played


@pytest.fixture(scope="module")
def desk(case: Case) -> Desk:
    return case.desk("engineer")


@pytest.fixture(scope="module")
def states(case: Case, desk: Desk) -> list[State]:
    return states_of(desk.form(case.report).record)


def told(desk: Desk, pdf: bytes) -> tuple[str, tuple[str, ...]]:
    found = check_paper(desk, pdf).found
    return found.verdict, found.reasons


def test_the_ledger_holds_every_state_of_both_revisions(states: list[State]) -> None:
    assert [(one.revision, one.status, one.signatures) for one in states] == [
        (1, "signed", 2),
        (2, "signed", 2),
        (2, "approved", 3),
    ]
    assert states[0].token != states[1].token == states[2].token
    assert all(TOKEN.fullmatch(one.token) for one in states)


def test_the_last_state_is_good_and_says_who_signed(desk: Desk, states: list[State]) -> None:
    checked = check_paper(desk, desk.file(states[2].sha256))
    assert (checked.found.verdict, checked.found.reasons) == ("good", ())
    assert [signer.role for signer in checked.found.signers] == ["engineer", "customer", "manager"]
    assert (checked.paper.revision, checked.record is not None) == (2, True)


def test_an_earlier_revision_is_replaced(desk: Desk, states: list[State]) -> None:
    assert told(desk, desk.file(states[0].sha256)) == ("untrusted", ("replaced",))


def test_a_file_cut_back_to_before_the_approval_is_found_out(desk: Desk, states: list[State]) -> None:
    whole, earlier = desk.file(states[2].sha256), desk.file(states[1].sha256)
    cut = whole[: len(earlier)]
    assert cut == earlier
    assert told(desk, cut) == ("untrusted", ("earlier",))  # which is what the customer was given on site, to the byte


def test_a_file_without_its_last_signature_that_was_never_kept_is_cut_back(
    case: Case, desk: Desk, states: list[State]
) -> None:
    """The ledger knows of three signatures, and of no state before."""
    record = desk.form(case.report).record
    known = {path: raw for path, raw in record.values.items() if not path.startswith("sheets.002")}
    again = {"revision": "2", "signatures": "3", "state": "approved", "token": states[2].token}
    known |= {f"sheets.003.{name}": raw for name, raw in again.items()}
    signed = desk.file(states[1].sha256)
    found = verify(signed, trusted(desk))
    assert compared(found, signed, 2, replace(record, values=known)).reasons == ("cut_back",)


def test_the_same_people_signing_another_text_is_not_what_was_kept(case: Case, desk: Desk) -> None:
    """Own keys, own certificates, every signature sound: but the office keeps another file under this number."""
    record = desk.form(case.report).record
    forged = replace(record, values={**record.values, "done": "什么都没有做"})
    at = desk.clock.now()
    pdf = build(papers.paper_dossier(desk, forged), now=at)
    pdf = certify(pdf, papers.signer(desk), "Engineer", at=at)
    pdf = sign(pdf, papers.sealer(desk, "王师傅"), "Customer", at=at)
    pdf = sign(pdf, papers.signer(case.desk("line_manager")), "Manager", at=at)
    assert told(desk, pdf) == ("untrusted", ("not_kept",))


@pytest.mark.parametrize("rows", ["sheets.003", "sheets"])
def test_a_later_state_than_this_laptop_knows_is_not_held_against_the_file(
    case: Case, desk: Desk, states: list[State], rows: str
) -> None:
    """The approval, or all of the paper's ledger, has not arrived with a synchronization yet."""
    record = desk.form(case.report).record
    behind = replace(record, values={path: raw for path, raw in record.values.items() if not path.startswith(rows)})
    whole = desk.file(states[2].sha256)
    found = check_paper(desk, whole).found
    assert compared(found, whole, 2, behind) == found


def test_a_draft_is_unsigned_and_an_altered_paper_altered(case: Case, desk: Desk, states: list[State]) -> None:
    assert told(desk, papers.copy_paper(desk, case.report))[0] == "unsigned"
    with pikepdf.open(io.BytesIO(desk.file(states[2].sha256))) as pdf:
        out = io.BytesIO()
        pdf.save(out)
    assert told(desk, out.getvalue())[0] == "altered"


def test_what_cannot_be_read_says_why(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UserError):
        check_file(desk, tmp_path / "missing.pdf")
    (tmp_path / "x.pdf").write_bytes(b"PK nothing")
    with pytest.raises(UserError):
        check_file(desk, tmp_path / "x.pdf")


def test_a_time_stamp_of_the_office_is_a_state_of_its_own(desk: Desk, case: Case, states: list[State]) -> None:
    """The office adds the stamped file to the row of the sealed one; who has either of the two has the last paper."""
    record = desk.form(case.report).record
    whole = desk.file(states[2].sha256)
    stamped = whole + b"\n% a time stamp would stand here"
    named = {
        "sha256": hashlib.sha256(stamped).hexdigest(),
        "name": "x.pdf",
        "size": len(stamped),
        "type": "application/pdf",
    }
    later = replace(record, values={**record.values, "sheets.003.stamped": named})
    assert [(one.signatures, one.stamped) for one in states_of(later)][1:] == [(2, False), (3, False), (3, True)]
    found = check_paper(desk, whole).found
    assert compared(found, whole, 2, later) == found
    assert compared(found, stamped, 2, later) == found
    signed = desk.file(states[1].sha256)
    assert compared(check_paper(desk, signed).found, signed, 2, later).reasons == ("earlier",)
