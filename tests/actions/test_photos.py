"""Photos are kept upright, small, and without the place they were taken at."""

import io
import subprocess
import sys
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


def turned(size: tuple[int, int], form: str, **more: object) -> bytes:
    """A picture whose camera was held upright, white above and black below when it is turned as it says."""
    picture = Image.new("RGB", size, "white")
    picture.paste("black", (size[0] // 2, 0, *size))
    exif = Image.Exif()
    exif[0x0112], exif[0x0132] = 6, "2026:10:02 09:00:00"
    out = io.BytesIO()
    picture.save(out, form, exif=exif, **more)
    return out.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_a_turned_picture_is_turned_once_and_says_when_it_was_taken(form: str) -> None:
    kept, taken, _codes = clean_photo(turned((3_000, 2_000), form), "x")
    assert taken is not None
    assert taken.year == 2026
    with Image.open(io.BytesIO(kept)) as clean:
        assert clean.size == (1_365, 2_048)
        assert clean.getpixel((700, 100)) > (250, 250, 250)
        assert clean.getpixel((700, 1_900)) < (5, 5, 5)


_MOST_HELD = """
import sys
from fieldkit.actions.photos import clean_photo
def held():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM:"))
content = open(sys.argv[1], "rb").read()
before = held()
clean_photo(content, "x")
print((held() - before) // 1024)
"""


@pytest.mark.parametrize(
    ("form", "size", "more", "most"),
    [
        ("PNG", (8_000, 4_900), {"compress_level": 1}, 240),
        ("JPEG", (65_000, 1_200), {}, 60),
        ("JPEG", (8_000, 4_900), {"progressive": True}, 200),
    ],
)
def test_a_large_turned_picture_takes_little_memory(
    tmp_path: Path, form: str, size: tuple[int, int], more: dict[str, object], most: int
) -> None:
    path = tmp_path / "large"
    path.write_bytes(turned(size, form, **more))
    told = subprocess.run([sys.executable, "-c", _MOST_HELD, path], capture_output=True, text=True, check=True)
    assert int(told.stdout) < most  # MB


@pytest.mark.parametrize(
    ("form", "size", "more"),
    [("JPEG", (65_000, 1_200), {"progressive": True, "subsampling": 0}), ("WEBP", (5_000, 4_000), {"method": 0})],
)
def test_what_would_take_much_memory_anyway_is_refused_unread(
    form: str, size: tuple[int, int], more: dict[str, object]
) -> None:
    with pytest.raises(UserError, match=r"像素|pixels"):
        clean_photo(turned(size, form, **more), "x")


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
