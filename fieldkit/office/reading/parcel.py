"""What a workbook may be as a parcel: how far it unpacks, and that its XML holds nothing but elements.

A workbook is a ZIP archive of XML files. It never needs a document type, so one that declares it is up to something:
entities that expand without end, or that name files of this machine. Macros and links to other files are never opened.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import IO, Any
from xml.etree.ElementTree import Element, iterparse
from xml.parsers import expat

from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.reading.grid import LONGEST_ROW

MOST_UNPACKED = 512 * 1024 * 1024
MOST_RATIO = 300
MOST_MEMBERS = 5_000
MOST_WHOLE = 96 * 1024 * 1024  # of a member that is read whole: the shared texts, styles, the workbook's own page
MOST_AGAIN = 3 * MOST_UNPACKED  # of all that is read of it, once and again
MOST_TAGS = 300_000  # of a member that is a tree in memory: the styles, the workbook's own page
_SHEETS = "xl/worksheets/"
_PROLOG = 64 * 1024
_CHUNK = 4 * 1024


class TooMuchError(Exception):
    """A member holds more than any workbook has there."""


class Parcel(zipfile.ZipFile):
    """The archive of a workbook; what is read whole is small, and no member is read again and again."""

    _opened = 0

    def open(self, name: Any, *args: Any, **more: Any) -> IO[bytes]:
        self._opened += self.getinfo(getattr(name, "filename", name)).file_size
        if self._opened > MOST_AGAIN:
            raise TooMuchError
        return super().open(name, *args, **more)

    def read(self, name: Any, pwd: bytes | None = None) -> bytes:
        if self.getinfo(getattr(name, "filename", name)).file_size > MOST_WHOLE:
            raise TooMuchError
        data = super().read(name, pwd)
        if data.count(b"<") > MOST_TAGS:
            raise TooMuchError
        return data


class _Measured:
    """What an XML parser reads from; between two of the elements that are wanted there is only so much."""

    def __init__(self, source: IO[bytes], most: int) -> None:
        self._source, self._left, self.since = source, most, 0

    def read(self, size: int) -> bytes:
        chunk = self._source.read(size)
        self.since += len(chunk)
        self._left -= len(chunk)
        if self.since > LONGEST_ROW or self._left < 0:
            raise TooMuchError
        return chunk


def each(source: IO[bytes], tag: str, within: str, most: int, most_bytes: int = MOST_UNPACKED) -> Iterator[Any]:
    """The elements of one tag that stand in another, one at a time; TooMuchError when there are more, or far apart.

    None of them is kept, and what follows their parent is not read.
    """
    measured: Any = _Measured(source, most_bytes)
    parent: Element | None = None
    for event, element in iterparse(measured, ("start", "end")):  # noqa: S314 - `guard` has refused what declares anything
        if parent is None or (event == "end" and element is parent):
            if parent is not None:
                return
            parent = element if element.tag == within else None
        elif event == "end" and element.tag == tag:
            most -= 1
            if most < 0:
                raise TooMuchError
            yield element
            parent.clear()
            measured.since = 0


class _SoundError(Exception):
    """The first element has begun: what follows can declare nothing any more."""


class _TrickError(Exception):
    """The XML says of itself what no workbook says."""


def guard(name: str, data: bytes) -> None:
    """Refuses an archive that is no workbook, unpacks to more than one ever needs, or hides something in its XML."""
    damaged = UserError(N_("“{file}” is damaged. Open it in Excel and save it again."), file=name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_sizes(name, len(data), members)
            for member in members:
                if member.filename.casefold().endswith((".xml", ".rels", ".vml")):
                    _check_prolog(name, archive, member)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, expat.ExpatError):
        raise damaged from None
    except Exception as error:
        if isinstance(error, UserError):
            raise
        raise damaged from error  # zlib and lzma have errors of their own


def _check_sizes(name: str, packed: int, members: list[zipfile.ZipInfo]) -> None:
    size = sum(member.file_size for member in members)
    whole = max((member.file_size for member in members if not member.filename.startswith(_SHEETS)), default=0)
    if (
        size > MOST_UNPACKED
        or len(members) > MOST_MEMBERS
        or size > MOST_RATIO * max(packed, 100_000)
        or whole > MOST_WHOLE
    ):
        raise UserError(N_("“{file}” unpacks to far more than a list can hold. It was not opened."), file=name)
    names = [member.filename for member in members]
    if len(set(names)) < len(names) or "xl/workbook.xml" not in names:
        raise UserError(N_("“{file}” is not a table. Save it as .xlsx or as CSV."), file=name)


def _check_prolog(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Parses up to the first element with a parser that refuses document types and unusual encodings."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _trick
    parser.XmlDeclHandler = _declared
    parser.StartElementHandler = _sound
    try:
        with archive.open(member) as source:
            for _ in range(_PROLOG // _CHUNK):
                chunk = source.read(_CHUNK)
                parser.Parse(chunk, not chunk)
                if not chunk:
                    return
    except _SoundError:
        return
    except _TrickError:
        pass
    raise UserError(N_("“{file}” hides instructions where a list has none. It was not opened."), file=name)


def _sound(*_: Any) -> None:
    raise _SoundError


def _trick(*_: Any) -> None:
    raise _TrickError


def _declared(_version: str, encoding: str | None, _standalone: int) -> None:
    if (encoding or "utf-8").casefold() not in {"utf-8", "utf8", "utf-16", "us-ascii", "ascii"}:
        raise _TrickError


def has_macros(data: bytes) -> bool:
    """Whether the workbook brings a program along."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return any(member.casefold().endswith("vbaproject.bin") for member in archive.namelist())
