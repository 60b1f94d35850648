from typing import Any

import pytest

from fieldkit.forms import Equipment, Leftover, PartMovement, Receivable, Record, ServiceReport, Visit, natural_id
from fieldkit.forms.record import Head
from fieldkit.process.dossier import Trip
from fieldkit.process.thoroughness import audit, not_green


def trip(**report: Any) -> Trip:
    made = Trip(Visit(Record(natural_id("visit", "1"), "visit")))
    made.report = ServiceReport(Record(natural_id("service_report", "1"), "service_report", values=report))
    return made


def said(made: Trip) -> dict[str, bool]:
    return {check.text: check.good for check in audit(made)}


def test_a_backup_without_checksum_is_named() -> None:
    made = trip(**{"backups.1.what": "全局数据", "backups.1.checksum": "9f", "backups.2.what": "话单设置"})
    [backups] = [check for check in audit(made) if check.text == "备份有校验和"]
    assert (backups.good, backups.found) == (False, "话单设置")


def test_a_part_taken_out_must_have_been_the_customers() -> None:
    made = trip()
    made.equipment = [Equipment(Record("e", "equipment", values={"serial": "AN…901"}))]
    move = {"movement": "used", "serial_old": "AN…910"}
    made.movements = [PartMovement(Record("m", "part_movement", values=move))]
    assert said(made)["旧件在用户档案中"] is False
    move["serial_old"] = "AN…901"
    assert said(made)["旧件在用户档案中"] is True


def test_nothing_is_asked_of_what_there_is_not() -> None:
    assert "遗留有责任和期限" not in said(trip())


def simple(**report: Any) -> Trip:
    """A trip of whose report only its readings, its backups and its photos are not green."""
    return trip(status="signed", solved=True, **report)


def beside_the_checks(made: Trip) -> list[str]:
    return [why for why in not_green(made) if ": " not in why]


@pytest.mark.parametrize("satisfaction", ["1", "2"])
def test_what_a_displeased_customer_signed_is_looked_at_by_a_person(satisfaction: str) -> None:
    assert beside_the_checks(simple(satisfaction=satisfaction)) == ["用户不满意。"]
    assert beside_the_checks(simple(satisfaction="3")) == beside_the_checks(simple()) == []


def test_what_two_people_wrote_at_once_is_looked_at_by_a_person() -> None:
    made = simple()
    assert made.report is not None
    made.report.record.conflicts["cause"] = [Head("板", "甲", 1, "a"), Head("线", "乙", 2, "b")]
    assert beside_the_checks(made) == ["有两人同时填写，存在冲突。"]


def test_what_is_left_over_is_looked_at_by_a_person_though_it_has_duty_and_day() -> None:
    made = simple()
    told = {"what": "电池", "responsible": "us", "due": "2026-12-01", "status": "open"}
    made.leftovers = [Leftover(Record("l", "leftover", values=told))]
    assert said(made)["遗留有责任和期限"] is True
    assert beside_the_checks(made) == ["有遗留问题。"]


def test_a_debt_is_dealt_with_when_something_was_agreed_or_settled() -> None:
    told: dict[str, Any] = {"debt": "repair", "amount": "100", "status": "open"}
    debt = Receivable(Record("d", "receivable", values=told))
    made = trip()
    assert "欠款已处理" not in said(made)
    made.receivables = [debt]
    [check] = [one for one in audit(made) if one.text == "欠款已处理"]
    assert (check.good, check.found) == (False, debt.name)
    assert made.report is not None
    made.report.record.values["settled"] = "收到 100 元"
    assert said(made)["欠款已处理"] is True
    for settled in ({"agreed": "月底付"}, {"status": "settled"}, {"listed": False}):
        made = trip()
        made.receivables = [Receivable(Record("d", "receivable", values={**told, **settled}))]
        assert said(made)["欠款已处理"] is True, settled
