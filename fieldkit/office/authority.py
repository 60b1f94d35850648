"""The office's own certificate authority, and its keys for evidence and recovery. Keys are files, for the owner only.

Everything is EC P-256, but the two sealing keys, which are X25519 for HPKE (RFC 9180).
"""

import base64
import hashlib
import hmac
import os
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.x509.oid import NameOID

from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.i18n import N_

_YEARS = timedelta(days=3653)
_PLAIN = serialization.NoEncryption()
_PKCS8 = serialization.PrivateFormat.PKCS8
_PEM = serialization.Encoding.PEM
DEVICE_UNIT, DEVICE_NAME = "device", "FieldKit "
_SPKI = serialization.PublicFormat.SubjectPublicKeyInfo


def write_secret(path: Path, content: bytes) -> None:
    """A file that only its owner can read, from its first byte on."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


class Authority:
    """Issues the certificates of people and laptops; lives in the office's data folder."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder = folder
        self._clock = clock
        try:
            self.certificate = x509.load_pem_x509_certificate((folder / "ca.pem").read_bytes())
        except FileNotFoundError:
            raise UserError(N_("There is no head office here. Run “fieldkit office init” first.")) from None

    @classmethod
    def create(cls, folder: Path, company: str, clock: Clock) -> "Authority":
        """A new authority with its root certificate, evidence key and recovery key."""
        folder.mkdir(parents=True, exist_ok=True)
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, company),
                x509.NameAttribute(NameOID.COMMON_NAME, "FieldKit CA"),
            ]
        )
        start = clock.now() - timedelta(hours=1)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + 2 * _YEARS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(authority=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        write_secret(folder / "ca.key", key.private_bytes(_PEM, _PKCS8, _PLAIN))
        (folder / "ca.pem").write_bytes(certificate.public_bytes(_PEM))
        for purpose in ("evidence", "recovery"):
            sealing = x25519.X25519PrivateKey.generate()
            write_secret(folder / f"{purpose}.key", sealing.private_bytes(_PEM, _PKCS8, _PLAIN))
            (folder / f"{purpose}.pub").write_bytes(sealing.public_key().public_bytes(_PEM, _SPKI))
        return cls(folder, clock)

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(_PEM).decode()

    def public_key(self, purpose: str) -> str:
        """The public sealing key for `evidence` or `recovery`, in PEM."""
        return (self.folder / f"{purpose}.pub").read_text("ascii")

    def now(self) -> datetime:
        return self._clock.now()

    def sign(self, content: bytes) -> bytes:
        """The authority's own signature (ECDSA, SHA-256, DER): for the list of a backup."""
        return self._key().sign(content, ec.ECDSA(hashes.SHA256()))

    def issue(self, public_key: str, *, name: str, number: str, unit: str) -> str:
        """A certificate for somebody's P-256 key, in PEM. UserError when the key is none."""
        try:
            key = serialization.load_pem_public_key(public_key.encode())
        except ValueError:
            key = None
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
            raise UserError(N_("The laptop's key is not an EC P-256 key. Enrol again with a current FieldKit."))
        subject = x509.Name(
            [
                *self.certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME),
                x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
                x509.NameAttribute(NameOID.COMMON_NAME, name),
                x509.NameAttribute(NameOID.SERIAL_NUMBER, number),
            ]
        )
        authority = self.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        start = self._clock.now() - timedelta(hours=1)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.certificate.subject)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(min(start + _YEARS, self.certificate.not_valid_after_utc))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(authority=False), critical=True)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(authority), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .sign(self._key(), hashes.SHA256())
        )
        return certificate.public_bytes(_PEM).decode()

    def seal(self, text: str) -> str:
        """What only who holds the issuing key can say of a text: an invitation in the database is worth no more."""
        secret = self._key().private_numbers().private_value.to_bytes(32, "big")
        key = HKDF(hashes.SHA256(), 32, None, b"fieldkit invitation").derive(secret)
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    def _key(self) -> ec.EllipticCurvePrivateKey:
        try:
            content = (self.folder / "ca.key").read_bytes()
        except OSError:
            raise UserError(N_("The issuing key is not here. Work in the folder that holds ca.key.")) from None
        key = serialization.load_pem_private_key(content, None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise UserError(N_("The file ca.key does not hold the authority's key."))
        return key


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def fingerprint(certificate: x509.Certificate) -> str:
    """80 bits of the certificate's hash in base 32: what an invitation carries to pin the office."""
    digest = hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).digest()
    return base64.b32encode(digest[:10]).decode()
