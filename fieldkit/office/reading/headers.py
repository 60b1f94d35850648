"""Which list a sheet is, told by its header: found anywhere among the first rows, in Chinese or English."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fieldkit.forms import FORMS
from fieldkit.forms.types import Money
from fieldkit.office.reading.columns import LISTS, ListOf
from fieldkit.office.reading.grid import Sheet, Table, table_of
from fieldkit.office.reading.tidy import clean, plain

HEADER_WITHIN = 30  # non-empty rows from the top in which a header is looked for
LONGEST_HEADING = 100
_LOOKED_AT = 1_000  # characters of a cell; what is longer heads no column

_BRACKETS = re.compile(r"[(\[【<].*?[)\]】>]")
_NOISE = re.compile(r"[\W_]+")
_MONEY_UNIT = re.compile(r"单位:?(?:人民币)?([万千]?)元|[(\[【<](?:人民币)?([万千])元[)\]】>]")
_TIMES = {"万": 10_000, "千": 1_000}
PASSED_OVER = frozenset({"序号", "序"})  # a row's number on the page is nothing to anybody


@dataclass(frozen=True)
class Found:
    """A table recognised as a list: which columns of the file hold what, and what the header lacks.

    `times` is the unit of a column that is headed e.g. 金额(万元), or stands below 单位：万元. `unknown` are headings
    that nothing is known of.
    """

    wanted: ListOf
    table: Table
    places: dict[str, list[int]]
    times: dict[str, int]
    lacks: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def heading(cell: str) -> str:
    """A column's heading without what changes from file to file: 金额（元）* and 金额 are one."""
    said = plain(cell[:_LOOKED_AT]).casefold()
    bare = _NOISE.sub("", _BRACKETS.sub("", said))
    return (bare or _NOISE.sub("", said))[:LONGEST_HEADING]


_BY_WORD = {
    wanted.name: {heading(word): column.name for column in wanted.columns for word in column.words.split("|")}
    for wanted in LISTS
}
Taught = Mapping[tuple[str, str], str]  # (list, heading) → column, "" for one that is passed over


class Headings:
    """What heads the columns of each list: the usual words, and what people have taught the office beside them."""

    def __init__(self, taught: Taught | None = None) -> None:
        self._words = {name: dict(words) for name, words in _BY_WORD.items()}
        for (name, word), column in (taught or {}).items():
            self._words[name][word] = column

    def column(self, wanted: ListOf, cell: str) -> str | None:
        """The column that is headed so; "" for one to be passed over, None when nobody knows it."""
        head = heading(cell)
        return self._words[wanted.name].get(head, "" if head in PASSED_OVER else None)

    def columns(self, wanted: ListOf, heads: Iterable[str]) -> set[str]:
        words = self._words[wanted.name]
        return {words[head] for head in heads if words.get(head)}


USUAL = Headings()


def recognise(sheet: Sheet, headings: Headings = USUAL) -> Found | None:
    """The list that a sheet is, by the header found among its first rows; None when no row is the header of any.

    A header that has most of what a list needs, but not all, is that list with `lacks`.
    """
    best: tuple[tuple[int, int, int], ListOf, int] | None = None
    for place, (_, cells) in enumerate(sheet.grid[:HEADER_WITHIN]):
        heads = {heading(cell) for cell in cells if cell.strip()}
        for wanted in LISTS:
            names = headings.columns(wanted, heads)
            met = sum(any(name in names for name in either) for either in wanted.needs)
            score = (met == len(wanted.needs), met, len(names))
            if len(names) >= 2 and met * 2 >= len(wanted.needs) and (best is None or score > best[0]):
                best = score, wanted, place
    return _found(sheet, best[1], best[2], headings) if best else None


def _found(sheet: Sheet, wanted: ListOf, place: int, headings: Headings) -> Found:
    table = table_of(sheet, place)
    places: dict[str, list[int]] = {}
    times: dict[str, int] = {}
    unknown: list[str] = []
    usual = _unit_above(sheet, place)
    for number, cell in enumerate(table.header):
        name = headings.column(wanted, cell)
        if name:
            places.setdefault(name, []).append(number)
            times[name] = _unit(cell) or (usual if _is_money(wanted, name) else 1)
        elif name is None and heading(cell) and any(len(cells) > number and cells[number] for _, cells in table.rows):
            unknown.append(clean(cell)[:LONGEST_HEADING])
    lacks = tuple(
        first_word(wanted, either[0]) for either in wanted.must(places) if not any(name in places for name in either)
    )
    return Found(wanted, table, places, times, lacks, tuple(dict.fromkeys(unknown)))


def likely_header(sheet: Sheet) -> tuple[str, ...]:
    """The headings that a person may be asked about where no row was recognised: the first of the widest rows."""
    first = [cells for _, cells in sheet.grid[:HEADER_WITHIN]]
    widest = max(first, key=lambda cells: sum(bool(cell.strip()) for cell in cells), default=[])
    return tuple(dict.fromkeys(clean(cell)[:LONGEST_HEADING] for cell in widest if heading(cell)))


def _unit(cell: str) -> int:
    """The unit that a heading says, in ones; 0 when it says none."""
    brackets = "".join(_BRACKETS.findall(plain(cell[:_LOOKED_AT])))
    return 10_000 if "万" in brackets else 1_000 if "千元" in brackets else 1 if "元" in brackets else 0


def _unit_above(sheet: Sheet, place: int) -> int:
    """The unit of all money of a table, as it stands above the header: 单位：万元."""
    said = (plain(cell[:_LOOKED_AT]).replace(" ", "") for _, cells in sheet.grid[:place] for cell in cells)
    found = [unit for cell in said if (unit := _MONEY_UNIT.search(cell))]
    return _TIMES.get(found[-1][1] or found[-1][2] or "", 1) if found else 1


def _is_money(wanted: ListOf, name: str) -> bool:
    return isinstance(FORMS[wanted.kind].fields.get(name), Money)


def first_word(wanted: ListOf, name: str) -> str:
    """The usual Chinese heading of a column."""
    return next(column.words.split("|")[0] for column in wanted.columns if column.name == name)


def cells_of(found: Found, cells: Sequence[str]) -> dict[str, str]:
    """A row's cells by column name; of two columns with one meaning the first that says something."""
    return {
        name: next((cells[place] for place in places if place < len(cells) and cells[place].strip()), "")
        for name, places in found.places.items()
    }
