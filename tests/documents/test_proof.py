"""Revoked certificates: a signature by one counts only where something trusted proves that it is older."""

from datetime import datetime, timedelta

import pytest

from fieldkit.documents.build import build
from fieldkit.documents.proof import Known
from fieldkit.documents.signing import certify, sign
from fieldkit.documents.verify import verify

from . import case
from .authority import DAY, Authority

LATER = DAY + timedelta(days=3)


@pytest.fixture(scope="module")
def paper() -> bytes:
    return build(case.report(), now=DAY)


def judged(authority: Authority, pdf: bytes, known: Known) -> tuple[str, tuple[str, ...]]:
    found = verify(pdf, [authority.certificate], known=known)
    return found.verdict, found.reasons


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (None, ("untrusted", ("revoked",))),
        (LATER - timedelta(seconds=1), ("good", ())),
        (LATER, ("untrusted", ("revoked",))),
        (LATER + timedelta(days=9), ("untrusted", ("revoked",))),
    ],
)
def test_a_signature_of_before_counts_by_the_ledgers_word_alone(
    paper: bytes, received: datetime | None, expected: tuple[str, tuple[str, ...]]
) -> None:
    authority = Authority()
    engineer = authority.engineer()
    signed = certify(paper, engineer, at=DAY)
    known = Known([authority.revoked(LATER, engineer)], received=received)
    assert judged(authority, signed, known) == expected
    assert judged(authority, signed, Known(received=received)) == ("good", ())


def test_only_whose_certificate_was_revoked_is_not_trusted(paper: bytes) -> None:
    authority = Authority()
    engineer, manager = authority.engineer(), authority.manager()
    signed = sign(certify(paper, engineer, at=DAY), manager, "Manager", at=DAY)
    found = verify(signed, [authority.certificate], known=Known([authority.revoked(LATER, manager)]))
    assert found.verdict == "untrusted"
    assert [(one.trusted, one.reason, one.intact) for one in found.signers] == [
        (True, "", True),
        (False, "revoked", True),
    ]


def test_a_list_of_somebody_else_revokes_nothing(paper: bytes) -> None:
    authority, pretender = Authority(), Authority()
    engineer = authority.engineer()
    signed = certify(paper, engineer, at=DAY)
    assert judged(authority, signed, Known([pretender.revoked(DAY, engineer)])) == ("good", ())


def test_a_changed_paper_stays_altered_whatever_was_revoked(paper: bytes) -> None:
    authority = Authority()
    engineer = authority.engineer()
    changed = bytearray(certify(paper, engineer, at=DAY))
    changed[len(changed) // 3] ^= 1
    assert judged(authority, bytes(changed), Known([authority.revoked(DAY, engineer)]))[0] == "altered"
