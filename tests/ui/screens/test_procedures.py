"""The procedures in the desktop: written, checked as one types, walked through, released, withdrawn, in and out."""

from pathlib import Path

import pytest
from courier_trips import MANAGER, Trips
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from fieldkit.access import MANAGERS
from fieldkit.actions import procedures
from fieldkit.forms import Procedure
from fieldkit.ui.screens.procedures import ProceduresScreen
from fieldkit.ui.screens.procedures.book_page import BookPage
from fieldkit.ui.screens.procedures.list_page import ListPage
from fieldkit.ui.screens.procedures.text_edit import TextEdit
from fieldkit.ui.spots import BY_KEY
from fieldkit.ui.widgets.buttons import Button
from fieldkit.ui.widgets.rows import Row, Rows
from tests.ui.stillness import wait_still

HEARTBEAT = "an2400-heartbeat"


class Managers:
    """The screen before a manager's laptop, driven as a person drives it."""

    def __init__(self, place, qtbot, shown) -> None:
        self.place, self.qtbot = place, qtbot
        self.screen = ProceduresScreen(place)
        place.go.connect(self._open)
        shown(self.screen, 1286, 712)
        self.go("procedures")

    @property
    def desk(self):
        return self.place.desk

    def go(self, route: str) -> None:
        self._open(route)
        self.idle()

    def _open(self, route: str) -> None:
        self.screen.open(route.split("/")[1:])

    def idle(self) -> None:
        wait_still(self.qtbot, self.place.jobs)
        QApplication.processEvents()
        wait_still(self.qtbot, self.place.jobs)

    def find(self, name, kind=QWidget):
        found = [widget for widget in self.screen.findChildren(kind, name) if widget.isVisible()]
        assert found, name
        return found[-1]

    def press(self, name: str) -> None:
        self.qtbot.mouseClick(self.find(name), Qt.MouseButton.LeftButton)
        self.idle()

    def there(self, name: str) -> bool:
        return any(widget.isVisible() for widget in self.screen.findChildren(QWidget, name))

    @property
    def text(self) -> TextEdit:
        return self.find("procedure.text", TextEdit)

    def replace(self, old: str, new: str) -> None:
        """Marks a word in the text and types another over it."""
        text = self.text
        at = text.toPlainText().index(old)
        cursor = text.textCursor()
        cursor.setPosition(at)
        cursor.setPosition(at + len(old), cursor.MoveMode.KeepAnchor)
        text.setTextCursor(cursor)
        self.qtbot.keyClicks(text, new)
        self.screen.leave()
        self.idle()


@pytest.fixture
def managers(trips: Trips, before, qtbot, shown):
    return Managers(before(trips.laptop(MANAGER)), qtbot, shown)


def test_the_list_says_what_is_in_force(managers):
    rows = managers.find("procedures.diagnosis", Rows).rows
    assert len(rows) == 6 and all(isinstance(row, Row) for row in rows)
    managers.press(f"procedure.{HEARTBEAT}")
    assert managers.text.isReadOnly()
    assert managers.text.toPlainText() == procedures.shipped_text(HEARTBEAT)
    assert "没有问题" in [
        label.text() for label in managers.find("findings").findChildren(QWidget) if hasattr(label, "text")
    ]


def test_only_managers_have_it_in_their_rail():
    assert BY_KEY["procedures"].roles == MANAGERS


def test_from_the_shipped_one_to_the_released_one(managers, qtbot):
    managers.press(f"procedure.{HEARTBEAT}")
    managers.press("primary")
    assert not managers.text.isReadOnly() and "version: 3" in managers.text.toPlainText()
    managers.replace("high: 65", "high: 60")
    managers.press("primary")
    assert managers.there("release") and managers.there("change.1")
    assert "65 → 60" in managers.find("change.1", Row).accessibleName()
    managers.press("primary")
    assert managers.find("release.error").text() == "请写明为什么发布这个版本。"
    managers.find("release.reason", QPlainTextEdit).setPlainText("按月度分析收紧")
    managers.press("primary")
    assert managers.text.isReadOnly()
    book = procedures.in_force(managers.desk, HEARTBEAT)
    assert (book.version, str(book.step("board").high)) == (3, "60")
    managers.go("procedures")
    assert managers.find(f"procedure.{HEARTBEAT}").isVisible()


def test_what_is_wrong_stands_beside_the_text_and_leads_to_its_line(managers, qtbot):
    managers.press(f"procedure.{HEARTBEAT}")
    managers.press("primary")
    managers.replace("next: not_confirmed", "next: nowhere")
    line = managers.text.toPlainText()[: managers.text.toPlainText().index("nowhere")].count("\n") + 1
    assert line in managers.text.marked
    assert managers.find("procedure.check", Button).text() == "检查（2）"
    managers.text.go_to(1)
    names = [managers.find(f"finding.{number}").accessibleName() for number in (1, 2)]
    here = next(number for number, name in enumerate(names, 1) if "nowhere" in name)
    button = managers.find(f"finding.{here}")
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert managers.text.line == line and managers.text.hasFocus()
    managers.press("procedure.preview")
    assert not managers.there("answer")
    draft = managers.desk.store.get(procedures.procedure_id(HEARTBEAT, 3))
    assert "nowhere" in draft.values["text"]
    managers.press("procedure.release")
    managers.find("release.reason", QPlainTextEdit).setPlainText("试试")
    managers.press("primary")
    assert "nowhere" in managers.find("release.error").text()
    assert procedures.in_force(managers.desk, HEARTBEAT).version == 2


def test_typed_text_is_kept_by_itself(managers, qtbot):
    managers.press(f"procedure.{HEARTBEAT}")
    managers.press("primary")
    managers.text.go_to(1)
    qtbot.keyClicks(managers.text, "# 2026-11")
    qtbot.keyClick(managers.text, Qt.Key.Key_Tab)
    rid = procedures.procedure_id(HEARTBEAT, 3)
    qtbot.waitUntil(lambda: str(managers.desk.store.get(rid).values["text"]).startswith("# 2026-11  "))


def test_a_walk_through_as_on_site(managers, qtbot):
    managers.press("procedure.nvr-no-recording")
    managers.press("procedure.preview")
    managers.press("preview.next")
    assert managers.find("preview.error").text() == "先选一个答案。"
    managers.press("answer.option.gaps")
    managers.press("preview.next")
    managers.press("preview.next")  # enough photos
    for option in ("fine",):
        managers.press(f"answer.option.{option}")
        managers.press("preview.next")
    field = managers.find("reading.value", QLineEdit)
    qtbot.keyClicks(field, "60")
    managers.press("preview.next")
    managers.press("preview.back")
    assert managers.find("reading.value", QLineEdit).text() == "60"
    managers.press("preview.next")
    managers.press("answer.option.right")
    managers.press("preview.next")
    qtbot.keyClicks(managers.find("reading.value", QLineEdit), "3")
    managers.press("preview.next")
    for name, text in (("file", "a.cfg"), ("place", "HD-07"), ("checksum", "0f" * 16)):
        qtbot.keyClicks(managers.find(f"proof.{name}", QLineEdit), text)
    managers.press("preview.next")
    box = managers.find("proof.hazard")
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    managers.press("answer.option.done")
    managers.press("preview.next")
    managers.press("proof.begin")
    managers.press("answer.option.good")
    managers.press("preview.next")
    assert managers.find("conclusion.title").text() == "录像服务停滞，已恢复"
    assert not managers.desk.store.find("step")
    managers.press("preview.again")
    assert managers.there("answer.option.gaps")


def test_files_go_out_and_in(managers, tmp_path: Path):
    managers.press(f"procedure.{HEARTBEAT}")
    file = tmp_path / "heartbeat.yaml"
    managers.screen.findChild(BookPage).save_to(file)
    assert file.read_text("utf-8") == procedures.shipped_text(HEARTBEAT)
    managers.go("procedures")
    managers.screen.findChild(ListPage).take_in(file)
    managers.idle()
    assert managers.text.toPlainText() == procedures.with_version(procedures.shipped_text(HEARTBEAT), 3)
    file.write_text("id: broken\nsteps: [", "utf-8")
    managers.go("procedures")
    managers.screen.findChild(ListPage).take_in(file)
    managers.idle()
    assert "heartbeat.yaml" in managers.find("procedures.error").text()
    assert "第 3 行" in managers.find("procedures.error").text()
    managers.screen.findChild(ListPage).take_in(tmp_path / "gone.yaml")
    managers.idle()
    assert "gone.yaml" in managers.find("procedures.error").text()


def test_a_new_one_is_begun_and_its_code_is_its_own(managers, qtbot):
    field = managers.find("procedures.code", QLineEdit)
    qtbot.keyClicks(field, HEARTBEAT)
    managers.press("procedures.begin")
    assert HEARTBEAT in managers.find("procedures.error").text()
    field.clear()
    qtbot.keyClicks(field, "ups-alarm")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    managers.idle()
    assert "id: ups-alarm" in managers.text.toPlainText() and managers.there("findings.none")
    (record,) = managers.desk.store.find("procedure", {"code": "ups-alarm"})
    assert Procedure(record).status == "draft"


def test_a_released_one_is_withdrawn_with_a_reason(managers, qtbot):
    text = procedures.shipped_text(HEARTBEAT).replace("high: 28", "high: 27").replace("28 °C", "27 °C")
    draft = procedures.new_version(managers.desk, text)
    procedures.release(managers.desk, draft.id, "收紧")
    managers.go(f"procedures/{HEARTBEAT}/3")
    managers.press("procedure.release")
    assert managers.find("release.said").text() == "收紧"
    managers.press("release.withdraw")
    assert "撤回" in managers.find("release.error").text()
    managers.find("release.reason", QPlainTextEdit).setPlainText("限值有误")
    managers.press("release.withdraw")
    assert procedures.in_force(managers.desk, HEARTBEAT).version == 2
    managers.press("procedure.release")
    managers.press("version.2.shipped")
    assert managers.text.toPlainText() == procedures.shipped_text(HEARTBEAT)
