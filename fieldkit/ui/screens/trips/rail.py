"""What the rail of stages says about a trip: how each stage stands, and what it still misses."""

from fieldkit.forms import When
from fieldkit.i18n import N_, _, translate
from fieldkit.process.dossier import Trip
from fieldkit.process.readiness import STAGES, lacks
from fieldkit.ui.widgets.stages import Stage

SIGNED = frozenset({"signed", "approved"})


def stage_rail(trip: Trip) -> list[Stage]:
    """The six stages for the widget."""
    missing = lacks(trip)
    begun = _begun(trip)
    counts = {key: sum(1 for lack in found if lack.path) or len(found) for key, found in missing.items()}
    if not counts["follow_up"]:
        counts["follow_up"] = trip.open_points
    return [_stage(trip, key, counts[key], begun[key]) for key in STAGES]


def _stage(trip: Trip, key: str, missing: int, begun: bool) -> Stage:
    name = translate(STAGES[key])
    if not missing:
        note, state = _finished(trip, key)
        return Stage(key, name, note, state)
    if key == "sign" and not begun:
        return Stage(key, name, _("Customer, engineer"))
    if not begun:
        return Stage(key, name, _("Not begun"))
    state = "gap" if key == "prepare" and trip.visit.arrived else "todo"
    return Stage(key, name, _("{count} missing").format(count=missing), state)


def _finished(trip: Trip, key: str) -> tuple[str, str]:
    """The second line of a stage that lacks nothing; gaps that were left open with a reason stay visible."""
    if key == "prepare" and trip.checklist is not None:
        noted = sum(1 for row in trip.checklist.items if row.state == "gap")
        return (_("{count} left open, noted").format(count=noted), "gap") if noted else (_("Complete"), "done")
    if key == "diagnose":
        steps = sum(1 for step in trip.steps if not step.cleaning)
        return _("{count} steps, concluded").format(count=max(steps - 1, 0)), "done"
    if key == "follow_up":
        left = sum(1 for leftover in trip.leftovers if leftover.status != "done")
        return (_("{count} left over").format(count=left) if left else _("Nothing left over")), "done"
    words = {"report": N_("Complete"), "sign": N_("Signed"), "hand_over": N_("Approved")}
    return translate(words.get(key, "")), "done"


def _begun(trip: Trip) -> dict[str, bool]:
    """Whether anything of a stage was done yet; what nobody began lacks nothing that should be counted."""
    diagnosed = any(not step.cleaning for step in trip.steps)
    cleaned = any(step.cleaning for step in trip.steps)
    report = trip.report
    signed = report is not None and report.status in SIGNED
    returned = report is not None and report.status == "returned"
    return {
        "prepare": True,
        "diagnose": diagnosed or trip.visit.arrived is not None,
        "follow_up": cleaned or bool(trip.leftovers) or any(m.movement != "taken" for m in trip.movements),
        "report": report is not None and (returned or bool(report.done) or not report.gaps(When.SIGNING)),
        "sign": returned,
        "hand_over": signed or trip.visit.left is not None,
    }
