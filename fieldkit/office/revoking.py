"""The list of revoked certificates (CRL, RFC 5280): what laptops that were locked out had, signed by the authority.

It is made where the issuing key is, kept in the database, and handed to laptops with their news. Nothing leaves it,
not even what has ended by itself: papers are looked at when their certificates are long over.
"""

import hashlib
import threading
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import SQLAlchemyError

from fieldkit.clock import Clock
from fieldkit.documents.proof import Known
from fieldkit.errors import UserError
from fieldkit.office.authority import Authority
from fieldkit.office.database import Database
from fieldkit.office.log import LOG
from fieldkit.office.tables import CERTIFICATE, DEVICE, REVOCATIONS
from fieldkit.records.rows import dumps
from fieldkit.sync.messages import Trust
from fieldkit.trust import loaded

TSA_ROOTS = "tsa.pem"
_LASTS, _RENEWED = timedelta(days=30), timedelta(days=7)
LOOK_SECONDS = 15


def list_revoked(database: Database, authority: Authority, clock: Clock) -> Trust:
    """The newest list; made anew when somebody was locked out, or when it is a week old."""
    now = clock.millis()
    tsa_file = authority.folder / TSA_ROOTS
    tsa = tsa_file.read_text("ascii") if tsa_file.exists() else ""
    with database.writing() as connection:
        entries = _entries(connection)
        says = hashlib.sha256(dumps([entries, tsa, authority.pem]).encode()).hexdigest()
        row = connection.execute(select(REVOCATIONS).order_by(REVOCATIONS.c.number.desc()).limit(1)).first()
        if (
            row is not None
            and row.says == says
            and row.until_ms - now > (_LASTS - _RENEWED) / timedelta(milliseconds=1)
        ):
            return Trust(number=row.number, crl=row.crl, tsa=row.tsa)
        until = _moment(now) + _LASTS
        number = max(now, row.number + 1 if row else 0)
        made = authority.revocations(number, ((int(serial, 16), _moment(since)) for serial, since in entries), until)
        fresh = Trust(number=number, crl=made.public_bytes(Encoding.PEM).decode(), tsa=tsa)
        connection.execute(delete(REVOCATIONS))
        until_ms = round(until.timestamp() * 1000)
        connection.execute(insert(REVOCATIONS), {**fresh.model_dump(), "says": says, "until_ms": until_ms})
    return fresh


def newest(connection: Connection, known: int = 0) -> Trust | None:
    """The list, when a laptop that has the one of this number lacks it."""
    row = connection.execute(select(REVOCATIONS).where(REVOCATIONS.c.number > known)).first()
    return Trust(number=row.number, crl=row.crl, tsa=row.tsa) if row else None


def known_of(connection: Connection, received: datetime | None) -> Known:
    """What the office knows of a paper beside its file, which it received at a time."""
    trust = newest(connection)
    lists = [x509.load_pem_x509_crl(trust.crl.encode())] if trust else []
    return Known(lists, loaded(trust.tsa) if trust else (), received)


def keep_list(database: Database, authority: Authority, clock: Clock, over: threading.Event) -> None:
    """Keeps the list right until told to stop; what goes wrong is tried again."""
    while True:
        try:
            list_revoked(database, authority, clock)
        except (UserError, OSError, SQLAlchemyError) as error:
            LOG.error("the list of revoked certificates was not made: %s", type(error).__name__)
        if over.wait(LOOK_SECONDS):
            return


def _entries(connection: Connection) -> list[tuple[str, int]]:
    """The numbers of revoked certificates in hexadecimal, each with the time since when, in milliseconds."""
    query = (
        select(CERTIFICATE.c.serial, DEVICE.c.revoked_ms)
        .join(DEVICE, DEVICE.c.id == CERTIFICATE.c.device)
        .where(DEVICE.c.revoked_ms.is_not(None))
        .order_by(CERTIFICATE.c.serial)
    )
    return [(row.serial, row.revoked_ms) for row in connection.execute(query)]


def _moment(millis: int) -> datetime:
    return datetime.fromtimestamp(millis / 1000, UTC)
