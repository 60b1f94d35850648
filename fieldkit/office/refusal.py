"""How a call is refused: a code, a sentence in both languages, and the office's time (docs/protocol.md)."""

from fastapi.responses import JSONResponse

from fieldkit.errors import NotAllowedError, UserError
from fieldkit.i18n import N_
from fieldkit.office.judge import sentence
from fieldkit.office.place import AwayError
from fieldkit.sync.messages import Problem


class TokenError(UserError):
    """A token that does not prove a laptop; the reply carries the office's time, so that it can try once more."""


class TooManyError(UserError):
    """More calls than one laptop or one address may make; `wait` in seconds until the next is taken."""

    def __init__(self, wait: float) -> None:
        self.wait = max(1, int(wait + 0.999))
        super().__init__(N_("Too many calls to the head office. It takes the next in {seconds} s."), seconds=self.wait)


def refusal(error: UserError, now_ms: int, status: int = 400, code: str = "refused") -> JSONResponse:
    """The reply to a call that is refused; what kind of error it is tells the status."""
    headers = {}
    if isinstance(error, NotAllowedError) and status == 400:
        status, code = 403, "rights"
    if isinstance(error, AwayError):
        status, code = 503, "away"
    if isinstance(error, TokenError):
        status, code = 401, "token"
    if isinstance(error, NotAllowedError) and status == 400:
        status, code = 403, "rights"
    if isinstance(error, TooManyError):
        status, code, headers = 429, "later", {"Retry-After": str(error.wait)}
    said = Problem(code=code, message=sentence(error), time=now_ms)
    return JSONResponse(said.model_dump(), status, headers)
