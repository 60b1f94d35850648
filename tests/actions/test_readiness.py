"""The sheet as it is kept: it follows the records, what people decided stays with its point, others read both."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kept_case import Kept

from fieldkit.actions import readiness, trips
from fieldkit.actions.readiness import answer_point, pack_point, refresh_checklist
from fieldkit.actions.records import new_record, set_values
from fieldkit.demo.case import BOARD_1, CUSTOMER, Case
from fieldkit.demo.company import rid
from fieldkit.errors import UserError
from fieldkit.forms import Checklist, Values, new_id
from fieldkit.forms.checklist import CheckItem
from fieldkit.process.turns import open_gap
from fieldkit.records.tables import PATCH_PATHS
from fieldkit.store.ledger import summary
from fieldkit.store.store import Edit


@pytest.fixture
def case(kept: Kept, tmp_path: Path) -> Iterator[Case]:
    with kept["guide_by_phone"].opened(tmp_path / "demo") as played:
        desk = played.desk("engineer")
        played.visit = trips.plan_visit(desk, played.problem, "处理心跳丢失", playbook="an2400-heartbeat").id
        yield played


def rows(case: Case) -> dict[str, CheckItem]:
    sheet = Checklist(refresh_checklist(case.desk("engineer"), case.visit))
    return {row.row_id: row for row in sheet.items}


def of(case: Case, item: str) -> list[CheckItem]:
    return [row for row in rows(case).values() if row.item == item]


def test_the_sheet_of_the_case_names_its_gaps(case: Case) -> None:
    found = rows(case)
    said = {row.item: row.found or "" for row in found.values() if open_gap(row)}
    assert "V3.2.0" in said["落后于发布版本"] and "P03" in said["落后于发布版本"]
    assert [row.alarm for row in found.values() if row.item == "特殊版本与设置"] == [True]
    assert "4,550" in said["维修款"]
    assert {row.group for row in found.values()} == {"file", "versions", "spares", "owed", "laptop"}


def test_looking_again_writes_nothing(case: Case) -> None:
    """Otherwise every round of sync would bring a change of its own, for ever."""
    desk = case.desk("engineer")
    first = refresh_checklist(desk, case.visit)
    opened = desk.store.open(first.id)
    case.company.clock.forward(minutes=40)
    case.company.sync("engineer")
    refresh_checklist(desk, case.visit)
    assert desk.store.open(first.id).opos == opened.opos


def test_a_reason_stays_while_the_records_change_and_a_gap_ends_with_its_record(case: Case) -> None:
    desk = case.desk("engineer")
    (spares,) = of(case, "备件")
    answer_point(desk, case.visit, spares.row_id, "到备件库再定", goes=True, agreed_by=rid("person", "E106"),
                 agreed_how="15:06 电话")  # fmt: skip
    (kept,) = of(case, "备件")
    assert (kept.decided, kept.answer, kept.agreed_how) == ("go", "到备件库再定", "15:06 电话")
    assert kept.answered_by == desk.actor.person and kept.answered_at == desk.clock.now()
    set_values(desk, rid("equipment", BOARD_1), {"configuration": "E1 × 4"})
    assert of(case, "备件")[0].answer == "到备件库再定"
    assert BOARD_1 not in (of(case, "配置")[0].found or "")
    trips.take_part(desk, case.visit, rid("part", "BK-AN2400-00"))
    assert of(case, "备件") == []
    (taken,) = desk.store.find("part_movement", {"visit": case.visit})
    desk.write("part_movement", taken.id, {"deleted": True})
    assert of(case, "备件")[0].answer == "到备件库再定"


def test_a_reason_needs_words_and_a_point_that_stands_there(case: Case) -> None:
    desk = case.desk("engineer")
    (code,) = [row.row_id for row in of(case, "备件")]
    with pytest.raises(UserError):
        answer_point(desk, case.visit, code, "  ")
    with pytest.raises(UserError):
        answer_point(desk, case.visit, "zz", "好")


def test_managers_read_gaps_and_reasons_on_their_laptops(case: Case) -> None:
    desk = case.desk("engineer")
    (spares,) = of(case, "备件")
    answer_point(desk, case.visit, spares.row_id, "到备件库再定", goes=True)
    case.company.sync("engineer", "line_manager")
    sheet = readiness.sheet_of(case.desk("line_manager"), case.visit)
    assert sheet is not None
    read = {row.row_id: row for row in sheet.items}
    assert read[spares.row_id].answer == "到备件库再定"
    assert len([row for row in read.values() if open_gap(row)]) > 5


def test_a_tool_is_ticked_off_and_back(case: Case) -> None:
    desk = case.desk("engineer")
    (strap,) = of(case, "防静电腕带")
    assert open_gap(strap)
    pack_point(desk, case.visit, strap.row_id)
    assert [row.state for row in of(case, "防静电腕带")] == ["done"]
    pack_point(desk, case.visit, strap.row_id, packed=False)
    assert [open_gap(row) for row in of(case, "防静电腕带")] == [True]


def test_what_helped_on_another_trip_is_suggested(case: Case) -> None:
    desk = case.desk("engineer")
    before = new_id()
    gone: Values = {
        "problem": case.problem, "customer": CUSTOMER, "engineer": desk.actor.person, "purpose": "换电源板",
        "equipment": rid("equipment", BOARD_1), "arrived": "2026-03-02T02:00:00Z", "status": "left",
    }  # fmt: skip
    desk.store.write(desk.actor, [Edit("visit", before, gone)])
    desk.write("part_movement", new_id(), {
        "visit": before, "part": rid("part", "BK-AN2400-01"), "movement": "used", "quantity": "1",
        "moved_at": "2026-03-02T03:00:00Z", "moved_by": desk.actor.person,
    })  # fmt: skip
    (suggested,) = of(case, "建议带的备件")
    assert "用过 1 次" in (suggested.found or "") and "症状相同" in (suggested.found or "")
    assert "换电源板" in (of(case, "维修历史")[0].found or "")
    trips.take_part(desk, case.visit, rid("part", "BK-AN2400-01"))
    assert of(case, "建议带的备件") == []


def test_who_took_the_last_one_too_is_named(case: Case) -> None:
    desk = case.desk("engineer")
    trips.take_part(desk, case.visit, rid("part", "BK-AN2400-00"), 40)
    manager = case.desk("line_manager")
    other = new_record(manager, "visit", {"problem": case.problem, "customer": CUSTOMER, "purpose": "别的事",
                                          "engineer": manager.actor.person, "status": "preparing"})  # fmt: skip
    trips.take_part(manager, other.id, rid("part", "BK-AN2400-00"))
    case.company.sync("engineer", "line_manager", "engineer")
    short = [row for row in rows(case).values() if row.row_id.startswith("s1")]
    assert [row.state for row in short] == ["gap"]
    assert manager.actor.name in (short[0].found or "")


def test_a_sheet_of_hundreds_of_debts_reaches_the_office(case: Case) -> None:
    """Its points are more than one change may hold."""
    desk = case.desk("engineer")
    debt = {"customer": CUSTOMER, "debt": "repair", "due": "2026-01-01", "status": "open"}
    desk.store.write(
        desk.actor, [Edit("receivable", new_id(), {**debt, "amount": f"{100 + i}.00"}) for i in range(520)]
    )
    sheet = refresh_checklist(desk, case.visit)
    case.company.sync("engineer")
    state = summary(desk.store)
    assert len(sheet.values) > PATCH_PATHS
    assert state["waiting"] == 0
    case.company.sync("line_manager")
    seen = case.desk("line_manager").store.get(sheet.id)
    assert seen is not None
    assert seen.values == sheet.values
