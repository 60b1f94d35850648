"""A company's files → the records of each list, and every row that cannot be taken, with the reason.

Lists are read in an order in which links resolve. Ids come from the company's own numbers, so the same file
read twice gives the same records. `known` is what the office has already; files may refer to it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from fieldkit.errors import FieldError, UserError
from fieldkit.forms import FORMS, Json, Values, natural_id
from fieldkit.forms.types import Choice, Day, LongText, Number, YesNo
from fieldkit.i18n import N_, translate
from fieldkit.office.reading import tidy
from fieldkit.office.reading.columns import LISTS, Column, ListOf
from fieldkit.office.reading.headers import Found, cells_of, recognise
from fieldkit.office.reading.links import Entry, Names
from fieldkit.office.reading.rules import RULES, Line, choice_code, merged
from fieldkit.office.reading.tables import files_of, read_sheets

_BROKEN = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|#+)|\d(?:\.\d+)?E\+\d{1,3}", re.IGNORECASE)


@dataclass(frozen=True)
class Refused:
    """A row that was not taken: file, number of the row as Excel or an editor counts, and why."""

    file: str
    row: int
    reason: str


@dataclass
class ListRead:
    """What was read of one list. `product_lines` comes first; `files` holds what was not recognised as any list."""

    name: str
    entries: list[Entry] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def read_company(paths: Iterable[Path], known: Iterable[Entry] = ()) -> list[ListRead]:
    """Reads files and folders; reasons are said in the language in force."""
    unread = ListRead("files")
    found = _recognised(files_of(paths), unread)
    names = Names(known)
    lists = [_read_list(wanted, [table for table in found if table.wanted is wanted], names) for wanted in LISTS]
    lines = ListRead("product_lines", names.new_lines)
    return [one for one in (lines, *lists, unread) if one.entries or one.refused]


def _recognised(files: list[Path], unread: ListRead) -> list[Found]:
    """The tables of all files; what is no table, or no list, goes to `unread`."""
    found: list[Found] = []
    for file in files:
        try:
            sheets = read_sheets(file)
        except UserError as error:
            unread.refused.append(Refused(file.name, 0, error.say()))
            continue
        if not sheets:
            unread.refused.append(Refused(file.name, 0, translate(N_("The file is empty."))))
        for sheet in sheets:
            table = recognise(sheet)
            if table is None:
                name = f"{sheet.file}[{sheet.name}]" if sheet.name else sheet.file
                reason = translate(N_("No row was recognised as the header of a list."))
                unread.refused.append(Refused(name, sheet.grid[0][0], reason))
            else:
                found.append(table)
    return found


def _read_list(wanted: ListOf, tables: list[Found], names: Names) -> ListRead:
    read = ListRead(wanted.name)
    places: dict[str, int] = {}
    for table in tables:
        if table.lacks:
            words = "、".join(f"“{word}”" for word in table.lacks)
            reason = translate(N_("The header lacks {columns}.")).format(columns=words)
            read.refused.append(Refused(table.table.file, table.table.header_row, reason))
            continue
        for row, cells in table.table.rows:
            try:
                for entry in _entries(table, row, cells, names):
                    _keep(entry, read.entries, places)
            except FieldError as error:
                read.refused.append(Refused(table.table.file, row, error.say()))
    for entry in read.entries:
        names.learn(entry)
    if wanted.name == "people" and names.new_lines:
        names.lines_closed = True
    return read


def _keep(entry: Entry, entries: list[Entry], places: dict[str, int]) -> None:
    """A row that was there before, word for word, is one; with other content it is refused."""
    if entry.id not in places:
        places[entry.id] = len(entries)
        entries.append(entry)
        return
    before = entries[places[entry.id]]
    both = merged(before, entry)
    if both is None:
        sentence = N_("The same as row {row} of {file}, but with other content ({fields}). Correct one of them.")
        raise FieldError(sentence, row=before.row, file=before.file, fields=_differing(before, entry))
    entries[places[entry.id]] = both


def _differing(before: Entry, entry: Entry) -> str:
    fields = FORMS[entry.kind].fields
    paths = [path for path in {**before.values, **entry.values} if before.values.get(path) != entry.values.get(path)]
    labels = [translate(fields[path.split(".")[0]].label) for path in paths]
    return "、".join(dict.fromkeys(labels))


def _entries(found: Found, row: int, cells: list[str], names: Names) -> list[Entry]:
    wanted = found.wanted
    texts = cells_of(found, cells)
    for either in wanted.needs:
        if all(tidy.empty(texts.get(name, "")) for name in either):
            raise FieldError(N_("“{column}” is missing."), column=_heading(found, either))
    values: Values = {}
    for column in wanted.columns:
        said = texts.get(column.name, "")
        if _BROKEN.fullmatch(tidy.plain(said)):
            sentence = N_(
                "“{column}” holds “{text}”: the program that wrote the file lost the value. Format it as text."
            )
            raise FieldError(sentence, column=_heading(found, (column.name,)), text=tidy.plain(said)[:40])
        value = _stored(found, column, said)
        if value is not None:
            values[column.name] = value
    values |= _links(wanted, texts, names, found.table.file, row)
    key = (tidy.same(str(values.get(name) or "")) if name not in _LINKED else str(values[name]) for name in wanted.key)
    known = names.known_id(wanted.kind, wanted.key[0], str(values[wanted.key[0]])) if len(wanted.key) == 1 else ""
    entry = Entry(wanted.kind, known or natural_id(wanted.kind, *key), values, found.table.file, row)
    return [names.linked(one) for one in RULES[wanted.name](Line(entry, texts, names))]


_LINKED = frozenset({"customer", "equipment"})


def _heading(found: Found, names: tuple[str, ...]) -> str:
    """How the file itself heads the first of these columns that it has."""
    places = next((found.places[name] for name in names if name in found.places), [0])
    return tidy.clean(found.table.header[places[0]])


def _stored(found: Found, column: Column, said: str) -> Json:
    """A cell in the stored form of its field; None when it says nothing or is for the list's own rule."""
    kind = found.wanted.kind
    form_field = FORMS[kind].fields.get(column.name)
    if form_field is None or column.name == "line" or (tidy.empty(said) and not isinstance(form_field, YesNo)):
        return None
    if isinstance(form_field, Day):
        text = tidy.day(said, found.table.zero)
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
