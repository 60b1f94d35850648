"""A line by https: an office with a certificate of the company's own authority, and who does not trust it."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from served import served

from fieldkit.clock import Clock
from fieldkit.office.house import create_house
from fieldkit.office.importing import import_company

PEOPLE = "工号,姓名,角色,产品线\nE100,何志强,工程师,AN\n"


def pem(*parts: x509.Certificate) -> bytes:
    return b"".join(part.public_bytes(serialization.Encoding.PEM) for part in parts)


def certificates(folder: Path) -> None:
    """A company's authority, ca.pem, and what it gave its head office at 127.0.0.1: office.pem, office.key."""
    now = datetime.now(UTC)
    root, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())

    def certificate(name: str, of: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "company")])
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(of.public_key())
        made = made.serial_number(x509.random_serial_number())
        return made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=90))

    identifier = x509.SubjectKeyIdentifier.from_public_key(root.public_key())
    uses = x509.KeyUsage(False, False, False, False, False, True, True, False, False)  # certificates and lists
    ca = certificate("company", root).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    ca = ca.add_extension(uses, critical=True).add_extension(identifier, critical=False)
    signed = ca.sign(root, hashes.SHA256())
    office = certificate("office", key)
    place = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    office = office.add_extension(place, critical=False)
    office = office.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    by = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)
    office = office.add_extension(by, critical=False)
    (folder / "ca.pem").write_bytes(pem(signed))
    (folder / "office.pem").write_bytes(pem(office.sign(root, hashes.SHA256())))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "office.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))


@pytest.mark.skipif(sys.platform != "linux", reason="a computer's trust is given by SSL_CERT_FILE")
def test_a_laptop_trusts_whom_its_computer_trusts(tmp_path: Path) -> None:
    certificates(tmp_path)
    house = create_house(tmp_path / "office", "甲", Clock())
    (tmp_path / "people.csv").write_text(PEOPLE, "utf-8")
    import_company(house.database, house.clock, [tmp_path / "people.csv"])
    code = house.enrolment.invite("E100")
    house.close()
    (tmp_path / "passphrase").write_text("一句话 一句话 一句话", "utf-8")

    def fieldkit(*words: str, trusted: Path) -> subprocess.CompletedProcess[str]:
        environ = os.environ | {
            "FIELDKIT_PASSPHRASE_FILE": str(tmp_path / "passphrase"),
            "SSL_CERT_FILE": str(trusted),
            "SSL_CERT_DIR": str(tmp_path / "none"),
        }
        command = [sys.executable, "-m", "fieldkit", "--lang", "en", *words, "--home", str(tmp_path / "home")]
        return subprocess.run(command, capture_output=True, text=True, env=environ, check=False)

    (tmp_path / "nobody.pem").write_bytes(b"")
    files = ("--tls-certificate", str(tmp_path / "office.pem"), "--tls-key", str(tmp_path / "office.key"))
    with served(tmp_path / "office", *files, authority=tmp_path / "ca.pem") as office:
        stranger = fieldkit("enrol", office.url, code, trusted=tmp_path / "nobody.pem")
        assert (stranger.returncode, "not trusted" in stranger.stderr) == (1, True), stranger.stderr
        enrolled = fieldkit("enrol", office.url, code, trusted=tmp_path / "ca.pem")
        assert enrolled.returncode == 0, enrolled.stderr
        assert fieldkit("sync", trusted=tmp_path / "ca.pem").returncode == 0
        told = fieldkit("sync", trusted=tmp_path / "nobody.pem")
        assert (told.returncode, "Nothing was sent" in told.stderr) == (1, True), told.stderr
