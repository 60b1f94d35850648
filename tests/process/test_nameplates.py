"""Serial numbers out of what the codes of a nameplate say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.process.nameplates import LONGEST, kept, serials_in


@pytest.mark.parametrize(
    ("codes", "serials"),
    [
        ("AN240020200700901", ["AN240020200700901"]),
        ("SN:AN2400-0901;MODEL:AN-2400", ["AN2400-0901"]),
        ("MODEL AN-2400 S/N AN2400-0901 | 12345", ["AN2400-0901"]),
        ("序列号：AN2400", ["AN2400"]),
        ("https://maker.example/q?model=7&sn=AN2400-0901", ["AN2400-0901"]),
        ("https://maker.example/manual", []),
        ("http://[broken", []),
        ("Property of Huaxin, return if found", []),
        ("A1 | AN2400 | AN2401", ["AN2400", "AN2401"]),
        ("X" * 41, []),
        ("", []),
    ],
)
def test_makers_write_serial_numbers_in_several_ways(codes: str, serials: list[str]) -> None:
    assert serials_in(codes) == serials


@given(st.lists(st.text(), max_size=12), st.integers(0, 500))
def test_whatever_a_code_says_is_kept_within_bounds_and_read_without_harm(codes: list[str], longest: int) -> None:
    said = kept(codes, longest)
    assert len(said) <= longest
    assert said.isprintable()
    assert all(0 < len(serial) <= LONGEST for serial in serials_in(said))
