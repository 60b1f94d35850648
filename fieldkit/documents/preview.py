"""Pages as pictures, signatures included, and where each field of a paper stands on them."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2
from PIL.Image import Image

from fieldkit.documents.archive import LAYOUT, attachment
from fieldkit.documents.sheet import Place
from fieldkit.errors import DamagedError
from fieldkit.i18n import N_

LARGEST = 40_000_000  # pixels a page

# PDFium knows no threads: one call at a time in the whole process.
_RENDERING = threading.Lock()


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    with _RENDERING:
        try:
            document = pypdfium2.PdfDocument(pdf)
            try:
                document.init_forms()  # or signatures stay invisible
                yield document
            finally:
                document.close()
        except pypdfium2.PdfiumError as error:
            raise DamagedError(N_("This file cannot be read as a PDF.")) from error


def page_count(pdf: bytes) -> int:
    with _opened(pdf) as document:
        return len(document)


def sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of every page, in points; nothing is drawn."""
    with _opened(pdf) as document:
        found = (document.get_page_size(number) for number in range(len(document)))
        return [(max(wide, 1.0), max(high, 1.0)) for wide, high in found]


def page(pdf: bytes, number: int, scale: float = 1.5) -> Image:
    """One page, counted from 0, as a picture of `scale` pixels a point. The file is opened in less than 1 ms."""
    with _opened(pdf) as document:
        return _drawn(document[number], scale)


def pages(pdf: bytes, scale: float = 1.5) -> list[Image]:
    """Every page as a picture of `scale` pixels a point; 4 MB a page at 1.5."""
    with _opened(pdf) as document:
        return [_drawn(document[number], scale) for number in range(len(document))]


def _drawn(opened: Any, scale: float) -> Image:
    wide, high = opened.get_size()
    within = min(scale, (LARGEST / (wide * high)) ** 0.5)  # a page from outside may claim any size
    picture: Image = opened.render(scale=within, may_draw_forms=True).to_pil()
    opened.close()
    return picture


def places(pdf: bytes) -> dict[str, Place]:
    """Where each field is printed, by path; a collected record's fields stand under `<record id>/<path>`."""
    try:
        layout = json.loads(attachment(pdf, LAYOUT))
        return {
            str(path): Place(int(place[0]), *(float(edge) for edge in place[1:5])) for path, place in layout.items()
        }
    except (ValueError, TypeError, IndexError, AttributeError) as error:
        raise DamagedError(N_("This file is not a paper of FieldKit.")) from error
