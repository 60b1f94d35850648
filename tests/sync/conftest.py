"""What the tests of sync share."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from courier_trips import Trips

from fieldkit.clock import PlayedClock
from fieldkit.office.house import House
from fieldkit.sync.line import Line

from .forgotten import two
from .yesterday import yesterday

__all__ = ["two", "yesterday"]


@pytest.fixture
def trips(house: House, tmp_path: Path, clock: PlayedClock) -> Iterator[Trips]:
    made = Trips(house, tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every call of a laptop: method and path."""
    calls: list[str] = []
    once = Line._once

    def counted(line: Line, method: str, path: str, *more: Any) -> Any:
        calls.append(f"{method} {path}")
        return once(line, method, path, *more)

    monkeypatch.setattr(Line, "_once", counted)
    return calls
