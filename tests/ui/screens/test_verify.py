"""The Verify screen with real files: dropped and chosen, whole, altered, cut back, unsigned; and from a paper."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from fieldkit import i18n
from fieldkit.actions.answers import Answer
from fieldkit.actions.papers import print_paper, seal_answer, show_for_signing
from fieldkit.documents.verify import CUT_BACK, EARLIER, NOT_KEPT, REASONS, REPLACED, VERDICTS, Verification
from fieldkit.forms.signature import ABSENT, REFUSED
from fieldkit.i18n import translate
from fieldkit.process.paper_ledger import states_of
from fieldkit.ui.screens.settings import SettingsScreen
from fieldkit.ui.screens.verify import VerifyScreen, words
from fieldkit.ui.screens.verify.words import outcome_of
from fieldkit.ui.widgets.badges import StatusText

from .conftest import Seat


@pytest.fixture
def files(seat: Callable[..., Seat], tmp_path: Path) -> Callable[[Seat], dict[str, Path]]:
    """The report of the case in its states, and what might be done to it."""

    def make(at: Seat) -> dict[str, Path]:
        desk = at.place.desk
        states = [desk.file(one.sha256) for one in states_of(desk.form(at.case.report).record)]
        pdfs = {
            "replaced": states[0],
            "cut back": states[1],
            "good": states[2],
            "altered": states[2] + b"\n% more",
            "nothing": b"no pdf at all",
        }
        for name, pdf in pdfs.items():
            (tmp_path / f"{name}.pdf").write_bytes(pdf)
        return {name: tmp_path / f"{name}.pdf" for name in pdfs}

    return make


def opened(qtbot: Any, shown: Any, at: Seat) -> VerifyScreen:
    screen = VerifyScreen(at.place)
    shown(screen, 1286, 712)
    screen.open([])
    at.idle(qtbot)
    return screen


def said(screen: QWidget, name: str) -> str:
    label = screen.findChild(QLabel, name)
    return label.text() if label is not None else ""


@pytest.mark.parametrize(
    ("name", "headline"),
    [
        ("good", "有效"),
        ("altered", "被改动过"),
        ("cut back", "较早的状态"),
        ("replaced", "已被新版取代"),
    ],
)
def test_a_dropped_file_is_judged_in_big_words(
    qtbot, shown, seat: Callable[..., Seat], files: Any, name: str, headline: str
) -> None:
    at = seat("approve")
    screen = opened(qtbot, shown, at)
    assert screen.drop.isVisible()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(files(at)[name]))])
    where, keys = QPoint(300, 300), Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, keys)
    screen.dragEnterEvent(enter)
    assert enter.isAccepted()
    screen.dropEvent(QDropEvent(where, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, keys))
    at.idle(qtbot)
    assert said(screen, "verify.words") == headline
    assert said(screen, "verify.says")
    assert (said(screen, "verify.to_do") == "") is (name == "good")


def test_it_says_who_signed_and_what_is_inside_and_leads_to_the_record(
    qtbot, shown, seat: Callable[..., Seat], files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = seat("approve")
    screen = opened(qtbot, shown, at)
    chosen = files(at)["cut back"]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(chosen), ""))
    QTest.mouseClick(screen.findChild(QWidget, "verify.empty.act"), Qt.MouseButton.LeftButton)
    at.idle(qtbot)
    text = " ".join(label.text() for label in screen.result.findChildren(QLabel))
    for word in ("何志强", "王𠅤", "技术支持工程师", "产品线经理", "平川县电信分公司", "cut back.pdf", "SR-2026"):
        assert word in text
    assert screen.paper.isVisible()
    row = screen.findChild(QWidget, "verify.open")
    with qtbot.waitSignal(at.place.go) as gone:
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert gone.args == [f"trips/{at.case.visit}/report"]


def test_a_paper_of_a_record_is_checked_without_choosing_a_file(qtbot, shown, seat: Callable[..., Seat]) -> None:
    at = seat("approve")
    screen = opened(qtbot, shown, at)
    screen.open(["record", at.case.report])
    at.idle(qtbot)
    assert said(screen, "verify.words") == "有效"


def test_what_is_no_pdf_says_so_and_another_may_be_chosen(qtbot, shown, seat: Callable[..., Seat], files: Any) -> None:
    at = seat("approve")
    screen = opened(qtbot, shown, at)
    found = files(at)
    screen.check(found["nothing"])
    at.idle(qtbot)
    assert screen.findChild(QWidget, "error").isVisible()
    assert screen.other.isVisible()
    screen.check(found["good"])
    at.idle(qtbot)
    assert said(screen, "verify.words") == "有效"


def test_a_paper_that_nobody_signed_is_not_signed(qtbot, shown, seat: Callable[..., Seat], tmp_path: Path) -> None:
    at = seat("write_report")
    draft = tmp_path / "draft.pdf"
    draft.write_bytes(print_paper(at.place.desk, at.case.report))
    screen = opened(qtbot, shown, at)
    screen.check(draft)
    at.idle(qtbot)
    assert said(screen, "verify.words") == "未签字"


@pytest.mark.parametrize(("how", "word"), [(REFUSED, "拒签"), (ABSENT, "不在场")])
def test_a_paper_that_the_customer_did_not_sign_says_why_and_is_not_green(
    qtbot, shown, seat: Callable[..., Seat], how: str, word: str
) -> None:
    at = seat("write_report")
    desk = at.place.desk
    answer = Answer("周强", how=how, reason="对结论有异议", witness="李海波 E106")
    seal_answer(desk, show_for_signing(desk, at.case.report), answer)
    screen = opened(qtbot, shown, at)
    screen.open(["record", at.case.report])
    at.idle(qtbot)
    text = " ".join(label.text() for label in screen.result.findChildren(QLabel))
    assert said(screen, "verify.words") == "未被改动，但用户没有签字"
    assert screen.findChild(QWidget, "verify.verdict").property("role") == "warn_ground"
    for words_ in (word, "由笔记本电脑封存", "对结论有异议", "李海波 E106"):
        assert words_ in text
    states = [one._text for one in screen.result.findChildren(StatusText)]
    assert states == ["有效", "未签字", "未签字"]


def test_settings_lead_here(qtbot, shown, seat: Callable[..., Seat]) -> None:
    at = seat("approve")
    screen = SettingsScreen(at.place)
    shown(screen, 1286, 712)
    screen.refresh()
    at.idle(qtbot)
    with qtbot.waitSignal(at.place.go) as gone:
        QTest.mouseClick(screen.findChild(QWidget, "settings.verify"), Qt.MouseButton.LeftButton)
    assert gone.args == ["verify"]


def test_every_verdict_and_reason_has_words_of_its_own() -> None:
    assert set(words.VERDICTS) == set(VERDICTS)
    assert {CUT_BACK, REPLACED, NOT_KEPT} <= set(words.HEADLINES) <= set(REASONS)
    for reason in REASONS:
        shown = outcome_of(Verification("untrusted", reasons=(reason,)))
        assert shown.says == REASONS[reason]
        assert shown.tone == "warn"


def test_big_words_are_not_said_twice() -> None:
    for reason in (CUT_BACK, EARLIER, REPLACED):
        outcome = outcome_of(Verification("untrusted", reasons=(reason,)))
        assert words.sentence(outcome)[0].isupper() or i18n.language() == "zh"
        assert REASONS[reason].partition(": ")[0] not in words.sentence(outcome)
        assert translate(outcome.says).endswith(words.sentence(outcome)[1:])
        assert len(words.sentence(outcome)) < len(translate(outcome.says))
    good = outcome_of(Verification("good"))
    assert words.sentence(good) == translate(good.says)
