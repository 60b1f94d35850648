"""A folder whose key store, profile or passphrase is lost is opened again with the key that the office kept sealed."""

from collections.abc import Callable
from pathlib import Path

from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.store.database import HomeLock, fits_key
from fieldkit.store.keys import Vault, open_vault

_VAULTS = ("vault.json", "home.id")
_LOST = ".lost"


def take_key(home: Path, key: bytes, passphrase: Callable[[], str]) -> Vault:
    """Gives a folder a new vault that holds its database's key; the vault that nobody can open is put aside.

    The keys by which the laptop signed and spoke to the office are lost with the old one. UserError when the key is
    another folder's: then nothing is touched.
    """
    if not (home / "fieldkit.db").exists():
        raise UserError(N_("There is no laptop in {path}. Check --home, or enrol first."), path=home)
    lock = HomeLock(home)
    try:
        if not fits_key(home / "fieldkit.db", key):
            raise UserError(N_("This key is another folder's. Take the recovery.sealed of this very folder."))
        aside = [home / name for name in _VAULTS if (home / name).exists()]
        for path in aside:
            path.replace(path.with_name(path.name + _LOST))
        try:
            vault = open_vault(home, passphrase)
            vault.put("database", key)
        except BaseException:
            for path in aside:
                path.with_name(path.name + _LOST).replace(path)
            raise
        return vault
    finally:
        lock.release()
