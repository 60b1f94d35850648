"""How people write in cells, brought to what a form's field reads: full-width digits, mixed dates, money, yes and no.

Nothing here decides whether a value is right: what is not understood is handed on as it is, for the field to refuse.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache, wraps

EXCEL_ZERO = date(1899, 12, 30)
_SHORT, _LONG = 100, 1_000  # characters
LOST = "####"  # stands for digits that Excel could not keep; Excel itself shows it for what does not fit
UNCOUNTED = "#FORMULA"  # stands for a formula whose value the file does not hold
NOTHING = frozenset({"-", "--", "—", "——", "/", "\\", "无", "暂无", "n/a", "na", "none", "null", "nil"})

_ENDLESS = frozenset(
    {"长期", "长期有效", "永久", "终身", "终身保修", "无限期", "不限", "unlimited", "lifetime", "permanent", "no end"}
)

_DAY = re.compile(
    r"(\d{4})\s*(?:[-./]|年)\s*(\d{1,2})\s*(?:[-./]|月)\s*(\d{1,2})\s*[日号.]?"
    r"(?:[T\s]*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?\s*(?:\(?(?:星期|周)[一二三四五六日天]\)?)?"
)
_DAY_FIRST = re.compile(r"(\d{1,2})\s*([-./])\s*(\d{1,2})\s*\2\s*(\d{4})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_CHINESE_DAY = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]?"
)
_ENGLISH_DAYS = (
    re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s.-]*(?P<month>[a-z]{3,9})[\s.,-]*(?P<year>\d{4})"),
    re.compile(r"(?P<month>[a-z]{3,9})[\s.-]*(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s.,-]+(?P<year>\d{4})"),
)
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")  # fmt: skip
_DIGITS = {mark: value for value, mark in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_COIN = re.compile(r"^(?:人民币|rmb|cny|¥)|(?:元整?|块|个|台|套|件|只|pcs?|rmb|cny)$", re.IGNORECASE)
_TIMES = {"万": 10_000, "千": 1_000}
_YES = frozenset({"可以", "支持", "能", "已开通", "具备", "t", "✓", "✔", "☑"})
_NO = frozenset({"不可以", "不支持", "不能", "未开通", "不具备", "没有", "f", "✗", "✘", "☐", "x"})
_SCIENTIFIC = re.compile(r"([1-9])(?:\.(\d{1,20}))?E\+?0?(\d{1,2})", re.IGNORECASE)
_PATCH = re.compile(r"[A-Za-z]{1,4}-?\d[\w.]*")
_TOTAL = re.compile(r".{0,20}(?:合计|小计|总计|共计)(?:金额)?|(?:sub|grand)?-?total|sum", re.IGNORECASE)
_NUMBERED = re.compile(r"\(?\d{1,2}[.,、:)]\s*\D.*")
_FOOT = re.compile(
    r"(?:制表|填表|审核|审批|复核|备注|说明|注|统计日期|打印日期|prepared by|note)[^:]{0,6}:.*"
    r"|第\d+页.*|\(?以下空白\)?.*"
)


def _remembered(said: Callable[..., str]) -> Callable[..., str]:
    """A column says the same few things over and over; what is long it says once, and that is not kept."""
    kept = lru_cache(maxsize=50_000)(said)

    @wraps(said)
    def told(text: str, *more: date) -> str:
        return kept(text, *more) if len(text) <= _SHORT else said(text, *more)

    return told


@_remembered
def clean(text: str) -> str:
    """A name or a sentence as it was meant: no invisible marks, one space between words, none around."""
    visible = "".join(mark for mark in text if unicodedata.category(mark) != "Cf")
    return " ".join(visible.split())


@_remembered
def plain(text: str) -> str:
    """A code, number or date in ordinary characters; Excel's ways of forcing text (="0012", '0012) are taken off.

    What is longer than any of these stays as it is: to put its marks in order may take the square of their number.
    """
    said = clean(unicodedata.normalize("NFKC", text) if len(text) <= _LONG else text)
    if len(said) > 3 and said.startswith('="') and said.endswith('"'):
        said = said[2:-1]
    return said.lstrip("'").strip()


@_remembered
def same(text: str) -> str:
    """What two writings of one name or code have in common."""
    return "".join(plain(text).split()).upper()


def empty(text: str) -> bool:
    """Whether a cell says nothing: blank, or a dash as people put it."""
    said = plain(text)
    return not said or said.casefold() in NOTHING


@_remembered
def day(text: str, zero: date = EXCEL_ZERO) -> str:
    """A day as 2026-11-30; `zero` is the day from which the workbook counts days that are plain numbers."""
    said = plain(text)
    found = _DAY.fullmatch(said) or _COMPACT.fullmatch(said)
    if found:
        return "-".join((found[1], found[2].zfill(2), found[3].zfill(2)))
    if (found := _SERIAL.fullmatch(said)) and 20_000 <= int(found[1]) <= 73_050:
        return (zero + timedelta(days=int(found[1]))).isoformat()
    if found := _CHINESE_DAY.fullmatch(said):
        year = "".join(str(_DIGITS[mark]) for mark in found[1])
        return f"{year}-{_spoken(found[2]):02d}-{_spoken(found[3]):02d}"
    return day_first(said) or _english_day(said) or said


def day_first(text: str) -> str:
    """03/05/2024 as 2024-05-03, "" for what is not written so: the day is taken to stand first, and that is said."""
    found = _DAY_FIRST.fullmatch(plain(text))
    if not found or not 1 <= int(found[1]) <= 31 or not 1 <= int(found[3]) <= 12:
        return ""
    return f"{found[4]}-{int(found[3]):02d}-{int(found[1]):02d}"


def counted_day(text: str) -> bool:
    """Whether a day is only a number, which Excel means as the days since its first."""
    return bool(_SERIAL.fullmatch(plain(text)))


def endless(text: str) -> bool:
    """Whether a cell says that something has no end."""
    return plain(text).casefold() in _ENDLESS


def _spoken(text: str) -> int:
    """七, 十二, 二十七 as a number."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int("".join(str(_DIGITS[mark]) for mark in text))
    return (_DIGITS.get(tens, 0) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)


def _english_day(text: str) -> str:
    for pattern in _ENGLISH_DAYS:
        found = pattern.fullmatch(text.casefold())
        month = [name for name in _MONTHS if found and name.startswith(found["month"])]
        if found and len(month) == 1:
            return f"{found['year']}-{_MONTHS.index(month[0]) + 1:02d}-{int(found['day']):02d}"
    return ""


def number(text: str, times: int = 1) -> str:
    """A number without currency or counting word; 1.2万 is 12000; `times` is what the header's unit stands for.

    A cell that says its own unit goes before the header: 8000元 below 金额(万元) is 8000.
    """
    said = plain(text).replace(" ", "")
    if len(said) > _SHORT:  # no amount is so long, and taking its words off one by one would take for ever
        return said
    times = 1 if said.endswith(("元", "元整")) else times
    before = ""
    while said != before:
        before, said = said, _COIN.sub("", said)
    if said[-1:] in _TIMES:
        times, said = _TIMES[said[-1]], said[:-1]
    if times == 1 or not re.fullmatch(r"[+-]?\d{1,12}(,\d{3})*(\.\d+)?", said):
        return said
    return format((Decimal(said.replace(",", "")) * times).normalize(), "f")


def whole_number(text: str) -> str:
    """1.8063469421E+10 as 18063469421 where no digit was lost; anything else as it is."""
    found = _SCIENTIFIC.fullmatch(plain(text))
    if not found or len(found[2] or "") < int(found[3]):
        return text
    digits = found[1] + (found[2] or "")
    whole, rest = digits[: int(found[3]) + 1], digits[int(found[3]) + 1 :]
    return text if rest.strip("0") else whole


def yes_no(text: str) -> str:
    said = plain(text).casefold()
    return "是" if said in _YES else "否" if said in _NO else said


def parts_of(text: str) -> list[str]:
    """The members of a cell that holds several: P03;SP1, 工程师、质检, P01+P02."""
    return [said for said in (plain(part) for part in re.split(r"[;；,，、/|+\n]", text)) if said]


def models_of(text: str) -> list[str]:
    """The models of a cell that names several: AN-5116、AN-5006. A stroke may belong to a model's own name."""
    return [said for said in (plain(part) for part in re.split(r"[;；,，、\n]", text)) if said]


def patches(text: str) -> str:
    """P03；SP1, P03+SP1 and P03 SP1 as P03;SP1."""
    found: list[str] = []
    for part in parts_of(text):
        words = part.split()
        found += words if all(_PATCH.fullmatch(word) for word in words) else [part]
    return ";".join(dict.fromkeys(found))


def is_total(cells: list[str]) -> bool:
    """Whether a row sums up or closes the table instead of being a member of it."""
    said = [plain(cell).replace(" ", "").rstrip(":") for cell in cells if plain(cell)]
    if not said:
        return False
    return bool(_TOTAL.fullmatch(said[0])) or (len(said) <= 2 and bool(_FOOT.match(plain(next(filter(plain, cells))))))


def is_numbered_note(cells: list[str]) -> bool:
    """Whether a row goes on with the notes below a table: 2. 有变更请通知秘书."""
    said = [plain(cell) for cell in cells if plain(cell)]
    return len(said) == 1 and bool(_NUMBERED.fullmatch(said[0]))
