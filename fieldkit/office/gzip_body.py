"""Compressed request bodies: unpacked with a limit, so that a small message cannot become a large one."""

import time
import zlib

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_BYTES = 32 * 1024 * 1024
BUNDLE_PATH = "/v1/bundle"


class TooLargeError(Exception):
    pass


class GzipBody:
    """Reads a body whole, at most BODY_BYTES, and unpacks it when it says `Content-Encoding: gzip`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # A courier bundle is sealed and may be large: it goes to a file as it comes.
        if scope["type"] != "http" or scope["method"] not in {"POST", "PUT"} or scope["path"] == BUNDLE_PATH:
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        try:
            body = await _whole(receive)
            if headers.get(b"content-encoding") == b"gzip":
                body = _unpack(body)
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
        sent = False

        async def replay() -> Message:
            nonlocal sent
            if sent:
                return await receive()
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, replay, send)


async def _whole(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise TooLargeError
        body += message.get("body", b"")
        if len(body) > BODY_BYTES:
            raise TooLargeError
        if not message.get("more_body"):
            return bytes(body)


def _unpack(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    plain = unpacker.decompress(body, BODY_BYTES)
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise TooLargeError
    return plain
