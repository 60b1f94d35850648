"""What the office erased is erased here too: in the base, the outbox, the derived tables, the index and the files.

What is pending is never dropped: of a record that was done away with, pending edits go out and come back refused.
What is held is refused here, since its record's time is over only when somebody has decided: a laptop that was put back
knows no better.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, String, delete, exists, or_, select, type_coerce

from fieldkit.errors import UserError
from fieldkit.i18n import LANGUAGES
from fieldkit.records.erasing import PURGED, Erasure, clean_record, cleaned
from fieldkit.records.find import forget
from fieldkit.records.rows import dumps, update_rows
from fieldkit.records.tables import RECORD, load, remove, save
from fieldkit.store.database import FILES, OUTBOX, get_meta
from fieldkit.store.files import EncryptedFiles
from fieldkit.store.search import forget_words

_SHA = re.compile(r'"sha256":"([0-9a-f]{64})"')


def purge(connection: Connection, files: EncryptedFiles, erasures: Iterable[Erasure]) -> set[str]:
    """Does what the office did; once more is no more. Returns the records that show something else by it."""
    touched = set()
    for erasure in erasures:
        if not erasure.path:
            _do_away(connection, files, erasure.rid)
        else:
            _erase(connection, erasure)
        touched.add(erasure.rid)
    return touched


def _erase(connection: Connection, erasure: Erasure) -> None:
    stored = load(connection, erasure.rid)
    if stored is not None and clean_record(stored, [erasure]):
        save(connection, [stored], {stored.rid})
    history = get_meta(connection, "history", "")
    query = select(OUTBOX.c.ord, OUTBOX.c.patch, OUTBOX.c.shown, OUTBOX.c.base_seq, OUTBOX.c.base_history)
    for row in connection.execute(query.where(OUTBOX.c.rid == erasure.rid)).all():
        seen = row.base_history == history and row.base_seq >= erasure.seq
        patch = None if seen else cleaned(row.patch, [erasure])
        if patch is not None:
            update_rows(connection, OUTBOX, "ord", [{"ord": row.ord, "patch": patch}])
        shown = None if seen else cleaned(row.shown or {}, [erasure])
        if shown is not None:
            update_rows(connection, OUTBOX, "ord", [{"ord": row.ord, "shown": shown}])


def _do_away(connection: Connection, files: EncryptedFiles, rid: str) -> None:
    """Takes a record away with what was settled of it, and the files that nothing else here refers to."""
    stored = load(connection, rid)
    rows = connection.execute(
        select(OUTBOX.c.ord, OUTBOX.c.kind, OUTBOX.c.state, OUTBOX.c.patch).where(OUTBOX.c.rid == rid)
    ).all()
    seen = set(get_meta(connection, "seen_rejected", []))
    settled = [row for row in rows if row.state == "ok" or (row.state == "rejected" and row.ord in seen)]
    connection.execute(delete(OUTBOX).where(OUTBOX.c.ord.in_([row.ord for row in settled])))
    refused = {
        "state": "rejected",
        "code": "purged",
        "message": {code: UserError(PURGED).say(code) for code in LANGUAGES},
    }
    update_rows(connection, OUTBOX, "ord", [{"ord": row.ord, **refused} for row in rows if row.state == "held"])
    for kind in {row.kind for row in rows} | ({stored.kind} if stored else set()):
        forget(connection, kind, [rid])
    forget_words(connection, [rid])
    remove(connection, rid)
    let_go(connection, files, [stored.values if stored else {}, *(row.patch for row in settled)])


def let_go(connection: Connection, files: EncryptedFiles, values: Sequence[Mapping[str, Any]]) -> None:
    """Deletes the files that these values name, unless something else here refers to them."""
    for sha256 in dict.fromkeys(_SHA.findall(dumps(values))):
        _let_go(connection, files, sha256)


def _let_go(connection: Connection, files: EncryptedFiles, sha256: str) -> None:
    """Deletes a file, unless a record or an edit still refers to it."""
    referred = (
        exists().where(type_coerce(column, String).contains(sha256)) for column in (RECORD.c["values"], OUTBOX.c.patch)
    )
    if connection.execute(select(or_(*referred))).scalar():
        return
    connection.execute(delete(FILES).where(FILES.c.sha256 == sha256))
    files.drop(sha256)
