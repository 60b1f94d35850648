"""Bundles by real clicks and a real office: out by stick, back, through a colleague; bad files; given up half-way."""

import os
import threading
from pathlib import Path

import pytest
from courier_trips import COLLEAGUE, CUSTOMER, ENGINEER, Trips, all_of_laptop, write
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel

from fieldkit.actions.courier import accept
from fieldkit.app import Laptop
from fieldkit.store.ledger import summary
from fieldkit.sync.client import all_at_office
from fieldkit.ui.screens.deliveries import DeliveriesScreen
from fieldkit.ui.widgets.progress import ProgressPanel
from tests.ui.stillness import wait_still


class Hands:
    """Somebody at the page of bundles; `file` is what the next file dialog gives."""

    def __init__(self, place, shown, qtbot, monkeypatch) -> None:
        self.place, self._qtbot = place, qtbot
        self.file = Path()
        for dialog in ("getSaveFileName", "getOpenFileName"):
            monkeypatch.setattr(QFileDialog, dialog, lambda *_: (str(self.file), ""))
        self.screen = shown(DeliveriesScreen(place), 1286, 712)
        place.go.connect(lambda route: self.screen.open(route.split("/")[1:]))
        self.screen.open([])
        self.still()
        self.click("deliveries.by_hand")
        self.still()

    def still(self) -> None:
        wait_still(self._qtbot, self.place.jobs)

    def click(self, name: str) -> None:
        QTest.mouseClick(self.screen.findChild(QAbstractButton, name), Qt.MouseButton.LeftButton)

    def do(self, errand: str, file: Path) -> str:
        """Clicks an errand's button, chooses the file, and returns what is said in the end."""
        self.file = file
        self.click(f"by_hand.{errand}.act")
        self.still()
        return self.said(errand)

    def said(self, errand: str) -> str:
        label = self.screen.findChild(QLabel, f"by_hand.{errand}.said")
        assert label.isVisible()
        return label.text()

    def about(self) -> str:
        return self.screen.findChild(QLabel, "by_hand.pack.about").text()


@pytest.fixture
def hands(before, shown, qtbot, monkeypatch):
    return lambda laptop: Hands(before(laptop), shown, qtbot, monkeypatch)


def test_what_waits_goes_by_stick_and_is_delivered_by_the_answer_alone(trips: Trips, hands) -> None:
    engineer = trips.laptop(ENGINEER)
    trips.off_line()
    write(engineer, contact="甲")
    engineer.store.put_file(os.urandom(3_000_000), "x.bin", "application/octet-stream")
    at = hands(engineer)
    assert at.about().startswith("只在本机：1 份记录、1 个文件")
    bundle = trips.path("bundle")
    said = at.do("pack", bundle)
    assert said.startswith("1 项修改、1 个文件")
    assert bundle.name in said and str(bundle.parent) in said and "都不算送达" in said
    assert summary(engineer.store)["waiting"] == 1
    answer, taken = trips.take(bundle)
    assert (taken.changes, taken.files) == (1, 1)
    assert at.do("accept", answer) == "修改：接收 1 项，待裁定 0 项，驳回 0 项；文件：入库 1 个。"
    assert all_at_office(summary(engineer.store))
    assert at.about().startswith("没有只在本机的内容")
    at.click("by_hand.back")
    at.still()
    assert at.screen.findChild(QLabel, "deliveries.stand").text() == "全部已在总部"


def test_an_answer_may_be_taken_in_again(trips: Trips, hands) -> None:
    engineer = trips.laptop(ENGINEER)
    write(engineer, contact="甲")
    at = hands(engineer)
    bundle = trips.path("bundle")
    at.do("pack", bundle)
    answer, _ = trips.take(bundle)
    at.do("accept", answer)
    assert "未采用" in at.do("accept", answer)
    assert all_at_office(summary(engineer.store))


def test_a_bad_file_gets_its_sentence_and_changes_nothing(trips: Trips, hands) -> None:
    engineer, colleague = trips.laptop(ENGINEER), trips.laptop(COLLEAGUE)
    write(engineer, contact="甲")
    write(colleague, contact="乙")
    at = hands(engineer)
    mine, theirs = trips.path("bundle"), trips.pack(colleague)
    at.do("pack", mine)
    answer, foreign = trips.take(mine)[0], trips.take(theirs)[0]
    whole = answer.read_bytes()
    cut, altered, no_bundle = trips.path("cut"), trips.path("altered"), trips.path("letter.txt")
    cut.write_bytes(whole[: len(whole) // 2])
    altered.write_bytes(whole[:-20] + bytes([whole[-20] ^ 1]) + whole[-19:])
    no_bundle.write_text("dear colleague")
    after = all_of_laptop(engineer)
    for file in (cut, altered, no_bundle):
        assert "不是离线数据包，或在途中被截断、改动" in at.do("accept", file)
    for file in (foreign, mine):
        assert "不是封给这里的" in at.do("accept", file)
    assert "letter.txt" not in at.do("carry", no_bundle)
    assert not no_bundle.with_name(f"{no_bundle.name}.reply").exists()
    assert "无法读取" in at.do("accept", trips.path("nowhere"))
    assert all_of_laptop(engineer) == after


def test_a_full_stick_is_told_and_leaves_nothing_behind(trips: Trips, hands) -> None:
    engineer = trips.laptop(ENGINEER)
    engineer.store.put_file(os.urandom(2_000_000), "x.bin", "application/octet-stream")
    at = hands(engineer)
    bundle = trips.path("bundle")
    draft = bundle.with_name(f"{bundle.name}.part")
    draft.symlink_to("/dev/full")
    assert "No space left on device" in at.do("pack", bundle)
    assert not bundle.exists() and not draft.is_symlink()
    assert at.do("pack", bundle).startswith("0 项修改、1 个文件")


def test_packing_that_is_given_up_leaves_no_bundle_and_all_waits_as_before(trips: Trips, hands, qtbot) -> None:
    """The stick is a pipe that nobody empties: the work stands still half-way until it is given up."""
    engineer = trips.laptop(ENGINEER)
    write(engineer, contact="甲")
    for _ in range(3):
        engineer.store.put_file(os.urandom(1_000_000), "x.bin", "application/octet-stream")
    at = hands(engineer)
    bundle = trips.path("bundle")
    draft = bundle.with_name(f"{bundle.name}.part")
    os.mkfifo(draft)
    reader = os.open(draft, os.O_RDONLY | os.O_NONBLOCK)
    before = summary(engineer.store)
    at.file = bundle
    at.click("by_hand.pack.act")
    panel = at.screen.findChild(ProgressPanel, "by_hand.pack.progress")
    try:
        qtbot.waitUntil(lambda: panel.title.text() == "正在写入数据包")
        assert panel.second.text().endswith("/ 3.0 MB")
        assert not at.screen.findChild(QAbstractButton, "by_hand.pack.act").isEnabled()
        at.click("by_hand.pack.progress.cancel")
    finally:
        drain(reader)
    at.still()
    assert "没有生成数据包" in at.said("pack")
    assert not bundle.exists() and not draft.exists()
    assert summary(engineer.store) == before
    assert at.do("pack", bundle).startswith("1 项修改、3 个文件")


def drain(reader: int) -> None:
    """Empties a pipe until its writer is gone."""

    def read() -> None:
        os.set_blocking(reader, True)
        while os.read(reader, 1 << 20):
            pass
        os.close(reader)

    threading.Thread(target=read, daemon=True).start()


def test_a_colleagues_bundle_is_carried_and_its_answer_is_his(trips: Trips, hands) -> None:
    engineer, colleague = trips.laptop(ENGINEER), trips.laptop(COLLEAGUE)
    write(colleague, contact="乙")
    bundle = trips.pack(colleague)
    at = hands(engineer)
    answer = bundle.with_name(f"{bundle.name}.reply")
    assert answer.name in at.do("carry", bundle)
    assert accept(colleague.desk, answer).by_status == {"ok": 1, "held": 0, "rejected": 0}
    assert colleague.store.get(CUSTOMER).values["contact"] == "乙"


def test_without_a_line_carrying_says_so_and_the_bundle_stays(trips: Trips, hands) -> None:
    engineer, colleague = trips.laptop(ENGINEER), trips.laptop(COLLEAGUE)
    write(colleague, contact="乙")
    bundle = trips.pack(colleague)
    kept = bundle.read_bytes()
    trips.off_line()
    at = hands(engineer)
    assert at.do("carry", bundle).startswith("现在连不上总部")
    assert bundle.read_bytes() == kept
    assert [path.name for path in bundle.parent.glob(f"{bundle.name}.*")] == []


def test_off_line_for_long_the_way_by_hand_is_put_forward(trips: Trips, hands) -> None:
    engineer: Laptop = trips.laptop(ENGINEER)
    trips.off_line()
    write(engineer, contact="甲")
    at = hands(engineer)
    by_hand = at.screen.findChild(QAbstractButton, "deliveries.by_hand")
    for days, kind in ((0, "quiet"), (2, "primary")):
        trips.clock.forward(days=days)
        at.place.carrier.send()
        at.still()
        at.screen.open([])
        at.still()
        assert by_hand.kind == kind
