"""Lists are found, ordered and shown from the derived tables as anyone would who reads every row."""

from decimal import Decimal

import pytest
from courier_trips import AN, CUSTOMER

from fieldkit.actions.enrol import sync
from fieldkit.actions.hanging import merged_ones
from fieldkit.actions.lists.catalogue import BY_KEY, CONTRACTS, CUSTOMERS, EQUIPMENT, LISTS, RECEIVABLES
from fieldkit.actions.lists.declared import DELETED, Column, Query, Worked
from fieldkit.actions.lists.reading import columns_of, find_rows, read_cells, spelled
from fieldkit.errors import NotAllowedError
from fieldkit.forms import FORMS, natural_id, new_id
from fieldkit.forms.merging import goes_before
from fieldkit.forms.values import Link
from fieldkit.i18n import set_language
from fieldkit.records.listing import Condition

SECRETARY, ENGINEER, QA = "E112", "E100", "E111"


@pytest.fixture
def desk(trips):
    return trips.laptop(SECRETARY).desk


def shown(listed):
    return tuple(column.key for column in listed.columns if column.shown)


def texts(desk, listed, query):
    """Every row that a query finds, as the texts of its columns."""
    columns = [listed.column(key) for key in query.columns]
    ids = find_rows(desk, listed, query).ids
    cells = read_cells(desk, listed, columns, ids)
    return [tuple(cell.text for cell in cells[rid]) for rid in ids]


@pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed.key)
def test_every_column_is_a_field_that_can_be_looked_up(listed):
    assert listed.kind in FORMS and len({column.key for column in listed.columns}) == len(listed.columns)
    for column in listed.columns:
        if isinstance(column, Column):
            kind, names = listed.kind, column.key.split(".")
            for link in names[:-1]:
                field = FORMS[kind].fields[link]
                assert isinstance(field, Link) and field.find, column.key
                kind = field.kind
            assert FORMS[kind].fields[names[-1]].find, column.key
    assert not listed.begin or listed.begin in {quick.key for quick in listed.quick}
    assert not listed.order or listed.order in {column.key for column in listed.columns}
    assert set(listed.fields) | set(listed.apart) <= set(FORMS[listed.kind].fields)
    assert BY_KEY[listed.key] is listed


@pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed.key)
def test_what_is_found_by_a_word_is_every_row_in_which_it_is_read(desk, listed):
    every = texts(desk, listed, Query(shown(listed)))
    searched = [at for at, key in enumerate(shown(listed)) if getattr(listed.column(key), "searched", True)]
    words = {word[:3] for row in every[:5] for at in searched for word in row[at].split() if not word.startswith("¥")}
    for word in sorted(words):
        found = texts(desk, listed, Query(shown(listed), words=word))
        low = word.casefold()
        wanted = [row for row in every if any(low in row[at].casefold() for at in searched)]
        assert set(wanted) <= set(found), word


@pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed.key)
def test_every_column_can_be_ordered_by_both_ways_with_the_empty_ones_last(desk, listed):
    for column in listed.columns:
        rows = [row[0] for row in texts(desk, listed, Query((column.key,), order=column.key))]
        down = [row[0] for row in texts(desk, listed, Query((column.key,), order=column.key, down=True))]
        filled = [text for text in rows if text]
        assert rows[: len(filled)] == filled or isinstance(column, Worked), column.key
        assert sorted(rows) == sorted(down)
        if isinstance(column, Column) and column.field(listed.kind).column == "text" and not hasattr(
            column.field(listed.kind), "options"
        ):  # fmt: skip
            assert filled == sorted(filled, key=spelled), column.key
            assert [text for text in down if text] == sorted(filled, key=spelled, reverse=True), column.key


@pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed.key)
def test_every_usual_filter_finds_some_of_the_rows(desk, listed):
    whole = set(find_rows(desk, listed, Query(shown(listed))).ids)
    for quick in listed.quick:
        assert set(find_rows(desk, listed, Query(shown(listed), quick=quick.key)).ids) <= whole


def test_the_usual_characters_are_in_the_order_of_pinyin():
    assert sorted(["张", "安", "平", "李", "陈"], key=spelled) == ["安", "陈", "李", "平", "张"]


def test_words_are_words_and_no_patterns(desk):
    assert not find_rows(desk, EQUIPMENT, Query(shown(EQUIPMENT), words="%")).ids
    assert not find_rows(desk, EQUIPMENT, Query(shown(EQUIPMENT), words="AN_2400")).ids
    assert not find_rows(desk, EQUIPMENT, Query(shown(EQUIPMENT), words="' OR 1=1 --")).ids
    assert find_rows(desk, EQUIPMENT, Query(shown(EQUIPMENT), words="an-2400")).ids


def test_a_choice_is_found_by_its_word_in_either_language(desk):
    for word in ("维修款", "repair money"):
        rows = texts(desk, RECEIVABLES, Query(("debt", "amount"), words=word.split()[0]))
        assert rows and {row[0] for row in rows} == {"维修款"}, word
    set_language("en")
    assert {row[0] for row in texts(desk, RECEIVABLES, Query(("debt",), words="维修"))} == {"Repair money"}


def test_from_and_to_hold_for_amounts_and_for_what_is_worked_out(desk):
    low, high = Condition("amount", "from", ("10000",)), Condition("rest", "to", ("13000",))
    columns = [RECEIVABLES.column("amount"), RECEIVABLES.column("rest")]
    ids = find_rows(desk, RECEIVABLES, Query(("amount", "rest"), conditions=(low, high))).ids
    cells = read_cells(desk, RECEIVABLES, columns, ids).values()
    assert ids and all(Decimal(10000) <= one.value and other.value <= 13000 for one, other in cells)


def test_a_customer_that_is_renamed_is_read_so_in_every_list(desk):
    desk.write("customer", CUSTOMER, {"customer_name": "新名电信"})
    assert "新名电信" in {row[0] for row in texts(desk, EQUIPMENT, Query(("customer.customer_name",)))}
    assert len(texts(desk, EQUIPMENT, Query(("customer.customer_name",), words="新名"))) == len(
        desk.store.find("equipment", {"customer": CUSTOMER})
    )


def test_what_was_deleted_is_on_no_list(desk):
    before = find_rows(desk, EQUIPMENT, Query(("serial",)))
    desk.write("equipment", before.ids[0], {"deleted": True})
    after = find_rows(desk, EQUIPMENT, Query(("serial",)))
    assert (len(after.ids), after.whole) == (len(before.ids) - 1, before.whole - 1)
    gone = find_rows(desk, EQUIPMENT, Query(("serial",), quick=DELETED))
    assert (gone.ids, gone.deleted) == (before.ids[:1], 1)


def test_what_was_merged_is_not_among_what_was_deleted(desk):
    first, second = sorted((new_id() for _ in range(2)), key=goes_before)
    for rid in (first, second):
        desk.write("customer", rid, {"number": rid, "customer_name": "双份客户"})
    desk.write("customer", second, {"merged_into": first})
    assert find_rows(desk, CUSTOMERS, Query(("number",), quick=DELETED)).ids == ()
    desk.write("customer", first, {"deleted": True})
    assert find_rows(desk, CUSTOMERS, Query(("number",), quick=DELETED)).ids == (first,)
    assert merged_ones(desk, first) == 1


def test_who_may_not_read_a_list_or_a_column_gets_none(trips):
    qa, engineer = trips.laptop(QA).desk, trips.laptop(ENGINEER).desk
    with pytest.raises(NotAllowedError):
        find_rows(qa, RECEIVABLES, Query(("debt",)))
    assert "amount" not in {column.key for column in columns_of(engineer, CONTRACTS)}
    assert "amount" in {column.key for column in columns_of(trips.laptop(SECRETARY).desk, CONTRACTS)}


def test_the_amount_of_a_contract_never_reaches_an_engineers_laptop(trips):
    secretary, engineer = trips.laptop(SECRETARY), trips.laptop(ENGINEER)
    rid = new_id()
    secretary.desk.write("contract", rid, {
        "number": "HT-1", "contract_name": "x", "customer": CUSTOMER, "line": AN, "begins": "2026-01-01",
        "ends": "2026-12-31", "amount": "880000",
    })  # fmt: skip
    sync(secretary.desk)
    sync(engineer.desk)
    assert engineer.store.get(rid).values["number"] == "HT-1" and "amount" not in engineer.store.get(rid).values
    assert natural_id("customer", "C1900") == engineer.store.get(rid).scope.customer


@pytest.mark.parametrize("words", ["x" * 200_000, "\ud800", "%_\\'\"" * 50])
def test_whatever_is_pasted_into_the_search_is_looked_for(desk, words):
    assert find_rows(desk, EQUIPMENT, Query(shown(EQUIPMENT), words=words)).ids == ()
