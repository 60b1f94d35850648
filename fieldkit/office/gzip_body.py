"""Compressed request bodies: unpacked with a limit, so that a small message cannot become a large one."""

import asyncio
import time
import zlib
from collections.abc import AsyncIterator

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fieldkit.sync.messages import PART_BYTES

BODY_BYTES = 32 * 1024 * 1024
SMALL_BYTES = 256 * 1024
BUNDLE_PATH = "/v1/bundle"
LISTS_PATH = "/v1/lists"
SILENT_SECONDS = 30  # between two pieces of a body
BODY_SECONDS = 300  # for a whole one: 1 MiB at 3.5 KB/s
LARGE_SECONDS = 3600  # for one that goes to a file: 128 MB at 37 KB/s


class TooLargeError(Exception):
    pass


class GzipBody:
    """Reads a body whole, no larger than its call may be, and unpacks it when it says `Content-Encoding: gzip`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # A courier bundle and a company's lists may be large: they go to files as they come.
        as_it_comes = scope["type"] == "http" and scope["path"] in {BUNDLE_PATH, LISTS_PATH}
        if scope["type"] != "http" or scope["method"] not in {"POST", "PUT"} or as_it_comes:
            await self._app(scope, receive, send)
            return
        headers, most = dict(scope["headers"]), _most(scope)
        try:
            said = headers.get(b"content-length", b"0")
            if not said.isdigit() or int(said[:20]) > most:
                raise TooLargeError
            async with asyncio.timeout(BODY_SECONDS):
                body = await _whole(receive, most)
            if headers.get(b"content-encoding") == b"gzip":
                body = _unpack(body, most)
                kept = [
                    (key, value)
                    for key, value in scope["headers"]
                    if key not in {b"content-encoding", b"content-length"}
                ]
                scope = {**scope, "headers": [*kept, (b"content-length", str(len(body)).encode())]}
        except (TooLargeError, zlib.error):
            words = {"zh": "消息过大或已损坏。", "en": "The message is too large or damaged."}
            await JSONResponse({"code": "size", "message": words, "time": int(time.time() * 1000)}, 413)(
                scope, receive, send
            )
            return
        except TimeoutError:
            await too_slow()(scope, receive, send)
            return
        sent = False

        async def replay() -> Message:
            nonlocal sent
            if sent:
                return await receive()
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, replay, send)


def _most(scope: Scope) -> int:
    """How large a call's body may be: part of a file, pages of records, or a few words."""
    if scope["method"] == "PUT":
        return PART_BYTES
    return BODY_BYTES if scope["path"] in {"/v1/push", "/v1/pull"} else SMALL_BYTES


async def _whole(receive: Receive, most: int) -> bytes:
    body = bytearray()
    while True:
        async with asyncio.timeout(SILENT_SECONDS):  # wait_for of Python 3.11 may swallow that the whole takes too long
            message = await receive()
        if message["type"] != "http.request":
            raise TooLargeError
        body += message.get("body", b"")
        if len(body) > most:
            raise TooLargeError
        if not message.get("more_body"):
            return bytes(body)


async def in_time(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """A body that goes to a file as it comes; TimeoutError when it stops coming, or takes too long altogether."""
    end = time.monotonic() + LARGE_SECONDS
    while True:
        async with asyncio.timeout(min(SILENT_SECONDS, end - time.monotonic())):
            piece = await anext(pieces, None)
        if piece is None:
            return
        yield piece


def too_slow() -> JSONResponse:
    """The reply to who sends one byte now and then: he would hold a connection, and what belongs to it, for ever."""
    words = {"zh": "消息发送得太慢。", "en": "The message came too slowly."}
    said = {"code": "slow", "message": words, "time": int(time.time() * 1000)}
    return JSONResponse(said, 503, {"Connection": "close"})


def _unpack(body: bytes, most: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    plain = unpacker.decompress(body, most)
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise TooLargeError
    return plain
