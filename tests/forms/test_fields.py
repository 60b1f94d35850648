"""Every type of field: what it stores it reads back, what people type it understands, what is hostile it refuses."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.errors import FieldError
from fieldkit.forms import field as field_module
from fieldkit.forms import form_class, types, values
from fieldkit.forms.field import Field
from fieldkit.forms.seen import legible, plain_line
from fieldkit.forms.types import Choice, Day, Duration, LongText, Moment, Money, Number, Status, Term, Text, YesNo
from fieldkit.forms.values import (
    File,
    Link,
    Measured,
    PersonLink,
    Picture,
    Reading,
    Rows,
    Serial,
    Signature,
    Signed,
    StoredFile,
    WebAddress,
)
from fieldkit.i18n import set_language, translate

OPTIONS = {"a": "Yes", "b": "Notes"}
IDS = st.uuids().map(str)
PRINTABLE = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=80)
AMOUNTS = st.decimals(-10_000_000, 10_000_000, places=2)
NUMBERS = st.decimals(-1_000_000, 1_000_000, places=3)
# China put its clocks back each autumn until 1991: an hour that was shown twice can mean two.
MOMENTS = st.datetimes(datetime(1992, 1, 1), datetime(2149, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0, second=0)
)
FILES = st.builds(
    StoredFile,
    st.text("0123456789abcdef", min_size=64, max_size=64),
    PRINTABLE,
    st.integers(0, 10**9),
    st.just("image/jpeg"),
)
POINTS = st.tuples(st.integers(0, 1000), st.integers(0, 1000), st.integers(1, 30))
SIGNED = st.builds(
    Signed, PRINTABLE, PRINTABLE, st.just("2026-11-10T04:00:00Z"), st.just("ab" * 32),
    st.lists(st.lists(POINTS, max_size=3).map(tuple), max_size=3).map(tuple), st.just("evidence"),
)  # fmt: skip
FIELDS = {
    "text": (Text("Notes"), PRINTABLE.map(legible).filter(bool)),
    "term": (Term("Clock"), PRINTABLE.map(legible).filter(lambda word: word and translate(word, "zh") == word)),
    "serial": (Serial("Serial number"), PRINTABLE.map(plain_line).filter(bool)),
    "web": (WebAddress("Address"), st.sampled_from(["https://service.example.com:8443/fk", "http://10.0.0.1"])),
    "long": (LongText("Notes"), PRINTABLE.map(legible).filter(bool)),
    "number": (Number("Quantity", "V", low=-1_000_000, high=1_000_000), NUMBERS),
    "money": (Money("Amount"), AMOUNTS),
    "choice": (Choice("Status", OPTIONS), st.sampled_from(sorted(OPTIONS))),
    "status": (Status("Status", OPTIONS), st.sampled_from(sorted(OPTIONS))),
    "yes_no": (YesNo("Yes"), st.booleans()),
    "day": (Day("Due"), st.dates(date(1950, 1, 1), date(2150, 12, 31))),
    "moment": (Moment("When"), MOMENTS),
    "duration": (Duration("Travel time"), st.integers(0, 5_256_000)),
    "link": (Link("customer", "Customer"), IDS),
    "person": (PersonLink("Engineer"), IDS),
    "file": (File("PDF"), FILES),
    "picture": (Picture("Photo"), FILES),
    "signature": (Signature("Engineer"), SIGNED),
    "reading": (Reading("Reading", "°C"), NUMBERS.map(lambda number: Measured(number, "°C"))),
}
BY_SIGNING = {"file", "picture", "signature"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
    | st.sampled_from(["1e999999999", "NaN", "-Infinity", "9" * 5000, "0001-01-01", "9999-12-31T23:59:59Z",
                       "0001-01-01T00:00:00+14:00", "2026-W10-1", "\ud800", "\x00", "1_000", 10**400, -1e308]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["value", "unit", "low", "high", "sha256", "name", "size", "type", "role", "at",
                                       "strokes", "evidence", "shown_sha256", "x"]), inner, max_size=6),
    max_leaves=10,
)  # fmt: skip


@pytest.fixture(params=["zh", "en"], autouse=True)
def both_languages(request):
    set_language(request.param)
    yield
    set_language("zh")


def test_every_type_of_field_is_here():
    made = {type(one) for one, _ in FIELDS.values()}
    known = {
        one for module in (field_module, types, values) for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Field)
    }  # fmt: skip
    assert known - made == {Field, Rows}


@pytest.mark.parametrize("name", sorted(FIELDS))
@given(data=st.data())
def test_what_is_stored_is_read_back_and_accepted_unchanged(name, data):
    field, made = FIELDS[name]
    value = data.draw(made)
    stored = field.dump(value)
    assert json.loads(json.dumps(stored)) == stored
    assert field.load(stored) == value
    assert field.accept(stored) == stored
    assert isinstance(field.show(value), str)


@pytest.mark.parametrize("name", sorted(set(FIELDS) - BY_SIGNING))
@given(data=st.data())
def test_what_is_shown_can_be_typed(name, data):
    field, made = FIELDS[name]
    value = data.draw(made)
    if isinstance(field, Text) and value != value.strip():
        return
    assert field.parse(field.show(value)) == value


@pytest.mark.parametrize("name", sorted(FIELDS))
@given(raw=JSON)
def test_hostile_json_is_taken_in_stored_form_or_refused(name, raw):
    field, _ = FIELDS[name]
    assert field.load(raw) is None or isinstance(field.show(field.load(raw)), str)
    try:
        taken = field.accept(raw)
    except FieldError as error:
        assert error.say("zh") and error.say("en")
        return
    assert field.accept(taken) == taken
    assert len(json.dumps(taken, ensure_ascii=False).encode()) < 50_000


@pytest.mark.parametrize("name", sorted(FIELDS))
@given(
    text=st.text(max_size=60) | st.sampled_from(["1e999999", "9" * 400, "9" * 5000 + " h", "۱۲۳", "2026-11-30T99:00Z"])
)
def test_anything_typed_is_understood_or_refused(name, text):
    field, _ = FIELDS[name]
    try:
        value = field.parse(text)
    except FieldError as error:
        assert error.say("zh") and error.say("en")
        return
    assert field.load(field.dump(value)) == value


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-11-30", date(2026, 11, 30)), ("2026.1.5", date(2026, 1, 5)), ("2026年1月5日", date(2026, 1, 5)),
        ("２０２６／１／５", date(2026, 1, 5)), ("20261130", date(2026, 11, 30)), ("", None),
    ],
)  # fmt: skip
def test_days(typed, meant):
    assert Day("Due").parse(typed) == meant


@pytest.mark.parametrize(
    "typed", ["2026-01-123", "2026-01-12x", "2026-02-30", "2026ab11cd30", "11-30", "1949-01-01", "20261301"]
)
def test_no_days(typed):
    with pytest.raises(FieldError):
        Day("Due").parse(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-11-10 10:05", datetime(2026, 11, 10, 2, 5, tzinfo=UTC)),
        ("2026年11月10日 10时05分", datetime(2026, 11, 10, 2, 5, tzinfo=UTC)),
        ("2026年11月10日10点5分", datetime(2026, 11, 10, 2, 5, tzinfo=UTC)),
        ("2026-11-10T02:05:00Z", datetime(2026, 11, 10, 2, 5, tzinfo=UTC)),
        ("2026/11/10 10：05：30", datetime(2026, 11, 10, 2, 5, 30, tzinfo=UTC)),
    ],
)
def test_moments(typed, meant):
    assert Moment("When").parse(typed) == meant


@pytest.mark.parametrize(
    "typed", ["2026-11-10", "10:05", "2026-11-10 25:00", "2026-11-10 and then 10:05", "2026-11-10 10:05 x"]
)
def test_no_moments(typed):
    with pytest.raises(FieldError):
        Moment("When").parse(typed)


@pytest.mark.parametrize(
    ("typed", "meant"), [("1:30", 90), ("1 h 30 min", 90), ("1.5小时", 90), ("2天", 2880), ("45", 45)]
)
def test_durations(typed, meant):
    assert Duration("Travel time").parse(typed) == meant


@pytest.mark.parametrize("typed", ["1 2", "soon", "-5", "1 h x", "9" * 400])
def test_no_durations(typed):
    with pytest.raises(FieldError):
        Duration("Travel time").parse(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("71 ℃", "71"), ("７１°C", "71"), ("1,234.5", "1234.5"), ("−5", "-5"), (".5", "0.5"), ("+3", "3")],
)
def test_readings(typed, meant):
    assert Reading("Reading", "°C").parse(typed).value == Decimal(meant)


@pytest.mark.parametrize("typed", ["1,28", "1_000", "1e5", "NaN", "71 V", "-", ".", "12.3.4"])
def test_no_readings(typed):
    with pytest.raises(FieldError):
        Reading("Reading", "°C").parse(typed)


def test_a_reading_against_its_limits():
    read = Reading("Reading", "°C", low="20", high="65").parse("71")
    assert read.over and not read.under and not read.good
    assert Reading("Reading").show(read) == "71 °C (≤ 65)"


def test_money_has_two_decimals_and_shows_as_it_is_typed():
    money = Money("Amount")
    assert money.show(money.parse("￥4,550.5")) == "¥4,550.50"
    with pytest.raises(FieldError):
        money.parse("1.005")


def test_a_choice_is_known_by_code_and_label_of_either_language():
    channel = form_class("problem").fields["level"]
    assert {channel.parse(said) for said in ("2", "Level 2, severe", "二级 严重")} == {"2"}
    with pytest.raises(FieldError, match="9"):
        channel.parse("9")


def test_rows_are_never_one_value():
    with pytest.raises(FieldError):
        form_class("service_report").fields["backups"].accept([])


def test_a_label_in_a_sentence_is_said_in_the_language_of_the_sentence():
    with pytest.raises(FieldError) as caught:
        Text("Customer").dump("x" * 501)
    assert "客户" in caught.value.say("zh") and "Customer" in caught.value.say("en")


NOTHING = ["", "\u200b", "\u2060\ufeff", "\u3164", "\u2800 \u3000", "\ufe0f", "\U000e0100", "\x00\x07", "\ud800"]


@pytest.mark.parametrize("text", NOTHING)
@pytest.mark.parametrize("field", [Text("Notes"), LongText("Notes"), Serial("Serial number")])
def test_of_what_nothing_can_be_seen_nothing_was_said(field, text):
    assert field.parse(text) is None
    assert field.accept(text) is None
    assert field.load(text) is None


@pytest.mark.parametrize(
    "text", ["葛\U000e0100城", "辻\ufe00", "𠮷野\U00020bb7", "㐂", "\ue000", "👩\u200d🔧", "می\u200cشود"]
)
def test_variants_and_rare_ideographs_stay_as_they_are_typed(text):
    assert Text("Notes").parse(f" {text} ") == text
    assert Text("Notes").accept(text) == text
    assert plain_line(text) == text


@pytest.mark.parametrize("text", ["AN\u200b2400", "\ufeffAN2400\x00", "AN\xad2400\u2069", "\ud800AN2400"])
def test_a_serial_number_holds_what_can_be_seen(text):
    assert Serial("Serial number").accept(text) == "AN2400"
    assert Serial("Serial number").parse(text) == "AN2400"


def test_the_name_of_a_file_is_one_line_that_can_be_read():
    file = StoredFile("0" * 64, "板\x07卡\n\u202e1\ud800.jpg", 1, "image/jpeg")
    assert file.name == "板卡 1.jpg"
    stored = {"sha256": "0" * 64, "name": "a\x1b[2Jb.jpg", "size": 1, "type": "image/jpeg"}
    assert File("File").accept(stored)["name"] == "a[2Jb.jpg"
