"""A paper that all have signed gets a time stamp at the office, and the laptops keep the file that they have."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from browser import browser, needs_chromium, said_of
from cryptography.hazmat.primitives.serialization import Encoding
from documents.tsa import TimeStamps, serving
from kept_case import Kept
from played_papers import house_of, values_of

from fieldkit.actions import papers as paper_actions
from fieldkit.actions.checking import check_paper
from fieldkit.cli import run_command
from fieldkit.demo.case import Case
from fieldkit.documents.proof import Known
from fieldkit.documents.signing import certify
from fieldkit.documents.verify import verify
from fieldkit.forms import row_ids
from fieldkit.office.house import House
from fieldkit.office.papers import Papers
from fieldkit.office.revoking import list_revoked
from fieldkit.process.paper_ledger import states_of


@pytest.fixture
def case(kept: Kept, tmp_path: Path) -> Iterator[Case]:
    with kept["approve"].opened(tmp_path / "case") as approved:
        yield approved


def test_a_paper_that_all_signed_gets_a_stamp_and_the_laptops_keep_theirs(case: Case, tmp_path: Path) -> None:
    house = house_of(case)
    with serving(TimeStamps(house.clock.now())) as tsa:
        roots = tmp_path / "roots.pem"
        roots.write_bytes(tsa.root.public_bytes(Encoding.PEM))
        command = ["office", "time-stamps", "--data", str(house.folder), "--url", tsa.url, "--roots", str(roots)]
        assert run_command(command) == 0
        tsa.spoil = (503, b"")
        looking = Papers(house)
        first = looking.look()
        assert first.stamped == 0
        assert first.waiting > 0
        assert first.trouble
        tsa.spoil = None
        list_revoked(house.database, house.authority, house.clock)
        second = looking.look()
        assert (second.stamped, second.waiting, second.papers) == (first.waiting, 0, 0)
        asked = tsa.asked
        assert looking.look().stamped == 0
        assert tsa.asked == asked
    values = values_of(case, case.report)
    last = row_ids(values, "sheets")[-1]
    before: Any = values[f"sheets.{last}.file"]
    stamped: Any = values[f"sheets.{last}.stamped"]
    pdf = b"".join(house.files.stream(stamped["sha256"]))
    own = b"".join(house.files.stream(before["sha256"]))
    assert pdf.startswith(own)
    assert verify(pdf, [house.authority.root], known=Known(tsa=[tsa.root])).verdict == "good"
    assert all(values.get(f"sheets.{row}.stamped") is None for row in row_ids(values, "sheets")[:-1])
    case.company.sync("engineer", "line_manager")
    for name in ("engineer", "line_manager"):
        desk = case.desk(name)
        assert desk.form(case.report).record.values[f"sheets.{last}.file"] == before
        assert paper_actions.print_paper(desk, case.report) == own
        assert desk.file(stamped["sha256"]) == pdf  # fetched from the office when somebody asks for it
    still_good_after_a_theft(case, house, own, pdf)
    pdfsig(tmp_path, house, pdf)


def still_good_after_a_theft(case: Case, house: House, own: bytes, stamped: bytes) -> None:
    """The engineer's laptop is stolen: what came before is good by the ledger, what has no proof is not."""
    case.company.clock.forward(minutes=5)
    house.enrolment.revoke(case.desk("engineer").identity.device)
    case.company.sync("line_manager")
    desk = case.desk("line_manager")
    assert [check_paper(desk, pdf).found.verdict for pdf in (own, stamped)] == ["good", "good"]
    unsigned = own[: own.index(b"%%EOF") + 6]
    late = certify(unsigned, paper_actions.signer(case.desk("engineer")), at=house.clock.now() - timedelta(days=9))
    found = check_paper(desk, late).found
    assert found.verdict == "untrusted"
    assert "revoked" in found.reasons


def pdfsig(folder: Path, house: House, pdf: bytes) -> None:
    """Every signature is valid, and trusted by the office's root alone."""
    if shutil.which("pdfsig") is None or shutil.which("certutil") is None:
        pytest.skip("pdfsig and certutil are not installed")
    store, path, root = folder / "nss", folder / "paper.pdf", folder / "ca.pem"
    store.mkdir()
    path.write_bytes(pdf)
    root.write_text(house.authority.pem)

    def run(*arguments: object) -> str:
        done = subprocess.run(list(map(str, arguments)), capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    run("certutil", "-N", "-d", f"sql:{store}", "--empty-password")
    run("certutil", "-A", "-d", f"sql:{store}", "-n", "office", "-t", "CT,C,C", "-i", root)
    said = run("pdfsig", "-nssdir", f"sql:{store}", path)
    assert said.count("Signature Validation: Signature is Valid.") == 3, said
    assert said.count("Certificate Validation: Certificate is Trusted.") >= 3, said


@needs_chromium
def test_the_public_page_knows_the_state_with_a_time_stamp(case: Case, tmp_path: Path) -> None:
    """As the last one; the file without it is an earlier state of the same paper."""
    house = house_of(case)
    with serving(TimeStamps(house.clock.now())) as tsa:
        roots = tmp_path / "roots.pem"
        roots.write_bytes(tsa.root.public_bytes(Encoding.PEM))
        command = ["office", "time-stamps", "--data", str(house.folder), "--url", tsa.url, "--roots", str(roots)]
        assert run_command(command) == 0
        list_revoked(house.database, house.authority, house.clock)
        assert Papers(house).look().stamped > 0
    case.company.sync("engineer")
    desk = case.desk("engineer")
    record = desk.form(case.report).record
    *_, signed, stamped = states_of(record)
    assert (signed.stamped, stamped.stamped) == (False, True)
    url = f"{case.company.office.url}/v/{record.values['number']}/{stamped.token}"
    with browser() as seen:
        for name, state, wide, language, words in (
            ("last", stamped, 360, "zh-CN", "时间戳"),
            ("last", stamped, 1_280, "en-GB", "time stamp"),
            ("earlier", signed, 360, "en-GB", "or a time stamp were added since"),
        ):
            file = tmp_path / f"{state.sha256}.pdf"
            file.write_bytes(desk.file(state.sha256))
            seen.open(url, wide=wide, language=language)
            assert words in seen.run("document.body.textContent")
            seen.choose("#choose", file)
            assert said_of(seen) == name
            assert seen.run("document.documentElement.scrollWidth") <= wide


@pytest.mark.parametrize("arguments", [["--url", "ftp://x"], ["--url", "http://127.0.0.1:9/"]])
def test_an_authority_needs_an_address_and_its_roots(house: House, arguments: list[str]) -> None:
    assert run_command(["office", "time-stamps", "--data", str(house.folder), *arguments]) == 1
