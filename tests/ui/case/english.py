"""What the worked case says in English: words of the screens that it waits for, and what its people type."""

from fieldkit.demo.case import OPERATOR

SCREENS = {
    "提交审批": "Submit for approval",
    "我到了": "I am here",
    "后续处理": "Follow up",
    "报告": "Report",
    "请用户签字": "Let the customer sign",
    "离开现场": "Leave the site",
    "去下一处": "Go to next",
    "去下一处：工作计划": "Go to next: Work plan",
    "要不要去现场？": "Does somebody have to go?",
    "安排现场": "Plan the visit",
    "到": "there",
    "已退回": "Returned",
    "主用主控板内存器件老化": "active main board's memory is ageing",
    "内存器件老化": "memory is ageing",
    "用户档案": "Customer file",
    "版本与补丁": "Versions and patches",
    "这台电脑": "The laptop itself",
}

NAMES = {name: name for name in ("平川县", OPERATOR)}

STORY = {
    "AN-2400 主控板心跳丢失": "AN-2400 main board heartbeat lost",
    "心跳丢失": "heartbeat lost",
    "AN-2400 主控板心跳丢失，约 460 线间歇性无法拨号": "AN-2400 main board heartbeat lost, some 460 lines cannot dial",
    "昨夜 23:40 起，AN-2400 接入网下挂 3 个小区约 460 线用户间歇性无法拨号，网管频报“主控板心跳丢失”。": (
        "Since 23:40 last night some 460 lines in 3 quarters behind the AN-2400 cannot dial now and then; "
        "the management system keeps reporting that the main board's heartbeat is lost."
    ),
    "3 个小区约 460 线用户间歇性无法拨号": "Some 460 lines in 3 quarters cannot dial now and then",
    "30 分钟内技术支持回电": "Technical support calls back within 30 minutes",
    "质检部 赵建国": "赵建国, quality assurance",
    "已电话通知质检部：二级故障，接入网产品线。": "Quality assurance told by phone: level 2, access network.",
    f"机房值班员 {OPERATOR}": f"{OPERATOR}, on duty in the equipment room",
    "请用户查看主备主控板指示灯；机房温度 31 °C，偏高；上周五做过数据修改。未解决。": (
        "Had the lamps of both main boards looked at; 31 °C in the room, rather high; "
        "data was changed last Friday. Not solved."
    ),
    "同意赴现场。该局为定制计费话单格式，升级须保留特殊设置。": (
        "Go there. This customer's bills have a format of their own, which an upgrade must keep."
    ),
    "处理 AN-2400 主控板心跳丢失": "Find and mend the lost heartbeat of the AN-2400",
    "已电话向值班员核对，到现场补登": "Checked by phone with the staff on duty, entered on site",
    "带 V3.1.4 与 V3.2.0 介质；定制话单必须保留，是否升级到场电话确认": (
        "Media of V3.1.4 and V3.2.0 go along; the bill format stays; the upgrade is confirmed by phone on site"
    ),
    "出发前再做": "Done once more before leaving",
    "到现场一并处理": "Dealt with on site",
    "核实心跳丢失，按流程诊断；更换故障主控板，统一主备版本；检查风扇与蓄电池。": (
        "Verify the loss, follow the procedure; replace the faulty board, bring both to one version; "
        "look at fans and batteries."
    ),
    "10:20 在现场重现：主控板心跳丢失，约 3 分钟后自动恢复，期间拨号失败。": (
        "Seen again at 10:20: heartbeat lost, back by itself after some 3 minutes; no dialling meanwhile."
    ),
    "空调出风口被机柜遮挡": "A rack stands before the air conditioner's outlet",
    "主用 V3.1.4+P01，备用 V3.1.2": "Active V3.1.4+P01, standby V3.1.2",
    "30 分钟观察无丢失": "None lost in 30 minutes",
    "AN2400-全局数据与定制话单.tar": "AN2400-all-data-and-bill-format.tar",
    "本机与加密移动硬盘 HD-07": "This laptop and the encrypted disk HD-07",
    "两板统一到 V3.1.4+P01+P03+SP1；定制话单未适配，暂不升 V3.2.0": (
        "Both to V3.1.4+P01+P03+SP1; V3.2.0 does not fit the bill format yet"
    ),
    "产品线经理 李海波": "李海波, product-line manager",
    "2 号风扇 2,100 rpm 偏低，清灰后恢复": "Fan 2 had 2,100 rpm, well again after cleaning",
    "第 11 节偏高，列入遗留": "Cell 11 is high, noted as left over",
    "两板均为 V3.1.4+P01+P03+SP1": "Both V3.1.4+P01+P03+SP1",
    "数据与定制话单设置": "Data and bill format",
    "1 框 7 槽": "Shelf 1, slot 7",
    "旧板收回，同时清欠返备件 1 块": "Old board taken back, which settles the one owed",
    "未使用，带回": "Not used, brought back",
    "蓄电池第 11 节内阻偏高，用户更换，我方跟踪": "Battery cell 11 has a high resistance; the customer replaces it",
    "用户约定 11-30 前付": "The customer pays by 11-30",
    "铭牌与二维码": "Nameplate and code",
    "更换前指示灯": "Lamps before the change",
    "换下的旧主控板": "The old main board",
    "新主控板": "The new main board",
    "2 号风扇清灰前": "Fan 2 before cleaning",
    "2 号风扇清灰后": "Fan 2 after cleaning",
    "更换主用主控板；两板统一到 V3.1.4+P01+P03+SP1。恢复数据与定制话单设置。": (
        "Active main board replaced; both brought to V3.1.4+P01+P03+SP1. Data and bill format restored."
    ),
    "拨测 20 线全部正常；话单格式比对一致；主备倒换两次正常。": (
        "20 lines dialled, all well; bill format as before; switched over twice, well."
    ),
    "值班员 2 人：心跳告警的分析，主备倒换的正确操作。": (
        "2 of the staff: reading heartbeat alarms, switching over rightly."
    ),
    "收回旧主控板 1 块（清欠备件）；维修款用户约定 11-30 前付。": (
        "1 old main board taken back (owed); the customer pays for the repair by 11-30."
    ),
    "处理及时，希望提前通知版本问题。": "Quick work; please tell us of version matters earlier.",
    "换板后的全局数据": "All data after the change",
    "机房温度 31.4 °C，超过 28 °C": "31.4 °C in the equipment room, more than 28 °C",
    "主控板加速老化": "The main boards age faster",
    "空调温度调到 24 °C 以下，并装温度告警。": "Set the air conditioner below 24 °C and fit a temperature alarm.",
    "旧板序列号与附图不一致：报告为 …700910，照片为 …700901。": (
        "The old board's number does not agree with the photo: …700910 here, …700901 there."
    ),
    "不一致": "does not agree",
}

ENGLISH = SCREENS | NAMES | STORY
