"""The evidence of a signature is opened for a reason that stands in the audit log, and says whether it fits."""

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kept_case import Kept

from fieldkit.actions import papers
from fieldkit.clock import Clock
from fieldkit.demo.case import OPERATOR, Case
from fieldkit.documents.build import build
from fieldkit.forms import Record
from fieldkit.office.audit import check, lines
from fieldkit.office.authority import Authority
from fieldkit.office.house import House

Run = Callable[..., tuple[int, str, str]]
PEN = [[[100, 100, 0, 5, 200], [300, 240, 80, 8, 900]], [[400, 100, 700, 5, 300], [500, 330, 1450, 6, 700]]]
ASKED = ("--by", "E110", "--why", "用户否认签字，法务调阅")


@pytest.fixture(scope="module")
def case(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """A report that was signed with a pen and is at the office."""
    with kept["write_report"].opened(tmp_path_factory.mktemp("demo")) as played:
        desk = played.desk("engineer")
        papers.sign_paper(desk, papers.show_for_signing(desk, played.report), OPERATOR, PEN)
        played.company.switch_on()
        played.company.sync("engineer")
        yield played


@pytest.fixture
def number(case: Case) -> str:
    return str(case.desk("engineer").form(case.report).record.values["number"])


def evidence(run: Run, case: Case, *arguments: object) -> tuple[int, str, str]:
    return run("office", "evidence", *arguments, "--data", case.company.folder / "office")


def told(house: House) -> list[tuple[str, str]]:
    with house.database.reading() as connection:
        return [(line.who, line.about) for line in check(lines(connection)) if line.what == "evidence"]


def test_the_hand_is_opened_and_the_log_says_by_whom_and_why(run: Run, case: Case, number: str, tmp_path: Path) -> None:
    strokes = tmp_path / "strokes.json"
    code, said, _ = evidence(run, case, number, *ASKED, "--json", "--strokes", strokes)
    assert code == 0
    opened = json.loads(said)
    (hand,) = opened["signatures"]
    assert (opened["verdict"], hand["name"], hand["fits"], hand["points"]) == ("good", OPERATOR, True, 4)
    assert opened["shown"] == "kept"
    assert (hand["seconds"], hand["pressure"]) == (1.45, True)
    assert "strokes" not in hand
    assert strokes.stat().st_mode & 0o077 == 0
    assert json.loads(strokes.read_text())["signatures"][0]["strokes"] == PEN
    who, about = told(case.company.office.house)[-1]
    assert (who, number in about, "法务" in about) == ("E110", True, True)
    assert evidence(run, case, number, *ASKED, "--strokes", strokes)[0] == 1  # never over a file that is there


def test_without_a_reason_nothing_is_opened(run: Run, case: Case, number: str) -> None:
    before = told(case.company.office.house)
    assert evidence(run, case, number, "--by", "E110", "--why", "x")[0] == 1
    assert evidence(run, case, number, "--by", " ", "--why", "a good reason")[0] == 1
    assert told(case.company.office.house) == before


def test_a_key_that_others_can_read_and_a_wrong_key_are_refused(
    run: Run, case: Case, number: str, tmp_path: Path
) -> None:
    open_to_all = tmp_path / "evidence.key"
    open_to_all.write_bytes((case.company.folder / "office" / "evidence.key").read_bytes())
    open_to_all.chmod(0o644)
    assert "0600" in evidence(run, case, number, *ASKED, "--key", open_to_all)[2]
    Authority.create(tmp_path / "other", "another", Clock())
    code, _, why = evidence(run, case, number, *ASKED, "--key", tmp_path / "other" / "evidence.key")
    assert (code, "密钥" in why or "key" in why) == (1, True)
    assert told(case.company.office.house)[-1][0] == "E110"  # the attempt stands in the log all the same


def test_evidence_that_was_moved_to_another_hand_does_not_fit(
    run: Run, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A paper of somebody's own making, with the true evidence under another drawing."""
    desk = case.desk("engineer")
    record = desk.form(case.report).record
    forged = {**record.values["customer"], "strokes": [[[0, 0, 5], [900, 10, 5]]]}  # type: ignore[dict-item]
    dossier = papers.paper_dossier(
        desk, Record(record.id, record.kind, record.scope, {**record.values, "customer": forged})
    )
    paper = tmp_path / "forged.pdf"
    paper.write_bytes(build(dossier, now=desk.clock.now()))
    code, said, _ = evidence(run, case, paper, *ASKED, "--json")
    opened = json.loads(said)
    assert (code, opened["verdict"], opened["signatures"][0]["fits"]) == (0, "unsigned", False)


def test_damaged_evidence_is_said_to_be_damaged(run: Run, case: Case, tmp_path: Path) -> None:
    desk = case.desk("engineer")
    record = desk.form(case.report).record
    for spoilt in ("AAAA", "not base 64", base64.b64encode(b"x" * 300).decode()):
        forged = {**record.values["customer"], "evidence": spoilt}  # type: ignore[dict-item]
        values = {**record.values, "customer": forged}
        paper = tmp_path / "spoilt.pdf"
        dossier = papers.paper_dossier(desk, Record(record.id, record.kind, record.scope, values))
        paper.write_bytes(build(dossier, now=desk.clock.now()))
        assert evidence(run, case, paper, *ASKED)[0] == 1
    paper.write_bytes(b"%PDF-1.7 nothing")
    assert evidence(run, case, paper, *ASKED)[0] == 1
    assert evidence(run, case, "SR-00000000-00000000", *ASKED)[0] == 1
