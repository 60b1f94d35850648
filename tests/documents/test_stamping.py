"""A time stamp over a signed paper, by an authority on this computer: what it proves, and what is not kept."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from fieldkit.documents.build import build
from fieldkit.documents.proof import Known
from fieldkit.documents.signing import certify, sign
from fieldkit.documents.stamping import Authority as Stamping
from fieldkit.documents.stamping import stamp
from fieldkit.documents.verify import verify
from fieldkit.errors import OfflineError, UserError

from . import case
from .authority import DAY, Authority
from .tsa import TimeStamps, serving

STAMPED = DAY + timedelta(days=2)
LATER = DAY + timedelta(days=3)


@pytest.fixture(scope="module")
def tsa() -> Iterator[TimeStamps]:
    with serving(TimeStamps(STAMPED)) as running:
        yield running


@pytest.fixture(autouse=True)
def sound(tsa: TimeStamps) -> Iterator[None]:
    yield
    tsa.spoil = None


class Sealed:
    """A paper that engineer, customer and manager signed."""

    def __init__(self) -> None:
        self.authority = Authority()
        self.engineer = self.authority.engineer()
        first = certify(build(case.signed_report(), now=DAY), self.engineer, at=DAY)
        second = sign(first, self.authority.laptop(case.CUSTOMER_NAME), "Customer", at=DAY)
        self.pdf = sign(second, self.authority.manager(), "Manager", at=DAY + timedelta(days=1))
        self.nothing_revoked = self.authority.revoked(DAY)

    def stamped(self, tsa: TimeStamps) -> bytes:
        return stamp(self.pdf, Stamping(tsa.url, [tsa.root]), [self.authority.certificate], [self.nothing_revoked])


@pytest.fixture(scope="module")
def sealed() -> Sealed:
    return Sealed()


def test_a_stamped_paper_is_good_and_what_it_was_to_the_byte(sealed: Sealed, tsa: TimeStamps) -> None:
    pdf = sealed.stamped(tsa)
    assert pdf.startswith(sealed.pdf)
    found = verify(pdf, [sealed.authority.certificate], known=Known(tsa=[tsa.root]))
    assert (found.verdict, found.covers_whole_file, len(found.signers)) == ("good", True, 3)
    assert verify(pdf, [sealed.authority.certificate]).verdict == "good"


def test_the_stamp_proves_what_was_signed_before_a_revocation(sealed: Sealed, tsa: TimeStamps) -> None:
    pdf, root = sealed.stamped(tsa), [sealed.authority.certificate]
    lists = [sealed.authority.revoked(LATER, sealed.engineer)]
    assert verify(pdf, root, known=Known(lists, [tsa.root])).verdict == "good"
    for known in (Known(lists), Known(lists, [TimeStamps(STAMPED).root])):
        found = verify(pdf, root, known=known)
        assert (found.verdict, found.reasons) == ("untrusted", ("revoked",))
    assert verify(sealed.pdf, root, known=Known(lists, [tsa.root])).reasons == ("revoked",)
    before = [sealed.authority.revoked(STAMPED - timedelta(hours=1), sealed.engineer)]
    assert verify(pdf, root, known=Known(before, [tsa.root])).reasons == ("revoked",)


def test_what_was_signed_after_the_stamp_is_not_proven_by_it(tsa: TimeStamps) -> None:
    authority = Authority()
    engineer, manager = authority.engineer(), authority.manager()
    first = certify(build(case.signed_report(), now=DAY), engineer, at=DAY)
    stamped = stamp(first, Stamping(tsa.url, [tsa.root]), [authority.certificate])
    both = sign(stamped, manager, "Manager", at=DAY)
    known = Known([authority.revoked(LATER, engineer, manager)], [tsa.root])
    found = verify(both, [authority.certificate], known=known)
    assert [(one.role, one.reason) for one in found.signers] == [("engineer", ""), ("manager", "revoked")]


def test_a_list_inside_the_file_revokes_too(tsa: TimeStamps) -> None:
    authority = Authority()
    engineer = authority.engineer()
    signed = certify(build(case.signed_report(), now=DAY), engineer, at=DAY)
    revoked = authority.revoked(DAY + timedelta(hours=1), engineer)
    pdf = stamp(signed, Stamping(tsa.url, [tsa.root]), [authority.certificate], [revoked])
    assert "revoked" in verify(pdf, [authority.certificate]).reasons  # the customer has not sealed this one yet


@pytest.mark.parametrize("place", [0.2, 0.9, 0.99])
def test_one_changed_byte_is_seen(sealed: Sealed, tsa: TimeStamps, place: float) -> None:
    pdf = sealed.stamped(tsa)
    added = len(pdf) - len(sealed.pdf)
    changed = bytearray(pdf)
    changed[len(sealed.pdf) + int(added * place)] ^= 1
    assert verify(bytes(changed), [sealed.authority.certificate]).verdict != "good"


def test_what_is_added_after_the_stamp_is_seen(sealed: Sealed, tsa: TimeStamps) -> None:
    assert verify(sealed.stamped(tsa) + b"\n% more", [sealed.authority.certificate]).verdict == "altered"


@pytest.mark.parametrize(
    ("spoilt", "raised"),
    [
        ((200, b"rubbish"), UserError),
        ((200, b"x" * 300_000), UserError),
        ((200, b"\x30\x05\x30\x03\x02\x01\x02"), UserError),
        ((500, b""), OfflineError),
        ((302, b""), OfflineError),
    ],
)
def test_no_stamp_is_said_and_nothing_is_kept(
    sealed: Sealed, tsa: TimeStamps, spoilt: tuple[int, bytes], raised: type[Exception]
) -> None:
    tsa.spoil = spoilt
    with pytest.raises(raised):
        sealed.stamped(tsa)


def test_a_stamp_of_somebody_else_is_not_kept(sealed: Sealed, tsa: TimeStamps) -> None:
    with pytest.raises(UserError, match=r"tsa\.pem"):
        stamp(sealed.pdf, Stamping(tsa.url, [TimeStamps(STAMPED).root]), [])
    with pytest.raises(OfflineError):
        stamp(sealed.pdf, Stamping("http://127.0.0.1:9/", [tsa.root]), [])


def test_other_programs_read_it(sealed: Sealed, tsa: TimeStamps, tmp_path: Path) -> None:
    path = tmp_path / "stamped.pdf"
    path.write_bytes(sealed.stamped(tsa))
    with pikepdf.open(path) as opened:
        store: Any = opened.Root.DSS
        assert (len(store.Certs), len(store.CRLs)) == (1, 1)
    if shutil.which("qpdf") is None:
        pytest.skip("qpdf is not installed")
    done = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    if shutil.which("pdfsig") is None:
        pytest.skip("pdfsig is not installed")
    said = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature Validation: Signature is Valid.") == 3, said
    assert said.count("Total document signed") == 1, said
