"""Photos are cleaned once: upright, RGB, small enough, without place or camera."""

import io

import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat

from fieldkit import resource
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


def test_a_photo_stays_sharp_enough_to_be_read() -> None:
    raw = resource("demo/photos/1-铭牌.jpg").read_bytes()
    with Image.open(io.BytesIO(raw)) as opened:
        wanted = ImageOps.exif_transpose(opened).convert("RGB")
    wanted.thumbnail((480, 480), Image.Resampling.LANCZOS)
    with Image.open(io.BytesIO(cleaned(raw, 480))) as clean:
        off = ImageStat.Stat(ImageChops.difference(wanted, clean)).rms
    assert max(off) < 6, off  # of 255


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_photo_is_cleaned(mode: str) -> None:
    raw = photo(mode)
    assert not is_clean(raw)
    clean = cleaned(raw, 300)
    assert is_clean(clean)
    with Image.open(io.BytesIO(clean)) as image:
        assert image.size == (150, 300)
        assert not image.getexif()
