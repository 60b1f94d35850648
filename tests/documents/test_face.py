"""A face read in part says the same as one that reportlab read whole."""

import pytest
from reportlab.pdfbase.ttfonts import TTFontFace

from fieldkit import resource
from fieldkit.documents.face import LargeFace
from fieldkit.documents.fonts import FILES


@pytest.mark.parametrize("file", FILES.values())
def test_it_is_the_face_that_reportlab_reads(file: str) -> None:
    ours, theirs = LargeFace(resource(file)), TTFontFace(str(resource(file)))
    assert ours.charToGlyph == theirs.charToGlyph
    assert {code: ours.charWidths[code] for code in theirs.charWidths} == theirs.charWidths
    assert list(ours.glyphPos) == theirs.glyphPos
    assert [ours.hmetrics[glyph] for glyph in range(theirs.numGlyphs)] == theirs.hmetrics
    subset = [0, *map(ord, " Añé（主控板，心跳丢失）—①ﬁ½€")]
    assert ours.makeSubset(subset) == theirs.makeSubset(subset)
    assert (ours.name, ours.bbox, ours.ascent, ours.stemV) == (theirs.name, theirs.bbox, theirs.ascent, theirs.stemV)


def test_a_character_it_lacks_has_no_width() -> None:
    face = LargeFace(resource(FILES["FieldKit-Regular"]))
    with pytest.raises(KeyError):
        face.charWidths[0x20000 - 1]
    assert face.charWidths.get(0x20000 - 1, 7) == 7
    assert face.getCharWidth(ord("板")) == 1000
