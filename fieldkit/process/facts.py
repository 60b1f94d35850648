"""Whether what somebody writes down of his work can be so: one question for the laptop and the office.

It is the consent that work from afar was done under (`consent`), the order of times (`order`), and what lets somebody
set out (`setting_out`).
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from fieldkit.forms import Json
from fieldkit.process.consent import require_agreed
from fieldkit.process.order import Get, require_order
from fieldkit.process.setting_out import require_arrival


def require_facts(
    kind: str, before: Mapping[str, Json] | None, patch: Mapping[str, Json], get: Get, now: Callable[[], datetime]
) -> None:
    """Raises a UserError with the rule that a patch breaks.

    `get` gives the values of another record, None for one that is not here; `now` the time by the office's clock.
    """
    require_agreed(kind, before, patch, get)
    require_order(kind, before, patch, get, now)
    require_arrival(kind, before, patch)
