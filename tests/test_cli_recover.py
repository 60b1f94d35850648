"""A laptop whose vault is lost is opened again with the office's recovery key, for a reason that is written down."""

import base64
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from kept_case import Kept

from fieldkit.actions.records import set_values
from fieldkit.clock import Clock
from fieldkit.office.audit import check, lines
from fieldkit.office.house import open_house

Run = Callable[..., tuple[int, str, str]]
WHY = ("--by", "E110", "--why", "何志强的 Windows 账户被删")
NEW = "another passphrase"


@pytest.fixture(scope="module")
def lost(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """The office's folder; the folder of a laptop with unsent work, and of another; the problem that holds the work."""
    folder = tmp_path_factory.mktemp("demo")
    with kept["guide_by_phone"].opened(folder) as case:
        set_values(case.desk("engineer"), case.problem, {"effect": "只写在这台电脑上"})
    return folder / "office", folder / "homes", case.problem


@pytest.fixture
def home(lost: tuple[Path, Path, str], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the laptop's folder, and a passphrase that was never its own."""
    assert run
    shutil.copytree(lost[1] / "engineer", tmp_path / "laptop")
    (tmp_path / "new.txt").write_text(NEW, "utf-8")
    monkeypatch.setenv("FIELDKIT_PASSPHRASE_FILE", str(tmp_path / "new.txt"))
    return tmp_path / "laptop"


def test_what_was_written_is_read_again_under_a_new_passphrase(
    lost: tuple[Path, Path, str], home: Path, run: Run, tmp_path: Path
) -> None:
    office, _, problem = lost
    key = tmp_path / "laptop.key"
    asked = ("office", "recover", home / "recovery.sealed", "--data", office, "--out", key)
    assert run("record", "show", problem, "--home", home)[0] == 1, "the new passphrase does not open the old vault"
    assert run(*asked, "--by", "E110", "--why", "x")[0] == 1
    assert not key.exists()
    together = tmp_path / "fieldkit-recovery.pem"
    together.write_bytes((office / "recovery.key").read_bytes() + (office / "ca.pem").read_bytes())
    together.chmod(0o600)
    assert run(*asked, *WHY, "--key", together)[0] == 0
    assert key.stat().st_mode & 0o077 == 0
    assert run(*asked, *WHY)[0] == 1, "never over a file that is there"
    house = open_house(office, Clock())
    with house.database.reading() as connection:
        told = [(line.who, line.about) for line in check(lines(connection)) if line.what == "recover"]
    house.close()
    assert told == [("E110", f"laptop: {WHY[3]}")] * 2
    code, said, _ = run("--lang", "en", "recover", key, "--home", home)
    assert code == 0
    assert "invited anew" in said
    code, said, _ = run("record", "show", problem, "--home", home)
    assert code == 0
    assert "只写在这台电脑上" in said
    code, _, why = run("--lang", "en", "sync", "--home", home)
    assert (code, "key of this laptop is missing" in why) == (1, True)


def test_another_laptops_key_changes_nothing(
    lost: tuple[Path, Path, str], home: Path, run: Run, tmp_path: Path
) -> None:
    office, homes, _ = lost
    key = tmp_path / "other.key"
    sealed = homes / "line_manager" / "recovery.sealed"
    assert run("office", "recover", sealed, "--data", office, "--out", key, *WHY)[0] == 0
    before = {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()}
    code, _, why = run("--lang", "en", "recover", key, "--home", home)
    assert (code, "another folder's" in why) == (1, True)
    key.write_bytes(base64.b64encode(b"short"))
    assert run("recover", key, "--home", home)[0] == 1
    assert {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()} == before


def test_a_folder_with_a_passphrase_that_is_too_short_stays_as_it_is(
    lost: tuple[Path, Path, str], home: Path, run: Run, tmp_path: Path
) -> None:
    key = tmp_path / "laptop.key"
    assert run("office", "recover", home / "recovery.sealed", "--data", lost[0], "--out", key, *WHY)[0] == 0
    (tmp_path / "new.txt").write_text("short", "utf-8")
    vault = (home / "vault.json").read_bytes()
    assert run("recover", key, "--home", home)[0] == 1
    assert (home / "vault.json").read_bytes() == vault


def test_what_no_recovery_key_opens_is_said(lost: tuple[Path, Path, str], run: Run, tmp_path: Path) -> None:
    for content in (b"", b"not base64 !", base64.b64encode(b"0" * 90)):
        (tmp_path / "recovery.sealed").write_bytes(content)
        asked = ("office", "recover", tmp_path / "recovery.sealed", "--data", lost[0], "--out", tmp_path / "k", *WHY)
        code, _, why = run("--lang", "en", *asked)
        assert (code, "does not open" in why) == (1, True)
    assert not (tmp_path / "k").exists()
