"""What the Diagnose stage knows: the visit, where its procedure stands, and what the last visit read."""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from fieldkit.actions import diagnosis
from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import load_trip
from fieldkit.actions.trips import why_not_go
from fieldkit.errors import UserError
from fieldkit.forms import Step as StepForm
from fieldkit.i18n import _
from fieldkit.joined import listed
from fieldkit.playbooks import Answered, Kind, Run, Step, step_id
from fieldkit.process.dossier import Trip
from fieldkit.process.turns import is_signed
from fieldkit.ui.widgets.trail import TrailStep


@dataclass(frozen=True)
class OnSite:
    """The trip, the run of its procedure (None while none is chosen), and the procedures to choose from.

    `waits` says why nobody may set out yet; `ahead` is by how much the office's clock is ahead of this computer's.
    """

    trip: Trip
    run: Run | None
    books: tuple[tuple[str, str, str], ...] = ()
    why_none: str = ""
    sealed: bool = False
    waits: str = ""
    ahead: timedelta = timedelta()


def on_site(desk: Desk, visit: str) -> OnSite:
    trip = load_trip(desk, visit)
    known = OnSite(
        trip, None, sealed=is_signed(trip), waits=why_not_go(desk, trip), ahead=desk.office_now() - desk.clock.now()
    )
    try:
        return replace(known, run=diagnosis.run_for(desk, visit))
    except UserError as error:
        fitting = diagnosis.books_for(desk, visit)
        books = tuple((book.id, book.title.say(), listed(book.models or book.lines)) for book in fitting)
        return replace(known, books=books, why_none=error.say())


def step_number(run: Run, step: Step) -> str:
    """The number in a step's disc; the opening step has none."""
    number = run.order(step)
    return str(number) if number else "·"


def trail_of(
    news: OnSite, run: Run, chosen: Step | None, typed: tuple[str, str, str] = ("", "", "text_2")
) -> list[TrailStep]:
    """The left column: what was answered, what is asked now with what is `typed` there, what may come."""
    steps = [_done(news.trip, run, one, chosen is not None and one.step.id == chosen.id) for one in run.trail]
    if run.current is not None:
        steps.append(_asked(run, run.current, typed if chosen is not None and run.current.id == chosen.id else None))
    number = len(run.trail) + (0 if run.playbook.steps[0].opening else 1) + (1 if run.current else 0)
    for at, step in enumerate(run.planned):
        told = step_number(run, step) if run.playbook.listed else str(number + at)
        steps.append(TrailStep(step.id, step.title.say(), state="next", number=told))
    if run.conclusion is not None or run.concluded is not None:
        state = "current" if chosen is None else "done" if run.concluded is not None else "todo"
        found = _("taken") if run.concluded is not None else _("to be taken")
        steps.append(TrailStep("conclusion", _("Conclusion"), finding=found, state=state, number="="))
    return steps


def _asked(run: Run, step: Step, typed: tuple[str, str, str] | None) -> TrailStep:
    """The step that waits for its answer; `typed` while it is the one that is shown."""
    name, number = step.title.say(), step_number(run, step)
    if typed is None:
        return TrailStep(step.id, name, finding=_("is next"), state="todo", number=number)
    reading, found, tone = typed
    here = _("being filled in")
    if not reading:
        return TrailStep(step.id, name, finding=here, state="current", number=number)
    return TrailStep(step.id, name, reading, found, here, "current", tone, number)


def _done(trip: Trip, run: Run, one: Answered, here: bool) -> TrailStep:
    bad = one.step.verdict(one.outcome) == "bad" and not one.step.opening
    skipped = one.outcome == "skipped"
    reading, finding = "", one.step.label(one.outcome)
    if one.read is not None:
        reading = f"{one.read.value:f} {one.read.unit}".strip()
        if not one.read.good:
            limit = one.read.high if one.read.over else one.read.low
            finding = _("limit {value}").format(value=limit)
    photos = sum(1 for photo in trip.photos if photo.step == step_id(trip.visit.id, run.playbook.id, one.step.id))
    when = StepForm.done_at.show(StepForm.done_at.load(one.values.get("done_at")))[-5:]
    note = "·".join(word for word in (when, _hands(trip, run, one), photos_said(photos)) if word)
    state = "current" if here else "noted" if bad or skipped else "done"
    tone = "warn" if bad else "text_2"
    return TrailStep(
        one.step.id, one.step.title.say(), reading, finding, note, state, tone, number=step_number(run, one.step)
    )


def _hands(trip: Trip, run: Run, one: Answered) -> str:
    """Both names where two engineers answered a step apart and came to the same."""
    rid = step_id(trip.visit.id, run.playbook.id, one.step.id)
    forms = [form for form in trip.steps if form.id == rid]
    return listed(dict.fromkeys(trip.person_name(person) for form in forms for person, _at in form.hands))


def photos_said(count: int) -> str:
    if count == 1:
        return _("1 photo")
    return _("{count} photos").format(count=count) if count else ""


@dataclass(frozen=True)
class Compared:
    """A reading beside the one of the last visit."""

    name: str
    last: str
    now: str
    change: str
    tone: str


def compare(run: Run) -> tuple[str, list[Compared]]:
    """The day of the last visit, and each reading of now beside that one."""
    day, rows = "", []
    for one in run.trail:
        values = run.last.get(one.step.id)
        before = StepForm.reading.load(values.get("reading")) if values else None
        if one.step.kind is not Kind.MEASURE or before is None or one.read is None or values is None:
            continue
        change = one.read.value - before.value
        sign = "+" if change > 0 else ""
        tone = "text" if one.read.good else "bad"
        unit = one.read.unit
        row = Compared(one.step.title.say(), f"{_short(before.value)} {unit}", f"{_short(one.read.value)} {unit}",
                       f"{sign}{_short(change)}", tone)  # fmt: skip
        rows.append(row)
        day = StepForm.done_at.show(StepForm.done_at.load(values.get("done_at")))[:10] or day
    return day, rows


def _short(number: Decimal) -> str:
    return f"{number:f}"
