"""Photos: taken in from files or the clipboard, upright, without place data, at most 2,048 px; and drawn on."""

import hashlib
import io
import stat
import struct
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from fieldkit.actions.desk import Desk
from fieldkit.actions.nameplates import codes_on
from fieldkit.actions.records import new_record, set_values
from fieldkit.documents.marks import marked
from fieldkit.documents.photos import cleaned_picture, unpacked
from fieldkit.errors import UserError
from fieldkit.forms import Photo, Record, Values, new_id
from fieldkit.forms.photo import SHAPES, Drawn, Mark
from fieldkit.forms.types import ZONE
from fieldkit.i18n import N_
from fieldkit.process.nameplates import kept

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF")
_PIXELS = 80_000_000
_UNPACKED = 200_000_000  # bytes that reading it takes; what makes it small takes some 60 MB more
_BYTES = 64 * 1024 * 1024
_FIRST_YEAR = 1990  # of cameras that write when they took a picture; one that says less does not know
_LEAST = 8  # thousandths; a mark smaller than this was a slip of the hand


class Cleaned(NamedTuple):
    """A photo as it is kept: JPEG, when it was taken if it said so, and what the codes on it say."""

    content: bytes
    taken: datetime | None
    codes: str = ""


def clean_photo(content: bytes, name: str) -> Cleaned:
    """A photo brought to RGB, upright, without any metadata. UserError for what is no picture, or too large a one."""
    if len(content) > _BYTES:
        raise _too_large(name)
    if content.startswith(b"%PDF"):
        raise UserError(N_("“{name}” is a PDF, not a photo. Take a picture of it, or choose another file."), name=name)
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > _PIXELS or unpacked(opened, content) > _UNPACKED:
                raise _too_many(name)
            clean = cleaned_picture(opened)
            taken = _taken_at(opened)
        with Image.open(io.BytesIO(clean), formats=("JPEG",)) as picture:
            codes = kept(codes_on(picture), Photo.codes.longest)
    except Image.DecompressionBombError:
        raise _too_many(name) from None
    except (UnidentifiedImageError, OSError, ValueError, TypeError, SyntaxError, struct.error):  # by format and damage
        raise UserError(N_("“{name}” is not a picture that can be read."), name=name) from None
    return Cleaned(clean, taken, codes)


def read_picture(path: Path) -> bytes:
    """The bytes of a file that a person chose as a picture. UserError when it cannot be one, before it is read."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise UserError(N_("“{name}” is not a picture that can be read."), name=path.name)
        if found.st_size > _BYTES:
            raise _too_large(path.name)
        return path.read_bytes()
    except OSError as error:
        raise UserError(N_("“{name}” cannot be read: {reason}."), name=path.name, reason=error.strerror) from None


def _too_many(name: str) -> UserError:
    return UserError(N_("“{name}” has too many pixels. Choose a smaller picture."), name=name)


def _too_large(name: str) -> UserError:
    return UserError(N_("“{name}” is larger than 64 MB. Choose a smaller picture."), name=name)


def _taken_at(picture: Image.Image) -> datetime | None:
    exif = picture.getexif()
    said = exif.get_ifd(0x8769).get(0x9003) or exif.get(0x0132)
    try:
        taken = datetime.strptime(str(said), "%Y:%m:%d %H:%M:%S").replace(tzinfo=ZONE)
    except ValueError:
        return None
    return taken if taken.year >= _FIRST_YEAR else None


def add_photo(desk: Desk, visit: str, path: Path, caption: str = "", step: str = "") -> Record:
    """A photo of a visit, from a file."""
    return add_picture(desk, visit, read_picture(path), path.name, caption, step)


def add_picture(desk: Desk, visit: str, content: bytes, name: str, caption: str = "", step: str = "") -> Record:
    """A photo of a visit, from the bytes of a picture such as the clipboard held."""
    clean = clean_photo(content, name)
    stored = desk.store.put_file(clean.content, f"{Path(name).stem}.jpg", "image/jpeg")
    values: Values = {
        "visit": visit,
        "picture": Photo.picture.dump(stored),
        "original": hashlib.sha256(content).hexdigest(),
        "caption": caption,
        "taken_at": Photo.taken_at.dump(clean.taken or desk.clock.now()),
        "printed": True,
    }
    more = {"step": step, "codes": clean.codes}
    return new_record(desk, "photo", values | {path: value for path, value in more.items() if value})


# -- drawing on them


def draw_mark(desk: Desk, photo: str, mark: Drawn) -> Record:
    """Draws an arrow, a box or a blur on a photo: data beside the picture, which stays as it was taken."""
    if mark.shape not in SHAPES or max(abs(mark.to_x - mark.x), abs(mark.to_y - mark.y)) < _LEAST:
        raise UserError(N_("Draw from one point to another."))
    if mark.shape != "arrow" and min(abs(mark.to_x - mark.x), abs(mark.to_y - mark.y)) < _LEAST:
        raise UserError(N_("Draw from one corner to the opposite one."))
    row = f"marks.{new_id()}"
    values: Values = {f"{row}.shape": mark.shape}
    for name in ("x", "y", "to_x", "to_y"):
        values[f"{row}.{name}"] = Mark.fields[name].accept(str(getattr(mark, name)))
    return set_values(desk, photo, values, desk.store.open(photo))


def take_mark_back(desk: Desk, photo: str) -> Record:
    """Takes back the mark that was drawn last."""
    opened = desk.store.open(photo)
    marks = Photo(opened.record).marks
    if not marks:
        raise UserError(N_("Nothing is drawn on this photo."))
    return set_values(desk, photo, {f"marks.{marks[-1].row_id}.deleted": True}, opened)


def show_picture(
    desk: Desk, sha256: str, size: tuple[int, int], marks: tuple[Drawn, ...] = (), *, fill: bool = False
) -> Image.Image:
    """A photo with its marks, within a size in pixels or cut to `fill` it. Takes long: off the screen's thread."""
    with Image.open(io.BytesIO(desk.file(sha256)), formats=("JPEG",)) as opened:
        opened.draft("RGB", size)
        picture = marked(opened.convert("RGB"), marks)
    if fill:
        return ImageOps.fit(picture, size, Image.Resampling.BILINEAR)
    picture.thumbnail(size)
    return picture
