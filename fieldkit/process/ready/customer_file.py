"""The customer's file: network drawing, contacts, equipment, configuration, repairs, what was left over (P7.10.1)."""

from fieldkit.forms import Equipment, Site
from fieldkit.forms.types import ZONE
from fieldkit.i18n import N_, translate
from fieldkit.joined import listed, phrases, told
from fieldkit.process.luggage import NOT_YET, REASONS
from fieldkit.process.ready.point import (
    NEW_SITE,
    NEW_UNIT,
    SETTINGS,
    SYNC,
    Facts,
    Points,
    code,
    gap,
    good,
    serials,
    several,
)

MOST = 5  # earlier visits, and left-overs, that are points of their own
_GROUP = "file"


def file_points(facts: Facts) -> Points:
    yield from _network(facts)
    yield from _contacts(facts)
    yield from _equipment(facts)
    yield from _repairs(facts)
    yield from _tried(facts)
    yield from _left_over(facts)


def _network(facts: Facts) -> Points:
    """Place and drawing of the site; where none is chosen, of every site of the customer."""
    chosen = [site for site in facts.sites if site.id == facts.trip.visit.site]
    sites = chosen or facts.sites
    if not sites:
        yield gap("f1", _GROUP, N_("Site"), translate(N_("none on file")), NEW_SITE)
    for site in sites[:MOST]:
        name = site.site_name or ""
        if site.network_place:
            yield good(code("f1", site.id), _GROUP, N_("Place in the network"), told((name, site.network_place)))
        else:
            nothing = translate(N_("not on file"))
            yield gap(code("f1", site.id), _GROUP, N_("Place in the network"), told((name, nothing)), site.id)
        yield from _drawing(facts, site)


def _drawing(facts: Facts, site: Site) -> Points:
    name, file, item = site.site_name or "", site.drawing, N_("Network drawing")
    one = code("f2", site.id)
    carried = facts.file(file.sha256) if file else None
    if file is None:
        yield gap(one, _GROUP, item, told((name, translate(N_("none on file")))), site.id)
    elif carried is None or carried.why:
        why = carried.why if carried else NOT_YET
        found = told((name, phrases((file.name, translate(REASONS[why])))))
        yield gap(one, _GROUP, item, found, settled_at(why, site.id))
    else:
        yield good(one, _GROUP, item, told((name, file.name)))


def settled_at(why: str, record: str) -> str:
    """Where it is settled that a file is not here: by sync, by room in the settings, or at the record that names it."""
    return {NOT_YET: SYNC, "too_large": SETTINGS, "no_room": SETTINGS}.get(why, record)


def _contacts(facts: Facts) -> Points:
    customer = facts.trip.customer
    if customer is None:
        return
    item = N_("Contact person")
    lacking = [customer.fields[name].label for name in ("contact", "phone") if not getattr(customer, name)]
    if lacking:
        names = listed(translate(label) for label in lacking)
        yield gap("f3", _GROUP, item, translate(N_("not on file: {names}")).format(names=names), customer.id)
    else:
        yield good("f3", _GROUP, item, phrases((customer.contact or "", customer.phone or "")))


def _equipment(facts: Facts) -> Points:
    units = facts.units
    if not units:
        yield gap("f4", _GROUP, N_("Equipment list"), translate(N_("none on file")), NEW_UNIT)
        return
    unit, problem = facts.unit, facts.trip.problem
    if unit is None and problem is not None:
        found = translate(N_("the problem names none"))
        yield gap("f5", _GROUP, N_("Equipment concerned"), found, problem.id)
    elif unit is not None:
        yield good("f5", _GROUP, N_("Equipment concerned"), f"{unit.model or ''} {unit.serial or ''}")
    unplaced = [one for one in units if not one.place and not one.site]
    bare = _without_software(facts)
    if unplaced:
        found = translate(N_("no place on file: {names}")).format(names=serials(unplaced))
        yield gap("f4-place", _GROUP, N_("Equipment list"), found, unplaced[0].id)
    if bare:
        found = translate(N_("no software on file: {names}")).format(names=serials(bare))
        yield gap("f4-software", _GROUP, N_("Equipment list"), found, bare[0].id)
    if not unplaced and not bare:
        yield good("f4", _GROUP, N_("Equipment list"), several([f"{one.model} {one.serial}" for one in units]))
    ordered = sorted(units, key=lambda one: unit is None or one.id != unit.id)
    plain = [one for one in ordered if not one.configuration and one.configuration_file is None]
    if plain:
        found = translate(N_("not on file: {names}")).format(names=serials(plain))
        yield gap("f6", _GROUP, N_("Configuration"), found, plain[0].id)
    else:
        yield good("f6", _GROUP, N_("Configuration"), serials(ordered))


def _without_software(facts: Facts) -> list[Equipment]:
    """Units of a model for which software was released, and of which none is on file."""
    models = {row.model for row in facts.trip.released}
    known = {row.equipment for row in facts.trip.software}
    return [unit for unit in facts.units if unit.model in models and unit.id not in known]


def _repairs(facts: Facts) -> Points:
    """Earlier visits: each that ended without a report is a gap in the history."""
    item, before = N_("Repair history"), [pair for pair in facts.past.visits if pair[0].arrived]
    without = [visit for visit, report in before if report is None or report.status in {"draft", "returned", None}]
    for visit in without[:MOST]:
        day = f"{visit.arrived.astimezone(ZONE):%Y-%m-%d}" if visit.arrived else ""
        found = told((f"{day} {visit.purpose or ''}", translate(N_("there is no signed report"))))
        yield gap(code("f7", visit.id), _GROUP, item, found, visit.id)
    if without:
        return
    if not before:
        yield good("f7", _GROUP, item, translate(N_("no earlier visit on file")))
        return
    last = max(before, key=lambda pair: str(pair[0].arrived))
    day = f"{last[0].arrived.astimezone(ZONE):%Y-%m-%d}" if last[0].arrived else ""
    cause = (last[1].cause or "").splitlines()[0] if last[1] and last[1].cause else last[0].purpose or ""
    found = translate(N_("{count} visits, the last on {day}: {what}")).format(count=len(before), day=day, what=cause)
    yield good("f7", _GROUP, item, found)


def _tried(facts: Facts) -> Points:
    item, said = N_("What was already tried"), [one.said or "" for one in facts.trip.contacts]
    problem = facts.trip.problem
    if said:
        yield good("f8", _GROUP, item, said[-1])
    elif problem is not None:
        yield gap("f8", _GROUP, item, translate(N_("nothing on file: no talk with the customer")), problem.id)


def _left_over(facts: Facts) -> Points:
    """What earlier visits left over: it goes on the way of this one."""
    rows = sorted(facts.past.leftovers, key=lambda row: str(row.due or "9"))
    for row in rows[:MOST]:
        due = translate(N_("until {day}")).format(day=row.shown("due")) if row.due else ""
        found = phrases((row.what or "", row.shown("responsible"), facts.trip.person_name(row.holder), due))
        yield gap(code("f9", row.id), _GROUP, N_("Left over last time"), found, row.id)
    if len(rows) > MOST:
        more = translate(N_("{count} more")).format(count=len(rows) - MOST)
        yield gap("f9-more", _GROUP, N_("Left over last time"), more, rows[MOST].id)
