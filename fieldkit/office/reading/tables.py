"""Which files to read, and what kind each is; its content tells that, not its name. Pure: no column is known here."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.reading.csv_text import read_csv
from fieldkit.office.reading.grid import Room, Sheet
from fieldkit.office.reading.workbook import read_workbook

MOST_BYTES = 64 * 1024 * 1024
SUFFIXES = frozenset({".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls"})


class Source(NamedTuple):
    """A file to read: what it is called by people, and where it lies."""

    name: str
    path: Path


def files_of(paths: Iterable[Path]) -> list[Source]:
    """The files among the paths; of a folder those that may hold lists, in order of name."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.is_file() and file.suffix.casefold() in SUFFIXES)
            found += [file for file in inside if not file.name.startswith((".", "~$"))]
        elif path.is_file():
            found.append(path)
        else:
            raise UserError(N_("There is no file “{file}”."), file=path.name)
    return [Source(path.name, path) for path in dict.fromkeys(found)]


def read_sheets(source: Source, room: Room | None = None) -> list[Sheet]:
    """Every sheet of a file; UserError with a sentence when it is not a table or too large."""
    name, path = source
    room = room or Room()
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UserError(N_("“{file}” is larger than 64 MB. Split it."), file=name)
        data = path.read_bytes()
    except OSError as error:
        raise UserError(N_("“{file}” cannot be read. Close it in other programs."), file=name) from error
    if data.startswith(b"PK\x03\x04"):
        return read_workbook(name, data, room)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        sentence = N_("“{file}” is an old or protected Excel file. Save it as .xlsx without a password.")
        raise UserError(sentence, file=name)
    grid = read_csv(name, data, room)
    return [Sheet(name, "", grid)] if grid else []
