"""New certificates before the old ones end: a laptop asks for them by itself when half their time is over.

Off line it goes on with those it has; there is half their life, some eighteen months, to find a line.
"""

from dataclasses import asdict, replace
from datetime import UTC, datetime

import jwt
from cryptography import x509

from fieldkit.actions.desk import Desk, Identity
from fieldkit.errors import OfflineError, UserError
from fieldkit.i18n import N_
from fieldkit.store.outgoing import Outgoing
from fieldkit.sync.line import Line, RefusedError
from fieldkit.sync.manifest import chain_header
from fieldkit.sync.messages import Renew, RenewReply
from fieldkit.trust import certificate_name, chain_of, loaded, named_in

_PROOF_SECONDS = 300


def renew_certificates(desk: Desk, line: Line) -> bool:
    """Asks for new certificates when it is time; whether they came.

    An office that cannot give any, or a line that breaks, is no fault of the sync that this comes after: it is asked
    again. UserError for certificates that are not this laptop's, or not of its office.
    """
    identity = desk.identity
    signing = x509.load_pem_x509_certificate(identity.signing_certificate.encode())
    if not _is_time(signing, datetime.fromtimestamp(desk.clock.office_seconds(), UTC)):
        return False
    now = int(desk.clock.office_seconds())
    claims = {"iss": identity.device, "iat": now, "exp": now + _PROOF_SECONDS}
    proof = jwt.encode(claims, desk.key("signing"), algorithm="ES256", headers=chain_header(signing))
    try:
        reply = line.post("/v1/certificates", Renew(order=line.order({"renew": proof})), RenewReply)
    except (OfflineError, RefusedError):
        return False
    renewed = replace(identity, **reply.model_dump())
    _check(desk, renewed)
    Outgoing(desk.store).put("identity", asdict(renewed))
    return True


def _is_time(certificate: x509.Certificate, now: datetime) -> bool:
    """Half its time is over; or it does not name its laptop, and so could not be revoked; or no signature can be made
    with the name that it bears."""
    middle = certificate.not_valid_before_utc + (certificate.not_valid_after_utc - certificate.not_valid_before_utc) / 2
    named = any(extension.oid == x509.SubjectAlternativeName.oid for extension in certificate.extensions)
    name = named_in(certificate)
    return now >= middle or not named or certificate_name(name) != name


def _check(desk: Desk, identity: Identity) -> None:
    root, issuing = loaded(identity.ca_certificate), loaded(identity.issuing_certificate)
    for pem, name in ((identity.device_certificate, "device"), (identity.signing_certificate, "signing")):
        own = loaded(pem)[0]
        if own.public_key() != desk.key(name).public_key() or not chain_of(own, issuing, root):
            raise UserError(
                N_("The certificates that came are not this laptop's, and were not taken. Tell the head office.")
            )
