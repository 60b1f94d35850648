"""Many rows in one go, by the driver's own statement: building SQLAlchemy's for a row costs more than the row does."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Select,
    Table,
    Text,
    TextClause,
    bindparam,
    cast,
    func,
    select,
    text,
)


def dumps(value: object) -> str:
    """JSON as it is stored: Chinese readable, nothing superfluous.

    ValueError for what cannot be written down everywhere: half a character, a number beyond 64 bits.
    """
    try:
        return orjson.dumps(value).decode()
    except TypeError as error:
        raise ValueError(str(error)) from None


def loads(stored: Any) -> Any:
    """JSON as it was stored; SQLite makes a number of a text that holds nothing else."""
    return orjson.loads(stored) if isinstance(stored, str | bytes) else stored


def among(connection: Connection, column: Column[str], ids: Iterable[str]) -> ColumnElement[bool] | TextClause:
    """A condition: the column is one of these ids. They travel as one value, however many they are."""
    wanted = list(ids)
    if connection.dialect.name == "postgresql":
        return column == func.any(cast(wanted, _ids_type()))
    return _listed(column).bindparams(ids=dumps(wanted))


@cache
def _listed(column: Column[str]) -> TextClause:
    """As text: made of SQLAlchemy's parts it takes longer to build than to find the rows."""
    return text(f'"{column.table.name}"."{column.name}" IN (SELECT value FROM json_each(:ids))')  # noqa: S608 - our own


def read_among(
    connection: Connection, column: Column[str], ids: Iterable[str], *more: ColumnElement[bool]
) -> list[dict[str, Any]]:
    """The rows of a table whose column is one of these ids. `more` must be constants: the query is built once."""
    wanted = list(ids)
    if not wanted:
        return []
    postgres = connection.dialect.name == "postgresql"
    return read_rows(connection, _among(postgres, column, *more), {"ids": wanted if postgres else dumps(wanted)})


@cache
def _among(postgres: bool, column: Column[str], *more: ColumnElement[bool]) -> Select[Any]:
    """Built once: SQLAlchemy takes four times as long to build a query as to carry it out."""
    mine = column == func.any(bindparam("ids", type_=_ids_type())) if postgres else _listed(column)
    return select(column.table).where(mine, *more)


def read_rows(
    connection: Connection, query: Select[Any], values: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The rows that a query finds with the values it asks for, each by the names of its columns."""
    result = connection.execute(query, values)
    names = tuple(result.keys())
    return [dict(zip(names, row, strict=True)) for row in result.all()]


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], into: str = "") -> None:
    """Inserts rows, all with the columns of the first; columns that are not named keep their default.

    `into` is the name of another table with these columns.
    """
    if rows:
        columns = tuple(column.name for column in table.columns if column.name in rows[0])
        filled = _tuples(table, columns, rows)
        if connection.dialect.name == "postgresql":
            _copy(connection, into or table.name, columns, filled)
        else:
            connection.exec_driver_sql(_insert(into or table.name, columns), filled)


def _copy(connection: Connection, table: str, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> None:
    """PostgreSQL takes rows in by COPY, for a third of what an INSERT costs."""
    names = ", ".join(f'"{name}"' for name in columns)
    cursor: Any = connection.connection.cursor()
    with cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def update_rows(connection: Connection, table: Table, key: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes the columns of the first row into the rows that have this key, which stands in each of them."""
    if rows:
        columns = tuple(column.name for column in table.columns if column.name in rows[0] and column.name != key)
        statement = _update(table, columns, key, _mark(connection))
        connection.exec_driver_sql(statement, _tuples(table, (*columns, key), rows))


def _ids_type() -> Any:
    from sqlalchemy.dialects.postgresql import ARRAY  # noqa: PLC0415 - laptops never need it

    return ARRAY(Text)


def _mark(connection: Connection) -> str:
    return "?" if connection.dialect.paramstyle == "qmark" else "%s"


def _tuples(table: Table, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    pairs = [(name, _is_json(table, name)) for name in columns]
    return [tuple([dumps(row[name]) if as_json else row[name] for name, as_json in pairs]) for row in rows]


def _is_json(table: Table, name: str) -> bool:
    return isinstance(table.columns[name].type, JSON)


@cache
def _insert(table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    places = ", ".join("?" * len(columns))
    return f'INSERT INTO "{table}" ({names}) VALUES ({places})'  # noqa: S608 - our own names alone


@cache
def _update(table: Table, columns: tuple[str, ...], key: str, mark: str) -> str:
    sets = ", ".join(f'"{name}" = {_place(table, name, mark)}' for name in columns)
    return f'UPDATE "{table.name}" SET {sets} WHERE "{key}" = {mark}'  # noqa: S608 - our own names alone


def _place(table: Table, name: str, mark: str) -> str:
    """PostgreSQL is told which texts are JSON; SQLite keeps them as texts."""
    return "CAST(%s AS JSON)" if mark == "%s" and _is_json(table, name) else mark
