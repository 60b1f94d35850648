"""Every paper of the worked case as it might be filled in, shortest and full, for looking at and for the tests."""

from typing import Any

from fieldkit.documents.dossier import Dossier
from fieldkit.forms import Record, accept_patch, form_class, natural_id
from fieldkit.forms.types import LongText

from . import case

_STORY = (
    "昨夜 23:40 起, AN-2400 接入网下挂 3 个小区约 460 线用户间歇性无法拨号, 网管频报“主控板心跳丢失”, "
    "每次 2–5 分钟自动恢复, 已出现 7 次。"
)
REQUEST = case.record(
    "remote_request",
    "1",
    {
        "problem": case.PROBLEM.id,
        "equipment": case.EQUIPMENT.id,
        "number": "RQ-20261109-4T8W5NJD",
        "applicant": case.ENGINEER.id,
        "operations.a1.what": "查询当前告警与历史告警",
        "operations.a1.purpose": "确认心跳丢失的时间与频度",
        "operations.a1.effect": "无, 只读",
        "operations.a2.what": "导出系统日志与主备版本信息",
        "operations.a2.purpose": "比对主备主控板版本",
        "operations.a2.effect": "无, 只读",
        "window_from": "2026-11-09T01:30:00Z",
        "window_to": "2026-11-09T03:00:00Z",
        "access": "经用户网管拨号接入, 由值班员开通, 维护结束后由值班员断开; 联系电话 0951-2031100。",
        "risks": "日志区 98 % 满, 导出期间网管响应可能变慢; 不做任何写操作。",
        "backup": "操作前备份主用主控板配置数据与定制话单设置, 校验和记入报告。",
        "way_back": "不做写操作; 如网管响应异常, 立即停止导出并断开连接。",
        "promise": "given",
    },
)

FULL: dict[str, dict[str, Any]] = {
    "major_notice": {
        "written_by": case.ENGINEER.id,
        "grade": "B 类 (严重), 影响 460 线, 间歇中断",
        "table": "《设备重大事故通报管理制度》附件一, 2025 版",
        "since": "2026-11-08T15:40:00Z",
        "effect": "3 个小区约 460 线用户间歇性无法拨号, 每次 2–5 分钟; 县医院与两所学校在内。",
        "measures": "已请用户值守网管, 每次告警记录时间; 工程师携备板赶赴现场, 预计 10:00 到达; 备用设备已装车。",
        "told.a1.whom": "工程副总 王建军",
        "told.a1.channel": "phone",
        "told.a1.told_at": "2026-11-09T00:20:00Z",
        "told.a1.told_by": case.HEAD.id,
        "told.a1.confirmed_at": "2026-11-09T00:22:00Z",
        "told.a2.whom": "质检部 赵建国",
        "told.a2.channel": "phone",
        "told.a2.told_at": "2026-11-09T00:25:00Z",
        "told.a2.told_by": case.HEAD.id,
        "told.a3.whom": "平川县电信分公司 运维部主任",
        "told.a3.channel": "fax",
        "told.a3.told_at": "2026-11-09T00:40:00Z",
        "told.a3.told_by": case.ENGINEER.id,
        "told.a3.confirmed_at": "2026-11-09T01:05:00Z",
        "follow_ups.a1.seen_at": "2026-11-09T04:00:00Z",
        "follow_ups.a1.state": "远程查明主备版本不一致, 不能远程换板, 已派人赴现场。",
        "follow_ups.a1.by": case.ENGINEER.id,
        "follow_ups.a2.seen_at": "2026-11-10T03:52:00Z",
        "follow_ups.a2.state": "更换主用主控板后恢复, 拨测 20 线正常, 转入 72 小时监控。",
        "follow_ups.a2.by": case.ENGINEER.id,
        "recovered_at": "2026-11-10T03:52:00Z",
    },
    "task_approval": {
        "applicant": case.ENGINEER.id,
        "work": "两块主控板统一升级到 V3.1.4 + P01 + P03 + SP1",
        "reason": "主备版本不一致使自动倒换失败; 升级超出本次服务报告的范围, 在网运行设备须另行审批。",
        "effect": "每次主备倒换中断业务不超过 5 秒, 共两次。",
        "window_from": "2026-11-10T03:00:00Z",
        "window_to": "2026-11-10T05:00:00Z",
        "steps.a1.what": "备份两块板的配置数据与定制话单设置",
        "steps.a1.proof": "校验和两次读取一致",
        "steps.a1.takes": 15,
        "steps.a2.what": "备用板加载 V3.1.4 与补丁 P01、P03、SP1, 复位",
        "steps.a2.proof": "版本查询与清单一致, 无告警",
        "steps.a2.takes": 20,
        "steps.a3.what": "倒换到备用板, 观察 10 分钟后升级原主用板",
        "steps.a3.proof": "拨测 5 线, 话单格式比对一致",
        "steps.a3.takes": 40,
        "way_back": "任一步骤异常时倒换回未升级的板; 两板均异常时以 V3.1.4 介质恢复, 再导入备份数据。",
        "done_at": "2026-11-10T03:50:00Z",
        "outcome": "按步骤完成, 中断两次, 各 3 秒。",
    },
    "problem_slip": {
        "nature": "performance",
        "level": "3",
        "product_line": case.LINE.id,
        "symptom": "用户反映上周五做数据修改的工程师没有先备份, 讲话不耐烦, 问题没有讲清楚就离开了机房。",
        "effect": "用户对我方维护人员信任下降, 要求更换人员; 业务本身没有受影响。",
        "grave": True,
        "judged_by": case.MANAGER.id,
        "assigned_to": case.HEAD.id,
        "due": "2026-11-13",
        "phoned_at": "2026-11-09T00:40:00Z",
        "president_at": "2026-11-09T00:45:00Z",
        "delivered_by": "email",
        "delivered_at": "2026-11-09T01:00:00Z",
        "answer": "已与当事工程师谈话, 由部门经理向用户当面致歉; 今后数据修改前先备份并当面说明。",
        "answered_by": case.HEAD.id,
        "answered_at": "2026-11-12T02:00:00Z",
        "remark": "已向用户核实, 用户满意。",
    },
    "complaint": {
        "nature": "conduct",
        "said": "用户反映上周五做数据修改的工程师没有先备份, 讲话不耐烦, 问题没有讲清楚就离开了机房。",
        "concerns": case.ENGINEER.id,
        "described": "上周五下午来做数据修改的那位",
        "complainant": "陈工",
        "phone": "0951-2031100",
        "channel": "phone",
        "customer": case.PROBLEM.values["customer"],
        "problem": case.PROBLEM.id,
        "received_at": "2026-11-09T00:12:00Z",
        "received_by": case.MANAGER.id,
        "grave": True,
        "judged_by": case.MANAGER.id,
        "due": "2026-11-13",
        "phoned_at": "2026-11-09T00:40:00Z",
        "president_at": "2026-11-09T00:45:00Z",
        "delivered_by": "email",
        "delivered_at": "2026-11-09T01:00:00Z",
        "answer": "已与当事工程师谈话, 由部门经理向用户当面致歉; 今后数据修改前先备份并当面说明。",
        "answered_by": case.HEAD.id,
        "answered_at": "2026-11-12T02:00:00Z",
        "told_at": "2026-11-12T06:00:00Z",
        "satisfaction": "4",
        "remark": "已向用户核实, 用户满意。",
    },
    "support_request": {
        "applicant": case.ENGINEER.id,
        "tried": "电话指导查看指示灯与机房温度; 远程查询告警与日志, 发现主备版本不一致、主用板内存告警; 远程不能换板。",
        "needed": "1. 确认 V3.2.0 是否适配定制话单。\n2. 主控板一块 (BK-AN2400-00)。\n3. 11 月 10 日研发电话支持。",
        "from_whom": "company",
        "needed_by": "2026-11-10",
        "answer": "V3.2.0 尚未适配定制话单, 暂不升级; 备板从区域备件库调拨; 研发周工全天待命。",
        "answered_by": case.HEAD.id,
        "answered_at": "2026-11-09T06:00:00Z",
    },
    "remote_request": {
        **REQUEST.values,
        "consented_by": case.CUSTOMER_NAME,
        "consented_at": "2026-11-09T01:25:00Z",
        "said": "同意只读查询, 请在 11:00 前断开。",
    },
    "remote_report": {
        "request": REQUEST.id,
        "engineer_name": case.ENGINEER.id,
        "consented_by": case.CUSTOMER_NAME,
        "consented_at": "2026-11-09T01:25:00Z",
        "window_from": "2026-11-09T01:30:00Z",
        "window_to": "2026-11-09T02:15:00Z",
        "outside": "日志较大, 导出超时 5 分钟, 已当场征得值班员同意。",
        "symptom": _STORY,
        "backups.a1.what": "主用主控板配置数据",
        "backups.a1.checksum": "9f3c5d1a7b20e07a",
        "operations.a1.done_at": "2026-11-09T01:34:00Z",
        "operations.a1.what": "拨号接入网管, 查询当前告警",
        "operations.a1.result": "主控板心跳丢失 7 次, 主用板内存告警 1 条",
        "operations.a1.by": case.ENGINEER.id,
        "operations.a2.done_at": "2026-11-09T01:52:00Z",
        "operations.a2.what": "查询主备主控板版本",
        "operations.a2.result": "主用 V3.1.4 + P01, 备用 V3.1.2, 不一致",
        "operations.a2.by": case.ENGINEER.id,
        "operations.a3.done_at": "2026-11-09T02:20:00Z",
        "operations.a3.what": "导出最近 24 小时系统日志, 导出后断开连接, 请值班员确认已断开",
        "operations.a3.result": "日志区 98 % 满, 导出 2.3 GB",
        "operations.a3.by": case.ENGINEER.id,
        "result": "查明主备版本不一致、主用板内存告警; 远程不能更换单板, 故障未消除。",
        "solved": False,
        "further": "赴现场更换主用主控板, 统一主备版本。",
        "leftover": "日志区 98 % 满, 到现场清理。",
    },
    "training_record": {
        "held_at": "2026-11-10T05:00:00Z",
        "took": 40,
        "trainer": case.ENGINEER.id,
        "trainees.a1.trainee": case.CUSTOMER_NAME,
        "trainees.a1.post": "机房值班员",
        "trainees.a2.trainee": "马小燕",
        "trainees.a2.post": "机房值班员",
        "topics.a1.topic": "心跳告警的分析",
        "topics.a1.covered": "看指示灯、板温、内存余量, 分清板件故障与版本不一致。",
        "topics.a2.topic": "主备倒换的正确操作",
        "topics.a2.covered": "倒换前核对两板版本, 备份数据; 倒换后拨测并观察 30 分钟。",
        "questions.a1.question": "倒换失败怎么办?",
        "questions.a1.answer": "不要反复倒换, 记录告警时间, 立即来电。",
        "notes": "两人均独立操作一次。",
    },
    "document_update": {
        "engineer": case.ENGINEER.id,
        "document": "平川县电信分公司工程文档, 第 6 版",
        "ended_on": "2026-11-10",
        "due": "2026-11-17",
        "changes.a1.area": "versions",
        "changes.a1.where": "主控板 7 槽",
        "changes.a1.before": "V3.1.4 + P01",
        "changes.a1.after": "V3.1.4 + P01 + P03 + SP1",
        "changes.a2.area": "configuration",
        "changes.a2.where": "主用主控板",
        "changes.a2.before": case.OLD,
        "changes.a2.after": case.NEW,
        "handed_on": "2026-11-13",
        "handed_to": case.HEAD.id,
        "filed_on": "2026-11-14",
        "filed_by": case.HEAD.id,
        "remark": "已合入第 7 版。",
    },
    "monitoring_record": {
        "holder": case.ENGINEER.id,
        "started_at": "2026-11-10T03:52:00Z",
        **{
            f"entries.a{place}.{name}": value
            for place, (moment, seen, by) in enumerate(
                [
                    ("2026-11-10T08:00:00Z", "无心跳丢失, 板温 52 °C, 内存余量 41 %", "王𠅤"),
                    ("2026-11-10T16:00:00Z", "无告警", "马小燕"),
                    ("2026-11-11T02:00:00Z", "无告警, 拨测 5 线正常", "王𠅤"),
                    ("2026-11-11T14:00:00Z", "2 号风扇转速告警一次, 3,010 rpm, 已自行恢复", "马小燕"),
                    ("2026-11-12T02:00:00Z", "无告警", "何志强"),
                    ("2026-11-13T03:52:00Z", "无告警, 话单格式比对一致", "何志强"),
                ]
            )
            for name, value in (
                ("seen_at", moment),
                ("state", "alarm" if "风扇" in seen else "normal"),
                ("seen", seen),
                ("by", by),
            )
        },
        "ended_at": "2026-11-13T03:52:00Z",
        "conclusion": "72 小时内未再出现心跳丢失, 系统运行正常。",
    },
    "fault_analysis": {
        "author": case.ENGINEER.id,
        "began_at": "2026-11-08T15:40:00Z",
        "ended_at": "2026-11-10T03:52:00Z",
        "course": _STORY + "\n11-09 远程查明主备版本不一致; 11-10 到现场更换主用主控板, 11:52 恢复。",
        "cause": "主用主控板内存器件老化, 机房温度 31.4 °C 加剧; 备用板版本 V3.1.2 与主用不一致, 自动倒换失败。",
        "countermeasure": "更换主用主控板, 两板统一到 V3.1.4 + P01 + P03 + SP1, 清理日志区与风扇滤网。",
        "prevention": "1. 升级后核对主备版本。\n2. 机房温度降到 24 °C 以下。\n3. 同型号年底前全部核对。",
    },
    "case_study": {
        "author": case.ENGINEER.id,
        "keywords": "AN-2400, 心跳丢失, 主备版本不一致, 倒换失败",
        "product": "AN-2400",
        "versions": "V3.1.4+P01 与 V3.1.2 → V3.1.4+P01+P03+SP1",
        "symptom": "主控板心跳间歇丢失, 每次 2–5 分钟自动恢复, 用户间歇性不能拨号。",
        "analysis": "机房 31.4 °C, 主用板 71 °C, 内存余量 6 %; 主备版本不一致; 倒换后 30 分钟无丢失。",
        "cause": "主用主控板内存器件老化, 高温加剧; 备板版本不一致使自动倒换失败。",
        "cure": "备份后更换主用主控板, 两板统一版本与补丁, 恢复特殊设置, 拨测。",
        "prevention": "1. 升级后核对主备版本。\n2. 机房装温度告警。",
    },
    "closure": {
        "engineer": case.ENGINEER.id,
        "gone_at": "2026-11-10T03:52:00Z",
        "audit.a1.point": "有读数的诊断过程",
        "audit.a1.good": True,
        "audit.a1.found": "4 项读数",
        "audit.a2.point": "备份有校验和",
        "audit.a2.good": True,
        "audit.a2.found": "2 份",
        "audit.a3.point": "照片有说明",
        "audit.a3.good": False,
        "audit.a3.found": "1 张无说明, 已补",
        "thorough": True,
        "audit_notes": "旧板序列号已改正并补签。",
        "audited_by": case.MANAGER.id,
        "audited_at": "2026-11-11T08:05:00Z",
        "archived_at": "2026-11-12T01:00:00Z",
        "reached": case.CUSTOMER_NAME,
        "recheck_at": "2026-11-17T04:00:00Z",
        "recheck_said": "一周内未再发生, 机房空调已调到 24 °C。",
        "gone": True,
        "told_outcome": True,
        "satisfaction": "5",
        "recheck_by": case.MANAGER.id,
        "case_wanted": True,
        "case_by": case.ENGINEER.id,
        "closing_words": "同意闭环, 按案例“主备版本不一致使倒换失败”整理。",
        "closed_by": case.HEAD.id,
        "closed_at": "2026-11-17T06:00:00Z",
    },
    "spare_request": {
        "applicant": case.ENGINEER.id,
        "reason": "主用主控板内存告警, 远程不能修复; 修复时间可能较长, 申请备用设备供用户应急。",
        "wanted.a1.part": case.PART.id,
        "wanted.a1.purpose": "spare",
        "wanted.a1.quantity": "1",
        "wanted.a1.source": "区域备件库 (银川)",
        "wanted.a2.what": "AN-2400 整机 (备用)",
        "wanted.a2.purpose": "loan",
        "wanted.a2.quantity": "1",
        "wanted.a2.source": "公司库房",
        "wanted.a2.back_by": "2026-11-20",
        "needed_by": "2026-11-10",
        "back_by": "2026-11-20",
        "decided_by": case.MANAGER.id,
        "out_on": "2026-11-09",
        "back_on": "2026-11-16",
        "remark": "备用设备未使用, 原封归还。",
    },
    "call_record": {
        "customer": case.CUSTOMER.id,
        "channel": "phone",
        "called_at": "2026-11-09T00:12:00Z",
        "caller": case.CUSTOMER_NAME,
        "phone": "0951-2031100",
        "description": _STORY,
        "complaint": "complaint",
        "promised": "30 分钟内技术支持回电",
        "taken_by": case.ENGINEER.id,
        "handed_to": case.MANAGER.id,
    },
}
_PARENTS = {"problem": case.PROBLEM.id, "visit": case.VISIT}


def paper(kind: str, **more: Any) -> Dossier:
    """A paper of the worked case, as full as it gets there."""
    return _dossier(kind, {**FULL[kind], **more})


def shortest(kind: str) -> Dossier:
    """A paper that nothing is on but what it cannot be without."""
    form = form_class(kind)
    always = {
        name: FULL[kind][name] for name, field in form.fields.items() if not field.required and name in FULL[kind]
    }
    return _dossier(kind, always)


def longest(kind: str) -> Dossier:
    """A paper on which everything is said at length, in many rows."""
    values: dict[str, Any] = {}
    for path, value in FULL[kind].items():
        long = isinstance(form_class(kind).fields.get(path), LongText)
        values[path] = "\n".join([value] * 6) if long else value
        if path.count(".") == 2:
            rows, row, name = path.split(".")
            values |= {f"{rows}.{row}{copy:02d}.{name}": value for copy in range(12)}
    return _dossier(kind, values)


def _dossier(kind: str, values: dict[str, Any]) -> Dossier:
    form = form_class(kind)
    whole = {**({form.belongs_to: _PARENTS[form.belongs_to]} if form.belongs_to else {}), **values}
    record = Record(natural_id(kind, "paper"), kind, values=accept_patch(kind, whole))
    linked = {**case.LINKED, REQUEST.id: REQUEST, case.VISIT: case.VISIT_RECORD}
    return Dossier(record, linked, {}, {}, case.COMPANY)
