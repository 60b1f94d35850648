"""Makes the fonts of rare characters: what Noto Sans SC lacks of the ideographs, from four openly licensed fonts.

    python resources/fonts/rare.py NotoSansHK_400Regular.ttf NotoSansJP_400Regular.ttf HanaMinB.ttf HanaMinA.ttf

The first two are in the npm packages @expo-google-fonts/noto-sans-hk and -jp 0.4.3, the others in Debian's
fonts-hanazono 20170904. Each gives what those before it lack; HanaMinB, the large one, is cut into blocks of 4,096
code points, of which one is opened when a paper holds one of its characters.
"""

import io
import lzma
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
OUT = HERE / "rare"
BLOCK = 0x1000
IDEOGRAPHS = ((0x3400, 0x9FFF), (0x20000, 0x2EBEF))


def cut(path: str, codes: set[int], name: str) -> bytes:
    """The glyphs of some code points as a TrueType font of its own: outlines, widths, names, nothing else."""
    options = subset.Options(hinting=False, layout_features=[], glyph_names=False, notdef_outline=True)
    options.drop_tables += ["vhea", "vmtx", "BASE", "gasp", "prop", "FFTM", "GlyphOrder", "cvt ", "fpgm", "prep"]
    font = subset.load_font(path, options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6):  # the licences keep the fonts' own names for the unchanged ones
            record.string = f"FieldKitRare-{name}"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def main(*fonts: str) -> None:
    wanted = {code for low, high in IDEOGRAPHS for code in range(low, high + 1)}
    wanted -= set(TTFont(HERE / "NotoSansSC-Regular.ttf").getBestCmap())
    OUT.mkdir(exist_ok=True)
    for name, path in zip(("hk", "jp", "", "rest"), fonts, strict=True):
        codes = wanted & set(TTFont(path).getBestCmap())
        wanted -= codes
        parts = {name or f"{code // BLOCK:x}" for code in codes}
        for part in sorted(parts):
            own = {code for code in codes if part in (name, f"{code // BLOCK:x}")}
            (OUT / f"{part}.ttf.xz").write_bytes(lzma.compress(cut(path, own, part), preset=9))


if __name__ == "__main__":
    main(*sys.argv[1:])
