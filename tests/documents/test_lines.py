"""Chinese line breaking: nothing lost, nothing too wide, no mark where it must not stand."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from fieldkit.documents.fonts import REGULAR, width
from fieldkit.documents.lines import break_lines, least_width, natural_width, units

SIZE = 9.0
CLOSING = "、。，．：；？！）》」』】…—”’%"
OPENING = "（《「『【“‘"
WORDS = [
    "主控板",
    "心跳丢失",
    "V3.1.4",
    "AN240020200700901",
    "31.4 °C",
    "（备用）",
    "《报告》",
    "“告警”",
    "98 %",
    "王𠅤",
    "rpm",
]


def lines(text: str, room: float) -> list[str]:
    return break_lines(text, REGULAR, SIZE, room)


@given(
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(["", " ", "，", "。", "、", "：", "…"])), max_size=40)
)
def test_rules_hold_for_any_mix(pairs: list[tuple[str, str]]) -> None:
    text = "".join(word + mark for word, mark in pairs)
    broken = lines(text, 130)
    assert "".join(broken).replace(" ", "") == text.replace(" ", "")
    assert all(width(line, REGULAR, SIZE) <= 130.01 for line in broken)
    for above, below in pairwise(broken):
        assert above[-1] not in OPENING
        assert below[0] not in CLOSING


def test_latin_words_numbers_and_their_units_stay_whole() -> None:
    broken = lines("风扇二号转速低到 2,100 rpm，版本 V3.1.4 与序列号 AN240020200700901 一致", 90)
    whole = {"2,100 rpm，", "V3.1.4", "AN240020200700901"}
    assert all(any(piece in line for line in broken) for piece in whole)
    assert units("温度 31.4 °C (≤ 28 °C)") == ["温", "度", " ", "31.4 °C", " ", "(≤ 28 °C)"]


def test_what_is_wider_than_a_line_is_cut() -> None:
    digest = "9f3c5d1a7b20e07a" * 4
    broken = lines(digest, 80)
    assert len(broken) > 3
    assert "".join(broken) == digest


def test_paragraphs_and_empty_lines_are_kept() -> None:
    assert lines("一\n\n二", 100) == ["一", "", "二"]
    assert lines("", 100) == [""]


def test_a_column_as_wide_as_its_word_holds_it() -> None:
    room = least_width("Quantity", REGULAR, 6.4)
    assert break_lines("Quantity", REGULAR, 6.4, room) == ["Quantity"]
    assert natural_width("一\n三二一", REGULAR, 10) == 30
