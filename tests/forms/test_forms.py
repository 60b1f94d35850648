"""Forms as a whole: what is missing, patches, rows, numbers, scopes, and that every form of the first trip is there."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.access import GRANTS, Post, Role, Scope
from fieldkit.errors import FieldError
from fieldkit.forms import (
    FORMS,
    Record,
    Step,
    When,
    accept_patch,
    field_at,
    form_class,
    form_of,
    natural_id,
    new_id,
    only_child_id,
    paper_number,
    readable,
    row_ids,
)
from fieldkit.forms.types import Choice
from fieldkit.forms.values import Link, Rows
from fieldkit.i18n import set_language, translate

FIRST_TRIP = (
    "customer", "site", "equipment", "software", "released_version", "part", "part_movement", "receivable", "person",
    "product_line", "problem", "contact", "call_record", "visit", "trip_approval", "checklist", "step", "leftover",
    "photo", "service_report", "maintenance_advice", "review", "comment",
)  # fmt: skip
IDS = st.uuids().map(str)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
MARKS = "0123456789ABCDEFGHJKMNPQRSTVWXY"
RID = "0190c4a0-0000-7000-8000-0000000000aa"


@pytest.fixture(autouse=True)
def chinese():
    set_language("zh")


def form(kind, **values):
    return form_class(kind)(
        Record(RID, kind, values={path.replace("__", "."): value for path, value in values.items()})
    )


@pytest.mark.parametrize("kind", FIRST_TRIP)
def test_every_form_of_the_first_trip(kind):
    made = form_class(kind)
    assert made.kind == kind and kind in GRANTS
    assert re.search("[\u4e00-\u9fff]", made.__doc__ or "")


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_a_form_holds_together(kind):
    made = FORMS[kind]
    named = {*made.key, *made.heading, *([made.belongs_to] if made.belongs_to else [])}
    named |= {name for section in made.sections for name in section.fields} - set(getattr(made, "collects", {}))
    assert named <= set(made.fields)
    assert set(getattr(made, "collects", {}).values()) <= set(FORMS)
    if made.belongs_to:
        assert isinstance(made.fields[made.belongs_to], Link)
    if made.sealed_in:
        status = made.status_field()
        assert status is not None and made.sealed_in <= set(status.options)
    assert not made.sealed_with or made.sealed_with in FORMS
    for field in made.fields.values():
        assert not isinstance(field, Link) or field.kind in FORMS
        assert field.name in made.fields


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_every_word_of_a_form_is_said_in_chinese(kind):
    made = FORMS[kind]
    said = {made.title, *(section.title for section in made.sections)}
    for field in _all_fields(made):
        said |= {field.label, *([field.hint] if field.hint else [])}
        said |= set(field.options.values()) if isinstance(field, Choice) else set()
    for word in said - {"PDF", "P7.5.5"}:
        assert re.search("[\u4e00-\u9fff]", translate(word, "zh")), word


def _all_fields(made):
    for field in made.fields.values():
        yield field
        if isinstance(field, Rows):
            yield from field.row.fields.values()


def test_what_is_missing_depends_on_the_moment():
    report = form("service_report", visit=RID, engineer_name=RID, symptom="x", backups__r1__what="")
    assert report.gaps(When.ALWAYS) == []
    assert {gap.path for gap in report.gaps(When.SUBMITTING)} == set()
    missing = {gap.path for gap in report.gaps(When.SIGNING)}
    assert {"arrived", "left", "solved", "backups.r1.what"} <= missing and "symptom" not in missing


def test_what_is_missing_is_said_in_the_language_in_force_when_it_is_said():
    (gap, *_more) = Step(Record("", "step")).gaps(When.ALWAYS)
    assert gap.reason == gap.wrong.say("zh") and "尚未填写" in gap.reason
    assert gap.wrong.say("en") == "“Visit” is still missing."


def test_a_condition_makes_a_field_due():
    paths = [gap.path for gap in form("service_report", visit=RID, engineer_name=RID, solved=False).gaps()]
    assert paths == ["temporary", "plan"]
    assert not form("service_report", visit=RID, engineer_name=RID, solved=True).gaps()


def test_no_and_nought_are_answers():
    movement = form("part_movement", part=RID, movement="count", quantity="0")
    assert not movement.gaps(When.ALWAYS)
    assert "solved" not in {gap.path for gap in form("service_report", solved=False).gaps(When.SIGNING)}


def test_a_list_may_need_a_row():
    assert [gap.path for gap in form("person", number="E1", person_name="n").gaps()] == ["roles"]
    assert "至少" in form("person", number="E1", person_name="n").gaps()[0].reason
    deleted = form("person", number="E1", person_name="n", roles__r1__role="qa", roles__r1__deleted=True)
    assert [gap.path for gap in deleted.gaps()] == ["roles"]


def test_rows_come_in_order_without_the_deleted():
    advice = form("maintenance_advice", findings__b__finding="2", findings__a__finding="1", findings__c__deleted=True)
    assert [(row.row_id, row.finding) for row in advice.findings] == [("a", "1"), ("b", "2")]
    assert row_ids(advice.values, "findings") == ["a", "b"]
    assert row_ids(list(advice.values), "findings") == ["a", "b", "c"]


def test_fields_of_a_path():
    assert field_at("person", "roles.r1.role") is not None
    for kind, path in (("person", "roles.r1"), ("person", "roles"), ("person", "roles.r1.role.x"), ("person", "name.x"),
                       ("nothing", "x"), ("person", "")):  # fmt: skip
        found = field_at(kind, path)
        assert found is None or isinstance(found, Rows), (kind, path)


def test_a_patch_is_taken_in_stored_form():
    assert accept_patch("person", {"number": "E1", "roles.r1.role": "qa", "phone": ""}) == {
        "number": "E1", "roles.r1.role": "qa", "phone": None,
    }  # fmt: skip
    for patch in ({"nothing": 1}, {"roles": []}, {"roles.r1.role": "king"}, {"number": 5}, {"roles..role": "qa"}):
        with pytest.raises(FieldError) as caught:
            accept_patch("person", patch)
        assert caught.value.field == next(iter(patch))


_ANY = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), st.lists, max_leaves=4)


@given(st.sampled_from(sorted(FORMS)), st.dictionaries(st.text(max_size=20), _ANY, max_size=4))
def test_a_hostile_patch_raises_nothing_but_field_errors(kind, patch):
    try:
        accept_patch(kind, patch)
    except FieldError as error:
        assert error.say()


@given(st.sampled_from(sorted(FORMS)), st.data())
def test_hostile_values_never_break_a_form(kind, data):
    made = FORMS[kind]
    names = st.sampled_from(sorted(made.fields))
    found = made(Record(RID, kind, values=data.draw(st.dictionaries(names, _ANY, max_size=6))))
    assert isinstance(found.name, str)
    for stage in (When.ALWAYS, When.SIGNING):
        assert all(gap.reason for gap in found.gaps(stage))
    for name in made.fields:
        if not isinstance(made.fields[name], Rows):
            assert isinstance(found.shown(name), str)


def test_forms_of_records():
    assert form_of(Record(RID, "customer", values={"customer_name": "平川"})).name == "平川"
    assert form_of(Record(RID, "customer")).name == "客户"
    with pytest.raises(FieldError, match="nothing"):
        form_of(Record(RID, "nothing"))


@given(
    st.uuids().map(str), st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(["service_report", "visit"])
)
def test_paper_numbers(rid, day, kind):
    number = paper_number(kind, day, rid)
    assert re.fullmatch(r"[A-Z]{2}-\d{8}-[0-9A-HJKMNP-TV-Y]{8}", number)
    assert number == paper_number(kind, day, rid) and f"{day:%Y%m%d}" in number


def test_one_wrong_or_swapped_mark_of_a_paper_number_shows():
    made = {paper_number("service_report", date(2026, 11, 10), new_id()) for _ in range(200)}
    assert len(made) == 200
    number = min(made)
    for place in range(12, 19):
        for mark in MARKS:
            changed = number[:place] + mark + number[place + 1 :]
            assert changed == number or not _sound(changed), (number, changed)
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        assert swapped == number or not _sound(swapped), (number, swapped)


def _sound(number: str) -> bool:
    text = number.replace("-", "")[:-1]
    return MARKS[sum((place + 1) * MARKS.find(mark) for place, mark in enumerate(text)) % 31] == number[-1]


def test_ids():
    assert (
        only_child_id(RID, "service_report") == only_child_id(RID, "service_report") != only_child_id(RID, "checklist")
    )
    assert natural_id("customer", "C1", "x") != natural_id("customer", "C1x") and new_id() < new_id()


def test_scopes_follow_what_a_record_belongs_to():
    visit, step = FORMS["visit"], FORMS["step"]
    assert visit.scope_from({"customer": RID}, lambda _: None) == Scope(RID, "*")
    assert step.scope_from({"visit": RID}, lambda _: Scope("c", "l")) == Scope("c", "l")
    assert FORMS["problem"].scope_from({"customer": "c", "line": "l"}, lambda _: None) == Scope("c", "l")


def test_paths_of_newer_forms_are_for_whoever_reads_the_kind():
    assert readable("customer", "not_yet_known", frozenset({Role.QA}))
    assert readable("customer", "number", frozenset())


def test_a_persons_roles_and_lines():
    person = form("person", roles__r1__role="engineer", roles__r1__line=RID, roles__r2__role="king")
    assert person.role_set == frozenset({Role.ENGINEER})
    assert form("person", roles__r1__role="engineer", roles__r1__line=RID).lines == frozenset({RID})
    both = form("person", roles__r1__role="qa", roles__r2__role="engineer", roles__r2__line=RID)
    assert both.lines == frozenset()
    assert both.posts == {Post(Role.QA), Post(Role.ENGINEER, RID)}


def test_every_form_has_a_module_of_its_own_subject():
    files = {path.stem for path in (Path(__file__).parents[2] / "fieldkit" / "forms").glob("*.py")}
    assert {made.__module__.rpartition(".")[2] for made in FORMS.values()} <= files
