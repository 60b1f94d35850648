"""The times that a record tells lie in the order in which things happen: none before its cause, none still to come.

Judged wherever such a time is written, with a step or without one, on the laptop and at the office; what a record
already tells is not judged again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from fieldkit.errors import UserError, Word
from fieldkit.forms import FORMS, Json, field_at, paths_of
from fieldkit.forms.types import Moment
from fieldkit.i18n import N_
from fieldkit.process.clock import JUMP

Get = Callable[[str], Mapping[str, Json] | None]
_MOMENT = Moment("")
_CALL = "problem.received_at"


@dataclass(frozen=True)
class Order:
    """A time of a kind (`name`, or `rows.name`), and what it cannot lie before: fields of the same record, or of the
    problem that it belongs to. A signature is a time, too. `rule` is where the process says so."""

    kind: str
    name: str
    since: tuple[str, ...]
    rule: str


ORDER = (
    Order("remote_request", "sent_at", (_CALL,), "P7.8.1"),
    Order("remote_request", "consented_at", ("sent_at", _CALL), "P7.8.1"),
    Order("remote_request", "customer", ("sent_at", _CALL), "P7.8.1"),
    Order("remote_request", "ended_at", ("consented_at", "customer"), "P7.8.1"),
    Order("remote_report", "operations.done_at", (_CALL,), "P7.8.2"),
    Order("trip_approval", "calls.said_at", (_CALL,), "P7.10.5"),
    Order("visit", "arrived", (_CALL,), "P7.11.1"),
    Order("visit", "left", ("arrived",), "P7.11.1"),
    *(Order("problem_slip", name, (_CALL,), "P7.4.2") for name in ("phoned_at", "president_at", "delivered_at")),
    *(Order("complaint", name, ("received_at",), "P7.4.2") for name in ("phoned_at", "president_at", "delivered_at")),
)


def require_order(
    kind: str, before: Mapping[str, Json] | None, patch: Mapping[str, Json], get: Get, now: Callable[[], datetime]
) -> None:
    """Raises a UserError when a patch tells a time that is still to come, or lies before what it follows upon.

    `get` gives the values of another record, None for one that is not here; `now` the time by the office's clock.
    """
    changed = {path for path, value in patch.items() if value != (before or {}).get(path)}
    after = {**(before or {}), **patch}
    for order in (order for order in ORDER if order.kind == kind):
        for path in paths_of(order.name, after):
            if path in changed or not changed.isdisjoint(order.since):
                _check(order, path, after, get, now)


def _check(order: Order, path: str, after: Mapping[str, Json], get: Get, now: Callable[[], datetime]) -> None:
    time, field = _time(after.get(path)), field_at(order.kind, path)
    if time is None or field is None:
        return
    label = Word(field.label)
    if time > now() + JUMP:
        said = N_("“{label}” lies ahead. What has happened is written down, not what is to come.")
        raise UserError(said, field=path, label=label)
    for name, first, since in _before(order, after, get):
        if time < since - JUMP:
            raise UserError(
                N_("“{label}” is {moment}, before “{first}” of “{title}”, {since} ({rule}). Write when it truly was."),
                field=path, label=label, moment=_MOMENT.show(time), first=Word(FORMS[first].fields[name].label),
                title=Word(FORMS[first].title), since=_MOMENT.show(since), rule=order.rule,
            )  # fmt: skip


def _before(order: Order, after: Mapping[str, Json], get: Get) -> Iterator[tuple[str, str, datetime]]:
    """What came first, as far as it is known: the field, the kind that has it, and when."""
    for since in order.since:
        link, _, name = since.rpartition(".")
        values = _problem(after, get) if link else after
        time = _time((values or {}).get(name))
        if time is not None:
            yield name, link or order.kind, time


def _problem(values: Mapping[str, Json], get: Get) -> Mapping[str, Json] | None:
    """The problem of a paper, or of the visit that it belongs to."""
    for link in ("problem", "visit"):
        if isinstance(rid := values.get(link), str) and (found := get(rid)) is not None:
            return found if link == "problem" else _problem(found, get)
    return None


def _time(raw: Json) -> datetime | None:
    return _MOMENT.load(raw.get("at") if isinstance(raw, dict) else raw)
