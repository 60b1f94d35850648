"""The types of fields: text, numbers, choices and times. Each owns how it is typed, checked, stored and shown."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from fieldkit.errors import Word
from fieldkit.forms.field import Field
from fieldkit.forms.record import Json
from fieldkit.i18n import N_, translate

ZONE = ZoneInfo("Asia/Shanghai")

_DATE = r"(?:(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?|(\d{4})(\d{2})(\d{2}))"
_DAY = re.compile(_DATE)
_MOMENT = re.compile(_DATE + r"[\sT,]*(\d{1,2})\s*[:时点]\s*(\d{1,2})(?:\s*[:分]\s*(\d{1,2}))?\s*[分秒]?")
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,20})?(?:\.\d{1,20})?")
_DIGITS_MOST = 40


def plain_text(text: str) -> str:
    """What was typed with full-width and special marks as ordinary ones."""
    return unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()


def typed_decimal(text: str, unit: str = "") -> Decimal | None:
    """The number that was typed, perhaps with ¥, commas between thousands or its unit; None when it is none."""
    plain = plain_text(text).removeprefix("¥").removesuffix(plain_text(unit)).strip()
    if not _NUMBER.fullmatch(plain) or not any(mark.isdigit() for mark in plain):
        return None
    return Decimal(plain.replace(",", ""))


def stored_decimal(raw: Json) -> Decimal:
    """The number in a stored value; ValueError for what is none, and for one that would print without end."""
    number = Decimal(str(raw))
    if not number.is_finite() or abs(number.adjusted()) > _DIGITS_MOST or len(number.as_tuple().digits) > _DIGITS_MOST:
        raise ValueError
    return number


# Control characters but for line end and tab, and halves of characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class Text(Field[str]):
    """One line of text."""

    longest: int = 500

    def __init__(self, label: str, *, longest: int = 0, **more: Any) -> None:
        super().__init__(label, **more)
        self.longest = longest or self.longest

    def read_stored(self, raw: Json) -> str:
        if not isinstance(raw, str):
            raise TypeError
        return raw

    def write_stored(self, value: str) -> Json:
        return value

    def read_typed(self, text: str) -> str:
        return text

    def check(self, value: str) -> None:
        if len(value) > self.longest:
            raise self.wrong(N_("“{label}” takes at most {longest} characters."), longest=self.longest)
        if _UNPRINTABLE.search(value):
            raise self.wrong(N_("“{label}” holds a character that cannot be printed. Type it again."))


class Term(Text):
    """A name as it is on file, or words of this program: those everybody reads in his own language."""

    def write_shown(self, value: str, language: str | None) -> str:
        return translate(value, language)


class LongText(Text):
    """Paragraphs of text."""

    longest = 20_000


class Number(Field[Decimal]):
    """A number with its unit and the limits of what can be true."""

    column = "number"

    def __init__(
        self, label: str, unit: str = "", *, low: float | None = None, high: float | None = None, **more: Any
    ) -> None:
        super().__init__(label, **more)
        self.unit = unit
        self.low = low
        self.high = high

    def read_stored(self, raw: Json) -> Decimal:
        if isinstance(raw, bool) or not isinstance(raw, str | int | float):
            raise TypeError
        return stored_decimal(raw)

    def write_stored(self, value: Decimal) -> Json:
        return format(value, "f")

    def read_typed(self, text: str) -> Decimal:
        number = typed_decimal(text, self.unit)
        if number is None:
            raise self.wrong(N_("“{text}” is not a number."), text=text[:40])
        return number

    def check(self, value: Decimal) -> None:
        if self.low is not None and value < Decimal(str(self.low)):
            raise self.wrong(N_("“{label}” is at least {low}{unit}."), low=self.low, unit=self.unit)
        if self.high is not None and value > Decimal(str(self.high)):
            raise self.wrong(N_("“{label}” is at most {high}{unit}."), high=self.high, unit=self.unit)

    def write_shown(self, value: Decimal, language: str | None) -> str:
        return f"{value:f} {self.unit}".strip()


class Money(Number):
    """An amount in yuan, to the fen."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, "", low=-100_000_000, high=100_000_000, **more)

    def check(self, value: Decimal) -> None:
        super().check(value)
        if value != value.quantize(Decimal("0.01")):
            raise self.wrong(N_("An amount has at most two decimals."))

    def write_shown(self, value: Decimal, language: str | None) -> str:
        return f"¥{value:,.2f}"


class Choice(Field[str]):
    """One of several codes; a code is never removed, a label may be worded better."""

    def __init__(self, label: str, options: Mapping[str, str], **more: Any) -> None:
        super().__init__(label, **more)
        self.options = options

    def read_stored(self, raw: Json) -> str:
        if not isinstance(raw, str):
            raise TypeError
        return raw

    def write_stored(self, value: str) -> Json:
        return value

    def read_typed(self, text: str) -> str:
        for code, label in self.options.items():
            if text.casefold() in {code.casefold(), label.casefold(), translate(label, "zh").casefold()}:
                return code
        return text

    def check(self, value: str) -> None:
        if value not in self.options:
            known = tuple(Word(label) for label in self.options.values())
            raise self.wrong(N_("“{text}” is not one of: {known}."), text=value[:40], known=known)

    def write_shown(self, value: str, language: str | None) -> str:
        return translate(self.options.get(value, value), language)


class Status(Choice):
    """Where a record stands in the process. Not last-writer-wins: the first accepted transition stands."""

    merge = "first"


class YesNo(Field[bool]):
    """Yes, no, or not yet answered."""

    def read_stored(self, raw: Json) -> bool:
        if not isinstance(raw, bool):
            raise TypeError
        return raw

    def write_stored(self, value: bool) -> Json:
        return value

    def read_typed(self, text: str) -> bool:
        word = text.casefold()
        if word in {"是", "有", "可", "yes", "y", "true", "1", "√"}:
            return True
        if word in {"否", "无", "不可", "no", "n", "false", "0", "×"}:
            return False
        raise self.wrong(N_("Write yes or no instead of “{text}”."), text=text[:40])

    def write_shown(self, value: bool, language: str | None) -> str:
        return translate(N_("Yes") if value else N_("No"), language)


class Day(Field[date]):
    """A calendar day."""

    def read_stored(self, raw: Json) -> date:
        return date.fromisoformat(raw) if isinstance(raw, str) else _no()

    def write_stored(self, value: date) -> Json:
        return value.isoformat()

    def read_typed(self, text: str) -> date:
        found = _DAY.fullmatch(plain_text(text))
        try:
            if found is None:
                raise ValueError
            return date(*_numbers(found)[:3])
        except ValueError:
            raise self.wrong(N_("“{text}” is not a day. Write it as 2026-11-30."), text=text[:40]) from None

    def check(self, value: date) -> None:
        if not 1950 <= value.year <= 2150:
            raise self.wrong(N_("The year {year} cannot be right."), year=value.year)


class Moment(Field[datetime]):
    """A day and a time; stored in UTC, typed and shown in the company's zone."""

    def read_stored(self, raw: Json) -> datetime:
        moment = datetime.fromisoformat(raw) if isinstance(raw, str) else _no()
        if moment.tzinfo is None or not 1900 < moment.year < 2200:
            raise ValueError
        return moment.astimezone(UTC)

    def write_stored(self, value: datetime) -> Json:
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def read_typed(self, text: str) -> datetime:
        plain = plain_text(text)
        found = _MOMENT.fullmatch(plain)
        try:
            if "T" in plain and ("Z" in plain or "+" in plain):
                return self.read_stored(plain)
            if found is None:
                raise ValueError
            year, month, day, hour, minute, second = _numbers(found)
            return datetime(year, month, day, hour, minute, second, tzinfo=ZONE).astimezone(UTC)
        except (ValueError, OverflowError):
            raise self.wrong(N_("“{text}” is not a time. Write it as 2026-11-30 14:05."), text=text[:40]) from None

    def check(self, value: datetime) -> None:
        if not 1950 <= value.year <= 2150:
            raise self.wrong(N_("The year {year} cannot be right."), year=value.year)

    def write_shown(self, value: datetime, language: str | None) -> str:
        return value.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")


class Duration(Field[int]):
    """A span of time, in minutes."""

    column = "number"

    def read_stored(self, raw: Json) -> int:
        if isinstance(raw, bool) or not isinstance(raw, int):
            raise TypeError
        return raw

    def write_stored(self, value: int) -> Json:
        return value

    def read_typed(self, text: str) -> int:
        plain = plain_text(text).casefold()
        if found := re.fullmatch(r"(\d{1,4}):(\d{2})", plain.strip()):
            return int(found[1]) * 60 + int(found[2])
        spans = re.findall(r"(\d+(?:\.\d+)?)\s*(天|d|小时|时|hours?|h|分钟|分|minutes?|min|m)?", plain)
        rest = re.sub(r"(\d+(?:\.\d+)?)\s*(天|d|小时|时|hours?|h|分钟|分|minutes?|min|m)?", "", plain).strip()
        if not spans or rest or len(plain) > 40 or (len(spans) > 1 and not all(unit for _, unit in spans)):
            raise self.wrong(N_("“{text}” is not a duration. Write it as 1 h 30 min."), text=text[:40])
        size = {"天": 1440, "d": 1440, "小": 60, "时": 60, "h": 60}
        return round(sum(float(number) * size.get(unit[:1], 1) for number, unit in spans))

    def check(self, value: int) -> None:
        if not 0 <= value <= 5_256_000:
            raise self.wrong(N_("This duration cannot be right."))

    def write_shown(self, value: int, language: str | None) -> str:
        days, minutes = divmod(value, 1440)
        hours, minutes = divmod(minutes, 60)
        parts = [(days, N_("{n} d")), (hours, N_("{n} h")), (minutes, N_("{n} min"))]
        said = [translate(unit, language).format(n=number) for number, unit in parts if number]
        return " ".join(said) or translate(N_("{n} min"), language).format(n=0)


def _numbers(found: re.Match[str]) -> list[int]:
    """Year, month, day, and what else was found, of a match of `_DATE`."""
    groups = found.groups()
    return [int(part or 0) for part in (*(groups[:3] if found[1] else groups[3:6]), *groups[6:])]


def _no() -> Any:
    raise TypeError
