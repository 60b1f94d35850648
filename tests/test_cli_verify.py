"""`fieldkit verify` on papers of the worked case: in words, beside a laptop's records, and for scripts."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from documents import case
from documents.authority import DAY, Authority
from kept_case import Kept

from fieldkit.cli import run_command
from fieldkit.documents.build import build
from fieldkit.documents.signing import certify, sign
from fieldkit.documents.snapshot import read_snapshot
from fieldkit.forms.signature import ABSENT, REFUSED
from fieldkit.process.paper_ledger import states_of

Run = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def folder(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The engineer's home, its passphrase, the report's states as files, the office's certificate."""
    made = tmp_path_factory.mktemp("demo")
    with kept["approve"].opened(made) as case:
        desk = case.desk("engineer")
        for number, state in enumerate(states_of(desk.form(case.report).record)):
            (made / f"{number}.pdf").write_bytes(desk.file(state.sha256))
        (made / "office.pem").write_text(desk.identity.ca_certificate)
        case.company.close_laptops()
        yield made


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    home = folder / "homes" / "engineer"
    monkeypatch.setenv("FIELDKIT_PASSPHRASE_FILE", str(home / "passphrase.txt"))

    def call(*arguments: str) -> tuple[int, str]:
        code = run_command(list(arguments))
        return code, capsys.readouterr().out

    return call


def test_the_file_alone_says_who_signed_what_and_when(run: Run, folder: Path) -> None:
    code, said = run("--lang", "en", "verify", str(folder / "2.pdf"), "--trust", str(folder / "office.pem"))
    lines = said.splitlines()
    assert (code, lines[0].split(":")[0]) == (0, "Good")
    assert lines[1].startswith("Field service report SR-20261110-")
    assert lines[1].endswith("revision 2")
    assert [line.split(" (")[0] for line in lines[2:]] == [
        "Signed by 何志强 as Engineer, 2026-11-11 14:20",
        "Signed by hand, sealed by the laptop: 王𠅤 as The customer, 2026-11-11 14:20",
        "Signed by 李海波 as Product-line manager, 2026-11-11 16:05",
        "The pages that were shown before signing are kept in this file to the byte, and say the same.",
    ]


def test_the_pages_that_were_shown_are_laid_down_and_hash_to_what_the_paper_says(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    laid, trusting = tmp_path / "shown.pdf", ("--trust", str(folder / "office.pem"))
    assert run("verify", str(folder / "2.pdf"), *trusting, "--shown", str(laid), "--json")[0] == 0
    sha256 = hashlib.sha256(laid.read_bytes()).hexdigest()
    assert read_snapshot((folder / "2.pdf").read_bytes())[0]["values"]["customer"]["shown_sha256"] == sha256  # type: ignore[index,call-overload]
    assert json.loads(run("verify", str(laid), "--json")[1])["verdict"] == "unsigned"
    assert run("verify", str(folder / "2.pdf"), *trusting, "--shown", str(laid))[0] == 1  # never over a file
    assert run("verify", str(laid), "--shown", str(tmp_path / "none.pdf"))[0] == 1


@pytest.mark.parametrize(
    ("how", "name", "first"),
    [
        (REFUSED, "周强", "Not signed: refused; sealed by the laptop: 周强 as The customer, 2026-11-10 13:22"),
        (ABSENT, "", "Not signed: not there; sealed by the laptop: The customer, 2026-11-10 13:22"),
    ],
)
def test_who_did_not_sign_is_never_said_to_have_signed(
    run: Run, tmp_path: Path, how: str, name: str, first: str
) -> None:
    authority = Authority()
    answer = {"name": name, "role": "customer", "at": "2026-11-10T05:22:00Z"}
    answer |= {"how": how, "reason": "对结论有异议", "witness": "李海波"}
    paper = certify(build(case.report(customer=answer), now=DAY), authority.engineer(), at=DAY)
    laptop = replace(authority.laptop(name), how=how)
    (tmp_path / "paper.pdf").write_bytes(sign(paper, laptop, "Customer", at=DAY))
    (tmp_path / "office.pem").write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    asked = ("verify", str(tmp_path / "paper.pdf"), "--trust", str(tmp_path / "office.pem"))
    code, said = run("--lang", "en", *asked)
    lines = said.splitlines()
    assert (code, lines[0].split(". ")[1].split(";")[0]) == (0, "The customer did not sign it")
    assert lines[3].split(" (")[0] == first
    assert lines[4] == "Why it is not signed: 对结论有异议; witness: 李海波"
    assert [line for line in lines if line.startswith("Signed by") and "何志强" not in line] == []
    customer = json.loads(run(*asked, "--json")[1])["signers"][1]
    assert (customer["how"], customer["why"], customer["witness"]) == (how, "对结论有异议", "李海波")


@pytest.mark.parametrize(
    ("number", "reasons"), [(0, ["replaced"]), (1, ["earlier"]), (2, [])], ids=["first revision", "cut back", "last"]
)
def test_a_laptop_knows_the_last_state(run: Run, folder: Path, number: int, reasons: list[str]) -> None:
    home = str(folder / "homes" / "engineer")
    code, said = run("verify", str(folder / f"{number}.pdf"), "--home", home, "--json")
    found = json.loads(said)
    assert (code, found["verdict"], found["reasons"]) == (bool(reasons), "untrusted" if reasons else "good", reasons)
    assert run("--home", home, "verify", str(folder / f"{number}.pdf"), "--json") == (code, said)


def test_what_is_missing_is_named(run: Run, folder: Path) -> None:
    home = str(folder / "homes" / "engineer")
    code, said = run("--lang", "zh", "verify", str(folder / "1.pdf"), "--home", home)
    assert code == 1
    assert said.startswith("较早的状态：")
    assert "--trust" not in said  # the certificates are known: nothing is to be said of them
    assert said.splitlines()[-1] == "尚未签字：产品线经理"
