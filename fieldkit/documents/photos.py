"""Photos on paper: cleaned JPEG bytes go into the PDF as they are, so that a page costs no decoding."""

import io
from functools import lru_cache

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.TiffImagePlugin import TiffImageFile
from reportlab.lib.utils import ImageReader

from fieldkit.documents.flow import ROOM, Ink
from fieldkit.documents.layout import Stack
from fieldkit.documents.marks import burned
from fieldkit.documents.sheet import FILL, GREY, SMALL, WIDTH, Place, Sheet
from fieldkit.documents.tongue import said
from fieldkit.errors import UserError
from fieldkit.forms.photo import Drawn
from fieldkit.i18n import N_

LONGEST = 2048
LOGO_PIXELS = 20_000_000
ACROSS = 12.0  # between two photos
CAPTION_ABOVE = 4.0
A_PAGE = 4  # rows of photos a page, when there are many
LOWEST = 110.0  # points, no photo lower than this


_TURN = Image.Transpose
_TURNS = {2: _TURN.FLIP_LEFT_RIGHT, 3: _TURN.ROTATE_180, 4: _TURN.FLIP_TOP_BOTTOM, 5: _TURN.TRANSPOSE,
          6: _TURN.ROTATE_270, 7: _TURN.TRANSVERSE, 8: _TURN.ROTATE_90}  # fmt: skip


def upright(picture: Image.Image) -> Image.Image:
    """A picture turned as its EXIF says (tag 0x0112). Pillow's own way writes the EXIF anew and fails where it is
    damaged; here it goes anyway."""
    turn = _TURNS.get(picture.getexif().get(0x0112, 1))
    return picture if turn is None else picture.transpose(turn)


def cleaned(data: bytes, longest: int = LONGEST) -> bytes:
    """A photo as the forms keep it: JPEG, upright, RGB, at most `longest` pixels a side, no place or camera data."""
    with Image.open(io.BytesIO(data)) as opened:
        return cleaned_picture(opened, longest)


def cleaned_picture(opened: Image.Image, longest: int = LONGEST) -> bytes:
    """The same of a picture that is opened and not read yet; it is made small in its place before it is turned, so
    that no more than `unpacked` of it is ever held."""
    opened.draft("RGB", _within(opened.size, longest))
    opened.load()
    picture = opened if opened.mode in _SMOOTH else opened.convert("RGB")
    picture.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    image = upright(picture).convert("RGB")
    image.info.clear()
    out = io.BytesIO()
    image.save(out, "JPEG", quality=84, optimize=True)
    return out.getvalue()


def unpacked(opened: Image.Image, data: bytes, longest: int = LONGEST) -> int:
    """How many bytes are held at most, by its head, while a picture becomes small enough."""
    wide, high = opened.size
    if isinstance(opened, JpegImageFile):
        to_wide, to_high = _within(opened.size, longest)
        scale = next(scale for scale in (8, 4, 2, 1) if scale <= min(wide // to_wide, high // to_high) or scale == 1)
        return 4 * wide * high // scale**2 + (0 if _in_one_scan(opened, data) else _coefficients(opened))
    own = _OWN.get(opened.mode, 4) + (0 if opened.mode in _SMOOTH else 4)
    if opened.format == "WEBP":
        own = 17  # its reader holds two canvases beside what it hands over
    if isinstance(opened, TiffImageFile):
        turned = opened.getexif().get(0x0112, 1) in _TURNS  # by Pillow itself, once more in full
        rows = opened.tag_v2.get(278)
        strip = min(rows, high) if isinstance(rows, int) else high
        return wide * (high * (own + (4 if turned else 0)) + strip * 4)
    return wide * high * own


_OWN = {"1": 1, "L": 1, "P": 1, "I;16": 2}  # bytes a pixel, 4 for other modes
_SMOOTH = {"RGB", "L", "CMYK", "YCbCr"}  # made small without becoming RGB first


def _within(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """A size brought down to `longest` pixels a side."""
    most = max(*size, longest)
    return max(1, size[0] * longest // most), max(1, size[1] * longest // most)


def _in_one_scan(opened: JpegImageFile, data: bytes) -> bool:
    """Whether a JPEG is unpacked line by line: not progressive, and all of its colours in the first scan."""
    at = 2
    while data[at : at + 1] == b"\xff" and data[at + 1 : at + 2] != b"\xda":
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return "progressive" not in opened.info and data[at : at + 2] == b"\xff\xda" and data[at + 4] == opened.layers


def _coefficients(opened: JpegImageFile) -> int:
    """What a JPEG of several scans holds of each colour until the last of them: two bytes a sample."""
    across, down = max(one[1] for one in opened.layer), max(one[2] for one in opened.layer)
    return sum(2 * opened.width * opened.height * one[1] * one[2] // (across * down) for one in opened.layer)


@lru_cache(maxsize=4)
def logo_of(data: bytes) -> bytes:
    """A logo as papers bear it: JPEG, RGB, on white, at most 800 pixels a side. UserError when it is no picture."""
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > LOGO_PIXELS:
                raise UserError(N_("The logo has too many pixels. Choose a smaller picture."))
            opened.thumbnail((800, 800), Image.Resampling.LANCZOS)
            image = upright(opened).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise UserError(N_("The logo is not a picture that can be read. Choose a PNG or JPEG file.")) from None
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=92, subsampling=0, optimize=True)
    return out.getvalue()


def is_clean(data: bytes) -> bool:
    """Whether JPEG bytes may be embedded as they are: RGB, and without EXIF (where rotation and place would be)."""
    with Image.open(io.BytesIO(data)) as image:
        return image.format == "JPEG" and image.mode == "RGB" and "exif" not in image.info


class Jpeg(ImageReader):
    """JPEG bytes that reportlab embeds as they are; without this it unpacks every photo only to name it."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data))
        self._bytes = data
        self._dataA = None

    def getRGBData(self) -> bytes:  # noqa: N802 - reportlab's name
        return self._bytes


class PhotoCell:
    """One photo: its bytes (None when they are not on this computer), caption, the field it shows, and its marks.

    Marks are burned in here, where everything passes that is printed: what was blurred never gets into a paper.
    """

    def __init__(self, data: bytes | None, caption: Stack, path: str, marks: tuple[Drawn, ...] = ()) -> None:
        self.caption, self.path = caption, path
        clean = data if data is None or is_clean(data) else cleaned(data)
        self.data = clean if clean is None else burned(clean, marks)

    def draw(self, sheet: Sheet, x: float, y: float, wide: float, high: float) -> None:
        with sheet.artifact():
            sheet.setFillColor(FILL)
            sheet.rect(x, y, wide, high, stroke=0, fill=1)
        with sheet.content("Figure", self.caption.texts[0].text):
            self._picture(sheet, x, y, wide, high)
        corner = sheet.place(0, 0)
        edges = (corner.x0 + x, corner.y0 + y, corner.x0 + x + wide, corner.y0 + y + high)
        sheet.places.setdefault(self.path, Place(corner.page, *(round(edge, 2) for edge in edges)))

    def _picture(self, sheet: Sheet, x: float, y: float, wide: float, high: float) -> None:
        if self.data is None:
            sheet.setFillColor(GREY)
            sheet.line_of(said(N_("The photo is not on this computer"))[0], x + 10, y + high / 2 + 6, SMALL)
        else:
            image = Jpeg(self.data)
            across, down = image.getSize()
            scale = min(wide / across, high / down)
            width, height = across * scale, down * scale
            sheet.drawImage(image, x + (wide - width) / 2, y + (high - height) / 2, width, height)


class PhotoRow(Ink):
    """Two photos side by side, three wide to two high or lower, with what they show below."""

    BELOW = 10.0

    def __init__(self, cells: list[PhotoCell]) -> None:
        self.cells = cells
        self.most = WIDTH

    def captions(self, room: float) -> float:
        """The height of the captions, in points, on a line `room` wide."""
        return max(cell.caption.wrap((room - ACROSS) / 2, 1e6)[1] for cell in self.cells) + CAPTION_ABOVE

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        self.wide = room
        self.each = (room - ACROSS) / 2
        below = self.captions(room)
        self.tall = min(self.each * 2 / 3, self.most)
        self.high = self.tall + below
        return room, self.high

    def draw(self) -> None:
        tall = self.tall
        for number, cell in enumerate(self.cells):
            x = number * (self.each + ACROSS)
            cell.draw(self.sheet, x, self.high - tall, self.each, tall)
            with self.sheet.element("Caption"):
                cell.caption.draw_on(self.sheet, x, self.high - tall - CAPTION_ABOVE - cell.caption.high)


def photo_rows(cells: list[PhotoCell]) -> list[PhotoRow]:
    """Photos two to a row. More than fit on one page get boxes of which four rows fill a page."""
    rows = [PhotoRow(cells[start : start + 2]) for start in range(0, len(cells), 2)]
    if len(rows) >= A_PAGE:
        most = (ROOM + PhotoRow.BELOW) / A_PAGE - PhotoRow.BELOW - max(row.captions(WIDTH) for row in rows)
        for row in rows if most >= LOWEST else ():
            row.most = most
    return rows
