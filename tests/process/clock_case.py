"""The records of one problem with one visit, as the clocks are tested on."""

from datetime import datetime

from fieldkit.forms import Json, Problem, Record, natural_id, only_child_id
from fieldkit.forms.types import ZONE

ENGINEER = natural_id("person", "E100")
RECEIVER = natural_id("person", "E110")
PROBLEM = natural_id("problem", "1")
VISIT = natural_id("visit", "1")


def local(text: str) -> datetime:
    """A time in China."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


def utc(text: str) -> str:
    """The same as it is stored."""
    return str(Problem.received_at.dump(local(text)))


def record(kind: str, rid: str = "", **values: Json) -> Record:
    return Record(rid or natural_id(kind, "1"), kind, values=dict(values))


def problem(**values: Json) -> Record:
    known: dict[str, Json] = {
        "summary": "心跳丢失",
        "status": "visit",
        "level": "2",
        "received_at": utc("2026-11-09 08:12"),
        "received_by": RECEIVER,
        "assigned_to": ENGINEER,
        "respond_by": utc("2026-11-09 08:42"),
        "on_site_by": utc("2026-11-10 16:12"),
    }
    return record("problem", PROBLEM, **{**known, **values})


def contact(at: str, rid: str = "", **values: Json) -> Record:
    return record("contact", rid or natural_id("contact", at), problem=PROBLEM, contact_at=utc(at), **values)


def case(**of_problem: Json) -> list[Record]:
    """Taken in, answered in time, visited in time, left, the report signed."""
    report = only_child_id(VISIT, "service_report")
    return [
        problem(**of_problem),
        contact("2026-11-09 08:30", purpose="guidance"),
        record("visit", VISIT, problem=PROBLEM, engineer=ENGINEER, purpose="心跳丢失", status="left",
               arrived=utc("2026-11-10 10:05"), left=utc("2026-11-10 13:40")),
        record("service_report", report, visit=VISIT, status="signed", restored_at=utc("2026-11-10 11:52"),
               left=utc("2026-11-10 13:40")),
        record("leftover", visit=VISIT, what="蓄电池", due="2026-12-10", holder=ENGINEER, status="open"),
    ]  # fmt: skip
