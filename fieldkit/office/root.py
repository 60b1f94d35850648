"""The root of an office's authority: the certificate that laptops pin. It certifies the issuing key, and nothing else.

Its key is needed when the office is made, and again when the issuing certificate is renewed, years later. So it lies
on a stick in a safe, or at least under a passphrase, and no process that serves ever opens it.
"""

import getpass
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fieldkit.errors import UserError
from fieldkit.i18n import N_, translate
from fieldkit.office.writing import flush_folder, write_flushed, write_secret
from fieldkit.trust import certificate_name

ROOT, ISSUING, ROOT_KEY = "ca.pem", "issuing.pem", "root.key"
LEAST_PASSPHRASE = 12  # characters: the file may be tried out by whoever finds it
_ROOT_LASTS, _ISSUING_LASTS = timedelta(days=7305), timedelta(days=3653)
EARLIER = timedelta(hours=1)  # clocks differ
_PEM = serialization.Encoding.PEM


@dataclass(frozen=True)
class RootKeeping:
    """Where the root's key goes, and the passphrase it is locked with; by default beside the others, not locked."""

    path: Path | None = None
    passphrase: str = ""

    def check(self) -> None:
        """UserError before anything is made for a passphrase that is too short, or a file that is there."""
        if self.passphrase and len(self.passphrase) < LEAST_PASSPHRASE:
            raise UserError(
                N_("The passphrase of the root's key needs at least {count} characters."), count=LEAST_PASSPHRASE
            )
        if self.path is not None and self.path.exists():
            raise UserError(N_("“{path}” is there already. Choose another file for the root's key."), path=self.path)

    def put(self, folder: Path, key: ec.EllipticCurvePrivateKey) -> None:
        """Writes the key down, in PEM (PKCS 8)."""
        lock: serialization.KeySerializationEncryption = serialization.NoEncryption()
        if self.passphrase:
            lock = serialization.BestAvailableEncryption(self.passphrase.encode())
        content = key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, lock)
        write_secret(self.path or folder / ROOT_KEY, content)


IN_THE_FOLDER = RootKeeping()


def make_root(company: str, now: datetime) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """A new root: its key and the certificate that it gives itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _named(company, "FieldKit CA")
    return key, _certified(key, name, name, key.public_key(), (now, now + _ROOT_LASTS), below=1)


def certify_issuing(
    root_key: ec.EllipticCurvePrivateKey, root: x509.Certificate, key: ec.EllipticCurvePublicKey, now: datetime
) -> x509.Certificate:
    """The issuing certificate for a key, by the root; it ends no later than the root."""
    company = str(root.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value)
    until = min(now + _ISSUING_LASTS, root.not_valid_after_utc)
    return _certified(root_key, root.subject, _named(company, "FieldKit issuing"), key, (now, until), below=0)


def renew_issuing(folder: Path, key_file: Path, passphrase: str, now: datetime) -> x509.Certificate:
    """A new certificate for the same issuing key, written beside it: what the old one issued stays good."""
    if not (folder / ISSUING).exists():
        raise UserError(N_("This office was made with one key that is root and issues; there is nothing to renew."))
    root = x509.load_pem_x509_certificate((folder / ROOT).read_bytes())
    former = x509.load_pem_x509_certificate((folder / ISSUING).read_bytes())
    public = former.public_key()
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise UserError(N_("The file {file} does not hold the authority's key."), file=ISSUING)
    renewed = certify_issuing(_read_key(key_file, passphrase, root), root, public, now)
    draft = folder / f"{ISSUING}.part"
    write_flushed(draft, renewed.public_bytes(_PEM))
    draft.replace(folder / ISSUING)
    flush_folder(folder)
    return renewed


def locked(path: Path) -> bool:
    """Whether a key file needs a passphrase."""
    return b"ENCRYPTED" in path.read_bytes()


def asked_passphrase(file: Path | None, *, anew: bool = False) -> str:
    """The passphrase of the root's key: from a file, else from the terminal; "" where nobody can be asked."""
    if file is not None:
        try:
            return file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else error.reason
            raise UserError(N_("The passphrase file cannot be read: {reason}."), reason=reason) from None
    if sys.stdin is None or not sys.stdin.isatty():
        return ""
    said = getpass.getpass(translate(N_("Passphrase for the root's key: ")))
    if anew and getpass.getpass(translate(N_("Once more: "))) != said:
        raise UserError(N_("The two passphrases differ. Nothing was made; begin again."))
    return said


def _read_key(path: Path, passphrase: str, root: x509.Certificate) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), passphrase.encode() or None)
    except OSError as error:
        raise UserError(N_("“{path}” cannot be read: {reason}."), path=path, reason=error.strerror) from None
    except (ValueError, TypeError):
        raise UserError(N_("The root's key does not open: it is another file, or another passphrase.")) from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != root.public_key():
        raise UserError(N_("This is not the key of this office's root."))
    return key


def _named(company: str, name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, certificate_name(company)),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _certified(
    by: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    subject: x509.Name,
    key: ec.EllipticCurvePublicKey,
    lasts: tuple[datetime, datetime],
    *,
    below: int,
) -> x509.Certificate:
    """A certificate that may issue others; `below` is how many issuers may stand under it."""
    own = x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(lasts[0] - EARLIER)
        .not_valid_after(lasts[1])
        .add_extension(x509.BasicConstraints(ca=True, path_length=below), critical=True)
        .add_extension(key_usage(authority=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(own, critical=False)
        .sign(by, hashes.SHA256())
    )


def key_usage(*, authority: bool) -> x509.KeyUsage:
    """What a certificate's key is for: to issue and revoke, or to sign."""
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
