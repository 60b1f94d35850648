"""The simple reports are approved together by one button; it never takes one that is not green through and through."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from kept_case import Kept
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fieldkit.actions.papers import last_sheet
from fieldkit.actions.reports import comment
from fieldkit.demo import case as played
from fieldkit.demo.case import STAGES, Case
from fieldkit.ui.jobs import Jobs
from fieldkit.ui.screens.review import ReviewScreen
from fieldkit.ui.workplace import Workplace
from tests.ui.stillness import wait_still

SIGNED = [stage for name, stage in STAGES.items() if name not in {"begin", "return", "correct", "approve"}]
AFTER_DIAGNOSIS = SIGNED[SIGNED.index(STAGES["follow_up"]) :]


@pytest.fixture
def three(kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Case]]:
    """Three signed reports of one company: as they might have gone, with the right board and nothing left over."""
    monkeypatch.setattr(played, "WRONG_BOARD", played.BOARD_1)
    monkeypatch.setattr(played.leftovers, "leave_over", lambda *_all: None)
    with kept["diagnose"].opened(tmp_path) as first:
        cases = [first, Case(first.company), Case(first.company)]
        for case in cases:
            for stage in AFTER_DIAGNOSIS if case is first else SIGNED:
                stage(case)
        yield cases


def test_the_button_approves_the_green_ones_and_leaves_the_others(three: list[Case], qtbot, shown) -> None:
    laptop = three[0].company.laptops["line_manager"]
    desk, odd = laptop.desk, three[2]
    comment(desk, odd.visit, odd.report, "cause", "为什么？")
    before = {case.report: last_sheet(desk.form(case.report).record).sha256 for case in three}
    bugs: list[Exception] = []
    jobs = Jobs(bugs.append)
    try:
        screen = ReviewScreen(Workplace(laptop, jobs))
        shown(screen, 1286, 712)
        screen.open([])
        wait_still(qtbot, jobs)
        assert screen.queue.all_green.isVisible()
        assert "2" in screen.queue.all_green.text()
        screen.queue.sort.setCurrentIndex(screen.queue.sort.findData("green"))
        wait_still(qtbot, jobs)
        assert len(screen.queue.shown) == 2
        QTest.mouseClick(screen.queue.all_green, Qt.MouseButton.LeftButton)
        assert screen.decision.isVisible() and "2" in screen.decision.said.text()
        keep(screen, "review-bulk")
        assert {status(desk, case) for case in three} == {"signed"}  # asked before it is done
        QTest.mouseClick(screen.decision.yes, Qt.MouseButton.LeftButton)
        wait_still(qtbot, jobs)
        assert [status(desk, case) for case in three] == ["approved", "approved", "signed"]
        sealed = {case.report: last_sheet(desk.form(case.report).record).sha256 for case in three}
        assert [sealed[case.report] != before[case.report] for case in three] == [True, True, False]
        assert not screen.queue.all_green.isVisible()
        assert screen.queue.first.isVisible() and "100" in screen.queue.first.text()
        keep(screen, "review-bulk-done")
    finally:
        for window in QApplication.topLevelWidgets():
            window.close()
        jobs.close()
    assert three[0].company.sync("line_manager")["line_manager"].rejected == 0
    assert not bugs, bugs


def status(desk, case: Case) -> str:
    return str(desk.form(case.report).record.values["status"])


def keep(screen: ReviewScreen, name: str) -> None:
    """A picture to look at, where somebody wants one."""
    folder = os.environ.get("FIELDKIT_PICTURES")
    if folder:
        screen.grab().save(f"{folder}/{name}.png")
