"""The types of fields: text, numbers, choices and times. Each owns how it is typed, checked, stored and shown."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from fieldkit.errors import Word
from fieldkit.forms.field import Field
from fieldkit.forms.record import Json
from fieldkit.i18n import N_, translate

ZONE = ZoneInfo("Asia/Shanghai")

_DAY = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\s*\D?|(\d{4})(\d{2})(\d{2})")
_CLOCK = re.compile(r"(\d{1,2})[:：时](\d{2})(?:[:：分](\d{2}))?\D?$")


class Text(Field[str]):
    """One line of text."""

    longest: ClassVar[int] = 500

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
        control = next((mark for mark in value if unicodedata.category(mark) == "Cc" and mark not in "\n\t"), "")
        if control or any("\ud800" <= mark <= "\udfff" for mark in value):
            raise self.wrong(N_("“{label}” holds a character that cannot be printed. Type it again."))


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
        number = Decimal(str(raw))
        if not number.is_finite():
            raise ValueError
        return number

    def write_stored(self, value: Decimal) -> Json:
        return format(value, "f")

    def read_typed(self, text: str) -> Decimal:
        plain = unicodedata.normalize("NFKC", text).replace(",", "").replace("¥", "").strip()
        plain = plain.removesuffix(self.unit).strip() if self.unit else plain
        try:
            number = Decimal(plain)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
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
        plain = unicodedata.normalize("NFKC", text).strip()
        found = _DAY.match(plain)
        try:
            if found is None:
                raise ValueError
            year, month, day = (int(part) for part in (found.groups()[:3] if found[1] else found.groups()[3:]))
            return date(year, month, day)
        except ValueError:
            raise self.wrong(N_("“{text}” is not a day. Write it as 2026-11-30."), text=text[:40]) from None

    def check(self, value: date) -> None:
        if not 1950 <= value.year <= 2150:
            raise self.wrong(N_("The year {year} cannot be right."), year=value.year)


class Moment(Field[datetime]):
    """A day and a time; stored in UTC, typed and shown in the company's zone."""

    def read_stored(self, raw: Json) -> datetime:
        moment = datetime.fromisoformat(raw) if isinstance(raw, str) else _no()
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(UTC)

    def write_stored(self, value: datetime) -> Json:
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def read_typed(self, text: str) -> datetime:
        plain = unicodedata.normalize("NFKC", text).strip()
        day, clock = _DAY.match(plain), _CLOCK.search(plain)
        try:
            if "T" in plain and ("Z" in plain or "+" in plain):
                return self.read_stored(plain)
            if day is None or clock is None:
                raise ValueError
            year, month, number = (int(part) for part in (day.groups()[:3] if day[1] else day.groups()[3:]))
            return datetime(
                year, month, number, int(clock[1]), int(clock[2]), int(clock[3] or 0), tzinfo=ZONE
            ).astimezone(UTC)
        except ValueError:
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
        plain = unicodedata.normalize("NFKC", text).casefold()
        if found := re.fullmatch(r"(\d{1,4}):(\d{2})", plain.strip()):
            return int(found[1]) * 60 + int(found[2])
        spans = re.findall(r"(\d+(?:\.\d+)?)\s*(天|d|小时|时|hours?|h|分钟|分|minutes?|min|m)?", plain)
        rest = re.sub(r"(\d+(?:\.\d+)?)\s*(天|d|小时|时|hours?|h|分钟|分|minutes?|min|m)?", "", plain).strip()
        if not spans or rest:
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


def _no() -> Any:
    raise TypeError
