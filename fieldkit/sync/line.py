"""The line to the head office: one HTTP connection, short tokens signed by the laptop, compressed JSON."""

import gzip
import hashlib
import json
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from os import SEEK_END
from typing import Any, BinaryIO, TypeVar

import httpx
import jwt
import truststore
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import BaseModel, ValidationError

from fieldkit.clock import Clock
from fieldkit.errors import BrokenOffError, OfflineError, UserError
from fieldkit.i18n import N_, language
from fieldkit.sync.messages import (
    PART_BYTES,
    Complete,
    CourierReply,
    DevicesReply,
    Invite,
    InviteReply,
    PartsReply,
    Pull,
    PullReply,
    Push,
    PushReply,
    Receipt,
)

M = TypeVar("M", bound=BaseModel)
_TOKEN_SECONDS = 300
_CHUNK_BYTES = 64 * 1024
_BUNDLE_SECONDS = 1_800  # some hundred MB: written to the disk there and judged, before the first byte of the answer


class RefusedError(UserError):
    """The office refused a call; its own sentence says why."""

    def __init__(self, said: dict[str, str]) -> None:
        super().__init__("{said}")
        self._said = said

    def say(self, language_code: str | None = None) -> str:
        code = language_code or language()
        return self._said.get(code) or self._said.get("en") or "?"


class LockedOutError(RefusedError):
    """The office does not accept this laptop's token."""


class UntrustedError(UserError):
    """Something answers at the office's address that cannot show that it is the office: nothing was sent to it."""

    def __init__(self, reason: str) -> None:
        sentence = N_(
            "What answers at the address of the head office is not trusted by this computer ({reason}). "
            "Nothing was sent. In a network with a log-in page, log in first; else tell who runs the head office."
        )
        super().__init__(sentence, field="url", reason=reason)


@cache
def _trust() -> ssl.SSLContext:
    """The authorities that this computer trusts, a company's own too; reading them takes longer than a quiet round."""
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class LaterError(OfflineError):
    """The office takes no call of this laptop now, and again in `wait` seconds; nothing was refused."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"asked to wait {wait} s")
        self.wait = wait


class Line:
    """Calls to one head office. OfflineError when it cannot be reached; that is normal."""

    def __init__(
        self,
        url: str,
        device: str,
        key: ec.EllipticCurvePrivateKey | None,
        clock: Clock,
        certificate: str = "",
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._device = device
        self._key = key
        self._clock = clock
        self._certificate = certificate
        timeout = httpx.Timeout(60, connect=10)
        try:
            self._http = httpx.Client(
                base_url=url, timeout=timeout, transport=transport, trust_env=False, verify=_trust()
            )
        except httpx.InvalidURL as error:
            raise UserError(
                N_("This is not an address. It looks like https://office.example:8470."), field="url"
            ) from error

    def close(self) -> None:
        self._http.close()

    # -- calls

    def post(self, path: str, message: BaseModel, reply: type[M]) -> M:
        """One message out, one in. RefusedError with the office's sentence when it says no."""
        body = gzip.compress(message.model_dump_json().encode(), 1)
        response = self._send("POST", path, body, {"Content-Type": "application/json", "Content-Encoding": "gzip"})
        return _parsed(response, reply)

    def push(self, message: Push) -> PushReply:
        return self._learn(self.post("/v1/push", message, PushReply))

    def pull(self, message: Pull) -> PullReply:
        return self._learn(self.post("/v1/pull", message, PullReply))

    def send_file(self, sha256: str, parts: Iterable[bytes], type_: str) -> Receipt:
        """Sends the parts of 1 MiB that the office lacks, then asks for the receipt; may be broken off anywhere."""
        there = _parsed(self._send("GET", f"/v1/files/{sha256}/parts"), PartsReply)
        size = 0
        for number, part in enumerate(parts):
            size += len(part)
            if not there.complete and number not in there.parts:
                digest = hashlib.sha256(part).hexdigest()
                self._send("PUT", f"/v1/files/{sha256}/{number}", part, {"X-Part-SHA256": digest})
        return self.post(f"/v1/files/{sha256}/complete", Complete(size=size, type=type_), Receipt)

    def fetch_part(self, sha256: str, number: int) -> bytes:
        """A part of a file from the office: 1 MiB, less at its end."""
        response = self._send("GET", f"/v1/files/{sha256}?start={number * PART_BYTES}")
        if hashlib.sha256(response.content).hexdigest() != response.headers.get("X-Part-SHA256"):
            raise OfflineError("part damaged on the way")
        return response.content

    def courier_certificate(self) -> str:
        """The certificate of the office's courier key, in PEM; who asks checks it against the pinned root."""
        return _parsed(self._send("GET", "/v1/courier"), CourierReply).courier_certificate

    def carry(self, bundle: BinaryIO, answer: BinaryIO, progress: Callable[[str, int, int], object]) -> None:
        """Takes somebody's courier bundle to the office, and writes the answer that is brought back.

        `progress` hears how many bytes were `sent`, of how many, and how many are `back`; it may give it up there.
        """
        size = bundle.seek(0, SEEK_END)
        parcel = _watched(bundle, lambda sent: progress("sent", sent, size))
        with self.large("/v1/bundle", parcel, size) as response:
            back = 0
            for chunk in response.iter_bytes():
                back += answer.write(chunk)
                progress("back", back, 0)

    @contextmanager
    def large(self, path: str, parcel: Iterable[bytes], size: int) -> Iterator[httpx.Response]:
        """A large call whose answer is read as it comes. Leaving early closes the connection: it is given up."""
        self.courier_certificate()  # the clock is learned by a small call, not by sending a large file twice
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(size), **self._token()}
        headers["Accept-Encoding"] = "identity"
        timeout = httpx.Timeout(_BUNDLE_SECONDS, connect=10)
        try:
            with self._http.stream("POST", path, content=parcel, headers=headers, timeout=timeout) as response:
                if response.status_code >= 400:
                    response.read()
                    self._refuse(response)
                yield response
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise _untrusted(error) or OfflineError(str(error)) from error

    def invite(self, person: str) -> InviteReply:
        """An invitation for a person; the order is signed for this one, and shows the laptop's certificate."""
        return self.post("/v1/invitations", Invite(person=person, order=self.order({"invite": person})), InviteReply)

    def order(self, says: dict[str, str]) -> str:
        """What whoever holds the issuing key at the office believes: signed by this laptop, with its certificate."""
        self.devices()  # the clock is learned by a small call: an order is not made twice
        return self._signed(says, certified=True)

    def devices(self) -> DevicesReply:
        """The laptops that this one's person may look after."""
        return _parsed(self._send("GET", "/v1/devices"), DevicesReply)

    def revoke(self, device: str) -> None:
        """Locks a laptop out."""
        self._send("POST", f"/v1/devices/{device}/revoke")

    # -- inside

    def _learn(self, reply: M) -> M:
        self._clock.learn(int(getattr(reply, "time")))  # noqa: B009 - every reply of these two has it
        return reply

    def _token(self, *, certified: bool = False) -> dict[str, str]:
        """A short token; `certified` with the laptop's certificate, for an office that may have forgotten it."""
        return {} if self._key is None else {"Authorization": f"Bearer {self._signed({}, certified=certified)}"}

    def _signed(self, says: dict[str, str], *, certified: bool) -> str:
        assert self._key is not None, "a line without a key signs nothing"
        now = int(self._clock.office_seconds())
        claims = {"iss": self._device, "iat": now, "exp": now + _TOKEN_SECONDS, **says}
        headers = {"x5c": ["".join(self._certificate.split("\n")[1:-2])]} if certified and self._certificate else None
        return jwt.encode(claims, self._key, algorithm="ES256", headers=headers)

    def _send(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> httpx.Response:
        response = self._once(method, path, body, headers or {})
        if response.status_code == 401:
            problem = _json(response)
            if problem.get("time"):
                self._clock.learn(int(problem["time"]))
            response = self._once(method, path, body, headers or {}, certified=True)
        self._refuse(response)
        return response

    @staticmethod
    def _refuse(response: httpx.Response) -> None:
        """Raises what a refusal means; nothing when it is none."""
        if response.status_code == 401:
            raise LockedOutError(_sentence(response))
        if response.status_code == 429 or (response.status_code == 503 and "Retry-After" in response.headers):
            raise LaterError(_wait(response))
        if response.status_code >= 500:
            raise BrokenOffError(f"HTTP {response.status_code}")
        if response.status_code >= 400:
            raise RefusedError(_sentence(response))

    def _once(
        self, method: str, path: str, body: bytes, headers: dict[str, str], *, certified: bool = False
    ) -> httpx.Response:
        token = self._token(certified=certified)
        try:
            return self._http.request(method, path, content=body or None, headers={**headers, **token})
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.InvalidURL, UnicodeError) as error:  # a nameless host
            raise _untrusted(error) or OfflineError(str(error)) from error
        except httpx.HTTPError as error:
            raise BrokenOffError(str(error)) from error


def _untrusted(error: BaseException | None) -> UntrustedError | None:
    """What is wrong with the certificate, when that is why the line broke."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return UntrustedError(error.verify_message)
        error = error.__cause__ or error.__context__
    return None


def _watched(file: BinaryIO, told: Callable[[int], object]) -> Iterator[bytes]:
    """A file from its beginning, chunk by chunk; `told` hears how many bytes are gone before each further one."""
    file.seek(0)
    gone = 0
    while chunk := file.read(_CHUNK_BYTES):
        yield chunk
        gone += len(chunk)
        told(gone)


def _wait(response: httpx.Response) -> float:
    """Seconds that the office asks to wait; a minute when it does not say, and no more than an hour."""
    said = response.headers.get("Retry-After", "")
    return min(float(said), 3_600.0) if said.isascii() and said.isdigit() else 60.0


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        content = response.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        return {}
    return content if isinstance(content, dict) else {}


def _sentence(response: httpx.Response) -> dict[str, str]:
    said = _json(response).get("message")
    if isinstance(said, dict):
        return {str(code): str(words) for code, words in said.items()}
    return {
        "zh": f"总部拒绝了请求（{response.status_code}）。",
        "en": f"The head office refused the call ({response.status_code}).",
    }


def _parsed(response: httpx.Response, reply: type[M]) -> M:
    try:
        return reply.model_validate_json(response.content)
    except ValidationError as error:
        raise OfflineError(N_("The reply was not the head office's.")) from error
