"""What this laptop judges signatures by: the pinned root, the list of revoked certificates, and the office's ledger."""

import hashlib
from datetime import datetime

from cryptography import x509

from fieldkit.actions.desk import Desk
from fieldkit.documents.proof import Known
from fieldkit.documents.snapshot import read_snapshot
from fieldkit.errors import DamagedError, UserError
from fieldkit.forms import form_of
from fieldkit.forms.paper import SignedPaper
from fieldkit.forms.types import ZONE
from fieldkit.i18n import N_
from fieldkit.store.database import get_meta
from fieldkit.store.incoming import NO_TRUST
from fieldkit.trust import in_force, loaded


def trusted(desk: Desk) -> list[x509.Certificate]:
    """The root that this laptop pinned when it was enrolled."""
    return loaded(desk.identity.ca_certificate)


def require_in_force(desk: Desk) -> None:
    """UserError where nobody would believe what is signed now: the clock is wrong, or a certificate is over."""
    now, identity = desk.clock.now(), desk.identity
    for own in loaded(identity.signing_certificate, identity.device_certificate):
        if not in_force([own], now):
            raise UserError(
                N_(
                    "This computer says that it is {now}, but its certificate counts from {first} to {last}: what is "
                    "signed now would not be believed. Set the clock; if it is right, synchronize."
                ),
                now=f"{now.astimezone(ZONE):%Y-%m-%d %H:%M}",
                first=f"{own.not_valid_before_utc.astimezone(ZONE):%Y-%m-%d}",
                last=f"{own.not_valid_after_utc.astimezone(ZONE):%Y-%m-%d}",
            )


def known_of(desk: Desk, pdf: bytes) -> Known:
    """What this laptop knows beside the file: who was locked out, whose time stamps count, when the office had it."""
    with desk.store.database.reading() as connection:
        trust = get_meta(connection, "trust", NO_TRUST)
    lists = [x509.load_pem_x509_crl(str(trust["crl"]).encode())] if trust["crl"] else []
    return Known(lists, loaded(str(trust["tsa"])), _received(desk, pdf))


def _received(desk: Desk, pdf: bytes) -> datetime | None:
    """When the office received this very file, by its ledger: the record that the paper says it is of."""
    try:
        inside, _ = read_snapshot(pdf)
    except DamagedError:
        return None
    record = desk.store.get(str(inside.get("id")))
    form = form_of(record) if record else None
    if not isinstance(form, SignedPaper):
        return None
    sha256 = hashlib.sha256(pdf).hexdigest()
    for sheet in form.sheets:
        if sheet.received_at and sha256 in {file.sha256 for file in (sheet.file, sheet.stamped) if file}:
            received: datetime = sheet.received_at
            return received
    return None
