"""Sealing: certified once, signed further as additions, never twice in one place, never by this computer's clock."""

import io
import subprocess
import sys

import pikepdf
import pypdfium2
import pytest

from fieldkit.documents.build import build
from fieldkit.documents.signing import certify, open_fields, sign
from fieldkit.errors import DamagedError, UserError

from . import case
from .authority import DAY, Authority
from .test_build import text_of


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def paper() -> bytes:
    return build(case.signed_report(), now=DAY)


def test_a_further_signature_is_added_at_the_end(authority: Authority, paper: bytes) -> None:
    first = certify(paper, authority.engineer(), at=DAY)
    second = sign(first, authority.laptop(case.CUSTOMER_NAME), "Customer", at=DAY)
    assert first.startswith(paper)
    assert second.startswith(first)
    assert [open_fields(pdf) for pdf in (paper, first, second)] == [
        ["Customer", "Engineer", "Manager"],
        ["Customer", "Manager"],
        ["Manager"],
    ]


def test_the_laptop_says_that_it_sealed_a_hand(authority: Authority, paper: bytes) -> None:
    signed = sign(
        certify(paper, authority.engineer(), at=DAY), authority.laptop(case.CUSTOMER_NAME), "Customer", at=DAY
    )
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        customer = next(field for field in pdf.Root.AcroForm.Fields if str(field.T) == "Customer")
        assert str(customer.V.Reason) == "Signed by hand by 王𠅤; sealed by the laptop"
        assert str(customer.V.M).startswith("D:20261110052200")
        engineer = next(field for field in pdf.Root.AcroForm.Fields if str(field.T) == "Engineer")
        assert str(engineer.V.SubFilter) == "/ETSI.CAdES.detached"
        assert int(engineer.V.Reference[0].TransformParams.P) == 2  # fields may be signed, nothing else
        assert pdf.pdf_version == "1.7"
        with pdf.open_metadata() as xmp:
            assert xmp["xmp:ModifyDate"] == "2026-11-10T05:22:00Z"
    assert "由笔记本电脑封存" in text_of_stamps(signed)


def text_of_stamps(pdf: bytes) -> str:
    """The text of the appearances, printed flat."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    for number in range(len(document)):
        document[number].flatten()
    out = io.BytesIO()
    document.save(out)
    return text_of(out.getvalue())


def test_a_place_is_signed_once(authority: Authority, paper: bytes) -> None:
    first = certify(paper, authority.engineer(), at=DAY)
    with pytest.raises(UserError, match="签过"):
        sign(first, authority.engineer(), "Engineer", at=DAY)
    with pytest.raises(UserError):
        certify(first, authority.manager(), "Manager", at=DAY)
    with pytest.raises(UserError):
        sign(first, authority.manager(), "Nobody", at=DAY)


def test_a_name_that_no_font_has_signs_nothing(authority: Authority, paper: bytes) -> None:
    """The first signer's, and the one's who approves later: the paper is not built anew for him."""
    first = certify(paper, authority.engineer(), at=DAY)
    with pytest.raises(UserError, match="U\\+0F40") as caught:
        sign(first, authority.signer("李ཀ", "E106"), "Manager", at=DAY)
    assert caught.value.field == "Manager"
    with pytest.raises(UserError, match="U\\+0F40"):
        certify(paper, authority.signer("何ཀ"), at=DAY)


def test_rubbish_is_not_signed(authority: Authority) -> None:
    with pytest.raises(DamagedError):
        certify(b"rubbish", authority.engineer(), at=DAY)


def test_a_paper_is_made_and_signed_without_what_it_does_not_need() -> None:
    """A second HTTP client, reportlab's paragraphs, what draws pages: each took a twentieth of a new process's time."""
    rooms = ("build", "signing", "verify")
    code = f"import sys; from fieldkit.documents import {', '.join(rooms)}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = set(done.stdout.split())
    assert loaded >= {f"fieldkit.documents.{room}" for room in rooms}
    assert not loaded & {"aiohttp", "reportlab.platypus", "pypdfium2", "uuid6", "fieldkit.process.ready"}
