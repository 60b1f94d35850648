"""Severity and response (R): within what time somebody answers, and stands on site."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fieldkit.forms import Contract


@dataclass(frozen=True)
class Terms:
    """What was promised for a level; copied into the problem when it is taken in, so that it does not change."""

    respond: timedelta
    on_site: timedelta


DEFAULT_TERMS = {
    "1": Terms(timedelta(minutes=15), timedelta(hours=4)),
    "2": Terms(timedelta(minutes=30), timedelta(hours=8)),
    "3": Terms(timedelta(hours=2), timedelta(hours=24)),
}
RECHECK = timedelta(days=7)
DOCUMENT_WORKING_DAYS = 5


def contract_in_force(contracts: Iterable[Contract], line: str | None, day: date) -> Contract | None:
    """The contract that covers a product line on a day: one of that line before one of every line, the newest first."""
    fitting = [
        one
        for one in contracts
        if one.begins is not None
        and one.ends is not None
        and one.begins <= day <= one.ends
        and one.line in {None, line}
    ]
    return max(fitting, key=lambda one: (one.line is not None, one.begins or day, one.id), default=None)


def terms_of(level: str, contract: Contract | None = None) -> Terms:
    """What is promised for a level: as the contract says, and where it says nothing as the house does."""
    usual = DEFAULT_TERMS[level]
    if contract is None:
        return usual
    respond, on_site = (getattr(contract, f"{what}_{level}") for what in ("respond", "on_site"))
    return Terms(
        usual.respond if respond is None else timedelta(minutes=respond),
        usual.on_site if on_site is None else timedelta(minutes=on_site),
    )


def promised(level: str, received: datetime, contract: Contract | None = None) -> tuple[datetime, datetime]:
    """Respond by, on site by."""
    terms = terms_of(level, contract)
    return received + terms.respond, received + terms.on_site
