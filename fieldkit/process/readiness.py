"""Trip readiness: what the checklist asks, and what each stage of a trip still lacks, by name (P7.10)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fieldkit.forms import Problem, ServiceReport, When
from fieldkit.forms.checklist import GROUPS
from fieldkit.i18n import N_, translate
from fieldkit.joined import listed, phrases, told
from fieldkit.process.dossier import Trip
from fieldkit.process.luggage import REASONS, Along
from fieldkit.process.turns import open_gap
from fieldkit.process.versions import behind

STAGES = {
    "prepare": N_("Prepare"),
    "diagnose": N_("Diagnose"),
    "follow_up": N_("Follow up"),
    "report": N_("Report"),
    "sign": N_("Sign"),
    "hand_over": N_("Hand over"),
}
MOST_FILES = 12  # named in the checklist, one by one


@dataclass(frozen=True)
class Point:
    """One point of the pre-trip checklist as FieldKit finds it: a stable code, what it says, whether it is a gap."""

    code: str
    group: str
    item: str
    state: str
    found: str


def points(trip: Trip, along: Along | None = None) -> list[Point]:
    """The points of the checklist, computed from the customer's file, the versions, the stock and the debts.

    `along` says which files are on the laptop that goes along.
    """
    return [*_file(trip), *_versions(trip), *_spares(trip), *_files(along or Along()), *_owed(trip)]


def _point(code: str, group: str, item: str, good: bool, found: str) -> Point:
    return Point(code, group, translate(item), "done" if good else "gap", found)


def _file(trip: Trip) -> Iterator[Point]:
    site = trip.site
    place = (site.network_place or "") if site else ""
    yield _point("f1", "file", N_("Network and place of the equipment"), bool(place), place)
    units = listed(f"{unit.model} {unit.serial}" for unit in trip.equipment[:4])
    yield _point("f2", "file", N_("Equipment and configuration"), bool(trip.equipment), units)
    special = listed(dict.fromkeys(row.special for row in trip.software if row.special))
    yield _point("f3", "file", N_("Special versions and settings"), True, special or translate(N_("none on file")))
    history = [contact.said or "" for contact in trip.contacts]
    yield _point("f4", "file", N_("What was already tried"), bool(history), history[-1] if history else "")


def _versions(trip: Trip) -> Iterator[Point]:
    late = behind(trip.equipment, trip.software, trip.released)
    for number, row in enumerate(late, 1):
        lacking = f"+{listed(row.lacking)}" if row.lacking else ""
        found = f"{row.serial} {row.component} {row.installed} → {row.released}{lacking}"
        yield _point(f"v{number}", "versions", N_("Behind the released version"), False, found)
    if not late:
        yield _point("v0", "versions", N_("Versions and patches in force"), True, "")


def _spares(trip: Trip) -> Iterator[Point]:
    wanted = [move for move in trip.movements if move.movement == "taken"]
    for move in wanted:
        part = trip.parts.get(move.part or "")
        stock = trip.stock.get(move.part or "", 0)
        need = int(move.quantity or 0)
        found = translate(N_("needs {need}, in stock {stock}")).format(need=need, stock=stock + need)
        yield _point(f"s-{move.id[:13]}", "spares", part.name if part else "", stock >= 0, found)
    if not wanted:
        yield _point("s0", "spares", N_("Spare parts"), False, translate(N_("none chosen yet")))


def _files(along: Along) -> Iterator[Point]:
    """Drawings, media and manuals that are not on the laptop, by name; earlier photos and papers only by number."""
    needed = [file for file in along.missing if not file.past]
    for file in needed[:MOST_FILES]:
        found = told((file.record, translate(REASONS[file.why])))
        yield Point(f"t-{file.sha256[:13]}", "spares", file.name, "gap", found)
    if len(needed) > MOST_FILES:
        more = translate(N_("{count} more files are missing")).format(count=len(needed) - MOST_FILES)
        yield Point("t-more", "spares", translate(N_("Files for the trip")), "gap", more)
    if not needed and (along.here or along.missing):
        here = translate(N_("{count} on this laptop")).format(count=along.here)
        past = translate(N_("{count} earlier photos and papers are not")).format(count=len(along.missing))
        yield _point("t0", "spares", N_("Files for the trip"), True, phrases((here, past if along.missing else "")))


def _owed(trip: Trip) -> Iterator[Point]:
    open_debts = [debt for debt in trip.receivables if debt.is_owed]
    for debt in open_debts:
        what = f"{debt.shown('amount')} {debt.part_owed or ''}".strip()
        due = translate(N_("{what}·due {day}")).format(what=what, day=debt.shown("due")) if debt.due else what
        yield _point(f"o-{debt.id[:13]}", "owed", debt.shown("debt"), False, due)
    if not open_debts:
        yield _point("o0", "owed", N_("Nothing owed"), True, "")


@dataclass(frozen=True)
class Lack:
    """Something a stage lacks: its name for people, and the record and path to go to."""

    text: str
    record: str = ""
    path: str = ""


def lacks(trip: Trip) -> dict[str, list[Lack]]:
    """What each stage still lacks, in the order of the stages; an empty list is a finished stage."""
    return {stage: list(_LACKS[stage](trip)) for stage in STAGES}


def _lack(text: str, record: str = "", path: str = "") -> Lack:
    return Lack(translate(text), record, path)


def _prepare(trip: Trip) -> Iterator[Lack]:
    if trip.checklist is None:
        yield _lack(N_("Checklist"))
    else:
        for row in trip.checklist.items:
            if open_gap(row):
                yield Lack(
                    told((translate(GROUPS.get(row.group or "", "")), row.item or "")), trip.checklist.id, row.prefix
                )
    approval = trip.approval
    if approval is None:
        yield _lack(N_("Trip approval"))
    elif approval.status in {"draft", "returned", None}:
        yield from (_lack(gap.label, approval.id, gap.path) for gap in approval.gaps(When.SUBMITTING))
        yield _lack(N_("Submit the trip approval"), approval.id)
    elif approval.status != "approved":
        yield _lack(N_("Approval by the managers"), approval.id)


def _diagnose(trip: Trip) -> Iterator[Lack]:
    if trip.visit.arrived is None:
        yield _lack(N_("Arrival"), trip.visit.id, "arrived")
    if not [step for step in trip.steps if not step.cleaning]:
        yield _lack(N_("First step of the diagnosis"))
    elif not trip.conclusion and (trip.report is None or not trip.report.cause):
        yield _lack(N_("Conclusion of the diagnosis"))


def _follow_up(trip: Trip) -> Iterator[Lack]:
    if not [step for step in trip.steps if step.cleaning]:
        yield _lack(N_("Clean-up list"))
    for photo in trip.photos:
        if not photo.caption:
            yield _lack(N_("Caption of a photo"), photo.id, "caption")


def _report(trip: Trip) -> Iterator[Lack]:
    if trip.report is None:
        yield _lack(N_("Field service report"))
        return
    yield from (_lack(gap.label, trip.report.id, gap.path) for gap in trip.report.gaps(When.SIGNING))
    for form in (*trip.leftovers, *trip.photos, *([trip.advice] if trip.advice else [])):
        yield from (_lack(gap.label, form.id, gap.path) for gap in form.gaps(When.SIGNING))


def _sign(trip: Trip) -> Iterator[Lack]:
    if trip.report is None or trip.report.status in {"draft", "returned", None}:
        yield _lack(N_("Signatures of customer and engineer"))


def _hand_over(trip: Trip) -> Iterator[Lack]:
    if trip.visit.left is None or trip.visit.status not in {"left", "closed"}:
        yield _lack(N_("Leaving"), trip.visit.id, "left")
    if trip.report is None or trip.report.status != "approved":
        yield _lack(N_("Review by the product-line manager"))


_LACKS: dict[str, Callable[[Trip], Iterator[Lack]]] = {
    "prepare": _prepare,
    "diagnose": _diagnose,
    "follow_up": _follow_up,
    "report": _report,
    "sign": _sign,
    "hand_over": _hand_over,
}


def current_stage(trip: Trip) -> str:
    """The stage to open a trip at: the first that lacks something; on site, preparation is past."""
    missing = lacks(trip)
    past = {"prepare"} if trip.visit.arrived else set()
    return next((stage for stage in STAGES if missing[stage] and stage not in past), "hand_over")


def ending(problem: Problem | None, report: ServiceReport | None) -> str:
    """The step that ends a problem after a visit: `solved`, once an approved report says so, then `closed`."""
    if problem is None or report is None or report.status != "approved" or not report.solved:
        return ""
    return {"assigned": "solved", "visit": "solved", "solved": "closed"}.get(problem.status or "", "")
