"""Reading a list: which rows there are and in which order, and the cells of those that are looked at."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from heapq import merge
from typing import Any

from sqlalchemy import Connection

from fieldkit.access import may, require
from fieldkit.actions.desk import Desk
from fieldkit.actions.lists.declared import DELETED, NOTHING, AnyColumn, Cell, Column, ListOf, Query, Value, Worked
from fieldkit.forms import Field
from fieldkit.forms.types import Choice, Day, Duration, Moment, Money, Number, YesNo
from fieldkit.forms.values import File
from fieldkit.records.listing import Condition, cells_of, found_rows, sizes

LONGEST_SEARCH = 500  # characters; what is longer was pasted by mistake, and the database takes no such pattern
PIECE = 4_000


@dataclass(frozen=True)
class Found:
    """The ids of the rows that a query asks for, in order; how many there are without it, and how many were deleted."""

    ids: tuple[str, ...]
    whole: int
    deleted: int


def may_read(desk: Desk, listed: ListOf) -> bool:
    return may(desk.actor, "read", listed.kind)


def columns_of(desk: Desk, listed: ListOf) -> tuple[AnyColumn, ...]:
    """The columns that this person may read."""
    roles = desk.actor.roles

    def readable(column: AnyColumn) -> bool:
        allowed = column.roles if isinstance(column, Worked) else column.field(listed.kind).read
        return allowed is None or bool(allowed & roles)

    return tuple(column for column in listed.columns if readable(column))


def find_rows(desk: Desk, listed: ListOf, query: Query) -> Found:
    """The rows of a list. NotAllowedError when this person may not read it."""
    require(desk.actor, "read", listed.kind)
    known = {column.key: column for column in columns_of(desk, listed)}
    quick = next((one.conditions(desk.clock.today()) for one in listed.quick if one.key == query.quick), ())
    conditions = [one for one in (*quick, *query.conditions) if one.path in known or one in quick]
    stored = [one for one in conditions if not isinstance(known.get(one.path), Worked)]
    worked = [one for one in conditions if isinstance(known.get(one.path), Worked)]
    words = words_of(query.words)
    shown = [known[key] for key in query.columns if key in known]
    searched = [column.key for column in shown if isinstance(column, Column)]
    order = known.get(query.order)
    by = order.key if isinstance(order, Column) else ""
    telling = [column for column in shown if isinstance(column, Worked) and column.searched]
    with desk.store.database.reading() as connection:
        rows = found_rows(
            connection, listed.kind, stored, order=by, words=words, searched=searched, telling=bool(telling),
            deleted=query.quick == DELETED,
        )  # fmt: skip
        whole, deleted = sizes(connection, listed.kind)
    rows = _holding(desk, rows, words, telling)
    for condition in worked:
        column = known[condition.path]
        cells = _work(desk, column, [row[0] for row in rows])
        rows = [row for row in rows if fits(cells.get(row[0], NOTHING), condition)]
    return Found(tuple(_ordered(desk, listed, rows, order, query.down)), whole, deleted)


def words_of(text: str) -> list[str]:
    """The words of what was typed or pasted to find something, as far as they are looked for."""
    return text[:LONGEST_SEARCH].encode("utf-8", "replace").decode().split()


def _holding(desk: Desk, rows: list[Any], words: Sequence[str], worked: Sequence[Worked]) -> list[Any]:
    """The rows in which every word stands, in a stored column or in one that is worked out."""
    if not words or not worked:
        return rows
    rids = [row[0] for row in rows]
    texts = [_work(desk, column, rids) for column in worked]
    low = [word.casefold() for word in words]

    def said(rid: str) -> str:
        return "\n".join(cells[rid].text for cells in texts if rid in cells).casefold()

    return [row for row in rows if all(hit or word in said(row[0]) for hit, word in zip(row[2:], low, strict=True))]


def fits(cell: Cell, condition: Condition) -> bool:
    """Whether a cell that was worked out is what a condition asks for."""
    match condition.how:
        case "holds":
            return all(word.casefold() in cell.text.casefold() for word in condition.value)
        case "is":
            return cell.code in condition.value
        case "from" | "to":
            if not isinstance(cell.value, int | Decimal):
                return False
            limit = Decimal(condition.value[0])
            return cell.value >= limit if condition.how == "from" else cell.value <= limit
        case "empty":
            return not cell.text
        case _:
            return bool(cell.text)


def _ordered(desk: Desk, listed: ListOf, rows: list[Any], order: AnyColumn | None, down: bool) -> list[str]:
    """The ids in order; rows that say nothing in that column stand last either way."""
    if order is None:
        return [row[0] for row in rows]
    if isinstance(order, Worked):
        cells = _work(desk, order, [row[0] for row in rows])
        keyed = [(_rank(cells.get(row[0], NOTHING).value), row[0]) for row in rows]
    else:
        rank = _ranking(order.field(listed.kind))
        keyed = [(None if row[1] is None else rank(row[1]), row[0]) for row in rows]
    said = [pair for pair in keyed if pair[0] is not None]
    # In pieces: Python sorts a whole list in one breath, in which the screen's thread cannot move.
    pieces = [sorted(said[begin : begin + PIECE], reverse=down) for begin in range(0, len(said), PIECE)]
    return [rid for _, rid in merge(*pieces, reverse=down)] + [rid for key, rid in keyed if key is None]


def _ranking(field: Field[Any]) -> Any:
    """How the stored cells of a field are compared: choices as the form orders them, texts as a Chinese reader does."""
    if isinstance(field, Choice):
        places = {code: place for place, code in enumerate(field.options)}
        return lambda code: places.get(code, len(places))
    if field.column == "number" or isinstance(field, Day | Moment | YesNo):
        return lambda raw: raw
    return spelled


def _rank(value: Value) -> Any:
    return spelled(value) if isinstance(value, str) and value else value if value != "" else None


def spelled(text: str) -> bytes:
    """A text for comparing: the usual characters of GB 18030 stand in the order of pinyin."""
    return text.casefold().encode("gb18030", "replace")


def _work(desk: Desk, column: AnyColumn, rids: Sequence[str]) -> Mapping[str, Cell]:
    assert isinstance(column, Worked)
    return column.work(desk, rids) if rids else {}


def read_cells(
    desk: Desk, listed: ListOf, columns: Sequence[AnyColumn], rids: Sequence[str]
) -> dict[str, tuple[Cell, ...]]:
    """The cells of some rows by id, in the order of the columns; rows that are gone are left out."""
    stored = [column for column in columns if isinstance(column, Column)]
    with desk.store.database.reading() as connection:
        raw = _raw(connection, listed, stored, rids)
    worked = {column.key: column.work(desk, rids) for column in columns if isinstance(column, Worked)}
    readers = [(at, reader_of(column.field(listed.kind))) for at, column in enumerate(stored)]
    lines = {rid: iter([read(row[at]) for at, read in readers]) for rid, row in raw.items()}

    def cell(rid: str, column: AnyColumn) -> Cell:
        if isinstance(column, Worked):
            return worked[column.key].get(rid, NOTHING)
        return next(lines[rid])

    return {rid: tuple([cell(rid, column) for column in columns]) for rid in rids if rid in raw}


def _raw(
    connection: Connection, listed: ListOf, columns: Sequence[Column], rids: Sequence[str]
) -> dict[str, tuple[Any, ...]]:
    return cells_of(connection, listed.kind, [column.key for column in columns], rids)


def reader_of(field: Field[Any]) -> Callable[[Any], Cell]:
    """What makes a cell of what a derived table holds of a field."""
    match field:
        case Money() | Number():
            return partial(_number, field)
        case Choice():
            cells = {code: Cell(field.show(code), field.show(code), code=code) for code in field.options}
            return lambda raw: NOTHING if not raw else cells.get(raw) or Cell(raw, raw, code=raw)
        case YesNo():
            answers = {
                str(answer): Cell(field.show(answer), field.show(answer), code=str(answer)) for answer in (True, False)
            }
            return lambda raw: answers.get(raw, NOTHING)
        case File():
            return lambda raw: Cell(raw, raw, "paperclip", "text_2") if raw else NOTHING
        case Day() | Moment():
            return partial(_timed, field)
        case Duration():
            return lambda raw: NOTHING if raw is None else Cell(field.show(int(raw)), int(raw))
    return lambda raw: NOTHING if not raw else Cell(raw, raw)


def _number(field: Number, raw: Any) -> Cell:
    if raw is None:
        return NOTHING
    number = Decimal(str(raw))
    if isinstance(field, Money):
        number = number.quantize(Decimal("0.01"))
        return Cell(field.show(number), number)
    whole = number.to_integral_value()
    return Cell(field.show(whole if number == whole else number), whole if number == whole else number)


def _timed(field: Field[Any], raw: Any) -> Cell:
    """A day or a moment; what an older program cannot read is shown as it is stored."""
    if not raw:
        return NOTHING
    loaded = field.load(raw)
    return Cell(str(raw), str(raw)) if loaded is None else Cell(field.show(loaded), loaded)
