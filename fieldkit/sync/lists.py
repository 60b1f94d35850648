"""A company's lists on their way to the office, and what comes back: progress line by line, and the result last.

The body is a line of JSON (`ListsAsked`), ended by a line feed, and then the files, one after the other. The answer is
JSON, one `ListsLine` a line.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from os import SEEK_END
from typing import Annotated, BinaryIO, Literal

from pydantic import Field, ValidationError

from fieldkit.errors import OfflineError
from fieldkit.sync.line import Line, RefusedError
from fieldkit.sync.messages import NO_NUL, Count, Message, Problem

LISTS_PATH = "/v1/lists"
MOST_FILES = 64
LISTS_BYTES = 128 * 1024 * 1024  # of all files of a call together; one file at most 64 MB
HEAD_BYTES = 256 * 1024
_CHUNK_BYTES = 64 * 1024

Word = Annotated[str, Field(min_length=1, max_length=200, pattern=NO_NUL)]


class ListFile(Message):
    """A file of a call, by the name that people know it by."""

    name: Word
    size: Count


class Lesson(Message):
    """What a heading of a list means: one of the list's columns, or “-” for nothing that FieldKit keeps."""

    list: Word
    heading: Word
    column: Word


class ListsAsked(Message):
    """What is to be done with the files. `whole` are the lists of which the files hold everything."""

    files: Annotated[list[ListFile], Field(min_length=1, max_length=MOST_FILES)]
    dry_run: bool
    whole: Annotated[list[Word], Field(max_length=20)] = []
    lessons: Annotated[list[Lesson], Field(max_length=500)] = []
    language: Literal["zh", "en"] = "zh"


class Said(Message):
    """A row of a file, or with row 0 the file, and the sentence about it."""

    file: str
    row: int
    reason: str


class Known(Message):
    """A record by its natural key and its name."""

    key: str
    name: str


class Added(Known):
    """A record that is new, and where it stands in the files."""

    file: str
    row: int


class Altered(Added):
    """One field of a record that changes."""

    field: str
    label: str
    before: str
    after: str


class Headings(Message):
    """The headings of a file that no column is known for."""

    file: str
    header: list[str]


class ListOutcome(Message):
    """What became of one list, or would; `additions` and `changes` are the first of them, all else is whole."""

    added: int
    changed: int
    unchanged: int
    refused: list[Said]
    warnings: list[Said]
    missing: list[Known]
    additions: list[Added]
    changes: list[Altered]
    unknown: list[Headings]
    closes: bool = False


class ColumnName(Message):
    """A column of a list, and what it is called."""

    name: str
    label: str


class ListsReply(Message):
    """By list what became of it; `book` are the refused rows as a workbook, in base 64, "" for none.

    `columns` are those of each list, where a heading may want explaining.
    """

    lists: dict[str, ListOutcome]
    book: str = ""
    columns: dict[str, list[ColumnName]] = {}


class ListsLine(Message):
    """A line of the answer: how far it is (`step`), or at the end the `reply`, or why there is none."""

    step: str = ""
    done: int = 0
    total: int = 0
    reply: ListsReply | None = None
    problem: Problem | None = None


Progress = Callable[[str, int, int], object]


def send_lists(line: Line, asked: ListsAsked, files: Sequence[BinaryIO], progress: Progress) -> ListsReply:
    """Sends the files, tells how far the office is, and returns what it says. RefusedError with its sentence.

    What `progress` raises closes the connection, and the office gives the import up. OfflineError when the line
    breaks: whether the office was done by then shows in another look.
    """
    head = asked.model_dump_json().encode() + b"\n"
    size = len(head) + sum(file.seek(0, SEEK_END) for file in files)
    with line.large(LISTS_PATH, _parcel(head, files, size, progress), size) as response:
        for said in response.iter_lines():
            try:
                told = ListsLine.model_validate_json(said)
            except ValidationError as error:
                raise OfflineError("not an answer of the office") from error
            if told.problem is not None:
                raise RefusedError({str(code): words for code, words in told.problem.message.items()})
            if told.reply is not None:
                return told.reply
            progress(told.step, told.done, told.total)
    raise OfflineError("the answer ended early")


def _parcel(head: bytes, files: Iterable[BinaryIO], size: int, progress: Progress) -> Iterator[bytes]:
    gone = len(head)
    yield head
    for file in files:
        file.seek(0)
        while chunk := file.read(_CHUNK_BYTES):
            progress("sent", gone, size)
            yield chunk
            gone += len(chunk)
