"""Photos are cleaned once: upright, RGB, small enough, without place or camera."""

import io

import pytest
from PIL import Image

from fieldkit.documents.photos import cleaned, is_clean


def photo(mode: str = "RGB", orientation: int = 6) -> bytes:
    image = Image.new(mode, (400, 200))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Phone"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_photo_is_cleaned(mode: str) -> None:
    raw = photo(mode)
    assert not is_clean(raw)
    clean = cleaned(raw, 300)
    assert is_clean(clean)
    with Image.open(io.BytesIO(clean)) as image:
        assert image.size == (150, 300)
        assert not image.getexif()
