"""A small siege (tests/siege.py): real workers are killed and lines cut, and everything arrives once."""

import sys
from pathlib import Path

import pytest
from conftest import ON_POSTGRES
from postgres import Postgres
from siege import Asked, Siege, besiege, compare


@pytest.mark.skipif(not ON_POSTGRES or sys.platform != "linux", reason="workers on PostgreSQL, found by /proc")
def test_everything_arrives_once_though_workers_die(tmp_path: Path, cluster: Postgres) -> None:
    siege = besiege(tmp_path, cluster.database(), laptops=3, edits=60, photos=3, seed=7)
    assert siege.faults == []
    assert siege.killed + siege.cut > 0
    assert len(siege.edits) == 60
    assert len(siege.photos) == siege.files == 3


def test_what_was_asked_for_and_is_not_there_once_is_a_fault() -> None:
    """Whatever the laptops' own lists say."""
    lost, twice, there = (Asked("customer", "contact", mark) for mark in ("lost", "twice", "there"))
    siege = Siege(edits=[lost, twice, there], photos={"aa": Asked("photo", "caption", "gone")})
    siege.arrived.update([twice, twice, there, Asked("photo", "caption", "gone")])
    compare(siege, {"bb": 1})
    assert siege.faults == [
        "customer.contact lost is 0 times at the office",
        "customer.contact twice is 2 times at the office",
        "the file of gone is not at the office",
        "nobody asked for the file bb",
    ]
