"""The office's own certificate authority, and its keys for evidence and recovery. Keys are files, for the owner only.

Two certificates: the root (`ca.pem`), which laptops pin and whose key nobody needs from day to day (`root.py`), and
the issuing one (`issuing.pem`, `issuing.key`), which the root certified. An office that was made before there were two
has one that is both (`ca.pem`, `ca.key`), and goes on with it.

Everything is EC P-256, but the two sealing keys, which are X25519 for HPKE (RFC 9180).
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.x509.oid import NameOID

from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.root import (
    EARLIER,
    IN_THE_FOLDER,
    ISSUING,
    ROOT,
    RootKeeping,
    certify_issuing,
    key_usage,
    make_root,
)
from fieldkit.office.writing import write_secret
from fieldkit.trust import certificate_name

_LASTS = timedelta(days=1096)  # a laptop asks for the next certificate when half of it is over
_PLAIN = serialization.NoEncryption()
_PKCS8 = serialization.PrivateFormat.PKCS8
_PEM = serialization.Encoding.PEM
DEVICE_NAME = "FieldKit "
_SPKI = serialization.PublicFormat.SubjectPublicKeyInfo


class Authority:
    """Issues the certificates of people and laptops; lives in the office's data folder."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder = folder
        self._clock = clock
        try:
            self.root = x509.load_pem_x509_certificate((folder / ROOT).read_bytes())
        except FileNotFoundError:
            raise UserError(N_("There is no head office here. Run “fieldkit office init” first.")) from None
        self.two = (folder / ISSUING).exists()
        self.certificate = x509.load_pem_x509_certificate((folder / ISSUING).read_bytes()) if self.two else self.root

    @classmethod
    def create(cls, folder: Path, company: str, clock: Clock, keeping: RootKeeping = IN_THE_FOLDER) -> "Authority":
        """A new authority: root and issuing certificate, evidence key and recovery key."""
        folder.mkdir(parents=True, exist_ok=True)
        root_key, root = make_root(company, clock.now())
        key = ec.generate_private_key(ec.SECP256R1())
        issuing = certify_issuing(root_key, root, key.public_key(), clock.now())
        keeping.put(folder, root_key)
        write_secret(folder / "issuing.key", key.private_bytes(_PEM, _PKCS8, _PLAIN))
        (folder / ISSUING).write_bytes(issuing.public_bytes(_PEM))
        (folder / ROOT).write_bytes(root.public_bytes(_PEM))
        for purpose in ("evidence", "recovery"):
            sealing = x25519.X25519PrivateKey.generate()
            write_secret(folder / f"{purpose}.key", sealing.private_bytes(_PEM, _PKCS8, _PLAIN))
            (folder / f"{purpose}.pub").write_bytes(sealing.public_key().public_bytes(_PEM, _SPKI))
        return cls(folder, clock)

    @property
    def pem(self) -> str:
        """The root's certificate: what laptops pin and papers are checked against."""
        return self.root.public_bytes(_PEM).decode()

    @property
    def issuing_pem(self) -> str:
        """The issuing certificate; "" where the root issues itself."""
        return self.certificate.public_bytes(_PEM).decode() if self.two else ""

    @property
    def key_file(self) -> Path:
        """The issuing key."""
        return self.folder / ("issuing.key" if self.two else "ca.key")

    def public_key(self, purpose: str) -> str:
        """The public sealing key for `evidence` or `recovery`, in PEM."""
        return (self.folder / f"{purpose}.pub").read_text("ascii")

    def now(self) -> datetime:
        return self._clock.now()

    def sign(self, content: bytes) -> bytes:
        """The authority's own signature (ECDSA, SHA-256, DER): for the list of a backup."""
        return self._key().sign(content, ec.ECDSA(hashes.SHA256()))

    def issue(self, public_key: str, *, name: str, number: str, unit: str, device: str = "") -> str:
        """A certificate for somebody's P-256 key, in PEM. UserError when the key is none.

        `device` is the id of the laptop that holds the key: it stands in the certificate, so that one can be revoked.
        """
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
                x509.NameAttribute(NameOID.COMMON_NAME, certificate_name(name)),
                x509.NameAttribute(NameOID.SERIAL_NUMBER, number),
            ]
        )
        start = self._clock.now() - timedelta(hours=1)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.certificate.subject)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(min(start + _LASTS, self.certificate.not_valid_after_utc))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(key_usage(authority=False), critical=True)
            .add_extension(self._key_id(), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        )
        if device:
            names = [x509.UniformResourceIdentifier(UUID(device).urn)]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(self._key(), hashes.SHA256()).public_bytes(_PEM).decode()

    def revocations(
        self, number: int, entries: Iterable[tuple[int, datetime]], until: datetime
    ) -> x509.CertificateRevocationList:
        """A signed list of revoked certificates: the number of each, since when. A later list has a higher number."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(self._clock.now() - EARLIER)
            .next_update(until)
            .add_extension(x509.CRLNumber(number), critical=False)
            .add_extension(self._key_id(), critical=False)
        )
        for serial, since in entries:
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since)
            builder = builder.add_revoked_certificate(entry.build())
        return builder.sign(self._key(), hashes.SHA256())

    def _key_id(self) -> x509.AuthorityKeyIdentifier:
        own = self.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own)

    def seal(self, text: str) -> str:
        """What only who holds the issuing key can say of a text: an invitation in the database is worth no more."""
        secret = self._key().private_numbers().private_value.to_bytes(32, "big")
        key = HKDF(hashes.SHA256(), 32, None, b"fieldkit invitation").derive(secret)
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    def _key(self) -> ec.EllipticCurvePrivateKey:
        try:
            content = self.key_file.read_bytes()
        except OSError:
            raise UserError(
                N_("The issuing key is not here. Work in the folder that holds {file}."), file=self.key_file.name
            ) from None
        key = serialization.load_pem_private_key(content, None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise UserError(N_("The file {file} does not hold the authority's key."), file=self.key_file.name)
        return key


def fingerprint(certificate: x509.Certificate) -> str:
    """80 bits of the certificate's hash in base 32: what an invitation carries to pin the office."""
    digest = hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).digest()
    return base64.b32encode(digest[:10]).decode()
