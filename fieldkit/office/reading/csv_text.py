"""CSV and other separated text, in UTF-8, UTF-16 or GB18030: decoded as it is read, so that it is never there whole."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator

from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.reading.grid import LONGEST_ROW, Grid, Room, limited

_CHUNK = 1 << 20


def read_csv(name: str, data: bytes, room: Room | None = None) -> Grid:
    """The rows of a text file; each is numbered by the line on which it begins."""
    encoding = _encoding(name, data)
    mark = _separator(_opened(data, encoding).read(20_000))
    try:
        return list(limited(name, _rows(_lines(_opened(data, encoding)), mark), room or Room()))
    except csv.Error as error:
        sentence = N_("“{file}” has a quotation mark that is not closed, or a cell that is too long.")
        raise UserError(sentence, file=name) from error


def _opened(data: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding, newline="")


def _encoding(name: str, data: bytes) -> str:
    """By its byte order mark, else strict UTF-8, else GB18030, of which GBK and GB2312 are a part."""
    for encoding in _encodings(data):
        decoder = codecs.getincrementaldecoder(encoding)()
        starts = range(0, len(data) + 1, _CHUNK)
        try:
            if not any("\x00" in decoder.decode(data[at : at + _CHUNK], at == starts[-1]) for at in starts):
                return encoding
        except UnicodeDecodeError:
            continue
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
        counted = Counter(len(cells) for _, cells in _first_rows(text, mark) if len(cells) > 1)
        choices += [(lines, width, mark) for width, lines in counted.items()]
    return max(choices, key=lambda choice: choice[:2])[2]


def _first_rows(text: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of the beginning of a file, whose end may be cut within a quotation."""
    try:
        yield from _rows(io.StringIO(text, newline=""), mark)
    except csv.Error:
        return


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """The lines of a text; one that is longer than any row comes in pieces."""
    return iter(lambda: text.readline(LONGEST_ROW), "")


def _rows(lines: Iterable[str], mark: str) -> Iterator[tuple[int, list[str]]]:
    """Strict, so that an open quotation does not swallow the rest of the file."""
    taken = 0

    def measured() -> Iterator[str]:
        nonlocal taken
        for line in lines:
            taken += len(line)
            if taken >= LONGEST_ROW:
                raise csv.Error("a row without end")
            yield line

    reader = csv.reader(measured(), delimiter=mark, strict=True)
    number = 1
    for cells in reader:
        yield number, cells
        number, taken = reader.line_num + 1, 0
