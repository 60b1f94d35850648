"""Which record stands for which: whatever a laptop claims, every chain ends, and all of one are found by each."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine

from fieldkit.forms import Record, natural_id, new_id
from fieldkit.forms.merging import goes_before
from fieldkit.records.find import find, index_records, outdated
from fieldkit.records.merged import all_merged, merged, widened

IDS = [natural_id("customer", str(number)) for number in range(4)] + [new_id() for _ in range(4)]
CLAIMS = st.dictionaries(st.sampled_from(IDS), st.sampled_from([*IDS, new_id(), "nobody"]))


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.connect() as opened:
        outdated(opened)
        yield opened
    engine.dispose()


@settings(max_examples=150)
@given(CLAIMS)
def test_every_chain_ends_and_all_of_one_are_found_by_each(connection: Connection, claims: dict[str, str]) -> None:
    records = [Record(rid, "customer", values={"merged_into": claims.get(rid), "number": rid}) for rid in IDS]
    units = [Record(natural_id("equipment", rid), "equipment", values={"customer": rid}) for rid in IDS]
    index_records(connection, [*records, *units])
    into = merged(connection, "customer")
    assert into == all_merged(connection)
    assert into.keys() == {rid for rid, other in claims.items() if goes_before(other) < goes_before(rid)}
    assert not into.keys() & set(into.values())
    assert set(find(connection, "customer")) == set(IDS) - into.keys()
    for rid in IDS:
        ones = {other for other in IDS if into.get(other, other) == into.get(rid, rid)}
        asked = widened(connection, "equipment", {"customer": rid})
        assert set(find(connection, "equipment", asked)) == {natural_id("equipment", one) for one in ones}
    several = widened(connection, "equipment", {"customer": IDS[:2], "serial": "x"})
    assert set(IDS[:2]) <= set(several["customer"])
    assert several["serial"] == "x"


def test_what_cannot_be_merged_is_asked_for_as_it_is(connection: Connection) -> None:
    assert merged(connection, "product_line") == {}
    assert widened(connection, "equipment", None) == {}
    assert widened(connection, "equipment", {"line": "x"}) == {"line": "x"}
    assert widened(connection, "equipment", {"customer": None}) == {"customer": None}
