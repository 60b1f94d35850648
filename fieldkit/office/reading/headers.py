"""Which list a sheet is, told by its header: found anywhere among the first rows, in Chinese or English."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fieldkit.office.reading.columns import LISTS, ListOf
from fieldkit.office.reading.grid import Sheet, Table, table_of
from fieldkit.office.reading.tidy import plain

HEADER_WITHIN = 30  # non-empty rows from the top in which a header is looked for

_BRACKETS = re.compile(r"[(\[【<].*?[)\]】>]")
_NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Found:
    """A table recognised as a list: which columns of the file hold what, and what the header lacks.

    `times` is the unit of a column that is headed e.g. 金额(万元).
    """

    wanted: ListOf
    table: Table
    places: dict[str, list[int]]
    times: dict[str, int]
    lacks: tuple[str, ...] = ()


def heading(cell: str) -> str:
    """A column's heading without what changes from file to file: 金额（元）* and 金额 are one."""
    said = plain(cell).casefold()
    bare = _NOISE.sub("", _BRACKETS.sub("", said))
    return bare or _NOISE.sub("", said)


_BY_WORD = {
    wanted.name: {heading(word): column.name for column in wanted.columns for word in column.words.split("|")}
    for wanted in LISTS
}


def recognise(sheet: Sheet) -> Found | None:
    """The list that a sheet is, by the header found among its first rows; None when no row is the header of any.

    A header that has most of what a list needs, but not all, is that list with `lacks`.
    """
    best: tuple[tuple[int, int, int], ListOf, int] | None = None
    for place, (_, cells) in enumerate(sheet.grid[:HEADER_WITHIN]):
        heads = {heading(cell) for cell in cells if cell.strip()}
        for wanted in LISTS:
            words = _BY_WORD[wanted.name]
            names = {words[head] for head in heads if head in words}
            met = sum(any(name in names for name in either) for either in wanted.needs)
            score = (met == len(wanted.needs), met, len(names))
            if len(names) >= 2 and met * 2 >= len(wanted.needs) and (best is None or score > best[0]):
                best = score, wanted, place
    return _found(sheet, best[1], best[2]) if best else None


def _found(sheet: Sheet, wanted: ListOf, place: int) -> Found:
    table = table_of(sheet, place)
    places: dict[str, list[int]] = {}
    times: dict[str, int] = {}
    for number, cell in enumerate(table.header):
        name = _BY_WORD[wanted.name].get(heading(cell))
        if name:
            places.setdefault(name, []).append(number)
            times[name] = _unit(cell)
    lacks = tuple(
        _first_word(wanted, either[0]) for either in wanted.needs if not any(name in places for name in either)
    )
    return Found(wanted, table, places, times, lacks)


def _unit(cell: str) -> int:
    brackets = "".join(_BRACKETS.findall(plain(cell)))
    return 10_000 if "万" in brackets else 1_000 if "千元" in brackets else 1


def _first_word(wanted: ListOf, name: str) -> str:
    return next(column.words.split("|")[0] for column in wanted.columns if column.name == name)


def cells_of(found: Found, cells: Sequence[str]) -> dict[str, str]:
    """A row's cells by column name; of two columns with one meaning the first that says something."""
    return {
        name: next((cells[place] for place in places if place < len(cells) and cells[place].strip()), "")
        for name, places in found.places.items()
    }
