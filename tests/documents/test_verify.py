"""The verdicts: good, altered, untrusted, unsigned; and what only the ledger can tell."""

import io
from datetime import timedelta

import pikepdf
import pytest

from fieldkit.documents.build import build
from fieldkit.documents.signing import certify, sign
from fieldkit.documents.snapshot import report_sha256, snapshot
from fieldkit.documents.verify import REASONS, verify
from fieldkit.errors import DamagedError
from fieldkit.forms import papers
from fieldkit.process.transitions import signing_order

from . import case
from .authority import DAY, Authority


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def paper() -> bytes:
    return build(case.signed_report(), now=DAY)


@pytest.fixture(scope="module")
def sealed(authority: Authority, paper: bytes) -> list[bytes]:
    """The paper after the engineer, the customer, and next day the manager."""
    first = certify(paper, authority.engineer(), at=DAY)
    second = sign(first, authority.laptop(case.CUSTOMER_NAME), "Customer", at=DAY)
    return [first, second, sign(second, authority.manager(), "Manager", at=DAY + timedelta(days=1))]


def test_a_paper_with_all_signatures_is_good(authority: Authority, sealed: list[bytes]) -> None:
    found = verify(sealed[2], [authority.certificate])
    assert found.verdict == "good"
    assert found.covers_whole_file
    assert found.report_sha256 == report_sha256(snapshot(case.signed_report()))
    assert [(signer.name, signer.role, signer.time) for signer in found.signers] == [
        ("何志强", "engineer", "2026-11-10T05:22:00Z"),
        ("王𠅤", "customer", "2026-11-10T05:22:00Z"),
        ("李海波", "manager", "2026-11-11T05:22:00Z"),
    ]
    assert found.signers[1].certificate == "OU=device,CN=laptop E100-1"
    assert set(found.as_json()) >= {"verdict", "signers", "covers_whole_file", "report_sha256"}


@pytest.mark.parametrize("order", [("Customer", "Engineer"), ("Engineer", "Manager", "Customer")])
def test_another_order_than_the_papers_own_is_not_good(authority: Authority, paper: bytes, order: list[str]) -> None:
    signers = {"Engineer": authority.engineer(), "Manager": authority.manager(), "Customer": authority.laptop("王𠅤")}
    for place, field in enumerate(order):
        paper = (sign if place else certify)(paper, signers[field], field, at=DAY)
    found = verify(paper, [authority.certificate])
    assert (found.verdict, found.reasons) == ("untrusted", ("out_of_order",))


def test_every_paper_declares_the_order_of_its_signatures() -> None:
    orders = {form.kind: signing_order(form.kind) for form in papers()}
    assert {kind: order for kind, order in orders.items() if order} == {
        "major_notice": ["department_manager"],
        "task_approval": ["line_manager", "department_manager"],
        "support_request": ["manager"],
        "remote_request": ["customer"],
        "remote_report": ["engineer"],
        "trip_approval": ["line_manager", "department_manager"],
        "service_report": ["engineer", "customer", "manager"],
        "maintenance_advice": ["engineer", "customer"],
    }


def test_an_unsigned_paper_is_unsigned(authority: Authority, paper: bytes) -> None:
    found = verify(paper, [authority.certificate])
    assert found.verdict == "unsigned"
    assert found.unsigned_fields == ("customer", "engineer", "manager")


def test_a_signer_of_another_house_is_untrusted(sealed: list[bytes]) -> None:
    for trust in ([], [Authority("Another Office").certificate]):
        found = verify(sealed[2], trust)
        assert (found.verdict, found.reasons) == ("untrusted", ())


def test_an_authority_of_the_same_name_is_rogue(sealed: list[bytes]) -> None:
    found = verify(sealed[2], [Authority().certificate])
    assert (found.verdict, found.reasons) == ("untrusted", ("rogue",))
    assert found.as_json()["reasons"] == ["rogue"]
    assert [signer.reason for signer in found.signers] == ["rogue"] * 3


def test_certificates_count_when_the_signature_was_made(authority: Authority) -> None:
    paper = build(case.report(), now=DAY)
    brief = authority.signer("何志强", until=DAY + timedelta(days=1))
    signed = certify(paper, brief, at=DAY)
    assert verify(signed, [authority.certificate]).verdict == "good"
    assert verify(signed, [authority.certificate], at=DAY + timedelta(days=2)).reasons == ("expired",)
    late = certify(paper, brief, at=DAY + timedelta(days=3))
    found = verify(late, [authority.certificate])
    assert (found.verdict, found.reasons) == ("untrusted", ("expired",))


def test_every_reason_has_its_sentence(sealed: list[bytes]) -> None:
    assert verify(sealed[2], [Authority().certificate]).reasons[0] in REASONS
    assert all(sentence.endswith(".") for sentence in REASONS.values())


@pytest.mark.parametrize("place", [0.05, 0.3, 0.6, 0.9])
def test_one_changed_byte_is_seen(authority: Authority, sealed: list[bytes], place: float) -> None:
    changed = bytearray(sealed[2])
    changed[int(len(changed) * place)] ^= 0x01
    assert verify(bytes(changed), [authority.certificate]).verdict == "altered"


def test_what_is_added_after_the_last_signature_is_seen(authority: Authority, sealed: list[bytes]) -> None:
    assert verify(sealed[2] + b"\n% more", [authority.certificate]).verdict == "altered"
    with pikepdf.open(io.BytesIO(sealed[1])) as pdf:
        pdf.Root.AcroForm.Fields[0].Rect = pikepdf.Array([0, 0, 500, 500])
        out = io.BytesIO()
        pdf.save(out)
    assert verify(out.getvalue(), [authority.certificate]).verdict == "altered"


def test_a_file_cut_back_has_fewer_signatures_for_the_ledger(authority: Authority, sealed: list[bytes]) -> None:
    cut = sealed[2][: len(sealed[1])]
    found = verify(cut, [authority.certificate])
    assert (found.verdict, len(found.signers), found.unsigned_fields) == ("good", 2, ("manager",))
    assert verify(sealed[2][: len(sealed[1]) + 900], [authority.certificate]).verdict == "altered"


def test_two_managers_sign_a_trip(authority: Authority) -> None:
    trip = certify(build(case.approval(), now=DAY), authority.manager(), "LineManager", at=DAY)
    trip = sign(trip, authority.signer("赵海波"), "DepartmentManager", at=DAY + timedelta(hours=1))
    found = verify(trip, [authority.certificate])
    assert found.verdict == "good"
    assert [signer.role for signer in found.signers] == ["line_manager", "department_manager"]


def test_a_file_that_is_no_pdf_says_so(authority: Authority) -> None:
    with pytest.raises(DamagedError):
        verify(b"PK rubbish", [authority.certificate])
    with pytest.raises(DamagedError):
        verify(b"%PDF-1.7 rubbish", [authority.certificate])


def test_a_file_nested_without_end_is_no_pdf() -> None:
    deep = b"%PDF-1.7\n1 0 obj\n" + b"[" * 50_000 + b"\nendobj\n"
    table = b"xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer<</Root 1 0 R/Size 2>>\n"
    with pytest.raises(DamagedError):
        verify(deep + table + b"startxref\n%d\n%%%%EOF" % len(deep), [])


def test_not_even_the_room_behind_a_signature_may_differ(authority: Authority, sealed: list[bytes]) -> None:
    end = sealed[2].rindex(b"0000>")
    changed = bytearray(sealed[2])
    changed[end] = ord("1")
    assert verify(bytes(changed), [authority.certificate]).verdict == "altered"
