"""What an engineer should have along on a trip: the files of its customer, brought while there is a line."""

from sqlalchemy import String, func, select, type_coerce

from fieldkit.actions.desk import Desk
from fieldkit.forms import field_at
from fieldkit.forms.values import File
from fieldkit.records.tables import RECORD, of_row
from fieldkit.store.database import OUTBOX
from fieldkit.store.outgoing import Outgoing

LUGGAGE_BYTES = 512 * 1024**2
LARGEST_BYTES = 64 * 1024**2


class Luggage:
    """The files of one round. Nothing is looked for while no news have come since they were brought the last time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._outgoing = Outgoing(desk.store)
        self._stand: list[int] = []

    def wanted(self) -> dict[str, int]:
        """Hashes and sizes in bytes of what the open trips of this person may need and is not here, newest first.

        It is what the records of the trips' customers refer to: earlier photos and papers. All of it together, with
        what is here already, stays below LUGGAGE_BYTES; a single file above LARGEST_BYTES is left out.
        """
        with self._desk.store.database.reading() as connection:
            written = connection.execute(select(func.max(OUTBOX.c.ord))).scalar()
        self._stand = [self._outgoing.meta("cursor", [0, 0, ""])[1], int(written or 0)]
        if self._outgoing.meta("luggage") == self._stand:
            return {}
        wanted, room = {}, LUGGAGE_BYTES
        for sha256, size in trip_files(self._desk).items():
            if size <= min(room, LARGEST_BYTES):
                room -= size
                if not self._desk.store.files.has(sha256):
                    wanted[sha256] = size
        return wanted

    def brought(self) -> None:
        """All of it is here, or cannot be had."""
        self._outgoing.put("luggage", self._stand)


def trip_files(desk: Desk) -> dict[str, int]:
    """The files, with their sizes in bytes, of all records of the customers that this person has before him."""
    return _files(desk, _customers(desk))


def _customers(desk: Desk) -> set[str]:
    """The customers of the trips and problems that this person has before him."""
    person = desk.identity.person
    own = [*desk.store.find("visit", {"engineer": person}), *desk.store.find("problem", {"assigned_to": person})]
    return {str(one.values["customer"]) for one in own if one.values.get("status") != "closed" and not one.deleted}


def _files(desk: Desk, customers: set[str]) -> dict[str, int]:
    """The files of these customers' records by hash, newest record first, with the size that the record says."""
    names_a_file = type_coerce(RECORD.c["values"], String).like('%"sha256"%')
    query = select(RECORD).where(RECORD.c.customer.in_(customers), names_a_file).order_by(RECORD.c.last_seq.desc())
    with desk.store.database.reading() as connection:
        records = [of_row(row) for row in connection.execute(query).mappings()]
    found: dict[str, int] = {}
    for stored in records:
        for path, raw in stored.values.items():
            field = field_at(stored.kind, path)
            if isinstance(field, File) and raw is not None:
                file = field.read_stored(raw)
                found.setdefault(file.sha256, file.size)
    return found
