"""A small siege (tests/siege.py): real workers are killed and lines cut, and everything arrives once."""

import sys
from pathlib import Path

import pytest
from conftest import ON_POSTGRES
from postgres import Postgres
from siege import besiege


@pytest.mark.skipif(not ON_POSTGRES or sys.platform != "linux", reason="workers on PostgreSQL, found by /proc")
def test_everything_arrives_once_though_workers_die(tmp_path: Path, cluster: Postgres) -> None:
    siege = besiege(tmp_path, cluster.database(), laptops=3, edits=60, photos=3, seed=7)
    assert siege.faults == []
    assert siege.killed + siege.cut > 0
    assert siege.changes > 30
    assert siege.photos == 3
