"""Parts that helped before: the same model only, the same symptom first."""

from datetime import date

import pytest

from fieldkit.process.suggesting import MOST, Use, alike, suggested

HEARTBEAT = "AN-2400 主控板心跳丢失，约 460 线间歇性无法拨号"
MODELS = frozenset({"AN-2400"})


def use(part: str, symptom: str = "", playbook: str = "", model: str = "AN-2400", day: int = 1) -> Use:
    return Use(part, model, playbook, symptom, date(2026, 1, day))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (HEARTBEAT, "主控板心跳丢失，部分用户无法拨号", True),
        (HEARTBEAT, "NVR 不录像，硬盘灯不亮", False),
        ("Heartbeat lost on the main board", "main board: heartbeat lost", True),
        ("", "", False),
        (HEARTBEAT, "", False),
    ],
)
def test_descriptions_of_one_fault_are_alike(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same


def test_the_same_symptom_comes_first_and_other_models_not_at_all() -> None:
    uses = [use("power"), use("power", day=3), use("power"), use("board", playbook="heartbeat"), use("x", model="S8")]
    found = suggested(uses, MODELS, "heartbeat", "")
    assert [(one.part, one.times, one.same_symptom) for one in found] == [("board", 1, 1), ("power", 3, 0)]
    assert found[1].last == date(2026, 1, 3)


def test_no_more_than_a_few_the_newest_of_equals() -> None:
    found = suggested([use(f"p{day}", day=day) for day in range(1, 9)], MODELS, "", HEARTBEAT)
    assert [one.part for one in found] == ["p8", "p7", "p6"]
    assert len(found) == MOST
