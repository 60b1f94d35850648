"""Photos are kept upright, small, and without the place they were taken at."""

import io
from pathlib import Path

import pytest
from PIL import Image

from fieldkit import resource
from fieldkit.actions.photos import clean_photo
from fieldkit.errors import UserError

PHOTOS = sorted(resource("demo/photos").glob("*.jpg"))
GPS = 0x8825


@pytest.mark.parametrize("path", PHOTOS, ids=lambda path: path.stem)
def test_photos_of_a_phone_are_cleaned(path: Path) -> None:
    content = path.read_bytes()
    with Image.open(io.BytesIO(content)) as original:
        assert GPS in original.getexif()
        turned = original.getexif().get(0x0112, 1) in {5, 6, 7, 8}
        wide = original.width > original.height
    kept, taken = clean_photo(content, path.name)
    with Image.open(io.BytesIO(kept)) as cleaned:
        assert len(cleaned.getexif()) == 0
        assert max(cleaned.size) == 2_048
        assert cleaned.mode == "RGB"
        assert (cleaned.width > cleaned.height) is (wide != turned)
    assert taken is not None


@pytest.mark.parametrize("content", [b"", b"no picture", b"\xff\xd8\xff\xe0" + b"\x00" * 50, b"%PDF-1.7"])
def test_what_is_no_picture_gets_a_sentence(content: bytes) -> None:
    with pytest.raises(UserError, match=r"x\.jpg"):
        clean_photo(content, "x.jpg")


def test_a_picture_with_too_many_pixels_is_refused_unread() -> None:
    drawn = io.BytesIO()
    Image.new("1", (20_000, 10_000)).save(drawn, "PNG")
    with pytest.raises(UserError):
        clean_photo(drawn.getvalue(), "big.png")
