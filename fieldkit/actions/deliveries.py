"""Where everything stands that this laptop wrote, by name; and what was refused, seen and put away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from fieldkit.actions.desk import Desk
from fieldkit.actions.naming import field_label, kind_title, record_title, shown_value
from fieldkit.actions.records import new_record, set_values
from fieldkit.errors import UserError
from fieldkit.forms import Record, Visit, field_at, form_class
from fieldkit.forms.paper import Scan, Sheet
from fieldkit.forms.types import ZONE, Status
from fieldkit.forms.values import Rows, Signature
from fieldkit.i18n import N_, language, translate
from fieldkit.store.database import OUTBOX
from fieldkit.store.ledger import Line, ledger, put_away, summary

STATES = ("local", "stored", "backed_up", "held", "rejected", "conflict")
WORST_FIRST = ("rejected", "conflict", "local", "held", "stored", "backed_up")


@dataclass(frozen=True)
class Delivery:
    """One record or file: what it is, what it belongs to, where it stands, and the office's reason if it gave one."""

    key: str
    kind: str
    title: str
    belongs: str
    state: str
    changes: int
    reason: str
    at: datetime | None
    size: int
    record: Record | None
    also: str = ""

    @property
    def states(self) -> tuple[str, ...]:
        """Where it stands; what was refused may be in conflict, too."""
        return (self.state, self.also) if self.also else (self.state,)


@dataclass(frozen=True)
class Deliveries:
    """The ledger, what needs a hand first; and how many lines there are in each state."""

    lines: tuple[Delivery, ...]
    counts: dict[str, int]
    all_there: bool


def deliveries(desk: Desk) -> Deliveries:
    """Everything this laptop wrote, with names; at most the newest 500 records."""
    lines = ledger(desk.store)
    records = {record.id: record for record in desk.store.many({line.rid for line in lines if line.rid})}
    homes = homes_of(desk, records)
    named = [_named(line, records.get(line.rid), homes) for line in lines]
    named.sort(key=lambda delivery: WORST_FIRST.index(delivery.state))
    counts = {state: sum(state in line.states for line in named) for state in STATES}
    state = summary(desk.store)
    waiting = any(state[name] for name in ("waiting", "held", "rejected_unseen", "files_waiting", "conflicts"))
    return Deliveries(tuple(named), counts, not waiting)


@dataclass(frozen=True)
class Refused:
    """What the office refused of one record: its reasons, and every value by label that is not there."""

    rid: str
    title: str
    about: str
    reasons: tuple[str, ...]
    values: tuple[tuple[str, str], ...]
    record: Record | None


def refused(desk: Desk, rid: str) -> Refused:
    """Why something was refused, and what was written in it."""
    query = select(OUTBOX).where(OUTBOX.c.rid == rid, OUTBOX.c.state == "rejected").order_by(OUTBOX.c.ord)
    with desk.store.database.reading() as connection:
        rows = list(connection.execute(query))
    record = desk.store.get(rid)
    reasons: dict[str, None] = {}
    kind = record.kind if record else rows[0].kind if rows else ""
    for row in rows:
        said = row.message or {}
        reasons[said.get(language()) or said.get("en") or ""] = None
    title = record_title(record) if record else kind_title(kind)
    about = homes_of(desk, {rid: record}).get(rid, "") if record else ""
    return Refused(rid, title, about, tuple(reasons), values_of(desk, rows), record)


def values_of(desk: Desk, rows: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    """What changes of the outbox wrote, the last value of each field by its label."""
    values: dict[str, str] = {}
    for row in rows:
        for path, value in row.patch.items():
            field = field_at(row.kind, path)
            if field is not None and not field.internal:
                values[field_label(row.kind, path)] = shown_value(desk, field, value)
    return tuple(values.items())


def see_rejected(desk: Desk, rid: str) -> None:
    """The person has read why it was refused: it is not held up to him any more."""
    put_away(desk.store, rid)


def take_up_again(desk: Desk, rid: str) -> Record:
    """What the office refused of a record, as a new draft of today: to be corrected, and sent once more.

    A step and a signature are not repeated: they belong to the moment in which they were given. UserError where a
    rule known here would refuse it again.
    """
    query = select(OUTBOX).where(OUTBOX.c.rid == rid, OUTBOX.c.state == "rejected").order_by(OUTBOX.c.ord)
    with desk.store.database.reading() as connection:
        rows = list(connection.execute(query))
    if not rows:
        raise UserError(N_("Nothing of this record was refused."))
    kind, values = rows[0].kind, {path: value for row in rows for path, value in row.patch.items()}
    if desk.store.get(rid) is None:
        made = new_record(desk, kind, values, rid)
    else:
        opened = desk.store.open(rid)
        now = opened.record.values
        facts = {
            path: value for path, value in values.items() if now.get(path) != value and not _of_the_moment(kind, path)
        }
        made = set_values(desk, rid, facts, opened) if facts else opened.record
    put_away(desk.store, rid)
    return made


def _of_the_moment(kind: str, path: str) -> bool:
    """Whether a value belongs to the moment in which a step was taken or a paper sealed."""
    rows = form_class(kind).fields.get(path.split(".", 1)[0])
    sealed = isinstance(rows, Rows) and rows.row in {Sheet, Scan}
    return sealed or isinstance(field_at(kind, path), Status | Signature)


def _named(line: Line, record: Record | None, homes: dict[str, str]) -> Delivery:
    at = datetime.fromtimestamp(line.at_ms / 1000, UTC) if line.at_ms else None
    reason = line.reason.get(language()) or line.reason.get("en") or ""
    if line.sha256:
        return Delivery(line.sha256, "file", line.name, translate(N_("File")), line.state, 1, "", at, line.size, None)
    title = record_title(record) if record else kind_title(line.kind)
    home = homes.get(line.rid, "")
    also = "conflict" if line.conflict and line.state != "conflict" else ""
    return Delivery(line.rid, line.kind, title, home, line.state, line.changes, reason, at, 0, record, also)


def homes_of(desk: Desk, records: Mapping[str, Record]) -> dict[str, str]:
    """What each record belongs to, in words: its customer and, if it is of a visit, that visit's day."""
    wanted = {str(record.values["visit"]) for record in records.values() if record.values.get("visit")}
    visits = {record.id: Visit(record) for record in desk.store.many(wanted)}
    customers = {record.scope.customer for record in records.values()} - {"*"}
    customers |= {visit.customer for visit in visits.values() if visit.customer}
    names = {record.id: str(record.values.get("customer_name") or "") for record in desk.store.many(customers)}
    homes = {}
    for rid, record in records.items():
        visit = visits.get(str(record.values.get("visit")))
        customer = (visit.customer if visit else None) or record.scope.customer
        words = [names.get(customer, ""), _day(visit) if visit else ""]
        homes[rid] = " ".join(word for word in words if word)
    return homes


def _day(visit: Visit) -> str:
    day = visit.arrived.astimezone(ZONE).date() if visit.arrived else visit.planned_from
    return translate(N_("trip of {day}")).format(day=f"{day:%m-%d}") if day else translate(N_("trip"))
