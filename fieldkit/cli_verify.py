"""What `fieldkit verify` is handed as files: papers, certificates, lists of revoked ones."""

from collections.abc import Iterable
from pathlib import Path

from cryptography import x509

from fieldkit.errors import UserError
from fieldkit.i18n import N_


def read_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(N_("“{path}” cannot be read: {reason}."), path=path, reason=error.strerror) from None


def certificates_in(paths: Iterable[Path]) -> list[x509.Certificate]:
    """The certificates of PEM files."""
    found = []
    for path in paths:
        try:
            found += x509.load_pem_x509_certificates(read_file(path))
        except ValueError:
            raise UserError(N_("“{path}” holds no certificate."), path=path) from None
    return found


def revoked_in(paths: Iterable[Path]) -> list[x509.CertificateRevocationList]:
    """The list of revoked certificates in each PEM file."""
    found = []
    for path in paths:
        try:
            found.append(x509.load_pem_x509_crl(read_file(path)))
        except ValueError:
            raise UserError(N_("“{path}” holds no list of revoked certificates."), path=path) from None
    return found
