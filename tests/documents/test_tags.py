"""Whoever has a paper read aloud hears it whole, in its order, with a word for each picture; and finds its headings."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest

from fieldkit.documents.build import build

from . import case, lengths
from .authority import DAY
from .tools import tool

PAPERS = [case.signed_report, case.approval, lambda: lengths.longest(160)]


def elements(node: Any) -> Iterator[Any]:
    yield node
    for kid in node.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from elements(kid)


@pytest.mark.parametrize("paper", PAPERS)
def test_every_marked_piece_of_a_page_belongs_to_one_element(paper: Any) -> None:
    with pikepdf.open(io.BytesIO(build(paper(), now=DAY))) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        assert [int(number) for number in numbers[::2]] == list(range(len(pdf.pages)))
        for page, owners in zip(pdf.pages, numbers[1::2], strict=True):
            marked = [
                int(operands[1].MCID)
                for operands, operator in pikepdf.parse_content_stream(page)
                if str(operator) == "BDC"
            ]
            assert marked == list(range(len(owners)))
            assert all(owner.P.S for owner in owners)


@pytest.mark.parametrize("paper", PAPERS)
def test_every_text_is_marked_or_an_artifact(paper: Any) -> None:
    with pikepdf.open(io.BytesIO(build(paper(), now=DAY))) as pdf:
        for page in pdf.pages:
            depth, outside = 0, 0
            for _operands, operator in pikepdf.parse_content_stream(page):
                depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(str(operator), 0)
                outside += depth == 0 and str(operator) in {"Tj", "TJ", "Do"}
            assert (depth, outside) == (0, 0)


def test_pictures_have_words_and_tables_have_heads() -> None:
    with pikepdf.open(io.BytesIO(build(case.signed_report(), now=DAY))) as pdf:
        found = list(elements(pdf.Root.StructTreeRoot.K[0]))
        figures = [str(one.get("/Alt", "")) for one in found if one.S == "/Figure"]
        assert len(figures) == 8
        assert all(figures)
        assert f"照片 4  换上的主控板, 序列号 {case.NEW}" in figures
        assert "王𠅤的手写签名" in figures
        roles = [str(one.S) for one in found]
        assert roles.count("/H1") == 1
        assert roles.count("/H2") == 11
        for table in (one for one in found if one.S == "/Table"):
            rows = list(table.K)
            assert {str(cell.S) for cell in rows[0].K} == {"/TH"}
            assert {str(cell.S) for row in rows[1:] for cell in row.K} == {"/TD"}


def test_a_table_over_several_pages_is_one_table() -> None:
    with pikepdf.open(io.BytesIO(build(lengths.longest(160), now=DAY))) as pdf:
        tables = [one for one in elements(pdf.Root.StructTreeRoot.K[0]) if one.S == "/Table"]
        rows = sorted(len(table.K) for table in tables)
        assert rows[-1] >= lengths.PARTS
        assert len(tables) == 6


def test_the_headings_are_bookmarks_that_lead_to_their_page() -> None:
    with pikepdf.open(io.BytesIO(build(case.signed_report(), now=DAY))) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
        assert (titles[0], titles[-1]) == ("一、到达与离开", "十一、签字")
        assert [pdf.pages.index(item.destination[0]) for item in outline.root][::10] == [0, 3]


def test_poppler_reads_it_in_order(tmp_path: Any) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(build(case.signed_report(), now=DAY))
    said = tool("pdfinfo", "-struct-text", path)
    order = ["现场技术服务报告", "平川县电信分公司", "二、故障现象", "机房温度", "换上的主控板", "十一、签字"]
    assert [said.index(words) for words in order] == sorted(said.index(words) for words in order)
    assert "第 1 页" not in said
