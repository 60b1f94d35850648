"""The readiness sheet of a trip: five groups of points, computed from the records and from this laptop (P7.10)."""

from fieldkit.process.ready.customer_file import file_points
from fieldkit.process.ready.laptop import laptop_points, trip_end
from fieldkit.process.ready.owed import owed_points
from fieldkit.process.ready.point import (
    NEW_MANUAL,
    NEW_SITE,
    NEW_UNIT,
    REHEARSAL,
    SETTINGS,
    SPARES,
    SYNC,
    Facts,
    Laptop,
    Past,
    Point,
)
from fieldkit.process.ready.software import version_points
from fieldkit.process.ready.spares import MOST_FILES, spare_points

__all__ = [
    "MOST_FILES",
    "NEW_MANUAL",
    "NEW_SITE",
    "NEW_UNIT",
    "REHEARSAL",
    "SETTINGS",
    "SPARES",
    "SYNC",
    "Facts",
    "Laptop",
    "Past",
    "Point",
    "points",
    "trip_end",
]


def points(facts: Facts) -> list[Point]:
    """Every point of the sheet, in the order of its groups."""
    parts = (file_points, version_points, spare_points, owed_points, laptop_points)
    return [point for part in parts for point in part(facts)]
