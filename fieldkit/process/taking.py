"""Why a step may not be taken, or None: the one question that laptop and office ask before it is.

It is the table's (`transitions`), whose step it is (`whose`), the times that it is taken upon (`times`), and what has
to be seen to before a trip (`setting_out`).
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from fieldkit.access import Role
from fieldkit.errors import UserError
from fieldkit.forms import Record
from fieldkit.process.beside import Beside
from fieldkit.process.setting_out import refuse_setting_out
from fieldkit.process.times import refuse_times
from fieldkit.process.transitions import refuse_transition, step_between
from fieldkit.process.whose import Holders


class Around(NamedTuple):
    """What a step is judged upon beside its own record: what lies beside it by kind, who holds which roles there, and
    the time by the office's clock."""

    beside: Beside
    holders: Holders
    now: datetime


def refuse_step(
    after: Record,
    source: str,
    target: str,
    roles: frozenset[Role],
    person: str,
    written: Collection[str],
    around: Around | None,
) -> UserError | None:
    """As `refuse_transition`; `around` is None where all that was seen to when the step was first taken."""
    if around is None:
        return refuse_transition(after, source, target, roles, person, written, None)
    refused = refuse_transition(after, source, target, roles, person, written, around.beside, around.holders)
    step = step_between(after.kind, source, target)
    if refused is not None or step is None or not source:
        return refused
    beside, holders, now = around
    return refuse_times(step, after, beside, now) or refuse_setting_out(step, after, person, beside, holders)
