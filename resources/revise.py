"""Writes the next revision of a database from what its declaration has that the last revision had not.

usage: revise.py office|laptop "what changes"
"""

import sys

from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, create_engine

import fieldkit.office.tables  # noqa: F401 - declares the office's tables
from fieldkit.records.migrating import head, run, scripts
from fieldkit.records.tables import METADATA, RECORD
from fieldkit.store.database import LAPTOP


def declared(room: str) -> MetaData:
    """What the tables of a database are to be."""
    if room == "office":
        return METADATA
    laptop = MetaData()
    for table in (RECORD, *LAPTOP.sorted_tables):
        table.to_metadata(laptop)
    return laptop


def revise(room: str, message: str) -> None:
    folder = scripts(room)
    number = f"{int(head(folder) or 0) + 1:04d}"
    with create_engine("sqlite://").begin() as connection:
        if head(folder):
            run(connection, folder)
        config = Config()
        config.set_main_option("script_location", str(folder.parent))
        config.set_main_option("version_locations", str(folder / "versions"))
        config.set_main_option("path_separator", "newline")
        config.attributes["connection"] = connection
        config.attributes["declared"] = declared(room)
        command.revision(config, message, autogenerate=True, rev_id=number, version_path=str(folder / "versions"))


if __name__ == "__main__":
    revise(sys.argv[1], sys.argv[2])
