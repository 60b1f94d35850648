"""The two fonts of every paper, loaded once a process and embedded as subsets; a third for rare characters.

What Noto Sans SC lacks of the ideographs (𠮷 and some 60,000 more) comes from its sisters for Hong Kong and Japan, then
from Hanazono, cut into files that are opened when a paper first holds such a character (resources/fonts/rare.py).

reportlab's own subset names are the same in every file and its ToUnicode map is wrong above U+FFFF, so that a
name like 王𠅤 would be lost to copy and search; `EmbeddedFont` writes both itself.
"""

import hashlib
import io
import lzma
import re
import threading
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, cast
from weakref import WeakKeyDictionary

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import TTEncoding, TTFont, TTFontFace

from fieldkit import resource
from fieldkit.documents.face import LargeFace
from fieldkit.errors import UserError, Word
from fieldkit.i18n import N_

REGULAR = "FieldKit-Regular"
BOLD = "FieldKit-Bold"
ASCENT = 0.88  # of the em box, which is what a line is centred on

FILES = {REGULAR: "fonts/NotoSansSC-Regular.ttf", BOLD: "fonts/NotoSansSC-Bold.ttf"}
RARE = "fonts/rare"
_IDEOGRAPHS = 0x3400, 0x2FFFF
_BLOCK = 0x1000  # code points a file of rare characters holds

HALF = 500  # thousandths of the type size; the empty half of a full-width mark
OPENING, _CLOSING = "（《「『【〔“‘", "、，。：；）》」』】〕”’"
_GAP = re.compile(f"(?<=[{_CLOSING}])(?=[{_CLOSING}{OPENING}！？])|(?<=[{OPENING}])(?=[{OPENING}])")

# A font object serves one document at a time: who draws holds this.
DRAWING = threading.RLock()


class EmbeddedFont(TTFont):  # type: ignore[misc,unused-ignore]
    """A TrueType font whose subsets carry a name of their own and a right map back to text."""

    def __init__(self, name: str, face: Any) -> None:
        """Like reportlab's, which takes a file. One code page without fixed ASCII: no unused glyphs, and no empty
        widths that PDF/A dislikes."""
        self.fontName, self.face = name, face
        self.encoding = TTEncoding()
        self.state: Any = WeakKeyDictionary()
        self._asciiReadable, self.shapable = 0, False

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's name
        state, face = self.state[doc], cast(Any, self.face)
        state.frozen = 1
        for number, subset in enumerate(state.subsets):
            internal = self.getSubsetInternalName(number, doc)[1:]
            name = f"{_tag(subset)}+{face.name.decode()}"
            font: Any = pdfdoc.PDFTrueTypeFont()
            font.Name = internal
            font.BaseFont = name
            font.FirstChar = 0
            font.LastChar = len(subset) - 1
            font.Widths = pdfdoc.PDFArray([face.getCharWidth(code) for code in subset])
            stream = pdfdoc.PDFStream()
            stream.content = to_unicode(name, subset)
            stream.filters = [pdfdoc.PDFZCompress]
            font.ToUnicode = doc.Reference(stream, "toUnicodeCMap:" + name)
            font.FontDescriptor = face.addSubsetObjects(doc, name, subset)
            doc.Reference(font, internal)
            doc.idToObject["BasicFonts"].dict[internal] = font
        del self.state[doc]


def _tag(subset: Sequence[int]) -> str:
    """Six capitals that differ between subsets, as PDF asks, and not between two builds of one paper."""
    digest = hashlib.sha256(repr(subset).encode()).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def to_unicode(name: str, subset: Sequence[int]) -> str:
    """The CMap from the codes of a subset to text, in UTF-16 as PDF asks, at most 100 entries a block."""
    pairs = [
        f"<{code:02X}> <{chr(mark).encode('utf-16-be').hex().upper()}>" for code, mark in enumerate(subset) if mark
    ]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    body = "\n".join("\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        f"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /{name} def\n"
        "/CMapType 2 def\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )


@cache
def faces() -> dict[str, Any]:
    """The loaded fonts by name; the first call costs some 10 ms and 5 MB."""
    with DRAWING:
        rl_config.useA85 = 0
        rl_config.canvas_basefontname = REGULAR
        for name, path in FILES.items():
            pdfmetrics.registerFont(EmbeddedFont(name, LargeFace(resource(path))))
        return {name: cast(Any, pdfmetrics.getFont(name)).face for name in FILES}


@cache
def _rare(block: str) -> str:
    """The name under which a block of rare characters is registered; empty when there is no such block."""
    path = resource(f"{RARE}/{block}.ttf.xz")
    if not path.exists():
        return ""
    with DRAWING:
        name = f"FieldKit-Rare-{block}"
        face = TTFontFace(io.BytesIO(lzma.decompress(path.read_bytes())))
        pdfmetrics.registerFont(EmbeddedFont(name, face))
        return name


@cache
def font_of(mark: str, font: str) -> str:
    """The font that draws a character of a text set in `font`; empty when none has a glyph for it."""
    code = ord(mark)
    if code in faces()[font].charToGlyph:
        return font
    blocks = ("hk", "jp", f"{code // _BLOCK:x}", "rest") if _IDEOGRAPHS[0] <= code <= _IDEOGRAPHS[1] else ()
    for name in filter(None, map(_rare, blocks)):
        if code in cast(Any, pdfmetrics.getFont(name)).face.charToGlyph:
            return name
    return ""


def runs(text: str, font: str) -> list[tuple[str, str]]:
    """A text as (font, part), the rare characters in the font that has them."""
    if known(text, font):
        return [(font, text)]
    return [(name, "".join(part)) for name, part in groupby(text, lambda mark: font_of(mark, font) or font)]


def known(text: str, font: str) -> bool:
    """Whether a font of a paper has every character of a text itself."""
    return all(map(faces()[font].charToGlyph.__contains__, map(ord, text)))


def squeezed(text: str) -> list[str]:
    """A line in parts, before each of which half a character is taken back: two full-width marks in a row leave too
    wide a gap (GB/T 15834; W3C, Requirements for Chinese Text Layout, 3.1.6).
    """
    return [text] if text.isascii() else _GAP.split(text)


@lru_cache(maxsize=4096)  # a word is measured for its column, for its line, and when it is drawn
def width(text: str, font: str, size: float) -> float:
    """The width of a line of text, in points."""
    face = faces()[font]
    widths = face.charWidths
    try:
        total = sum([widths[ord(mark)] for mark in text])
    except KeyError:
        total = sum(widths.get(ord(mark)) or _rare_width(mark, font) for mark in text)
    return (float(total) - HALF * (len(squeezed(text)) - 1)) * size / 1000


def _rare_width(mark: str, font: str) -> float:
    face = cast(Any, pdfmetrics.getFont(font_of(mark, font) or font)).face
    return float(face.charWidths.get(ord(mark), face.defaultWidth))


@lru_cache(maxsize=4096)  # each text is asked for several times, and again in the preview of the next keystroke
def visible(text: str) -> str:
    """The text as it is drawn: composed, without marks that have no ink (zero-width spaces, variation selectors)."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    "))
    without = set(filter(_inkless, set(plain)))
    return "".join(mark for mark in plain if mark not in without) if without else plain


@cache
def _inkless(mark: str) -> bool:
    code = ord(mark)
    return (
        (mark != "\n" and unicodedata.category(mark) in {"Cf", "Cc"})
        or 0xFE00 <= code <= 0xFE0F
        or 0xE0100 <= code <= 0xE01EF
    )


def no_glyph(label: str, character: str, path: str = "") -> UserError:
    """The error that names the field of a text, by its label, and the character in it that no font has."""
    return UserError(
        N_("“{label}” holds “{character}” (U+{code}), which cannot be printed. Write it in another way."),
        field=path,
        label=Word(label),
        character=character,
        code=f"{ord(character):04X}",
    )


def lacking(text: str) -> list[str]:
    """The characters of a text for which no font has a glyph, each once."""
    marks = dict.fromkeys(mark for mark in visible(text) if mark not in "\n\u00a0")
    return [mark for mark in marks if not (font_of(mark, REGULAR) and font_of(mark, BOLD))]
