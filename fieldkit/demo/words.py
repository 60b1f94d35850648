"""What the people of the case write: the answers, the report, the advice, a signature."""

from fieldkit.forms import Values
from fieldkit.playbooks import Proof

BEFORE = 2  # of the pictures, taken before anything was touched
CAPTIONS = ("铭牌与二维码", "更换前指示灯", "换下的旧主控板", "新主控板", "2 号风扇清灰前", "2 号风扇清灰后")

# A signature as a hand writes it: strokes of (x, y, milliseconds, width) in thousandths of the pad's width.
STROKES = (
    ((180, 250, 0, 5), (280, 235, 60, 7), (365, 225, 110, 4)),
    ((270, 240, 300, 5), (272, 330, 380, 7), (265, 380, 430, 5)),
    ((200, 320, 600, 5), (290, 308, 660, 6), (345, 300, 700, 4)),
    ((160, 400, 900, 5), (260, 390, 980, 7), (350, 378, 1040, 6), (400, 350, 1090, 5), (420, 320, 1120, 3)),
    ((530, 150, 1500, 6), (548, 160, 1530, 7), (560, 175, 1560, 5)),
    ((450, 225, 1700, 5), (560, 205, 1780, 7), (680, 190, 1850, 5)),
    ((520, 300, 2000, 5), (580, 262, 2060, 6), (640, 252, 2100, 4)),
    ((540, 260, 2250, 5), (600, 300, 2310, 6), (650, 330, 2360, 5)),
    ((480, 280, 2500, 5), (470, 370, 2580, 7), (510, 400, 2640, 7), (600, 395, 2720, 7), (690, 300, 2800, 4)),
    ((620, 340, 2950, 5), (640, 395, 3010, 6), (720, 405, 3080, 5), (800, 370, 3150, 4), (880, 315, 3200, 3)),
)

# The guided steps after the symptom: when, which, the answer ("begun" for a watch that begins), the note.
DIAGNOSIS = (
    ("10:22", "lamps", "done", ""),
    ("10:24", "room", "31.4", "空调出风口被机柜遮挡"),
    ("10:28", "board", "71", ""),
    ("10:31", "versions", "different", "主用 V3.1.4+P01，备用 V3.1.2"),
    ("10:34", "memory", "6", ""),
    ("10:38", "saved", "done", ""),
    ("10:40", "switchover", "done", ""),
    ("10:40", "watch", "begun", ""),
    ("11:10", "watch", "good", "30 分钟观察无丢失"),
    ("11:18", "target", "done", ""),
)
PROOFS = {
    "saved": Proof(
        file="AN2400-全局数据与定制话单.tar",
        place="本机与加密移动硬盘 HD-07",
        checksum="9f2c61d4be8807a35c10e6f2d94b7731aa0859ec4cf6d2180b3e97d5628ca07e",
    ),
    "switchover": Proof(hazard=True),
    "target": Proof(told="两板统一到 V3.1.4+P01+P03+SP1；定制话单未适配，暂不升 V3.2.0", told_by="产品线经理 李海波"),
}

CLEAN_UP = (
    ("boards", "fine", ""),
    ("fans", "3050", "2 号风扇 2,100 rpm 偏低，清灰后恢复"),
    ("filters", "done", ""),
    ("batteries", "168", "第 11 节偏高，列入遗留"),
    ("power", "53.5", ""),
    ("alarms", "none", ""),
    ("standby", "done", ""),
    ("versions", "done", "两板均为 V3.1.4+P01+P03+SP1"),
    ("backup", "done", "数据与定制话单设置"),
    ("logs", "2.3", ""),
    ("install_files", "4", ""),
    ("patch_folders", "1", ""),
    ("accounts", "unchanged", ""),
    ("cabinet", "done", ""),
    ("labels", "done", ""),
    ("grounding", "done", ""),
)

REPORT: Values = {
    "left": "2026-11-10T05:40:00Z",
    "restored_at": "2026-11-10T03:52:00Z",
    "travel": 150,
    "done": "更换主用主控板；按产品线经理确认的版本，两板统一到 V3.1.4+P01+P03+SP1。恢复数据与定制话单设置。",
    "checked": "拨测 20 线全部正常；话单格式比对一致；主备倒换两次正常。",
    "backups.002.what": "换板后的全局数据",
    "backups.002.checksum": "SHA-256 41be0c77…5d13",
    "solved": True,
    "training": "值班员 2 人：心跳告警的分析，主备倒换的正确操作。",
    "settled": "收回旧主控板 1 块（清欠备件）；维修款 4,550 元，用户约定 11-30 前付。",
    "opinion": "处理及时，希望提前通知版本问题。",
    "satisfaction": "5",
}

ADVICE: tuple[Values, ...] = (
    {
        "finding": "机房温度 31.4 °C，超过 28 °C",
        "risk": "主控板加速老化",
        "weight": "demand",
        "advice": "空调温度调到 24 °C 以下，并装温度告警。",
        "by": "2026-11-30",
    },
    {"finding": "风扇滤网积灰", "risk": "散热不良", "weight": "advice", "advice": "每月清理风扇滤网。"},
    {
        "finding": "数据修改前未备份",
        "risk": "误操作后不能恢复",
        "weight": "demand",
        "advice": "修改数据前先备份，并核对校验和。",
    },
    {
        "finding": "蓄电池第 11 节内阻偏高",
        "risk": "停电时供电时间不足",
        "weight": "advice",
        "advice": "更换第 11 节；蓄电池组每年检测一次。",
        "by": "2026-12-10",
    },
)
