"""Whether the place for files is the office's own: a disk that is not mounted is no loss of files.

A mark lies in the store from the first day, and office.json says which: without it nothing is judged by what is there.
"""

from datetime import UTC, datetime
from typing import Any

import obstore
from sqlalchemy import Row, select

from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.house import House, put_settings, read_settings
from fieldkit.office.place import new_mark
from fieldkit.office.tables import AUDIT, CHANGE, FILE
from fieldkit.office.uploads import DAY_MS

MANY = 100
SOME = 10
QUIET_DAYS = 30
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


def check_clock(house: House) -> None:
    """UserError when the clock says that nothing was written here for a month: by a wrong one, all would be old."""
    now_ms = house.clock.millis()
    with house.database.reading() as connection:
        times = [
            connection.execute(select(column).order_by(order.desc()).limit(1)).scalar() or 0
            for column, order in ((CHANGE.c.received_ms, CHANGE.c.seq), (AUDIT.c.at_ms, AUDIT.c.id))
        ]
    newest = max(times)
    if newest and now_ms > newest + QUIET_DAYS * DAY_MS:
        raise UserError(
            N_(
                "This computer's clock says {now}, but the newest entry of this office is of {newest}. "
                "If the clock is right, say --clock-is-right; nothing was changed."
            ),
            now=_day(now_ms),
            newest=_day(newest),
        )


def _day(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).date().isoformat()


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
