"""The case of 平川县电信分公司, stage by stage, from the first call to the approved report.

Each stage does through actions what the person of the case did; tests and pictures stop where they like.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from fieldkit import resource
from fieldkit.actions import diagnosis, leftovers, papers, photos, problems, readiness, rehearsal, reports, trips
from fieldkit.actions.desk import Desk
from fieldkit.actions.records import new_record, set_values
from fieldkit.demo.company import Company, at, rid
from fieldkit.demo.words import ADVICE, BEFORE, CAPTIONS, CLEAN_UP, DIAGNOSIS, PROOFS, REPORT, STROKES
from fieldkit.forms import Checklist, Values, only_child_id
from fieldkit.process.turns import open_gap

CUSTOMER = rid("customer", "C1900")
LINE = rid("product_line", "AN")
BOARD_1, BOARD_2 = "AN240020200700901", "AN240020200700902"
NEW_BOARD = "AN240020260300417"
WRONG_BOARD = "AN240020200700910"
OPERATOR = "王𠅤"
TOOLS = ("防静电腕带", "串口线")


@dataclass
class Case:
    """The play and what it has come to: the ids of its problem and visit."""

    company: Company
    problem: str = ""
    visit: str = ""
    movements: dict[str, str] = field(default_factory=dict)

    def desk(self, name: str) -> Desk:
        return self.company.laptops[name].desk

    def clock(self, moment: str) -> None:
        self.company.clock.set(at(moment))

    @property
    def report(self) -> str:
        return only_child_id(self.visit, "service_report")

    @property
    def advice(self) -> str:
        return only_child_id(self.visit, "maintenance_advice")

    @property
    def approval(self) -> str:
        return only_child_id(self.visit, "trip_approval")


def begin(case: Case) -> None:
    """The head office opens, and three laptops are enrolled."""
    case.company.open_office()
    for name in ("engineer", "line_manager", "department_manager"):
        case.company.enrol(name)


def take_in(case: Case) -> None:
    """Steps 1 and 2: the call, the notice to the superior, the judgement, the assignment."""
    case.clock("11-09 08:12")
    desk = case.desk("department_manager")
    receiver = rid("person", "E104")
    text = (
        "昨夜 23:40 起，AN-2400 接入网下挂 3 个小区约 460 线用户间歇性无法拨号，网管频报“主控板心跳丢失”，"
        "每次 2–5 分钟自动恢复，已出现 7 次。"
    )
    problem: Values = {
        "summary": "AN-2400 主控板心跳丢失，约 460 线间歇性无法拨号",
        "customer": CUSTOMER,
        "line": LINE,
        "equipment": rid("equipment", BOARD_1),
        "level": "2",
        "nature": "fault",
        "symptom": text,
        "effect": "3 个小区约 460 线用户间歇性无法拨号",
        "since": "2026-11-08T15:40:00Z",
        "received_at": "2026-11-09T00:12:00Z",
        "received_by": receiver,
    }
    call: Values = {
        "channel": "phone",
        "caller": OPERATOR,
        "description": text,
        "complaint": "complaint",
        "promised": "30 分钟内技术支持回电",
        "taken_by": receiver,
    }
    case.problem = problems.take_call(desk, problem, call).id
    problems.note_contact(
        desk, case.problem, "质检部 赵建国", "已电话通知质检部：二级故障，接入网产品线。", purpose="told"
    )
    case.company.sync("department_manager", "line_manager")
    for tool in TOOLS:
        new_record(case.desk("line_manager"), "manual", {"manual_name": tool, "sort": "tool", "line": LINE})
    case.clock("11-09 08:25")
    problems.assign(case.desk("line_manager"), case.problem, rid("person", "E100"))
    case.company.sync("line_manager", "engineer")


def guide_by_phone(case: Case) -> None:
    """Steps 3 and 5: guidance by phone does not solve it; the product-line manager decides that somebody goes."""
    case.clock("11-09 08:40")
    said = "请用户查看主备主控板指示灯、机房温度（31 °C，偏高）、最近操作（上周五做过数据修改）。未解决。"
    desk = case.desk("engineer")
    problems.note_contact(desk, case.problem, f"机房值班员 {OPERATOR}", said, purpose="guidance", channel="phone")
    case.company.sync("engineer", "line_manager")
    case.clock("11-09 11:20")
    decision = "同意赴现场。该局为定制计费话单格式，升级须保留特殊设置。"
    problems.decide_visit(case.desk("line_manager"), case.problem, decision)
    case.company.sync("line_manager", "engineer", "department_manager")


def prepare(case: Case) -> None:
    """Step 6: customer file, versions, spares, debts; every gap gets its answer; the trip is submitted."""
    case.clock("11-09 14:30")
    desk = case.desk("engineer")
    site: Values = {
        "customer": CUSTOMER,
        "site_name": "平川县局机房",
        "network_place": "环网第 2 节点",
        "ring_nodes": "市局;平川县局;河东局;北关局",
        "access": "escort",
    }
    place = new_record(desk, "site", site, rid("site", rid("customer", "C1900"), "平川县局机房"))
    book = "an2400-heartbeat"
    case.visit = trips.plan_visit(desk, case.problem, "处理 AN-2400 主控板心跳丢失", playbook=book, site=place.id).id
    for code in ("BK-AN2400-00", "BK-AN2400-01"):
        trips.take_part(desk, case.visit, rid("part", code))
    rehearsal.rehearse(desk, case.visit)
    _answer_gaps(desk, case.visit)


def _answer_gaps(desk: Desk, visit: str) -> None:
    """The tools are packed, every other gap of the sheet gets its answer; on versions the manager agreed by phone."""
    answers = {
        "versions": "带 V3.1.4 与 V3.2.0 介质；升级须保留定制话单，是否升级到场后电话确认",
        "owed": "到现场一并处理",
        "file": "已核对",
        "spares": "已领",
        "laptop": "出发前再做",
    }
    for row in Checklist(readiness.refresh_checklist(desk, visit)).items:
        if row.item in TOOLS:
            readiness.pack_point(desk, visit, row.row_id)
        elif open_gap(row):
            goes = row.group == "versions"
            who, how = (rid("person", "E106"), "15:06 电话") if goes else ("", "")
            readiness.answer_point(
                desk, visit, row.row_id, answers[row.group or ""], goes=goes, agreed_by=who, agreed_how=how
            )


def submit(case: Case) -> None:
    """The engineer submits; both managers approve, each at an own laptop, by sync."""
    case.clock("11-09 15:06")
    plan: Values = {
        "plan": "核实心跳丢失，按《AN-2400 主控板心跳丢失》流程诊断；备份数据与定制话单设置；更换故障主控板，"
        "统一主备版本；检查风扇与蓄电池；处理维修款与欠返备件。",
        "leave_on": "2026-11-10",
        "back_on": "2026-11-11",
        "transport": "car",
        "cost": "680",
    }
    trips.submit_approval(case.desk("engineer"), case.visit, plan)
    case.company.sync("engineer", "line_manager")


def approve_trip(case: Case) -> None:
    case.clock("11-09 15:40")
    trips.approve_trip(case.desk("line_manager"), case.visit)
    case.company.sync("line_manager", "department_manager")
    case.clock("11-09 16:10")
    trips.approve_trip(case.desk("department_manager"), case.visit)
    case.company.sync("department_manager", "engineer")


def arrive(case: Case) -> None:
    """Step 7 begins: on site without any network; the symptom is verified."""
    case.company.switch_off()
    case.clock("11-10 10:05")
    desk = case.desk("engineer")
    trips.arrive(desk, case.visit)
    diagnosis.verify_symptom(desk, case.visit, "10:20 在现场重现：主控板心跳丢失，约 3 分钟后自动恢复，期间拨号失败。")
    case.clock("11-10 10:20")
    run = diagnosis.run_for(desk, case.visit)
    diagnosis.answer_step(desk, case.visit, run, "symptom", "seen", "10:20 心跳丢失重现，持续约 3 分钟")


def diagnose(case: Case) -> None:
    """Step 7, the guided diagnosis, to its conclusion."""
    desk = case.desk("engineer")
    pictures = sorted(resource("demo/photos").glob("*.jpg"))
    for moment, step, said, note in DIAGNOSIS:
        case.clock(f"11-10 {moment}")
        run = diagnosis.run_for(desk, case.visit)
        if step == "lamps":
            begun = diagnosis.begin_step(desk, case.visit, run, step).id
            for path, caption in zip(pictures[:BEFORE], CAPTIONS, strict=False):
                photos.add_photo(desk, case.visit, path, caption, step=begun)
        if said == "begun":
            diagnosis.begin_step(desk, case.visit, run, step)
        else:
            diagnosis.answer_step(desk, case.visit, run, step, said, note, PROOFS.get(step))
    diagnosis.conclude_diagnosis(desk, case.visit, diagnosis.run_for(desk, case.visit))


def follow_up(case: Case) -> None:
    """Steps 7, second half, and 8: parts, clean-up, left over, photos."""
    case.clock("11-10 11:52")
    desk = case.desk("engineer")
    board = rid("part", "BK-AN2400-00")
    unit = rid("equipment", BOARD_1)
    used = trips.move_part(
        desk, case.visit, board, "used", equipment=unit, place="1 框 7 槽", serial_old=WRONG_BOARD, serial_new=NEW_BOARD
    )
    case.movements["used"] = used.id
    back = {"serial_old": BOARD_1, "notes": "旧板收回，同时清欠返备件 1 块"}
    trips.move_part(desk, case.visit, board, "settled", **back)
    power = rid("part", "BK-AN2400-01")
    trips.move_part(desk, case.visit, power, "returned", notes="未使用，带回")
    case.clock("11-10 12:05")
    for step, said, note in CLEAN_UP:
        run = diagnosis.clean_up_run(desk, case.visit)
        diagnosis.answer_step(desk, case.visit, run, step, said, note)
    leftovers.leave_over(desk, case.visit, "蓄电池第 11 节内阻偏高，用户更换，我方跟踪", "both", "2026-12-10")
    pictures = sorted(resource("demo/photos").glob("*.jpg"))
    for path, caption in list(zip(pictures, CAPTIONS, strict=True))[BEFORE:]:
        photos.add_photo(desk, case.visit, path, caption)


def write_report(case: Case) -> None:
    """Step 9: the report opens with what is known; the rest is written, and the advice beside it."""
    case.clock("11-10 12:48")
    desk = case.desk("engineer")
    record = reports.open_report(desk, case.visit)
    values: Values = dict(REPORT)
    for path in record.values:
        if path.startswith("versions.") and path.endswith(".before"):
            values[path.replace(".before", ".after")] = "V3.1.4+P01+P03+SP1"
    set_values(desk, record.id, values, desk.store.open(record.id))
    reports.open_advice(desk, case.visit, ADVICE, reply_by="2026-11-30")


def sign_papers(case: Case) -> None:
    """The customer reads every page and signs; the engineer certifies. Still off line."""
    case.clock("11-10 13:22")
    desk = case.desk("engineer")
    for paper in (case.report, case.advice):
        papers.sign_paper(desk, papers.show_for_signing(desk, paper), OPERATOR, STROKES)
    case.clock("11-10 13:40")
    trips.leave(desk, case.visit)


def come_back(case: Case) -> None:
    """Step 10: the line is there again, everything goes to the office."""
    case.clock("11-10 18:30")
    case.company.switch_on()
    case.company.sync("engineer", "line_manager")


def return_report(case: Case) -> None:
    """The manager compares the photo with the serial number and returns the report."""
    case.clock("11-11 09:10")
    desk = case.desk("line_manager")
    text = "旧板序列号与附图不一致：报告为 …700910，照片为 …700901。请改正后由客户补签。"
    reports.comment(desk, case.visit, case.movements["used"], "serial_old", text)
    reports.return_report(desk, case.visit, "旧板序列号与附图不一致")
    case.company.sync("line_manager", "engineer")


def correct(case: Case) -> None:
    """The engineer corrects off line; the customer signs the new revision."""
    case.company.switch_off()
    case.clock("11-11 14:20")
    desk = case.desk("engineer")
    used = case.movements["used"]
    set_values(desk, used, {"serial_old": BOARD_1}, desk.store.open(used))
    for comment in desk.store.find("comment", {"visit": case.visit, "status": "open"}):
        reports.answer_comment(desk, comment.id, "已按铭牌照片改正")
    papers.sign_paper(desk, papers.show_for_signing(desk, case.report), OPERATOR, STROKES)


def approve(case: Case) -> None:
    """It goes out again, and the manager's seal is put on it."""
    case.company.switch_on()
    case.company.sync("engineer", "line_manager")
    case.clock("11-11 16:05")
    reports.approve_report(case.desk("line_manager"), case.visit)
    case.company.sync("line_manager", "engineer", "department_manager")
    case.company.sync()


STAGES: dict[str, Callable[[Case], None]] = {
    "begin": begin,
    "take_in": take_in,
    "guide_by_phone": guide_by_phone,
    "prepare": prepare,
    "submit": submit,
    "approve_trip": approve_trip,
    "arrive": arrive,
    "diagnose": diagnose,
    "follow_up": follow_up,
    "write_report": write_report,
    "sign": sign_papers,
    "come_back": come_back,
    "return": return_report,
    "correct": correct,
    "approve": approve,
}


def play(case: Case, until: str = "approve") -> None:
    """Plays every stage up to and including one."""
    for name, stage in STAGES.items():
        stage(case)
        if name == until:
            return
