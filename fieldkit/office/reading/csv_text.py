"""CSV and other separated text, in UTF-8, UTF-16 or GB18030."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.reading.grid import Grid, Tick, limited, unheard


def read_csv(name: str, data: bytes, tick: Tick = unheard) -> Grid:
    """The rows of a text file; each is numbered by the line on which it begins."""
    text = _decoded(name, data)
    try:
        return list(limited(name, _rows(text, _separator(text)), tick))
    except csv.Error as error:
        sentence = N_("“{file}” has a quotation mark that is not closed, or a cell that is too long.")
        raise UserError(sentence, file=name) from error


def _decoded(name: str, data: bytes) -> str:
    """The text by its byte order mark, else strict UTF-8, else GB18030, of which GBK and GB2312 are a part."""
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UserError(N_("“{file}” is not a table. Save it as .xlsx or as CSV."), file=name)


def _encodings(data: bytes) -> tuple[str, ...]:
    """UTF-16 shows by its mark or, in any table with Latin marks such as commas, by every second byte being zero."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    zeros = [data[side:4_000:2].count(0) for side in (0, 1)]
    if max(zeros) > 2 * min(zeros) and len(data) % 2 == 0:
        return ("utf-16-be" if zeros[0] > zeros[1] else "utf-16-le",)
    return ("utf-8-sig", "gb18030")


def _separator(text: str) -> str:
    """The mark that cuts the most of the first lines into the same number of columns, and into the more columns."""
    choices = [(0, 0, ",")]
    for mark in ",\t;|":
        counted = Counter(len(cells) for _, cells in _first_rows(text[:20_000], mark) if len(cells) > 1)
        choices += [(lines, width, mark) for width, lines in counted.items()]
    return max(choices, key=lambda choice: choice[:2])[2]


def _first_rows(text: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of the beginning of a file, whose end may be cut within a quotation."""
    try:
        yield from _rows(text, mark)
    except csv.Error:
        return


def _rows(text: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    """Strict, so that an open quotation does not swallow the rest of the file."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1
