"""Doubles: what people write differently is the same, what is different stays so, and nobody compares all with all."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.forms.merging import goes_before
from fieldkit.process import doubles as finder
from fieldkit.process.doubles import RULES, alike, doubles, folded_key, folded_name, known, near, phones

KINDS = sorted(RULES)
FULL_WIDTH = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("华信通达设备有限公司", "华信通达设备有限责任公司"),
        ("华信通达设备股份有限公司", "华信通达设备"),
        ("华信（上海）通信有限公司", "华信(上海)通信 有限公司"),
        ("ＡＢＣ通信公司", "abc通信"),
        ("Acme Telecom Co., Ltd.", "ACME TELECOM"),
    ],
)
def test_names_that_are_the_same(one: str, other: str) -> None:
    assert folded_name(one) == folded_name(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("中国电信上海分公司", "中国电信上海公司"),
        ("平川县电信第1分局", "平川县电信第2分局"),
        ("城东第一电信局", "城东第二电信局"),
        ("王伟", "王炜"),
        ("浙江电信", "江苏联通"),
        ("", ""),
    ],
)
def test_names_that_are_not(one: str, other: str) -> None:
    assert not near(folded_name(one), folded_name(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0571-8888 1234", "+86 571 88881234"),
        ("13812345678", "+86-138-1234-5678"),
        ("0571-88881234转801", "(0571)88881234"),
        ("０５７１－８８８８１２３４", "88881234"),
        ("13812345678", "0571-88881234 / 138 1234 5678"),
    ],
)
def test_telephones_that_are_the_same(one: str, other: str) -> None:
    assert any(a.endswith(b) or b.endswith(a) for a in phones(one) for b in phones(other))


@pytest.mark.parametrize("said", ["", "无", "12345", "00000000", "11111111", "内线 801"])
def test_what_is_no_telephone(said: str) -> None:
    assert phones(said) == []


def test_serial_numbers_are_read_as_people_copy_them() -> None:
    assert folded_key("21an-O1 03") == folded_key("２１ＡＮ０1０3") == folded_key("21AN0103")
    assert folded_key("21AN0103") != folded_key("21AN0104")


def test_a_customer_with_nearly_the_name_and_the_telephone() -> None:
    def pair(one: dict[str, str], other: dict[str, str]) -> str:
        return alike("customer", known("customer", "a", one), known("customer", "b", other))

    here = {"number": "C1", "customer_name": "平川县电信分公司", "phone": "0579-88881234"}
    assert pair(here, {"number": "C2", "customer_name": "平川县电信局分公司", "phone": "+86 579 88881234"}) == "name"
    assert pair(here, {"number": "C2", "customer_name": "平川县电信局分公司", "phone": "0579-88885678"}) == ""
    assert pair(here, {"number": "C2", "customer_name": "临江县联通公司", "phone": "0579-88881234"}) == ""
    assert pair(here, {"number": "c-1", "customer_name": "临江县联通公司"}) == "key"
    assert pair({}, {}) == ""
    assert pair({"number": "***", "customer_name": "***"}, {"number": "***", "customer_name": "***"}) == ""


def test_sites_are_doubles_within_one_customer_only() -> None:
    sites = [("1", "x", "城东机房"), ("2", "x", "城东 机房"), ("3", "y", "城东机房")]
    found = doubles("site", [(rid, {"customer": of, "site_name": name}) for rid, of, name in sites])
    assert [(pair.first, pair.second, pair.why) for pair in found] == [("1", "2", "name")]


@st.composite
def disguised(draw: st.DrawFn, said: str) -> str:
    """The same word as somebody else would write it."""
    out = []
    for mark in said:
        ways = (mark, mark.lower(), FULL_WIDTH.get(mark, mark), {"0": "O"}.get(mark, mark))
        out.append(draw(st.sampled_from(("", "", " ", "-"))) + draw(st.sampled_from(ways)))
    return "".join(out)


KEYS = st.text("ABCDEFGH0123456789", min_size=4, max_size=12)


@given(st.data(), KEYS)
def test_a_key_is_found_again_however_it_is_written(data: st.DataObject, key: str) -> None:
    (kind, field) = data.draw(st.sampled_from([(k, r.key) for k, r in RULES.items() if r.key]))
    one, other = data.draw(disguised(key)), data.draw(disguised(key))
    records = [("0", {field: one}), ("1", {field: other}), ("2", {field: key + "X"})]
    assert [(pair.first, pair.second, pair.why) for pair in doubles(kind, records)] == [("0", "1", "key")]


RECORD = st.fixed_dictionaries(
    {},
    optional={
        "number": st.text("01Oo-", max_size=3),
        "serial": st.text("01Oo-", max_size=3),
        "code": st.text("01Oo-", max_size=3),
        "customer": st.sampled_from(("x", "y")),
        "customer_name": st.text("华信通达 1公司", max_size=8),
        "site_name": st.text("华信1", max_size=4),
        "person_name": st.text("王李伟", max_size=3),
        "phone": st.sampled_from(("13800001111", "+86 138 0000 1111", "0571-88881111", "88881111", "")),
    },
)


@settings(max_examples=200)
@given(st.sampled_from(KINDS), st.lists(RECORD, max_size=14), st.randoms())
def test_it_finds_what_comparing_all_with_all_would(kind: str, values: list[dict[str, str]], chance: object) -> None:
    records = [(f"{number:02}", one) for number, one in enumerate(values)]
    folded = [known(kind, rid, one) for rid, one in records]
    wanted = {
        (a.rid, b.rid, why)
        for one, other in combinations(folded, 2)
        if (why := alike(kind, one, other))
        for a, b in [sorted((one, other), key=lambda it: goes_before(it.rid))]
    }
    found = doubles(kind, records)
    assert {(pair.first, pair.second, pair.why) for pair in found} == wanted
    assert len(found) == len(wanted)
    shuffled = list(records)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert doubles(kind, shuffled) == found


def test_a_hundred_thousand_are_not_compared_with_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    plain = finder.alike

    def counted(kind: str, one: finder.Known, other: finder.Known) -> str:
        nonlocal compared
        compared += 1
        return plain(kind, one, other)

    monkeypatch.setattr(finder, "alike", counted)
    many = 100_000
    records = [
        (
            f"{number:06}",
            {
                "number": f"C{number:06}",
                "customer_name": f"客户{number:06}电信有限公司",
                "phone": f"0571-{80000000 + number % (many // 2)}" if number % 3 else "0571-88880000",
            },
        )
        for number in range(many)
    ]
    records.append(("twice", {"number": "c-000007", "customer_name": "别的名字"}))
    found = doubles("customer", records)
    assert [(pair.first, pair.second) for pair in found] == [("000007", "twice")]
    assert compared < 2 * len(records)  # a switchboard of 33,000 among them
