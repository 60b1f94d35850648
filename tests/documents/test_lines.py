"""Chinese line breaking: nothing lost, nothing too wide, no mark where it must not stand."""

from itertools import pairwise
from random import Random

import pytest
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


# Words that fill a line, or more than one.
LONG_WORDS = [
    " " + "9f3c5d1a7b20e07a" * 4 + " ",
    " http://service.example.com/download/an2400 ",
    "AN240020200700901/2026",
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
    assert units("温度 31.4 °C (≤ 28 °C)") == ("温", "度", " ", "31.4 °C", " ", "(≤ 28 °C)")


def test_what_is_wider_than_a_line_is_cut() -> None:
    digest = "9f3c5d1a7b20e07a" * 4
    broken = lines(digest, 80)
    assert len(broken) > 3
    assert "".join(broken) == digest


def test_no_paragraph_ends_on_a_single_character() -> None:
    text = "拨测二十线全部正常; 话单格式比对一致; 主备倒换两次, 均在五秒内完成。故障消除。"
    for room in range(200, 330):
        assert "".join(lines(text, room)).replace(" ", "") == text.replace(" ", "")
        last = lines(text, room)[-1]
        assert len(last.rstrip("。")) > 1


@pytest.mark.parametrize(("text", "size", "room"), [
    ("校验和 " + "9f3c5d1a" * 8 + " 核", 9.0, 315.0),
    ("请将 http://service.example.com/download/an2400 改", 9.2, 205.0),
])  # fmt: skip
def test_a_last_character_pulls_down_nothing_that_does_not_fit_beside_it(text: str, size: float, room: float) -> None:
    broken = break_lines(text, REGULAR, size, room)
    assert all(broken)
    assert all(width(line, REGULAR, size) <= room + 0.01 for line in broken)


def test_paragraphs_and_empty_lines_are_kept() -> None:
    assert lines("一\n\n二", 100) == ["一", "", "二"]
    assert lines("", 100) == [""]


def test_a_column_as_wide_as_its_word_holds_it() -> None:
    room = least_width("Quantity", REGULAR, 6.4)
    assert break_lines("Quantity", REGULAR, 6.4, room) == ["Quantity"]
    assert natural_width("一\n三二一", REGULAR, 10) == 30


def test_the_rules_hold_over_a_thousand_random_chinese_texts() -> None:
    chance = Random(6)
    marks = ["，", "。", "、", "；", "：", "？", "！", "（", "）", "《", "》", "“", "”", "…", " "]
    for _ in range(1000):
        room = chance.uniform(60, 480)
        words = []
        for _ in range(chance.randrange(1, 90)):
            if chance.random() < 0.1 and (not words or words[-1][-1] not in OPENING):
                words.append(chance.choice(LONG_WORDS))
            words += [chance.choice(WORDS) if chance.random() < 0.2 else chr(chance.randrange(0x4E00, 0x9FA6))]
            if chance.random() < 0.25 and words[-1][-1] not in OPENING:
                words.append(chance.choice(marks))
        text = "".join(words)
        broken = lines(text, room)
        assert "".join(broken).replace(" ", "") == text.replace(" ", "")
        assert all(broken), (text, room)
        assert all(width(line, REGULAR, SIZE) <= room + 0.01 for line in broken), (text, room)
        for above, below in pairwise(broken):
            assert above == "" or above[-1] not in OPENING, (text, room)
            assert below == "" or below[0] not in CLOSING, (text, room)
        for word in ("AN240020200700901", "V3.1.4"):
            if word in text and least_width(text, REGULAR, SIZE) <= room:
                assert sum(line.count(word) for line in broken) == text.count(word), (text, room)
