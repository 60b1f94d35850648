"""One row of a table → its records: every cell in the stored form of its field, and whom the row belongs to."""

import re

from fieldkit.errors import FieldError, UserError
from fieldkit.forms import FORMS, Json, Values
from fieldkit.forms.types import Choice, Day, LongText, Number, YesNo
from fieldkit.i18n import N_
from fieldkit.office.reading import tidy
from fieldkit.office.reading.columns import Column, ListOf
from fieldkit.office.reading.headers import Found, cells_of
from fieldkit.office.reading.links import Entry, Names
from fieldkit.office.reading.rules import RULES, Line, choice_code

_BROKEN = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|#+)|\d(?:\.\d+)?E\+\d{1,3}", re.IGNORECASE)
_LONGEST_DITTO = 20
_WITHOUT_END = frozenset({"warranty_until"})
_LOST = N_(
    "“{column}” holds “{text}”: the program that wrote the file lost the value. Format the column as text, "
    "type the value again, and take the file in once more."
)
_DITTO = frozenset({"同上", "同前", "〃", "″", "''", '"', "”", "“", "ditto", "same as above", "as above"})
_UNSAID = N_("“{column}” says only “{text}”. Write the value itself in every row.")
_UNCOUNTED = N_(
    "“{column}” is a formula whose result the file does not hold. Open it in Excel, save it, and try again."
)


def entries_of(found: Found, row: int, cells: list[str], names: Names) -> tuple[list[Entry], list[UserError]]:
    """The records of a row, and what was assumed in reading it; FieldError with the reason when it cannot be taken."""
    wanted = found.wanted
    texts = cells_of(found, cells)
    for either in wanted.must(found.places):
        if all(tidy.empty(texts.get(name, "")) for name in either):
            raise FieldError(N_("“{column}” is missing."), column=_heading(found, either))
    values: Values = {}
    assumed: list[UserError] = []
    for column in wanted.columns:
        if not (said := texts.get(column.name, "")):
            continue
        said = texts[column.name] = _sound(found, column, said)
        if column.name in _WITHOUT_END and tidy.endless(said):
            values[column.name] = None
            continue
        value = _stored(found, column, said, assumed)
        if value is not None:
            values[column.name] = value
    values |= _links(wanted, texts, names, found.table.file, row)
    entry = Entry(wanted.kind, names.id_of(wanted, values), values, found.table.file, row)
    return [names.linked(one) for one in RULES[wanted.name](Line(entry, texts, names))], assumed


def _sound(found: Found, column: Column, said: str) -> str:
    """The cell, unless the program that wrote it lost what it held; digits that are all there are put in order."""
    if column.code:
        said = tidy.whole_number(said)
    if len(said) <= _LONGEST_DITTO and tidy.plain(said).casefold() in _DITTO:
        raise FieldError(_UNSAID, column=_heading(found, (column.name,)), text=tidy.plain(said))
    if "#" not in said and "E" not in said and "e" not in said:
        return said
    text = tidy.plain(said)
    if text == tidy.UNCOUNTED:
        raise FieldError(_UNCOUNTED, column=_heading(found, (column.name,)))
    if _BROKEN.fullmatch(text):
        raise FieldError(_LOST, column=_heading(found, (column.name,)), text=text[:40])
    return said


def _heading(found: Found, names: tuple[str, ...]) -> str:
    """How the file itself heads the first of these columns that it has."""
    places = next((found.places[name] for name in names if name in found.places), [0])
    return tidy.clean(found.table.header[places[0]])


def _stored(found: Found, column: Column, said: str, assumed: list[UserError]) -> Json:
    """A cell in the stored form of its field; None when it says nothing or is for the list's own rule."""
    kind = found.wanted.kind
    form_field = FORMS[kind].fields.get(column.name)
    if form_field is None or column.name == "line" or (tidy.empty(said) and not isinstance(form_field, YesNo)):
        return None
    if isinstance(form_field, Day):
        text = tidy.day(said, found.table.zero)
        if tidy.day_first(said):
            sentence = N_("“{text}” in “{column}” was read as {day}: the day first. Write it as {day}.")
            heads = _heading(found, (column.name,))
            assumed.append(UserError(sentence, text=tidy.plain(said)[:40], column=heads, day=text))
        elif tidy.counted_day(said) and text != tidy.plain(said):
            sentence = N_("“{text}” in “{column}” was read as {day}, as Excel counts days. Write it as {day}.")
            heads = _heading(found, (column.name,))
            assumed.append(UserError(sentence, text=tidy.plain(said)[:40], column=heads, day=text))
    elif isinstance(form_field, Number):
        text = tidy.number(said, found.times.get(column.name, 1))
    elif isinstance(form_field, YesNo):
        text = tidy.yes_no(said)
    elif isinstance(form_field, Choice):
        text = choice_code(kind, column.name, said)
    elif column.name in {"patches", "must_have"}:
        text = tidy.patches(said)
    elif isinstance(form_field, LongText):
        text = said.strip()
    else:
        text = tidy.plain(said) if column.code else tidy.clean(said)
    return form_field.dump(form_field.parse(text))


def _links(wanted: ListOf, texts: dict[str, str], names: Names, file: str, row: int) -> Values:
    """The records that a row belongs to, by what the file calls them."""
    fields = FORMS[wanted.kind].fields
    links: Values = {}
    if "customer" in fields:
        links["customer"] = names.customer(texts.get("customer_number", ""), texts.get("customer_name", ""))
    if "equipment" in fields:
        links["equipment"] = names.equipment(texts.get("serial", ""))
    if "line" in fields and not tidy.empty(texts.get("line", "")):
        links["line"] = names.line(texts["line"], file, row)
    return links
