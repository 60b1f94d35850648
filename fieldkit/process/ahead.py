"""Where the process waits, for 72 hours or for a week, no step is taken upon a time that is still to come.

Asked on the laptop alone, by its own clock: the office refuses nobody for his clock.
"""

from datetime import datetime

from fieldkit.errors import UserError, Word
from fieldkit.forms import FORMS, Record, form_of
from fieldkit.i18n import N_
from fieldkit.process.clock import JUMP
from fieldkit.process.clock_rules import RULES
from fieldkit.process.clocks import times_at

_WAITS = frozenset({"monitoring_record", "closure"})
# Where a clock begins or ends: these times tell what has happened, not what is planned.
_PLACES = {(at.kind, at.field): at for rule in RULES for at in (*rule.begins, *rule.ends)}
_TOLD = tuple(place for place in _PLACES.values() if place.kind in _WAITS)


def refuse_ahead(record: Record, now: datetime) -> UserError | None:
    """Why a step may not be taken with a record that tells of the future, or None."""
    form = form_of(record)
    for place in _TOLD:
        if place.kind == record.kind and any(time > now + JUMP for time, _day in times_at(form, place)):
            name = place.field.split(".")[0]
            said = N_("“{label}” lies ahead. What has happened is written down, not what is to come.")
            return UserError(said, field=name, label=Word(FORMS[record.kind].fields[name].label))
    return None
