"""Search everywhere: what holds the words, by kind, with the name of each and what it belongs to."""

from dataclasses import dataclass

from fieldkit.access import may
from fieldkit.actions.desk import Desk
from fieldkit.actions.naming import kind_title, record_title
from fieldkit.actions.records import standing
from fieldkit.forms import Record

MOST = 200
# Kinds in the order in which people look for them; others follow by title.
FIRST = ("customer", "equipment", "problem", "visit", "service_report", "maintenance_advice", "trip_approval")


@dataclass(frozen=True)
class Hit:
    """One record that was found: its name without its kind, and whose it is."""

    record: Record
    title: str
    belongs: str


@dataclass(frozen=True)
class Group:
    """The hits of one kind."""

    kind: str
    title: str
    hits: tuple[Hit, ...]


def find_words(desk: Desk, words: str) -> list[Group]:
    """Every record that this person may read and that holds all the words, by kind."""
    actor = desk.actor
    found = (standing(desk, record) for record in desk.store.search(words, MOST))
    records = list({record.id: record for record in found if may(actor, "read", record.kind)}.values())
    records += _named(desk, words, {record.id for record in records})
    customers = {record.scope.customer for record in records} - {"*"}
    names = {row.id: str(row.values.get("customer_name") or "") for row in desk.store.many(customers)}
    by_kind: dict[str, list[Hit]] = {}
    for record in records:
        own = record.kind == "customer"
        belongs = str(record.values.get("number") or "") if own else names.get(record.scope.customer, "")
        title = record_title(record).removeprefix(kind_title(record.kind)).strip() or kind_title(record.kind)
        by_kind.setdefault(record.kind, []).append(Hit(record, title, belongs))
    order = {kind: place for place, kind in enumerate(FIRST)}
    kinds = sorted(by_kind, key=lambda kind: (order.get(kind, len(FIRST)), kind_title(kind)))
    return [Group(kind, kind_title(kind), tuple(by_kind[kind])) for kind in kinds]


def _named(desk: Desk, words: str, known: set[str]) -> list[Record]:
    """The visits of the problems that were found: people look for a trip by its fault."""
    problems = [record.id for record in desk.store.search(words, MOST) if record.kind == "problem"]
    visits = desk.store.find("visit", {"problem": problems}) if problems else []
    return [visit for visit in visits if visit.id not in known]
