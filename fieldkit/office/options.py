"""What whoever runs an office may set by FIELDKIT_OFFICE_* variables, one row each (docs/operations.md, Options).

Variables and not flags, since the workers are processes of their own; secrets come from the files that they name.
"""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fieldkit.errors import UserError
from fieldkit.i18n import N_

_PREFIX = "FIELDKIT_OFFICE_"
DATA = f"{_PREFIX}DATA"
ISSUER = f"{_PREFIX}ISSUER"
BEHIND_PROXY = f"{_PREFIX}BEHIND_PROXY"
METRICS_TOKEN_FILE = f"{_PREFIX}METRICS_TOKEN_FILE"

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Number:
    """A whole number with its limits."""

    usual: int
    least: int
    most: int
    says: str


NUMBERS = {
    "POOL_SIZE": Number(5, 1, 200, "database connections that a worker keeps open"),
    "POOL_OVERFLOW": Number(10, 0, 200, "more of them for a while, when many calls come at once"),
    "POOL_RECYCLE": Number(1_800, 10, 86_400, "seconds after which a connection is made anew"),
    "CALLS_A_MINUTE": Number(3_000, 10, 1_000_000, "calls of one laptop at one worker"),
    "REFUSED_A_MINUTE": Number(600, 10, 1_000_000, "calls without a valid token from one address at one worker"),
    "INVITATIONS_A_MINUTE": Number(20, 1, 10_000, "invitations that one laptop asks for at one worker"),
    "PAPERS_A_MINUTE": Number(60, 1, 100_000, "papers that one address looks up on the public page, at one worker"),
    "ENROLMENTS_A_MINUTE": Number(10, 1, 10_000, "failed enrolments from one address at all workers together"),
    "ALL_ENROLMENTS_A_MINUTE": Number(120, 1, 100_000, "failed enrolments from everywhere, at all workers together"),
}


def number(name: str, environment: Mapping[str, str] = os.environ) -> int:
    """The number under one of NUMBERS' names. UserError when the variable is no number within its limits."""
    row, said = NUMBERS[name], environment.get(_PREFIX + name, "").strip()
    if not said:
        return row.usual
    if not (said.isascii() and said.isdigit() and row.least <= int(said) <= row.most):
        raise UserError(
            N_("{variable} must be a whole number from {least} to {most}."),
            variable=_PREFIX + name,
            least=row.least,
            most=row.most,
        )
    return int(said)


def check_options() -> None:
    """UserError for the first variable that cannot be used: said when serving begins, not by a worker that dies."""
    for name in NUMBERS:
        number(name)
    trusted_proxies()
    metrics_token()


def trusted_proxies(said: str | None = None) -> tuple[Network, ...]:
    """The addresses of the reverse proxies in front of this office, from `said` or the variable; () without one."""
    places = (os.environ.get(BEHIND_PROXY, "") if said is None else said).replace(",", " ").split()
    try:
        return tuple(ipaddress.ip_network(place) for place in places)
    except ValueError:
        raise UserError(
            N_("“{place}” is not a proxy's address. Give addresses like 10.0.0.4 or 10.0.0.0/28."),
            place=" ".join(places),
        ) from None


def metrics_token() -> str:
    """The token that /metrics asks for, "" without one: then only this computer may read them."""
    path = os.environ.get(METRICS_TOKEN_FILE, "")
    if not path:
        return ""
    try:
        token = Path(path).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        token = ""
    if len(token) < 16:
        raise UserError(N_("The file “{path}” does not hold a token of 16 characters or more."), path=path)
    return token
