"""Software work on site: whether what was installed matches the released list, and who agreed where not (P7.11.2)."""

from collections.abc import Iterator

from fieldkit.forms import Equipment, Record, Software
from fieldkit.forms.types import ZONE
from fieldkit.process.dossier import Trip
from fieldkit.process.versions import Behind, behind, patch_set


def row_of(unit: Equipment, software: Software) -> str:
    """The id of the row of a report in which a component of a unit stands, before and after."""
    return f"{unit.id[:8]}{software.id[:4]}"


def unmatched(trip: Trip) -> list[Behind]:
    """What was installed on this visit and is older than the released version, or lacks one of its patches.

    `special` is the setting that may be the reason. What was left as it was is not looked at.
    """
    return [one for unit, software in _installed(trip) for one in behind([unit], [software], trip.released)]


def _installed(trip: Trip) -> Iterator[tuple[Equipment, Software]]:
    """Every component that has another version now, as it is now."""
    after = {row.row_id: row for row in trip.report.versions} if trip.report else {}
    for unit in trip.equipment:
        for software in (one for one in trip.software if one.equipment == unit.id):
            row = after.get(row_of(unit, software))
            version, *patches = patch_set(row.after) if row else ("",)
            if row is None or not version or row.after == row.before:
                continue
            now = {**software.record.values, "version_installed": version, "patches": ";".join(patches)}
            yield unit, Software(Record(software.id, "software", values=now))


def agreed(trip: Trip) -> list[str]:
    """Who of the house said on this visit what is to be installed, each with the time."""
    asked = [step for step in trip.steps if step.told_by and step.verdict == "done"]
    return [
        f"{step.told_by} {step.done_at.astimezone(ZONE):%m-%d %H:%M}" if step.done_at else str(step.told_by)
        for step in asked
    ]
