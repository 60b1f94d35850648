"""Photos are kept upright, small, and without the place they were taken at."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from fieldkit import resource
from fieldkit.actions.photos import clean_photo, read_picture
from fieldkit.documents.photos import upright
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
    kept, taken, _codes = clean_photo(content, path.name)
    with Image.open(io.BytesIO(kept)) as cleaned:
        assert len(cleaned.getexif()) == 0
        assert max(cleaned.size) == 2_048
        assert cleaned.mode == "RGB"
        assert (cleaned.width > cleaned.height) is (wide != turned)
    assert taken is not None


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_picture_is_turned_as_its_camera_was_held(turn: int) -> None:
    picture = Image.effect_noise((64, 32), 90).convert("RGB").resize((640, 320), Image.Resampling.NEAREST)
    exif = Image.Exif()
    exif[0x0112] = turn
    out = io.BytesIO()
    picture.save(out, "PNG", exif=exif)
    with Image.open(io.BytesIO(out.getvalue())) as opened:
        assert upright(opened).tobytes() == ImageOps.exif_transpose(opened).tobytes()


def test_a_camera_whose_clock_was_never_set_says_nothing() -> None:
    exif = Image.Exif()
    exif[0x0132] = "0001:01:01 00:00:00"
    out = io.BytesIO()
    Image.new("RGB", (64, 64)).save(out, "JPEG", exif=exif)
    assert clean_photo(out.getvalue(), "x.jpg").taken is None


@pytest.mark.parametrize("content", [b"", b"no picture", b"\xff\xd8\xff\xe0" + b"\x00" * 50, b"%PDF-1.7"])
def test_what_is_no_picture_gets_a_sentence(content: bytes) -> None:
    with pytest.raises(UserError, match=r"x\.jpg"):
        clean_photo(content, "x.jpg")


@pytest.mark.parametrize("high", [3_000, 10_000])
def test_a_picture_with_too_many_pixels_is_refused_unread(high: int) -> None:
    drawn = io.BytesIO()
    Image.new("1", (20_000, high)).save(drawn, "PNG")
    with pytest.raises(UserError, match=r"像素|pixels"):
        clean_photo(drawn.getvalue(), "big.png")


def test_a_pdf_is_told_from_a_photo() -> None:
    with pytest.raises(UserError, match="PDF"):
        clean_photo(b"%PDF-1.7\n", "scan.jpg")


def test_a_picture_of_200_mb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    large = tmp_path / "large.jpg"
    with large.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(UserError, match=r"64 MB") as refused:
        read_picture(large)
    assert "large.jpg" in refused.value.say()


@pytest.mark.parametrize("name", ["", "not there.jpg"])
def test_what_is_no_file_gets_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError):
        read_picture(tmp_path / name)
