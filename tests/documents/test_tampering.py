"""The tamper list: what may be done to a signed paper, each on a real one. None of it passes as good."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from fieldkit.documents.archive import REPORT
from fieldkit.documents.build import build
from fieldkit.documents.signing import certify, sign
from fieldkit.documents.snapshot import read_snapshot
from fieldkit.documents.verify import verify

from . import case
from .authority import DAY, Authority

States = list[bytes]
_NAME = generic.pdf_name


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def states(authority: Authority) -> States:
    """The paper after the engineer, the customer and the manager."""
    return _signed_by(authority, build(case.signed_report(), now=DAY))


def _signed_by(authority: Authority, paper: bytes) -> States:
    first = certify(paper, authority.engineer(), at=DAY)
    second = sign(first, authority.laptop(case.CUSTOMER_NAME), "Customer", at=DAY)
    return [first, second, sign(second, authority.manager(), "Manager", at=DAY + timedelta(days=1))]


def appended(pdf: bytes, edit: Callable[[Any], None]) -> bytes:
    """An increment after the last signature, as an editor of PDFs writes it: what was signed stays to the byte."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    edit(writer)
    out = io.BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(pdf)
    return out.getvalue()


def rewritten(pdf: bytes, edit: Callable[[Any], object]) -> bytes:
    """The whole file written anew after an edit."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        edit(opened)
        out = io.BytesIO()
        opened.save(out)
    return out.getvalue()


def _draw(writer: Any) -> None:
    content = generic.StreamObject(stream_data=b"q 1 0 0 rg 50 600 300 100 re f Q")
    writer.add_stream_to_page(0, writer.add_object(content))


def _note(writer: Any) -> None:
    note = generic.DictionaryObject(
        {
            _NAME("/Type"): _NAME("/Annot"),
            _NAME("/Subtype"): _NAME("/FreeText"),
            _NAME("/Rect"): generic.ArrayObject([generic.NumberObject(edge) for edge in (50, 600, 300, 700)]),
            _NAME("/Contents"): generic.pdf_string("Free of charge"),
            _NAME("/DA"): generic.pdf_string("/Helv 12 Tf 0 g"),
            _NAME("/F"): generic.NumberObject(4),
        }
    )
    page, _ = writer.find_page_for_modification(0)
    writer.register_annotation(page, writer.add_object(note))


def _swap(writer: Any) -> None:
    """Other data inside the paper than were signed, in an increment of their own."""
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    place = next(number for number in range(0, len(names), 2) if str(names[number]) == REPORT)
    stream = names[place + 1]["/EF"].raw_get("/F")
    found = stream.get_object()
    found._data = found.data.replace("平川县".encode(), "平山县".encode())
    found._encoded_data = None
    writer.mark_update(stream)


def _swap_inside(pdf: Any) -> None:
    attached = pdf.attachments[REPORT].get_file()
    attached.obj.write(attached.read_bytes().replace("平川县".encode(), "平山县".encode()))


def _without_customer(pdf: Any) -> None:
    for field in pdf.Root.AcroForm.Fields:
        if str(field.T) == "Customer":
            del field.V


def _flipped(pdf: bytes, at: int) -> bytes:
    changed = bytearray(pdf)
    changed[at] = ord("1") if changed[at] != ord("1") else ord("2")
    return bytes(changed)


def _within_signature(pdf: bytes, number: int) -> int:
    """A place in the middle of a signature's value."""
    found = list(re.finditer(rb"/Contents <([0-9a-fA-F]{200,})", pdf))
    assert len(found) == 3
    return found[number].start(1) + 900


ALTERING: dict[str, Callable[[States], bytes]] = {
    "a byte of the first page": lambda states: _flipped(states[2], 5_000),
    "a byte in the middle": lambda states: _flipped(states[2], len(states[0]) // 2),
    "a byte of the last signature's increment": lambda states: _flipped(states[2], len(states[1]) + 300),
    "the engineer's signature value": lambda states: _flipped(states[2], _within_signature(states[2], 0)),
    "the customer's signature value": lambda states: _flipped(states[2], _within_signature(states[2], 1)),
    "the manager's signature value": lambda states: _flipped(states[2], _within_signature(states[2], 2)),
    "something drawn on a page": lambda states: appended(states[2], _draw),
    "a note on a page": lambda states: appended(states[2], _note),
    "a note before the manager signed": lambda states: appended(states[1], _note),
    "other data inside, appended": lambda states: appended(states[2], _swap),
    "other data inside, written anew": lambda states: rewritten(states[2], _swap_inside),
    "without the customer's signature": lambda states: rewritten(states[2], _without_customer),
    "written anew as it is": lambda states: rewritten(states[2], lambda pdf: None),
    "bytes behind the end": lambda states: states[2] + b"\n% more",
    "another end behind the end": lambda states: states[2] + b"\nstartxref\n9\n%%EOF\n",
    "cut in the middle of an increment": lambda states: states[2][: len(states[1]) + 900],
}


@pytest.mark.parametrize("how", ALTERING)
def test_an_altered_paper_is_altered(authority: Authority, states: States, how: str) -> None:
    tampered = ALTERING[how](states)
    assert tampered not in states
    assert verify(tampered, [authority.certificate]).verdict == "altered"


def test_swapped_data_are_what_a_reader_would_see(states: States) -> None:
    """Else the two tests of them would only show that some byte is another."""
    for tampered in (appended(states[2], _swap), rewritten(states[2], _swap_inside)):
        assert "平山县" in read_snapshot(tampered)[1].decode()


def test_a_paper_cut_back_to_before_the_customer_signed_is_not_good(authority: Authority, states: States) -> None:
    """Its own data say that the customer signed: no ledger is needed for that."""
    found = verify(states[2][: len(states[0])], [authority.certificate])
    assert (found.verdict, found.reasons) == ("untrusted", ("cut_back",))


def test_an_authority_of_the_same_name_is_another_one(authority: Authority) -> None:
    rogue = Authority()
    assert rogue.certificate.subject == authority.certificate.subject
    forged = _signed_by(rogue, build(case.signed_report(), now=DAY))[2]
    found = verify(forged, [authority.certificate])
    assert found.verdict == "untrusted"
    assert not any(signer.trusted for signer in found.signers)
    assert verify(forged, [rogue.certificate]).verdict == "good"


def test_a_signature_after_the_certificate_expired_is_not_good(authority: Authority) -> None:
    brief = authority.signer("何志强", until=DAY + timedelta(hours=1))
    paper = build(case.report(), now=DAY)
    assert verify(certify(paper, brief, at=DAY), [authority.certificate]).verdict == "good"
    assert verify(certify(paper, brief, at=DAY + timedelta(hours=2)), [authority.certificate]).verdict == "untrusted"
