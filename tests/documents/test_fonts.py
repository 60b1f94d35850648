"""Fonts: what has a glyph, what has no ink, and a map back to text that knows the rare characters."""

from fieldkit.documents.fonts import lacking, to_unicode, visible


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
