"""The command line as scripts rely on it: exit codes, one line for a person, the folder and language named."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import Run

from fieldkit.app import Laptop
from fieldkit.cli import run_command
from fieldkit.documents.build import build
from fieldkit.documents.dossier import Dossier
from fieldkit.forms import Record, new_id


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "--nonsense",
        "--lang fr sync",
        "record",
        "record show",
        "record new",
        "record new problem",
        "record new problem foo",
        "print x",
        "verify",
        "office",
        "office init",
        "office nonsense",
        "office invite --data x",
    ],
)
def test_wrong_usage_is_2(run: Run, line: str) -> None:
    code, _, _ = run(*line.split())
    assert code == 2


def test_a_verdict_is_a_sentence_for_a_person_and_a_word_for_a_script(run: Run, tmp_path: Path) -> None:
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(build(Dossier(Record(new_id(), "customer", values={})), now=datetime(2026, 11, 10, tzinfo=UTC)))
    code, said, _ = run("--lang", "en", "verify", str(paper))
    assert (code, said.splitlines()[0].split(":")[0]) == (1, "Unsigned")
    assert "Ask for the signed one." in said
    assert run("--lang", "zh", "verify", str(paper))[1].startswith("未签字")
    assert json.loads(run("verify", str(paper), "--json")[1])["verdict"] == "unsigned"


def test_the_folder_may_be_named_before_the_command(run: Run, tmp_path: Path) -> None:
    Laptop(tmp_path / "laptop").close()
    code, _, said = run("--home", str(tmp_path / "laptop"), "--lang", "en", "sync")
    assert (code, said) == (1, "This laptop is not enrolled yet. Enter the invitation from the head office.\n")
    assert not (tmp_path / "default").exists()


def test_the_office_is_found_behind_options(run: Run, tmp_path: Path) -> None:
    office = str(tmp_path / "office")
    assert run("--home", "x", "--lang", "en", "office", "init", "--data", office)[0] == 0
    code, _, said = run("--lang", "en", "office", "init", "--data", office)
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith("There is a head office")


def test_a_wrong_passphrase_is_said_in_the_language_asked_for(run: Run, tmp_path: Path) -> None:
    Laptop(tmp_path / "laptop", passphrase=lambda: "another passphrase").close()
    code, _, said = run("--lang", "en", "sync", "--home", str(tmp_path / "laptop"))
    assert (code, said) == (1, "The passphrase is wrong. Nothing was changed; try again.\n")


@pytest.mark.parametrize("harm", ["home is a file", "passphrase is no text"])
def test_what_cannot_be_used_is_said_in_one_line(run: Run, tmp_path: Path, harm: str) -> None:
    home = tmp_path / "laptop"
    if harm == "home is a file":
        home.write_text("x")
    else:
        (tmp_path / "secret").write_bytes(b"\xff\xfe")
    code, out, said = run("sync", "--json", "--home", str(home))
    assert (code, out, said.count("\n")) == (1, "", 1)


@pytest.mark.parametrize(
    "line",
    [
        "init --data {file}",
        "init --data {file}/x",
        "init --data {new} --database nonsense://x",
        "serve --data {new}",
        "import --data {new} x",
    ],
)
def test_an_office_that_cannot_be_used_is_said_in_one_line(run: Run, tmp_path: Path, line: str) -> None:
    (tmp_path / "file").write_text("x")
    words = line.format(file=tmp_path / "file", new=tmp_path / "new").split()
    code, out, said = run("office", *words)
    assert (code, out, said.count("\n")) == (1, "", 1)


def test_an_office_without_its_database_is_not_begun_anew(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "office"
    assert run("office", "init", "--data", str(folder))[0] == 0
    (folder / "office.db").unlink()
    code, _, said = run("office", "invite", "--data", str(folder), "--person", "E100")
    assert code == 1
    assert "office.db" in said
    assert not (folder / "office.db").exists()


def test_a_bug_is_kept_even_where_logs_cannot_be_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("FIELDKIT_LOGS", str(tmp_path / "file" / "logs"))
    monkeypatch.setattr("fieldkit.cli.Laptop", lambda *_, **__: 1 / 0)
    code, _, said = run("enrol", "http://127.0.0.1:9", "A-B")
    assert code == 3
    assert "ZeroDivisionError" in Path(said.strip()).read_text("utf-8")
    Path(said.strip()).unlink()


def test_a_mistyped_home_makes_no_new_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["sync"], ["doctor"], ["record", "list", "customer"]):
        assert run_command(["--home", str(tmp_path / "laptpo"), *command]) == 1
        assert "laptpo" in capsys.readouterr().err
    assert not (tmp_path / "laptpo").exists()
