"""The sheet before a trip on paper: in its groups, with who decided about a gap, who agreed, and what must stay."""

from dataclasses import replace
from typing import Any

from fieldkit.documents.build import build
from fieldkit.documents.dossier import Dossier, links_of
from fieldkit.forms import Record

from . import case
from .authority import DAY
from .test_build import text_of


def printed(checklist: dict[str, Any], **approval: Any) -> str:
    dossier = case.approval(**approval)
    (record,) = dossier.collected["checklist"]
    sheet = replace(record, values={**record.values, **checklist})
    return text_of(build(replace(dossier, collected={"checklist": [sheet]}), now=DAY))


def point(code: str, group: str, item: str, **more: Any) -> dict[str, Any]:
    values = {"group": group, "item": item, "state": "gap", **more}
    return {f"items.{code}.{name}": value for name, value in values.items()}


def test_a_reason_is_printed_with_who_wrote_it_who_agreed_and_when() -> None:
    said = printed(
        point("v1-a", "versions", "主控软件落后", decided="go", answer="本次不升级", answered_by=case.ENGINEER.id,
              answered_at="2026-11-09T06:30:00Z", agreed_by=case.MANAGER.id, agreed_how="15:06 电话")
    )  # fmt: skip
    assert "带缺口出发：本次不升级" in said
    assert "何志强" in said and "11-09 14:30" in said
    assert "同意：李海波" in said and "15:06 电话" in said


def test_groups_stand_in_their_order_whatever_the_codes_are() -> None:
    said = printed(point("a0", "laptop", "断网演练") | point("z9", "file", "组网图"))
    places = [said.index(name) for name in ("用户档案", "版本与补丁", "备件、工具、资料", "应收清欠", "这台电脑")]
    assert places == sorted(places)


def test_the_rehearsal_stands_below_with_its_time() -> None:
    found = "还不能出发：缺 1 项。\n组网图.pdf：本机文件已损坏"
    said = printed({"rehearsed_at": "2026-11-09T06:30:00Z", "rehearsed_by": case.ENGINEER.id, "rehearsed_found": found})
    assert "2026-11-09 14:30" in said
    assert "还不能出发" in said and "组网图.pdf" in said


def test_what_was_said_by_phone_is_printed_with_who_and_when() -> None:
    call = {"about": "trip", "who": case.MANAGER.id, "said_at": "2026-11-09T07:06:00Z", "said": "同意直接赴现场"}
    said = printed({}, way_out="人在邻县", **{f"calls.a1.{name}": value for name, value in call.items()})
    assert "同意直接赴现场" in said and "2026-11-09 15:06" in said
    assert said.count("李海波") >= 1


def test_people_in_rows_are_linked_and_those_of_deleted_rows_are_not() -> None:
    values = {"items.a.agreed_by": case.MANAGER.id, "items.b.agreed_by": case.HEAD.id, "items.b.deleted": True}
    assert links_of(Record("x", "checklist", values=dict(values))) == [case.MANAGER.id]
    assert isinstance(case.approval(), Dossier)
