"""备件: spare parts, and each movement of one. Stock is never a field: it is the last count plus movements."""

from fieldkit.forms.field import When
from fieldkit.forms.form import Form, Row
from fieldkit.forms.merging import merged_into
from fieldkit.forms.types import Choice, LongText, Moment, Money, Number, Text
from fieldkit.forms.values import Link, PersonLink, Rows, Serial
from fieldkit.i18n import N_

MOVEMENTS = {
    "count": N_("Counted"),
    "taken": N_("Taken along"),
    "used": N_("Built in"),
    "returned": N_("Brought back"),
    "settled": N_("Returned by the customer"),
    "received": N_("Received into store"),
    "moved": N_("Moved to another place"),
    "faulty": N_("Faulty part back in store"),
    "repair": N_("Faulty part sent for repair"),
}


class PlaceMinimum(Row):
    """How many of a part are to lie at one place at least."""

    place = Text(N_("Place"), required=When.ALWAYS)
    minimum = Number(N_("Minimum stock"), low=0, high=100_000, required=When.ALWAYS)


class Part(Form):
    """备件: a kind of spare part in the store."""

    kind = "part"
    version = 2  # minimums by place
    title = N_("Spare part")
    key = ("code",)
    heading = ("part_name", "code")

    code = Text(N_("Part code"), required=When.ALWAYS, find=True)
    part_name = Text(N_("Part name"), required=When.ALWAYS, find=True)
    line = Link("product_line", N_("Product line"), find=True)
    price = Money(N_("Unit price"), internal=True, find=True)
    minimum = Number(N_("Minimum stock"), hint=N_("Of all places together"), low=0, high=100_000, find=True)
    minimums = Rows(PlaceMinimum, N_("Minimum by place"), by="place")
    merged_into = merged_into("part")


class PartMovement(Form):
    """备件出入: one part that moved: counted, taken along, built in, brought back."""

    kind = "part_movement"
    version = 3  # movements of the store itself, and what they settle: an office that knows less holds them
    title = N_("Part movement")
    heading = ("movement", "serial_new", "serial_old")
    belongs_to = "visit"
    sealed_with = "service_report"

    part = Link("part", N_("Part"), required=When.ALWAYS, find=True)
    movement = Choice(N_("Movement"), MOVEMENTS, required=When.ALWAYS, find=True)
    quantity = Number(N_("Quantity"), low=0, high=100_000, required=When.ALWAYS, find=True)
    visit = Link("visit", N_("Visit"), find=True)
    equipment = Link("equipment", N_("Equipment"))
    receivable = Link("receivable", N_("Settles"), internal=True, find=True)
    place = Text(N_("Place"), hint=N_("Store, shelf and slot"), find=True)
    to_place = Text(N_("To place"), required_if=lambda move: move.movement == "moved", find=True)
    serial_old = Serial(N_("Serial number of the old part"), find=True)
    serial_new = Serial(N_("Serial number of the new part"), find=True)
    moved_at = Moment(N_("When"), find=True)
    moved_by = PersonLink(N_("By"), find=True)
    notes = LongText(N_("Notes"))
