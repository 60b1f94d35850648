"""The report at its longest and at its shortest: 40 steps, 60 parts, 60 photos; and a visit of one sentence."""

import hashlib
import io
from functools import cache
from typing import Any

from PIL import Image, ImageEnhance

from fieldkit import resource
from fieldkit.documents.dossier import Dossier
from fieldkit.documents.photos import cleaned
from fieldkit.forms import Record, accept_patch, only_child_id

from . import case

STEPS, PARTS, PHOTOS = 40, 60, 60
_ASKED = [
    ("机房温度", "空调出风口被机柜遮挡, 已请用户移开", "31.4", "°C", "28"),
    ("主用主控板温度", "", "71", "°C", "65"),
    ("一次电源输出电压", "两路并联, 负荷 42 %", "53.6", "V", "57"),
    ("蓄电池第 11 节内阻", "其余各节 0.31–0.35 mΩ", "0.92", "mΩ", "0.5"),
    ("2 号风扇转速", "滤网积灰, 清灰前", "2100", "rpm", ""),
]
_SAID = [
    ("主备版本比对", "主用 V3.1.4 + P01, 备用 V3.1.2", "bad"),
    ("倒换到备用板, 观察 30 分钟, 记录心跳丢失的次数与恢复所用的时间", "30 分钟内无心跳丢失", "good"),
    ("告警板与话单接口", "正常", "good"),
]
_PARTS = ["主控板", "用户板 (32 线)", "电源板", "风扇单元", "时钟板"]


def _steps(count: int) -> list[Record]:
    found = []
    for order in range(1, count + 1):
        values: dict[str, Any] = {
            "visit": case.VISIT, "playbook": "heartbeat", "step": f"s{order}", "order": str(order),
            "done_at": f"2026-11-10T{2 + order // 20 % 10:02}:{order % 20 * 3:02}:00Z", "done_by": case.ENGINEER.id,
        }  # fmt: skip
        if order % 8 < 5:
            question, note, value, unit, high = _ASKED[order % 5]
            values |= {
                "question": question,
                "reading": {"value": value, "unit": unit} | ({"high": high} if high else {}),
            }
            values |= {"note": note} if note else {}
            values["verdict"] = "good" if order % 3 else "bad"
        else:
            question, answer, verdict = _SAID[order % 3]
            values |= {"question": question, "answer": answer, "verdict": verdict}
        found.append(case.record("step", f"long {order}", values))
    return found


def _movements(count: int) -> tuple[list[Record], dict[str, Record]]:
    parts = [
        case.record("part", f"BK-{place:02}", {"code": f"BK-AN2400-{place:02}", "part_name": f"AN-2400{name}"})
        for place, name in enumerate(_PARTS)
    ]
    moved = [
        case.record(
            "part_movement",
            f"long {place}",
            {
                "part": parts[place % len(parts)].id, "movement": "used", "quantity": "1", "visit": case.VISIT,
                "serial_old": f"AN2400{20200700901 + place * 37}", "serial_new": f"AN2400{20260300417 + place * 53}",
                **({"notes": "旧板收回, 抵清欠返备件一块"} if place % 4 == 0 else {}),
            },
        )
        for place in range(count)
    ]  # fmt: skip
    return moved, {part.id: part for part in parts}


@cache
def photos(longest: int = 1600) -> tuple[list[Record], dict[str, bytes]]:
    """Sixty photos, no two alike, upright and across."""
    names = ["1-铭牌", "2-指示灯", "3-旧板", "4-新板", "5-风扇清灰前", "6-风扇清灰后"]
    records, files = [], {}
    for place in range(PHOTOS):
        with Image.open(io.BytesIO(resource(f"demo/photos/{names[place % 6]}.jpg").read_bytes())) as opened:
            image = ImageEnhance.Brightness(opened.convert("RGB")).enhance(0.8 + place / 150)
        if place % 7 == 3:
            image = image.transpose(Image.Transpose.ROTATE_90)
        out = io.BytesIO()
        image.save(out, "JPEG", quality=80)
        data = cleaned(out.getvalue(), longest)
        sha256 = hashlib.sha256(data).hexdigest()
        files[sha256] = data
        caption = f"{place // 6 + 1} 号机柜: {names[place % 6][2:]}"
        caption += ", 与上次巡检时的照片比对, 无变化; 紧固件齐全, 标签清楚, 走线整齐" if place % 5 == 0 else ""
        values = {
            "visit": case.VISIT, "caption": caption, "taken_at": f"2026-11-10T03:{place:02}:00Z",
            "picture": {"sha256": sha256, "name": f"{place}.jpg", "size": len(data), "type": "image/jpeg"},
        }  # fmt: skip
        records.append(case.record("photo", f"long {place}", values))
    return records, files


def longest(pixels: int = 1600, *, times: int = 1) -> Dossier:
    """The longest report that a trip of several days makes; so many times its steps and parts."""
    values = dict(case.REPORT_VALUES)
    for name in ("symptom", "verified", "cause", "done", "checked"):
        values[name] = "\n".join([str(values[name])] * 4)
    values |= {
        f"{rows}.b{place:02}.{name}": said
        for rows, count, said_of in (
            ("backups", 8, {"what": "用户板 {} 槽配置数据", "checksum": "9f3c5d1a7b20e0{:02}"}),
            ("versions", 16, {"unit": "用户板 {} 槽", "before": "V3.1.2", "after": "V3.1.4 + P01 + P03 + SP{}"}),
            ("dangers", 10, {"finding": "{} 号机柜接地线松动, 接地电阻大于 5 Ω", "treated": "已紧固, 复测合格"}),
        )
        for place in range(count)
        for name, text in said_of.items()
        for said in [text.format(place)]
    }
    moved, parts = _movements(PARTS * times)
    pictures, files = photos(pixels)
    signed = {
        "customer": case.signed(case.CUSTOMER_NAME, "机房值班员", by_hand=True),
        "engineer": case.signed("何志强", "技术支持工程师"),
    }
    paper = Record(
        only_child_id(case.VISIT, "service_report"),
        "service_report",
        values=accept_patch("service_report", values | signed),
    )
    collected = {"steps": _steps(STEPS * times), "parts": moved, "leftovers": case.LEFTOVERS * 6, "photos": pictures}
    return Dossier(paper, {**case.LINKED, **parts}, collected, files, case.COMPANY)


def shortest() -> Dossier:
    """What the form cannot be without, each in a word."""
    values = {
        "visit": case.VISIT, "status": "draft", "revision": "1", "number": "SR-20261110-K7M2QX4R",
        "engineer_name": case.ENGINEER.id, "arrived": "2026-11-10T02:05:00Z", "left": "2026-11-10T02:40:00Z",
        "symptom": "告警灯亮。", "verified": "属实。", "cause": "接头松动。", "done": "紧固。", "checked": "正常。",
        "cleanup": "无。", "solved": True,
    }  # fmt: skip
    record = Record(
        only_child_id(case.VISIT, "service_report"), "service_report", values=accept_patch("service_report", values)
    )
    return Dossier(record, case.LINKED, {}, {}, case.COMPANY)
