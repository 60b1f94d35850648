"""Files over HTTP, in parts: up, resumed, completed, and down again (docs/protocol.md, Files)."""

import hashlib
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Request, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from fieldkit.office.database import Database
from fieldkit.office.described import BYTES, PART, body_of_bytes, refusals
from fieldkit.office.files import OfficeFiles, absent
from fieldkit.office.page import Sender
from fieldkit.office.pull import may_read_file
from fieldkit.office.uploads import MOST_PARTS
from fieldkit.sync.messages import PART_BYTES, Complete, Count, PartsReply, Receipt, Sha


def add_files(
    app: FastAPI, files: OfficeFiles, database: Database, who: Callable[..., Any], allowed: Callable[[Sender], None]
) -> None:
    """Adds the calls; `who` says which laptop calls, `allowed` raises when it was locked out."""

    @app.put(
        "/v1/files/{sha256}/{number}",
        status_code=204,
        responses=refusals(400, 401, 413, 422),
        openapi_extra=body_of_bytes(PART_BYTES),
    )
    async def put_part(
        sha256: Sha,
        number: Annotated[int, Field(ge=0, lt=MOST_PARTS)],
        request: Request,
        sender: Annotated[Sender, Depends(who)],
        x_part_sha256: Annotated[Sha, Header()],
    ) -> Response:
        allowed(sender)
        body = await request.body()
        await run_in_threadpool(files.put_part, sha256, number, body, x_part_sha256, sender.person)
        return Response(status_code=204)

    def readable(sender: Sender, sha256: str) -> bool:
        allowed(sender)
        with database.reading() as connection:
            return may_read_file(connection, sender, sha256)

    @app.get("/v1/files/{sha256}/parts", responses=refusals(401, 422))
    def get_parts(sha256: Sha, sender: Annotated[Sender, Depends(who)]) -> PartsReply:
        there = readable(sender, sha256) and files.has(sha256)
        return PartsReply(parts=files.parts(sha256, sender.person), complete=there)

    @app.post("/v1/files/{sha256}/complete", responses=refusals(400, 401, 413, 422))
    def complete(sha256: Sha, message: Complete, sender: Annotated[Sender, Depends(who)]) -> Receipt:
        return files.complete(sha256, message, sender.person, readable=readable(sender, sha256))

    @app.get(
        "/v1/files/{sha256}",
        response_class=Response,
        responses={200: {"content": BYTES, "headers": PART}, **refusals(400, 401, 422)},
    )
    def get_file(sha256: Sha, start: Count, sender: Annotated[Sender, Depends(who)]) -> Response:
        if not readable(sender, sha256):
            raise absent()
        body = files.read(sha256, start, PART_BYTES)
        return Response(body, media_type="application/octet-stream", headers={"X-Part-SHA256": _sha(body)})


def _sha(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
