"""Merging at its edges: who may not, what cannot be, circles, lists taken in again, signed papers, erasure."""

from pathlib import Path
from typing import Any

import pytest
from courier_trips import CUSTOMER, DEPARTMENT, ENGINEER, MANAGER, Trips, outbox
from merged_trips import SECRETARY, at_office, pointing, twin, unit, visit
from sqlalchemy import select

from fieldkit.actions.doubles import lines, look
from fieldkit.actions.enrol import sync
from fieldkit.actions.links import follow
from fieldkit.actions.merging import keep_both, merge, pairing, take_back
from fieldkit.actions.records import set_values
from fieldkit.errors import FieldError, NotAllowedError, UserError
from fieldkit.forms import Values, new_id, only_child_id, row_ids
from fieldkit.forms.merging import double_id
from fieldkit.office.forgetting import forget_words
from fieldkit.office.importing import import_company
from fieldkit.office.tables import CHANGE
from fieldkit.records.tables import RECORD
from fieldkit.store.store import Edit


def test_who_may_not(trips: Trips) -> None:
    engineer, line_manager, manager = trips.laptop(ENGINEER), trips.laptop(MANAGER), trips.laptop(DEPARTMENT)
    rid = twin(manager)
    sync(manager.desk)
    seen = pairing(manager.desk, CUSTOMER, rid)
    for laptop in (engineer, line_manager):
        sync(laptop.desk)
        for refused in (
            lambda desk: pairing(desk, CUSTOMER, rid),
            lambda desk: merge(desk, seen, []),
            lambda desk: keep_both(desk, seen),
            lambda desk: take_back(desk, seen),
            lines,
        ):
            with pytest.raises(NotAllowedError):
                refused(laptop.desk)
        laptop.store.write(laptop.desk.actor, [Edit("customer", rid, {"merged_into": CUSTOMER})])
        laptop.store.write(
            laptop.desk.actor,
            [Edit("double", double_id(CUSTOMER, rid), {"of_kind": "customer", "first": CUSTOMER, "second": rid,
                                                       "verdict": "two"})],
        )  # fmt: skip
        assert sync(laptop.desk).rejected == 2
    assert at_office(trips.house, rid).get("merged_into") is None


def test_what_cannot_be_merged(trips: Trips) -> None:
    manager = trips.laptop(DEPARTMENT)
    rid, box = twin(manager), unit(manager, CUSTOMER, "NEW-1")
    for one, other in ((CUSTOMER, CUSTOMER), (CUSTOMER, box), (CUSTOMER, manager.desk.actor.person)):
        with pytest.raises(UserError, match="不能合并"):
            pairing(manager.desk, one, other)
    seen = pairing(manager.desk, CUSTOMER, rid)
    name = manager.desk.form(rid).record.values["customer_name"]
    with pytest.raises(FieldError):
        manager.store.write(manager.desk.actor, [Edit("customer", rid, {"customer_name": None})])
        merge(manager.desk, pairing(manager.desk, CUSTOMER, rid), ["customer_name"])
    manager.store.write(manager.desk.actor, [Edit("customer", rid, {"customer_name": name})])
    merge(manager.desk, seen, [])
    written = len(outbox(manager))
    with pytest.raises(UserError):
        merge(manager.desk, seen, [])
    assert len(outbox(manager)) == written


def test_chains_and_circles_end(trips: Trips) -> None:
    """Three of one: each merging leads to a lesser id, whatever a laptop claims."""
    manager = trips.laptop(DEPARTMENT)
    second, third = twin(manager), twin(manager, number="X78")
    box = unit(manager, third, "NEW-1")
    merge(manager.desk, pairing(manager.desk, second, third), [])
    merge(manager.desk, pairing(manager.desk, second, CUSTOMER), [])
    assert box in pointing(manager, "equipment", CUSTOMER)
    manager.store.write(manager.desk.actor, [Edit("customer", CUSTOMER, {"merged_into": third})])
    assert CUSTOMER in {record.id for record in manager.store.find("customer")}
    assert box in {record.id for record in manager.store.find("equipment", {"customer": third})}
    late = unit(manager, third, "NEW-2")
    assert follow(manager.desk) == 1
    assert late in pointing(manager, "equipment", CUSTOMER)
    take_back(manager.desk, pairing(manager.desk, CUSTOMER, second))
    assert {box, late} <= {record.id for record in manager.store.find("equipment", {"customer": second})}


def test_the_roles_of_a_person_are_chosen_as_a_whole(trips: Trips) -> None:
    manager = trips.laptop(DEPARTMENT)
    (known,) = manager.store.find("person", {"number": ENGINEER})
    values: Values = {"number": "E-1OO", "person_name": "何志强", "roles.qa.role": "qa"}
    twin_of = new_id()
    manager.desk.write("person", twin_of, values)
    assert any(pair.why == "key" for pair in look(manager.desk))
    merge(manager.desk, pairing(manager.desk, known.id, twin_of), ["roles"])
    merged = manager.desk.form(known.id)
    assert [row.role for row in merged.roles] == ["qa"]  # type: ignore[attr-defined]
    take_back(manager.desk, pairing(manager.desk, known.id, twin_of))
    assert [row.role for row in manager.desk.form(known.id).roles] == ["engineer"]  # type: ignore[attr-defined]
    assert sync(manager.desk).rejected == 0


def test_taking_back_writes_no_role_that_the_manager_was_not_shown(trips: Trips) -> None:
    secretary, manager = trips.laptop(SECRETARY), trips.laptop(DEPARTMENT)
    (known,) = secretary.store.find("person", {"number": ENGINEER})
    (row,) = row_ids(known.values, "roles")
    twin_of = new_id()
    secretary.desk.write("person", twin_of, {"number": "E-1OO", "person_name": "何志强"})
    merge(secretary.desk, pairing(secretary.desk, known.id, twin_of), [])
    sync(secretary.desk)
    sync(manager.desk)
    seen = pairing(manager.desk, known.id, twin_of)
    assert seen.back == ()
    forged = {"kept.zz.path": f"roles.{row}.role", "kept.zz.stays": "department_manager", "kept.zz.wrote": "engineer"}
    secretary.store.write(secretary.desk.actor, [Edit("double", double_id(known.id, twin_of), dict[str, Any](forged))])
    sync(secretary.desk)
    sync(manager.desk)
    with pytest.raises(UserError):
        take_back(manager.desk, seen)
    (shown,) = pairing(manager.desk, known.id, twin_of).back
    assert (shown.label, shown.guarded) == ("角色", True)
    assert "部门经理" in shown.then and "部门经理" not in shown.now


LISTS = {
    "客户.csv": "客户编号,客户名称,联系电话\n"
    "C9001,双塔县电信分公司,0579-88881234\nC9002,双塔县电信局分公司,0579-88881234\n",
    "局点.csv": "客户编号,局点名称\nC9001,城东机房\nC9002,城西机房\n",
    "设备.csv": "客户编号,产品线,型号,序列号\nC9001,AN,AN-2400,T-1\nC9002,AN,AN-2400,T-2\n",
    "软件.csv": "序列号,组件,版本\nT-1,主控软件,V3.1\nT-2,主控软件,V3.1\n",
    "应收.csv": "客户名称,类别,金额,到期日\n双塔县电信局分公司,维修费,900,2026-12-01\n",
}


def test_the_lists_of_before_make_nothing_again(trips: Trips, tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()

    def take(**more: str) -> dict[str, tuple[int, int, int]]:
        for name, text in LISTS.items():
            (folder / name).write_text(text + more.get(name.removesuffix(".csv"), ""), "utf-8")
        found = import_company(trips.house.database, trips.clock, [folder])
        assert not any(one["refused"] for one in found.values()), found
        return {name: (one["added"], one["changed"], one["unchanged"]) for name, one in found.items() if any(
            one[key] for key in ("added", "changed", "unchanged"))}  # fmt: skip

    assert take()["customers"] == (2, 0, 0)
    manager = trips.laptop(DEPARTMENT)
    (pair,) = [pair for pair in look(manager.desk) if pair.kind == "customer"]
    merge(manager.desk, pairing(manager.desk, pair.first, pair.second), ["customer_name"])
    sync(manager.desk)
    before = {rid: at_office(trips.house, rid) for rid in (pair.first, pair.second)}
    again = take()
    assert {name: counts[:2] for name, counts in again.items()} == dict.fromkeys(again, (0, 0))
    assert {rid: at_office(trips.house, rid) for rid in before} == before
    grown = take(客户="C9003,三河县联通公司,0579-77771234\n", 设备="C9002,AN,AN-2400,T-3\n")
    assert grown["customers"] == (1, 0, 2)
    assert grown["equipment"] == (1, 0, 2)
    sync(manager.desk)
    units = {str(one.values["serial"]): one for one in manager.store.find("equipment", {"customer": pair.first})}
    assert {"T-1", "T-2", "T-3"} <= units.keys()
    assert {units[serial].values["customer"] for serial in ("T-1", "T-2", "T-3")} == {pair.first}
    assert len(manager.store.find("site", {"customer": pair.second})) == 2


def test_what_a_signed_report_stands_on_is_left_and_found(trips: Trips) -> None:
    """The office keeps it so; what the laptop would move it would get back, refused."""
    engineer, manager = trips.laptop(ENGINEER), trips.laptop(DEPARTMENT)
    rid = twin(engineer)
    box, of = unit(engineer, rid, "NEW-1"), visit(engineer, rid)
    report, person = only_child_id(of, "service_report"), engineer.desk.actor
    values = dict.fromkeys(("symptom", "verified", "cause", "done", "checked", "cleanup"), "x")
    hand = {"role": "x", "at": "2026-11-09T00:12:00Z"}
    signed = {
        "engineer": {"name": person.name, **hand},
        "customer": {"name": "陈静", "strokes": [[[0, 0, 5], [300, 200, 5]]], **hand},
        "status": "signed",
    }
    there = {"visit": of, "engineer_name": person.person, "solved": True, "arrived": hand["at"], "left": hand["at"]}
    engineer.desk.write("service_report", report, {**values, **there, "status": "draft"})
    engineer.desk.write("service_report", report, signed)
    assert sync(engineer.desk).rejected == 0
    sync(manager.desk)
    merge(manager.desk, pairing(manager.desk, CUSTOMER, rid), [])
    for laptop in (manager, engineer, manager):
        assert sync(laptop.desk).rejected == 0
    assert at_office(trips.house, box)["customer"] == CUSTOMER
    assert at_office(trips.house, of)["customer"] == rid
    for laptop in (manager, engineer):
        assert of in {record.id for record in laptop.store.find("visit", {"customer": CUSTOMER})}
        with pytest.raises(UserError, match="签"):
            set_values(laptop.desk, of, {"customer": CUSTOMER})
    take_back(manager.desk, pairing(manager.desk, CUSTOMER, rid))
    assert sync(manager.desk).rejected == 0
    assert at_office(trips.house, box)["customer"] == rid


def test_who_is_forgotten_is_forgotten_in_what_a_merging_kept(trips: Trips) -> None:
    manager = trips.laptop(DEPARTMENT)
    rid = twin(manager, contact="陈静", phone="0579-7654321", customer_name="平川县电信局分公司")
    merge(manager.desk, pairing(manager.desk, CUSTOMER, rid), ["contact", "phone"])
    sync(manager.desk)
    with trips.house.database.writing() as connection:
        forget_words(connection, ["0579-7654321"], trips.clock.millis(), "office")
    sync(manager.desk)
    with trips.house.database.reading() as connection:
        for table in (RECORD, CHANGE):
            said = [str(tuple(row)) for row in connection.execute(select(table))]
            assert not [one for one in said if "0579-7654321" in one or "陈静" in one]
    assert pairing(manager.desk, CUSTOMER, rid).late == ()
    take_back(manager.desk, pairing(manager.desk, CUSTOMER, rid))
    assert sync(manager.desk).rejected == 0
    assert rid in {record.id for record in manager.store.find("customer")}
