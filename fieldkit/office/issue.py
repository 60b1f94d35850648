"""Issuing certificates and invitations in a process of its own, so that no web worker ever opens the issuing key.

It takes enrolments and orders of invitations over a Unix socket that only its owner and group can reach, and looks
itself at the invitation, or at who signed the order. `serve` starts one beside its workers; as another user with a
folder of its own it is `fieldkit office issue` (docs/operations.md). Windows has no such sockets in Python: there the
one who serves issues.
"""

import ctypes
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from multiprocessing import connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.beside import beside
from fieldkit.office.certifying import Certifying
from fieldkit.office.door import ENROL
from fieldkit.office.house import House, open_house
from fieldkit.office.inviting import Inviting
from fieldkit.office.log import CONFIG, LOG
from fieldkit.office.options import ISSUER
from fieldkit.office.refusal import refusal
from fieldkit.office.revoking import keep_list
from fieldkit.sync.messages import Enrol, EnrolReply, Invite, InviteReply, Renew, RenewReply

_START_SECONDS = 60  # then laptops are served all the same, and enrolled when it is there
_PR_SET_DUMPABLE = 4


def issue_app(house: House) -> FastAPI:
    """The calls of the issuing process; their bodies are what a laptop sent and signed."""
    app = FastAPI(openapi_url=None)

    @app.exception_handler(UserError)
    async def refused(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, UserError)
        return refusal(error, house.clock.millis())

    @app.post(ENROL)
    def enrol(message: Enrol) -> EnrolReply:
        return house.enrolment.enrol(message)

    @app.post("/v1/invitations")
    def invite(message: Invite) -> InviteReply:
        return Inviting(house.database, house.authority, house.clock).invite(message)

    @app.post("/v1/certificates")
    def renew(message: Renew) -> RenewReply:
        return Certifying(house.database, house.authority, house.clock).renew(message)

    return app


def issue(folder: Path, path: Path) -> None:
    """Issues for the office in a folder until stopped, or until the process that started it is gone."""
    house = open_house(folder, Clock())
    server = uvicorn.Server(uvicorn.Config(issue_app(house), log_config=CONFIG, access_log=False, lifespan="off"))
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent, server), daemon=True).start()
    stop_when_told()
    _let_nobody_look()
    with closing(house), _listing(house), _listening(path) as place, suppress(SystemExit):
        server.run([place])


@contextmanager
def _listing(house: House) -> Iterator[None]:
    """Meanwhile the list of revoked certificates is kept right."""
    over = threading.Event()
    keeper = threading.Thread(target=keep_list, args=(house.database, house.authority, house.clock, over), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def stop_when_told() -> None:
    """SIGTERM ends the process by way of everything that is to be put away; uvicorn hands it on when it has stopped."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))


def _let_nobody_look() -> None:
    """No other process of the same user may read this one's memory, or see its files through /proc (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _leave_with(parent: BaseProcess, server: uvicorn.Server) -> None:
    connection.wait([parent.sentinel])
    server.should_exit = True


@contextmanager
def _listening(path: Path) -> Iterator[socket.socket]:
    """A socket that the owner and the group may speak to; it has its name when it can be spoken to, not before."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    before = os.umask(0o117)
    try:
        place = socket.socket(socket.AF_UNIX)
        place.bind(str(draft))
        place.listen(128)
        draft.replace(path)
    except OSError as error:
        raise UserError(
            N_("The folder “{path}” cannot be used: {reason}."), path=path.parent, reason=error.strerror or error
        ) from error
    finally:
        os.umask(before)
    with place:
        yield place
    path.unlink(missing_ok=True)


def enrol_at(path: str, message: Enrol, now_ms: int) -> Response:
    """The issuing process's reply; 503 with a sentence when it gives none."""
    closed = N_("The head office cannot enrol a laptop at the moment. Try again in a few minutes.")
    return _asked(path, ENROL, message, now_ms, closed)


def invite_at(path: str, call: str, message: Invite, now_ms: int) -> Response:
    """The issuing process's reply to an order; 503 with a sentence when it gives none."""
    closed = N_("The head office cannot invite a laptop at the moment. Try again in a few minutes.")
    return _asked(path, call, message, now_ms, closed)


def renew_at(path: str, call: str, message: Renew, now_ms: int) -> Response:
    """The issuing process's reply to a laptop that needs new certificates; 503 with a sentence when it gives none."""
    closed = N_("The head office cannot renew certificates at the moment. Try again in a few minutes.")
    return _asked(path, call, message, now_ms, closed)


def _asked(path: str, call: str, message: Enrol | Invite | Renew, now_ms: int, closed: str) -> Response:
    try:
        with httpx.Client(transport=httpx.HTTPTransport(uds=path), timeout=30) as line:
            reply = line.post(f"http://issue{call}", json=message.model_dump())
        if reply.status_code in {200, 400, 403}:
            return Response(reply.content, reply.status_code, media_type="application/json")
    except httpx.HTTPError:
        LOG.error("the issuing process does not answer")
    return refusal(UserError(closed), now_ms, 503, "issuer")


@contextmanager
def issuing(folder: Path) -> Iterator[None]:
    """An issuing process beside the workers, started again when it ends; none where one is named, or on Windows."""
    if os.environ.get(ISSUER) or sys.platform == "win32":
        yield
        return
    with tempfile.TemporaryDirectory(prefix="fieldkit-") as place:
        path = Path(place) / "issue"  # a socket's name is short: it does not fit into every folder
        os.environ[ISSUER] = str(path)
        try:
            with beside("issuing", issue, folder, path):
                end = time.monotonic() + _START_SECONDS
                while not path.exists() and time.monotonic() < end:
                    time.sleep(0.05)
                yield
        finally:
            del os.environ[ISSUER]
