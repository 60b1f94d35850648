"""Where a record is shown: from its kind to a route of the desktop."""

from fieldkit.actions.lists.catalogue import BY_KIND
from fieldkit.forms import Record

# The stage of a trip at which a record that belongs to a visit is worked on.
STAGES = {
    "trip_approval": "prepare",
    "checklist": "prepare",
    "part_movement": "follow_up",
    "step": "diagnose",
    "photo": "follow_up",
    "leftover": "follow_up",
    "service_report": "report",
    "maintenance_advice": "report",
    "comment": "report",
    "review": "report",
}

# What is the house's own, or has no other place: it is shown on its list.
LISTED = frozenset({"part", "part_movement", "released_version", "contract", "manual"})


def route_of(record: Record | None) -> str:
    """The route to a record's screen, or nothing for what has none of its own."""
    if record is None:
        return ""
    values = record.values
    if record.kind == "calendar_year":
        return "people/calendar"
    if record.kind in {"person", "roster"}:
        return f"people/{record.id}" if record.kind == "person" else "people/roster"
    if record.kind in {"customer", "visit", "problem"}:
        return f"{record.kind.replace('visit', 'trip')}s/{record.id}"
    if values.get("visit"):
        return "/".join(part for part in ("trips", str(values["visit"]), STAGES.get(record.kind, "")) if part)
    if values.get("problem"):
        return f"problems/{values['problem']}"
    if record.kind in LISTED:
        return f"lists/{BY_KIND[record.kind].key}/{record.id}"
    customer = values.get("customer") or record.scope.customer
    return f"customers/{customer}" if isinstance(customer, str) and customer != "*" else ""
