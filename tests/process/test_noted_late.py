"""What kept a clock and was written down only after it was due: kept, and in doubt."""

from datetime import UTC, datetime, timedelta

import pytest

from fieldkit.process.clock import JUMP, NOTED_LATE, Clock, Evidence, State

BEGAN = datetime(2026, 11, 9, 0, 12, tzinfo=UTC)
DUE = BEGAN + timedelta(minutes=30)
AHEAD = timedelta(days=400)  # the clock of the computer on which both were written


@pytest.mark.parametrize("wrong_by", [timedelta(), AHEAD, -AHEAD])
@pytest.mark.parametrize(
    ("after", "doubt"),
    [(timedelta(minutes=5), ""), (timedelta(minutes=34), ""), (timedelta(minutes=36), NOTED_LATE)],
)
def test_what_was_noted_after_it_was_due_says_so(after: timedelta, doubt: str, wrong_by: timedelta) -> None:
    said = Evidence("c", "contact", "contact_at", BEGAN + JUMP, born=BEGAN + after + wrong_by)
    clock = Clock("respond", "x", "p", DUE, DUE, BEGAN, BEGAN + wrong_by, ends=(said,))
    stand = clock.stand(DUE + timedelta(days=1))
    assert (stand.state, stand.doubt) == (State.KEPT, doubt)
