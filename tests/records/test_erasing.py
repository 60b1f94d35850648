"""Erasing in a record: exactly the values that were erased, exactly what was written before, and no number changes."""

from fieldkit.access import Scope
from fieldkit.forms import Json
from fieldkit.records.erasing import clean_record, cleaned, digest, erasure_of
from fieldkit.records.heads import Head
from fieldkit.records.tables import Stored

ERASED = erasure_of(9, "r", "contact", [("王伟", None), ("王维", None)])


def head(value: Json, seq: int) -> Head:
    return Head(value, seq, "inc", seq, seq, "author", f"change {seq}", {})


def test_only_what_was_erased_goes() -> None:
    assert cleaned({"contact": "王伟", "phone": "王伟"}, [ERASED]) == {"contact": None, "phone": "王伟"}
    assert cleaned({"contact": "李四"}, [ERASED]) is None
    assert cleaned({"contact": None}, [ERASED]) is None
    assert cleaned({"contact": {"sha256": "王伟"}}, [ERASED]) is None


def test_the_list_does_not_say_what_was_erased() -> None:
    again = erasure_of(9, "r", "contact", [("王伟", None)])
    assert again.salt != ERASED.salt
    assert not set(again.values) & set(ERASED.values)
    assert again.instead("王伟") is None
    assert digest(again.salt, "王伟") in again.values


def test_what_was_written_after_the_erasure_stays() -> None:
    stored = Stored("r", "customer", Scope(), {"contact": "王伟"}, {"contact": 10}, {}, 10, 1)
    assert not clean_record(stored, [ERASED])
    stored = Stored("r", "customer", Scope(), {"contact": "王伟"}, {"contact": 8}, {}, 8, 1)
    assert clean_record(stored, [ERASED])
    assert (stored.values, stored.stamps, stored.last_seq) == ({"contact": None}, {"contact": 8}, 8)


def test_heads_keep_their_numbers_and_those_that_say_the_same_now_become_one() -> None:
    heads = [head("王伟", 3), head("李四", 5), head("王维", 7), head("王伟", 10)]
    stored = Stored("r", "customer", Scope(), {"contact": "王伟"}, {"contact": 10}, {"contact": heads}, 10, 1)
    assert clean_record(stored, [ERASED])
    assert [(one.value, one.seq) for one in stored.heads["contact"]] == [("李四", 5), (None, 7), ("王伟", 10)]
    assert stored.values["contact"] == "王伟"
    assert not clean_record(stored, [ERASED])
