"""The system's key store as it is: a home that one process opened is opened by the next, and no passphrase is asked."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

NEEDED = ("dbus-run-session", "gnome-keyring-daemon")
SESSION = """
eval "$(printf secret | gnome-keyring-daemon --unlock --components=secrets --daemonize 2>/dev/null)"
"$PYTHON" -c "$OPEN" "$PLACE" write
"$PYTHON" -c "$OPEN" "$PLACE" read
"""
OPEN = """
import sys
from pathlib import Path
from fieldkit.app import Laptop
from fieldkit.store.keys import KeyStoreVault

def never():
    raise SystemExit("a passphrase was asked for")

laptop = Laptop(Path(sys.argv[1]), passphrase=never)
assert isinstance(laptop.desk.vault, KeyStoreVault), laptop.desk.vault
if sys.argv[2] == "write":
    laptop.desk.vault.put("device", bytes(range(32)))
print(sys.argv[2], laptop.desk.vault.get("device") == bytes(range(32)))
laptop.close()
"""


@pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason="this machine has no key store")
def test_a_home_opens_by_the_system_s_key_store(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "PYTHON": sys.executable, "OPEN": OPEN}
    environment["PLACE"] = str(tmp_path / "home")
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", SESSION],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.split("\n")[:2] == ["write True", "read True"], done.stderr
    assert not (tmp_path / "home" / "vault.json").exists()
