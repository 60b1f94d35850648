"""What merging keeps of values: said as a text and meant again; chosen, restored and late, for any values."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fieldkit.forms import Double, Record
from fieldkit.forms.merging import goes_before, stays_instead
from fieldkit.process.merging import chosen_values, kept_values, late_paths, meant, parts, restored, said, seen_late

TEXT = st.text(st.sampled_from('甲乙="{}[]null01 '), max_size=6)
VALUE = st.none() | TEXT | st.integers() | st.booleans() | st.dictionaries(TEXT, TEXT, max_size=2)
NAMES = ("number", "customer_name", "level", "address", "contact", "phone", "notes")
FILLED = st.fixed_dictionaries({"number": TEXT.filter(bool), "customer_name": TEXT.filter(bool)},
                               optional={name: TEXT | st.none() for name in NAMES[2:]})  # fmt: skip


@given(VALUE)
def test_what_is_said_is_meant(value: Any) -> None:
    assert meant(said(value)) == value
    assert said(value)


def merged(first: Record, second: Record, taken: set[str]) -> tuple[Record, Double]:
    patch = chosen_values(first, second, taken)
    kept = kept_values(first, second, patch, None)
    return Record(first.id, first.kind, values=first.values | patch), Double(Record("d", "double", values=kept))


@given(FILLED, FILLED, st.sets(st.sampled_from(NAMES)))
def test_each_field_is_what_was_chosen_and_taking_back_is_exact(one: Any, other: Any, taken: set[str]) -> None:
    first, second = Record("1", "customer", values=one), Record("2", "customer", values=other)
    after, double = merged(first, second, taken)
    for part in parts(first, second):
        source = second if part.name in taken and not part.same else first
        assert after.values.get(part.name) == source.values.get(part.name)
    back = after.values | restored(double, after)
    assert {path: value for path, value in back.items() if value is not None} == {
        path: value for path, value in one.items() if value is not None
    }
    assert late_paths(double, second) == []


@given(FILLED, FILLED, st.sets(st.sampled_from(NAMES)), st.sampled_from(NAMES), TEXT)
def test_what_was_written_since_is_late_once_and_is_not_undone(
    one: Any, other: Any, taken: set[str], name: str, text: str
) -> None:
    first, second = Record("1", "customer", values=one), Record("2", "customer", values=other)
    after, double = merged(first, second, taken)
    later = Record("2", "customer", values=other | {name: text})
    assert late_paths(double, later) == ([name] if other.get(name) != text else [])
    looked = Double(Record("d", "double", values=double.values | seen_late(double, later)))
    assert late_paths(looked, later) == []
    corrected = Record("1", "customer", values=after.values | {name: text + "!"})
    assert name not in restored(double, corrected)


def test_an_id_of_the_company_goes_before_one_made_by_hand() -> None:
    company, older, newer = (
        "ffffffff-0000-5000-8000-000000000000",
        "01a201bb-0000-7000-8000-000000000000",
        "01a201bc-0000-7000-8000-000000000000",
    )
    assert sorted([newer, company, older], key=goes_before) == [company, older, newer]
    assert stays_instead(newer, {"merged_into": older}) == older
    assert stays_instead(older, {"merged_into": newer}) == ""
    assert stays_instead(company, {"merged_into": company}) == ""
    assert stays_instead(company, {"merged_into": 7}) == ""
