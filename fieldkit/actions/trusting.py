"""What this laptop judges signatures by: the pinned root, the list of revoked certificates, and the office's ledger."""

import hashlib
from datetime import datetime

from cryptography import x509

from fieldkit.actions.desk import Desk
from fieldkit.documents.proof import Known
from fieldkit.documents.snapshot import read_snapshot
from fieldkit.errors import DamagedError
from fieldkit.forms import form_of
from fieldkit.forms.paper import SignedPaper
from fieldkit.store.database import get_meta
from fieldkit.store.incoming import NO_TRUST
from fieldkit.trust import loaded


def trusted(desk: Desk) -> list[x509.Certificate]:
    """The root that this laptop pinned when it was enrolled."""
    return loaded(desk.identity.ca_certificate)


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
