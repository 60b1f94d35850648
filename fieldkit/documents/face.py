"""A large font read as far as a paper needs it: reportlab would make objects of 65,000 glyphs, and copy all outlines.

The file is mapped into memory, so that only the pages that hold glyphs in use are read. Made for Noto Sans SC: a cmap
of format 12, advances and outlines as TrueType has them. Only `extractInfo` and `get_table` differ from reportlab's.
"""

import mmap
import sys
from array import array
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from struct import iter_unpack, unpack_from
from typing import Any, cast

from reportlab.pdfbase.ttfonts import TTFontFace

_SEGMENTED = 12  # the format of a cmap that lists runs of characters


class _Mapped:
    """A font's file for reportlab, which keeps all that it reads."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def read(self) -> mmap.mmap:
        return self._bytes


class _Outlines:
    """The table of outlines, of which slices are taken where they lie."""

    def __init__(self, data: mmap.mmap, start: int) -> None:
        self._data, self._start = data, start

    def __getitem__(self, part: slice) -> bytes:
        return self._data[self._start + part.start : self._start + part.stop]


class _Metrics:
    """Advance and left bearing of a glyph, in font units; the last advance holds for all glyphs after it."""

    def __init__(self, table: bytes, full: int) -> None:
        self._table, self._full = table, full

    def __getitem__(self, glyph: int) -> tuple[int, int]:
        if glyph < self._full:
            advance, bearing = unpack_from(">HH", self._table, glyph * 4)
        else:
            (advance,) = unpack_from(">H", self._table, (self._full - 1) * 4)
            (bearing,) = unpack_from(">H", self._table, self._full * 4 + (glyph - self._full) * 2)
        return advance, bearing


class _Widths(dict[int, float]):
    """The widths of characters in thousandths of an em, each reckoned when it is first asked for."""

    def __init__(self, glyphs: Mapping[int, int], metrics: _Metrics, scale: Any) -> None:
        super().__init__()
        self._glyphs, self._metrics, self._scale = glyphs, metrics, scale

    def __missing__(self, code: int) -> float:
        width = self[code] = float(self._scale(self._metrics[self._glyphs[code]][0]))
        return width

    def get(self, code: int, default: Any = None) -> Any:
        return self[code] if code in self._glyphs else default


class LargeFace(TTFontFace):  # type: ignore[misc,unused-ignore]
    """A typeface from a file."""

    def __init__(self, path: Path) -> None:
        super().__init__(_Mapped(path))

    def extractInfo(self, charInfo: int = 1) -> None:  # noqa: N802, N803 - reportlab's names
        super().extractInfo(charInfo=0)
        read = cast(Any, self)
        self.charToGlyph = _glyphs(self.get_table("cmap"))
        metrics = _Metrics(self.get_table("hmtx"), unpack_from(">H", self.get_table("hhea"), 34)[0])
        self.hmetrics = metrics
        self.charWidths = _Widths(self.charToGlyph, metrics, read._pdfScale)
        self.defaultWidth = read._pdfScale(metrics[0][0])
        (far,) = unpack_from(">H", self.get_table("head"), 50)
        self.glyphPos = _places(self.get_table("loca"), far=bool(far))

    def get_table(self, tag: str) -> Any:
        if tag == "glyf":
            return _Outlines(cast(Any, self)._ttf_data, self.get_table_pos(tag)[0])
        return cast(Any, super()).get_table(tag)


def _places(table: bytes, *, far: bool) -> "array[int]":
    """Where each glyph begins among the outlines."""
    found = array("I" if far else "H", table)
    if sys.byteorder == "little":
        found.byteswap()
    return found if far else array("I", (place << 1 for place in found))


@lru_cache(maxsize=2)  # regular and bold have the same characters
def _glyphs(cmap: bytes) -> dict[int, int]:
    """The glyph of every character, from the last table of format 12."""
    (count,) = unpack_from(">H", cmap, 2)
    starts = [unpack_from(">L", cmap, 8 + 8 * at)[0] for at in range(count)]
    start = [at for at in starts if unpack_from(">H", cmap, at)[0] == _SEGMENTED][-1]
    (segments,) = unpack_from(">L", cmap, start + 12)
    found: dict[int, int] = {}
    for first, last, glyph in iter_unpack(">LLL", cmap[start + 16 : start + 16 + segments * 12]):
        found.update(zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True))
    found[0xA0] = found[0x20]
    return found
