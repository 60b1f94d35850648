"""The root and the issuing key: where the root's key goes, and that the office works without it."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from courier_trips import ENGINEER, Trips
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from old_office import make_old

from fieldkit.cli import run_command
from fieldkit.clock import PlayedClock
from fieldkit.errors import UserError
from fieldkit.office.authority import fingerprint
from fieldkit.office.backup import back_up
from fieldkit.office.house import House, create_house, open_house
from fieldkit.office.restore import restore
from fieldkit.office.root import RootKeeping, renew_issuing
from fieldkit.trust import chain_of, loaded

PASSPHRASE = "correct horse battery"


def openssl(*arguments: object) -> str:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_the_roots_key_lies_where_it_was_told_to_and_under_its_passphrase(tmp_path: Path, clock: PlayedClock) -> None:
    stick = tmp_path / "stick" / "root.key"
    stick.parent.mkdir()
    house = create_house(tmp_path / "office", "公司", clock, keeping=RootKeeping(stick, PASSPHRASE))
    house.close()
    assert not (house.folder / "root.key").exists()
    assert stick.stat().st_mode & 0o077 == 0
    with pytest.raises(TypeError):
        load_pem_private_key(stick.read_bytes(), None)
    assert (
        load_pem_private_key(stick.read_bytes(), PASSPHRASE.encode()).public_key() == house.authority.root.public_key()
    )


@pytest.mark.parametrize("wrong", ["short", "taken"])
def test_nothing_is_made_when_the_roots_key_has_no_good_place(tmp_path: Path, clock: PlayedClock, wrong: str) -> None:
    taken = tmp_path / "taken"
    taken.write_text("precious")
    keeping = RootKeeping(None, "short") if wrong == "short" else RootKeeping(taken, PASSPHRASE)
    with pytest.raises(UserError):
        create_house(tmp_path / "office", "公司", clock, keeping=keeping)
    assert not (tmp_path / "office").exists()
    assert taken.read_text() == "precious"


def test_other_programs_follow_the_chain(house: House, tmp_path: Path, trips: Trips) -> None:
    identity = trips.laptop(ENGINEER).desk.identity
    for name in ("device", "signing", "issuing"):
        (tmp_path / f"{name}.pem").write_text(getattr(identity, f"{name}_certificate"))
    (tmp_path / "ca.pem").write_text(identity.ca_certificate)
    whole = ("verify", "-attime", int(house.clock.millis() / 1000), "-CAfile", tmp_path / "ca.pem")
    for name in ("device", "signing"):
        said = openssl(*whole, "-untrusted", tmp_path / "issuing.pem", tmp_path / f"{name}.pem")
        assert said.endswith(": OK\n"), said
    assert "unable to get local issuer" in openssl(*whole, tmp_path / "signing.pem")


def test_an_office_works_without_its_roots_key(house: House, trips: Trips) -> None:
    (house.folder / "root.key").unlink()
    laptop = trips.laptop(ENGINEER)
    identity = laptop.desk.identity
    own, issuing, root = loaded(identity.signing_certificate, identity.issuing_certificate, identity.ca_certificate)
    assert chain_of(own, [issuing], [root]) == (own, issuing, root)
    assert chain_of(own, [], [root]) == ()
    trips.off_line()
    assert trips.trip(laptop).news  # the office's answer is signed by a key that the chain vouches for


def test_the_issuing_certificate_is_renewed_by_the_root_for_the_same_key(house: House, trips: Trips) -> None:
    before = trips.laptop(ENGINEER).desk.identity
    renewed = renew_issuing(house.folder, house.folder / "root.key", "", house.clock.now())
    assert renewed.serial_number != house.authority.certificate.serial_number
    again = open_house(house.folder, house.clock)  # type: ignore[arg-type]
    assert again.authority.certificate == renewed
    again.close()
    own = loaded(before.signing_certificate)[0]
    assert len(chain_of(own, [renewed], [house.authority.root])) == 3


def test_another_offices_root_renews_nothing(house: House, tmp_path: Path, clock: PlayedClock) -> None:
    other = create_house(tmp_path / "other", "公司", clock)
    other.close()
    before = (house.folder / "issuing.pem").read_bytes()
    with pytest.raises(UserError):
        renew_issuing(house.folder, other.folder / "root.key", "", clock.now())
    assert (house.folder / "issuing.pem").read_bytes() == before


def test_a_backup_is_signed_by_a_chain_to_the_root(house: House, tmp_path: Path, clock: PlayedClock) -> None:
    back_up(house, tmp_path / "backups")
    key = tmp_path / "key"
    key.write_bytes((house.folder / "recovery.key").read_bytes() + (house.folder / "ca.pem").read_bytes())
    restored = restore(tmp_path / "again", tmp_path / "backups", key, clock, database="")
    assert restored.fingerprint == fingerprint(house.authority.root)
    issuing = (tmp_path / "again" / "issuing.pem").read_bytes()
    assert issuing == (house.folder / "issuing.pem").read_bytes()
    other = create_house(tmp_path / "other", "公司", clock)
    other.close()
    key.write_bytes((house.folder / "recovery.key").read_bytes() + (other.folder / "ca.pem").read_bytes())
    with pytest.raises(UserError):
        restore(tmp_path / "thrice", tmp_path / "backups", key, clock, database="")


def test_init_takes_the_passphrase_from_a_file_and_says_how_the_authority_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, secret = tmp_path / "office", tmp_path / "secret"
    secret.write_text(PASSPHRASE + "\n")
    arguments = ["office", "init", "--data", str(data), "--root-passphrase-file", str(secret)]
    assert run_command(arguments) == 0
    assert capsys.readouterr().err == ""
    assert run_command(["office", "authority", "--data", str(data), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    root = x509.load_pem_x509_certificate((data / "ca.pem").read_bytes())
    assert (said["root_key"], said["fingerprint"], said["revoked"]) == ("locked", fingerprint(root), 0)
    renew = ["office", "renew-issuing", "--data", str(data), "--root-passphrase-file"]
    assert run_command([*renew, str(secret)]) == 0
    secret.write_text("another passphrase")
    assert run_command([*renew, str(secret)]) == 1
    assert PASSPHRASE not in capsys.readouterr().err


def test_a_root_without_a_passphrase_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["office", "init", "--data", str(tmp_path / "office")]) == 0
    assert "root.key" in capsys.readouterr().err


def test_an_office_of_before_goes_on_with_its_laptops(
    offices: Callable[[Path], None], new_home: Callable[[Path], object], tmp_path: Path, clock: PlayedClock
) -> None:
    offices(tmp_path / "office")
    make_old(tmp_path / "office", clock)
    house = open_house(tmp_path / "office", clock)
    trips = Trips(house, tmp_path, clock, new_home)
    try:
        laptop = trips.laptop(ENGINEER)
        identity = laptop.desk.identity
        assert identity.issuing_certificate == ""
        own, root = loaded(identity.signing_certificate, identity.ca_certificate)
        assert chain_of(own, [], [root]) == (own, root)
        house.enrolment.revoke(identity.device)
        trips.off_line()
        assert trips.trip(laptop).by_status["held"] == 0
        back_up(house, tmp_path / "backups")
        again = restore(tmp_path / "again", tmp_path / "backups", house.folder / "recovery.key", clock, database="")
        assert again.fingerprint == fingerprint(root)
        with pytest.raises(UserError):
            renew_issuing(house.folder, house.folder / "ca.key", "", clock.now())
    finally:
        trips.close()
        house.close()
