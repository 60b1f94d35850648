"""What a signature shows in its box, drawn with our fonts: pyHanko's own stamp writes Chinese as rubbish."""

import io
from typing import Any

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import StaticStampStyle

from fieldkit.documents.boxes import draw_stamp
from fieldkit.documents.fonts import DRAWING, faces
from fieldkit.documents.sheet import Sheet


class DrawnPage(PdfContent):
    """A one-page PDF in memory as the content of a stamp."""

    def __init__(self, pdf: bytes, wide: float, high: float) -> None:
        super().__init__(box=BoxConstraints(width=wide, height=high))
        self._pdf = pdf

    def render(self) -> bytes:
        writer: Any = self.writer
        page = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)), page_ix=0)
        self.resources.xobject["/Drawn"] = page
        return b"/Drawn Do"


def stamp_style(wide: float, high: float, lines: tuple[str, str, str], *, sealed: str = "") -> StaticStampStyle:
    """The appearance of a signature: name, staff number and time, or for a customer's box that the laptop seals it.

    `sealed` is how the customer answered.
    """
    out = io.BytesIO()
    with DRAWING:
        faces()
        sheet = Sheet(out, pagesize=(wide, high))
        draw_stamp(sheet, wide, high, lines, sealed)
        sheet.showPage()
        sheet.save()
    corner = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN, margins=Margins(0, 0, 0, 0))
    drawn = DrawnPage(out.getvalue(), wide, high)
    return StaticStampStyle(border_width=0, background=drawn, background_layout=corner, background_opacity=1.0)
