"""Two records of one thing: which of them stays, and what people decided about a pair.

The record that stays is not chosen but follows from the ids: what the company's own number named goes before what was
entered by hand, then the older. So all laptops merge a pair the same way, and no chain of merged records runs in a
circle. What the person chooses are the values.
"""

from collections.abc import Mapping

from fieldkit.access import HOUSE
from fieldkit.forms.field import When
from fieldkit.forms.form import FORMS, Form, Row
from fieldkit.forms.record import Json, Record, natural_id
from fieldkit.forms.types import Choice, LongText, Text
from fieldkit.forms.values import Link, Rows
from fieldkit.i18n import N_

MERGED_INTO = "merged_into"
VERDICTS = {
    "merged": N_("Merged"),
    "two": N_("Two different ones"),
    "undone": N_("Taken back"),
}


def merged_into(kind: str) -> Link:
    """The field by which a record of a list says that another one stands for it."""
    return Link(kind, N_("Merged into"), find=True, internal=True, write=HOUSE)


def double_id(first: str, second: str) -> str:
    """The id of what was decided about two records, whichever is named first."""
    return natural_id("double", *sorted((first, second)))


def goes_before(rid: str) -> tuple[bool, str]:
    """The order among doubles: the least stays. Ids made from the company's own number are UUIDv5."""
    return rid[14:15] != "5", rid


def stays_instead(rid: str, values: Mapping[str, Json]) -> str:
    """The record into which this one was merged, "" when it stands for itself."""
    into = values.get(MERGED_INTO)
    return into if isinstance(into, str) and goes_before(into) < goes_before(rid) else ""


def is_merged(record: Record) -> bool:
    return bool(stays_instead(record.id, record.values))


def mergeable() -> frozenset[str]:
    """The kinds whose records can be merged."""
    return frozenset(kind for kind, form in FORMS.items() if MERGED_INTO in form.fields)


class KeptValue(Row):
    """What both held at a path when they were merged, as `process.merging` says it; `wrote` only where one chose."""

    path = Text(N_("Field"))
    stays = LongText(N_("Value of the one that stays"), personal=True)
    goes = LongText(N_("Value of the other"), personal=True)
    wrote = LongText(N_("Value chosen"), personal=True)


class MovedLinks(Row):
    """Records whose link at a path was moved to the one that stays: ids, separated by spaces."""

    path = Text(N_("Field"))
    ids = LongText(N_("Records"))


class Double(Form):
    """重复: what a person decided about two records that look like one. One record a pair, the same on all laptops."""

    kind = "double"
    title = N_("Double")
    key = ("first", "second")
    heading = ("of_kind", "verdict")

    of_kind = Text(N_("List"), required=When.ALWAYS, find=True)
    first = Text(N_("The one that stays"), required=When.ALWAYS, find=True)
    second = Text(N_("The other"), required=When.ALWAYS, find=True)
    verdict = Choice(N_("Decision"), VERDICTS, required=When.ALWAYS, find=True)
    decided_by = Link("person", N_("Decided by"))
    kept = Rows(KeptValue, N_("Values before"), internal=True)
    moved = Rows(MovedLinks, N_("Links moved"), internal=True)

    @classmethod
    def named(cls, values: Mapping[str, Json]) -> str:
        return double_id(str(values.get("first")), str(values.get("second")))
