"""How long papers take, beside Typst and WeasyPrint on the same report: `make bench-documents`.

Every figure is the best of several: the machine may be busy with other things, and those only ever add. The peers
typeset the same words and photos with the same font, without data inside, tags, fields, places or signatures.
"""

import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent), str(HERE.parents[2])]

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from installing import NotInstalledError, install_packages
from run import show
from told import as_html, as_typst, told

from fieldkit import resource
from fieldkit.documents.build import build
from fieldkit.documents.preview import page, page_count
from fieldkit.documents.signing import certify, sign
from fieldkit.documents.verify import verify
from tests.documents import case, lengths
from tests.documents.authority import DAY, Authority

TIMES = 12
PEERS = {"typst": ("typst==0.15.2",), "weasyprint": ("weasyprint==70.0",)}
# A process of its own: from its first line to a report that was built, signed by two, and found good. It loads what it
# needs as `fieldkit` itself does (fieldkit/__main__.py).
COLD = """
from fieldkit.loading import loading
with loading():
    import pickle, sys, time
    from pathlib import Path
    from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
    from cryptography.x509 import load_pem_x509_certificates
    from fieldkit.documents.build import build, require_printable
    from fieldkit.documents.signing import Signer, certify, sign
    from fieldkit.documents.verify import verify
folder = Path(sys.argv[1])
dossier, at = pickle.loads((folder / "dossier").read_bytes())
def signer(name):
    key = load_pem_private_key((folder / f"{name}.key").read_bytes(), None)
    return Signer(key, load_pem_x509_certificates((folder / f"{name}.pem").read_bytes()), name)
require_printable(dossier)
pdf = certify(build(dossier, now=at), signer("engineer"), at=at)
pdf = sign(pdf, signer("laptop"), "Customer", at=at)
found = verify(pdf, [load_pem_x509_certificates((folder / "root.pem").read_bytes())[0]])
assert found.verdict == "good" and len(found.signers) == 2, found
memory = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
print(memory / 1024, time.process_time())
"""


def best(work: Callable[[], object], times: int = TIMES) -> tuple[float, float]:
    """Of several runs the quickest: seconds by the clock, and seconds of processor."""
    found, worked = [], []
    for _ in range(times):
        begun, busy = time.perf_counter(), time.process_time()
        work()
        found.append(time.perf_counter() - begun)
        worked.append(time.process_time() - busy)
    return min(found), min(worked)


def tell(name: str, took: tuple[float, float]) -> float:
    """Shows both; gives the seconds of processor."""
    show(name, took[0] * 1000, "ms")
    show("    of it the processor's", took[1] * 1000, "ms")
    return took[1]


def ours(folder: Path) -> float:
    """Shows our figures; gives the seconds of a warm build."""
    report, authority = case.signed_report(), Authority()
    pdf = build(report, now=DAY)
    warm = tell(f"report built, warm, {page_count(pdf)} pages, 6 photos", best(lambda: build(report, now=DAY), 30))
    engineer, laptop = authority.engineer(), authority.laptop(case.CUSTOMER_NAME)
    tell("signed by two, warm", best(lambda: _signed(pdf, engineer, laptop)))
    signed = _signed(pdf, engineer, laptop)
    tell("verified, warm", best(lambda: verify(signed, [authority.certificate])))
    tell("first page of the preview", best(lambda: page(pdf, 0, 1000 / 595)))
    _lay_out(folder, report, authority)
    command = [sys.executable, "-c", COLD, str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parents[2])}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled once, not each time it starts
    said: list[str] = []

    def cold() -> None:
        said.append(subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout)

    took, _ = best(cold, 8)
    runs = [[float(word) for word in one.split()] for one in said]
    tell("cold process to two verified signatures", (took, min(busy for _, busy in runs)))
    show("cold process: peak memory", min(memory for memory, _ in runs), "MB")
    long = lengths.longest(times=4)
    count = page_count(build(long, now=DAY))
    tell(f"report built, {count} pages, 60 photos", best(lambda: build(long, now=DAY), 3))
    return warm


def _signed(pdf: bytes, engineer: object, laptop: object) -> bytes:
    return sign(certify(pdf, engineer, at=DAY), laptop, "Customer", at=DAY)  # type: ignore[arg-type]


def _lay_out(folder: Path, report: object, authority: Authority) -> None:
    """What the cold process reads: the dossier, keys and certificates."""
    (folder / "dossier").write_bytes(pickle.dumps((report, DAY)))
    (folder / "root.pem").write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    for name, signer in (("engineer", authority.engineer()), ("laptop", authority.laptop(case.CUSTOMER_NAME))):
        pem = signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.key").write_bytes(pem)
        chain = b"".join(one.public_bytes(Encoding.PEM) for one in signer.chain)
        (folder / f"{name}.pem").write_bytes(chain)


def peers(folder: Path, warm: float) -> None:
    """The same report by the others; the ratio is ours to theirs."""
    pieces = list(told(case.signed_report(), folder))
    (folder / "paper.typ").write_text(as_typst(pieces), "utf-8")
    (folder / "paper.html").write_text(as_html(pieces), "utf-8")
    arguments = {
        "typst": [str(folder / "paper.typ"), str(resource("fonts"))],
        "weasyprint": [str(folder / "paper.html")],
    }
    for name, packages in PEERS.items():
        try:
            python = install_packages(name, packages) / "venv" / "bin" / "python"
        except NotInstalledError as error:
            print(f"{packages[0]} is not measured: {error}")
            continue
        command = [str(python), str(HERE.parent / "peers" / f"{name}_paper.py"), *arguments[name], str(TIMES)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        first, later, busy, memory, pages = (float(word) for word in done.stdout.split())
        show(f"{packages[0]}: first build in a process", first * 1000, "ms")
        tell(f"{packages[0]}: later build, {pages:.0f} pages", (later, busy))
        show(f"{packages[0]}: peak memory", memory, "MB")
        print(f"our warm build takes ×{warm / busy:.2f} of the processor that {name}'s does")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        peers(Path(made), ours(Path(made)))
