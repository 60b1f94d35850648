"""Rows of a list from the derived tables: a column is a field of the kind, or of a record that it links to.

`customer.customer_name` of a piece of equipment is the name of its customer. No record is read whole: of a hundred
thousand rows only ids and what they are ordered by. For the laptop's database: words are looked for as SQLite does it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, Table, and_, cast, false, func, or_, select, true
from sqlalchemy.sql.expression import FromClause

from fieldkit.forms import FORMS, Field
from fieldkit.forms.merging import MERGED_INTO
from fieldkit.forms.types import Choice, Moment, YesNo
from fieldkit.i18n import LANGUAGES, translate
from fieldkit.records.find import find_table
from fieldkit.records.rows import among

_MANY = 2_000
_HERE = "+8 hours"  # the company's zone (forms.types.ZONE), which has no summer time
_YES = {True: "True", False: "False"}  # how a derived table holds an answer


@dataclass(frozen=True)
class Condition:
    """What a column must be: `holds` a text, `is` one of several, `from` or `to` a value, `empty` or `filled`."""

    path: str
    how: str
    value: tuple[str, ...] = ()


def field_of(kind: str, path: str) -> Field[Any]:
    """The field at the end of a path over links; KeyError when there is none."""
    *links, name = path.split(".")
    for link in links:
        kind = FORMS[kind].fields[link].kind  # type: ignore[attr-defined]
    return FORMS[kind].fields[name]


class _Reach:
    """The derived table of a kind, and those that its columns reach over links, each joined once."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self.base = find_table(kind)
        self.source: FromClause = self.base
        self._joined: dict[tuple[str, ...], FromClause] = {}

    def column(self, path: str) -> ColumnElement[Any]:
        *links, name = path.split(".")
        table: FromClause = self.base
        for depth in range(1, len(links) + 1):
            way = tuple(links[:depth])
            if way not in self._joined:
                link: Any = field_of(self._kind, ".".join(way))
                target = find_table(link.kind).alias(f"over_{'_'.join(way)}")
                self.source = self.source.outerjoin(target, target.c.rid == table.c[way[-1]])
                self._joined[way] = target
            table = self._joined[way]
        return table.c[name]

    def fits(self, condition: Condition) -> ColumnElement[bool]:
        column, value = self.column(condition.path), condition.value
        number = field_of(self._kind, condition.path).column == "number"
        values: list[Any] = [float(one) for one in value] if number and condition.how in {"from", "to"} else [*value]
        match condition.how:
            case "holds":
                return and_(true(), *(self.holds(condition.path, word) for word in value))
            case "is":
                return column.in_(values)
            case "from":
                return and_(column >= values[0])
            case "to":
                return and_(column <= values[0])
            case "empty":
                return column.is_(None)
            case _:
                return column.is_not(None)

    def holds(self, path: str, word: str) -> ColumnElement[bool]:
        """Whether a column, as people read it, holds a text."""
        column, field = self.column(path), field_of(self._kind, path)
        codes = codes_holding(field, word)
        if codes is not None:
            return column.in_(codes)
        if field.column == "number":
            column = cast(column, String)
        elif isinstance(field, Moment):
            column = func.strftime("%Y-%m-%d %H:%M", column, _HERE)  # as it is read, not as it is stored
        return column.contains(word, autoescape=True)  # SQLite does not mind small and capital letters


def codes_holding(field: Field[Any], word: str) -> list[str] | None:
    """The stored codes of a choice whose words hold a text, in any language; None for what is no choice."""
    if isinstance(field, Choice):
        options = dict(field.options)
    elif isinstance(field, YesNo):
        options = {_YES[answer]: field.write_shown(answer, "en") for answer in _YES}
    else:
        return None
    low = word.casefold()
    return [
        code for code, label in options.items() if any(low in translate(label, one).casefold() for one in LANGUAGES)
    ]


def found_rows(
    connection: Connection,
    kind: str,
    conditions: Iterable[Condition] = (),
    *,
    order: str = "",
    words: Sequence[str] = (),
    searched: Sequence[str] = (),
    telling: bool = False,
    deleted: bool = False,
) -> list[Any]:
    """(id, value of the column `order`) of the rows in which every word stands in one of the searched columns.

    With `telling` no row is left out for its words: each tells for each word whether one of the columns holds it.
    `deleted` asks for those that were taken off the list instead.
    """
    reach = _Reach(kind)
    wanted = [reach.fits(condition) for condition in conditions]
    held = [or_(false(), *(reach.holds(path, word) for path in searched)) for word in words]
    columns = [reach.base.c.rid, reach.column(order) if order else reach.base.c.rid, *(held if telling else ())]
    wanted += () if telling else held
    query = select(*columns).select_from(reach.source).where(_there(reach.base, deleted=deleted), *wanted)
    return list(connection.execute(query).all())


def _there(table: Table, *, deleted: bool) -> ColumnElement[bool]:
    """What stands on a list, or was taken off it; for what was merged another one stands."""
    if not deleted:
        return table.c.deleted == false()
    return and_(table.c.deleted == true(), *(table.c[name].is_(None) for name in (MERGED_INTO,) if name in table.c))


def sizes(connection: Connection, kind: str) -> tuple[int, int]:
    """How many records of a kind there are, and how many were deleted."""
    query = select(func.count()).select_from(find_table(kind))
    there, gone = (
        int(connection.execute(query.where(_there(find_table(kind), deleted=deleted))).scalar_one())
        for deleted in (False, True)
    )
    return there, gone


def cells_of(
    connection: Connection, kind: str, paths: Sequence[str], rids: Sequence[str]
) -> dict[str, tuple[Any, ...]]:
    """The stored cells of some rows by id, in the order of the paths; deleted ones are there too."""
    reach = _Reach(kind)
    columns = [reach.column(path) for path in paths]
    query = select(reach.base.c.rid, *columns).select_from(reach.source)
    if len(rids) > _MANY:  # to read them all is quicker than to look each one up
        wanted = set(rids)
        return {row[0]: tuple(row[1:]) for row in connection.execute(query) if row[0] in wanted}
    return {
        row[0]: tuple(row[1:]) for row in connection.execute(query.where(among(connection, reach.base.c.rid, rids)))
    }


def all_cells(
    connection: Connection, kind: str, paths: Sequence[str], *, of: tuple[str, Sequence[str]] | None = None
) -> list[Any]:
    """The stored cells of every row of a kind, or of those where a field has one of these values."""
    reach = _Reach(kind)
    columns = [reach.column(path) for path in paths]
    query = select(*columns).select_from(reach.source).where(reach.base.c.deleted == false())
    if of is not None:
        query = query.where(among(connection, reach.base.c[of[0]], of[1]))
    return list(connection.execute(query).all())


def how_many(connection: Connection, kind: str, by: str) -> dict[str, int]:
    """How many records of a kind have each value of a field."""
    column = find_table(kind).c[by]
    query = select(column, func.count()).where(find_table(kind).c.deleted == false()).group_by(column)
    return {str(value): int(number) for value, number in connection.execute(query) if value is not None}
