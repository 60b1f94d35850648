"""Pages as pictures, and the place of every field recovered from the file alone."""

import pypdfium2
import pytest

from fieldkit.documents.build import build
from fieldkit.documents.preview import page, pages, places, sizes
from fieldkit.documents.signing import certify
from fieldkit.errors import DamagedError

from . import case
from .authority import DAY, Authority


@pytest.fixture(scope="module")
def report() -> bytes:
    return build(case.signed_report(), now=DAY)


def test_pages_have_their_size(report: bytes) -> None:
    drawn = pages(report, 0.5)
    assert len(drawn) == 4
    assert drawn[0].size == (298, 421)
    assert page(report, 3, 0.25).size == (149, 211)
    assert sizes(report) == [pytest.approx((595.28, 841.89), abs=0.01)] * 4


def test_a_field_is_found_where_it_is_printed(report: bytes) -> None:
    found = places(report)
    place = found[f"{case.MOVEMENTS[0].id}/serial_old"]
    text = pypdfium2.PdfDocument(report)[place.page].get_textpage()
    assert case.OLD in text.get_text_bounded(place.x0, place.y0, place.x1, place.y1)
    photos, _ = case.photos()
    assert {"symptom", "versions.a1.after", "customer", f"{photos[0].id}/picture"} <= set(found)


def test_places_stay_through_signing_and_the_signature_is_drawn(report: bytes) -> None:
    signed = certify(report, Authority().engineer(), at=DAY)
    assert places(signed) == places(report)
    box = places(report)["engineer"]
    high = 842
    cut = (int(box.x0), int(high - box.y1), int(box.x1), int(high - box.y0))
    before, after = (page(pdf, box.page, 1.0).crop(cut).convert("L").histogram() for pdf in (report, signed))
    assert sum(after[:128]) > sum(before[:128]) + 200


def test_a_file_that_is_no_pdf_says_so() -> None:
    with pytest.raises(DamagedError):
        pages(b"rubbish")
    with pytest.raises(DamagedError):
        sizes(b"rubbish")
    with pytest.raises(DamagedError):
        places(b"rubbish")
