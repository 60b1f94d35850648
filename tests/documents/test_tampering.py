"""The tamper list: what may be done to a signed paper, each on a real one. None of it passes as good."""

import asyncio
import io
import re
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field, enumerate_sig_fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfTimeStamper, SimpleSigner, async_sign_pdf
from reportlab.pdfgen.canvas import Canvas

from fieldkit.documents.archive import REPORT
from fieldkit.documents.build import build
from fieldkit.documents.signing import Appended, Signer, _cms_signer, certify, sign
from fieldkit.documents.snapshot import read_snapshot
from fieldkit.documents.verify import verify
from fieldkit.errors import DamagedError

from . import case
from .authority import DAY, Authority
from .tsa import TimeStamps

States = list[bytes]
_NAME = generic.pdf_name


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def states(authority: Authority) -> States:
    """The paper after the engineer, the customer and the manager."""
    return _signed_by(authority, case.sealed_upon(case.report(), DAY)[1])


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


@cache
def _stranger() -> TimeStamps:
    return TimeStamps(DAY, "Anybody")


def stamped(pdf: bytes, field: str, edit: Callable[[Any], object] = lambda writer: None) -> bytes:
    """A time stamp by somebody unknown, which covers the file and whatever he put into it before."""
    writer = Appended(io.BytesIO(pdf))
    edit(writer)
    out = io.BytesIO()
    stamper = PdfTimeStamper(_stranger().stamper(), field_name=field)
    asyncio.run(stamper.async_timestamp_pdf(writer, "sha256", output=out))
    assert out.getvalue().startswith(pdf)
    return out.getvalue()


def _approval(field: str) -> Callable[[Any], None]:
    """Something drawn in a place to sign, as if somebody had signed there."""

    def draw(writer: Any) -> None:
        place = next(found for name, _, found in enumerate_sig_fields(writer.prev) if name == field)
        widget = writer.get_object(place.reference)
        shape = {_NAME("/Type"): _NAME("/XObject"), _NAME("/Subtype"): _NAME("/Form"), _NAME("/BBox"): widget["/Rect"]}
        picture = generic.StreamObject(shape, stream_data=b"1 0 0 rg 0 0 80 30 re f")
        widget["/AP"] = generic.DictionaryObject({_NAME("/N"): writer.add_object(picture)})
        writer.update_container(widget)

    return draw


def _title(writer: Any) -> None:
    writer.trailer["/Info"]["/Title"] = generic.pdf_string("Free of charge")
    writer.mark_update(writer.trailer.raw_get("/Info"))


def _metadata(writer: Any) -> None:
    metadata = writer.root.raw_get("/Metadata")
    stream = metadata.get_object()
    stream._data = stream.data.replace(b"FieldKit", b"FieldKat")
    stream._encoded_data = None
    writer.mark_update(metadata)


def _script(writer: Any) -> None:
    script = {_NAME("/S"): _NAME("/JavaScript"), _NAME("/JS"): generic.pdf_string("app.alert(1)")}
    writer.root["/OpenAction"] = generic.DictionaryObject(script)
    writer.update_root()


def _seen_field(writer: Any) -> None:
    append_signature_field(writer, SigFieldSpec("FieldKitTimestamp1", on_page=0, box=(0, 0, 500, 800)))


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
    "a stranger's stamp in the manager's place": lambda states: stamped(states[1], "Manager"),
    "one that looks like an approval": lambda states: stamped(states[1], "Manager", _approval("Manager")),
    "one in the place of the customer's signature": lambda states: stamped(
        states[0], "Customer", _approval("Customer")
    ),
    "one after a signature was drawn anew": lambda states: stamped(
        states[2], "FieldKitTimestamp1", _approval("Manager")
    ),
    "one after another title": lambda states: stamped(states[2], "FieldKitTimestamp1", _title),
    "one after other metadata": lambda states: stamped(states[2], "FieldKitTimestamp1", _metadata),
    "one after a script": lambda states: stamped(states[2], "FieldKitTimestamp1", _script),
    "one after a note": lambda states: stamped(states[2], "FieldKitTimestamp1", _note),
    "one that covers a page": lambda states: stamped(states[2], "FieldKitTimestamp1", _seen_field),
    "one in a field of another name": lambda states: stamped(states[2], "Stamp"),
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


def test_a_strangers_stamp_alone_takes_nothing_from_a_paper(authority: Authority, states: States) -> None:
    """Else the tests of stamps above would only show that none is taken."""
    found = verify(stamped(states[2], "FieldKitTimestamp1"), [authority.certificate])
    assert (found.verdict, found.covers_whole_file, len(found.signers)) == ("good", True, 3)


def test_a_laptop_does_not_sign_in_a_managers_place(authority: Authority, states: States) -> None:
    """Nor a person in the customer's, which only ever the laptop seals."""
    forged = sign(states[1], authority.laptop("李海波"), "Manager", at=DAY)
    found = verify(forged, [authority.certificate])
    assert (found.verdict, found.reasons) == ("untrusted", ("other_signer",))
    forged = sign(states[0], authority.manager(), "Customer", at=DAY)
    assert verify(forged, [authority.certificate]).reasons == ("other_signer",)


def test_nobody_approves_his_own_paper(authority: Authority, states: States) -> None:
    """Neither with the certificate that he signed with, nor with that of his other laptop."""
    found = verify(sign(states[1], authority.engineer(), "Manager", at=DAY), [authority.certificate])
    assert (found.verdict, found.reasons) == ("untrusted", ("other_signer",))


@pytest.mark.parametrize("password", ["", "secret"])
@pytest.mark.parametrize("signed", [True, False])
def test_an_encrypted_file_says_so(authority: Authority, states: States, password: str, signed: bool) -> None:
    locked = pikepdf.Encryption(owner="owner", user=password)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(states[2] if signed else _other_house())) as opened:
        opened.save(out, encryption=locked)
    with pytest.raises(DamagedError, match=r"加密|encrypted"):
        verify(out.getvalue(), [authority.certificate])


def test_a_contract_that_others_signed_is_not_called_altered(authority: Authority) -> None:
    found = verify(_other_house(), [authority.certificate])
    assert (found.verdict, found.reasons) == ("untrusted", ("foreign",))


def test_no_paper_that_our_people_signed_elsewhere_is_good(authority: Authority) -> None:
    assert verify(_other_house(authority.engineer()), [authority.certificate]).verdict == "altered"


def _other_house(signer: Signer | None = None) -> bytes:
    """A PDF of another origin, signed by somebody with another tool."""
    out = io.BytesIO()
    page = Canvas(out)
    page.drawString(100, 700, "Contract")
    page.save()
    by = _cms_signer(signer or Authority("Customer Ltd").engineer())
    metadata = PdfSignatureMetadata(field_name="Sig1", md_algorithm="sha256")
    return asyncio.run(_signed_elsewhere(out.getvalue(), metadata, by))


async def _signed_elsewhere(pdf: bytes, metadata: PdfSignatureMetadata, by: SimpleSigner) -> bytes:
    signed = await async_sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), metadata, signer=by)
    return bytes(signed.getvalue())
