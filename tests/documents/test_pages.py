"""Where pages end: nothing is left behind alone at the foot of one, and the type is as large as it should be."""

import ctypes
import io
from collections.abc import Callable
from functools import partial

import pikepdf
import pypdfium2
import pytest
from pypdfium2 import raw

from fieldkit.documents.build import build
from fieldkit.documents.dossier import Dossier
from fieldkit.documents.layout import Text
from fieldkit.documents.preview import page_count, pages, places
from fieldkit.documents.sheet import BODY, BOTTOM, PAGE_HEIGHT, TOP
from fieldkit.forms import FORMS, ServiceReport, Step
from fieldkit.i18n import translate

from . import case, lengths, papers_case
from .authority import DAY

SIGNS = {"customer", "engineer", "manager"}


@pytest.fixture(scope="module")
def swept() -> list[bytes]:
    """The report with a first section that grows by a line, until every other break has wandered over a page."""
    return [build(case.report(symptom="一\n" * lines + "二"), now=DAY) for lines in range(1, 48)]


def titles_of(pdf: bytes) -> set[str]:
    """The headings, as they are printed."""
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_outline() as outline:
        return {str(item.title) for item in outline.root}


def last_lines(pdf: bytes) -> list[str]:
    """The lowest line of each page but the last, above its foot."""
    document, found = pypdfium2.PdfDocument(pdf), []
    for number in range(len(document) - 1):
        text = document[number].get_textpage()
        rects = [text.get_rect(place) for place in range(text.count_rects())]
        body = min((rect for rect in rects if rect[1] > BOTTOM - 4), key=lambda rect: rect[1])
        found.append(text.get_text_bounded(0, body[1] - 1, 600, body[3] + 1))
    return found


def test_no_heading_is_left_behind_at_the_foot_of_a_page(swept: list[bytes]) -> None:
    labels = {field.label for form in (ServiceReport, Step) for field in form.fields.values()}
    words = {translate(label, "zh") for label in labels | {form.title for form in FORMS.values()}}
    for lines, pdf in enumerate(swept, 1):
        titles = titles_of(pdf) | words
        for line in last_lines(pdf):
            first = line.split()[0] if line.split() else ""
            assert first not in titles, (lines, line)


def test_signatures_are_never_alone_on_a_page(swept: list[bytes]) -> None:
    for lines, pdf in enumerate(swept, 1):
        last = page_count(pdf) - 1
        there = {path for path, place in places(pdf).items() if place.page == last}
        assert there - SIGNS, lines


def test_no_line_stands_alone_where_a_text_goes_on_over_the_page() -> None:
    text = Text("\n".join("一二三四五六"))
    text.wrap(400, 1e6)
    line = BODY.leading
    halves = [
        [len(half.lines or half.text.split("\n")) for half in text.split(400, count * line)] for count in range(7)
    ]
    assert halves == [[], [], [2, 4], [3, 3], [4, 2], [4, 2], [6]]


def test_the_text_of_a_paper_is_ten_points() -> None:
    page = pypdfium2.PdfDocument(build(case.report(), now=DAY))[0]
    text = page.get_textpage()
    searcher = text.search("AN-2400 接入网下挂")
    start, _count = searcher.get_next()
    searcher.close()
    size = raw.FPDFText_GetFontSize(text.raw, ctypes.c_int(start))
    assert size == pytest.approx(10)


# Every paper of the table that goes on over a page, and the report at its longest.
LONG: dict[str, Callable[[], Dossier]] = {
    "the longest report": lambda: lengths.longest(200),
    "report": case.signed_report,
    "advice": case.advice,
    "approval": case.approval,
    **{kind: partial(papers_case.paper, kind) for kind in sorted(papers_case.FULL)},
}


@pytest.mark.parametrize("name", LONG)
def test_no_page_but_the_last_is_left_a_fifth_empty(name: str) -> None:
    filled = []
    for page in pages(build(LONG[name](), now=DAY), 0.4):
        wide, high = page.size
        body = page.convert("L").crop((0, round(high * TOP / PAGE_HEIGHT), wide, round(high * (1 - 62 / PAGE_HEIGHT))))
        inked = body.point(lambda dot: 255 if dot < 250 else 0).getbbox()
        filled.append(round(100 * inked[3] / body.height) if inked else 0)
    empty = {number: part for number, part in enumerate(filled[:-1], 1) if part < 80}
    assert not empty, f"pages too empty, filled to %: {empty}"
