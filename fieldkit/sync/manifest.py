"""What a courier bundle says of itself, and who vouches for it: the manifest, its signature, the office's key.

The manifest is a JWS (ES256): of a laptop by its device key, of the office by the key of its courier certificate.
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import jwt
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from pydantic import Field

from fieldkit.errors import DamagedError, UserError
from fieldkit.i18n import N_
from fieldkit.sync.messages import Count, Id, Message, Pull, PullReply, PushReply, Receipt, Sha
from fieldkit.trust import chain_of

VERSION = 1
JWS_TYPE = "fieldkit-bundle"
COURIER_UNIT = "courier"
_JWS = jwt.PyJWS()


class Part(Message):
    """One part: a message (gzip of its JSON) or a file as it is. `media` is a file's type."""

    type: Annotated[str, Field(max_length=20)]
    sha256: Sha
    size: Count
    media: Annotated[str, Field(max_length=80)] = ""


class Manifest(Message):
    """What the JWS says. `sender` is a device id, or "" for the office; `reader` is whom it is sealed for.

    `answer_to` is the age recipient for the answer, in a bundle of a laptop; `answers` the id of the bundle answered.
    """

    version: int = VERSION
    id: Id
    sender: Annotated[str, Field(max_length=36)] = ""
    reader: Annotated[str, Field(max_length=200)]
    answer_to: Annotated[str, Field(max_length=200)] = ""
    answers: Annotated[str, Field(max_length=36)] = ""
    parts: Annotated[list[Part], Field(max_length=20_000)]


class Pushed(Message):
    """The answer to one push: the incarnation and history that it spoke of, and the reply as over HTTP."""

    history: str
    inc: str
    reply: PushReply


class Pulled(Message):
    """One page of news: where the laptop stood when it asked, and the reply as over HTTP."""

    asked: Pull
    reply: PullReply


class Receipts(Message):
    """The files of the bundle that the office stored, in the history it speaks of."""

    history: str
    receipts: list[Receipt]


class SealedForOthersError(UserError):
    """Whoever opens a bundle here is not the one it was sealed for."""

    def __init__(self) -> None:
        super().__init__(
            N_("This file is sealed for somebody else: a bundle for the head office, an answer for its laptop.")
        )


def damaged() -> DamagedError:
    return DamagedError(
        N_("This file is no courier bundle, or was cut short or altered on its way. Nothing was changed.")
    )


def sign(manifest: Manifest, key: ec.EllipticCurvePrivateKey, header: Mapping[str, Any] | None = None) -> str:
    """The manifest as a compact JWS (ES256)."""
    headers = {"typ": JWS_TYPE, **(header or {})}
    return _JWS.encode(manifest.model_dump_json().encode(), key, algorithm="ES256", headers=headers)


def verified(line: str, key_for: Callable[[Manifest, Mapping[str, Any]], Any]) -> Manifest:
    """The manifest of a line whose signature is good under the key that `key_for` (manifest, header) gives."""
    try:
        header = jwt.get_unverified_header(line)
        manifest = Manifest.model_validate_json(_JWS.decode(line, options={"verify_signature": False}))
        if header.get("typ") != JWS_TYPE:
            raise damaged()
        if manifest.version > VERSION:
            raise UserError(N_("This bundle was made by a newer FieldKit. Update FieldKit here, then take it again."))
        _JWS.decode(line, key_for(manifest, header), algorithms=["ES256"])
    except (jwt.PyJWTError, ValueError):
        raise damaged() from None
    return manifest


@dataclass(frozen=True)
class OfficeKey:
    """What a courier certificate says: whom to seal to (an age recipient), and the key the office signs with."""

    recipient: str
    key: ec.EllipticCurvePublicKey


def office_key(chain: Sequence[x509.Certificate], root: x509.Certificate) -> OfficeKey:
    """The office's courier key, if the chain leads to the pinned root. Dates stop nobody whose clock is off.

    A laptop's or a person's certificate comes from the same root: the organisational unit tells them apart.
    """
    if not chain or not chain_of(chain[0], chain[1:], [root]):
        raise _not_the_office()
    certificate = chain[0]
    try:
        key = certificate.public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _not_the_office() from None
    units = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    recipients = certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
    if [unit.value for unit in units] != [COURIER_UNIT] or len(recipients) != 1:
        raise _not_the_office()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise _not_the_office()
    return OfficeKey(str(recipients[0].value), key)


def chain_header(*chain: x509.Certificate) -> dict[str, Any]:
    """The header of a JWS by which its reader finds the key (RFC 7515, x5c)."""
    return {"x5c": [base64.b64encode(one.public_bytes(Encoding.DER)).decode() for one in chain]}


def chain_key(header: Mapping[str, Any], root: x509.Certificate) -> ec.EllipticCurvePublicKey:
    """The key that the office signed an answer with."""
    chain = header.get("x5c")
    if not isinstance(chain, list) or len(chain) not in (1, 2):
        raise damaged()
    found = [x509.load_der_x509_certificate(base64.b64decode(str(one))) for one in chain]
    return office_key(found, root).key


def _not_the_office() -> UserError:
    return UserError(N_("This was not signed by this laptop's head office. Nothing was changed."))
