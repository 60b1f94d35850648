"""What an engineer should have along on a trip: the files that it needs, brought while there is a line."""

from sqlalchemy import String, select, type_coerce

from fieldkit.actions.desk import Desk
from fieldkit.actions.naming import record_title
from fieldkit.forms import Record, Visit
from fieldkit.forms.problem import ENDED
from fieldkit.process.luggage import (
    NOT_YET,
    PAST,
    Along,
    Carried,
    Need,
    Packing,
    Reach,
    kinds_with_files,
    needs_of,
    pack,
)
from fieldkit.records.listing import all_cells
from fieldkit.records.merged import widened
from fieldkit.records.tables import RECORD
from fieldkit.settings import Settings
from fieldkit.store.database import get_meta, put_meta
from fieldkit.store.news import stand

GIB = 1024**3


class Luggage:
    """The files of one round. Nothing is looked for while no news have come since they were brought the last time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._stand: list[int] = []
        self._wanted: dict[str, int] = {}

    def wanted(self) -> dict[str, int]:
        """Hashes and sizes in bytes of what the open trips of this person need and is not here, the most needed first.

        All of it together, with what is here already, stays below the quota of the settings. What the office could not
        give the last time is asked for again: somebody may have brought it since.
        """
        with self._desk.store.database.reading() as connection:
            self._stand = [*stand(connection), quota(self._desk)]
            if get_meta(connection, "luggage") == self._stand:
                return {}
        lost = set(_lost(self._desk))
        wanted = sorted(needs(self._desk), key=lambda need: need.file.sha256 in lost)
        taken = pack(wanted, quota(self._desk)).taken
        self._wanted = {sha256: size for sha256, size in taken.items() if not self._desk.store.files.has(sha256)}
        return dict(self._wanted)

    def brought(self) -> None:
        """All of it is here, or cannot be had; what came not is remembered as lost."""
        if not self._stand:
            return
        files = self._desk.store.files
        with self._desk.store.database.writing() as connection:
            if get_meta(connection, "luggage") != self._stand:
                put_meta(connection, "luggage_lost", [sha256 for sha256 in self._wanted if not files.has(sha256)])
                put_meta(connection, "luggage", self._stand)


def quota(desk: Desk) -> int:
    """How many bytes the files of trips may take on this laptop."""
    return int(Settings(desk.store.home / "settings.json").get("luggage")) * GIB


def packing(desk: Desk) -> Packing:
    """What this person's trips need of this laptop, as far as there is room."""
    return pack(needs(desk), quota(desk), _lost(desk))


def _lost(desk: Desk) -> list[str]:
    with desk.store.database.reading() as connection:
        return list(get_meta(connection, "luggage_lost", []))


def along(desk: Desk, visit: Visit) -> Along:
    """The files of one trip: which are here, and why the others are not."""
    wanted = _needs(desk, reach_of(desk, [visit.record]))
    packed = packing(desk) if any(not desk.store.files.has(need.file.sha256) for need in wanted) else Packing({}, {})
    return Along(tuple(_carried(desk, need, packed) for need in wanted))


def _carried(desk: Desk, need: Need, packed: Packing) -> Carried:
    file, record = need.file, need.record
    why = "" if desk.store.files.has(file.sha256) else packed.left.get(file.sha256, NOT_YET)
    name = "".join(mark if mark.isprintable() else " " for mark in file.name)
    title = record_title(record)
    return Carried(file.sha256, file.size, name, title, record.kind, record.id, why, need.rank == PAST)


def needs(desk: Desk) -> list[Need]:
    """The files that this person's open trips and problems need, the most needed first."""
    person = desk.identity.person
    own = [*desk.store.find("visit", {"engineer": person}), *desk.store.find("problem", {"assigned_to": person})]
    return _needs(desk, reach_of(desk, [one for one in own if one.values.get("status") not in ENDED]))


def reach_of(desk: Desk, jobs: list[Record]) -> Reach:
    """Where these visits and problems lead: the customers, and the equipment of their sites or product lines."""
    problems = {one.id: one for one in desk.store.many({str(job.values.get("problem") or "") for job in jobs})}
    places = dict.fromkeys(_place(job, problems) for job in jobs)
    customers: set[str] = set()
    models: set[str] = set()
    lines: set[str] = set()
    with desk.store.database.reading() as connection:
        for customer, site, line in places:
            if not customer:
                continue
            asked = widened(connection, "equipment", {"customer": customer})["customer"]
            same = [asked] if isinstance(asked, str) else list(asked)
            customers.update(same)
            of, paths = ("customer", same), ("model", "line", "site", "retired_on")
            for model, of_line, at, retired in all_cells(connection, "equipment", paths, of=of):
                if not retired and line in ("", of_line) and (not site or at in (None, site)):
                    models.add((model or "").casefold())
                    lines.add(of_line or "")
    return Reach(frozenset(customers), frozenset(models) - {""}, frozenset(lines) - {""})


def _place(job: Record, problems: dict[str, Record]) -> tuple[str, str, str]:
    """Customer, site and product line of a visit or problem, "" for what is not said."""
    line = (problems.get(str(job.values.get("problem"))) or job).values.get("line")
    return str(job.values.get("customer") or ""), str(job.values.get("site") or ""), str(line or "")


def _needs(desk: Desk, reach: Reach) -> list[Need]:
    if not reach.customers:
        return []
    names_a_file = type_coerce(RECORD.c["values"], String).like('%"sha256"%')
    scopes = RECORD.c.customer.in_([*sorted(reach.customers), "*"])
    query = select(RECORD.c.rid).where(RECORD.c.kind.in_(sorted(kinds_with_files())), scopes, names_a_file)
    with desk.store.database.reading() as connection:
        rids = [row.rid for row in connection.execute(query)]
        records = desk.store.shown(connection, rids)
    return needs_of((record for record in records.values() if not record.deleted), reach)
