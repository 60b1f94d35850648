"""The audit of thoroughness: what a manager looks for before a report is approved (P7.15.1)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fieldkit.forms import Form
from fieldkit.i18n import N_, translate
from fieldkit.joined import listed
from fieldkit.process.dossier import Trip
from fieldkit.process.doubles import folded_key
from fieldkit.process.installing import agreed, unmatched
from fieldkit.process.versions import Behind


@dataclass(frozen=True)
class Check:
    """One point of the audit: its name, whether it holds, and what was found."""

    text: str
    good: bool
    found: str


def audit(trip: Trip) -> list[Check]:
    """Every point that can be seen from the records; whether the photos agree, a person sees."""
    return [Check(translate(text), good, found) for text, look in _POINTS for good, found in look(trip)]


def not_green(trip: Trip) -> list[str]:
    """Why a report is not one to be approved with others at a glance; empty when everything is green.

    What is left over, not solved, or said by a displeased customer wants a person's eye, though nothing is wrong.
    """
    report = trip.report
    if report is None or report.status != "signed":
        return [translate(N_("The report is not signed."))]
    found = [f"{check.text}: {check.found}" for check in audit(trip) if not check.good]
    simple = (
        (bool(report.solved), N_("The problem is not solved.")),
        (not trip.leftovers, N_("Something is left over.")),
        (not [one for one in trip.comments if one.status != "done" and one.about != _id(trip.approval)],
         N_("A comment is open.")),
        (not [one for one in trip.reviews if one.decision in {"returned", "asked"}],
         N_("It was returned or asked about before.")),
        (not report.record.conflicts, N_("Two people wrote in it at once.")),
        (report.satisfaction not in {"1", "2"}, N_("The customer is not satisfied.")),
    )  # fmt: skip
    return [*found, *(translate(why) for good, why in simple if not good)]


def _id(form: Form | None) -> str:
    return form.id if form is not None else ""


def _counted(message: str, **numbers: object) -> str:
    return translate(message).format(**numbers)


def _readings(trip: Trip) -> Iterator[tuple[bool, str]]:
    read = sum(step.reading is not None for step in trip.steps if not step.cleaning)
    yield bool(read), _counted(N_("{count} readings"), count=read)


def _backups(trip: Trip) -> Iterator[tuple[bool, str]]:
    rows = trip.report.backups if trip.report else []
    bare = [row.what or "" for row in rows if not row.checksum]
    if not rows:
        yield False, translate(N_("no backup"))
    else:
        yield not bare, listed(bare) or _counted(N_("{count} with checksum"), count=len(rows))


def _versions(trip: Trip) -> Iterator[tuple[bool, str]]:
    rows = trip.report.versions if trip.report else []
    bare = [row.unit or "" for row in rows if not row.after]
    if rows and bare:
        yield False, listed(bare)
    elif rows:
        off, who = unmatched(trip), agreed(trip)
        said = [*dict.fromkeys(row.after or "" for row in rows), *dict.fromkeys(_off(one) for one in off)]
        if off:
            said.append(_counted(N_("agreed by {who}"), who=listed(who)) if who else translate(N_("nobody agreed")))
        yield not off or bool(who), "; ".join(said)


def _off(one: Behind) -> str:
    lacks = [_counted(N_("lacks {patches}"), patches=listed(one.lacking))] if one.lacking else []
    kept = [_counted(N_("special: {setting}"), setting=one.special)] if one.special else []
    return ", ".join([_counted(N_("released is {version}"), version=one.released), *lacks, *kept])


def _serials(trip: Trip) -> Iterator[tuple[bool, str]]:
    """A part that was taken out must be one that this customer had."""
    known = {folded_key(unit.serial) for unit in trip.equipment if unit.serial}
    used = [move.serial_old for move in trip.movements if move.movement == "used" and move.serial_old]
    strange = [serial for serial in used if folded_key(serial) not in known]
    if used and known:
        yield not strange, listed(strange or used)


def _leftovers(trip: Trip) -> Iterator[tuple[bool, str]]:
    loose = [left.what or "" for left in trip.leftovers if not (left.responsible and left.due)]
    due = listed(left.shown("due") for left in trip.leftovers)
    if trip.leftovers:
        yield not loose, listed(loose) or due


def _photos(trip: Trip) -> Iterator[tuple[bool, str]]:
    bare = sum(not photo.caption for photo in trip.photos)
    said = _counted(N_("{count} photos"), count=len(trip.photos))
    yield bool(trip.photos) and not bare, said if not bare else _counted(N_("{count} without caption"), count=bare)


def _debts(trip: Trip) -> Iterator[tuple[bool, str]]:
    loose = [debt.name for debt in trip.receivables if debt.is_owed and not debt.agreed]
    said = (trip.report.settled or "") if trip.report else ""
    if trip.receivables:
        yield bool(said) or not loose, said or listed(loose)


_POINTS: tuple[tuple[str, Callable[[Trip], Iterator[tuple[bool, str]]]], ...] = (
    (N_("Diagnosis with readings"), _readings),
    (N_("Backups with checksums"), _backups),
    (N_("Versions after the work"), _versions),
    (N_("Old part on the customer's file"), _serials),
    (N_("Left over with duty and day"), _leftovers),
    (N_("Photos with captions"), _photos),
    (N_("Debts dealt with"), _debts),
)
