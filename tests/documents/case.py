"""The worked case as records: one visit to 平川县电信分公司, its report, its advice, its trip approval."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from fieldkit import resource
from fieldkit.documents.build import build
from fieldkit.documents.dossier import Company, Dossier
from fieldkit.documents.photos import cleaned
from fieldkit.documents.shown import upon
from fieldkit.forms import Record, accept_patch, natural_id, only_child_id

COMPANY = Company(
    "远信通信设备有限公司", "Yuanxin Communication Equipment Co., Ltd.", "工程部", "Engineering Department"
)
CUSTOMER_NAME = "王𠅤"
OLD, NEW = "AN240020200700901", "AN240020260300417"
VISIT = natural_id("visit", "1")
STROKES = [
    [[180, 250, 9], [280, 235, 12], [365, 225, 7]],
    [[270, 240, 9], [272, 330, 12], [265, 380, 8]],
    [[200, 320, 8], [290, 308, 11], [345, 300, 6]],
    [[160, 400, 9], [260, 390, 12], [350, 378, 11], [400, 350, 8], [420, 320, 4]],
    [[530, 150, 10], [548, 160, 12], [560, 175, 8]],
    [[450, 225, 8], [560, 205, 12], [680, 190, 9]],
    [[520, 300, 9], [580, 262, 11], [640, 252, 6]],
    [[540, 260, 9], [600, 300, 11], [650, 330, 8]],
    [[480, 280, 9], [470, 370, 12], [510, 400, 12], [600, 395, 12], [680, 385, 10], [690, 300, 7], [665, 270, 6]],
    [[620, 340, 8], [640, 395, 10], [720, 405, 8], [800, 370, 6], [880, 315, 3]],
]


def record(kind: str, key: str, values: Mapping[str, Any]) -> Record:
    return Record(natural_id(kind, key), kind, values=accept_patch(kind, values))


def person(number: str, name: str) -> Record:
    return record("person", number, {"number": number, "person_name": name, "phone": "18095596428"})


ENGINEER, MANAGER, HEAD = person("E100", "何志强"), person("E106", "李海波"), person("E110", "赵海波")
LINE = record("product_line", "AN", {"code": "AN", "line_name": "接入网"})
CUSTOMER = record(
    "customer", "C1900", {"number": "C1900", "customer_name": "平川县电信分公司", "notes": "内部备注: 付款慢"}
)
SITE = record(
    "site",
    "1",
    {"customer": CUSTOMER.id, "site_name": "县局中心机房", "network_place": "环网第 2 节点", "access": "escort"},
)
EQUIPMENT = record(
    "equipment",
    OLD,
    {"customer": CUSTOMER.id, "line": LINE.id, "model": "AN-2400", "serial": OLD, "place": "县局中心机房"},
)
PROBLEM = record(
    "problem",
    "1",
    {
        "summary": "AN-2400 主控板心跳丢失, 约 460 线用户间歇性无法拨号",
        "customer": CUSTOMER.id,
        "line": LINE.id,
        "equipment": EQUIPMENT.id,
        "level": "2",
        "symptom": "昨夜 23:40 起心跳丢失",
        "received_at": "2026-11-09T00:12:00Z",
        "received_by": ENGINEER.id,
        "proposal": "内部: 同意赴现场",
    },
)
PART = record("part", "BK-AN2400-00", {"code": "BK-AN2400-00", "part_name": "AN-2400主控板", "price": "12800"})
VISIT_RECORD = Record(
    VISIT,
    "visit",
    values=accept_patch(
        "visit",
        {
            "problem": PROBLEM.id,
            "customer": CUSTOMER.id,
            "site": SITE.id,
            "equipment": EQUIPMENT.id,
            "engineer": ENGINEER.id,
            "purpose": "AN-2400 主控板心跳丢失",
            "planned_from": "2026-11-10",
            "planned_to": "2026-11-11",
        },
    ),
)
LINKED = {
    found.id: found for found in (VISIT_RECORD, PROBLEM, CUSTOMER, SITE, EQUIPMENT, LINE, ENGINEER, MANAGER, HEAD, PART)
}


def _step(
    order: int, question: str, when: str, verdict: str, note: str = "", answer: str = "", **reading: str
) -> Record:
    values: dict[str, Any] = {
        "visit": VISIT,
        "playbook": "heartbeat",
        "step": f"s{order}",
        "order": str(order),
        "question": question,
        "verdict": verdict,
        "done_at": f"2026-11-10T{when}:00Z",
        "done_by": ENGINEER.id,
    }
    values |= {name: text for name, text in (("note", note), ("answer", answer), ("reading", reading)) if text}
    return record("step", str(order), values)


STEPS = [
    _step(1, "机房温度", "02:26", "bad", "空调出风口被机柜遮挡", value="31.4", unit="°C", high="28"),
    _step(2, "主用主控板温度", "02:31", "bad", value="71", unit="°C", high="65"),
    _step(3, "主备版本比对", "02:38", "bad", "自动倒换要求主备一致", "主用 V3.1.4 + P01, 备用 V3.1.2"),
    _step(4, "主用主控板内存余量", "02:44", "bad", value="6", unit="%", low="20"),
    _step(5, "倒换到备用板, 观察 30 分钟", "03:16", "good", "30 分钟内无心跳丢失", "心跳恢复"),
]
MOVEMENTS = [
    record(
        "part_movement",
        "1",
        {
            "part": PART.id,
            "movement": "used",
            "quantity": "1",
            "visit": VISIT,
            "serial_old": OLD,
            "serial_new": NEW,
            "notes": "旧板收回, 抵清欠返备件一块",
        },
    )
]
LEFTOVERS = [
    record(
        "leftover",
        "1",
        {
            "visit": VISIT,
            "what": "蓄电池第 11 节内阻偏高, 须更换",
            "responsible": "both",
            "holder": ENGINEER.id,
            "due": "2026-12-10",
        },
    )
]
_CAPTIONS = {
    "1-铭牌": "AN-2400 铭牌, 带二维码",
    "2-指示灯": "主用主控板告警灯",
    "3-旧板": f"换下的主控板, 序列号 {OLD}",
    "4-新板": f"换上的主控板, 序列号 {NEW}",
    "5-风扇清灰前": "2 号风扇清灰前, 2,100 rpm",
    "6-风扇清灰后": "2 号风扇清灰后, 3,050 rpm",
}


@cache
def photos(longest: int = 480) -> tuple[list[Record], dict[str, bytes]]:
    """The six photos, small for speed."""
    records, files = [], {}
    for number, (name, caption) in enumerate(_CAPTIONS.items()):
        data = cleaned(resource(f"demo/photos/{name}.jpg").read_bytes(), longest)
        sha = hashlib.sha256(data).hexdigest()
        files[sha] = data
        picture = {"sha256": sha, "name": f"{name}.jpg", "size": len(data), "type": "image/jpeg"}
        when = f"2026-11-10T0{2 + number // 3}:{10 + 7 * number}:00Z"
        values = {"visit": VISIT, "picture": picture, "caption": caption, "taken_at": when}
        records.append(record("photo", name, values))
    return records, files


def signed(name: str, role: str, *, by_hand: bool = False, shown: str = "5e" * 32) -> dict[str, Any]:
    value: dict[str, Any] = {"name": name, "role": role, "at": "2026-11-10T05:22:00Z"}
    if by_hand:
        value |= {"strokes": STROKES, "shown_sha256": shown, "evidence": "AAAA"}
    return value


REPORT_VALUES: dict[str, Any] = {
    "visit": VISIT,
    "status": "draft",
    "revision": "1",
    "number": "SR-20261110-K7M2QX4R",
    "engineer_name": ENGINEER.id,
    "arrived": "2026-11-10T02:05:00Z",
    "left": "2026-11-10T05:40:00Z",
    "restored_at": "2026-11-10T03:52:00Z",
    "travel": 190,
    "symptom": "昨夜 23:40 起, AN-2400 接入网下挂 3 个小区约 460 线用户间歇性无法拨号, 网管频报“主控板心跳丢失”, "
    "每次 2–5 分钟自动恢复, 已出现 7 次。",
    "verified": "10:20 心跳丢失重现, 持续 3 分钟后自动恢复; 网管时间与设备时间一致, 日志区 98 % 满。",
    "cause": "主用主控板内存器件老化, 高温加剧; 备用板版本 V3.1.2 与主用 V3.1.4 不一致, 使自动倒换失败。",
    "done": "备份数据与定制话单设置 (校验和已记录) → 更换主用主控板 → 两板统一到 V3.1.4 + P01 + P03 + SP1 → 恢复数据。"
    "产品线经理李海波 11:08 电话确认: 暂不升 V3.2.0, 因定制计费话单格式尚未适配。",
    "checked": "拨测 20 线全部正常; 话单格式比对一致; 主备倒换两次, 均在 5 秒内完成。11:52 故障消除。",
    "cleanup": "过期日志 2.3 GB、临时安装文件 4 个、失效的旧补丁目录 1 个。",
    "solved": True,
    "training": "值班员 2 人: 心跳告警的分析, 主备倒换的正确操作。",
    "settled": "收回旧板 1 块, 清欠备件; 维修款 ¥4,550.00 由用户约定 2026-11-30 前付。",
    "opinion": "处理及时, 希望提前通知版本问题。",
    "satisfaction": "5",
    "backups.a1.what": "主用主控板配置数据",
    "backups.a1.checksum": "9f3c5d1a7b20e07a",
    "backups.a2.what": "定制计费话单格式设置",
    "backups.a2.checksum": "41be88c07d9a3f12",
    "versions.a1.unit": "主用主控板",
    "versions.a1.before": "V3.1.4 + P01",
    "versions.a1.after": "V3.1.4 + P01 + P03 + SP1",
    "versions.a2.unit": "备用主控板",
    "versions.a2.before": "V3.1.2",
    "versions.a2.after": "V3.1.4 + P01 + P03 + SP1",
    "dangers.a1.finding": "风扇 2 号转速低: 2,100 rpm, 标称 3,200 rpm",
    "dangers.a1.treated": "已清灰, 恢复到 3,050 rpm",
    "dangers.a2.finding": "蓄电池第 11 节内阻偏高",
    "dangers.a2.treated": "遗留, 见下节",
    "dangers.a3.finding": "已删除的一行",
    "dangers.a3.deleted": True,
}


def report(**more: Any) -> Dossier:
    """The field service report; `customer` and `engineer` sign it when given."""
    pictures, files = photos()
    values = accept_patch("service_report", REPORT_VALUES | more)
    paper = Record(only_child_id(VISIT, "service_report"), "service_report", values=values)
    collected = {"steps": STEPS, "parts": MOVEMENTS, "leftovers": LEFTOVERS, "photos": pictures}
    return Dossier(paper, LINKED, collected, files, COMPANY)


def signed_report(**more: Any) -> Dossier:
    return answered(report(**more), "5e" * 32)


def answered(shown: Dossier, sha256: str, name: str = CUSTOMER_NAME) -> Dossier:
    """A report after the customer answered the pages with a hash, and the engineer signed with him."""
    signatures = {
        "customer": signed(name, "机房值班员", by_hand=True, shown=sha256),
        "engineer": signed("何志强", "技术支持工程师"),
    }
    values = {**shown.record.values, **accept_patch("service_report", signatures), "status": "signed"}
    return replace(shown, record=replace(shown.record, values=values))


def sealed_upon(shown: Dossier, now: datetime, name: str = CUSTOMER_NAME) -> tuple[bytes, bytes]:
    """The pages as a customer was shown them, and the paper with his answer upon them, ready to be signed."""
    pages = build(shown, now=now)
    return pages, upon(pages, build(answered(shown, hashlib.sha256(pages).hexdigest(), name), now=now))


_ADVICE = [
    (
        "机房温度 31.4 °C, 高于限值 28 °C",
        "高温加速器件老化",
        "demand",
        "空调温度调到 24 °C 以下, 并装温度告警",
        "2026-11-20",
    ),
    ("风扇滤网积灰, 转速降到 2,100 rpm", "散热不足", "advice", "每月清理风扇滤网, 记入机房日志", "2026-12-01"),
    ("数据修改前没有备份", "改错后不能恢复", "demand", "数据修改前先备份, 并记录校验和", "2026-11-15"),
    ("蓄电池第 11 节内阻偏高", "停电时放电时间不足", "advice", "蓄电池组每年检测一次, 更换第 11 节", "2026-12-10"),
]


def advice(**more: Any) -> Dossier:
    values: dict[str, Any] = {"visit": VISIT, "number": "MA-20261110-D3T8W5NJ", "reply_by": "2026-11-24"}
    for number, row in enumerate(_ADVICE):
        names = ("finding", "risk", "weight", "advice", "by")
        values |= {f"findings.a{number}.{name}": text for name, text in zip(names, row, strict=True)}
    paper = Record(
        only_child_id(VISIT, "maintenance_advice"),
        "maintenance_advice",
        values=accept_patch("maintenance_advice", values | more),
    )
    return Dossier(paper, LINKED, {}, {}, COMPANY)


_CHECKS = [
    ("file", "组网", "done", "环网第 2 节点", ""),
    ("file", "特殊版本", "done", "计费话单定制, 升级须保留", ""),
    ("file", "维修历史", "done", "2025-03 换过电源板", ""),
    (
        "versions",
        "主控软件",
        "gap",
        "V3.1.4 + P01, 落后于 V3.2.0, 缺 P03; SP1",
        "带 V3.1.4 与 V3.2.0 两套介质, 现场请示",
    ),
    ("spares", "主控板 BK-AN2400-00", "done", "库存 1", "已领"),
    ("spares", "电源板 BK-AN2400-01", "done", "库存 1", "已领"),
    ("spares", "防静电腕带、串口线", "done", "", ""),
    ("spares", "备用电源车", "na", "", ""),
    ("owed", "维修款 ¥4,550.00", "gap", "2026-09-30 到期", "到现场一并处理"),
    ("owed", "欠返备件 BK-AN2400-00", "gap", "2026-10-15 到期", "现场收回旧板"),
]


def approval(**more: Any) -> Dossier:
    values: dict[str, Any] = {
        "visit": VISIT,
        "applicant": ENGINEER.id,
        "plan": "1. 核实主控板心跳丢失, 按诊断规程逐项读数。\n2. 备份数据与定制话单设置, 更换主用主控板。\n"
        "3. 主备版本统一, 拨测, 比对话单。\n4. 处理欠款与欠返备件, 培训值班员。",
        "leave_on": "2026-11-10",
        "back_on": "2026-11-11",
        "transport": "car",
        "cost": "860",
    }
    items: dict[str, Any] = {"visit": VISIT}
    for number, row in enumerate(_CHECKS):
        names = ("group", "item", "state", "found", "answer")
        items |= {f"items.b{number:02}.{name}": text for name, text in zip(names, row, strict=True) if text}
    paper = Record(
        only_child_id(VISIT, "trip_approval"), "trip_approval", values=accept_patch("trip_approval", values | more)
    )
    return Dossier(paper, LINKED, {"checklist": [record("checklist", "1", items)]}, {}, COMPANY)
