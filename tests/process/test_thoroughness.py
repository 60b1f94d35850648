from typing import Any

from fieldkit.forms import Equipment, PartMovement, Record, ServiceReport, Visit, natural_id
from fieldkit.process.dossier import Trip
from fieldkit.process.thoroughness import audit


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
