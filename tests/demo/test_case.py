"""The worked case from the first call to the approved report, with real HTTP, keys, signatures and three laptops."""

import hashlib
from pathlib import Path

import pytest
from cryptography import x509

from fieldkit import resource
from fieldkit.actions import paperwork
from fieldkit.actions.dossiers import load_trip
from fieldkit.actions.papers import last_sheet, print_paper
from fieldkit.demo.case import BOARD_1, OPERATOR, STAGES, Case
from fieldkit.demo.command import keep_results
from fieldkit.demo.company import Company
from fieldkit.documents.preview import page_count
from fieldkit.documents.snapshot import read_snapshot
from fieldkit.documents.verify import verify
from fieldkit.errors import OfflineError
from fieldkit.forms import CaseStudy
from fieldkit.forms.values import StoredFile
from fieldkit.process.thoroughness import audit
from fieldkit.store.ledger import summary


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    case = Case(Company(tmp_path_factory.mktemp("demo")))
    notes: dict[str, object] = {}
    for name, stage in STAGES.items():
        stage(case)
        engineer = case.desk("engineer")
        if name == "write_report":
            notes["off line"] = summary(engineer.store)["waiting"]
            with pytest.raises(OfflineError):
                case.company.sync("engineer")
        if name == "sign":
            notes["first sheet"] = last_sheet(engineer.form(case.report).record)
    yield case, notes
    case.company.close()


def test_all_is_at_the_office_and_nothing_conflicts(played, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    case, notes = played
    result = keep_results(case, tmp_path, {})
    assert notes["off line"] > 30
    assert result["all_at_office"]
    assert result["conflicts"] == 0
    assert result["report_status"] == "approved"
    assert set(result["verdicts"]) == {"ok"}
    assert {path.name for path in tmp_path.iterdir()} >= {
        "service-report.pdf", "maintenance-advice.pdf", "trip-approval.pdf", "office-ca.pem", "summary.json",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("paper", "who", "names", "pages"),
    [
        ("report", "line_manager", ["何志强", OPERATOR, "李海波"], range(3, 7)),
        ("advice", "line_manager", ["何志强", OPERATOR], range(1, 3)),
        ("approval", "department_manager", ["李海波", "赵海波"], range(2, 5)),
    ],
)
def test_every_paper_is_good(played, paper: str, who: str, names: list[str], pages: range) -> None:  # type: ignore[no-untyped-def]
    case, _ = played
    pdf = print_paper(case.desk(who), getattr(case, paper))
    authority = x509.load_pem_x509_certificate(case.desk(who).identity.ca_certificate.encode())
    verdict = verify(pdf, [authority])
    assert verdict.verdict == "good"
    assert [signer.name for signer in verdict.signers] == names
    assert verdict.covers_whole_file
    assert page_count(pdf) in pages


def test_the_corrected_serial_number_is_in_the_second_revision(played) -> None:  # type: ignore[no-untyped-def]
    case, notes = played
    desk = case.desk("line_manager")
    first, last = notes["first sheet"], last_sheet(desk.form(case.report).record)
    assert isinstance(first, StoredFile)
    assert last is not None
    old, new = (read_snapshot(desk.file(sheet.sha256))[0] for sheet in (first, last))
    assert "700910" in str(old)
    assert "700910" not in str(new)
    assert BOARD_1 in str(new)


def test_the_board_that_came_back_settles_the_owed_one(played) -> None:  # type: ignore[no-untyped-def]
    case, _ = played
    trip = load_trip(case.desk("line_manager"), case.visit)
    debts = {debt.debt: debt.status for debt in trip.receivables}
    assert debts == {"repair": "open", "part_back": "settled"}


def test_what_was_installed_is_held_against_the_released_list_and_who_agreed(played) -> None:  # type: ignore[no-untyped-def]
    case, _ = played
    trip = load_trip(case.desk("line_manager"), case.visit)
    [versions] = [check for check in audit(trip) if check.text == "处理后版本齐全"]
    assert versions.good
    for said in ("V3.1.4+P01+P03+SP1", "V3.2.0", "定制", "产品线经理 李海波 11-10 11:18"):
        assert said in versions.found, versions.found
    trip.steps = [step for step in trip.steps if not step.told_by]
    [alone] = [check for check in audit(trip) if check.text == versions.text]
    assert not alone.good


def test_the_trail_is_the_draft_of_a_case(played) -> None:  # type: ignore[no-untyped-def]
    case, _ = played
    desk = case.desk("engineer")
    draft = CaseStudy(paperwork.begin(desk, "case_study", case.problem))
    assert (draft.status, draft.product) == ("draft", "AN-2400")
    assert draft.versions is not None and "V3.1.4+P01 → V3.1.4+P01+P03+SP1" in draft.versions
    lines = (draft.analysis or "").split("\n")
    assert any("71" in line and "主用板温度" in line for line in lines) and any("不一致" in line for line in lines)
    assert draft.cause is not None and draft.cause.startswith("主用主控板内存器件老化")
    assert "更换主用主控板" in (draft.cure or "") and "24 °C" in (draft.prevention or "")
    wanted = {"author": desk.actor.person, "keywords": "心跳丢失, 主备版本不一致"}
    paperwork.take_step(desk, draft.id, "submitted", wanted)
    case.company.sync("engineer", "line_manager")
    assert paperwork.take_step(case.desk("line_manager"), draft.id, "accepted").values["status"] == "accepted"
    case.company.sync()


def test_the_customer_gets_nothing_internal(played) -> None:  # type: ignore[no-untyped-def]
    case, _ = played
    snapshot = str(read_snapshot(print_paper(case.desk("line_manager"), case.report))[0])
    assert "同意赴现场" not in snapshot
    assert "'travel'" not in snapshot


def test_the_report_names_the_cameras_files(played) -> None:  # type: ignore[no-untyped-def]
    """Whoever has one can show that the picture in the report was made of it."""
    case, _ = played
    data = read_snapshot(print_paper(case.desk("line_manager"), case.report))[0]
    photos = [one["values"] for one in data["collected"]["photos"]]  # type: ignore[index,call-overload,union-attr]
    taken = {hashlib.sha256(path.read_bytes()).hexdigest() for path in resource("demo/photos").glob("*.jpg")}
    assert {one["original"] for one in photos} == taken  # type: ignore[index,call-overload,union-attr]


def test_every_laptop_shows_the_same_trip(played) -> None:  # type: ignore[no-untyped-def]
    case, _ = played
    trips = [load_trip(case.desk(name), case.visit) for name in case.company.laptops]
    first = trips[0]
    assert first.report is not None
    for trip in trips[1:]:
        assert trip.report is not None
        assert trip.report.values == first.report.values
        assert [step.values for step in trip.steps] == [step.values for step in first.steps]
    assert len(first.steps) == 11 + 16
    assert len(first.photos) == 6
