"""What a backup gives back; altered, swapped or another office's, it is refused before anything is touched."""

import json
import os
import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from postgres import Postgres
from sqlalchemy import insert, select

from fieldkit.cli import run_command
from fieldkit.errors import DamagedError, UserError
from fieldkit.office.backup import back_up, backups
from fieldkit.office.house import House, open_house
from fieldkit.office.restore import STAGING
from fieldkit.office.tables import AUDIT, FILE

from .test_backup import dump, key_of, restore, stored_file


@pytest.mark.parametrize("how", ["first byte", "key", "middle", "end", "cut", "cut at a chunk", "longer", "gone"])
@pytest.mark.parametrize("which", ["database", "house", "manifest.json", "manifest.sig", "object"])
def test_an_altered_backup_is_refused_before_anything_is_touched(
    house: House, tmp_path: Path, which: str, how: str
) -> None:
    sha256 = stored_file(house, os.urandom(1024 * 1024 + 5))
    target = tmp_path / "backups"
    (place,) = [target / back_up(house, target).name]
    path = next(target.rglob(f"{sha256}.*")) if which == "object" else place / which
    content = path.read_bytes()
    altered = {
        "first byte": b"X" + content[1:],
        "key": content[:40] + bytes([content[40] ^ 1]) + content[41:],
        "middle": content[: len(content) // 2] + b"\0\0\0" + content[len(content) // 2 + 3 :],
        "end": content[:-1] + bytes([content[-1] ^ 1]),
        "cut": content[:-4],
        "cut at a chunk": content[: 84 + 1024 * 1024 + 16],
        "longer": content + b"x",
    }
    if how == "gone":
        path.unlink()
    elif altered[how] == content:
        pytest.skip("this file has one chunk only")
    else:
        path.write_bytes(altered[how])
    with pytest.raises(UserError):
        restore(tmp_path / "again", target, key_of(house), house.clock)
    assert not (tmp_path / "again").exists()


def test_copies_that_changed_places_are_refused(house: House, tmp_path: Path) -> None:
    target = tmp_path / "backups"
    one, two = (next_copy(house, target, content) for content in (b"one", b"two"))
    content = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(content)
    with pytest.raises(DamagedError):
        restore(tmp_path / "again", target, key_of(house), house.clock)


def next_copy(house: House, target: Path, content: bytes) -> Path:
    sha256 = stored_file(house, content)
    back_up(house, target)
    return next(target.rglob(f"{sha256}.*"))


def test_a_backup_signed_by_another_office_is_refused(house: House, tmp_path: Path) -> None:
    """Who can write into the folder can seal to a public key; he cannot sign as the office."""
    back_up(house, tmp_path / "backups")
    safe = key_of(house)
    lines = ["office", "init", "--data", str(tmp_path / "impostor")]
    assert run_command(lines) == 0
    impostor = open_house(tmp_path / "impostor", house.clock)
    shutil.copy(house.folder / "recovery.pub", impostor.folder / "recovery.pub")
    house.clock.forward(hours=1)  # type: ignore[attr-defined] # a played clock
    back_up(impostor, tmp_path / "backups")
    impostor.close()
    with pytest.raises(UserError, match="签名"):
        restore(tmp_path / "again", tmp_path / "backups", safe, house.clock)
    assert not (tmp_path / "again").exists()


def new_keys(folder: Path) -> tuple[Path, Path]:
    key = X25519PrivateKey.generate()
    (folder / "own.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / "own.pub").write_bytes(public)
    return folder / "own.key", folder / "own.pub"


def test_only_the_right_key_opens(house: House, tmp_path: Path) -> None:
    own, public = new_keys(tmp_path)
    back_up(house, tmp_path / "backups", public)
    with pytest.raises(UserError, match="密钥"):
        restore(tmp_path / "again", tmp_path / "backups", key_of(house), house.clock)
    assert not (tmp_path / "again").exists()
    for wrong in (house.folder / "issuing.key", house.folder / "office.json", tmp_path / "none", public):
        with pytest.raises(UserError):
            restore(tmp_path / "again", tmp_path / "backups", wrong, house.clock)
    restore(tmp_path / "again", tmp_path / "backups", own, house.clock)
    with pytest.raises(UserError):
        back_up(house, tmp_path / "backups", own)


def test_a_restore_needs_an_empty_folder_and_an_empty_database(house: House, tmp_path: Path) -> None:
    back_up(house, tmp_path / "backups")
    full = tmp_path / "full"
    full.mkdir()
    (full / "something").write_text("mine")
    with pytest.raises(UserError, match="空"):
        restore(full, tmp_path / "backups", key_of(house), house.clock)
    assert [path.name for path in full.iterdir()] == ["something"]
    before = dump(house)
    with pytest.raises(UserError, match="--database"):
        url = house.database.engine.url.render_as_string(hide_password=False)
        restore(tmp_path / "again", tmp_path / "backups", key_of(house), house.clock, database=url)
    assert dump(house) == before
    # What the refused one left is no office, and the next one takes it away.
    assert [path.name for path in (tmp_path / "again").iterdir()] == [STAGING]
    restore(tmp_path / "again", tmp_path / "backups", key_of(house), house.clock)
    assert not (tmp_path / "again" / STAGING).exists()


def test_an_unknown_name_says_which_there_are(house: House, tmp_path: Path) -> None:
    name = back_up(house, tmp_path / "backups").name
    with pytest.raises(UserError, match=name):
        restore(tmp_path / "again", tmp_path / "backups", key_of(house), house.clock, at="yesterday")


def test_a_backup_of_another_version_is_refused(house: House, tmp_path: Path) -> None:
    back_up(house, tmp_path / "backups")
    (place,) = backups(tmp_path / "backups")
    manifest = json.loads((place / "manifest.json").read_bytes())
    manifest["columns"]["record"].append("colour")
    content = json.dumps(manifest).encode()
    (place / "manifest.json").write_bytes(content)
    (place / "manifest.sig").write_bytes(house.authority.sign(content))
    with pytest.raises(UserError, match="版本"):
        restore(tmp_path / "again", tmp_path / "backups", key_of(house), house.clock)


def test_numbers_and_odd_values_come_back_as_they_were(house: House, tmp_path: Path) -> None:
    with house.database.writing() as connection:
        odd = {"at_ms": 2**53, "who": "\u2028\n\"'\\", "what": "x", "about": "😀 \x01"}
        connection.execute(insert(AUDIT), odd)
        connection.execute(insert(FILE), {"sha256": "a" * 64, "size": 2**40, "type": "", "place": "files/x"})
    back_up(house, tmp_path / "backups")
    restore(tmp_path / "again", tmp_path / "backups", key_of(house), house.clock)
    other = open_house(tmp_path / "again", house.clock)
    with other.database.reading() as connection:
        row = connection.execute(select(AUDIT).where(AUDIT.c.what == "x")).one()
        assert (row.at_ms, row.who, row.about) == (2**53, "\u2028\n\"'\\", "😀 \x01")
    other.close()


def test_an_office_moves_to_postgresql_and_back(house: House, tmp_path: Path, cluster: Postgres) -> None:
    sha256, safe = stored_file(house, b"photo"), key_of(house)
    back_up(house, tmp_path / "backups")
    url = cluster.database()
    restore(tmp_path / "there", tmp_path / "backups", safe, house.clock, database=url)
    there = open_house(tmp_path / "there", house.clock)
    assert there.database.engine.dialect.name == "postgresql"
    assert dump(there) == dump(house)
    assert there.enrolment.invite("E104")  # numbers that the database gives itself go on after the highest
    assert stored_file(there, b"another")
    back_up(there, tmp_path / "backups")
    restore(tmp_path / "back", tmp_path / "backups", safe, house.clock)
    back = open_house(tmp_path / "back", house.clock)
    assert dump(back) == dump(there)
    assert back.files.read(sha256, 0, 10) == b"photo"
    for one in (there, back):
        one.close()
