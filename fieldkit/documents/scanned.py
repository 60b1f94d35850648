"""What a scanner made of the pages that a customer stamped, taken in as pictures."""

import io

from PIL.Image import Image

from fieldkit.documents.preview import page, page_count
from fieldkit.forms.signature import MOST_SCANS

SHARP = 2.4  # pixels a point: some 170 dots an inch, on which a stamp and small print can be read


def scanned_pages(pdf: bytes) -> list[bytes]:
    """The pages of a scanner's PDF as JPEG, one more than are taken at most. DamagedError when it cannot be read."""
    return [_jpeg(page(pdf, number, SHARP)) for number in range(min(page_count(pdf), MOST_SCANS + 1))]


def _jpeg(picture: Image) -> bytes:
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=84, optimize=True)
    return out.getvalue()
