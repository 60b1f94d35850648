"""Papers before other people's eyes: qpdf, poppler, MuPDF, pikepdf's PDF/A check, a reader of QR codes."""

import hashlib
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pytest
import zxingcpp
from cryptography.hazmat.primitives.serialization import Encoding
from pikepdf import pdfa
from PIL import Image

from fieldkit.documents.build import build
from fieldkit.documents.dossier import Dossier
from fieldkit.documents.photos import cleaned
from fieldkit.documents.preview import page
from fieldkit.documents.signing import certify, sign
from fieldkit.documents.snapshot import canonical, report_sha256, snapshot

from . import case, lengths, papers_case
from .authority import DAY, Authority
from .tools import tool, trusting

UNKNOWN = ("pikepdf:schema-Catalog", "pikepdf:embedded-file")
RARE = "䶮㛃𠮷"
OPINION = f"{RARE}、{case.CUSTOMER_NAME} 已阅"


class Made(NamedTuple):
    """A report signed by two, before it was signed, and whose root signed the certificates."""

    unsigned: Path
    signed: Path
    root: bytes


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("tools")
    authority = Authority()
    _, unsigned = case.sealed_upon(_shown(), DAY, f"王{RARE}")
    signed = certify(unsigned, authority.engineer(), at=DAY)
    signed = sign(signed, authority.laptop(case.CUSTOMER_NAME), "Customer", at=DAY)
    (folder / "unsigned.pdf").write_bytes(unsigned)
    (folder / "signed.pdf").write_bytes(signed)
    return Made(folder / "unsigned.pdf", folder / "signed.pdf", authority.certificate.public_bytes(Encoding.PEM))


def _shown() -> Dossier:
    return case.report(opinion=OPINION)


def _dossier() -> Dossier:
    sha256 = hashlib.sha256(build(_shown(), now=DAY)).hexdigest()
    return case.answered(_shown(), sha256, f"王{RARE}")


def test_qpdf_finds_nothing_wrong(made: Made) -> None:
    for path in (made.unsigned, made.signed):
        assert "No syntax or stream encoding errors found" in tool("qpdf", "--check", path)


def test_every_font_is_embedded_as_a_subset_with_its_way_back_to_text(made: Made) -> None:
    for path in (made.unsigned, made.signed):
        fonts = [line.split() for line in tool("pdffonts", path).splitlines()[2:]]
        assert len(fonts) >= 3
        for name, *_, embedded, subset, unicode, _object, _generation in fonts:
            assert (embedded, subset, unicode) == ("yes", "yes", "yes"), name
        assert not {name for name, *_ in fonts if "+" not in name}


def test_serials_and_rare_names_can_be_copied_and_searched_for(made: Made) -> None:
    for line in (("pdftotext", "-layout", made.unsigned, "-"), ("mutool", "draw", "-q", "-F", "txt", made.unsigned)):
        text = tool(*line)
        for words in (OPINION, f"王{RARE}", case.OLD, case.NEW, "SR-20261110-K7M2QX4R", "第 1 页 共 4 页"):
            assert words in text, (line[0], words)


def test_mupdf_draws_every_page_without_a_word(made: Made) -> None:
    said = tool("mutool", "draw", "-q", "-r", "40", "-F", "pnm", "-o", "/dev/null", made.signed)
    assert [line for line in said.splitlines() if "ICC support is not available" not in line] == []


def test_pdfsig_trusts_every_signature_by_the_offices_root(made: Made, tmp_path: Path) -> None:
    said = tool("pdfsig", "-nssdir", trusting(tmp_path, made.root), made.signed)
    assert said.count("Signature is Valid.") == 2
    assert said.count("Certificate is Trusted.") == 2
    assert said.count("is not signed.") == 1
    assert "Signer Certificate Common Name: 何志强" in said
    stranger = trusting(_folder(tmp_path, "other"), Authority().certificate.public_bytes(Encoding.PEM))
    assert "Certificate is Trusted." not in tool("pdfsig", "-nssdir", stranger, made.signed)


def test_pdfsig_sees_a_changed_byte(made: Made, tmp_path: Path) -> None:
    data = bytearray(made.signed.read_bytes())
    data[data.index(b"stream") + 40] ^= 1
    altered = tmp_path / "altered.pdf"
    altered.write_bytes(data)
    said = tool("pdfsig", "-nocert", altered, fails=True)
    assert "Signature is Valid." not in said
    assert said.count("Digest Mismatch.") == 2


def _folder(parent: Path, name: str) -> Path:
    (parent / name).mkdir()
    return parent / name


@pytest.mark.parametrize("paper", [
    case.report, case.advice, case.approval, lengths.shortest, lambda: papers_case.longest("remote_report"), _dossier,
])  # fmt: skip
def test_an_unsigned_paper_is_pdf_a_3b(paper: Callable[[], Dossier]) -> None:
    """pikepdf's check knows neither fields nor embedded files: it names them, and approves of all the rest."""
    built = build(paper(), now=DAY)
    found = pdfa.validate_written(io.BytesIO(built), "3b").findings
    assert {(one.kind, one.rule) for one in found} <= {("unsupported", rule) for rule in UNKNOWN}
    assert all("AcroForm" in str(one.where) for one in found if one.rule == UNKNOWN[0])
    whole = pdfa.validate_written(io.BytesIO(_bare(built)), "3b")
    assert whole.passed, whole.findings


def _bare(built: bytes) -> bytes:
    """The paper without its fields and its embedded files."""
    with pikepdf.open(io.BytesIO(built)) as pdf:
        for name in list(pdf.attachments):
            del pdf.attachments[name]
        for key in ("/AcroForm", "/AF"):
            if key in pdf.Root:
                del pdf.Root[key]
        for each in pdf.pages:
            if "/Annots" in each.obj:
                del each.obj.Annots
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def test_the_qr_code_is_read_off_the_drawn_page(made: Made) -> None:
    codes = zxingcpp.read_barcodes(page(made.unsigned.read_bytes(), 0, 2.0), formats=zxingcpp.BarcodeFormat.QRCode)
    data = snapshot(_dossier())
    assert [code.format for code in codes] == [zxingcpp.BarcodeFormat.QRCode]
    assert "SR-20261110-K7M2QX4R" in codes[0].text
    assert report_sha256(data)[:16] in codes[0].text


def test_photos_have_no_place_and_print_in_rgb(made: Made, tmp_path: Path) -> None:
    listed = [line.split() for line in tool("pdfimages", "-list", made.unsigned).splitlines()[2:]]
    assert len(listed) == 6
    assert {line[5] for line in listed} == {"rgb"}
    tool("pdfimages", "-j", made.unsigned, tmp_path / "photo")
    for path in sorted(tmp_path.glob("photo*.jpg")):
        with Image.open(path) as photo:
            assert not photo.getexif()
        assert b"Exif" not in path.read_bytes()


def test_a_photo_with_a_place_and_in_cmyk_is_cleaned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[1] = "N"
    for mode in ("CMYK", "RGB", "L"):
        out = io.BytesIO()
        Image.new(mode, (60, 40), 90 if mode == "L" else tuple([90] * len(mode))).save(out, "JPEG", exif=exif)
        with Image.open(io.BytesIO(cleaned(out.getvalue()))) as photo:
            assert (photo.mode, photo.size, dict(photo.getexif())) == ("RGB", (40, 60), {})


def test_qpdf_takes_the_record_out_as_it_was_hashed(made: Made) -> None:
    data = snapshot(_dossier())
    for path in (made.unsigned, made.signed):
        inside = tool("qpdf", "--show-attachment=report.json", path)
        assert inside.encode() == canonical(data)
        assert hashlib.sha256(inside.encode()).hexdigest() == report_sha256(data)


def test_pdfinfo_reads_title_language_and_pages(made: Made) -> None:
    said = tool("pdfinfo", made.unsigned)
    assert re.search(r"^Title: +现场技术服务报告 SR-20261110-K7M2QX4R$", said, re.MULTILINE)
    assert re.search(r"^Pages: +4$", said, re.MULTILINE)
    assert re.search(r"^Page size: .*A4", said, re.MULTILINE)
