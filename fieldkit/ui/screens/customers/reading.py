"""Everything that a customer's file shows, read at once."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from fieldkit.actions.desk import Desk
from fieldkit.actions.records import show_record, standing
from fieldkit.forms import (
    Customer,
    Equipment,
    Leftover,
    MaintenanceAdvice,
    Problem,
    Receivable,
    ReleasedVersion,
    ServiceReport,
    Site,
    Software,
    Visit,
)
from fieldkit.forms.types import ZONE
from fieldkit.i18n import _
from fieldkit.joined import listed, phrases
from fieldkit.process.versions import Behind, behind, meant_for, patch_set


@dataclass(frozen=True)
class UnitLine:
    """One component of one unit: what runs on it, what it lacks, and whether a twin runs something else."""

    unit: str
    model: str
    component: str
    serial: str
    place: str
    installed: str
    lacks: str
    behind: bool
    differs: bool
    special: str
    warranty: str


@dataclass(frozen=True)
class Event:
    """Something of the past: its day, its kind, what it was, who, where it is shown, and how it stands."""

    day: str
    kind: str
    text: str
    who: str
    route: str
    status: str


@dataclass(frozen=True)
class Owed:
    """What is owed or agreed: money, a part, something left over."""

    icon: str
    text: str
    second: str
    due: date | None
    route: str


@dataclass(frozen=True)
class CustomerFile:
    customer: Customer
    units: tuple[UnitLine, ...]
    released: tuple[str, ...]
    site: Site | None
    events: tuple[Event, ...]
    owed: tuple[Owed, ...]
    today: date


def customer_file(desk: Desk, rid: str) -> CustomerFile:
    customer = Customer(standing(desk, show_record(desk, rid)))
    where = {"customer": rid}
    store = desk.store
    units = [Equipment(record) for record in store.find("equipment", where, order="serial")]
    software = (
        [Software(r) for r in store.find("software", {"equipment": [unit.id for unit in units]})] if units else []
    )
    models = sorted({unit.model or "" for unit in units})
    found = [ReleasedVersion(record) for record in store.find("released_version", {"model": models})] if units else []
    released = meant_for(found, units)
    sites = [Site(record) for record in store.find("site", where)]
    problems = [Problem(record) for record in store.find("problem", where)]
    visits = [Visit(record) for record in store.find("visit", where)]
    of_visits = {"visit": [visit.id for visit in visits]}
    reports = [ServiceReport(record) for record in store.find("service_report", of_visits)] if visits else []
    leftovers = [Leftover(record) for record in store.find("leftover", of_visits)] if visits else []
    advice = [MaintenanceAdvice(record) for record in store.find("maintenance_advice", of_visits)] if visits else []
    people = {record.id: str(record.values.get("person_name") or "") for record in store.find("person")}
    events = chain(_problems(problems, people), _visits(visits, people), _reports(reports, people))
    debts = [debt for debt in map(Receivable, store.find("receivable", where, order="due")) if debt.is_owed]
    return CustomerFile(
        customer,
        tuple(unit_lines(units, software, released)),
        tuple(phrases((f"{row.model} {row.version_released}", _must(row))) for row in released),
        next((site for site in sites if site.ring_nodes or site.network_place), sites[0] if sites else None),
        tuple(sorted(events, key=lambda event: event.day, reverse=True)),
        tuple(owed(debts, leftovers, advice)),
        desk.clock.today(),
    )


def _must(row: ReleasedVersion) -> str:
    must = listed(patch_set(row.must_have))
    return _("with {patches}").format(patches=must) if must else ""


def unit_lines(units: list[Equipment], software: list[Software], released: list[ReleasedVersion]) -> list[UnitLine]:
    """A line a component, and one for a unit without software."""
    late: dict[tuple[str, str], Behind] = {
        (one.equipment, one.component): one for one in behind(units, software, released)
    }
    of_unit: dict[str, list[Software]] = {}
    for row in software:
        of_unit.setdefault(row.equipment or "", []).append(row)
    twins = _twins(units, of_unit)
    rows: list[tuple[Equipment, Software | None]] = [
        (unit, row) for unit in units for row in (of_unit.get(unit.id) or (None,))
    ]
    lines = [_unit_line(unit, row, late, twins) for unit, row in rows]
    return sorted(lines, key=lambda line: (not line.behind, line.model))


def _twins(units: list[Equipment], of_unit: dict[str, list[Software]]) -> dict[tuple[str, str, str], set[str]]:
    """What runs on the units of one model at one place, by component: more than one means that they differ."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for unit in units:
        for row in of_unit.get(unit.id, []):
            key = (unit.model or "", unit.place or "", row.component or "")
            found.setdefault(key, set()).add(_runs(row))
    return found


def _unit_line(
    unit: Equipment,
    row: Software | None,
    late: dict[tuple[str, str], Behind],
    twins: dict[tuple[str, str, str], set[str]],
) -> UnitLine:
    component = (row.component or "") if row else ""
    one = late.get((unit.id, component))
    older = one is not None and one.installed.split("+")[0] != one.released
    lacking = [one.released] if one is not None and older else []
    lacking += list(one.lacking) if one is not None else []
    differs = len(twins.get((unit.model or "", unit.place or "", component), set())) > 1
    warranty = unit.shown("warranty_until")
    return UnitLine(
        unit.id, unit.model or "", component, unit.serial or "", unit.place or "", _runs(row) if row else "",
        listed(lacking), one is not None, differs, (row.special or "") if row else "", warranty,
    )  # fmt: skip


def _runs(row: Software) -> str:
    return "+".join((row.version_installed or "", *patch_set(row.patches)))


def _problems(problems: list[Problem], people: dict[str, str]) -> list[Event]:
    return [
        Event(_day(one.received_at), "problem", one.summary or "",
              people.get(one.assigned_to or one.received_by or "", ""), f"problems/{one.id}", one.shown("status"))
        for one in problems
    ]  # fmt: skip


def _visits(visits: list[Visit], people: dict[str, str]) -> list[Event]:
    return [
        Event(_day(one.arrived) or one.shown("planned_from"), "visit", one.purpose or "",
              people.get(one.engineer or "", ""), f"trips/{one.id}", one.shown("status"))
        for one in visits
    ]  # fmt: skip


def _reports(reports: list[ServiceReport], people: dict[str, str]) -> list[Event]:
    return [
        Event(_day(one.arrived), "report", one.cause or one.number or "", people.get(one.engineer_name or "", ""),
              f"trips/{one.visit}/report", one.shown("status"))
        for one in reports
    ]  # fmt: skip


def _day(moment: datetime | None) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d}" if moment is not None else ""


def owed(debts: list[Receivable], leftovers: list[Leftover], advice: list[MaintenanceAdvice]) -> list[Owed]:
    """What is still open between the customer and us, the oldest day first."""
    found = []
    for debt in debts:
        if debt.status != "settled":
            what = " ".join(word for word in (debt.shown("debt"), debt.shown("amount"), debt.part_owed or "") if word)
            icon = "package" if debt.debt == "part_back" else "banknote"
            found.append(Owed(icon, what, debt.agreed or "", debt.due, ""))
    found += [
        Owed("flag", left.what or "", left.shown("responsible"), left.due, f"trips/{left.visit}")
        for left in leftovers
        if left.status != "done"
    ]
    for paper in advice:
        told = _("advice {number}").format(number=paper.number or "")
        route = f"trips/{paper.visit}/report"
        found += [
            Owed("wrench", row.advice or row.finding or "", told, row.by, route) for row in paper.findings if row.by
        ]
    return sorted(found, key=lambda one: one.due or date.max)


def stations(site: Site) -> tuple[list[tuple[str, str]], str]:
    """The nodes of the ring with their numbers, and which one this site is."""
    names = [name.strip() for name in re.split(r"[;；、]", site.ring_nodes or "") if name.strip()]
    nodes = [(str(number), f"{number} {name}") for number, name in enumerate(names, 1)]
    number = re.search(r"\d+", site.network_place or "")
    here = number[0] if number and int(number[0]) <= len(nodes) else ""
    if not here:
        here = next(
            (key for (key, _label), name in zip(nodes, names, strict=True) if name in (site.site_name or "")), ""
        )
    return nodes, here
