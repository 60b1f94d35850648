"""Keys of a laptop: in the system's key store, or in a vault that a passphrase opens through Argon2id.

Only 32-byte keys, P-256 keys and a counter are kept here: Windows holds no more than 2,560 bytes a secret.
"""

import base64
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import keyring
from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from fieldkit.errors import DamagedError, UserError
from fieldkit.i18n import N_

# Never keyrings.alt: it stores plain text.
_REAL_BACKENDS = {
    "keyring.backends.Windows.WinVaultKeyring",
    "keyring.backends.macOS.Keyring",
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
}
_ARGON = {"time_cost": 3, "memory_cost": 65_536, "parallelism": 2}
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class WrongKeyError(UserError):
    """The passphrase or key does not open this home."""


class Vault(Protocol):
    """Secrets by name."""

    def get(self, name: str) -> bytes | None: ...
    def put(self, name: str, secret: bytes) -> None: ...


class KeyStoreVault:
    """Secrets in the system's key store, under the home's id."""

    def __init__(self, home_id: str) -> None:
        self._service = f"FieldKit {home_id}"

    def get(self, name: str) -> bytes | None:
        stored = keyring.get_password(self._service, name)
        return base64.b64decode(stored) if stored is not None else None

    def put(self, name: str, secret: bytes) -> None:
        keyring.set_password(self._service, name, base64.b64encode(secret).decode())

    @staticmethod
    def works() -> bool:
        """Whether there is a real key store, proven by writing, reading and deleting. Not for the screen's thread."""
        backend = keyring.get_keyring()
        named = f"{type(backend).__module__}.{type(backend).__name__}"
        inner = [f"{type(b).__module__}.{type(b).__name__}" for b in getattr(backend, "backends", [])[:1]]
        if not {named, *inner} & _REAL_BACKENDS:
            return False
        probe = uuid4().hex
        try:
            keyring.set_password("FieldKit probe", probe, probe)
            same = keyring.get_password("FieldKit probe", probe) == probe
            keyring.delete_password("FieldKit probe", probe)
        except keyring.errors.KeyringError:
            return False
        return same


class PassphraseVault:
    """Secrets in a file, sealed by AES-256-GCM under a key that Argon2id makes from a passphrase."""

    def __init__(self, path: Path, passphrase: str) -> None:
        self._path = path
        if path.exists():
            self._open(passphrase)
        else:
            self._salt = os.urandom(16)
            self._cost = dict(_ARGON)
            self._key = self._derive(passphrase)
            self._secrets: dict[str, str] = {}
            self._save()

    def _open(self, passphrase: str) -> None:
        try:
            stored = json.loads(self._path.read_text("ascii"))
            self._salt = base64.b64decode(stored["salt"])
            self._cost = {name: min(int(stored["cost"][name]), 1 << 20) for name in _ARGON}
            nonce, sealed = base64.b64decode(stored["nonce"]), base64.b64decode(stored["sealed"])
            self._key = self._derive(passphrase)
            plain = AESGCM(self._key).decrypt(nonce, sealed, b"fieldkit vault")
        except (ValueError, KeyError, TypeError, OSError, HashingError):
            raise DamagedError(N_("The key file vault.json is damaged. Bring the laptop to the head office.")) from None
        except InvalidTag:
            raise WrongKeyError(N_("The passphrase is wrong. Nothing was changed; try again.")) from None
        self._secrets = json.loads(plain)

    def _derive(self, passphrase: str) -> bytes:
        return hash_secret_raw(passphrase.encode(), self._salt, hash_len=32, type=Type.ID, **self._cost)

    def get(self, name: str) -> bytes | None:
        stored = self._secrets.get(name)
        return base64.b64decode(stored) if stored is not None else None

    def put(self, name: str, secret: bytes) -> None:
        self._secrets[name] = base64.b64encode(secret).decode()
        self._save()

    def _save(self) -> None:
        nonce = os.urandom(12)
        sealed = AESGCM(self._key).encrypt(nonce, json.dumps(self._secrets).encode(), b"fieldkit vault")
        content = {
            "salt": base64.b64encode(self._salt).decode(),
            "cost": self._cost,
            "nonce": base64.b64encode(nonce).decode(),
            "sealed": base64.b64encode(sealed).decode(),
        }
        draft = self._path.with_suffix(".new")
        with draft.open("w", encoding="ascii") as file:
            json.dump(content, file)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o600)
        draft.replace(self._path)


def open_vault(home: Path, passphrase: Callable[[], str]) -> Vault:
    """The vault of a home: the one it has, else the key store, else a new one under a passphrase.

    `passphrase` is asked only when it is needed.
    """
    marker, sealed = home / "home.id", home / "vault.json"
    if sealed.exists():
        return PassphraseVault(sealed, passphrase())
    if marker.exists():
        return KeyStoreVault(marker.read_text("ascii").strip())
    home.mkdir(parents=True, exist_ok=True)
    if KeyStoreVault.works():
        marker.write_text(uuid4().hex, "ascii")
        return KeyStoreVault(marker.read_text("ascii"))
    chosen = passphrase()
    if len(chosen) < 8:
        raise UserError(N_("A passphrase has at least 8 characters."))
    return PassphraseVault(sealed, chosen)


def seal_to(public_key: str, plain: bytes, purpose: str) -> bytes:
    """Seals bytes to an X25519 key of the office by HPKE (RFC 9180); only the holder of the other half reads them."""
    key = load_pem_public_key(public_key.encode())
    return _SUITE.encrypt(plain, key, purpose.encode())  # type: ignore[arg-type]
