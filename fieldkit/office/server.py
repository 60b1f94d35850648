"""The head office over HTTP: enrol, push, pull, files (docs/protocol.md; OpenAPI at /openapi.json)."""

import asyncio
import hmac
import os
from collections.abc import Callable, Coroutine
from json import JSONDecodeError
from typing import Annotated, Any

import jwt
from fastapi import Depends, FastAPI, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from fieldkit import __version__
from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.authority import Authority
from fieldkit.office.check_calls import add_check
from fieldkit.office.courier import CourierDesk
from fieldkit.office.courier_calls import add_courier
from fieldkit.office.database import Database, is_busy
from fieldkit.office.described import ABOUT, EVERY_CALL, TOKEN, refusals
from fieldkit.office.door import ENROL, Door, is_this_computer
from fieldkit.office.enrolment import Enrolment
from fieldkit.office.file_calls import add_files
from fieldkit.office.files import OfficeFiles
from fieldkit.office.gzip_body import GzipBody
from fieldkit.office.history import moved_on, pulled
from fieldkit.office.inviting import Inviting
from fieldkit.office.issue import enrol_at
from fieldkit.office.list_calls import ListDesk, add_lists
from fieldkit.office.meter import Meter
from fieldkit.office.options import ISSUER, metrics_token
from fieldkit.office.page import Sender
from fieldkit.office.people_calls import add_people
from fieldkit.office.public import PublicPapers
from fieldkit.office.push import push
from fieldkit.office.rates import Enrolments
from fieldkit.office.readmission import certified_key, readmit
from fieldkit.office.refusal import TokenError, refusal
from fieldkit.office.tables import DEVICE, ORGANISATION
from fieldkit.office.watch import Watch
from fieldkit.records.rows import dumps, loads
from fieldkit.sync.messages import Enrol, EnrolReply, Pull, PullReply, Push, PushReply

_TOKEN_SECONDS = 600
_LEEWAY_SECONDS = 120
_BUSY_SECONDS = 20  # until a laptop asks again, where somebody else writes for long


class Office:
    """What the calls work with."""

    def __init__(self, database: Database, authority: Authority, files: OfficeFiles, clock: Clock) -> None:
        self.database = database
        self.files = files
        self.clock = clock
        self.authority = authority
        self.enrolment = Enrolment(database, authority, clock)
        self.attempts = Enrolments(database)
        self.meter = Meter(database, clock)
        self.courier = CourierDesk(database, authority, files, clock)
        self.inviting = Inviting(database, authority, clock)

    def sender(self, token: str) -> Sender:
        """The laptop that signed this token; TokenError otherwise."""
        refused = TokenError(N_("The head office does not know this laptop's key, or its clock is wrong."))
        try:
            claims = jwt.decode(token, options={"verify_signature": False})
            device = str(claims.get("iss"))
            row = self._device(device)
            forgotten = row is None or not row.device_key
            shown = certified_key(self.authority, device, jwt.get_unverified_header(token)) if forgotten else None
            if forgotten and shown is None:
                raise refused
            key = shown[0] if shown else row.device_key
            claims = jwt.decode(token, key, algorithms=["ES256"], options=_OWN_CLOCK)
            issued, expires = float(claims["iat"]), float(claims["exp"])
        except (jwt.PyJWTError, KeyError, TypeError, ValueError):
            raise refused from None
        now = self.clock.millis() / 1000
        if not issued - _LEEWAY_SECONDS <= now <= expires + _LEEWAY_SECONDS or expires - issued > _TOKEN_SECONDS:
            raise refused
        if shown:
            with self.database.writing() as connection:
                readmit(connection, device, *shown, self.clock.millis())
            row = self._device(device)
        if row is None:
            raise refused
        return Sender(row.id, row.person, row.revoked_ms is not None)

    def _device(self, device: str) -> Any:
        with self.database.reading() as connection:
            return connection.execute(select(DEVICE).where(DEVICE.c.id == device)).first()


_OWN_CLOCK: Any = {"verify_exp": False, "verify_iat": False, "require": ["iat", "exp", "iss"]}


class _Message(Request):
    """A body that is read by the rules it is stored by: no NaN, no half of a character, no endless nesting."""

    async def json(self) -> Any:
        message = loads(await self.body())
        try:
            dumps(message)  # reads deeper than it writes
        except ValueError as error:
            raise JSONDecodeError(str(error), "", 0) from None
        return message


class _Route(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            request.scope["state"]["call"] = f"{request.method} {self.path}"
            return await handle(_Message(request.scope, request.receive))

        return handled


def create_app(office: Office) -> FastAPI:
    """The web application of one head office."""
    app = FastAPI(
        title="FieldKit head office",
        version=__version__,
        description=ABOUT,
        responses=EVERY_CALL,
        separate_input_output_schemas=False,
        docs_url=None,
        redoc_url=None,
    )
    app.router.route_class = _Route
    app.add_middleware(GZipMiddleware, minimum_size=400, compresslevel=1)
    app.add_middleware(GzipBody)
    app.add_middleware(Door, known=office.sender, clock=office.clock)
    app.add_middleware(Watch, meter=office.meter, clock=office.clock)
    _add_errors(app, office)
    _add_records(app, office)
    add_files(app, office.files, office.database, who, _not_revoked)
    _add_metrics(app, office)
    add_courier(app, office.courier, who, _not_revoked)
    issuer = os.environ.get(ISSUER, "")
    add_people(app, office.inviting, issuer, who, _not_revoked)
    add_check(app, office.database, PublicPapers(office.database, office.files, [office.authority.root]))
    add_lists(app, ListDesk(office.database, office.clock, office.authority.folder), who, _not_revoked)

    @app.get("/healthz", response_model=dict[str, str], responses=refusals(503))
    def healthz() -> Any:
        try:
            with office.database.reading() as connection:
                connection.execute(select(ORGANISATION.c.id)).one()
        except SQLAlchemyError:
            gone = UserError(N_("The head office's database cannot be used now. Try again later."))
            return refusal(gone, office.clock.millis(), 503, "away")
        return {"status": "ok", "version": __version__}

    @app.post(ENROL, response_model=EnrolReply, responses=refusals(400, 413, 422, 503))
    def enrol(message: Enrol, request: Request) -> Response:
        now = office.clock.millis()
        attempt = office.attempts.attempt(request.client.host if request.client else "", now)
        reply = enrol_at(issuer, message, now) if issuer else _said(office.enrolment.enrol(message))
        if reply.status_code != 400:
            office.attempts.forget(attempt)
        return reply

    return app


async def who(request: Request, _: Annotated[Any, Depends(TOKEN)]) -> Sender:
    """The laptop that calls: the door has looked at its token before it let the call in."""
    sender = request.state.sender
    assert isinstance(sender, Sender)
    return sender


def _add_metrics(app: FastAPI, office: Office) -> None:
    token = metrics_token()

    @app.get("/metrics", include_in_schema=False)
    def metrics(request: Request, authorization: Annotated[str, Header()] = "") -> Response:
        shown = hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode())
        if not (shown if token else is_this_computer(request.scope)):
            raise TokenError(N_("Metrics are shown to this computer, or with the token of the file set for them."))
        return Response(office.meter.page(), media_type="text/plain; version=0.0.4")


def _add_errors(app: FastAPI, office: Office) -> None:
    no_message_of_ours = UserError(N_("The head office does not understand this message."))

    @app.exception_handler(UserError)
    async def refused(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, UserError)
        return refusal(error, office.clock.millis())

    @app.exception_handler(OperationalError)
    async def busy(_: Request, error: Exception) -> JSONResponse:
        if not isinstance(error, OperationalError) or not is_busy(error):
            raise error
        waits = UserError(N_("The head office is busy with something large. Try again in a minute."))
        reply = refusal(waits, office.clock.millis(), 503, "away")
        reply.headers["Retry-After"] = str(_BUSY_SECONDS)
        return reply

    @app.exception_handler(RequestValidationError)
    async def no_message(_: Request, __: Exception) -> JSONResponse:
        return refusal(no_message_of_ours, office.clock.millis(), 422, "message")

    @app.exception_handler(HTTPException)
    async def no_call(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        return refusal(no_message_of_ours, office.clock.millis(), error.status_code, "call")


def _not_revoked(sender: Sender) -> None:
    if sender.revoked:
        raise TokenError(N_("This laptop was locked out by the head office. Call your manager."))


def _add_records(app: FastAPI, office: Office) -> None:
    @app.post("/v1/push", response_model=PushReply, responses=refusals(401, 413, 422))
    def post_push(message: Push, sender: Annotated[Sender, Depends(who)]) -> Response:
        with office.database.writing() as connection:
            reply = push(connection, sender, message, office.clock.millis())
        office.meter.judged(verdict.status for verdict in reply.verdicts)
        return _said(reply)

    def page(message: Pull, sender: Sender) -> PullReply:
        return pulled(office.database, sender, message, office.clock.millis())

    @app.post("/v1/pull", response_model=PullReply, responses=refusals(400, 401, 413, 422))
    async def post_pull(message: Pull, sender: Annotated[Sender, Depends(who)]) -> Response:
        _not_revoked(sender)
        reply = await run_in_threadpool(page, message, sender)
        for _ in range(message.wait):
            if reply.fork or reply.cursor.seq != message.cursor.seq:
                break
            await asyncio.sleep(1)
            if await run_in_threadpool(moved_on, office.database, reply):
                reply = await run_in_threadpool(page, message, sender)
        return await run_in_threadpool(_said, reply)


def _said(reply: BaseModel) -> Response:
    """A reply of ours as it is: what we made needs no second check."""
    return Response(reply.model_dump_json(exclude_defaults=True), media_type="application/json")
