"""The types of fields that point at something or hold more than a word: links, rows, files, signatures."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

from fieldkit.forms.field import Field, stored_word
from fieldkit.forms.record import Json, row_ids
from fieldkit.forms.seen import plain_line
from fieldkit.forms.signature import Signature, Signed
from fieldkit.forms.types import Text, stored_decimal, typed_decimal
from fieldkit.i18n import N_

if TYPE_CHECKING:
    from fieldkit.forms.form import Fields, Row

__all__ = [
    "File",
    "Link",
    "Measured",
    "PersonLink",
    "Picture",
    "Reading",
    "Rows",
    "Signature",
    "Signed",
    "StoredFile",
]

R = TypeVar("R", bound="Row")
_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_SHA = re.compile(r"[0-9a-f]{64}")
_WEB = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?(/[A-Za-z0-9_./~-]*)?", re.ASCII)
_LARGEST_FILE = 2**40


class Link(Field[str]):
    """Another record, by its id. Shown as that record's heading by whoever can read it."""

    def __init__(self, kind: str, label: str, **more: Any) -> None:
        super().__init__(label, **more)
        self.kind = kind

    def read_stored(self, raw: Json) -> str:
        if not isinstance(raw, str) or not _ID.fullmatch(raw):
            raise ValueError
        return raw

    def write_stored(self, value: str) -> Json:
        return value

    def read_typed(self, text: str) -> str:
        if not _ID.fullmatch(text):
            raise self.wrong(N_("“{text}” is not the id of a record."), text=text[:40])
        return text


class PersonLink(Link):
    """A person, by the id of the person's record. With `hands_on` whoever stands here may put somebody else here."""

    def __init__(self, label: str, *, hands_on: bool = False, **more: Any) -> None:
        super().__init__("person", label, **more)
        self.hands_on = hands_on


@dataclass(frozen=True)
class StoredFile:
    """A file by its content: SHA-256, name, size in bytes, media type."""

    sha256: str
    name: str
    size: int
    type: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", plain_line(self.name))


class Serial(Text):
    """A serial number as a nameplate bears it: typed, or read from its code; compared with the equipment list."""

    def read_stored(self, raw: Json) -> str:
        return plain_line(super().read_stored(raw))

    def read_typed(self, text: str) -> str:
        return plain_line(text)


class WebAddress(Text):
    """Where something is found on the web: http or https, a host, perhaps a path; nothing asked and no name in it."""

    longest = 100  # it stands in a QR code

    def check(self, value: str) -> None:
        super().check(value)
        if not _WEB.fullmatch(value):
            raise self.wrong(N_("“{label}” is an address such as https://service.example.com."))


class File(Field[StoredFile]):
    """A file, kept by content hash beside the records."""

    def read_stored(self, raw: Json) -> StoredFile:
        if not isinstance(raw, dict) or not _SHA.fullmatch(str(raw["sha256"])):
            raise ValueError
        size = int(str(raw["size"]))
        if not 0 <= size <= _LARGEST_FILE:
            raise ValueError
        return StoredFile(
            stored_word(raw["sha256"]), stored_word(raw["name"])[:200], size, stored_word(raw["type"])[:80]
        )

    def write_stored(self, value: StoredFile) -> Json:
        return asdict(value)

    def read_typed(self, text: str) -> StoredFile:
        raise self.wrong(N_("Add a file instead of typing “{text}”."), text=text[:40])

    def write_shown(self, value: StoredFile, language: str | None) -> str:
        return value.name


class Picture(File):
    """A photo: JPEG, upright, without place data, at most 2,048 px."""


@dataclass(frozen=True)
class Measured:
    """What was read, its unit, and the limits it was held against."""

    value: Decimal
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def over(self) -> bool:
        return self.high is not None and self.value > self.high

    @property
    def under(self) -> bool:
        return self.low is not None and self.value < self.low

    @property
    def good(self) -> bool:
        return not (self.over or self.under)


class Reading(Field[Measured]):
    """A measured value with the limits in force when it was read."""

    column = "number"

    def __init__(
        self, label: str, unit: str = "", *, low: str | None = None, high: str | None = None, **more: Any
    ) -> None:
        super().__init__(label, **more)
        self.unit = unit
        self.low = Decimal(low) if low else None
        self.high = Decimal(high) if high else None

    def read_stored(self, raw: Json) -> Measured:
        if not isinstance(raw, dict):
            raise TypeError
        limits = [stored_decimal(raw[key]) if raw.get(key) is not None else None for key in ("low", "high")]
        return Measured(stored_decimal(raw["value"]), stored_word(raw.get("unit", ""), 20), *limits)

    def write_stored(self, value: Measured) -> Json:
        stored: dict[str, Json] = {"value": format(value.value, "f"), "unit": value.unit}
        for key in ("low", "high"):
            limit = getattr(value, key)
            if limit is not None:
                stored[key] = format(limit, "f")
        return stored

    def read_typed(self, text: str) -> Measured:
        number = typed_decimal(text, self.unit)
        if number is None:
            raise self.wrong(N_("“{text}” is not a number."), text=text[:40])
        return Measured(number, self.unit, self.low, self.high)

    def write_shown(self, value: Measured, language: str | None) -> str:
        shown = f"{value.value:,f} {value.unit}".strip()
        if value.over:
            return f"{shown} (≤ {value.high:,f})"
        return f"{shown} (≥ {value.low:,f})" if value.under else shown


class Rows(Field[Any], Generic[R]):
    """A list inside a form. Each row lives at `<field>.<row id>.<field>`; rows are ordered by row id.

    `by` names the field that tells its rows apart; where there is none, a row is all that it says.
    """

    def __init__(self, row: type[R], label: str, *, at_least: int = 0, by: str = "", **more: Any) -> None:
        super().__init__(label, **more)
        self.row = row
        self.at_least = at_least
        self.by = by

    @overload
    def __get__(self, form: None, owner: type) -> Self: ...
    @overload
    def __get__(self, form: "Fields", owner: type) -> list[R]: ...
    def __get__(self, form: "Fields | None", owner: type) -> "Self | list[R]":
        if form is None:
            return self
        return list(self.rows(form))

    def rows(self, form: "Fields") -> Iterator[R]:
        for row in row_ids(form.values, self.name):
            yield self.row(form.record, f"{self.name}.{row}.")

    def accept(self, raw: Json) -> Json:
        raise self.wrong(N_("The rows of “{label}” are written one field at a time."))
