"""The laptop that goes along: synced, room, signing certificate, keys and fonts, and the rehearsal."""

from datetime import datetime, timedelta

from fieldkit.forms.types import ZONE, Moment
from fieldkit.i18n import N_, translate
from fieldkit.joined import listed, phrases
from fieldkit.process.ready.point import REHEARSAL, SETTINGS, SYNC, Facts, Laptop, Points, gap, good

LONG_AGO = timedelta(hours=24)
LEAST_FREE = 10**9  # bytes: a trip with sixty photos and its papers takes a third of it
_STEPS = (200, 100, 50, 20, 10, 5, 2, 1)  # GB, so that the words stay the same while a few files come and go
_GROUP = "laptop"


def laptop_points(facts: Facts) -> Points:
    laptop = facts.laptop
    if laptop is None:
        return
    yield from _synced(facts, laptop)
    yield from _room(facts, laptop)
    yield from _certificate(facts, laptop)
    if laptop.lacks:
        found = translate(N_("missing: {names}")).format(names=listed(laptop.lacks))
        yield gap("l4", _GROUP, N_("Keys and fonts"), found, SETTINGS)
    else:
        yield good("l4", _GROUP, N_("Keys and fonts"), translate(N_("all here")))
    yield from _rehearsed(facts)


def _synced(facts: Facts, laptop: Laptop) -> Points:
    """By the day only: the words are kept, and would otherwise be news after every round."""
    item, synced = N_("Synchronized"), laptop.synced
    if laptop.locked_out:
        yield gap("l1", _GROUP, item, translate(N_("the office has locked this laptop out")), SYNC)
    elif synced is None:
        yield gap("l1", _GROUP, item, translate(N_("never")), SYNC)
    else:
        found = f"{synced.astimezone(ZONE):%Y-%m-%d}"
        if facts.now - synced > LONG_AGO:
            yield gap("l1", _GROUP, item, translate(N_("last on {day}")).format(day=found), SYNC)
        else:
            yield good("l1", _GROUP, item, found)


def _room(facts: Facts, laptop: Laptop) -> Points:
    item = N_("Room on the disk")
    coming = sum(file.size for file in facts.along.missing if file.why == "not_yet")
    left = laptop.free - coming
    if left < LEAST_FREE:
        yield gap("l2", _GROUP, item, translate(N_("less than 1 GB free for photos and papers")), SETTINGS)
    else:
        step = next(step for step in _STEPS if left >= step * 10**9)
        yield good("l2", _GROUP, item, translate(N_("more than {count} GB free")).format(count=step))


def _certificate(facts: Facts, laptop: Laptop) -> Points:
    """It must last until the last paper of the trip is signed."""
    item, until = N_("Signing certificate"), laptop.signs_until
    if until is None:
        yield gap("l3", _GROUP, item, translate(N_("there is none: nothing can be signed")), SETTINGS)
        return
    day = f"{until.astimezone(ZONE):%Y-%m-%d}"
    if until < trip_end(facts):
        yield gap("l3", _GROUP, item, translate(N_("ends on {day}, before the trip is over")).format(day=day), SETTINGS)
    else:
        yield good("l3", _GROUP, item, translate(N_("valid until {day}")).format(day=day))


def trip_end(facts: Facts) -> datetime:
    """When the last paper of the trip will have been signed: a day after coming back, or in two weeks."""
    approval, visit = facts.trip.approval, facts.trip.visit
    back = (approval.back_on if approval else None) or visit.planned_to
    if back is None:
        return facts.now + timedelta(days=14)
    return max(facts.now, datetime(back.year, back.month, back.day, tzinfo=ZONE) + timedelta(days=2))


def _rehearsed(facts: Facts) -> Points:
    """Whether everything was seen to work with the network cut, and nothing that is needed changed since."""
    item, checklist = N_("Rehearsal without network"), facts.trip.checklist
    at = checklist.rehearsed_at if checklist else None
    if checklist is None or at is None:
        yield gap("l5", _GROUP, item, translate(N_("not yet")), REHEARSAL)
        return
    when = Moment("").show(at)
    if not checklist.rehearsed_whole:
        found = phrases((when, translate(N_("not everything was there"))))
        yield gap("l5", _GROUP, item, found, REHEARSAL)
    elif checklist.rehearsed_of != facts.along.mark:
        found = phrases((when, translate(N_("other files are needed since"))))
        yield gap("l5", _GROUP, item, found, REHEARSAL)
    else:
        yield good("l5", _GROUP, item, phrases((when, translate(N_("everything was there")))))
