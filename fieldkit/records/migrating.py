"""Tables change with the program: a database is brought up to what this version declares when it is opened.

The revisions are Alembic's, in resources/migrations, one folder a database; `make revision` writes the next one from
what the declarations have that the last one had not. Derived tables and the search index have none: they are rebuilt.
"""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, create_engine, insert, inspect, select

from fieldkit import resource
from fieldkit.errors import UserError
from fieldkit.i18n import N_

_VERSION = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))


def scripts(room: str) -> Path:
    """The folder of a database's revisions: `office` or `laptop`."""
    return resource(f"migrations/{room}")


def head(folder: Path) -> str:
    """The newest revision of a folder; "" where there is none."""
    return max((path.name.split("_")[0] for path in (folder / "versions").glob("[0-9]*.py")), default="")


def bring_up(
    connection: Connection, folder: Path, make: Callable[[], None], before: Callable[[], None] = lambda: None
) -> None:
    """Makes the tables of a new database by `make`, or runs the revisions that an older one lacks, `before` them.

    To be called inside a transaction: what fails leaves everything as it was. UserError for a database that a newer
    program wrote.
    """
    newest = head(folder)
    if not newest:
        raise UserError(
            N_("This FieldKit is not installed whole: “{path}” is missing. Install it anew; nothing was changed."),
            path=folder,
        )
    stored = revision(connection)
    if stored == "":
        stored = stands_at(connection, folder)
        connection.execute(_VERSION.update().values(version_num=stored))
    if stored == newest:
        return
    if stored is None:
        make()
        _VERSION.create(connection, checkfirst=True)
        connection.execute(insert(_VERSION), {"version_num": newest})
        return
    if stored > newest:
        raise UserError(N_("A newer FieldKit wrote this database. Install the newest version; nothing was changed."))
    before()
    run(connection, folder)


def revision(connection: Connection) -> str | None:
    """The revision a database stands at; None for one without tables of ours."""
    if not inspect(connection).has_table(_VERSION.name):
        return None
    return connection.execute(select(_VERSION.c.version_num)).scalar()


def stands_at(connection: Connection, folder: Path) -> str:
    """The revision whose tables a database has that was made without any: by an installation that lacked them.

    UserError when it is none of them.
    """
    there, found = _shape(connection), ""
    with create_engine("sqlite://").begin() as scratch:
        for path in sorted((folder / "versions").glob("[0-9]*.py")):
            number = path.name.split("_")[0]
            run(scratch, folder, number)
            if all(there.get(table) == made for table, made in _shape(scratch).items()):
                found = number
    if not found:
        raise UserError(
            N_("Nobody can tell which FieldKit made this database. Restore it from a backup; nothing was changed.")
        )
    return found


def _shape(connection: Connection) -> dict[str, tuple[set[str], set[str]]]:
    """The names of the columns and indexes of each table, Alembic's own left out."""
    look = inspect(connection)
    return {
        table: (
            {column["name"] for column in look.get_columns(table)},
            {str(index["name"]) for index in look.get_indexes(table)},
        )
        for table in look.get_table_names()
        if table != _VERSION.name
    }


def run(connection: Connection, folder: Path, to: str = "head") -> None:
    """Runs the revisions of a folder that the database lacks."""
    from alembic import command  # noqa: PLC0415 - a start without a migration need not wait for it
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(folder.parent))
    config.set_main_option("version_locations", str(folder / "versions"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
