"""A full laptop lets go of files that the office has had in its backups for long; what is opened is fetched again."""

import re
import shutil

from sqlalchemy import delete, select

from fieldkit.actions.desk import Desk
from fieldkit.actions.luggage import Luggage, packing, quota
from fieldkit.records.rows import dumps
from fieldkit.store.database import FILES, OUTBOX
from fieldkit.store.pruning import prune, spare
from fieldkit.store.shown import PENDING

LEAST_FREE = 2 * 1024**3
_SHA = re.compile(r"[0-9a-f]{64}")


def tidy_up(desk: Desk) -> None:
    """After a round of sync: what need not be kept goes, files only when the disk is short of room."""
    prune(desk.store)
    lacking = LEAST_FREE - shutil.disk_usage(desk.store.home).free
    if lacking > 0:
        make_room(desk, lacking)


def pack(desk: Desk, luggage: Luggage) -> dict[str, int]:
    """What is to be brought for trips; before, what is needed no more goes, the oldest first, to keep to the quota."""
    wanted = luggage.wanted()
    if wanted:
        kept, taken = _kept(desk), packing(desk).taken
        spared = sum(size for sha256, size in desk.store.files.all() if sha256 not in kept)
        over = spared + sum(taken.values()) - quota(desk)
        if over > 0:
            make_room(desk, over)
    return wanted


def make_room(desk: Desk, wanted: int) -> int:
    """Lets go of files of so many bytes together, if they can be spared, oldest first; returns how many bytes went.

    Never a file that an open trip needs, nor one that is not yet sent, or is in no backup for a month, or that
    something pending refers to.
    """
    files, gone = desk.store.files, 0
    kept = _kept(desk)
    for sha256, size in files.all():
        if gone >= wanted:
            break
        if sha256 not in kept:
            with desk.store.database.writing() as connection:
                connection.execute(delete(FILES).where(FILES.c.sha256 == sha256))
            files.drop(sha256)
            gone += size
    return gone


def _kept(desk: Desk) -> set[str]:
    """The files that must stay."""
    kept = set(packing(desk).taken)
    with desk.store.database.reading() as connection:
        limit = spare(connection, desk.clock.millis())
        for row in connection.execute(select(FILES.c.sha256, FILES.c.state, FILES.c.receipt_seq)):
            if row.state != "stored" or not 0 < row.receipt_seq <= limit:
                kept.add(row.sha256)
        for row in connection.execute(select(OUTBOX.c.patch).where(OUTBOX.c.state.in_(PENDING))):
            kept.update(_SHA.findall(dumps(row.patch)))
    return kept
