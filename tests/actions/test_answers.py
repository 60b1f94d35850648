"""A customer who stamps paper, refuses or is not there: the scan is the evidence, a witness says why."""

import base64
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from kept_case import Kept
from PIL import Image
from sqlalchemy import func, select

from fieldkit.actions import papers
from fieldkit.actions.answers import Answer, read_scans
from fieldkit.actions.desk import Desk
from fieldkit.actions.enrol import sync
from fieldkit.actions.paperwork import begin, take_step
from fieldkit.actions.records import set_values
from fieldkit.actions.stamping import print_pages, printed_pages
from fieldkit.demo.case import Case
from fieldkit.demo.words import STROKES
from fieldkit.documents.preview import page, page_count
from fieldkit.documents.snapshot import read_snapshot
from fieldkit.documents.verify import verify
from fieldkit.errors import UserError
from fieldkit.forms import Record, ServiceReport
from fieldkit.forms.signature import ABSENT, REFUSED, STAMPED
from fieldkit.process.paper_ledger import states_of
from fieldkit.store.database import OUTBOX

SEALED_ZH = {REFUSED: "未签字：拒签", ABSENT: "未签字：不在场"}
WITNESS = Answer("", how=ABSENT, reason="机房无人值守", witness="李海波 E106")


@pytest.fixture
def case(kept: Kept, tmp_path: Path) -> Iterator[Case]:
    with kept["write_report"].opened(tmp_path / "demo") as played:
        yield played


def refusals(desk: Desk, rid: str) -> int:
    """Synchronizes; how many changes of a record the office has refused."""
    sync(desk)
    query = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.rid == rid, OUTBOX.c.state == "rejected")
    with desk.store.database.reading() as connection:
        return int(connection.execute(query).scalar_one())


def photographed(pdf: bytes, folder: Path) -> list[Path]:
    """Every printed page as a photo with a stamp on it, turned by its EXIF, and with a place."""
    found = []
    for number in range(page_count(pdf)):
        picture = page(pdf, number, 1.5).convert("RGB")
        picture.paste((190, 30, 30), (300, 600, 420, 720))
        exif = Image.Exif()
        exif[0x0112], exif.get_ifd(0x8825)[1] = 6, "N"
        found.append(folder / f"photo{number}.jpg")
        picture.rotate(90, expand=True).save(found[-1], "JPEG", exif=exif)
    return found


def sealed_pdf(case: Case, record: Record) -> bytes:
    sheet = papers.last_sheet(record)
    assert sheet is not None
    return case.desk("engineer").file(sheet.sha256)


def test_a_stamped_paper_is_sealed_with_its_scan(case: Case, tmp_path: Path) -> None:
    desk = case.desk("engineer")
    assert printed_pages(desk, case.report) is None
    printed = print_pages(desk, case.report)
    again = printed_pages(desk, case.report)
    assert again is not None
    assert (again.pdf, again.sha256) == (printed.pdf, hashlib.sha256(printed.pdf).hexdigest())
    assert again.token == printed.token  # the code on the stamped sheet leads to the paper that is sealed
    with pytest.raises(UserError):
        papers.seal_answer(desk, again, Answer("王𠅤", how=STAMPED))
    scans = read_scans(photographed(printed.pdf, tmp_path))
    for fewer in (scans[:1], [scans[0]] * len(scans)):  # what is on the other pages nobody stamped
        with pytest.raises(UserError, match="逐页"):
            papers.seal_answer(desk, again, Answer("王𠅤", how=STAMPED, scans=fewer))
    answer = Answer("王𠅤", how=STAMPED, role="机房主任", phone="139", place="县局", scans=scans)
    record = papers.seal_answer(desk, again, answer)
    pdf = sealed_pdf(case, record)
    assert states_of(record)[-1].token == printed.token
    assert page_count(pdf) == 2 * len(scans)
    said = read_snapshot(pdf)[0]["values"]["customer"]  # type: ignore[index,call-overload]
    hashes = [hashlib.sha256(scan).hexdigest() for scan in scans]
    expected = {"how": STAMPED, "scans": hashes, "shown_sha256": printed.sha256, "role": "机房主任", "phone": "139"}
    assert {key: said[key] for key in expected} == expected  # type: ignore[index,call-overload]
    assert all(b"Exif" not in scan and Image.open(io.BytesIO(scan)).height > 1000 for scan in scans)
    assert [file.file.sha256 for file in ServiceReport(record).scans if file.file] == hashes
    case.company.switch_on()
    assert refusals(desk, case.report) == 0
    case.company.sync("line_manager")
    manager = case.desk("line_manager")
    assert [manager.file(sha256) for sha256 in hashes] == scans
    with pytest.raises(UserError):
        set_values(desk, case.report, {"scans.001-01.file": None})


def test_what_was_stamped_is_what_was_printed(case: Case) -> None:
    desk = case.desk("engineer")
    print_pages(desk, case.report)
    set_values(desk, case.report, {"opinion": "印后又改"})
    with pytest.raises(UserError, match="打印"):
        printed_pages(desk, case.report)


@pytest.mark.parametrize("how", [REFUSED, ABSENT])
def test_who_does_not_sign_has_a_reason_and_a_witness(case: Case, how: str) -> None:
    desk = case.desk("engineer")
    shown = papers.show_for_signing(desk, case.report)
    for lacking in (Answer("周婷", how=how, reason="不同意"), Answer("周婷", how=how, witness="李海波")):
        with pytest.raises(UserError, match="见证人"):
            papers.seal_answer(desk, shown, lacking)
    whole = Answer("周婷", STROKES, how, reason="对结论有异议", witness="李海波 E106")
    record = papers.seal_answer(desk, shown, whole)
    report = ServiceReport(record)
    assert report.status == "signed"
    assert report.customer is not None
    assert (report.customer.how, report.customer.reason, bool(report.customer.evidence)) == (how, "对结论有异议", True)
    checked = verify(sealed_pdf(case, record), [])
    assert [(one.role, one.intact, one.how) for one in checked.signers] == [
        ("engineer", True, ""),
        ("customer", True, how),
    ]
    assert [(one.why, one.witness) for one in checked.signers] == [("", ""), ("对结论有异议", "李海波 E106")]
    case.company.switch_on()
    assert refusals(desk, case.report) == 0
    state = states_of(desk.form(case.report).record)[-1]
    page = httpx.get(
        f"{case.company.office.url}/v/{record.values['number']}/{state.token}",
        headers={"Accept-Language": "zh"},
        trust_env=False,
    ).text
    for words in (SEALED_ZH[how], "已封存，用户未签", "state warn", "何志强"):
        assert words in page
    for words in ("已签字", "周婷", "李海波", "对结论有异议", "全部签名有效", "2 个签名"):
        assert words not in page


def test_consent_is_given_by_hand_alone(case: Case) -> None:
    desk = case.desk("engineer")
    planned = {
        "operations.a1.what": "查询告警与日志，只读", "window_from": "2026-11-09T01:30:00Z",
        "window_to": "2026-11-09T03:00:00Z", "access": "经用户网管接入", "risks": "无", "backup": "备份配置数据",
        "way_back": "断开连接", "promise": "given",
    }  # fmt: skip
    rid = begin(desk, "remote_request", case.problem, planned).id
    take_step(desk, rid, "sent")
    with pytest.raises(UserError, match="不在场"):
        papers.seal_answer(desk, papers.show_for_signing(desk, rid), WITNESS)


def test_the_office_takes_no_answer_that_is_not_whole(case: Case) -> None:
    """What a laptop of its own making sends, past the actions: a dot, a scan that is nowhere, no witness."""
    desk = case.desk("engineer")
    case.company.switch_on()
    case.company.sync("engineer")
    hand = {"role": "x", "at": "2026-11-09T00:12:00Z", "name": "周婷"}
    forged = (
        {**hand, "strokes": [[[5, 5, 4], [6, 5, 4]]]},
        {**hand, "how": STAMPED, "scans": ["5e" * 32]},
        {**hand, "how": REFUSED, "reason": "x"},
        {**hand, "how": "telepathy"},
    )
    for count, signed in enumerate(forged, 1):
        desk.write("service_report", case.report, {"customer": json.loads(json.dumps(signed))})
        assert refusals(desk, case.report) == count, signed


def test_a_scanners_pdf_is_taken_page_by_page(case: Case, tmp_path: Path) -> None:
    pdf = papers.show_for_signing(case.desk("engineer"), case.report).pdf
    (tmp_path / "scan.pdf").write_bytes(pdf)
    (tmp_path / "text.jpg").write_bytes(base64.b64decode(b"aGVsbG8="))
    assert len(read_scans([tmp_path / "scan.pdf"])) == page_count(pdf)
    for bad in ("text.jpg", "not there.jpg"):
        with pytest.raises(UserError):
            read_scans([tmp_path / bad])
