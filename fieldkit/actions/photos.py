"""Photos: taken in from files, upright, without place data, at most 2,048 px."""

import io
from datetime import datetime
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from fieldkit.actions.desk import Desk
from fieldkit.actions.records import new_record
from fieldkit.documents.photos import cleaned
from fieldkit.errors import UserError
from fieldkit.forms import Photo, Record, Values
from fieldkit.forms.types import ZONE
from fieldkit.i18n import N_

_PIXELS = 80_000_000
_BYTES = 64 * 1024 * 1024


def clean_photo(content: bytes, name: str) -> tuple[bytes, datetime | None]:
    """A photo as it is kept: JPEG, RGB, upright, without any metadata; and when it was taken, if it said so."""
    if len(content) > _BYTES:
        raise UserError(N_("“{name}” is larger than 64 MB. Choose a smaller picture."), name=name)
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP", "BMP", "TIFF")) as opened:
            if opened.width * opened.height > _PIXELS:
                raise UserError(N_("“{name}” has too many pixels. Choose a smaller picture."), name=name)
            taken = _taken_at(opened)
        return cleaned(content), taken
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise UserError(N_("“{name}” is not a picture that can be read."), name=name) from None


def _taken_at(picture: Image.Image) -> datetime | None:
    exif = picture.getexif()
    said = exif.get_ifd(0x8769).get(0x9003) or exif.get(0x0132)
    try:
        return datetime.strptime(str(said), "%Y:%m:%d %H:%M:%S").replace(tzinfo=ZONE)
    except ValueError:
        return None


def add_photo(desk: Desk, visit: str, path: Path, caption: str = "", step: str = "") -> Record:
    """A photo of a visit, from a file."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserError(N_("“{name}” cannot be read: {reason}."), name=path.name, reason=error.strerror) from None
    kept, taken = clean_photo(content, path.name)
    stored = desk.store.put_file(kept, f"{path.stem}.jpg", "image/jpeg")
    values: Values = {
        "visit": visit,
        "picture": Photo.picture.dump(stored),
        "caption": caption,
        "taken_at": Photo.taken_at.dump(taken or desk.clock.now()),
        "printed": True,
    }
    if step:
        values["step"] = step
    return new_record(desk, "photo", values)
