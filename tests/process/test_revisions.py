"""Two revisions of one paper, compared by the data in their PDFs."""

from typing import Any

from fieldkit.forms import natural_id
from fieldkit.process.revisions import differences

REPORT, PART, MAN = (natural_id(kind, "1") for kind in ("service_report", "part_movement", "person"))


def data(values: dict[str, Any], *parts: dict[str, Any], name: str = "何志强") -> dict[str, Any]:
    moved = [{"id": PART, "kind": "part_movement", "values": part} for part in parts]
    return {"id": REPORT, "kind": "service_report", "revision": 1, "values": values, "collected": {"parts": moved},
            "linked": {MAN: {"kind": "person", "values": {"person_name": name, "number": "E100"}}}}  # fmt: skip


def test_a_field_that_changed_says_what_it_was() -> None:
    before = data({"cause": "电源", "solved": True})
    after = data({"cause": "主控板", "solved": True})
    (one,) = differences(before, after)
    assert (one.key, one.before, one.after) == ("cause", "电源", "主控板")
    assert differences(before, before) == []


def test_what_it_collects_is_compared_by_the_key_that_the_page_has() -> None:
    before = data({}, {"movement": "used", "serial_old": "700910"})
    after = data({}, {"movement": "used", "serial_old": "700901"})
    (one,) = differences(before, after)
    assert (one.key, one.before, one.after) == (f"{PART}/serial_old", "700910", "700901")


def test_a_row_that_came_and_one_that_went_away() -> None:
    before = data({"dangers.a.finding": "风扇积灰", "dangers.a.treated": "已清理"})
    after = data({"dangers.b.finding": "接地松动", "dangers.b.treated": "已紧固"})
    found = differences(before, after)
    came, went = ({one.key for one in found if not getattr(one, side)} for side in ("before", "after"))
    assert came == {"dangers.b.finding", "dangers.b.treated"}
    assert went == {"dangers.a.finding", "dangers.a.treated"}
    assert [one.key for one in found][:2] == sorted(came)  # what is there now stands first


def test_signatures_status_and_numbers_are_no_change() -> None:
    signed = {"customer": {"name": "马工"}, "status": "signed", "revision": "2", "number": "SR-2", "cause": "x"}
    assert differences(data({"cause": "x", "status": "draft"}), data(signed)) == []


def test_a_link_is_named_and_a_new_name_of_the_same_person_is_no_change() -> None:
    other = natural_id("person", "2")
    before, after = data({"engineer_name": MAN}), data({"engineer_name": other})
    (one,) = differences(before, after)
    assert one.before.startswith("何志强")
    assert differences(before, data({"engineer_name": MAN}, name="何强")) == []


def test_a_kind_that_this_program_does_not_know_is_left_out() -> None:
    strange = data({"cause": "x"})
    strange["collected"]["more"] = [{"id": MAN, "kind": "of_next_year", "values": {"a": 1}}]
    assert differences(data({"cause": "x"}), strange) == []
