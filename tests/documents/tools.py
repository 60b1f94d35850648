"""Programs of other people that judge our papers: those of Debian that .ci/setup installs for the tests."""

import shutil
import subprocess
from pathlib import Path

import pytest


def tool(*line: object, fails: bool = False) -> str:
    """What a program says, standard output and error together. Skips the test, by name, where it is not installed."""
    name = str(line[0])
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    done = subprocess.run([str(part) for part in line], capture_output=True, timeout=300, check=False)
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    assert fails or done.returncode == 0, said
    return said


def trusting(folder: Path, root: bytes) -> Path:
    """An NSS database, as pdfsig reads it, in which a root certificate (PEM) is trusted to sign."""
    home = folder / "nss"
    home.mkdir()
    (folder / "root.pem").write_bytes(root)
    tool("certutil", "-N", "-d", f"sql:{home}", "--empty-password")
    tool("certutil", "-A", "-d", f"sql:{home}", "-n", "office", "-t", "CT,C,C", "-i", folder / "root.pem")
    return home
