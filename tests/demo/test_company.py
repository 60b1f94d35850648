"""A play clears what an earlier play left, and nothing else."""

from pathlib import Path

import pytest

from fieldkit.demo.company import clear
from fieldkit.errors import UserError


def test_a_play_never_deletes_somebodys_office(tmp_path: Path) -> None:
    (tmp_path / "office").mkdir()
    (tmp_path / "office" / "ca.key").write_text("precious")
    with pytest.raises(UserError):
        clear(tmp_path)
    assert (tmp_path / "office" / "ca.key").read_text() == "precious"


def test_a_second_play_takes_the_place_of_the_first(tmp_path: Path) -> None:
    clear(tmp_path)
    (tmp_path / "office").mkdir()
    clear(tmp_path)
    assert not (tmp_path / "office").exists()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError):
        clear(tmp_path / "file")
