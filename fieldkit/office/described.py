"""What the published description (OpenAPI) says beside paths and messages: the token, refusals, bytes.

`tests/office/test_openapi.py` holds every call to it.
"""

from typing import Any

from fastapi.security import HTTPBearer

from fieldkit.sync.messages import Problem

Responses = dict[int | str, dict[str, Any]]

ABOUT = (
    "How laptops and their head office speak; `docs/protocol.md` says what the messages mean, "
    "`docs/kinds.md` which kinds, fields and steps a change may name. Bodies of requests may be compressed "
    "(`Content-Encoding: gzip`, 32 MB unpacked). What stands at its default may be left out of a reply."
)
TOKEN = HTTPBearer(
    auto_error=False,
    scheme_name="laptop",
    bearerFormat="JWT",
    description="ES256 by the laptop's own key; `iss` its device id, `iat`, `exp` at most ten minutes later.",
)
BYTES: dict[str, Any] = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_SAYS = {
    400: "Refused, with a sentence for a person.",
    401: "No valid token; `time` is the office's, in milliseconds.",
    403: "The call passed the office's proxy by, or is not for the roles of the laptop's person.",
    413: "The body is larger than this call may be, or damaged.",
    422: "No such message.",
    429: "Too many calls; nothing was refused.",
    500: "A fault of the office; later.",
    503: "Not at the moment; later.",
}
_RETRY = {"Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}, "description": "Seconds."}}


def refusals(*statuses: int) -> Responses:
    """The refusals that a call may be answered with."""
    return {
        status: {"model": Problem, "description": _SAYS[status]} | ({"headers": _RETRY} if status == 429 else {})
        for status in statuses
    }


EVERY_CALL = refusals(403, 429, 500, 503)
PART = {"X-Part-SHA256": {"required": True, "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"}}}


def body_of_bytes(most: int | None = None) -> dict[str, Any]:
    """`openapi_extra` of a call whose body is bytes as they are, at most so many."""
    limit = {} if most is None else {"maxLength": most}
    schema = {"type": "string", "format": "binary", **limit}
    return {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": schema}}}}
