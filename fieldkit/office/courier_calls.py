"""Courier bundles over HTTP: a colleague's laptop that is on line brings a bundle, and takes the answer back."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, BinaryIO

from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool

from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.courier import CourierDesk
from fieldkit.office.courier_keys import courier_keys
from fieldkit.office.described import BYTES, body_of_bytes, refusals
from fieldkit.office.gzip_body import BUNDLE_PATH, in_time, too_slow
from fieldkit.office.judge import sentence
from fieldkit.office.page import Sender
from fieldkit.sync.bundle import BUNDLE_BYTES
from fieldkit.sync.messages import CourierReply, Problem

_CHUNK = 256 * 1024
_ANSWER = "The answer, sealed to the laptop that packed the bundle."


def add_courier(app: FastAPI, desk: CourierDesk, who: Callable[..., Any], allowed: Callable[[Sender], None]) -> None:
    """Adds the calls; `who` is the carrier, and `allowed` refuses one that was locked out."""

    @app.get("/v1/courier", responses=refusals(401))
    def get_courier(carrier: Annotated[Sender, Depends(who)]) -> CourierReply:
        allowed(carrier)
        return CourierReply(courier_certificate=courier_keys(desk.authority).pem)

    @app.post(
        BUNDLE_PATH,
        response_class=StreamingResponse,
        responses={200: {"content": BYTES, "description": _ANSWER}, **refusals(400, 401, 413)},
        openapi_extra=body_of_bytes(),
    )
    async def post_bundle(request: Request, carrier: Annotated[Sender, Depends(who)]) -> Any:
        allowed(carrier)
        with _draft(desk.authority.folder) as bundle:
            try:
                async for chunk in in_time(request.stream()):
                    bundle.write(chunk)
                    if bundle.tell() > BUNDLE_BYTES:
                        return _too_large(desk)
            except TimeoutError:
                return too_slow()
            answer = _draft(desk.authority.folder)
            try:
                await run_in_threadpool(desk.take, bundle, answer, carrier.device)
            except BaseException:
                answer.close()
                raise
        return StreamingResponse(_sent(answer), media_type="application/octet-stream")


def _draft(folder: Path) -> BinaryIO:
    """A file without a name, beside the office's own: what is in it is sealed, and it may be larger than memory."""
    return tempfile.TemporaryFile(dir=folder)


def _sent(answer: BinaryIO) -> Iterator[bytes]:
    with answer:
        answer.seek(0)
        while chunk := answer.read(_CHUNK):
            yield chunk


def _too_large(desk: CourierDesk) -> JSONResponse:
    said = UserError(N_("The message is too large."))
    problem = Problem(code="size", message=sentence(said), time=desk.clock.millis())
    return JSONResponse(problem.model_dump(), 413)
