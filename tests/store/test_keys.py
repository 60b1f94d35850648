"""The vault: a passphrase opens it, nothing else does, and nothing lies open."""

import json
import stat
from pathlib import Path

import pytest
from cheap_vaults import PRODUCT_COST
from cryptography.hazmat.primitives.asymmetric import x25519
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from fieldkit.errors import DamagedError, UserError
from fieldkit.store import keys
from fieldkit.store.keys import KeyStoreVault, PassphraseVault, WrongKeyError, open_vault, seal_to


@pytest.fixture(autouse=True)
def as_in_the_product(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_ARGON", PRODUCT_COST)


def test_a_guess_costs_64_megabytes_three_times_over(tmp_path: Path) -> None:
    PassphraseVault(tmp_path / "vault.json", "richtig und lang")
    asked = json.loads((tmp_path / "vault.json").read_text("ascii"))["cost"]
    assert (asked["time_cost"], asked["memory_cost"]) == (3, 64 * 1024)


def test_secrets_come_back_with_the_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "vault.json"
    PassphraseVault(path, "richtig und lang").put("database", b"\x01" * 32)
    again = PassphraseVault(path, "richtig und lang")
    assert again.get("database") == b"\x01" * 32
    assert again.get("nothing") is None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_wrong_passphrase_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vault.json"
    PassphraseVault(path, "richtig und lang")
    with pytest.raises(WrongKeyError):
        PassphraseVault(path, "falsch und lang")


def test_a_damaged_vault_says_so(tmp_path: Path) -> None:
    path = tmp_path / "vault.json"
    PassphraseVault(path, "richtig und lang")
    path.write_text(path.read_text("ascii")[:40], "ascii")
    with pytest.raises(DamagedError):
        PassphraseVault(path, "richtig und lang")


def test_a_short_passphrase_is_refused_before_anything_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(KeyStoreVault, "works", staticmethod(lambda: False))
    with pytest.raises(UserError):
        open_vault(tmp_path / "home", lambda: "kurz")
    assert not (tmp_path / "home" / "vault.json").exists()


def test_a_home_with_a_vault_never_asks_the_key_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    PassphraseVault(tmp_path / "vault.json", "richtig und lang").put("database", b"k")

    def must_not() -> bool:
        raise AssertionError

    monkeypatch.setattr(KeyStoreVault, "works", staticmethod(must_not))
    assert open_vault(tmp_path, lambda: "richtig und lang").get("database") == b"k"


def test_only_the_office_opens_what_is_sealed_to_it() -> None:
    key = x25519.X25519PrivateKey.generate()
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    sealed = seal_to(pem, b"strokes", "fieldkit evidence")
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    assert b"strokes" not in sealed
    assert suite.decrypt(sealed, key, b"fieldkit evidence") == b"strokes"


@pytest.mark.parametrize("harm", [{"nonce": "AA=="}, {"salt": "AA=="}, {"cost": {"time_cost": 0}}, {"cost": 7}])
def test_a_vault_that_is_damaged_inside_says_so(tmp_path: Path, harm: dict[str, object]) -> None:
    path = tmp_path / "vault.json"
    PassphraseVault(path, "a long passphrase")
    path.write_text(json.dumps(json.loads(path.read_text()) | harm))
    with pytest.raises(DamagedError):
        PassphraseVault(path, "a long passphrase")
