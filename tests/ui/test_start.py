"""The start window asks only what is needed; and a bug is written down, said calmly, and nothing more."""

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from fieldkit.app import PASSPHRASE_FILE, Laptop
from fieldkit.errors import OfflineError, UserError
from fieldkit.i18n import set_language
from fieldkit.ui.crash import Crash
from fieldkit.ui.jobs import Jobs
from fieldkit.ui.start import Start
from fieldkit.ui.start_pages import EnrolPage
from tests.ui.stillness import wait_still


@pytest.fixture(autouse=True)
def no_key_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSPHRASE_FILE, raising=False)
    monkeypatch.setattr("fieldkit.store.keys.KeyStoreVault.works", staticmethod(lambda: False))


@pytest.fixture
def start(qtbot, qapp: QApplication, tmp_path: Path):
    jobs, made = Jobs(lambda _error: None), []

    def make(home: Path) -> Start:
        window = Start(home, jobs)
        qtbot.addWidget(window)
        made.append(window)
        window.begin()
        qtbot.waitUntil(lambda: window.page is not None)
        wait_still(qtbot, jobs)
        return window

    yield make
    jobs.close()
    for window in made:
        if window.laptop is not None:
            window.laptop.close()


def type_in(window: QWidget, name: str, text: str) -> None:
    window.findChild(QLineEdit, name).setText(text)


def press(qtbot, window: Start, name: str) -> None:
    window.findChild(QAbstractButton, name).click()
    wait_still(qtbot, window._jobs)


def reason(window: QWidget, name: str) -> str:
    return window.findChild(QLabel, f"{name}.reason").text()


def test_an_invitation_that_is_typed_is_not_torn_apart(shown) -> None:
    page = shown(EnrolPage(), 800, 600)
    line = page.url.line
    line.setFocus()
    QTest.keyClicks(line, "https://office:8443 AB-CD-1")
    assert (line.text(), page.code.line.text()) == ("https://office:8443 AB-CD-1", "")
    page.code.line.setFocus()
    assert (line.text(), page.code.line.text()) == ("https://office:8443", "AB-CD-1")
    page.url.line.clear()
    page.code.line.clear()
    line.insert("https://office:8443 AB-CD-2")
    assert (line.text(), page.code.line.text()) == ("https://office:8443", "AB-CD-2")


def test_a_passphrase_is_chosen_twice_and_leads_to_the_invitation(qtbot, start, tmp_path) -> None:
    window = start(tmp_path / "home")
    type_in(window, "start.first", "short")
    press(qtbot, window, "start.passphrase.go")
    assert "8" in reason(window, "start.first")
    type_in(window, "start.first", "long enough")
    type_in(window, "start.again", "not the same")
    press(qtbot, window, "start.passphrase.go")
    assert reason(window, "start.again") == "两次输入不一样，请再输一次。"
    type_in(window, "start.again", "long enough")
    press(qtbot, window, "start.passphrase.go")
    assert window.page.objectName() == "start.enrol"
    type_in(window, "start.url", "office.example")
    type_in(window, "start.code", "X")
    press(qtbot, window, "start.enrol.go")
    assert "https://" in reason(window, "start.url")
    type_in(window, "start.url", "http://127.0.0.1:9")
    press(qtbot, window, "start.enrol.go")
    assert reason(window, "start.url") == "这个地址没有应答，请检查地址和网络。"
    type_in(window, "start.url", "http://127.0.0.1:x")
    press(qtbot, window, "start.enrol.go")
    assert reason(window, "start.url").startswith("这不是一个地址")
    type_in(window, "start.url", "http://127.0.0.1:9 ABC-DEF")
    assert [window.findChild(QLineEdit, f"start.{name}").text() for name in ("url", "code")] == [
        "http://127.0.0.1:9",
        "ABC-DEF",
    ]
    assert window.findChild(QAbstractButton, "start.enrol.go").isEnabled()


def test_a_wrong_passphrase_says_so_and_the_right_one_opens(qtbot, start, tmp_path) -> None:
    Laptop(tmp_path / "home", passphrase=lambda: "long enough").close()
    window = start(tmp_path / "home")
    type_in(window, "start.first", "long before")
    press(qtbot, window, "start.passphrase.go")
    assert reason(window, "start.first") == "口令不对。没有任何改动，请重试。"
    type_in(window, "start.first", "long enough")
    press(qtbot, window, "start.passphrase.go")
    assert window.page.objectName() == "start.enrol"


def test_nobody_types_a_passphrase_for_a_folder_that_is_open(start, tmp_path) -> None:
    first = Laptop(tmp_path / "home", passphrase=lambda: "long enough")
    window = start(tmp_path / "home")
    first.close()
    assert window.page.objectName() == "start.trouble"


def test_another_language_keeps_what_is_typed(qtbot, start, tmp_path) -> None:
    window = start(tmp_path / "home")
    window.language_chosen.connect(set_language)
    type_in(window, "start.first", "long enough")
    press(qtbot, window, "start.language.en")
    assert window.page.findChild(QLabel, "start.passphrase.title").text() == "Choose a passphrase"
    assert window.page.findChild(QLineEdit, "start.first").text() == "long enough"


def test_a_second_process_gets_a_page_and_may_try_again(qtbot, start, tmp_path, monkeypatch) -> None:
    first = Laptop(tmp_path / "home", passphrase=lambda: "long enough")
    secret = tmp_path / "secret"
    secret.write_text("long enough")
    monkeypatch.setenv(PASSPHRASE_FILE, str(secret))
    window = start(tmp_path / "home")
    assert window.page.objectName() == "start.trouble"
    first.close()
    press(qtbot, window, "start.again")
    assert window.page.objectName() == "start.enrol"


def test_a_bug_is_written_down_and_said_calmly(qtbot, tmp_path) -> None:
    crash = Crash(tmp_path)
    try:
        raise ZeroDivisionError("no such number")
    except ZeroDivisionError as error:
        crash.unexpected(error)
    qtbot.addWidget(crash.window)
    assert "ZeroDivisionError" in (tmp_path / "logs" / "errors.log").read_text()
    assert "没有丢" in " ".join(label.text() for label in crash.window.findChildren(QLabel))
    assert str(crash.log) in crash.window.findChild(QLabel, "crash.log").text()
    crash.window.findChild(QAbstractButton, "crash.close").click()
    assert not crash.window.isVisible()


def test_a_sentence_for_a_person_is_said_without_a_log_and_off_line_not_at_all(qtbot, tmp_path) -> None:
    crash = Crash(tmp_path)
    crash.unexpected(OfflineError())
    assert crash.window is None
    crash.unexpected(UserError("The disk is full."))
    qtbot.addWidget(crash.window)
    assert crash.window.findChild(QLabel, "crash.title").text() == "The disk is full."
    assert not crash.log.exists()
    crash.window.close()
