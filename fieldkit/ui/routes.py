"""Where a record is shown: from its kind to a route of the desktop."""

from fieldkit.actions.lists.catalogue import BY_KIND
from fieldkit.forms import FORMS, Paper, Record

OWN = {
    "person": "people/{id}",
    "roster": "people/roster",
    "calendar_year": "people/calendar",
    "letterhead": "letterhead",
    "customer": "customers/{id}",
    "visit": "trips/{id}",
    "problem": "problems/{id}",
}

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

# Papers that are written where the work itself is done; every other one has the screen of papers.
OWN_PLACE = STAGES.keys() | {"call_record"}


def is_filed(kind: str) -> bool:
    """Whether records of a kind are shown on the screen of papers."""
    form = FORMS.get(kind)
    return form is not None and issubclass(form, Paper) and kind not in OWN_PLACE


def route_of(record: Record | None) -> str:
    """The route to a record's screen, or nothing for what has none of its own."""
    if record is None:
        return ""
    values = record.values
    if record.kind in OWN:
        return OWN[record.kind].format(id=record.id)
    if is_filed(record.kind):
        return f"papers/{record.id}"
    if values.get("visit"):
        return "/".join(part for part in ("trips", str(values["visit"]), STAGES.get(record.kind, "")) if part)
    if values.get("problem"):
        return f"problems/{values['problem']}"
    if record.kind in LISTED:
        return f"lists/{BY_KIND[record.kind].key}/{record.id}"
    customer = values.get("customer") or record.scope.customer
    return f"customers/{customer}" if isinstance(customer, str) and customer != "*" else ""
