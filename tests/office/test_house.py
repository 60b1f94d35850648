"""A head office is made whole or can be made again; its settings survive a kill at any moment."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fieldkit.clock import PlayedClock
from fieldkit.errors import UserError
from fieldkit.office.house import House, create_house, open_house, read_settings, remember_url

# Kills itself at a flush or at a name's coming into being.
_KILLED = """
import os, signal, sys
from pathlib import Path
from fieldkit.clock import Clock
from fieldkit.office import house
left = int(sys.argv[2])
def counted(call):
    def counting(*arguments, **named):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*arguments, **named)
    return counting
os.fsync, Path.replace, os.open = counted(os.fsync), counted(Path.replace), counted(os.open)
"""
_INIT = _KILLED + "house.create_house(Path(sys.argv[1]), '公司', Clock())"
_URL = _KILLED + "house.remember_url(Path(sys.argv[1]), 'https://office.example')"


def killed(program: str, folder: Path, left: int) -> int:
    return subprocess.run([sys.executable, "-c", program, str(folder), str(left)], check=False).returncode


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_an_init_that_was_killed_is_begun_anew(tmp_path: Path, clock: PlayedClock) -> None:
    kills = 0
    while killed(_INIT, tmp_path / f"office{kills}", kills) == -signal.SIGKILL:
        folder = tmp_path / f"office{kills}"
        if not (folder / "office.json").exists():
            create_house(folder, "公司", clock).close()
        opened = open_house(folder, clock)
        opened.files.check_there()
        opened.close()
        assert not (folder / "office.json.begun").exists()
        kills += 1
    assert kills > 5


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_kill_leaves_the_former_settings_or_the_new_ones(house: House) -> None:
    kills, former = 0, read_settings(house.folder)
    while killed(_URL, house.folder, kills) == -signal.SIGKILL:
        assert read_settings(house.folder) in (former, former | {"url": "https://office.example"})
        remember_url(house.folder, former["url"])
        kills += 1
    assert kills > 1
    assert read_settings(house.folder)["url"] == "https://office.example"


def test_an_office_whose_settings_are_gone_is_not_made_anew(house: House, clock: PlayedClock) -> None:
    (house.folder / "office.json").unlink()
    before = {path.name: path.read_bytes() for path in house.folder.glob("*.key")}
    with pytest.raises(UserError):
        create_house(house.folder, "公司", clock)
    assert {path.name: path.read_bytes() for path in house.folder.glob("*.key")} == before


def test_settings_stay_readable_to_other_programs(house: House) -> None:
    remember_url(house.folder, "https://office.example")
    assert json.loads((house.folder / "office.json").read_text("utf-8"))["url"] == "https://office.example"
    assert not (house.folder / "office.json.part").exists()
