"""Fonts: what has a glyph, what has no ink, and a map back to text that knows the rare characters."""

import pytest

from fieldkit.documents.fonts import BOLD, REGULAR, font_of, lacking, runs, squeezed, to_unicode, visible, width


def test_rare_names_have_glyphs_and_map_back_in_utf16() -> None:
    assert lacking("王𠅤 31.4 °C ≤ Ω μ × ① √") == []
    assert "<01> <D840DD64>" in to_unicode("F", [0, 0x20164])


def test_a_map_has_at_most_a_hundred_entries_a_block() -> None:
    cmap = to_unicode("F", [0, *range(0x4E00, 0x4E00 + 250)])
    assert [line.split()[0] for line in cmap.splitlines() if line.endswith("beginbfchar")] == ["100", "100", "50"]
    assert "<00> <" not in cmap.replace("<00> <FF>", "")


def test_marks_without_ink_are_dropped_and_the_rest_is_named() -> None:
    assert visible("一\u200b二\ufe0f\t三\r\n四") == "一二    三\n四"
    assert lacking("正常 😀\u200b😀") == ["😀"]


@pytest.mark.parametrize("mark", "𠮷𪚥𫠛𬺡𮯠")
def test_a_rare_character_is_drawn_from_a_font_that_has_it(mark: str) -> None:
    for font in (REGULAR, BOLD):
        assert font_of(mark, font) not in ("", font)
        assert [part for _, part in runs(f"王{mark}男", font)] == ["王", mark, "男"]
        assert width(f"王{mark}", font, 10) == pytest.approx(20)
    assert lacking(f"王{mark}") == []


def test_common_text_is_one_run_and_opens_no_other_font() -> None:
    assert runs("平川县电信 V3.1.4", REGULAR) == [(REGULAR, "平川县电信 V3.1.4")]
    assert font_of("😀", REGULAR) == ""


def test_every_ideograph_of_unicodes_extensions_to_f_prints() -> None:
    blocks = [(0x3400, 0x4DB5), (0x4E00, 0x9FD5), (0x20000, 0x2A6D6), (0x2A700, 0x2B734), (0x2B740, 0x2B81D)]
    without = [mark for low, high in blocks for mark in map(chr, range(low, high + 1)) if not font_of(mark, REGULAR)]
    assert without == []
    tail = [mark for mark in map(chr, range(0x2B820, 0x2EBE1)) if not font_of(mark, REGULAR)]
    assert len(tail) <= 30


def test_two_full_width_marks_in_a_row_share_their_gap() -> None:
    assert squeezed("（1）“丢失”，每次") == ["（1）", "“丢失”", "，每次"]
    assert squeezed("abc (1), “x”") == ["abc (1), “x”"]
    assert width("丢失”，每次", REGULAR, 10) == pytest.approx(55)
    assert width("「『", REGULAR, 10) == pytest.approx(15)
