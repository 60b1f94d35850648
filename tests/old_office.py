"""An office as it was made before there were two keys: one certificate that is root and issues."""

from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from fieldkit.clock import PlayedClock
from fieldkit.office.root import key_usage
from fieldkit.office.writing import write_secret


def make_old(folder: Path, clock: PlayedClock) -> None:
    """Gives the office in a folder the one key that such offices have."""
    for name in ("issuing.pem", "issuing.key", "root.key", "courier.pem", "courier.key", "courier.age"):
        (folder / name).unlink()
    name = x509.load_pem_x509_certificate((folder / "ca.pem").read_bytes()).subject
    key = ec.generate_private_key(ec.SECP256R1())
    start = clock.now() - timedelta(hours=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=7306))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(key_usage(authority=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    write_secret(folder / "ca.key", key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    (folder / "ca.pem").write_bytes(certificate.public_bytes(pem))
