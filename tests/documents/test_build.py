"""The paper: its data comes back, its text can be found, it is PDF/A as far as we can look, and nothing is cut."""

import gc
import io
from dataclasses import replace
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from fieldkit.documents.build import build, missing_photos, require_printable, unprintable
from fieldkit.documents.dossier import Dossier
from fieldkit.documents.photos import logo_of
from fieldkit.documents.preview import page_count
from fieldkit.documents.sheet import Sheet
from fieldkit.documents.snapshot import canonical, read_snapshot, report_sha256, snapshot
from fieldkit.documents.tags import Node
from fieldkit.errors import DamagedError, UserError
from fieldkit.forms import Site

from . import case
from .authority import DAY


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(document[number].get_textpage().get_text_bounded() for number in range(len(document)))


def filters(stream: Any) -> set[str]:
    found = stream.get("/Filter", [])
    return {str(name) for name in found} if isinstance(found, pikepdf.Array) else {str(found)}


@pytest.fixture(scope="module")
def report() -> bytes:
    return build(case.signed_report(), now=DAY)


def test_the_data_inside_is_the_snapshot(report: bytes) -> None:
    data, raw = read_snapshot(report)
    assert data == snapshot(case.signed_report())
    assert canonical(data) == raw
    with pikepdf.open(io.BytesIO(report)) as pdf:
        assert str(pdf.docinfo["/Keywords"]) == report_sha256(data)


def test_what_is_internal_stays_out() -> None:
    inside = canonical(snapshot(case.signed_report())).decode()
    for secret in ("付款慢", "同意赴现场", "18095596428", '"travel"', "12800", "已删除的一行"):
        assert secret not in inside
    assert "王𠅤" in inside
    assert '"evidence":"AAAA"' in inside


def test_the_words_can_be_searched_for(report: bytes) -> None:
    text = text_of(report)
    for words in (
        "王𠅤",
        "现场技术服务报告",
        "平川县电信分公司",
        case.OLD,
        case.NEW,
        "超过限值",
        "签字",
        "第 1 页 共 4 页",
    ):
        assert words in text
    for absent in ("Temporary measure", "已删除的一行", "付款慢"):
        assert absent not in text


@pytest.mark.parametrize(("make", "least", "most"), [(case.report, 3, 6), (case.advice, 1, 2), (case.approval, 1, 2)])
def test_papers_have_their_length(make: Any, least: int, most: int) -> None:
    assert least <= page_count(build(make(), now=DAY)) <= most


def test_nothing_of_a_paper_stays_behind() -> None:
    """On a desktop cyclic garbage is collected once in a while; a long paper is too much to wait for that."""
    build(case.signed_report(), now=DAY)
    gc.collect()
    gc.disable()
    try:
        build(case.signed_report(), now=DAY)
        assert not [one for one in gc.get_objects() if isinstance(one, Node | Sheet)]
    finally:
        gc.enable()


def test_two_builds_are_equal_to_the_byte(report: bytes) -> None:
    assert build(case.signed_report(), now=DAY) == report


def test_the_file_is_made_to_last(report: bytes) -> None:
    with pikepdf.open(io.BytesIO(report)) as pdf:
        assert pdf.pdf_version == "1.7"
        assert "/ID" in pdf.trailer
        assert not pdf.is_encrypted
        assert (str(pdf.Root.Lang), bool(pdf.Root.ViewerPreferences.DisplayDocTitle)) == ("zh-CN", True)
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert [str(spec.AFRelationship) for spec in pdf.Root.AF] == ["/Data", "/Supplement"]
        assert str(pdf.docinfo["/CreationDate"]) == "D:20261110052200Z"
        with pdf.open_metadata(update_docinfo=False) as xmp:
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "B")
            assert xmp["dc:title"] == str(pdf.docinfo["/Title"])
            assert xmp["xmp:CreateDate"] == "2026-11-10T05:22:00Z"
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font":
                assert "/ToUnicode" in thing
                assert "/Encoding" not in thing  # symbolic TrueType
                assert "/FontFile2" in thing.FontDescriptor
            if isinstance(thing, pikepdf.Stream):
                assert not {"/LZWDecode", "/ASCII85Decode"} & filters(thing)
                assert "/SMask" not in thing
        names = [str(field.T) for field in pdf.Root.AcroForm.Fields]
        assert names == ["Customer", "Engineer", "Manager"]
        assert all("/N" in field.AP and field.F == 4 for field in pdf.Root.AcroForm.Fields)


def test_photos_are_embedded_as_they_are(report: bytes) -> None:
    _, files = case.photos()
    with pikepdf.open(io.BytesIO(report)) as pdf:
        images = [
            thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"
        ]
        assert {image.read_raw_bytes() for image in images} == set(files.values())


def test_a_character_without_a_glyph_is_named_with_its_field() -> None:
    dossier = case.report(opinion="很好 😀")
    assert [(gap.path, gap.label, gap.character) for gap in unprintable(dossier)] == [
        ("opinion", "Customer's opinion", "😀")
    ]
    with pytest.raises(UserError) as caught:
        require_printable(dossier)
    assert caught.value.field == "opinion"
    assert "😀" in caught.value.say("zh")
    assert "U+1F600" in caught.value.say("en")
    require_printable(case.signed_report())


@pytest.mark.parametrize("where", ["name", "name_en", "department", "department_en", "street", "phone"])
def test_the_letterhead_is_looked_at_before_signing(where: str) -> None:
    whole = case.report()
    dossier = replace(whole, company=replace(whole.company, **{where: "远信 ཀ"}))
    field = {"name": "company_name"}.get(where, where)
    assert [(gap.path, gap.character) for gap in unprintable(dossier)] == [(f"letterhead/{field}", "ཀ")]
    with pytest.raises(UserError, match="U\\+0F40"):
        require_printable(dossier)


def test_the_facts_at_the_head_are_looked_at_before_signing() -> None:
    whole = case.report()
    site = replace(case.SITE, values={**case.SITE.values, "network_place": "环网 ཀ 节点"})
    gaps = unprintable(replace(whole, linked={**whole.linked, site.id: site}))
    assert [(gap.path, gap.label, gap.character) for gap in gaps] == [
        (f"{site.id}/network_place", Site.network_place.label, "ཀ")
    ]


def test_a_photo_that_is_not_here_is_named_before_signing() -> None:
    whole = case.report()
    dossier = Dossier(whole.record, whole.linked, whole.collected, {}, whole.company)
    assert len(missing_photos(dossier)) == 6
    assert page_count(build(dossier, now=DAY)) >= 3
    with pytest.raises(UserError, match="铭牌"):
        require_printable(dossier)


def test_a_file_that_is_no_paper_says_so() -> None:
    for junk in (b"", b"%PDF-1.7 rubbish", b"PK\x03\x04"):
        with pytest.raises(DamagedError):
            read_snapshot(junk)


def test_the_letterhead_bears_logo_address_and_phone() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (400, 100), (20, 60, 160, 255)).save(out, "PNG")
    whole = case.report()
    company = replace(whole.company, logo=logo_of(out.getvalue()), street="银川市金凤区 1 号", phone="0951-1234567")
    pdf = build(replace(whole, company=company), now=DAY)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        first, second = (len(opened.pages[number].get_images()) for number in (0, 1))
        assert (first, second) == (1, 0)
    text = text_of(pdf)
    assert text.count("银川市金凤区 1 号") == text.count("0951-1234567") == 1
