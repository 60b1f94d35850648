"""Everything that a laptop holds, read from its encrypted database: not only what is shown."""

from fieldkit.app import Laptop


def everything(laptop: Laptop) -> str:
    """Every row of every table of a laptop's database, also those of the search, and the name of every file."""
    with laptop.store.database.reading() as connection:
        names = [row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: connection.exec_driver_sql(f'SELECT * FROM "{name}"').all() for name in names}
    rows = {name: [tuple(row) for row in part] for name, part in found.items()}  # a row itself prints cut short
    return repr(rows) + repr(sorted(path.name for path in (laptop.store.home / "files").rglob("*")))
