"""The door: whose call is let in, how many of them, and from which address, before a byte of its body is read."""

import ipaddress
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from fieldkit.clock import Clock
from fieldkit.errors import NotAllowedError, UserError
from fieldkit.i18n import N_
from fieldkit.office.options import Network, number, trusted_proxies
from fieldkit.office.page import Sender
from fieldkit.office.rates import Rate, place_of
from fieldkit.office.refusal import TokenError, refusal

ENROL = "/v1/enrol"
_CALLS = "/v1/"


class Door:
    """Leaves the laptop that calls as `sender` in the request's state. `known` finds it by its token, or TokenError.

    The rates are this worker's own.
    """

    def __init__(self, app: ASGIApp, known: Callable[[str], Sender], clock: Clock) -> None:
        self._app = app
        self._known = known
        self._clock = clock
        self._proxies = trusted_proxies()
        self._laptops = Rate(number("CALLS_A_MINUTE"))
        self._strangers = Rate(number("REFUSED_A_MINUTE"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            try:
                await self._let_in(scope)
            except UserError as error:
                await self._refused(error)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _refused(self, error: UserError) -> JSONResponse:
        not_allowed = isinstance(error, NotAllowedError)
        return refusal(error, self._clock.millis(), *((403, "proxy") if not_allowed else ()))

    async def _let_in(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        peer = scope["client"][0] if scope.get("client") else ""
        address = caller(peer, headers, self._proxies)
        scope["client"] = (address, 0)
        place = place_of(address)
        if scope["path"] == ENROL or not scope["path"].startswith(_CALLS):
            self._strangers.take(place)
            return
        self._strangers.check(place)
        try:
            sender = await run_in_threadpool(self._known, headers.get("authorization", "").removeprefix("Bearer "))
        except TokenError:
            self._strangers.count(place)
            raise
        self._laptops.take(sender.device)
        scope["state"]["sender"] = sender


def caller(peer: str, headers: Headers, proxies: tuple[Network, ...]) -> str:
    """The address a call comes from: the one that the trusted proxy added last, where there is a proxy.

    Who passes the proxy by travels without TLS and is refused (NotAllowedError), but for this computer itself.
    """
    if not proxies:
        return peer
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        raise _passed_by() from None
    if any(address in network for network in proxies):
        return headers.getlist("x-forwarded-for")[-1].split(",")[-1].strip() if "x-forwarded-for" in headers else peer
    if address.is_loopback:
        return peer
    raise _passed_by()


def _passed_by() -> NotAllowedError:
    return NotAllowedError(N_("This head office is reached through its proxy only. Ask for its address."))


def is_this_computer(scope: Scope) -> bool:
    """Whether a call was made on this computer, and not handed on by a proxy here that nobody told us of."""
    headers = Headers(scope=scope)
    if any(name in headers for name in ("x-forwarded-for", "forwarded", "x-real-ip")):
        return False
    try:
        return ipaddress.ip_address(scope["client"][0]).is_loopback
    except (ValueError, TypeError):
        return False
