"""What a trip needs before it begins, for tests that are about something else: a sheet that was looked through, and a
manager's word by phone."""

from datetime import datetime

from fieldkit.actions import trips
from fieldkit.actions.desk import Desk
from fieldkit.forms import Record, Values, only_child_id
from fieldkit.forms.types import Moment

LOOKED_AT: Values = {
    f"items.{group}.{name}": value
    for group in ("file", "versions", "spares", "owed")
    for name, value in {"group": group, "item": "x", "state": "done"}.items()
}


def look_through(desk: Desk, visit: str) -> Record:
    """A sheet with a settled point in each group."""
    return desk.write("checklist", only_child_id(visit, "checklist"), {"visit": visit, **LOOKED_AT})


def word_of(manager: str, at: datetime) -> Values:
    """A manager's word by phone about the trip itself, as rows of its approval."""
    return {"calls.w.about": "trip", "calls.w.who": manager, "calls.w.said_at": Moment("").dump(at),
            "calls.w.said": "同意"}  # fmt: skip


def arrive(desk: Desk, visit: str, manager: str) -> Record:
    """Arrives now, upon this manager's word by phone (P7.10.5)."""
    approval = only_child_id(visit, "trip_approval")
    desk.write("trip_approval", approval, {"visit": visit, "applicant": desk.actor.person,
                                           **word_of(manager, desk.clock.now())})  # fmt: skip
    return trips.arrive(desk, visit)
