"""How each type of field is printed: one table from field type to shape and words."""

from collections.abc import Callable
from enum import Enum
from typing import Any, NamedTuple

from fieldkit.documents.dossier import Dossier
from fieldkit.documents.tongue import pair, said, tongue
from fieldkit.forms import types, values
from fieldkit.forms.field import Field
from fieldkit.forms.form import Fields
from fieldkit.i18n import N_


class Shape(Enum):
    """The room a field takes on paper."""

    SHORT = "beside its label, two to a line"
    LONG = "beside its label, as long as it is"
    ROWS = "a table"
    PICTURE = "a picture with a caption"
    BOX = "a box to sign in"


class Words(NamedTuple):
    """What is printed of a value: its words, small ones where a code has them in two languages, whether it alarms, is
    a list."""

    large: str
    small: str = ""
    alarm: bool = False
    listed: bool = False


Say = Callable[[Field[Any], Any, Dossier], Words]


class Printed(NamedTuple):
    """The shape of a field type, and how its value is put in words."""

    shape: Shape
    say: Say


LIST_FROM, LIST_LINE = 6, 60  # points, and characters of one, from which and up to which a text is a list
# Codes that must not be overlooked: they stand bold and in colour beside their word.
ALARMS = frozenset({"bad", "gap", "demand"})


def _plain(field: Field[Any], value: Any, _dossier: Dossier) -> Words:
    return Words(field.show(value, tongue()))


def _long(field: Field[Any], value: Any, _dossier: Dossier) -> Words:
    """A long list that stands in one text prints as short lines."""
    whole = field.show(value, tongue())
    points = [point.strip() for point in whole.rstrip("。；").split("；")]
    if len(points) < LIST_FROM or any("。" in point or "\n" in point or len(point) > LIST_LINE for point in points):
        return Words(whole)
    return Words("；\n".join(points) + "。", listed=True)


def _both(field: Field[Any], value: Any, _dossier: Dossier) -> Words:
    large, small = pair(field.show(value, "zh"), field.show(value, "en"))
    return Words(large, small, isinstance(value, str) and value in ALARMS)


def _link(_field: Field[Any], value: Any, dossier: Dossier) -> Words:
    return Words(dossier.heading(value))


def _reading(_field: Field[Any], value: Any, _dossier: Dossier) -> Words:
    shown = f"{value.value:,f} {value.unit}".strip()
    if value.good:
        return Words(shown)
    large, small = said(N_("above the limit") if value.over else N_("below the limit"))
    return Words(f"{shown}  {large}", small, alarm=True)


def _nothing(_field: Field[Any], _value: Any, _dossier: Dossier) -> Words:
    return Words("")


PRINTED: dict[type[Field[Any]], Printed] = {
    types.Text: Printed(Shape.SHORT, _plain),
    types.Term: Printed(Shape.SHORT, _both),
    types.LongText: Printed(Shape.LONG, _long),
    types.Number: Printed(Shape.SHORT, _plain),
    types.Money: Printed(Shape.SHORT, _plain),
    types.Choice: Printed(Shape.SHORT, _both),
    types.Status: Printed(Shape.SHORT, _both),
    types.YesNo: Printed(Shape.SHORT, _both),
    types.Day: Printed(Shape.SHORT, _plain),
    types.Moment: Printed(Shape.SHORT, _plain),
    types.Duration: Printed(Shape.SHORT, _both),
    values.Link: Printed(Shape.SHORT, _link),
    values.PersonLink: Printed(Shape.SHORT, _link),
    values.Serial: Printed(Shape.SHORT, _plain),
    values.WebAddress: Printed(Shape.SHORT, _plain),
    values.File: Printed(Shape.SHORT, _plain),
    values.Picture: Printed(Shape.PICTURE, _nothing),
    values.Reading: Printed(Shape.SHORT, _reading),
    values.Rows: Printed(Shape.ROWS, _nothing),
    values.Signature: Printed(Shape.BOX, _nothing),
}


def say(dossier: Dossier, form: Fields, name: str) -> Words:
    """What is printed of one field of a form or row."""
    field = form.fields[name]
    value = getattr(form, name)
    return PRINTED[type(field)].say(field, value, dossier) if value is not None else Words("")


def limits(reading: values.Measured) -> str:
    """The limits a reading was held against: `≤ 28 °C`, `20–28 °C`."""
    low, high = (f"{limit:,f}" if limit is not None else "" for limit in (reading.low, reading.high))
    if low and high:
        return f"{low}–{high} {reading.unit}".strip()
    sign = "≤" if high else "≥"
    return f"{sign} {high or low} {reading.unit}".strip() if high or low else ""
