"""How many reports were approved at once: never given back before. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from fieldkit.forms import Review


@dataclass(frozen=True)
class FirstPass:
    """Of so many papers that were approved, so many at once."""

    at_once: int
    approved: int

    @property
    def percent(self) -> int:
        """Rounded down: only all of them are 100."""
        return self.at_once * 100 // self.approved if self.approved else 0


def first_pass(reviews: Iterable[Review]) -> FirstPass:
    """Counted from the decisions on papers, in any order; a question is no decision."""
    decided: dict[str, set[str]] = {}
    for review in reviews:
        decided.setdefault(review.paper or "", set()).add(review.decision or "")
    approved = [said for said in decided.values() if "approved" in said]
    return FirstPass(sum("returned" not in said for said in approved), len(approved))
