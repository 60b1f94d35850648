"""Whether the place for files is the office's own: a disk that is not mounted is no loss of files.

A mark lies in the store from the first day, and office.json says which: without it nothing is judged by what is there.
"""

from typing import Any

import obstore
from sqlalchemy import Row, select

from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.house import House, put_settings, read_settings
from fieldkit.office.place import new_mark
from fieldkit.office.tables import FILE

MANY = 100
SOME = 10
_Gone = list[Row[Any]]


def check_place_is_ours(house: House, *, really_lost: bool = False) -> None:
    """UserError when the store bears no mark, or another office's. An office older than marks is given one here."""
    if house.files.mark:
        house.files.check_there()
        return
    gone, count = missing(house)
    if not really_lost:
        refuse_many(len(gone), count)
    house.files.mark = new_mark(house.files.store)
    put_settings(house.folder, read_settings(house.folder) | {"store": house.files.mark})


def missing(house: House) -> tuple[_Gone, int]:
    """The files whose object is gone or has another size, and how many files there should be.

    The rows are read first, so that each of them must be found.
    """
    with house.database.reading() as connection:
        rows = list(connection.execute(select(FILE)))
    sizes = {item["path"]: item["size"] for page in obstore.list(house.files.store, prefix="files") for item in page}
    return [row for row in rows if sizes.get(row.place) != row.size], len(rows)


def refuse_many(gone: int, count: int) -> None:
    """UserError when so many files are gone at once that it is rather the place that is wrong."""
    if gone > MANY or (gone > SOME and 2 * gone > count):
        raise UserError(
            N_(
                "{gone} of {count} files are not in their place. Look whether the right disk or bucket is there; "
                "nothing was changed. If they are lost for good, say --really-lost."
            ),
            gone=gone,
            count=count,
        )
