"""The rehearsal: with the office there and the line cut, what is missing is named, and the verdict is kept."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from kept_case import Kept
from setting_out import arrive

from fieldkit.actions import diagnosis, procedures, rehearsal, trips
from fieldkit.actions.dossiers import load_trip
from fieldkit.actions.readiness import refresh_checklist
from fieldkit.actions.records import new_record, set_values
from fieldkit.actions.rehearsal import own_trips, rehearse
from fieldkit.demo.case import CUSTOMER, LINE, Case
from fieldkit.demo.company import rid
from fieldkit.forms import Checklist, Json, Values
from fieldkit.process.readiness import lacks


@pytest.fixture
def case(kept: Kept, tmp_path: Path) -> Iterator[Case]:
    """A trip with a drawing and a manual, both brought by the office; the office goes on answering."""
    with kept["guide_by_phone"].opened(tmp_path / "demo") as played:
        manager = played.desk("line_manager")
        drawing = stored(played, "组网图.pdf", b"ring" * 5_000)
        place: Values = {"site_name": "机房", "network_place": "第 2 节点", "drawing": drawing}
        site = new_record(manager, "site", {"customer": CUSTOMER, **place})
        book = stored(played, "手册.pdf", b"book" * 5_000)
        manual: Values = {"manual_name": "AN-2400 手册", "sort": "manual", "models": "AN-2400", "file": book}
        new_record(manager, "manual", {"line": LINE, **manual})
        desk = played.desk("engineer")
        played.visit = trips.plan_visit(desk, played.problem, "处理", playbook="an2400-heartbeat", site=site.id).id
        set_values(desk, played.visit, {"site": site.id})
        played.company.sync("engineer", "line_manager", "engineer")
        yield played


def stored(case: Case, name: str, content: bytes) -> dict[str, Json]:
    kept = case.desk("line_manager").store.put_file(content, name, "application/pdf")
    return {"sha256": kept.sha256, "name": name, "size": kept.size, "type": kept.type}


def sheet(case: Case) -> Checklist:
    return Checklist(refresh_checklist(case.desk("engineer"), case.visit))


def drawing(case: Case) -> Path:
    (site,) = case.desk("engineer").store.find("site", {"customer": CUSTOMER})
    file = site.values["drawing"]
    assert isinstance(file, dict)
    return case.desk("engineer").store.files.path(str(file["sha256"]))


def test_all_that_the_trip_needs_is_here_and_the_sheet_says_so(case: Case) -> None:
    desk = case.desk("engineer")
    done = rehearse(desk, case.visit)
    assert done.missing == []
    assert (done.files, done.size, done.papers) == (2, 40_000, 3)
    assert done.procedures == ["an2400-heartbeat", "clean-up"]
    kept = sheet(case)
    assert kept.rehearsed_whole and kept.rehearsed_at == desk.clock.now() and kept.rehearsed_by == desk.actor.person
    assert kept.rehearsed_found == done.verdict and done.verdict.startswith("可以出发")
    assert [row.state for row in kept.items if row.row_id == "l5"] == ["done"]
    case.company.sync("engineer", "line_manager")
    there = case.desk("line_manager").store.get(kept.id)
    assert there is not None and there.values["rehearsed_whole"] is True


def test_a_damaged_file_is_found_by_its_hash_and_fetched_again(case: Case) -> None:
    desk, path = case.desk("engineer"), drawing(case)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    done = rehearse(desk, case.visit)
    assert len(done.missing) == 1 and "组网图.pdf" in done.missing[0] and "损坏" in done.missing[0]
    assert sheet(case).rehearsed_whole is False
    assert "组网图.pdf" in (sheet(case).rehearsed_found or "")


def test_a_file_that_is_not_here_and_a_record_that_is_not_here_are_named(case: Case) -> None:
    desk = case.desk("engineer")
    drawing(case).unlink()
    set_values(desk, case.visit, {"equipment": "0190c4a0-0000-7000-8000-0000000000aa"})
    said = "\n".join(rehearse(desk, case.visit).missing)
    assert "组网图.pdf" in said
    assert "设备" in said and "不在本机" in said


def test_what_would_ask_the_office_is_found_out(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that quietly fetched something would work in the office and fail in the equipment room."""
    asked = rehearsal.load_trip

    def fetching(desk: object, visit: str) -> object:
        with suppress(OSError):  # as a line does that goes on without an answer
            socket.create_connection(("127.0.0.1", 9), timeout=5)
        return asked(desk, visit)  # type: ignore[arg-type]

    monkeypatch.setattr(rehearsal, "load_trip", fetching)
    done = rehearse(case.desk("engineer"), case.visit)
    assert not done.whole
    assert any("127.0.0.1" in said for said in done.missing)


def test_a_character_without_a_glyph_is_found_before_the_signature(case: Case) -> None:
    desk = case.desk("engineer")
    set_values(desk, case.visit, {"purpose": "处理 \U0001f525"})
    assert any("\U0001f525" in said for said in rehearse(desk, case.visit).missing)


def test_a_procedure_that_was_chosen_and_is_not_here_is_named(case: Case) -> None:
    desk = case.desk("engineer")
    set_values(desk, case.visit, {"playbook": "an9000-smoke"})
    (said,) = rehearse(desk, case.visit).missing
    assert "an9000-smoke" in said
    set_values(desk, case.visit, {"playbook": None})
    done = rehearse(desk, case.visit)  # each that fits the equipment is tried, though nobody chose one yet
    assert done.missing == [] and "an2400-heartbeat" in done.procedures


def test_another_file_needed_since_asks_for_another_rehearsal(case: Case) -> None:
    desk = case.desk("engineer")
    rehearse(desk, case.visit)
    before = [lack.text for lack in lacks(load_trip(desk, case.visit))["prepare"]]
    new_record(case.desk("line_manager"), "manual", {"manual_name": "电源手册", "sort": "manual", "line": LINE,
                                                     "file": stored(case, "电源.pdf", b"power")})  # fmt: skip
    case.company.sync("line_manager", "engineer")
    assert [row.state for row in sheet(case).items if row.row_id == "l5"] == ["gap"]
    after = [lack.text for lack in lacks(load_trip(desk, case.visit))["prepare"]]
    assert [text for text in after if text not in before] == ["这台电脑：断网演练"]
    assert rehearse(desk, case.visit).files == 3
    assert [row.state for row in sheet(case).items if row.row_id == "l5"] == ["done"]


def test_a_rehearsal_that_was_stopped_keeps_nothing(case: Case) -> None:
    class StoppedError(Exception):
        pass

    def stop(_done: int, _total: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        rehearse(case.desk("engineer"), case.visit, stop)
    assert sheet(case).rehearsed_at is None
    socket.getaddrinfo("127.0.0.1", 80)  # the network is there again


def test_the_own_trips_that_have_not_begun_are_those_to_rehearse(case: Case) -> None:
    desk = case.desk("engineer")
    assert own_trips(desk) == [case.visit]
    arrive(desk, case.visit, rid("person", "E106"))
    assert own_trips(desk) == []
    assert own_trips(case.desk("line_manager")) == []


def test_a_run_that_was_begun_goes_on_by_its_version_though_it_was_withdrawn(case: Case) -> None:
    desk, manager = case.desk("engineer"), case.desk("line_manager")
    draft = procedures.begin_new(manager, "own-way").id
    procedures.release(manager, draft, "第一版")
    case.company.sync("line_manager", "engineer")
    set_values(desk, case.visit, {"playbook": "own-way"})
    run = diagnosis.run_for(desk, case.visit)
    assert run.current is not None
    diagnosis.answer_step(desk, case.visit, run, run.current.id, "bad")
    procedures.withdraw(manager, draft, "不再使用")
    case.company.sync("line_manager", "engineer")
    assert rehearse(desk, case.visit).missing == []
    assert diagnosis.run_for(desk, case.visit).conclusion is not None
    assert not [book for book in diagnosis.books_for(desk, case.visit) if book.id == "own-way"]


def test_a_file_that_was_cut_off_and_one_that_is_gone_are_named_and_nothing_breaks(case: Case) -> None:
    desk = case.desk("engineer")
    path = drawing(case)
    path.write_bytes(path.read_bytes()[:100])
    assert any("组网图.pdf" in said for said in rehearse(desk, case.visit).missing)
    path.unlink()
    assert any("组网图.pdf" in said for said in rehearse(desk, case.visit).missing)
    path.write_bytes(b"")
    assert any("组网图.pdf" in said for said in rehearse(desk, case.visit).missing)
