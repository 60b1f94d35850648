"""The doctor: whether this laptop is well, in sentences with what to do; for the screen and `fieldkit doctor`."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from fieldkit.actions.desk import Desk
from fieldkit.forms import form_of
from fieldkit.forms.types import ZONE
from fieldkit.i18n import N_, language, translate
from fieldkit.joined import listed
from fieldkit.store.database import FILES, OUTBOX, get_meta
from fieldkit.store.keys import KeyStoreVault
from fieldkit.store.ledger import conflicted

LITTLE_SPACE, NO_SPACE = 2_000_000_000, 200_000_000
CLOCK_OFF = timedelta(minutes=5)
LONG_WAITING = timedelta(days=3)
CERTIFICATE_SOON = timedelta(days=30)


@dataclass(frozen=True)
class Finding:
    """One thing looked at: `level` is good, warn or bad; what was found, and what to do about it."""

    level: str
    text: str
    what_to_do: str = ""


def findings(desk: Desk) -> list[Finding]:
    """Everything that was looked at, in the language in force. Reads the whole database, so it takes its time."""
    checks: tuple[Callable[[Desk], Iterator[Finding]], ...] = (
        _keys, _enrolment, _locked_out, _clock, _space, _waiting, _conflicts, _files, _database,
    )  # fmt: skip
    return [finding for check in checks for finding in check(desk)]


def certificate_ends(desk: Desk) -> dict[str, datetime]:
    """Until when the laptop's and the person's certificate are valid."""
    identity = desk.identity
    pems = {"device": identity.device_certificate, "signing": identity.signing_certificate}
    return {name: x509.load_pem_x509_certificate(pem.encode()).not_valid_after_utc for name, pem in pems.items()}


def _keys(desk: Desk) -> Iterator[Finding]:
    if isinstance(desk.vault, KeyStoreVault):
        yield Finding("good", translate(N_("The keys lie in the key store of this computer.")))
    else:
        yield Finding("good", translate(N_("The keys lie in a file that your passphrase opens.")))


def _enrolment(desk: Desk) -> Iterator[Finding]:
    if not desk.enrolled:
        yield Finding("bad", translate(N_("This laptop is not enrolled.")),
                      translate(N_("Ask the head office for an invitation.")))  # fmt: skip
        return
    ends = min(certificate_ends(desk).values())
    day = f"{ends.astimezone(ZONE):%Y-%m-%d}"
    left = ends - desk.office_now()
    if left < timedelta():
        text = translate(N_("The certificate ended on {day}; nothing can be signed any more.")).format(day=day)
        yield Finding("bad", text, translate(N_("Ask the head office for a new invitation.")))
    elif left < CERTIFICATE_SOON:
        text = translate(N_("The certificate ends on {day}.")).format(day=day)
        yield Finding("warn", text, translate(N_("Connect once: this laptop then asks for a new one by itself.")))
    else:
        yield Finding("good", translate(N_("Enrolled; the certificates are valid until {day}.")).format(day=day))


def _locked_out(desk: Desk) -> Iterator[Finding]:
    with desk.store.database.reading() as connection:
        said = get_meta(connection, "locked_out", {})
    if said:
        advice = translate(
            N_("Nothing of this laptop is sent any more. What is written here stays; ask the head office.")
        )
        yield Finding("bad", str(said.get(language()) or said["en"]), advice)


def _clock(desk: Desk) -> Iterator[Finding]:
    with desk.store.database.reading() as connection:
        synced = get_meta(connection, "synced")
    if synced is None:
        yield Finding("warn", translate(N_("The clock was never compared with the office's.")),
                      translate(N_("Connect once.")))  # fmt: skip
        return
    off = timedelta(seconds=abs(float(synced["offset"])))
    if off <= CLOCK_OFF:
        yield Finding("good", translate(N_("The clock agrees with the office's.")))
        return
    minutes = f"{off.total_seconds() / 60:,.0f}"
    text = translate(N_("The clock differs from the office's by {minutes} min.")).format(minutes=minutes)
    yield Finding("warn", text, translate(N_("Set this computer's clock: its time is printed on papers.")))


def _space(desk: Desk) -> Iterator[Finding]:
    free = shutil.disk_usage(desk.store.home).free
    text = translate(N_("{free} GB free on the disk.")).format(free=f"{free / 1e9:,.1f}")
    level = "bad" if free < NO_SPACE else "warn" if free < LITTLE_SPACE else "good"
    advice = "" if level == "good" else translate(N_("Make room: photos and papers need it."))
    yield Finding(level, text, advice)


def _waiting(desk: Desk) -> Iterator[Finding]:
    with desk.store.database.reading() as connection:
        waiting = OUTBOX.c.state.in_(("open", "sealed"))
        oldest = connection.execute(select(func.min(OUTBOX.c.device_ms)).where(waiting)).scalar()
    if oldest is None:
        yield Finding("good", translate(N_("Everything you wrote has been sent.")))
        return
    since = datetime.fromtimestamp(oldest / 1000, UTC)
    said = f"{since.astimezone(ZONE):%Y-%m-%d %H:%M}"
    text = translate(N_("Something has been waiting to go out since {since}.")).format(since=said)
    late = desk.clock.now() - since > LONG_WAITING
    advice = translate(N_("Connect this laptop: until then only this disk has it."))
    yield Finding("warn" if late else "good", text, advice if late else "")


def _conflicts(desk: Desk) -> Iterator[Finding]:
    found = conflicted(desk.store)
    if found:
        named = listed([f"{form_of(record).name} ({record.id})" for record in found[:3]])
        text = translate(N_("Two people wrote the same field in {count} places: {names}.")).format(
            count=len(found), names=named
        )
        yield Finding("warn", text, translate(N_("Choose one under Deliveries, or write the field again.")))


def _files(desk: Desk) -> Iterator[Finding]:
    with desk.store.database.reading() as connection:
        rows = list(connection.execute(select(FILES.c.sha256, FILES.c.state, FILES.c.name)))
    whole = desk.store.files.whole
    lost = [row.name for row in rows if row.state == "damaged" or (row.state == "here" and not whole(row.sha256))]
    if not lost:
        yield Finding("good", translate(N_("No file is damaged.")))
        return
    named = listed(lost[:3])
    text = translate(N_("{count} files are damaged or missing: {names}.")).format(count=len(lost), names=named)
    yield Finding("bad", text, translate(N_("Add them again; what the office has is fetched from there.")))


def _database(desk: Desk) -> Iterator[Finding]:
    try:
        with desk.store.database.reading() as connection:
            said = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    except DatabaseError as error:
        said = [str(error.orig)]
    if said == ["ok"]:
        yield Finding("good", translate(N_("The database is whole.")))
    else:
        yield Finding("bad", translate(N_("The database is damaged: {what}.")).format(what=said[0]),
                      translate(N_("Stop working here and bring the laptop to the head office.")))  # fmt: skip
