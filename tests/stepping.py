"""A manager's laptop that takes one step of problems after the other until it is killed.

usage: stepping.py HOME ENGINEER CUSTOMER LINE. Says `on` when it begins to work.
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from fieldkit.actions import life
from fieldkit.actions.desk import Desk
from fieldkit.actions.handing_over import hand_over, open_work
from fieldkit.actions.problems import take_call
from fieldkit.app import Laptop
from fieldkit.clock import PlayedClock
from fieldkit.forms import Values

NOW = datetime(2026, 11, 10, 4, tzinfo=UTC)
# The steps that one manager takes alone, over and over: to which status, and what is asked with each.
WAY: tuple[tuple[str, Values], ...] = (
    ("judged", {"nature": "fault", "level": "3"}), ("assigned", {}), ("visit", {"proposal": "去"}),
    ("assigned", {"reason": "不去了"}), ("solved", {}), ("assigned", {"reason": "又出现"}), ("solved", {}),
)  # fmt: skip


def opened(home: Path) -> Laptop:
    return Laptop(home, clock=PlayedClock(NOW), passphrase=lambda: "a passphrase")


def work(desk: Desk, engineer: str, customer: str, line: str) -> None:
    """Takes calls and steps them on; now and then all that the engineer holds goes to the manager, and back."""
    if open_work(desk, desk.actor.person).forms:  # killed between the two
        hand_over(desk, desk.actor.person, engineer)
    for number in count():
        told: Values = {"summary": f"第 {number} 次", "customer": customer, "line": line, "level": "3", "symptom": "s"}
        problem = take_call(desk, told, {"caller": "王", "channel": "phone"}).id
        for target, asked in WAY:
            more: Values = {"assigned_to": engineer} if target == "assigned" and "reason" not in asked else {}
            life.take(desk, problem, target, {**asked, **more})
        hand_over(desk, engineer, desk.actor.person)
        hand_over(desk, desk.actor.person, engineer)


def main(tell: Callable[[str], object]) -> None:
    home, engineer, customer, line = sys.argv[1:]
    laptop = opened(Path(home))
    tell("on\n")
    work(laptop.desk, engineer, customer, line)


if __name__ == "__main__":
    main(lambda words: (sys.stdout.write(words), sys.stdout.flush()))
