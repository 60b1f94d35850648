"""What the running clocks ask for, of whom; and the duties that are no clocks."""

from datetime import datetime

from fieldkit.access import Actor, Post, Role, Scope
from fieldkit.forms import Record, natural_id
from fieldkit.process.clock import State
from fieldkit.process.doubles import Pair
from fieldkit.process.duties import Duty, clock_duties, double_duties
from fieldkit.process.history import History
from fieldkit.process.working_days import WorkCalendar
from tests.process.clock_case import ENGINEER, PROBLEM, VISIT, case, local

NOW = local("2026-11-13 20:00")


def duties(records: list[Record], now: datetime = NOW) -> dict[str, Duty]:
    return {duty.code: duty for duty in clock_duties(History(records), WorkCalendar(), "平川电信", now)}


def test_the_duties_of_the_case() -> None:
    found = duties(case())
    assert {code: duty.due for code, duty in found.items()} == {
        "watch": local("2026-11-13 11:52"),
        "recheck": local("2026-11-17 11:52"),
        "documents": local("2026-11-17 18:00"),
        "leftover": local("2026-12-10 18:00"),
        "review": local("2026-11-12 13:40"),
    }
    assert found["watch"].state is State.AT_RISK, "the end may be written down within a day"
    assert found["review"].state is State.MISSED
    assert found["leftover"].state is State.DUE
    assert found["leftover"].about == "平川电信·蓄电池"
    assert {found[code].record for code in ("watch", "documents", "review", "leftover")} == {VISIT}
    assert found["recheck"].record == PROBLEM


def test_each_duty_is_somebodys() -> None:
    def of(role: Role, person: str) -> set[str]:
        actor = Actor(person, "", "", frozenset({Post(role)}), frozenset({Scope()}))
        return {code for code, duty in duties(case()).items() if duty.concerns(actor)}

    assert of(Role.ENGINEER, ENGINEER) == {"watch", "documents", "leftover"}
    assert of(Role.LINE_MANAGER, "m") == {"review"}
    assert of(Role.QA, "q") == {"recheck"}


def test_of_a_watch_only_the_round_that_has_begun_is_a_duty() -> None:
    record = Record(natural_id("monitoring_record", "1"), "monitoring_record",
                    values={"problem": PROBLEM, "visit": VISIT, "holder": ENGINEER, "status": "running",
                            "started_at": "2026-11-10T03:52:00Z"})  # fmt: skip
    early = clock_duties(History([*case(), record]), WorkCalendar(), "", local("2026-11-10 13:00"))
    assert [duty.key[-1] for duty in early if duty.code == "watch_entry"] == ["1"]
    later = clock_duties(History([*case(), record]), WorkCalendar(), "", local("2026-11-12 10:00"))
    assert [(duty.key[-1], duty.state) for duty in later if duty.code == "watch_entry"] == [
        ("1", State.MISSED), ("2", State.AT_RISK)
    ]  # fmt: skip


def test_doubles_are_looked_through_within_the_week_by_who_keeps_the_lists() -> None:
    pairs = [Pair("customer", "a", "b", "name"), Pair("part", "c", "d", "key"), Pair("part", "c", "e", "key")]
    one, several = double_duties(pairs, {"a": "浙江电信"}, WorkCalendar(), local("2026-11-09 09:00"))
    assert (one.about, one.record) == ("客户·浙江电信", "a/b")
    assert (several.about, several.record) == ("备件·2", "")
    assert one.due == local("2026-11-13 18:00")
    assert one.roles == {Role.SECRETARY, Role.DEPARTMENT_MANAGER}
    (saturday,) = double_duties(pairs[:1], {}, WorkCalendar(), local("2026-11-14 09:00"))
    assert saturday.due == local("2026-11-20 18:00")
