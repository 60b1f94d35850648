"""The public page: what it shows and to whom, what it never tells, and how it looks at a file, in a real browser."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from browser import Browser, browser, needs_chromium, said_of
from kept_case import Kept

from fieldkit.actions import papers
from fieldkit.actions.dossiers import paper_dossier
from fieldkit.actions.records import new_record
from fieldkit.actions.trips import plan_visit
from fieldkit.demo.case import OPERATOR, Case
from fieldkit.documents.build import build
from fieldkit.documents.check_code import new_token
from fieldkit.documents.signing import certify, sign
from fieldkit.documents.snapshot import read_snapshot, report_sha256
from fieldkit.forms import ServiceReport, Values, natural_id, only_child_id
from fieldkit.office.check_calls import language_of
from fieldkit.process.paper_ledger import State, states_of


@pytest.fixture(scope="module")
def case(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """The whole case at a served office: the report was given back, signed anew as revision 2, and approved."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIELDKIT_OFFICE_PAPERS_A_MINUTE", "1000")
        with kept["approve"].opened(tmp_path_factory.mktemp("demo")) as played:
            yield played


@pytest.fixture(scope="module")
def states(case: Case) -> list[State]:
    return states_of(case.desk("engineer").form(case.report).record)


@pytest.fixture(scope="module")
def number(case: Case) -> str:
    return str(case.desk("engineer").form(case.report).record.values["number"])


@pytest.fixture(scope="module")
def client(case: Case) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=case.company.office.url, trust_env=False, timeout=60) as opened:
        yield opened


@pytest.fixture(scope="module")
def files(case: Case, states: list[State], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The paper's states as files, and one that was altered."""
    folder, desk = tmp_path_factory.mktemp("files"), case.desk("engineer")
    content = {"first": 0, "signed": 1, "approved": 2}
    made = {name: desk.file(states[place].sha256) for name, place in content.items()}
    made["altered"] = made["approved"].replace(b"/Rect", b"/rect", 1)
    for name, pdf in made.items():
        (folder / f"{name}.pdf").write_bytes(pdf)
    return {name: folder / f"{name}.pdf" for name in made}


def path(number: str, token: str) -> str:
    return f"/v/{number}/{token}"


def test_the_page_says_what_stands_on_the_paper_and_no_more(
    case: Case, client: httpx.Client, number: str, states: list[State]
) -> None:
    reply = client.get(path(number, states[-1].token), headers={"Accept-Language": "zh-CN"})
    assert reply.status_code == 200
    text = reply.text
    sealed = "手写签字，由笔记本电脑封存"
    for word in (number, "平川县电信分公司", "现场技术服务报告", "已批准", "何志强", "李海波", OPERATOR, sealed):
        assert word in text
    shown = set(re.findall(r'data-sha256="(\w+)"', text))
    assert shown == {state.sha256 for state in states[1:]}
    record = case.desk("engineer").form(case.report).record
    secret = (case.report, record.scope.customer, states[0].token, states[0].sha256, "心跳", "0951", "E100")
    assert [word for word in secret if word in text] == []


def test_the_page_needs_nothing_and_leaves_nothing(client: httpx.Client, number: str, states: list[State]) -> None:
    reply = client.get(path(number, states[-1].token))
    assert "set-cookie" not in reply.headers
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["referrer-policy"] == "no-referrer"
    policy = reply.headers["content-security-policy"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert re.findall(r'(?:src|href)="([^"]*)"', reply.text) == ["data:,", "?lang=en"]


def test_an_earlier_revision_says_what_replaced_it(client: httpx.Client, number: str, states: list[State]) -> None:
    text = client.get(path(number, states[0].token), headers={"Accept-Language": "en-GB,en;q=0.9"}).text
    assert "Replaced by revision 2" in text
    assert set(re.findall(r'data-sha256="(\w+)"', text)) == {states[0].sha256}
    assert states[-1].sha256 not in text


def test_a_number_that_was_copied_takes_no_page_away(
    case: Case, client: httpx.Client, number: str, states: list[State]
) -> None:
    """Somebody writes a paper's number on a paper of his own."""
    desk, own = case.desk("engineer"), new_token()
    before = client.get(path(number, states[-1].token)).text
    visit = plan_visit(desk, case.problem, "另一次").id
    values: Values = {"visit": visit, "number": number, "engineer_name": natural_id("person", "E100")}
    copied = new_record(desk, "service_report", values, only_child_id(visit, "service_report")).id
    sheet = ServiceReport.sheets.row.file.dump(states[0].file)
    rows: Values = {"sheets.001.file": sheet, "sheets.001.token": own, "sheets.001.revision": "1"}
    desk.write("service_report", copied, rows)
    case.company.sync("engineer")
    assert desk.form(copied).record.last_seq, "the office has it"
    assert client.get(path(number, states[-1].token)).text == before
    assert states[0].sha256 in client.get(path(number, states[0].token)).text, "it was looked at for the true paper"
    assert client.get(path(number, own)).text.count('data-sha256="') == 0, "another paper's file is not its own"
    assert states[0].sha256 in client.get(path(number, states[0].token)).text


def test_an_unknown_number_and_a_wrong_token_are_alike(
    case: Case, client: httpx.Client, number: str, states: list[State]
) -> None:
    token = states[-1].token
    other = "a" if token[-1] != "a" else "b"
    asked = [
        path(number, new_token()), path(number, token[:-1] + other), path(number, token.upper()),
        path("SR-20261110-00000000", new_token()), path("XX-1", token), path("SR-20261110-0000000", "x"),
        path(number.lower(), token), path("%00", "%00"), path("SR-" + "9" * 3000, token), path("SR-形", "形" * 26),
    ]  # fmt: skip
    replies = [client.get(one, headers={"Accept-Language": "zh"}) for one in asked]
    ignored = {"x-request-id", "date"}
    said = {
        (reply.status_code, reply.text, tuple((k, v) for k, v in reply.headers.items() if k not in ignored))
        for reply in replies
    }
    assert len(said) == 1
    assert {reply.status_code for reply in replies} == {404}
    assert min(reply.elapsed.total_seconds() for reply in replies) > 0.25


@pytest.mark.parametrize("what", ["no paper", "another paper of the same people"])
def test_a_file_that_the_office_cannot_confirm_counts_for_nothing(case: Case, client: httpx.Client, what: str) -> None:
    """A laptop writes down a file as sealed that is no signed paper, or one that was signed for it afterwards."""
    desk = case.desk("engineer")
    advice = desk.form(case.advice).record
    states = states_of(advice)
    pdf = b"%PDF-1.7 nothing"
    if what != "no paper":
        other = replace(advice, values={**advice.values, "reply_by": "2027-12-31"})
        at = desk.clock.now()
        pdf = certify(build(paper_dossier(desk, other), now=at), papers.signer(desk), "Engineer", at=at)
        pdf = sign(pdf, papers.sealer(desk, OPERATOR), "Customer", at=at)
    stored = desk.store.put_file(pdf, "x.pdf", "application/pdf")
    row: Values = {
        "file": {"sha256": stored.sha256, "name": "x.pdf", "size": stored.size, "type": "application/pdf"},
        "revision": "1", "state": "signed", "signatures": "2", "token": states[0].token,
    }  # fmt: skip
    number = len(states) + 1
    desk.write(advice.kind, advice.id, {f"sheets.{number:03d}.{name}": value for name, value in row.items()})
    case.company.sync("engineer")
    text = client.get(path(str(advice.values["number"]), states[0].token)).text
    assert set(re.findall(r'data-sha256="(\w+)"', text)) == {states[0].sha256}


def test_who_asks_too_often_waits(
    case: Case, number: str, states: list[State], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIELDKIT_OFFICE_PAPERS_A_MINUTE", "3")
    case.company.switch_off()
    case.company.switch_on()
    with httpx.Client(base_url=case.company.office.url, trust_env=False, timeout=60) as client:
        asked = [client.get(path(number, token)) for token in (new_token(), *[states[-1].token] * 3)]
    assert [reply.status_code for reply in asked] == [404, 200, 200, 429]
    assert int(asked[-1].headers["retry-after"]) >= 1
    assert "text/html" in asked[-1].headers["content-type"]
    monkeypatch.undo()
    monkeypatch.setenv("FIELDKIT_OFFICE_PAPERS_A_MINUTE", "1000")
    case.company.switch_off()
    case.company.switch_on()


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [("en", "zh-CN", "en"), ("", "zh-TW,en", "zh"), ("", "fr,en;q=0.5", "en"), ("", "fr", "en"), ("", "", "zh")],
)
def test_the_language_is_the_readers(asked: str, accepted: str, language: str) -> None:
    assert language_of(asked, accepted) == language


# -- in a browser


@pytest.fixture(scope="module")
def seen(case: Case) -> Iterator[Browser]:
    """`office.lan` is this office too: a page of a name without TLS gets no WebCrypto from the browser."""
    with browser("--host-resolver-rules=MAP office.lan 127.0.0.1") as opened:
        yield opened


@needs_chromium
@pytest.mark.parametrize(
    ("name", "verdict"), [("approved", "last"), ("signed", "earlier"), ("first", "none"), ("altered", "none")]
)
@pytest.mark.parametrize("host", ["127.0.0.1", "office.lan"])
def test_a_file_is_compared_in_the_browser_with_and_without_tls(
    case: Case,
    seen: Browser,
    number: str,
    states: list[State],
    files: dict[str, Path],
    host: str,
    name: str,
    verdict: str,
) -> None:
    seen.open(f"http://{host}:{case.company.office.port}{path(number, states[-1].token)}")
    seen.choose("#choose", files[name])
    assert said_of(seen) == verdict
    assert seen.run("document.querySelector('main').dataset.way") == ("browser" if host == "127.0.0.1" else "own")
    assert hashlib.sha256(files[name].read_bytes()).hexdigest() in str(seen.run("document.body.innerText"))
    sent = [one["params"]["request"]["url"] for one in seen.events if one["method"] == "Network.requestWillBeSent"]
    assert [url for url in sent if not url.startswith("data:")] == [seen.run("location.href.split('#')[0]")]
    assert [one for one in seen.events if one["method"] in ("Log.entryAdded", "Runtime.exceptionThrown")] == []


@needs_chromium
def test_what_no_longer_holds_never_looks_good(
    case: Case, seen: Browser, number: str, states: list[State], files: dict[str, Path]
) -> None:
    seen.open(case.company.office.url + path(number, states[0].token), language="en")
    seen.choose("#choose", files["first"])
    assert said_of(seen) == "last"
    assert "it no longer holds" in seen.run("document.getElementById('last').innerText")
    assert seen.run("document.querySelectorAll('.state.good').length") == 0


@needs_chromium
def test_a_file_is_dropped_anywhere_on_the_page(
    case: Case, seen: Browser, number: str, states: list[State], files: dict[str, Path]
) -> None:
    seen.open(case.company.office.url + path(number, states[-1].token))
    seen.drop(files["approved"], 40, 40)
    assert said_of(seen) == "last"
    seen.drop(files["altered"], 640, 700)
    assert said_of(seen) == "none"


@needs_chromium
def test_our_own_sha256_is_sha256_at_every_length(seen: Browser, case: Case, number: str, states: list[State]) -> None:
    seen.open(case.company.office.url + path(number, states[-1].token))
    lengths = [*range(130), 1_000, 4_095, 4_096, 4_097, 100_003]
    made = seen.run(f"{lengths}.map(n => sha256(Uint8Array.from({{length: n}}, (_, i) => (i * 7 + 3) & 255)))")
    assert made == [hashlib.sha256(bytes((i * 7 + 3) & 255 for i in range(n))).hexdigest() for n in lengths]


@needs_chromium
def test_the_code_on_the_print_is_compared_with_what_was_signed(
    case: Case, seen: Browser, number: str, states: list[State]
) -> None:
    desk = case.desk("engineer")
    content = report_sha256(read_snapshot(desk.file(states[-1].sha256))[0])
    for code, hidden in ((content, True), ("0" * 64, False), ("top", True)):
        seen.open(f"{case.company.office.url}{path(number, states[-1].token)}#{code}")
        assert seen.run("document.getElementById('print-other').hidden") is hidden


@needs_chromium
@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("wide", [360, 1_280])
def test_nothing_is_cut_off(
    case: Case, seen: Browser, number: str, states: list[State], files: dict[str, Path], wide: int, language: str
) -> None:
    seen.open(case.company.office.url + path(number, states[-1].token), wide=wide, language=language)
    seen.choose("#choose", files["signed"])
    assert said_of(seen) == "earlier"
    assert seen.run("document.documentElement.scrollWidth") <= wide
    small: Any = seen.run(
        "[...document.querySelectorAll('a, .zone')].filter(e => e.getBoundingClientRect().height < 40).length"
    )
    assert small == 0


@needs_chromium
def test_a_browser_that_cannot_run_the_script_says_what_to_do_by_hand(
    case: Case, seen: Browser, number: str, states: list[State]
) -> None:
    url = case.company.office.url + path(number, states[-1].token)
    seen.open(url)
    assert seen.run("document.getElementById('by-hand').offsetHeight") == 0
    seen.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        seen.open(url)
        assert seen.run("document.getElementById('by-hand').offsetHeight") > 0
        assert seen.run("document.getElementById('zone').offsetHeight") == 0
    finally:
        seen.call("Emulation.setScriptExecutionDisabled", value=False)
