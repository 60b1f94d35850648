"""The office's keys for courier bundles: an age identity that opens them, and a P-256 key that signs the answers.

Both public halves stand in one certificate of the office's authority, so a laptop needs only the pinned root.
An office that was made before there were bundles gets its keys when it is opened.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pyrage
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from fieldkit.errors import DamagedError
from fieldkit.i18n import N_
from fieldkit.office.authority import Authority
from fieldkit.office.writing import write_secret
from fieldkit.sync.manifest import COURIER_UNIT

_PEM = serialization.Encoding.PEM


@dataclass(frozen=True)
class CourierKeys:
    """`identity` is an age secret key; the first of the `chain` names its recipient and is that of `key`."""

    identity: str
    key: ec.EllipticCurvePrivateKey
    chain: tuple[x509.Certificate, ...]

    @property
    def recipient(self) -> str:
        return str(pyrage.x25519.Identity.from_str(self.identity).to_public())

    @property
    def pem(self) -> str:
        return "".join(one.public_bytes(_PEM).decode() for one in self.chain)


def courier_keys(authority: Authority) -> CourierKeys:
    """The keys in the office's folder; made if they are missing. DamagedError when one is not what it should be."""
    folder = authority.folder
    identity = _kept(folder / "courier.age", _new_identity)
    secret = _kept(folder / "courier.key", _new_key)
    try:
        name = identity.decode("ascii").strip()
        recipient = str(pyrage.x25519.Identity.from_str(name).to_public())
        key = serialization.load_pem_private_key(secret, None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise _damaged()
        public = key.public_key().public_bytes(_PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()

        def issued() -> bytes:
            own = authority.issue(public, name="FieldKit courier", number=recipient, unit=COURIER_UNIT)
            return (own + authority.issuing_pem).encode()

        chain = tuple(x509.load_pem_x509_certificates(_kept(folder / "courier.pem", issued)))
    except (ValueError, pyrage.IdentityError):
        raise _damaged() from None
    return CourierKeys(name, key, chain)


def _new_identity() -> bytes:
    return f"{pyrage.x25519.Identity.generate()}\n".encode()


def _new_key() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """A file's content; it is made once and whole, also when two processes come at the same time."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{uuid4().hex}")
        write_secret(draft, make())
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_bytes()


def _damaged() -> DamagedError:
    return DamagedError(N_("The office's courier key is damaged. Restore its folder from the backup."))
