"""Parts of which more was taken than there was: both movements stand, and somebody has to find another one."""

from collections.abc import Iterator

from fieldkit.actions.calendars import work_calendar
from fieldkit.actions.desk import Desk
from fieldkit.actions.stock import stocks
from fieldkit.forms import Part, PartMovement, Person
from fieldkit.process.duties import Duty, short_duty
from fieldkit.records.listing import all_cells

MOST_NAMED = 4  # people who took one, the last first


def short_duties(desk: Desk) -> Iterator[Duty]:
    """A duty a part that the store owes, with who took one for which trip last."""
    with desk.store.database.reading() as connection:
        paths = ("part", "moved_by", "moved_at", "visit")
        taken = all_cells(connection, "part_movement", paths, of=("movement", ["taken"]))
    short = {part: found for part, found in stocks(desk, {row.part for row in taken if row.part}).items() if found.owed}
    if not short:
        return
    calendar, now = work_calendar(desk), desk.clock.now()
    by_part: dict[str, list[tuple[str, str]]] = {part: [] for part in short}
    for part, by, at, _visit in sorted(taken, key=lambda row: row.moved_at or "", reverse=True):
        if part in by_part and by not in [name for name, _at in by_part[part]]:
            by_part[part].append((by or "", at or ""))
    people = {by for movers in by_part.values() for by, _at in movers if by}
    names = {record.id: Person(record).person_name or "" for record in desk.store.many(people)}
    parts = {record.id: Part(record) for record in desk.store.many(short)}
    for rid, movers in by_part.items():
        lacking = -sum(count for count in short[rid].places.values() if count < 0)
        since = PartMovement.moved_at.load(movers[0][1]) if movers else None
        who = [names.get(by, "") for by, _at in movers[:MOST_NAMED]]
        if rid in parts:
            yield short_duty(parts[rid], lacking, who, since or now, calendar, now)
