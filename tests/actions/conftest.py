"""What the tests of actions share beside the common ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from courier_trips import Trips

from fieldkit.clock import PlayedClock
from fieldkit.office.house import House


@pytest.fixture
def trips(house: House, tmp_path: Path, clock: PlayedClock) -> Iterator[Trips]:
    made = Trips(house, tmp_path, clock)
    yield made
    made.close()
