"""A disk that is away for a moment is no loss of files: nothing is judged, deleted or called lost by its absence."""

import hashlib
import json
from pathlib import Path

import obstore
import pytest
from conftest import Run
from sqlalchemy import delete, func, select, update

from fieldkit.clock import Clock, PlayedClock
from fieldkit.errors import UserError
from fieldkit.forms import natural_id
from fieldkit.office.audit import audit
from fieldkit.office.collecting import collect
from fieldkit.office.house import House, open_house, put_settings, read_settings
from fieldkit.office.meter import Meter
from fieldkit.office.place import MARK, AwayError
from fieldkit.office.serve import serve
from fieldkit.office.tables import AUDIT, CHANGE, FILE, LOST
from fieldkit.office.uploads import DAY_MS
from fieldkit.sync.messages import Complete

ONE = natural_id("person", "E100")


def bring(house: House, content: bytes) -> str:
    sha256 = hashlib.sha256(content).hexdigest()
    house.files.put_part(sha256, 0, content, sha256, ONE)
    house.files.complete(sha256, Complete(size=len(content)), ONE)
    return sha256


def count(house: House, table=FILE) -> int:
    with house.database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def mount(house: House, tmp_path: Path) -> None:
    """The disk with the files is away, and an empty folder is in its place; a second call brings it back."""
    objects, away = house.folder / "objects", tmp_path / "away"
    if away.exists():
        for path in objects.rglob("*"):
            assert not path.is_file(), "nothing was written beside the disk"
        objects.rmdir()
        away.rename(objects)
    else:
        objects.rename(away)
        objects.mkdir()


def test_a_disk_that_is_not_mounted_is_no_loss(house: House, tmp_path: Path, run: Run, clock: PlayedClock) -> None:
    sha256 = bring(house, b"a photo")
    mount(house, tmp_path)
    for line in (["collect", "--clock-is-right"], ["backup", "--to", tmp_path / "backups"]):
        code, _, said = run("--lang", "en", "office", line[0], "--data", house.folder, *line[1:])
        assert (code, said.count("\n")) == (1, 1)
        assert "mounted" in said
    with pytest.raises(AwayError):
        house.files.read(sha256, 0, 7)
    with pytest.raises(AwayError):
        bring(house, b"another photo")
    house.files.uploads.drop(ONE, hashlib.sha256(b"another photo").hexdigest())
    with pytest.raises(UserError):
        serve(house.folder, "127.0.0.1", 1, 1, None, None)
    assert (count(house), count(house, LOST)) == (1, 0)
    (house.folder / "objects" / "parts" / ONE).rmdir()
    (house.folder / "objects" / "parts").rmdir()
    mount(house, tmp_path)
    clock.forward(days=30)
    assert collect(house).as_json() == dict.fromkeys(("orphans", "bytes", "parts", "refuse", "found", "lost"), 0)
    assert house.files.read(sha256, 0, 7) == b"a photo"


def test_another_office_s_disk_is_not_ours(house: House) -> None:
    obstore.put(house.files.store, MARK, b"another office")
    with pytest.raises(AwayError):
        collect(house)


def test_a_lost_file_whose_object_is_back_is_had_again(house: House, tmp_path: Path, clock: PlayedClock) -> None:
    sha256, other = bring(house, b"a photo"), bring(house, b"one more")
    with house.database.reading() as connection:
        places = {row.sha256: house.folder / "objects" / row.place for row in connection.execute(select(FILE))}
    before = house.files.receipt(sha256, ONE)
    assert before is not None
    for path in places.values():
        path.rename(tmp_path / path.name)
    assert collect(house).lost == 2
    (tmp_path / places[sha256].name).rename(places[sha256])
    places[other].write_bytes(b"DAMAGED!")
    clock.forward(days=30)
    done = collect(house)
    assert (done.found, done.lost, done.refuse) == (1, 1, 0)
    assert house.files.read(sha256, 0, 7) == b"a photo"
    again = house.files.receipt(sha256, ONE)
    assert again is not None
    assert again.seq > before.seq
    assert places[other].exists(), "what bears the hash of a lost file is not refuse"


def test_collect_ends_with_1_until_all_files_are_back(house: House, run: Run) -> None:
    sha256 = bring(house, b"a photo")
    with house.database.reading() as connection:
        place = connection.execute(select(FILE.c.place)).scalar_one()
    obstore.delete(house.files.store, place)
    for _ in range(2):
        code, out, said = run("--lang", "en", "office", "collect", "--clock-is-right", "--data", house.folder, "--json")
        assert (code, json.loads(out)["lost"]) == (1, 1)
        assert "1 files are lost" in said
    assert bring(house, b"a photo") == sha256
    assert run("office", "collect", "--clock-is-right", "--data", house.folder)[0] == 0


def test_very_many_at_once_are_not_believed(house: House, run: Run, tmp_path: Path) -> None:
    for number in range(12):
        bring(house, f"photo {number}".encode())
    for path in (house.folder / "objects" / "files").rglob("*.*"):
        path.unlink()
    for line in (["collect", "--clock-is-right"], ["backup", "--to", tmp_path / "backups"]):
        code, _, said = run("--lang", "en", "office", line[0], "--data", house.folder, *line[1:])
        assert (code, said.count("\n")) == (1, 1)
        assert "--really-lost" in said
        assert (count(house), count(house, LOST)) == (12, 0)
    code, out, _ = run("office", "collect", "--clock-is-right", "--data", house.folder, "--really-lost", "--json")
    assert (code, json.loads(out)["lost"]) == (1, 12)
    assert (count(house), count(house, LOST)) == (0, 12)


def test_an_office_older_than_marks_is_given_one_where_its_files_are(house: House, clock: PlayedClock) -> None:
    for number in range(12):
        bring(house, f"photo {number}".encode())
    obstore.delete(house.files.store, MARK)
    settings = read_settings(house.folder)
    put_settings(house.folder, {name: said for name, said in settings.items() if name != "store"})
    older = open_house(house.folder, Clock())
    files = [path for path in (house.folder / "objects" / "files").rglob("*.*") if path.is_file()]
    hidden = [path.rename(house.folder / path.name) for path in files]
    with pytest.raises(UserError, match="really-lost"):
        collect(older)
    assert "store" not in read_settings(house.folder)
    for path, back in zip(hidden, files, strict=True):
        path.rename(back)
    assert collect(older).lost == 0
    mark = read_settings(house.folder)["store"]
    assert bytes(obstore.get(older.files.store, MARK).bytes()).decode() == mark
    older.close()


def test_a_number_of_lost_files_is_shown_to_the_monitor(house: House) -> None:
    bring(house, b"a photo")
    with house.database.writing() as connection:
        connection.execute(delete(FILE))
        connection.execute(LOST.insert(), {"sha256": "a" * 64})
    assert b"fieldkit_office_lost_files 1.0" in Meter(house.database, house.clock).page()


@pytest.mark.parametrize("line", ["collect", "retain --years 10"])
def test_a_clock_that_is_far_ahead_is_not_believed(house: House, run: Run, line: str) -> None:
    command = ["--lang", "en", "office", *line.split(), "--data", house.folder]
    entry = select(AUDIT.c.at_ms).order_by(AUDIT.c.id.desc()).limit(1)
    for days, expected in ((31, 1), (29, 0)):
        with house.database.writing() as connection:  # the newest entry is so old by this computer's clock
            audit(connection, Clock().millis() - days * DAY_MS, "office", "backup", "")
            assert connection.execute(entry).scalar_one() < Clock().millis()
            connection.execute(update(CHANGE).values(received_ms=0))
        code, _, said = run(*command)
        assert (code, "--clock-is-right" in said) == (expected, bool(expected))
        assert run(*command, "--clock-is-right")[0] == 0
