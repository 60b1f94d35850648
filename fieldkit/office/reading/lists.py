"""A company's files → the records of each list, and every row that cannot be taken, with the reason.

Lists are read in an order in which links resolve. Ids come from the company's own numbers, so the same file
read twice gives the same records. `known` is what the office has already; files may refer to it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fieldkit.errors import FieldError, UserError
from fieldkit.forms import FORMS
from fieldkit.i18n import N_, translate
from fieldkit.office.reading.columns import LISTS, ListOf
from fieldkit.office.reading.grid import Notice, Room
from fieldkit.office.reading.headers import USUAL, Found, Headings, likely_header, recognise
from fieldkit.office.reading.links import Entry, Names
from fieldkit.office.reading.rows import entries_of
from fieldkit.office.reading.rules import check_places, merged
from fieldkit.office.reading.tables import Source, files_of, read_sheets

Progress = Callable[[str, int, int], object]  # told what is done, how much of it, of how much; it may raise to end it
_SOME = 2_000  # rows between two words of progress


def quietly(_what: str, _done: int, _all: int) -> None:
    """For whoever does not watch."""


@dataclass
class ListRead:
    """What was read of one list. `product_lines` comes first; `files` holds what was not recognised as any list.

    `unknown` holds, by file, the headings that no column is known for.
    """

    name: str
    entries: list[Entry] = field(default_factory=list)
    refused: list[Notice] = field(default_factory=list)
    warnings: list[Notice] = field(default_factory=list)
    unknown: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass
class Tables:
    """The files as tables, each recognised as a list; `unread` is what is none."""

    found: list[Found] = field(default_factory=list)
    unread: ListRead = field(default_factory=lambda: ListRead("files"))
    notices: dict[str, list[Notice]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(len(table.table.rows) for table in self.found)


def read_company(paths: Iterable[Path], known: Iterable[Entry] = ()) -> list[ListRead]:
    """Reads files and folders; reasons are said in the language in force."""
    return interpret(read_tables(files_of(paths)), known)


def read_tables(files: list[Source], headings: Headings = USUAL, progress: Progress = quietly) -> Tables:
    """The tables of all files; what is no table, or no list, goes to `unread`."""
    tables, room = Tables(), Room(lambda rows: progress("read", rows, 0))
    for number, file in enumerate(files):
        progress("reading", number, len(files))
        try:
            with room.tried():
                sheets = read_sheets(file, room)
        except UserError as error:
            tables.unread.refused.append(Notice(file.name, 0, error))
            continue
        if not sheets:
            tables.unread.refused.append(Notice(file.name, 0, UserError(N_("The file is empty."))))
        for sheet in sheets:
            table = recognise(sheet, headings)
            notices = [Notice(sheet.title, 0, notice) for notice in sheet.notices]
            if table is None:
                reason = UserError(N_("No row was recognised as the header of a list."))
                tables.unread.refused.append(Notice(sheet.title, sheet.grid[0][0], reason))
                tables.unread.unknown[sheet.title] = likely_header(sheet)
                tables.unread.warnings += notices
            else:
                tables.found.append(table)
                tables.notices.setdefault(table.wanted.name, []).extend(notices)
    return tables


def interpret(
    tables: Tables,
    known: Iterable[Entry] = (),
    progress: Progress = quietly,
    standing: Mapping[str, str] | None = None,
) -> list[ListRead]:
    """The records of the tables. It can be done again, with what the office has come to know meanwhile (see Names)."""
    names = Names(known, standing)
    counted = _Counted(progress, tables.rows)
    lists = [_read_list(wanted, tables, names, counted) for wanted in LISTS]
    lines = ListRead("product_lines", names.new_lines)
    return [one for one in (lines, *lists, tables.unread) if one.entries or one.refused or one.unknown or one.warnings]


class _Counted:
    """Counts rows over all tables, and tells of some of them."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def one(self) -> None:
        if self._done % _SOME == 0:
            self._progress("rows", self._done, self._total)
        self._done += 1


def _read_list(wanted: ListOf, tables: Tables, names: Names, counted: _Counted) -> ListRead:
    read = ListRead(wanted.name, warnings=list(tables.notices.get(wanted.name, ())))
    places: dict[str, int] = {}
    by_place: dict[str, bool] = {}
    for found in (table for table in tables.found if table.wanted is wanted):
        table = found.table
        if found.unknown:
            read.unknown[table.file] = found.unknown
        if found.lacks:
            words = "、".join(f"“{word}”" for word in found.lacks)
            lacks = UserError(N_("The header lacks {columns}."), columns=words)
            read.refused.append(Notice(table.file, table.header_row, lacks))
            continue
        for row, cells in table.rows:
            counted.one()
            try:
                entries, assumed = entries_of(found, row, cells, names)
                check_places(entries, by_place)
                for entry in entries:
                    _keep(entry, read.entries, places)
            except FieldError as error:
                read.refused.append(Notice(table.file, row, error, tuple(table.header), tuple(cells)))
            else:
                read.warnings += (Notice(table.file, row, said) for said in assumed)
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
