"""The clocks of one problem, worked out from the table of rules and from what was written."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from fieldkit.forms import Form, MonitoringRecord
from fieldkit.forms.types import ZONE, Day, Moment
from fieldkit.process.clock import JUMP, Clock, Evidence, born
from fieldkit.process.clock_rules import RULES, At, Rule
from fieldkit.process.history import History
from fieldkit.process.working_days import WorkCalendar


def clocks(history: History, calendar: WorkCalendar, codes: Collection[str] = ()) -> list[Clock]:
    """Every clock of a problem, running or ended, by when it is due; or those of some codes alone."""
    rules = [rule for rule in RULES if not codes or rule.code in codes]
    found = [clock for rule in rules for owner in history.all(rule.on) for clock in _of(rule, owner, history, calendar)]
    return sorted(found, key=lambda clock: (clock.until, clock.code, clock.record, clock.round))


def _of(rule: Rule, owner: Form, history: History, calendar: WorkCalendar) -> Iterator[Clock]:
    if not rule.runs(owner, history):
        return
    begun = _beginnings(rule, owner, history)
    began = max(begun, default=None)
    lasts = rule.lasts(owner, began, calendar)
    if lasts is None:
        return
    holder, roles = rule.whose(owner, history)
    ends = tuple(end for end in _ends(rule, owner, history) if not _of_before(end, begun))
    whole = Clock(rule.code, rule.text, owner.id, lasts.due, lasts.until, began, born(owner.id), holder, roles,
                  provisional=lasts.provisional, ends=ends)  # fmt: skip
    yield from _rounds(rule, whole, owner) if rule.rounds > 1 else (whole,)


def _rounds(rule: Rule, first: Clock, owner: Form) -> Iterator[Clock]:
    """The same clock over and over, each ended by what lies in its own time; none begins after the end was recorded."""
    over = owner.record.values.get("ended_at")
    ended = MonitoringRecord.ended_at.load(over) if over else None
    for number in range(rule.rounds):
        step = number * (first.until - first.started) if first.started else timedelta()
        began = first.started + step if first.started else None
        if ended and began and ended <= began:
            return
        own = tuple(end for end in first.ends if end.at and began and (number == 0 or began < end.at))
        yield replace(first, round=number + 1, started=began, due=first.due + step, until=first.until + step, ends=own)


def _beginnings(rule: Rule, owner: Form, history: History) -> list[datetime]:
    return [
        time for place in rule.begins for one in _counting(place, owner, history) for time, _day in times_at(one, place)
    ]


def _of_before(end: Evidence, begun: list[datetime]) -> bool:
    """Whether an end belongs to an earlier beginning: a fault that came back begins the clock anew."""
    return end.latest is not None and bool(begun) and min(begun) <= end.latest < max(begun) - JUMP


def _counting(place: At, owner: Form, history: History) -> list[Form]:
    return [one for one in history.of(owner, place.kind) if place.counts(one, owner)]


def _ends(rule: Rule, owner: Form, history: History) -> Iterator[Evidence]:
    for place in rule.ends:
        for one in _counting(place, owner, history):
            dated = times_at(one, place)
            for moment, day in dated:
                made = born(one.id) if one.id != owner.id else None
                yield Evidence(one.id, one.kind, place.field, moment, day, made)
            if not dated and "." not in place.field and _undated(one, place):
                yield Evidence(one.id, one.kind, place.field)


def _undated(form: Form, place: At) -> bool:
    """Whether a field that is no time says by being filled in that something ended."""
    field = form.fields[place.field]
    return not isinstance(field, Moment | Day) and bool(form.record.values.get(place.field))


def times_at(form: Form, place: At) -> list[tuple[datetime, bool]]:
    """The times at a place of a record, and whether only the day is known; a day counts from its beginning."""
    name, _, inner = place.field.partition(".")
    values = [getattr(row, inner) for row in getattr(form, name)] if inner else [getattr(form, name)]
    found = []
    for value in values:
        if isinstance(value, datetime):
            found.append((value.astimezone(UTC), False))
        elif isinstance(value, date):
            found.append((datetime(value.year, value.month, value.day, tzinfo=ZONE).astimezone(UTC), True))
    return found
