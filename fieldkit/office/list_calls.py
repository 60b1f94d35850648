"""A company's lists over HTTP: the secretary takes them in from the desktop (docs/protocol.md, Lists).

The files go to a folder of their own as they come. A thread reads, compares and writes; the answer tells how far it
is, line by line. Whoever closes the connection ends it before the commit.
"""

import asyncio
import base64
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.database import Database, Sequence
from fieldkit.office.described import body_of_bytes, refusals
from fieldkit.office.gzip_body import LISTS_PATH, in_time, too_slow
from fieldkit.office.headings import lesson
from fieldkit.office.import_result import as_json
from fieldkit.office.importing import LIST_NAMES, Asked, take_in
from fieldkit.office.judge import sentence
from fieldkit.office.log import LOG
from fieldkit.office.page import Sender
from fieldkit.office.reading.columns import spoken_columns
from fieldkit.office.reading.grid import Stopped
from fieldkit.office.reading.tables import Source
from fieldkit.office.refused_book import book_or_word
from fieldkit.office.rights import bring_up_to_date, current, is_due
from fieldkit.office.who_imports import check_may_import
from fieldkit.sync.lists import HEAD_BYTES, LISTS_BYTES, ListsAsked, ListsLine, ListsReply
from fieldkit.sync.messages import Problem

LINES = "application/x-ndjson"
_TOLD_SECONDS, _BEAT_SECONDS = 0.1, 1.0
_ANSWER = "One `ListsLine` a line: how far it is, and in the last line the reply or the problem."


@dataclass
class ListDesk:
    """What the call works with. One import at a time in each worker: each may need half a gigabyte."""

    database: Database
    clock: Clock
    folder: Path
    busy: threading.Lock = field(default_factory=threading.Lock)

    def check(self, person: str) -> None:
        """NotAllowedError unless this person may take lists in today."""
        now_ms = self.clock.millis()
        with self.database.reading() as connection:
            due = is_due(current(connection, person), now_ms)
        if due:
            with self.database.writing() as connection:
                bring_up_to_date(connection, person, now_ms, Sequence(connection))
        with self.database.reading() as connection:
            check_may_import(connection, person)


def add_lists(app: FastAPI, desk: ListDesk, who: Callable[..., Any], allowed: Callable[[Sender], None]) -> None:
    """Adds the call; `allowed` refuses a laptop that was locked out."""
    schema = {"type": "string"}

    @app.post(
        LISTS_PATH,
        response_class=StreamingResponse,
        responses={
            200: {"content": {LINES: {"schema": schema}}, "description": _ANSWER},
            **refusals(400, 401, 403, 413, 422),
        },
        openapi_extra=body_of_bytes(),
    )
    async def post_lists(request: Request, sender: Annotated[Sender, Depends(who)]) -> Any:
        allowed(sender)
        await run_in_threadpool(desk.check, sender.person)
        if not desk.busy.acquire(blocking=False):
            raise UserError(N_("Somebody else is taking lists in at this moment. Try again in a minute."))
        try:
            with _room():
                run = Run(desk, sender.person)
        except BaseException:
            desk.busy.release()
            raise
        try:
            with _room():
                await _receive(in_time(request.stream()), run)
        except ClientDisconnect:  # given up on the way: nobody is there to hear the answer
            run.end()
            return Response(status_code=400)
        except TimeoutError:
            run.end()
            return too_slow()
        except TooLargeError:
            run.end()
            said = UserError(N_("The files are too large together. Take them in one by one."))
            problem = Problem(code="size", message=sentence(said), time=desk.clock.millis())
            return JSONResponse(problem.model_dump(), 413)
        except BaseException:
            run.end()
            raise
        return _Answer(run)


@contextmanager
def _room() -> Iterator[None]:
    """A disk that is full, or a folder that cannot be used, becomes a sentence."""
    try:
        yield
    except TimeoutError:
        raise
    except OSError as error:
        raise UserError(
            N_("The head office has no room for the files: {reason}. Nothing was taken in. Tell whoever runs it."),
            reason=error.strerror or type(error).__name__,
        ) from error


class TooLargeError(Exception):
    pass


class Run:
    """One import of a call: its files, how far it is, and that it was given up."""

    def __init__(self, desk: ListDesk, person: str) -> None:
        self._desk, self._person = desk, person
        self._folder = tempfile.TemporaryDirectory(dir=desk.folder, prefix="lists-")
        self._asked = Asked()
        self._files: list[Source] = []
        self.stop = threading.Event()
        self.told = ListsLine(step="reading")
        self.finished = False

    def place(self, number: int) -> Path:
        return Path(self._folder.name) / str(number)

    def order(self, asked: ListsAsked) -> None:
        """What is wanted; UserError for a list or column that there is not."""
        unknown = [name for name in asked.whole if name not in LIST_NAMES]
        if unknown:
            known = ", ".join(LIST_NAMES)
            raise UserError(N_("There is no list “{list}”. There are: {known}."), list=unknown[0], known=known)
        lessons = lesson({(one.list, one.heading): one.column for one in asked.lessons})
        whole = frozenset(asked.whole)
        self._asked = Asked(asked.dry_run, whole, lessons, self._person, asked.language)
        self._files = [Source(Path(file.name).name, self.place(n)) for n, file in enumerate(asked.files)]

    def work(self) -> None:
        """In a thread: what comes of it is the last thing told."""
        try:
            self.told = ListsLine(reply=self._result())
        except Stopped:
            self.told = ListsLine(step="stopped")
        except UserError as error:
            self.told = ListsLine(problem=self._problem(error))
        except Exception:  # noqa: BLE001 - whatever it is, the person hears that nothing was done
            LOG.exception("an import failed")
            ours = UserError(N_("The head office could not do this; nothing was taken in. Tell whoever runs it."))
            self.told = ListsLine(problem=self._problem(ours))
        finally:
            try:
                self.end()
            finally:
                self.finished = True

    def _problem(self, error: UserError) -> Problem:
        return Problem(code="refused", message=sentence(error), time=self._desk.clock.millis())

    def _result(self) -> ListsReply:
        asked = self._asked
        results = take_in(self._desk.database, self._desk.clock, self._files, asked, self._tell)
        book = base64.b64encode(book_or_word(results, asked.language)).decode()
        lists = as_json(results, asked.language)
        asks = any(outcome["unknown"] for outcome in lists.values())
        columns = spoken_columns(asked.language) if asks else {}
        return ListsReply.model_validate({"lists": lists, "book": book, "columns": columns})

    def _tell(self, step: str, done: int, total: int) -> None:
        if self.stop.is_set():
            raise Stopped
        self.told = ListsLine(step=step, done=done, total=total)

    def end(self) -> None:
        try:
            self._folder.cleanup()
        finally:
            self._desk.busy.release()


class _Answer(StreamingResponse):
    """Starts the work when it is sent, and ends it when nobody listens any more."""

    def __init__(self, run: Run) -> None:
        self._run = run
        super().__init__(_lines(run), media_type=LINES, headers={"X-Accel-Buffering": "no"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            threading.Thread(target=self._run.work, name="import", daemon=True).start()
        except RuntimeError:  # no thread can be had
            self._run.end()
            raise
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._run.stop.set()


async def _lines(run: Run) -> AsyncIterator[bytes]:
    """What is told, as it changes; and again after a while, so that a connection that broke is noticed."""
    said, waited = None, 0.0
    while not run.finished:
        if run.told is not said or waited >= _BEAT_SECONDS:
            said, waited = run.told, 0.0
            if said.step:
                yield said.model_dump_json(exclude_defaults=True).encode() + b"\n"
        await asyncio.sleep(_TOLD_SECONDS)
        waited += _TOLD_SECONDS
    yield await run_in_threadpool(lambda: run.told.model_dump_json(exclude_none=True).encode() + b"\n")


async def _receive(stream: AsyncIterator[bytes], run: Run) -> None:
    """The head of the body, and each file into a place of its own. UserError when they are not what the head says."""
    wrong = UserError(N_("The head office does not understand this message."))
    kept = b""
    async for chunk in stream:
        kept += chunk
        if b"\n" in kept or len(kept) > HEAD_BYTES:
            break
    head, found, rest = kept.partition(b"\n")
    if not found or len(head) > HEAD_BYTES:
        raise wrong
    try:
        asked = ListsAsked.model_validate_json(head)
    except ValidationError:
        raise wrong from None
    if sum(file.size for file in asked.files) > LISTS_BYTES:
        raise TooLargeError
    run.order(asked)
    for number, wanted in enumerate(asked.files):
        rest = await _filled(run.place(number), wanted.size, rest, stream, wrong)
    if rest or await anext(stream, b""):
        raise wrong


async def _filled(place: Path, size: int, rest: bytes, stream: AsyncIterator[bytes], wrong: UserError) -> bytes:
    """Writes a file of this size from what is here and what still comes; returns what came beyond it."""
    with place.open("wb") as file:
        while True:
            part, rest = rest[:size], rest[size:]
            size -= file.write(part)
            if not size:
                return rest
            rest = await anext(stream, b"")
            if not rest:
                raise wrong
