"""Taking lists in by real clicks and a real office: looked at, explained, taken in, given up, off line, refused."""

import threading
from itertools import pairwise
from pathlib import Path

import pytest
from courier_trips import ENGINEER, Trips
from openpyxl import load_workbook
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QFileDialog, QLabel, QWidget

from fieldkit import resource
from fieldkit.actions.enrol import sync
from fieldkit.app import Laptop
from fieldkit.forms import Receivable, natural_id
from fieldkit.office import list_calls
from fieldkit.records.tables import load
from fieldkit.ui.screens.importing import ImportScreen
from fieldkit.ui.screens.settings import SettingsScreen
from fieldkit.ui.widgets.rows import Row
from fieldkit.ui.widgets.table import Table
from tests.ui.stillness import wait_still

SECRETARY = "E112"
DEBT = natural_id("receivable", natural_id("customer", "C1900"), "repair", "2026-10-01", "")


class Hands:
    """Somebody at the screen; `files` is what the next dialog gives."""

    def __init__(self, place, shown, qtbot, monkeypatch) -> None:
        self.place, self._qtbot = place, qtbot
        self.files: list[Path] = []
        monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(path) for path in self.files], ""))
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(self.files[0]), ""))
        self.screen = shown(ImportScreen(place), 1286, 712)
        self.screen.open([])

    def still(self) -> None:
        wait_still(self._qtbot, self.place.jobs)

    def button(self, name: str) -> QAbstractButton:
        return self.screen.findChild(QAbstractButton, name)

    def click(self, name: str) -> None:
        button = self.screen.findChild(QWidget, name)
        assert button.isVisible() and button.isEnabled(), name
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.still()

    def choose(self, *files: Path) -> None:
        self.files = [path for file in files for path in (sorted(file.iterdir()) if file.is_dir() else [file])]
        self.click("import.choose")

    def look(self, *files: Path) -> None:
        self.choose(*files)
        self.click("import.look")

    def said(self) -> str:
        return self.screen.findChild(QLabel, "import.said").text()

    def error(self) -> str:
        label = self.screen.findChild(QLabel, "import.error")
        return label.text() if label.isVisible() else ""

    def rows(self, kind: str) -> list[tuple[str, ...]]:
        self.click(f"import.strip.{kind}")
        table = self.screen.findChild(Table, f"import.{kind}")
        assert table.isVisible()
        model = table.model()
        texts = range(model.columnCount())
        return [tuple(model.index(row, at).data() for at in texts) for row in range(model.rowCount())]

    def explain(self, name: str, says: str) -> None:
        box = self.screen.findChild(QComboBox, name)
        assert box.isVisible() and box.isEnabled()
        at = box.findText(says)
        assert at >= 0, [box.itemText(place) for place in range(box.count())]
        box.setFocus()
        while box.currentIndex() != at:
            QTest.keyClick(box, Qt.Key.Key_Down if box.currentIndex() < at else Qt.Key.Key_Up)
        self.still()


@pytest.fixture
def hands(before, shown, qtbot, monkeypatch):
    return lambda laptop: Hands(before(laptop), shown, qtbot, monkeypatch)


@pytest.fixture
def secretary(trips: Trips) -> Laptop:
    return trips.laptop(SECRETARY)


def write(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def at_office(trips: Trips, rid: str) -> dict:
    with trips.house.database.reading() as connection:
        stored = load(connection, rid)
    return dict(stored.values) if stored else {}


def test_seen_first_and_then_taken_in(trips: Trips, secretary: Laptop, hands, tmp_path: Path) -> None:
    at = hands(secretary)
    assert not at.button("import.look").isEnabled()
    path = write(tmp_path, "a.csv", "客户编号,客户名称,电话", "C1900,平川县电信分公司,010-1", "N1,新局,7", "N2,,8")
    at.look(path)
    assert "尚未写入" in at.said()
    before = at_office(trips, natural_id("customer", "C1900"))["phone"]
    assert at.rows("changed") == [("C1900", "电话", before, "010-1", "第 2 行，a.csv")]
    assert [row[:2] for row in at.rows("added")] == [("N1", "新局")]
    assert [row[0] for row in at.rows("refused")] == ["第 4 行，a.csv"]
    assert len(at.rows("missing")) == 14 and not at.button("import.whole").isVisible()
    assert at_office(trips, natural_id("customer", "N1")) == {}
    at.files = [tmp_path / "refused.xlsx"]
    at.click("import.save")
    assert [cell.value for cell in load_workbook(tmp_path / "refused.xlsx").worksheets[0][2]][:3] == ["N2", None, "8"]
    at.click("import.take")
    assert at.said().startswith("已导入")
    assert at_office(trips, natural_id("customer", "N1"))["phone"] == "7"
    assert not at.button("import.take").isVisible()
    sync(secretary.desk)
    assert secretary.store.get(natural_id("customer", "N1")) is not None
    at.click("import.again")
    assert at.screen.files.isVisible() and at.screen.files.paths == []


def test_dropped_files_and_the_whole_company(trips: Trips, secretary: Laptop, hands) -> None:
    at = hands(secretary)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(resource("demo/company")))])
    for event in (QDragEnterEvent, QDropEvent):
        how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(at.screen.files, event(QPoint(5, 5), *how))
    at.still()
    assert len(at.screen.files.paths) == 7
    at.click("import.out.0")
    assert len(at.screen.files.paths) == 6
    at.click("import.look")
    assert "不会有任何改动" in at.said() and not at.button("import.take").isEnabled()
    at.click("import.list.released")
    assert "角色" in at.rows("refused")[0][1]


def test_every_list_keeps_its_height_in_the_smallest_window(trips: Trips, secretary: Laptop, hands) -> None:
    at = hands(secretary)
    at.screen.setMinimumSize(1, 1)  # as in a window that is smaller than what it holds
    at.screen.resize(820, 484)
    at.look(resource("demo/company"))
    rows = [row for row in at.screen.findChildren(Row) if row.objectName().startswith("import.list.")]
    assert len(rows) >= 7
    at.still()
    tops = sorted((row.y(), row.height()) for row in rows)
    assert all(top + height <= below for (top, height), (below, _) in pairwise(tops)), "no row lies upon another"


def test_a_column_is_explained_and_remembered(trips: Trips, secretary: Laptop, hands, tmp_path: Path) -> None:
    at = hands(secretary)
    path = write(tmp_path, "a.csv", "客户编号,客户名称,接口人,内码", "C1900,平川县电信分公司,赵某,3")
    at.look(path)
    at.explain("import.means.0.0", "联系人")
    assert not at.button("import.take").isVisible() and "再查一次" in at.button("import.look").text()
    at.explain("import.means.0.1", "FieldKit 不保存的内容")
    at.click("import.look")
    assert [row[3] for row in at.rows("changed")] == ["赵某"]
    at.click("import.take")
    assert at_office(trips, natural_id("customer", "C1900"))["contact"] == "赵某"
    at.click("import.again")
    at.look(write(tmp_path, "b.csv", "客户编号,客户名称,接口人,内码", "C1900,平川县电信分公司,钱某,3"))
    assert [row[3] for row in at.rows("changed")] == ["钱某"]
    assert not at.screen.outcome.meanings.isVisible()


def test_a_file_of_unknown_words_is_explained(trips: Trips, secretary: Laptop, hands, tmp_path: Path) -> None:
    at = hands(secretary)
    at.look(write(tmp_path, "a.csv", "代号,谁", "C77,某局"))
    assert not at.button("import.take").isEnabled()
    at.explain("import.which.0", "客户")
    at.explain("import.means.0.0", "客户编号")
    at.explain("import.means.0.1", "客户名称")
    at.click("import.look")
    at.click("import.take")
    assert at_office(trips, natural_id("customer", "C77"))["customer_name"] == "某局"


def test_what_is_missing_of_a_whole_list_is_owed_no_more(
    trips: Trips, secretary: Laptop, hands, tmp_path: Path
) -> None:
    at = hands(secretary)
    rows = ("客户编号,类别,金额,到期日", "C1900,维修款,4550,2026-10-01", "C1900,备件款,800,2026-10-02")
    at.look(write(tmp_path, "a.csv", *rows))
    at.click("import.take")
    at.click("import.again")
    at.look(write(tmp_path, "b.csv", rows[0], rows[2]))
    assert any("维修款·2026-10-01" in row[0] for row in at.rows("missing"))
    assert not at.button("import.take").isEnabled(), "a part of a list changes nothing"
    at.click("import.whole")
    at.click("import.look")
    assert any(row[1] == "在最近一次清单中" and row[3] == "否" for row in at.rows("changed"))
    at.click("import.take")
    sync(secretary.desk)
    debt = secretary.store.get(DEBT)
    assert debt is not None and not Receivable(debt).is_owed


def test_given_up_on_the_way_nothing_was_changed(
    trips: Trips, secretary: Laptop, hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = hands(secretary)
    at.look(write(tmp_path, "a.csv", "客户编号,客户名称", "N1,新局"))
    there, go_on = threading.Event(), threading.Event()
    tell = list_calls.Run._tell

    def slowly(run, step: str, done: int, total: int) -> None:
        tell(run, step, done, total)
        if step == "writing":
            there.set()
            assert go_on.wait(60)

    monkeypatch.setattr(list_calls.Run, "_tell", slowly)
    QTest.mouseClick(at.button("import.take"), Qt.MouseButton.LeftButton)
    at._qtbot.waitUntil(there.is_set)
    QTest.mouseClick(at.button("import.progress.cancel"), Qt.MouseButton.LeftButton)
    at.still()
    assert "没有任何改动" in at.said()
    go_on.set()
    at._qtbot.waitUntil(lambda: not list(trips.house.folder.glob("lists-*")))
    assert at_office(trips, natural_id("customer", "N1")) == {}
    monkeypatch.setattr(list_calls.Run, "_tell", tell)
    at.click("import.take")
    assert at_office(trips, natural_id("customer", "N1"))["customer_name"] == "新局"


def test_without_a_line_it_says_so(trips: Trips, secretary: Laptop, hands, tmp_path: Path) -> None:
    at = hands(secretary)
    trips.off_line()
    at.look(write(tmp_path, "a.csv", "客户编号,客户名称", "N1,新局"))
    assert "没有到总部的线路" in at.error()
    trips.on_line()
    at.click("import.look")
    assert at.error() == "" and "尚未写入" in at.said()
    trips.off_line()
    at.click("import.take")
    assert "线路" in at.error() and at.button("import.look").isVisible()


def test_who_may_not_import_has_no_way_there(trips: Trips, secretary: Laptop, before, shown, qtbot) -> None:
    for laptop, sees in ((secretary, True), (trips.laptop(ENGINEER), False)):
        place = before(laptop)
        routes: list[str] = []
        place.go.connect(routes.append)
        screen = shown(SettingsScreen(place), 1286, 1200)
        screen.open([])
        wait_still(qtbot, place.jobs)
        row = screen.findChild(QWidget, "settings.import")
        assert row.isVisible() == sees
        if sees:
            QTest.mouseClick(row, Qt.MouseButton.LeftButton)
            assert routes == ["import"]
