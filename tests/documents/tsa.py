"""A time-stamping authority of our own, over real HTTP on this computer."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper


class TimeStamps:
    """What an authority has: a root, a certificate for stamps, and the time that it says; `answer` may be spoilt."""

    def __init__(self, at: datetime, name: str = "TSA") -> None:
        self.at = at
        self.asked = 0
        self.spoil: Any = None
        self.url = ""
        root_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
        self.root = _certificate(f"{name} root", root_key.public_key(), f"{name} root", root_key, at, root=True)
        self.certificate = _certificate(name, key.public_key(), f"{name} root", root_key, at, root=False)
        der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        self._key = keys.PrivateKeyInfo.load(der)

    def answer(self, question: bytes) -> bytes:
        self.asked += 1
        reply: bytes = self.stamper().request_tsa_response(tsp.TimeStampReq.load(question)).dump()
        return reply

    def stamper(self) -> DummyTimeStamper:
        """The same without HTTP."""
        own = asn1_x509.Certificate.load(self.certificate.public_bytes(Encoding.DER))
        return DummyTimeStamper(own, self._key, fixed_dt=self.at)


@contextmanager
def serving(authority: TimeStamps) -> Iterator[TimeStamps]:
    """Serves an authority on a free port; `spoil` is (status, body) instead of its answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/timestamp-query"
            status, body = authority.spoil or (200, authority.answer(question))
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    authority.url = f"http://127.0.0.1:{server.server_address[1]}/"
    try:
        yield authority
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _certificate(
    name: str, key: rsa.RSAPublicKey, issuer: str, by: rsa.RSAPrivateKey, at: datetime, *, root: bool
) -> x509.Certificate:
    def named(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    builder = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at.astimezone(UTC) - timedelta(days=30))
        .not_valid_after(at.astimezone(UTC) + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=root, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(not root, False, False, False, False, root, root, False, False), critical=True)
    )
    if not root:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder.sign(by, hashes.SHA256())
