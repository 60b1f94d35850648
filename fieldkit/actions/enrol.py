"""Enrolment: this folder becomes a laptop of the invited person; and one round of sync."""

import base64
import hashlib
import platform
from dataclasses import asdict

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from fieldkit.actions.courier import learn_courier_key
from fieldkit.actions.desk import Desk, Identity
from fieldkit.actions.links import look_after_lists
from fieldkit.actions.luggage import Luggage
from fieldkit.actions.renewing import renew_certificates
from fieldkit.actions.room import pack, tidy_up
from fieldkit.errors import OfflineError, UserError
from fieldkit.i18n import N_
from fieldkit.store.keys import seal_to
from fieldkit.store.outgoing import Outgoing
from fieldkit.sync.client import RoundResult, Sync
from fieldkit.sync.files import Progress
from fieldkit.sync.line import Line, LockedOutError
from fieldkit.sync.messages import Enrol, EnrolReply

_PEM = serialization.Encoding.PEM


def enrol(desk: Desk, url: str, code: str) -> Identity:
    """Makes this home a laptop of the invited person. The office must be the one whose key the code names."""
    if desk.enrolled:
        raise UserError(N_("This laptop is enrolled already. Use another folder for another person."))
    if not url.startswith(("http://", "https://")):
        raise UserError(N_("The address of the head office begins with https://."), field="url")
    if not code.isascii():
        raise UserError(N_("This invitation code is unknown. Copy it again, or ask for a new one."), field="code")
    keys = {name: ec.generate_private_key(ec.SECP256R1()) for name in ("device", "signing")}
    public = {name: _public(key) for name, key in keys.items()}
    message = Enrol(
        code=code.strip(), device_key=public["device"], signing_key=public["signing"], device_name=platform.node()[:100]
    )
    line = Line(url, "", None, desk.clock)
    try:
        reply = line.post("/v1/enrol", message, EnrolReply)
    except OfflineError as error:
        silent = N_("No answer from this address; check it and the network.")
        raise OfflineError(error.reason, message=silent, field="url") from error
    finally:
        line.close()
    _check_pinned(reply.ca_certificate, code)
    for name, key in keys.items():
        plain = serialization.NoEncryption()
        desk.vault.put(name, key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, plain))
    identity = Identity(
        url, reply.device, reply.person, reply.company, reply.device_certificate, reply.signing_certificate,
        reply.ca_certificate, reply.evidence_key, reply.recovery_key, reply.courier_certificate,
        reply.issuing_certificate,
    )  # fmt: skip
    outgoing = Outgoing(desk.store)
    outgoing.begin(reply.history)
    outgoing.put("recovery", _wrapped_database_key(desk, reply.recovery_key))
    outgoing.put("identity", asdict(identity))
    desk.clock.learn(reply.time)
    return identity


def _public(key: ec.EllipticCurvePrivateKey) -> str:
    return key.public_key().public_bytes(_PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def _check_pinned(certificate: str, code: str) -> None:
    """The invitation carries the fingerprint of the office's key: an impostor on the line cannot answer for it."""
    loaded = x509.load_pem_x509_certificate(certificate.encode())
    digest = hashlib.sha256(loaded.public_bytes(serialization.Encoding.DER)).digest()
    expected = code.strip().upper().split("-")[-1]
    try:
        pinned = base64.b32decode(expected)
    except ValueError:
        pinned = b""
    if len(pinned) != 10 or digest[:10] != pinned:
        raise UserError(N_("This is not the head office that the invitation comes from. Ask for a new invitation."))


def _wrapped_database_key(desk: Desk, recovery_key: str) -> str:
    """The database key for the office's recovery key alone: a lost Windows profile must not lose a week."""
    key = desk.vault.get("database") or b""
    wrapped = base64.b64encode(seal_to(recovery_key, key, "fieldkit recovery")).decode()
    (desk.store.home / "recovery.sealed").write_text(wrapped, "ascii")
    return wrapped


def sync(desk: Desk, progress: Progress = lambda _what, _done, _all: None) -> RoundResult:
    """One round with the head office; OfflineError when there is no line."""
    line = desk.line()
    try:
        luggage = Luggage(desk)
        result = _round(desk, Sync(desk.store, line, progress), luggage)
        luggage.brought()
        learn_courier_key(desk, line)
        renew_certificates(desk, line)
    finally:
        line.close()
    Outgoing(desk.store).put("synced", {"at": desk.clock.now().isoformat(), "offset": round(desk.clock.offset)})
    tidy_up(desk)
    look_after_lists(desk)
    return result


def _round(desk: Desk, line: Sync, luggage: Luggage) -> RoundResult:
    """A round; whether this laptop was locked out is kept for the doctor."""
    outgoing = Outgoing(desk.store)
    try:
        result = line.round(lambda: pack(desk, luggage))
    except LockedOutError as error:
        outgoing.put("locked_out", {code: error.say(code) for code in ("zh", "en")})
        raise
    if outgoing.meta("locked_out"):
        outgoing.put("locked_out", {})
    return result
