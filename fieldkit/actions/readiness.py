"""The readiness sheet: computed from the records and this laptop, kept with what people decided about it (P7.10)."""

import shutil
from collections.abc import Iterable, Mapping
from datetime import datetime

from fieldkit import resource
from fieldkit.actions.desk import Desk
from fieldkit.actions.doctor import certificate_ends
from fieldkit.actions.dossiers import load_trip
from fieldkit.actions.leftovers import earlier
from fieldkit.actions.luggage import along, reach_of
from fieldkit.actions.stock import stocks
from fieldkit.documents.fonts import FILES
from fieldkit.errors import UserError
from fieldkit.forms import (
    Checklist,
    Manual,
    Part,
    PartMovement,
    Problem,
    Receipt,
    Record,
    ServiceReport,
    Site,
    Values,
    Visit,
    only_child_id,
)
from fieldkit.forms.checklist import CheckItem
from fieldkit.forms.seen import legible
from fieldkit.forms.types import ZONE
from fieldkit.i18n import N_, translate
from fieldkit.process.dossier import Trip
from fieldkit.process.luggage import PAST, Reach, rank_of
from fieldkit.process.ready import Facts, Laptop, Past, Point, points
from fieldkit.process.suggesting import Use
from fieldkit.store.database import get_meta

MOST_USES = 300  # parts used on trips, the newest, that suggestions are drawn from
LONGEST = 300  # characters of one line of the sheet
_MAY_BE_MISSING = {"device": N_("key of this laptop"), "signing": N_("key to sign with")}


def facts_of(desk: Desk, trip: Trip) -> Facts:
    """Everything the sheet of a trip is computed from."""
    customer = trip.visit.customer
    facts = Facts(trip, desk.clock.now(), along=along(desk, trip.visit), laptop=laptop_state(desk))
    facts.sites = [Site(row) for row in desk.store.find("site", {"customer": customer}, order="site_name")]
    facts.past = _past(desk, trip)
    facts.aids = _aids(desk, reach_of(desk, [trip.visit.record]))
    open_debts = [debt.id for debt in trip.receivables if debt.is_owed]
    facts.receipts = _by(Receipt, desk.store.find("receipt", {"receivable": open_debts}) if open_debts else [])
    parts = {use.part for use in facts.past.uses} | {move.part or "" for move in trip.movements}
    facts.parts = {record.id: Part(record) for record in desk.store.many(sorted(parts - {""}))}
    facts.stock = stocks(desk, facts.parts)
    facts.also_taken = _also_taken(desk, facts)
    return facts


def laptop_state(desk: Desk) -> Laptop:
    """This laptop as it would go along."""
    with desk.store.database.reading() as connection:
        synced, locked_out = get_meta(connection, "synced"), bool(get_meta(connection, "locked_out", {}))
    lacks = [translate(words) for key, words in _MAY_BE_MISSING.items() if not desk.vault.get(key)]
    lacks += [path.name for path in map(resource, FILES.values()) if not path.is_file()]
    return Laptop(
        datetime.fromisoformat(synced["at"]) if synced else None,
        shutil.disk_usage(desk.store.home).free,
        certificate_ends(desk).get("signing") if desk.enrolled else None,
        tuple(lacks),
        locked_out,
    )


def _past(desk: Desk, trip: Trip) -> Past:
    visits = [Visit(row) for row in desk.store.find("visit", {"customer": trip.visit.customer}, order="arrived")]
    before = [visit for visit in visits if visit.id != trip.visit.id]
    wanted = [only_child_id(visit.id, "service_report") for visit in before]
    reports = {record.id: ServiceReport(record) for record in desk.store.many(wanted) if not record.deleted}
    pairs = [(visit, reports.get(rid)) for visit, rid in zip(before, wanted, strict=True)]
    return Past(pairs, earlier(desk, trip.visit.id), _uses(desk, trip.visit.id))


def _uses(desk: Desk, visit: str) -> list[Use]:
    """The parts that were built in on other trips of which this laptop knows."""
    rows = desk.store.find("part_movement", {"movement": "used"}, order="moved_at", newest=True, limit=MOST_USES)
    moves = [move for move in map(PartMovement, rows) if move.visit and move.visit != visit and move.part]
    visits = _records(desk, (move.visit for move in moves))
    problems = _records(desk, (str(one.values.get("problem") or "") for one in visits.values()))
    named = {}
    for move in moves:
        trip = visits.get(move.visit or "")
        problem = problems.get(str(trip.values.get("problem") or "")) if trip else None
        unit = (
            move.equipment or (trip and trip.values.get("equipment")) or (problem and problem.values.get("equipment"))
        )
        named[move.id] = (trip, problem, str(unit or ""))
    units = _records(desk, (unit for _trip, _problem, unit in named.values()))
    found = []
    for move in moves:
        trip, problem, unit = named[move.id]
        told = Problem(problem) if problem else None
        model = str(units[unit].values.get("model") or "") if unit in units else ""
        symptom = f"{told.summary or ''} {told.symptom or ''}" if told else ""
        book = str(trip.values.get("playbook") or "") if trip else ""
        day = move.moved_at.astimezone(ZONE).date() if move.moved_at else None
        found.append(Use(move.part or "", model, book, symptom, day))
    return found


def _records(desk: Desk, rids: Iterable[str | None]) -> dict[str, Record]:
    return {record.id: record for record in desk.store.many({rid for rid in rids if rid})}


def _aids(desk: Desk, reach: Reach) -> list[Manual]:
    """The manuals and tools of the house that are for this equipment."""
    rows = [row for row in desk.store.find("manual") if rank_of(row, reach) not in {None, PAST}]
    return [Manual(row) for row in rows]


def _by(form: type[Receipt], rows: Iterable[Record]) -> Mapping[str, list[Receipt]]:
    found: dict[str, list[Receipt]] = {}
    for row in rows:
        found.setdefault(str(row.values.get("receivable") or ""), []).append(form(row))
    return found


def _also_taken(desk: Desk, facts: Facts) -> dict[str, list[str]]:
    """Who else took a part of which more was taken than there was."""
    mine = {move.part for move in facts.trip.movements if move.movement == "taken"}
    short = sorted(part for part in mine if part and (stock := facts.stock.get(part)) is not None and stock.total < 0)
    found: dict[str, list[str]] = {}
    for row in desk.store.find("part_movement", {"part": short, "movement": "taken"}) if short else []:
        move = PartMovement(row)
        name = facts.trip.person_name(move.moved_by)
        if move.visit != facts.trip.visit.id and name and name not in found.setdefault(move.part or "", []):
            found[move.part or ""].append(name)
    return found


# -- the sheet as it is kept


def refresh_checklist(desk: Desk, visit: str) -> Record:
    """Brings the sheet up to date with what is known now; what people decided about its points is kept."""
    return keep_points(desk, points(facts_of(desk, load_trip(desk, visit))), visit)


def keep_points(desk: Desk, found: Iterable[Point], visit: str) -> Record:
    """Writes what the points say now, and nothing when nothing changed."""
    rid = only_child_id(visit, "checklist")
    record = desk.store.get(rid)
    known = record.values if record else {}
    patch: Values = {} if record else {"visit": visit}
    seen = set()
    for point in found:
        seen.add(point.code)
        said: Values = {
            "group": point.group,
            "item": _line(point.item),
            "state": point.state,
            "found": _line(point.found) or None,
            "alarm": point.alarm or None,
            "deleted": None,
        }
        patch |= {f"items.{point.code}.{name}": value for name, value in said.items()}
    for path in known:
        parts = path.split(".")
        if len(parts) == 3 and parts[2] == "item" and parts[1] not in seen:
            patch[f"items.{parts[1]}.deleted"] = True
    patch = {path: value for path, value in patch.items() if known.get(path) != value}
    return desk.write("checklist", rid, patch) if patch or record is None else record


def _line(text: str) -> str:
    """A text as one line that a point takes."""
    said = " ".join(text.split())
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"


def answer_point(
    desk: Desk, visit: str, code: str, answer: str, *, goes: bool = False, agreed_by: str = "", agreed_how: str = ""
) -> Record:
    """What is done about a gap, or, when one `goes` along with it, why: with who wrote it, and who agreed."""
    if not legible(answer):
        raise UserError(N_("Write a few words: the managers decide by them."), field="answer")
    said: Values = {
        "decided": "go" if goes else "settle",
        "answer": legible(answer),
        "agreed_by": agreed_by if goes and agreed_by else None,
        "agreed_how": legible(agreed_how) if goes and legible(agreed_how) else None,
    }
    return _decide(desk, visit, code, said)


def pack_point(desk: Desk, visit: str, code: str, *, packed: bool = True) -> Record:
    """Ticks a tool off as packed, or takes the tick back."""
    _decide(desk, visit, code, {"decided": "packed" if packed else None})
    return refresh_checklist(desk, visit)


def _decide(desk: Desk, visit: str, code: str, said: Values) -> Record:
    rid = only_child_id(visit, "checklist")
    opened = desk.store.open(rid)
    if f"items.{code}.item" not in opened.record.values:
        raise UserError(N_("This point is no longer on the sheet."))
    said = {**said, "answered_by": desk.actor.person, "answered_at": CheckItem.answered_at.dump(desk.clock.now())}
    patch = {f"items.{code}.{name}": value for name, value in said.items()}
    known = opened.record.values
    return desk.write(
        "checklist", rid, {path: value for path, value in patch.items() if known.get(path) != value}, opened
    )


def sheet_of(desk: Desk, visit: str) -> Checklist | None:
    """The sheet as it was kept last."""
    record = desk.store.get(only_child_id(visit, "checklist"))
    return Checklist(record) if record is not None else None
