"""Spares, tools and documents: what is taken, what helped before, what lies in the bag and on the laptop (P7.10.2)."""

from fieldkit.forms import Manual
from fieldkit.i18n import N_, translate
from fieldkit.joined import clauses, listed, phrases, told
from fieldkit.process.luggage import NOT_YET, REASONS
from fieldkit.process.ready.customer_file import settled_at
from fieldkit.process.ready.point import NEW_MANUAL, SPARES, SYNC, Facts, Point, Points, code, gap, good, several
from fieldkit.process.suggesting import suggested

MOST_FILES = 12  # named in the sheet, one by one
_GROUP = "spares"
_TOLD = frozenset({"site", "released_version", "manual"})  # their files have points of their own


def spare_points(facts: Facts) -> Points:
    yield from _taken(facts)
    yield from _suggested(facts)
    yield from _tools(facts)
    yield from _manuals(facts)
    yield from _files(facts)


def _taken(facts: Facts) -> Points:
    """What was reserved for the trip by taking it: everybody sees it leave the store."""
    wanted = [move for move in facts.trip.movements if move.movement == "taken"]
    for move in wanted:
        part, stock = facts.parts.get(move.part or ""), facts.stock.get(move.part or "")
        need, left = int(move.quantity or 0), stock.total if stock else 0
        counts = translate(N_("needs {need}, in stock {stock}")).format(need=need, stock=left + need)
        name, one = part.part_name or "" if part else "", code("s1", move.id)
        if left >= 0:
            yield Point(one, _GROUP, name, "done", counts)
            continue
        others = facts.also_taken.get(move.part or "", ())
        said = translate(N_("taken too by {names}")).format(names=listed(others)) if others else ""
        yield Point(one, _GROUP, name, "gap", phrases((counts, said)), move.part or SPARES)
    if not wanted:
        yield gap("s1", _GROUP, N_("Spare parts"), translate(N_("none chosen yet")), SPARES)


def _suggested(facts: Facts) -> Points:
    """What was built in before on this model, above all with this symptom, and is not among the parts taken."""
    trip = facts.trip
    taken = {move.part for move in trip.movements if move.movement == "taken"}
    units = [facts.unit] if facts.unit else facts.units
    models = frozenset(unit.model or "" for unit in units)
    problem = trip.problem
    symptom = f"{problem.summary or ''} {problem.symptom or ''}" if problem else ""
    for one in suggested(facts.past.uses, models, trip.visit.playbook or "", symptom):
        part = facts.parts.get(one.part)
        if part is None or one.part in taken:
            continue
        times = translate(N_("used {count} times on {models}")).format(count=one.times, models=listed(sorted(models)))
        same = translate(N_("{count} of them with this symptom")).format(count=one.same_symptom)
        last = translate(N_("last on {day}")).format(day=one.last) if one.last else ""
        stock = facts.stock.get(one.part)
        lies = translate(N_("in stock {count}")).format(count=stock.total if stock else 0)
        found = clauses((told((part.part_name or "", phrases((times, same if one.same_symptom else "", last)))), lies))
        yield gap(code("s2", one.part), _GROUP, N_("Suggested part"), found, SPARES)


def _tools(facts: Facts) -> Points:
    """Hand tools: those of the house's list that are no file. A person ticks them off."""
    for tool in _of_sort(facts, "tool"):
        if tool.file is None:
            one = code("s3", tool.id)
            state, found = ("done", N_("packed")) if facts.ticked(one) else ("gap", N_("not packed yet"))
            yield Point(one, _GROUP, tool.manual_name or "", state, translate(found), packs=True)


def _of_sort(facts: Facts, *sorts: str) -> list[Manual]:
    return sorted((aid for aid in facts.aids if aid.sort in sorts), key=lambda aid: (aid.manual_name or "", aid.id))


def _manuals(facts: Facts) -> Points:
    """Manuals, templates, drawings and tools that are files, each on this laptop or named."""
    here, item = [], N_("Manuals and tools on the laptop")
    aids = [aid for aid in facts.aids if aid.sort != "tool" or aid.file is not None]
    for aid in sorted(aids, key=lambda aid: (aid.manual_name or "", aid.id)):
        carried = facts.file(aid.file.sha256) if aid.file else None
        why = carried.why if carried else NOT_YET
        if aid.file is None:
            found = told((aid.name, translate(N_("there is no file"))))
            yield gap(code("s4", aid.id), _GROUP, item, found, aid.id)
        elif why:
            found = told((phrases((aid.name, aid.file.name)), translate(REASONS[why])))
            yield gap(code("s4", aid.id), _GROUP, item, found, settled_at(why, aid.id))
        else:
            here.append(aid.name)
    if here:
        yield good("s5", _GROUP, item, several(here))
    elif not aids:
        models = listed(sorted({unit.model or "" for unit in facts.units}))
        yield gap("s5", _GROUP, item, translate(N_("none on file for {models}")).format(models=models), NEW_MANUAL)


def _files(facts: Facts) -> Points:
    """Other files that the trip needs, by name; earlier photos and papers only by number."""
    missing = [file for file in facts.along.missing if file.kind not in _TOLD]
    needed = [file for file in missing if not file.past]
    for file in needed[:MOST_FILES]:
        found = told((file.title, translate(REASONS[file.why])))
        yield Point(code("s6", file.sha256), _GROUP, file.name, "gap", found, settled_at(file.why, file.rid))
    if len(needed) > MOST_FILES:
        more = translate(N_("{count} more files are missing")).format(count=len(needed) - MOST_FILES)
        yield gap("s6-more", _GROUP, N_("Files for the trip"), more, SYNC)
    if not needed and facts.along.files:
        here = translate(N_("{count} on this laptop")).format(count=facts.along.here)
        past = translate(N_("{count} earlier photos and papers are not")).format(count=len(missing))
        yield good("s7", _GROUP, N_("Files for the trip"), phrases((here, past if missing else "")))
