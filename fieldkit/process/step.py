"""One step of the process: from, to, who may, what must be there."""

from dataclasses import dataclass

from fieldkit.access import Role
from fieldkit.forms import When


@dataclass(frozen=True)
class Transition:
    """One step: `source` is "" for a record that has no status yet; `stage` says what must be filled.

    `needs` are further fields that must be filled (of a yes or no: with yes), `either` some of which one must be;
    `by` names the link that must name whoever takes the step, `not_by` the link to who may not take it himself;
    `at` the day or time that the step itself gives where nobody wrote another.
    """

    kind: str
    source: str
    target: str
    roles: frozenset[Role]
    stage: When = When.ALWAYS
    needs: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    by: str = ""
    not_by: str = ""
    at: str = ""
