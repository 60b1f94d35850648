"""People and companies whose names certificates cannot hold: they enrol and sign, and are shown by their own names."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from documents import case
from documents.authority import Authority as Rogue
from documents.test_signing import text_of_stamps
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.actions.renewing import _is_time
from fieldkit.clock import PlayedClock
from fieldkit.documents.build import build
from fieldkit.documents.signing import Signer, certify
from fieldkit.documents.verify import verify
from fieldkit.office.agreeing import Writer, _fits
from fieldkit.office.authority import Authority
from fieldkit.trust import GETA, PERSON_UNIT, certificate_name

RARE = ["荀𫖮", "李𬭎", "赵鿍", "孙𪣻", "钱龺"]


def signer(authority: Authority, name: str, number: str = "E100", device: str = "") -> Signer:
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    own = authority.issue(public, name=name, number=number, unit=PERSON_UNIT, device=device)
    return Signer(key, [x509.load_pem_x509_certificate(own.encode()), authority.certificate], name, number)


@pytest.mark.parametrize("name", [*RARE, "王𠮷"])
def test_a_name_that_certificates_cannot_hold_signs_and_is_shown(tmp_path: Path, clock: PlayedClock, name: str) -> None:
    authority, at = Authority.create(tmp_path, "远信通信设备有限公司", clock), clock.now()
    signed = certify(build(case.report(), now=at), signer(authority, name), at=at)
    found = verify(signed, [authority.root])
    assert (found.verdict, found.signers[0].name) == ("good", name)
    assert (GETA in found.signers[0].certificate) is (name in RARE)
    assert "serialNumber=E100" in found.signers[0].certificate
    if name != "Liا":  # the fonts have no Arabic: `require_printable` refuses it before it gets here
        assert name in text_of_stamps(signed)


def test_a_company_with_such_a_name_has_papers_too(tmp_path: Path, clock: PlayedClock) -> None:
    authority, at = Authority.create(tmp_path, "华信𫖮有限公司", clock), clock.now()
    signed = certify(build(case.report(), now=at), signer(authority, "何志强"), at=at)
    assert verify(signed, [authority.root]).verdict == "good"


def test_nobody_takes_another_name_by_it(tmp_path: Path, clock: PlayedClock) -> None:
    """Only what stands where the certificate has the mark may be claimed, and by whoever holds the number."""
    authority, at = Authority.create(tmp_path, "华信𫖮有限公司", clock), clock.now()
    own, paper = signer(authority, "李𬭎"), build(case.report(), now=at)
    for claimed, shown in (("李海波", "李〓"), ("王𬭎", "李〓"), ("李𬭎", "李𬭎")):
        assert verify(certify(paper, replace(own, name=claimed), at=at), [authority.root]).signers[0].name == shown
    other = signer(authority, "何志强")
    assert verify(certify(paper, replace(other, name="李海波"), at=at), [authority.root]).signers[0].name == "何志强"
    writer = Writer("E100", frozenset())
    assert _fits("engineer", {"name": "李𬭎"}, own.chain[0], writer)
    assert not _fits("engineer", {"name": "王𬭎"}, own.chain[0], writer)
    assert not _fits("engineer", {"name": "李𬭎"}, own.chain[0], Writer("E101", frozenset()))
    rogue = certify(paper, Rogue("华信〓有限公司").engineer(), at=at)
    assert verify(rogue, [authority.root]).verdict == "untrusted"


@pytest.mark.parametrize(("name", "asks"), [("李𬭎", True), ("何志强", False)])
def test_a_certificate_of_before_that_signs_nothing_is_renewed_at_once(
    tmp_path: Path, clock: PlayedClock, monkeypatch: pytest.MonkeyPatch, name: str, asks: bool
) -> None:
    monkeypatch.setattr("fieldkit.office.authority.certificate_name", str)
    authority = Authority.create(tmp_path, "远信通信设备有限公司", clock)
    assert _is_time(signer(authority, name, device=str(uuid4())).chain[0], clock.now()) is asks


@given(st.one_of(st.text(min_size=1, max_size=12), st.text("ab 1اבﹰ荀𫖮〓\u200f", min_size=1, max_size=6)))
def test_every_name_can_stand_in_a_certificate(name: str) -> None:
    shown = certificate_name(name)
    assert certificate_name(shown) == shown
    if shown:
        assert asn1_x509.Name.build({"common_name": shown}).hashable


def test_a_name_that_fits_stays_as_it_is() -> None:
    for name in ("何志强", "王𠅤", "䶮㛃", "Müller-Lüdenscheidt", "علي"):
        assert certificate_name(name) == name
