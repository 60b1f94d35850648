"""Wires one laptop together, once: home, keys, store, clock, desk."""

import getpass
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import platformdirs

from fieldkit.actions.desk import Desk
from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.i18n import N_, set_language, translate
from fieldkit.settings import Settings
from fieldkit.store.database import HomeLock
from fieldkit.store.keys import KeyStoreVault, open_vault
from fieldkit.store.store import Store

PASSPHRASE_FILE = "FIELDKIT_PASSPHRASE_FILE"  # noqa: S105 - names the file, holds no secret


def default_home() -> Path:
    """Where a laptop's data lie when nobody says otherwise."""
    return Path(platformdirs.user_data_dir("FieldKit", appauthor=False))


def passphrase_from_outside() -> str:
    """The passphrase from the file that the environment names, or from the terminal; never asked of a pipe."""
    named = os.environ.get(PASSPHRASE_FILE)
    if named:
        try:
            return Path(named).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else error.reason
            raise UserError(N_("The passphrase file cannot be read: {reason}."), reason=reason) from None
    if sys.stdin is not None and sys.stdin.isatty():
        return getpass.getpass(translate(N_("Passphrase of this folder: ")))
    raise UserError(
        N_("This computer has no key store. Put a passphrase into a file and name it in FIELDKIT_PASSPHRASE_FILE.")
    )


def passphrase_needed(home: Path) -> str:
    """Whether a person must `choose` a passphrase, `unlock` with it, or neither. Not for the screen's thread.

    UserError when the folder is open already: nobody should type a passphrase in vain.
    """
    if os.environ.get(PASSPHRASE_FILE):
        return ""
    if (home / "vault.json").exists():
        with suppress(OSError):
            HomeLock(home).release()
        return "unlock"
    return "" if (home / "home.id").exists() or KeyStoreVault.works() else "choose"


class Laptop:
    """One home, opened: everything that screens and commands need."""

    def __init__(
        self,
        home: Path,
        *,
        clock: Clock | None = None,
        passphrase: Callable[[], str] = passphrase_from_outside,
        language: str = "",
    ) -> None:
        self.home = home
        self.settings = Settings(home / "settings.json")
        set_language(language or self.settings.get("language"))
        self.clock = clock or Clock()
        try:
            home.mkdir(parents=True, exist_ok=True)
            home.chmod(0o700)
            vault = open_vault(home, passphrase)
            self.store = Store(home, vault, self.clock)
        except OSError as error:
            raise UserError(
                N_("The folder “{path}” cannot be used: {reason}."), path=home, reason=error.strerror
            ) from error
        self.desk = Desk(self.store, vault, self.clock)

    def close(self) -> None:
        self.store.close()
