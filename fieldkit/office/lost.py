"""Files that the office had and has no more, until somebody brings them again."""

from sqlalchemy import Connection, and_, bindparam, delete, exists, insert, or_, select, union

from fieldkit.office.tables import AWAITED, FILE, HOLDER, LOST, REFERENCE

WANTED = 1_000


def lose(connection: Connection, sha256: str, place: str | None = None) -> bool:
    """The office has no such file any more, or none at this place: receipts lapse. Whether it had it."""
    this = FILE.c.sha256 == sha256
    gone = delete(FILE).where(this if place is None else and_(this, FILE.c.place == place))
    if connection.execute(gone).rowcount == 0:
        return False
    connection.execute(insert(LOST), {"sha256": sha256})
    return True


def found(connection: Connection, sha256: str) -> None:
    """The office has it again."""
    connection.execute(delete(LOST).where(LOST.c.sha256 == sha256))


def look_for_lost(connection: Connection) -> None:
    """Works out which they are: all that somebody brought or refers to, and that is not here."""
    connection.execute(delete(LOST))
    missing = (
        select(table.c.sha256).outerjoin(FILE, FILE.c.sha256 == table.c.sha256).where(FILE.c.sha256.is_(None))
        for table in (HOLDER, REFERENCE)
    )
    connection.execute(insert(LOST).from_select(["sha256"], union(*missing)))


def wanted(connection: Connection, person: str) -> list[str]:
    """Lost files that this person brought or referred to, and those that his changes wait for."""
    return [row.sha256 for row in connection.execute(_WANTED, {"person": person})]


# Built once: building a statement takes SQLAlchemy four times as long as carrying it out.
_HIS = (
    exists().where(table.c.sha256 == LOST.c.sha256, table.c.person == bindparam("person"))
    for table in (HOLDER, REFERENCE)
)
_WANTED = union(
    select(LOST.c.sha256).where(or_(*_HIS)), select(AWAITED.c.sha256).where(AWAITED.c.person == bindparam("person"))
).limit(WANTED)
