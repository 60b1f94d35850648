"""Every call is counted, timed and written down; what fails for no reason of the caller's is answered all the same."""

import logging
import secrets
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.log import LOG
from fieldkit.office.meter import Meter
from fieldkit.office.refusal import refusal

_QUIET = {"GET /healthz", "GET /metrics"}
OTHER = "other"


class Watch:
    """Gives each request an id, in the reply's `X-Request-Id`. The route leaves its name as `call` in the state."""

    def __init__(self, app: ASGIApp, meter: Meter, clock: Clock) -> None:
        self._app = app
        self._meter = meter
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request, status, begun = secrets.token_hex(8), 0, time.perf_counter()
        scope["state"] = {**scope.get("state", {}), "request": request}

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message["headers"], (b"x-request-id", request.encode())]}
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception:
            LOG.exception("fault", extra={"facts": {"request": request, "call": scope["state"].get("call", OTHER)}})
            if status:
                raise
            fault = UserError(N_("The head office met a fault (request {request}). Try again later."), request=request)
            await refusal(fault, self._clock.millis(), 500, "fault")(scope, receive, sending)
        finally:
            self._written(scope, status, time.perf_counter() - begun)

    def _written(self, scope: Scope, status: int, seconds: float) -> None:
        """A line for the call; `status` 0 is one that was broken off before it was answered."""
        state = scope["state"]
        call, sender = state.get("call", OTHER), state.get("sender")
        self._meter.called(call, status, seconds)
        level = logging.DEBUG if call in _QUIET and status == 200 else logging.INFO
        facts = {"request": state["request"], "call": call, "status": status, "ms": round(seconds * 1000, 1)}
        if sender is not None:
            facts["device"] = sender.device
        LOG.log(level, "call", extra={"facts": facts})
