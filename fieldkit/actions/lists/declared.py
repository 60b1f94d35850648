"""What a list is declared by: a kind, its columns, its usual filters. The screen and the export follow from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fieldkit.access import Role
from fieldkit.actions.desk import Desk
from fieldkit.forms import Field
from fieldkit.forms.types import Duration, Number
from fieldkit.forms.values import Reading
from fieldkit.records.listing import Condition, field_of

DELETED = "deleted"  # the usual filter that every list has: what was taken off it

Value = str | int | Decimal | date | datetime | None


@dataclass(frozen=True)
class Cell:
    """One cell: what is read, what it is compared and exported by, its icon and colour, the code it is chosen by."""

    text: str = ""
    value: Value = None
    icon: str = ""
    tone: str = ""
    code: str = ""


NOTHING = Cell()


@dataclass(frozen=True)
class Column:
    """A column that is a field of the kind, or of a record that it links to. Its key is the path there."""

    key: str
    label: str = ""
    width: int = 140
    shown: bool = True
    bold: bool = False

    def field(self, kind: str) -> Field[Any]:
        return field_of(kind, self.key)

    def heading(self, kind: str) -> str:
        return self.label or self.field(kind).label

    def right(self, kind: str) -> bool:
        return isinstance(self.field(kind), Number | Duration | Reading)


@dataclass(frozen=True)
class Worked:
    """A column that is worked out from other records, such as the stock of a part; `work` is handed ids of rows.

    `options` are the codes of its cells, where there are only some: they can be filtered by. It is `searched` for
    words too, when it says what stands nowhere else.
    """

    key: str
    label: str
    work: Callable[[Desk, Sequence[str]], Mapping[str, Cell]]
    width: int = 140
    shown: bool = True
    bold: bool = False
    number: bool = False
    options: Mapping[str, str] | None = None
    searched: bool = False
    roles: frozenset[Role] = frozenset(Role)

    def heading(self, kind: str) -> str:
        return self.label

    def right(self, kind: str) -> bool:
        return self.number


AnyColumn = Column | Worked


@dataclass(frozen=True)
class Quick:
    """A filter that is one click away; `conditions` gets today's date. `tells` says that somebody should look."""

    key: str
    label: str
    conditions: Callable[[date], tuple[Condition, ...]]
    tells: bool = False


@dataclass(frozen=True)
class ListOf:
    """One list of the house. `order` is the column it begins with, `down` the greatest first.

    `begin` is the filter it begins with; `fields` those asked for a new record, and `about` says what the list is for.
    """

    key: str
    kind: str
    title: str
    icon: str
    about: str
    columns: tuple[AnyColumn, ...]
    quick: tuple[Quick, ...] = ()
    begin: str = ""
    order: str = ""
    down: bool = False
    add: str = ""
    fields: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    def column(self, key: str) -> AnyColumn:
        return next(column for column in self.columns if column.key == key)


@dataclass(frozen=True)
class Query:
    """What a person wants to see of a list: which columns, which rows, in which order."""

    columns: tuple[str, ...]
    words: str = ""
    quick: str = ""
    conditions: tuple[Condition, ...] = ()
    order: str = ""
    down: bool = False
