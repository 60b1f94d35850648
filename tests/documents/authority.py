"""A certificate authority of our own, with a certificate for each signer."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fieldkit.documents.signing import Signer
from fieldkit.trust import DEVICE_UNIT, PERSON_UNIT

DAY = datetime(2026, 11, 10, 5, 22, tzinfo=UTC)


class Authority:
    """Issues certificates that are valid around the played day."""

    def __init__(self, name: str = "FieldKit Office") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._issue(name, self.key, name, authority=True)
        self._name = name

    def signer(self, name: str, number: str = "", *, certificate: str = "", until: datetime | None = None) -> Signer:
        key = ec.generate_private_key(ec.SECP256R1())
        unit = DEVICE_UNIT if certificate else PERSON_UNIT
        own = self._issue(certificate or name, key, self._name, until=until, unit=unit)
        return Signer(key, [own, self.certificate], name, number)

    def engineer(self) -> Signer:
        return self.signer("何志强", "E100")

    def manager(self) -> Signer:
        return self.signer("李海波", "E106")

    def laptop(self, by_hand: str) -> Signer:
        return self.signer(by_hand, certificate="laptop E100-1")

    def revoked(self, since: datetime, *signers: Signer) -> x509.CertificateRevocationList:
        """The list that says so."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(since)
            .next_update(since + timedelta(days=30))
        )
        for signer in signers:
            entry = x509.RevokedCertificateBuilder().serial_number(signer.chain[0].serial_number)
            builder = builder.add_revoked_certificate(entry.revocation_date(since).build())
        return builder.sign(self.key, hashes.SHA256())

    def _issue(
        self,
        subject: str,
        key: ec.EllipticCurvePrivateKey,
        issuer: str,
        *,
        authority: bool = False,
        until: datetime | None = None,
        unit: str = "",
    ) -> x509.Certificate:
        def named(text: str, unit: str = "") -> x509.Name:
            of = [x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit)] if unit else []
            return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text), *of])

        usage = x509.KeyUsage(not authority, not authority, False, False, False, authority, authority, False, False)
        builder = (
            x509.CertificateBuilder()
            .subject_name(named(subject, unit))
            .issuer_name(named(issuer))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(DAY - timedelta(days=30))
            .not_valid_after(until or DAY + timedelta(days=365))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(usage, critical=True)
        )
        return builder.sign(self.key, hashes.SHA256())
