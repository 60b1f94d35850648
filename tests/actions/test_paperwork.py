"""The papers at the desks: begun with what is known, moved on step by step, signed, printed; by actions and sync."""

from collections.abc import Iterator

import pytest
from documents.test_build import text_of
from kept_case import Kept

from fieldkit.actions import papers, paperwork, trips
from fieldkit.actions.records import set_values
from fieldkit.demo.case import OPERATOR, STAGES, Case, at
from fieldkit.demo.words import STROKES
from fieldkit.documents.verify import verify
from fieldkit.errors import NotAllowedError, UserError
from fieldkit.forms import Closure, DocumentUpdate, MonitoringRecord, RemoteReport, RemoteRequest, Values, only_child_id
from fieldkit.forms import papers as all_papers

PLANNED: Values = {
    "operations.a1.what": "查询告警与日志，只读",
    "window_from": "2026-11-09T01:30:00Z",
    "window_to": "2026-11-09T03:00:00Z",
    "access": "经用户网管接入，由值班员开通",
    "risks": "日志区 98 % 满，导出期间网管响应可能变慢",
    "backup": "操作前备份配置数据",
    "way_back": "停止导出并断开连接",
}
DONE: Values = {
    "operations.a1.done_at": "2026-11-09T01:34:00Z",
    "operations.a1.what": "查询当前告警",
    "operations.a1.result": "心跳丢失 7 次",
}


@pytest.fixture(scope="module")
def case(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    with kept["take_in"].opened(tmp_path_factory.mktemp("paperwork")) as played:
        yield played


@pytest.fixture(scope="module")
def request_of(case: Case) -> str:
    """A remote maintenance request, sent to the customer."""
    case.clock("11-09 09:00")
    desk = case.desk("engineer")
    rid = paperwork.begin(desk, "remote_request", case.problem, PLANNED).id
    with pytest.raises(UserError, match="帐号承诺"):
        paperwork.take_step(desk, rid, "sent")
    assert paperwork.take_step(desk, rid, "sent", {"promise": "given"}).values["status"] == "sent"
    return rid


def test_a_paper_begins_with_what_is_known(case: Case) -> None:
    desk = case.desk("engineer")
    notice = paperwork.begin(desk, "major_notice", case.problem)
    problem = desk.form(case.problem).record
    assert notice.values["effect"] == problem.values["effect"] and notice.values["since"] == problem.values["since"]
    assert str(notice.values["number"]).startswith("MN-20261109-")
    assert notice.values["written_by"] == desk.actor.person and notice.values["status"] == "draft"
    assert paperwork.begin(desk, "major_notice", case.problem).id == notice.id
    assert notice.id in {record.id for record in paperwork.papers_of(desk, case.problem)}
    assert {step.target for step in paperwork.steps_of(desk, notice)} == set()
    assert {step.target for step in paperwork.steps_of(case.desk("department_manager"), notice)} == {"issued"}
    with pytest.raises(UserError, match="不属于"):
        paperwork.begin(desk, "training_record", case.problem)
    with pytest.raises(NotAllowedError):
        paperwork.begin(desk, "closure", case.problem)


def test_a_notice_is_issued_followed_up_and_printed_again(case: Case) -> None:
    desk, head = case.desk("engineer"), case.desk("department_manager")
    rid = only_child_id(case.problem, "major_notice")
    told: Values = {"told.a1.whom": "工程副总", "told.a1.told_at": "2026-11-09T00:20:00Z"}
    set_values(desk, rid, {"grade": "B 类", "measures": "赶赴现场", **told})
    case.company.sync("engineer", "department_manager")
    issued = paperwork.take_step(head, rid, "issued")
    assert issued.values["status"] == "issued"
    case.company.sync("department_manager", "engineer")
    seen: Values = {"follow_ups.a1.seen_at": "2026-11-09T04:00:00Z", "follow_ups.a1.state": "已派人赴现场"}
    set_values(desk, rid, seen)
    with pytest.raises(UserError):
        set_values(desk, rid, {"measures": "anders"})
    assert "已派人赴现场" not in text_of(papers.print_paper(desk, rid))
    again = text_of(papers.copy_paper(desk, rid))
    assert "已派人赴现场" in again and "赵海波" in again and "副本" in again
    with pytest.raises(UserError, match="恢复时间"):
        paperwork.take_step(head, rid, "ended")


def test_nothing_is_logged_before_the_customer_agreed_and_his_hand_is_sealed(case: Case, request_of: str) -> None:
    desk = case.desk("engineer")
    assert "remote_report" not in {form.kind for form in paperwork.may_begin(desk, case.problem)}
    asked: Values = {"request": request_of, "window_from": PLANNED["window_from"], "window_to": PLANNED["window_to"]}
    report = paperwork.begin(desk, "remote_report", case.problem, asked)
    for try_it in (lambda: set_values(desk, report.id, DONE), lambda: desk.write("remote_report", report.id, DONE)):
        with pytest.raises(UserError, match=r"P7\.8\.1"):
            try_it()
    with pytest.raises(UserError):
        set_values(desk, request_of, {"risks": "anders"})
    case.clock("11-09 09:25")
    signed = papers.sign_paper(desk, papers.show_for_signing(desk, request_of), OPERATOR, STROKES)
    assert signed.values["status"] == "consented" and "engineer" not in signed.values
    sheet = papers.last_sheet(signed)
    assert sheet is not None
    checked = verify(desk.file(sheet.sha256), [])
    assert [(one.name, one.role, one.intact) for one in checked.signers] == [(OPERATOR, "customer", True)]
    with pytest.raises(UserError, match="早于用户同意"):
        set_values(desk, report.id, {**DONE, "operations.a1.done_at": "2026-11-09T01:20:00Z"})
    case.clock("11-09 09:40")
    assert RemoteReport(set_values(desk, report.id, DONE)).operations[0].what == "查询当前告警"
    with pytest.raises(UserError, match="现在不能签署"):
        papers.sign_paper(desk, papers.show_for_signing(desk, request_of), OPERATOR, STROKES)


def test_consent_may_be_a_photographed_paper(case: Case) -> None:
    desk = case.desk("engineer")
    rid = paperwork.begin(desk, "remote_request", case.problem, {**PLANNED, "promise": "given"}).id
    paperwork.take_step(desk, rid, "sent")
    photo = desk.store.put_file(b"\xff\xd8 a photo", "consent.jpg", "image/jpeg")
    stored = RemoteRequest.signed_paper.dump(photo)
    with pytest.raises(UserError, match="同意人"):
        paperwork.take_step(desk, rid, "consented", {"signed_paper": stored})
    said: Values = {"signed_paper": stored, "consented_by": "马小燕", "consented_at": "2026-11-09T01:41:00Z"}
    form = RemoteRequest(paperwork.take_step(desk, rid, "consented", said))
    assert form.agreed_at is not None and form.agreed_at.isoformat() == "2026-11-09T01:41:00+00:00"


def test_the_remote_report_is_signed_returned_signed_anew_and_approved(case: Case, request_of: str) -> None:
    case.clock("11-09 11:10")
    desk, manager = case.desk("engineer"), case.desk("line_manager")
    mine = next(one for one in desk.store.find("remote_report") if one.values["request"] == request_of)
    written: Values = {"consented_by": OPERATOR, "consented_at": "2026-11-09T01:25:00Z", "result": "查明版本不一致"}
    written |= {"solved": False, "further": "赴现场", "symptom": "心跳丢失"}
    with pytest.raises(UserError, match="结果"):
        paperwork.take_step(desk, mine.id, "signed")
    late: Values = {"operations.a2.done_at": "2026-11-09T03:05:00Z", "operations.a2.what": "断开连接"}
    set_values(desk, mine.id, late)
    with pytest.raises(UserError, match="超出时间窗"):
        paperwork.take_step(desk, mine.id, "signed", written)
    written["outside"] = "导出较慢，已征得值班员同意"
    paperwork.take_step(desk, mine.id, "signed", written)
    case.company.sync("engineer", "line_manager")
    with pytest.raises(UserError, match="退回原因"):
        paperwork.take_step(manager, mine.id, "returned")
    paperwork.take_step(manager, mine.id, "returned", {"remark": "补记断开时间"})
    case.company.sync("line_manager", "engineer")
    again = paperwork.take_step(desk, mine.id, "signed", {"result": "查明版本不一致，10:20 断开"})
    assert again.values["revision"] == "2"
    sheet = papers.last_sheet(again)
    assert sheet is not None and [one.name for one in verify(desk.file(sheet.sha256), []).signers] == ["何志强"]
    case.company.sync("engineer", "line_manager")
    assert paperwork.take_step(manager, mine.id, "approved").values["status"] == "approved"
    case.company.sync("line_manager", "engineer")
    assert desk.form(mine.id).record.values["status"] == "approved"


def test_a_trip_that_was_given_back_after_one_signature_is_signed_by_both_anew(case: Case) -> None:
    play_on = ("guide_by_phone", "prepare", "submit")

    for name in play_on:
        STAGES[name](case)
    line, head, desk = (case.desk(name) for name in ("line_manager", "department_manager", "engineer"))
    assert desk.form(case.approval).record.values["problems.001.problem"] == case.problem
    trips.approve_trip(line, case.visit)
    case.company.sync("line_manager", "department_manager")
    trips.return_approval(head, case.visit, "费用过高")
    case.company.sync("department_manager", "engineer")
    trips.submit_approval(desk, case.visit, {"cost": "480"})
    case.company.sync("engineer", "line_manager")
    trips.approve_trip(line, case.visit)
    case.company.sync("line_manager", "department_manager")
    record = trips.approve_trip(head, case.visit)
    assert record.values["status"] == "approved"
    sheet = papers.last_sheet(record)
    assert sheet is not None
    assert [one.role for one in verify(head.file(sheet.sha256), []).signers] == ["line_manager", "department_manager"]
    case.company.sync("department_manager", "engineer")


def test_what_comes_after_the_visit_takes_over_what_the_report_says(case: Case) -> None:

    for name in ("arrive", "diagnose", "follow_up", "write_report", "sign", "come_back"):
        STAGES[name](case)
    desk, manager = case.desk("engineer"), case.desk("line_manager")
    report = desk.form(case.report).record.values
    watch = MonitoringRecord(paperwork.begin(desk, "monitoring_record", case.problem))
    assert watch.record.values["started_at"] == report["restored_at"] and watch.status == "running"
    days = ("11T00", "12T00", "13T03")
    entry: Values = {f"entries.{day}.seen_at": f"2026-11-{day}:00:00Z" for day in days} | {"conclusion": "正常"}
    entry |= {f"entries.{day}.state": "normal" for day in days}
    with pytest.raises(UserError, match="监控结束时间"):
        paperwork.take_step(desk, watch.id, "passed", {**entry, "ended_at": "2026-11-13T03:00:00Z"})
    ended: Values = {**entry, "ended_at": "2026-11-13T03:52:00Z"}
    with pytest.raises(UserError, match="晚于"):  # a watch is over when it is, not when that is written down
        paperwork.take_step(desk, watch.id, "passed", ended)
    case.clock("11-13 12:00")
    with pytest.raises(UserError, match="重现"):
        paperwork.take_step(desk, watch.id, "passed", {**ended, "entries.12T00.state": "bad"})
    paperwork.take_step(desk, watch.id, "passed", ended)
    update = DocumentUpdate(paperwork.begin(desk, "document_update", case.problem))
    assert str(update.due) == "2026-11-17" and len(update.changes) == len(
        {path for path in report if path.startswith("versions.") and path.endswith(".unit")}
    )
    analysis = paperwork.begin(desk, "fault_analysis", case.problem)
    assert analysis.values["cause"] == report["cause"]
    training = paperwork.begin(desk, "training_record", case.visit)
    assert training.values["topics.001.topic"] == report["training"]
    closure = Closure(paperwork.begin(manager, "closure", case.problem))
    assert closure.engineer == desk.actor.person and len(closure.audit) > 3 and closure.gone_at is not None
    for form in all_papers("problem"):
        for record in desk.store.find(form.kind, {"problem": case.problem}):
            assert papers.print_paper(desk, record.id).startswith(b"%PDF-"), form.kind
    assert paperwork.begin(desk, "service_report", case.visit).id == case.report
    assert only_child_id(case.visit, "checklist") in {one.id for one in paperwork.papers_of(desk, case.visit)}
    assert at("11-10 11:52") == closure.gone_at


def test_documents_are_handed_over_given_back_and_filed(case: Case) -> None:
    secretary = case.company.enrol("secretary").desk
    desk = case.desk("engineer")
    case.clock("11-12 10:00")
    rid = desk.store.find("document_update", {"problem": case.problem})[0].id
    with pytest.raises(UserError, match="工程文档"):
        paperwork.take_step(desk, rid, "handed_over")
    first = {"document": "平川县工程文档，第 6 版", "handed_to": secretary.actor.person}
    assert paperwork.take_step(desk, rid, "handed_over", first).values["handed_on"] == "2026-11-12"
    with pytest.raises(UserError, match="签"):
        set_values(desk, rid, {"handed_on": "2026-11-11"})
    case.company.sync("engineer", "secretary")
    paperwork.take_step(secretary, rid, "returned", {"remark": "缺补丁清单"})
    case.company.sync("secretary", "engineer")
    case.clock("11-13 10:00")
    assert paperwork.take_step(desk, rid, "handed_over").values["handed_on"] == "2026-11-13"
    case.company.sync("engineer", "secretary")
    filed = DocumentUpdate(paperwork.take_step(secretary, rid, "filed"))
    assert str(filed.filed_on) == "2026-11-13" and filed.filed_by == secretary.actor.person
    with pytest.raises(UserError):
        paperwork.take_step(secretary, rid, "returned", {"remark": "x"})


def test_a_problem_is_audited_asked_again_and_closed_at_three_desks(case: Case) -> None:
    qa = case.company.enrol("qa").desk
    line, head = case.desk("line_manager"), case.desk("department_manager")
    rid = line.store.find("closure", {"problem": case.problem})[0].id
    with pytest.raises(UserError, match="处理是否彻底"):
        paperwork.take_step(line, rid, "audited")
    paperwork.take_step(line, rid, "audited", {"thorough": True})
    case.company.sync("line_manager", "qa", "department_manager")
    asked: Values = {
        "reached": OPERATOR,
        "recheck_said": "未再发生",
        "gone": True,
        "archived_at": "2026-11-12T01:00:00Z",
    }
    case.clock("11-16 12:00")
    with pytest.raises(UserError, match="回访时间"):
        paperwork.take_step(qa, rid, "rechecked", {**asked, "recheck_at": "2026-11-16T04:00:00Z"})
    case.clock("11-17 12:00")
    paperwork.take_step(qa, rid, "rechecked", {**asked, "recheck_at": "2026-11-17T04:00:00Z"})
    with pytest.raises(UserError):
        paperwork.take_step(qa, rid, "closed")
    case.company.sync("qa", "department_manager")
    closed = Closure(paperwork.take_step(head, rid, "closed"))
    assert closed.closed_by == head.actor.person and closed.closed_at == at("11-17 12:00")
    case.company.sync("department_manager", "engineer")
    assert case.desk("engineer").form(rid).record.values["status"] == "closed"
