"""What was drawn on a photo, drawn into its pixels: arrows, boxes, and what is made unreadable for good."""

import io
from collections.abc import Sequence
from functools import lru_cache
from math import atan2, cos, pi, sin

from PIL import Image, ImageDraw

from fieldkit.forms.photo import WHOLE, Drawn

RED, WHITE = (214, 32, 32), (255, 255, 255)
LINE = 1 / 160  # of the longer side
HEAD = 5.0  # length of an arrow's head, in line widths
SPREAD = pi / 7
KEPT = 24  # burned pictures that are not burned again for the next preview


def marked(picture: Image.Image, marks: Sequence[Drawn]) -> Image.Image:
    """The picture with its marks, of any size; the same one when there are none."""
    if not marks:
        return picture
    image = picture.convert("RGB")
    for mark in marks:
        if mark.shape == "blur":
            _blur(image, mark)
    draw = ImageDraw.Draw(image)
    wide = max(2, round(max(image.size) * LINE))
    for mark in marks:
        for colour, width in ((WHITE, 2 * wide), (RED, wide)):
            if mark.shape == "box":
                _box(draw, image, mark, colour, width, wide)
            elif mark.shape == "arrow":
                _arrow(draw, image, mark, colour, width, wide)
    return image


@lru_cache(maxsize=KEPT)
def burned(data: bytes, marks: tuple[Drawn, ...]) -> bytes:
    """JPEG bytes with the marks in their pixels; nothing of what lay below a blur is left in them."""
    if not marks:
        return data
    with Image.open(io.BytesIO(data), formats=("JPEG",)) as opened:
        image = marked(opened, marks)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=84, optimize=True)
    return out.getvalue()


def _edges(image: Image.Image, mark: Drawn) -> tuple[int, int, int, int]:
    """Left, top, right, bottom in pixels, a pixel wide and high at least, and never less than was marked."""
    left, right = sorted((mark.x, mark.to_x))
    top, bottom = sorted((mark.y, mark.to_y))
    x0, y0 = left * image.width // WHOLE, top * image.height // WHOLE
    x1, y1 = -(-right * image.width // WHOLE), -(-bottom * image.height // WHOLE)
    x0, y0 = min(x0, image.width - 1), min(y0, image.height - 1)
    return x0, y0, max(x1, x0 + 1), max(y1, y0 + 1)


def _blur(image: Image.Image, mark: Drawn) -> None:
    """Two by two mean colours stand for all that was there: what is written in it cannot be worked out again."""
    edges = _edges(image, mark)
    size = (edges[2] - edges[0], edges[3] - edges[1])
    means = image.crop(edges).resize((2, 2), Image.Resampling.BOX)
    image.paste(means.resize(size, Image.Resampling.BICUBIC), edges)


def _box(
    draw: ImageDraw.ImageDraw, image: Image.Image, mark: Drawn, colour: tuple[int, int, int], width: int, line: int
) -> None:
    x0, y0, x1, y1 = _edges(image, mark)
    more = (width - line) // 2
    draw.rectangle((x0 - more, y0 - more, x1 + more, y1 + more), outline=colour, width=width)


def _arrow(
    draw: ImageDraw.ImageDraw, image: Image.Image, mark: Drawn, colour: tuple[int, int, int], width: int, line: int
) -> None:
    start = (mark.x * image.width / WHOLE, mark.y * image.height / WHOLE)
    tip = (mark.to_x * image.width / WHOLE, mark.to_y * image.height / WHOLE)
    turn = atan2(tip[1] - start[1], tip[0] - start[0])
    long = HEAD * line + (width - line)
    tip = (tip[0] + cos(turn) * (width - line) / 2, tip[1] + sin(turn) * (width - line) / 2)
    neck = (tip[0] - cos(turn) * long * 0.8, tip[1] - sin(turn) * long * 0.8)
    draw.line((start, neck), fill=colour, width=width)
    corners = [(tip[0] - cos(turn + way) * long, tip[1] - sin(turn + way) * long) for way in (SPREAD, -SPREAD)]
    draw.polygon([tip, *corners], fill=colour)
