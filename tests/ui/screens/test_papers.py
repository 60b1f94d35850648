"""The screen of papers: begun from the file of a problem, filled in, put forward, signed, read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from courier_trips import AN, CUSTOMER, ENGINEER, MANAGER, Trips, new_problem
from PySide6.QtWidgets import QFileDialog, QLineEdit

from fieldkit.access import GRANTS, Role
from fieldkit.actions.enrol import sync
from fieldkit.actions.papers import last_sheet
from fieldkit.actions.paperwork import begin, take_step
from fieldkit.actions.trips import plan_visit
from fieldkit.app import Laptop
from fieldkit.documents.verify import verify
from fieldkit.forms import FORMS, RemoteRequest, Values, papers
from fieldkit.forms.types import ZONE, Moment
from fieldkit.forms.values import File
from fieldkit.process.transitions import TRANSITIONS, next_steps
from fieldkit.ui.routes import is_filed, route_of
from fieldkit.ui.screens.papers.words import look_of, step_words

from .conftest import Seat
from .papers_screen import Hands

QUALITY = "E111"
FILED = [form.kind for form in papers() if is_filed(form.kind) and form.belongs_to]
PLANNED: Values = {
    "operations.a1.what": "查询告警与日志，只读", "window_from": "2026-11-09T01:30:00Z",
    "window_to": "2026-11-09T03:00:00Z", "access": "经用户网管接入", "risks": "无", "backup": "备份配置数据",
    "way_back": "断开连接", "promise": "given",
}  # fmt: skip


@pytest.fixture
def problem(trips: Trips) -> str:
    """A problem of a line, at the office."""
    laptop = trips.laptop("E110")
    rid = new_problem(laptop, line=AN, symptom="心跳丢失", effect="间歇性无法拨号", since="2026-11-08T15:40:00Z")
    sync(laptop.desk)
    return rid


@pytest.fixture
def at(trips: Trips, before, qtbot, shown) -> Callable[[str], tuple[Laptop, Hands]]:
    """Somebody at a laptop of his own."""

    def sit(number: str) -> tuple[Laptop, Hands]:
        laptop = trips.laptop(number)
        return laptop, Hands(before(laptop), qtbot, shown)

    return sit


def test_a_request_is_begun_filled_put_forward_and_answered_with_a_signature(at, problem: str) -> None:
    mine, engineer = at(ENGINEER)
    engineer.go(f"problems/{problem}")
    assert not engineer.has("begin.support_request")
    engineer.press("papers.begin")
    assert engineer.has("begin.support_request") and not engineer.has("begin.problem_slip")
    assert not engineer.has("begin.remote_report")  # it stands on a request, and there is none
    engineer.press("begin.support_request")
    route = engineer.went[-1]
    rid = route.split("/")[1]
    engineer.go(route)
    engineer.press("step.submitted")
    assert "已采取的措施" in engineer.box("tried").reason
    assert engineer.box("tried").editor.focusProxy().hasFocus()
    engineer.type("tried", "switched the boards over")
    engineer.press("missing.needed")
    engineer.type("needed", "a spare board")
    engineer._answer("from_whom")
    engineer.settle()
    assert not engineer.box("tried").reason and mine.store.get(rid).values["needed"] == "a spare board"
    engineer.press("step.submitted")
    assert mine.store.get(rid).values["status"] == "submitted"
    assert not engineer.has("step.submitted") and "下一步" in engineer.find("paper.why").text()
    assert engineer.box("tried").editor.focusProxy().isReadOnly()
    sync(mine.desk)

    theirs, manager = at(MANAGER)
    manager.go(f"problems/{problem}")
    manager.press(f"filed.{rid}")
    manager.go(manager.went[-1])
    assert manager.has("step.passed_up") and manager.has("step.returned")
    manager.press("step.answered")
    assert manager.box("answer").reason
    manager.type("answer", "it is on its way")
    manager.settle()
    manager.press("step.answered")
    record = theirs.store.get(rid)
    assert record.values["status"] == "answered" and record.values["answered_by"] == theirs.desk.actor.person
    sheet = last_sheet(record)
    assert sheet is not None
    assert [one.role for one in verify(theirs.desk.file(sheet.sha256), []).signers] == ["manager"]
    assert manager.has("paper.copy")
    sync(theirs.desk)
    sync(mine.desk)
    engineer.go(route)
    assert theirs.desk.actor.name in engineer.find("paper.number").text()
    engineer.go(f"problems/{problem}")
    assert theirs.desk.actor.name in engineer.find(f"filed.{rid}").second.text()


@pytest.mark.parametrize("kind", FILED)
def test_every_paper_is_opened_filled_in_and_saved(
    at, kind: str, problem: str, tmp_path: Path, monkeypatch, trips: Trips
) -> None:
    who = {"problem_slip": QUALITY, "closure": MANAGER}.get(kind, ENGINEER)
    laptop, hands = at(who)
    parent = problem
    if FORMS[kind].belongs_to == "visit":
        parent = plan_visit(laptop.desk, problem, "处理心跳丢失").id
    if kind == "remote_report":
        _consented(laptop, problem)
    hands.go(f"problems/{problem}")
    hands.press("papers.begin")
    hands.press(f"begin.{kind}")
    rid = hands.went[-1].removeprefix("papers/")
    assert hands.went[-1] == route_of(laptop.store.get(rid))
    hands.go(hands.went[-1])
    trips.clock.forward(days=4)  # what is filled in has happened
    written = hands.fill()
    assert written, kind
    stored = laptop.store.get(rid)
    assert stored.values[FORMS[kind].belongs_to] == parent
    assert {path: stored.values.get(path) for path in written} == {
        path: hands.form.fieldset.values[path] for path in written
    }
    assert not hands.form.fieldset.wrong
    own = laptop.desk.actor.roles
    open_gaps = [gap.path for gap in hands.form.form(stored).gaps(hands.form.stage)]
    lacking = [path for path in open_gaps if path in hands.form.fieldset.boxes and _mine(kind, path, own)]
    assert not lacking, lacking
    target = tmp_path / "paper.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    if FORMS[kind].prints:
        hands.press("paper.save")
        assert target.read_bytes().startswith(b"%PDF-")
    else:
        assert not hands.has("paper.save")


def _mine(kind: str, path: str, roles: frozenset[Role]) -> bool:
    field = FORMS[kind].fields.get(path)
    return not isinstance(field, File) and (field is None or field.write is None or bool(field.write & roles))


def _consented(laptop: Laptop, problem: str) -> str:
    rid = begin(laptop.desk, "remote_request", problem, PLANNED).id
    take_step(laptop.desk, rid, "sent")
    photo = RemoteRequest.signed_paper.dump(laptop.store.put_file(b"\xff\xd8 a photo", "consent.jpg", "image/jpeg"))
    said: Values = {
        "signed_paper": photo,
        "consented_by": "王𠅤",
        "consented_at": Moment("").dump(laptop.desk.clock.now()),
    }
    take_step(laptop.desk, rid, "consented", said)
    return rid


def test_what_is_given_back_says_why_and_is_put_forward_again(at, problem: str) -> None:
    mine, engineer = at(ENGINEER)
    written: Values = {"cause": "器件老化", "countermeasure": "更换", "prevention": "降温"}
    written |= {"ended_at": "2026-11-09T00:00:00Z"}
    rid = begin(mine.desk, "fault_analysis", problem, written).id
    engineer.go(f"papers/{rid}")
    engineer.press("step.submitted")
    sync(mine.desk)
    theirs, manager = at(MANAGER)
    manager.go(f"papers/{rid}")
    manager.press("step.returned")
    assert "经理意见" in manager.box("remark").reason
    manager.type("remark", "the course is missing")
    manager.settle()
    manager.press("step.returned")
    assert theirs.store.get(rid).values["status"] == "returned"
    assert not manager.has("step.accepted")
    sync(theirs.desk)
    sync(mine.desk)
    engineer.go(f"papers/{rid}")
    assert engineer.has("step.submitted") and not engineer.has("step.returned")


def test_an_operation_before_the_consent_is_refused_beside_its_field(at, problem: str) -> None:
    laptop, hands = at(ENGINEER)
    request = take_step(laptop.desk, begin(laptop.desk, "remote_request", problem, PLANNED).id, "sent")
    rid = begin(laptop.desk, "remote_report", problem, {"request": request.id}).id  # as an older laptop had begun it
    hands.go(f"papers/{rid}")
    hands.press("paper.operations.add")
    (row,) = hands.form.cards["operations"].cards
    hands.type(f"operations.{row}.what", "read the alarms")
    hands.settle()
    assert "P7.8.1" in hands.box(f"operations.{row}.what").reason
    assert f"operations.{row}.what" not in laptop.store.get(rid).values


def test_the_photographed_paper_is_attached_and_counts_as_consent(at, problem, tmp_path: Path, monkeypatch) -> None:
    laptop, hands = at(ENGINEER)
    rid = begin(laptop.desk, "remote_request", problem, PLANNED).id
    take_step(laptop.desk, rid, "sent")
    hands.go(f"papers/{rid}")
    hands.press("step.consented")
    assert hands.box("signed_paper").editor.focusProxy().hasFocus()
    photo = tmp_path / "consent.jpg"
    photo.write_bytes(b"\xff\xd8 a photo")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(photo), ""))
    hands.press("paper.signed_paper")
    hands.type("consented_by", "Wang")
    hands.type("consented_at", f"{laptop.desk.clock.now().astimezone(ZONE):%Y-%m-%d %H:%M}")
    hands.settle()
    hands.press("step.consented")
    assert RemoteRequest(laptop.store.get(rid)).agreed_at is not None
    assert not hands.has("paper.sign") and hands.has("step.withdrawn")


def test_a_customer_signs_on_the_screen_for_it(at, problem: str) -> None:
    laptop, hands = at(ENGINEER)
    rid = begin(laptop.desk, "remote_request", problem, PLANNED).id
    hands.go(f"papers/{rid}")
    assert not hands.has("paper.sign")
    hands.press("step.sent")
    hands.press("paper.sign")
    assert hands.went[-1] == f"sign/{rid}"


def test_whoever_may_only_read_sees_why(at, problem: str) -> None:
    mine, _hands = at(ENGINEER)
    rid = begin(mine.desk, "support_request", problem).id
    sync(mine.desk)
    _laptop, reader = at(QUALITY)
    reader.go(f"papers/{rid}")
    assert "只能查看" in reader.find("paper.why").text()
    boxes = reader.form.fieldset.boxes
    assert boxes and all(box.editor.focusProxy().isReadOnly() for box in boxes.values()
                         if isinstance(box.editor.focusProxy(), QLineEdit))  # fmt: skip
    assert not reader.has("step.submitted")


def test_papers_with_a_place_of_their_own_lead_there(qtbot, shown, seat: Callable[..., Seat]) -> None:
    there = seat("approve")
    hands = Hands(there.place, qtbot, shown)
    case = there.case
    hands.go(f"problems/{case.problem}")
    for rid, route in {
        case.report: f"trips/{case.visit}/report",
        case.advice: f"trips/{case.visit}/report",
        case.approval: f"trips/{case.visit}/prepare",
    }.items():
        hands.press(f"filed.{rid}")
        assert hands.went[-1] == route
        hands.screens["papers"].open([rid])
        hands.idle()
        assert hands.went[-1] == route
    call: Any = there.place.desk.store.find("call_record", {"problem": case.problem})[0]
    assert not hands.find(f"filed.{call.id}").opens


def test_every_step_has_words_and_every_status_a_look() -> None:
    for step in TRANSITIONS:
        if step.source and is_filed(step.kind):
            assert step_words(step)
            assert look_of(step.source) and look_of(step.target)


def test_what_one_may_begin_is_what_the_table_allows() -> None:
    for kind in FILED:
        if FORMS[kind].status_field() is not None:
            assert next_steps(kind, "", Role), kind
            for step in next_steps(kind, "", Role):
                assert step.roles <= GRANTS[kind].write, kind


def test_links_offer_what_is_of_the_papers_customer(at, problem: str) -> None:
    laptop, hands = at(ENGINEER)
    rid = begin(laptop.desk, "remote_request", problem).id
    hands.go(f"papers/{rid}")
    found: list[Any] = []
    hands.press("paper.section.1")
    hands.box("equipment").editor.seek("", found.extend)
    hands.idle()
    units = laptop.store.find("equipment", {"customer": CUSTOMER})
    assert {key for key, _name in found} == {unit.id for unit in units}
