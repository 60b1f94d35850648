"""Inviting and locking out laptops over HTTP, for those who may (docs/security.md says who), and new certificates."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from fieldkit.office.certifying import Certifying
from fieldkit.office.described import refusals
from fieldkit.office.inviting import Inviting
from fieldkit.office.issue import invite_at, renew_at
from fieldkit.office.options import number
from fieldkit.office.orders import orderer, refused_order
from fieldkit.office.page import Sender
from fieldkit.office.rates import Rate
from fieldkit.office.revoking import list_revoked
from fieldkit.sync.messages import DevicesReply, Id, Invite, InviteReply, Renew, RenewReply

INVITATIONS, CERTIFICATES = "/v1/invitations", "/v1/certificates"


def add_people(
    app: FastAPI, inviting: Inviting, issuer: str, who: Callable[..., Any], allowed: Callable[[Sender], None]
) -> None:
    """Adds the calls; `issuer` is the issuing process's socket, "" where this process issues itself."""
    certifying = Certifying(inviting.database, inviting.authority, inviting.clock)
    rate = Rate(number("INVITATIONS_A_MINUTE"))

    @app.post(INVITATIONS, response_model=InviteReply, responses=refusals(400, 401, 413, 422, 503))
    async def post_invitation(message: Invite, sender: Annotated[Sender, Depends(who)]) -> Any:
        allowed(sender)
        rate.take(sender.device)
        if orderer(message.order) != sender.device:
            raise refused_order()
        if issuer:
            return await run_in_threadpool(invite_at, issuer, INVITATIONS, message, inviting.clock.millis())
        return await run_in_threadpool(inviting.invite, message)

    @app.post(CERTIFICATES, response_model=RenewReply, responses=refusals(400, 401, 413, 422, 503))
    async def post_certificates(message: Renew, sender: Annotated[Sender, Depends(who)]) -> Any:
        allowed(sender)
        rate.take(sender.device)
        if orderer(message.order) != sender.device:
            raise refused_order()
        if issuer:
            return await run_in_threadpool(renew_at, issuer, CERTIFICATES, message, inviting.clock.millis())
        return await run_in_threadpool(certifying.renew, message)

    @app.get("/v1/devices", responses=refusals(401))
    def get_devices(sender: Annotated[Sender, Depends(who)]) -> DevicesReply:
        allowed(sender)
        return inviting.devices(sender)

    @app.post("/v1/devices/{id}/revoke", status_code=204, responses=refusals(400, 401, 422))
    def post_revoke(id: Id, sender: Annotated[Sender, Depends(who)]) -> Response:  # noqa: A002 - its name in the path
        allowed(sender)
        inviting.revoke(sender, id)
        if not issuer:  # else the issuing process sees it by itself
            list_revoked(inviting.database, inviting.authority, inviting.clock)
        return Response(status_code=204)
