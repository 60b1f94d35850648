"""Signing: what is shown is what is signed; an empty hand, a missing field or a strange character is refused."""

import base64
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from kept_case import Kept

from fieldkit.actions import leftovers, papers, reports, trips
from fieldkit.actions.records import set_values
from fieldkit.demo.case import OPERATOR, Case
from fieldkit.demo.company import rid
from fieldkit.demo.words import STROKES
from fieldkit.documents.snapshot import read_snapshot
from fieldkit.errors import NotAllowedError, UserError
from fieldkit.forms import ServiceReport
from fieldkit.forms.types import ZONE


@pytest.fixture(scope="module")
def case(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    with kept["write_report"].opened(tmp_path_factory.mktemp("demo")) as played:
        yield played


def test_the_data_inside_say_who_wrote_what_and_when(case: Case) -> None:
    """Of the report and of what it collects, each value as it was written last; nothing that is not printed."""
    desk = case.desk("engineer")
    case.clock("11-10 12:55")
    set_values(desk, case.report, {"restored_at": "2026-11-10T03:53:00Z"})
    case.clock("11-10 13:05")
    shown = papers.show_for_signing(desk, case.report)
    assert papers.draft_paper(desk, shown.opened.record) == papers.draft_paper(desk, shown.opened.record)
    data, _ = read_snapshot(shown.pdf)
    wrote: dict[str, Any] = data["written"]  # type: ignore[assignment]
    last = wrote[case.report][-1]
    assert last == {
        "at": "2026-11-10T04:55:00Z", "by": {"name": "何志强", "number": "E100"}, "paths": ["restored_at"]
    }  # fmt: skip
    paths = [path for entry in wrote[case.report] for path in entry["paths"]]
    assert len(paths) == len(set(paths))
    assert set(paths) < set(data["values"])  # type: ignore[arg-type]
    collected = [one for found in data["collected"].values() for one in found]  # type: ignore[union-attr]
    assert {case.report, *(one["id"] for one in collected)} >= set(wrote) > {case.report}
    photo = next(one for one in collected if one["kind"] == "photo")
    assert any("caption" in entry["paths"] for entry in wrote[photo["id"]])


@pytest.mark.parametrize("day", ["2019-12-31", "2035-01-01"])
def test_nothing_is_signed_at_a_time_at_which_nobody_would_believe_it(case: Case, day: str) -> None:
    """A laptop whose clock went wrong: the customer is not even asked, and nothing is written."""
    desk = case.desk("engineer")
    right = desk.clock.now()
    shown = papers.show_for_signing(desk, case.report)
    case.company.clock.set(datetime.fromisoformat(day).replace(tzinfo=ZONE))
    try:
        with pytest.raises(UserError, match=day):
            papers.show_for_signing(desk, case.report)
        with pytest.raises(UserError, match=day):
            papers.sign_paper(desk, shown, OPERATOR, STROKES)
    finally:
        case.company.clock.set(right)
    assert papers.last_sheet(desk.form(case.report).record) is None


def test_what_is_missing_is_named_before_signing(case: Case) -> None:
    desk = case.desk("engineer")
    set_values(desk, case.report, {"cause": None})
    with pytest.raises(UserError) as refused:
        papers.show_for_signing(desk, case.report)
    assert refused.value.field == "cause"
    set_values(desk, case.report, {"cause": "主用主控板内存器件老化"})


def test_a_character_that_cannot_be_printed_is_named(case: Case) -> None:
    desk = case.desk("engineer")
    set_values(desk, case.report, {"opinion": "谢谢 🦀"})
    with pytest.raises(UserError, match="🦀"):
        papers.show_for_signing(desk, case.report)
    set_values(desk, case.report, {"opinion": "谢谢"})


@pytest.mark.parametrize("strokes", [(), (((5, 5, 0, 4),),)])
def test_an_empty_hand_is_no_signature(case: Case, strokes: tuple[tuple[tuple[int, int, int, int], ...], ...]) -> None:
    desk = case.desk("engineer")
    shown = papers.show_for_signing(desk, case.report)
    with pytest.raises(UserError):
        papers.sign_paper(desk, shown, OPERATOR, strokes)
    with pytest.raises(UserError):
        papers.sign_paper(desk, shown, "  ", STROKES)
    assert desk.form(case.report).record.values["status"] == "draft"


def test_what_became_another_after_it_was_shown_is_not_sealed(case: Case) -> None:
    """A colleague's news that comes in while the customer reads: he would have signed what he never saw."""
    desk = case.desk("engineer")
    shown = papers.show_for_signing(desk, case.report)
    photo = desk.store.find("photo")[0]
    caption = photo.values.get("caption")
    set_values(desk, photo.id, {"caption": "别的说明"})
    with pytest.raises(UserError, match="出示"):
        papers.sign_paper(desk, shown, OPERATOR, STROKES)
    assert desk.form(case.report).record.values["status"] == "draft"
    set_values(desk, photo.id, {"caption": caption})


def test_the_hand_is_on_the_paper_and_its_timing_is_for_the_evidence_key_alone(case: Case) -> None:
    desk = case.desk("engineer")
    shown = papers.show_for_signing(desk, case.report)
    record = papers.sign_paper(desk, shown, OPERATOR, STROKES)
    signed = ServiceReport(record).customer
    assert signed is not None
    assert signed.shown_sha256 == shown.sha256
    sheet = papers.last_sheet(record)
    assert sheet is not None
    assert desk.file(sheet.sha256).startswith(shown.pdf)
    snapshot, raw = read_snapshot(desk.file(sheet.sha256))
    assert shown.sha256.encode() in raw
    folder: Path = case.company.folder / "office"
    key = load_pem_private_key((folder / "evidence.key").read_bytes(), None)
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    timed = json.loads(suite.decrypt(base64.b64decode(signed.evidence), key, b"fieldkit evidence"))  # type: ignore[arg-type]
    assert timed["strokes"][0][1][2] == 60
    assert timed["shown_sha256"] == shown.sha256
    assert snapshot


def test_after_signing_the_paper_and_its_sources_are_sealed(case: Case) -> None:
    desk = case.desk("engineer")
    if desk.form(case.report).record.values["status"] != "signed":
        papers.sign_paper(desk, papers.show_for_signing(desk, case.report), OPERATOR, STROKES)
    with pytest.raises(UserError):
        set_values(desk, case.report, {"done": "anders"})
    with pytest.raises(UserError):
        set_values(desk, case.movements["used"], {"serial_old": "X"})


def test_an_engineer_cannot_approve_the_own_report(case: Case) -> None:
    desk = case.desk("engineer")
    with pytest.raises((UserError, NotAllowedError)):
        reports.approve_report(desk, case.visit)


def test_what_a_signed_report_covers_takes_no_new_records(case: Case) -> None:
    desk = case.desk("engineer")
    if desk.form(case.report).record.values["status"] != "signed":
        papers.sign_paper(desk, papers.show_for_signing(desk, case.report), OPERATOR, STROKES)
    with pytest.raises(UserError):
        trips.take_part(desk, case.visit, rid("part", "BK-AN2400-00"))
    with pytest.raises(UserError):
        leftovers.leave_over(desk, case.visit, "nachträglich", "us", "2026-12-10")
