"""The box of a digital signature: nothing in it lies upon another line, in the high box and in the low one."""

import io
from itertools import pairwise

import pypdfium2
import pytest

from fieldkit.documents.boxes import HIGH, LOW, draw_stamp
from fieldkit.documents.fonts import DRAWING, faces
from fieldkit.documents.preview import pages
from fieldkit.documents.sheet import Sheet
from fieldkit.forms.signature import ABSENT, DRAWN, REFUSED, STAMPED

LABEL = 34.0  # what the label above takes of a box
WIDE = 240.0


@pytest.mark.parametrize(("how", "green"), [(DRAWN, True), (STAMPED, True), (REFUSED, False), (ABSENT, False)])
def test_a_box_that_nobody_signed_is_not_green(how: str, green: bool) -> None:
    out = io.BytesIO()
    with DRAWING:
        faces()
        sheet = Sheet(out, pagesize=(WIDE, 26))
        draw_stamp(sheet, WIDE, 26, ("周强", "", "2026-11-10 13:22"), how)
        sheet.showPage()
        sheet.save()
    drawn = next(iter(pages(out.getvalue(), 4))).convert("RGB")
    dots = [drawn.getpixel((x, y)) for x in range(drawn.width) for y in range(drawn.height)]
    assert any(dot[1] > dot[0] + 40 and dot[1] > dot[2] + 20 for dot in dots) is green


@pytest.mark.parametrize("box", [HIGH, LOW])
def test_no_line_of_a_signature_lies_upon_another(box: float) -> None:
    out = io.BytesIO()
    with DRAWING:
        faces()
        sheet = Sheet(out, pagesize=(WIDE, box - LABEL))
        draw_stamp(sheet, WIDE, box - LABEL, ("何志强", "E100", "2026-11-10 13:22"))
        sheet.showPage()
        sheet.save()
    text = pypdfium2.PdfDocument(out.getvalue())[0].get_textpage()
    rects = [text.get_rect(place) for place in range(text.count_rects())]
    lines = sorted((bottom, top) for _, bottom, _, top in rects)
    assert len(lines) == 5
    assert lines[-1][1] <= box - LABEL
    assert all(below[1] < above[0] for below, above in pairwise(lines)), lines
