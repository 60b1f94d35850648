"""Versions and patches: installed against released, what must stay, and the files to install from (P7.10.1)."""

from collections import defaultdict
from collections.abc import Sequence

from fieldkit.forms import Equipment, Media, ReleasedVersion, Software
from fieldkit.i18n import N_, translate
from fieldkit.joined import clauses, listed, phrases, told
from fieldkit.process.luggage import NOT_YET, REASONS
from fieldkit.process.ready.customer_file import settled_at
from fieldkit.process.ready.point import Facts, Points, code, gap, good, serials, several
from fieldkit.process.versions import Behind, behind, patch_set

_GROUP = "versions"


def version_points(facts: Facts) -> Points:
    units = facts.units
    known = {unit.id for unit in units}
    rows = [row for row in facts.trip.software if row.equipment in known]
    late = behind(units, rows, facts.trip.released)
    yield from _behind(units, late)
    if rows and not late:
        yield good("v0", _GROUP, N_("Versions and patches in force"))
    yield from _special(units, rows)
    yield from _unreleased(facts, units, rows)
    yield from _media(facts, units, rows)


def _behind(units: Sequence[Equipment], late: Sequence[Behind]) -> Points:
    """What is behind in the same way is one point with every serial number: two hundred boards are not two hundred."""
    alike: dict[tuple[str, ...], list[Behind]] = defaultdict(list)
    models = {unit.id: unit for unit in units}
    for row in late:
        unit = models[row.equipment]
        alike[(unit.model or "", row.component, row.installed, row.released, *row.lacking, "", row.special)].append(row)
    for key, same in alike.items():
        one, model = same[0], key[0]
        lacking = f"+{listed(one.lacking)}" if one.lacking else ""
        what = f"{model} {one.component} {one.installed} → {one.released}{lacking}"
        stays = translate(N_("special, must stay: {what}")).format(what=one.special) if one.special else ""
        found = clauses((told((what, serials([models[row.equipment] for row in same]))), stays))
        yield gap(code("v1", *key), _GROUP, N_("Behind the released version"), found, one.software, alarm=bool(stays))


def _special(units: Sequence[Equipment], rows: Sequence[Software]) -> Points:
    """Special versions and settings, with why they must stay; who does not know why will overwrite them."""
    models = {unit.id: unit for unit in units}
    alike: dict[tuple[str, str], list[Software]] = defaultdict(list)
    for row in rows:
        if row.special:
            alike[row.special, row.special_why or ""].append(row)
    item = N_("Special versions and settings")
    for (special, why), same in alike.items():
        where = serials([models[row.equipment or ""] for row in same])
        one = code("v2", special, why)
        if why:
            yield good(one, _GROUP, item, told((phrases((special, where)), why)), alarm=True)
        else:
            found = told((phrases((special, where)), translate(N_("why it must stay is not on file"))))
            yield gap(one, _GROUP, item, found, same[0].id, alarm=True)
    if not alike:
        yield good("v2", _GROUP, item, translate(N_("none on file")))


def _unreleased(facts: Facts, units: Sequence[Equipment], rows: Sequence[Software]) -> Points:
    """Components for which nobody says what is in force."""
    models = {unit.id: unit.model or "" for unit in units}
    released = {(row.model, row.component) for row in facts.trip.released}
    pairs = dict.fromkeys((models[row.equipment or ""], row.component or "") for row in rows)
    without = [f"{model} {component}" for model, component in pairs if (model, component) not in released]
    if without:
        yield gap("v3", _GROUP, N_("Released version"), translate(N_("none on file: {names}")).format(
            names=several(without)))  # fmt: skip


def _media(facts: Facts, units: Sequence[Equipment], rows: Sequence[Software]) -> Points:
    """The files of what is installed and of what would be installed, on this laptop."""
    models = {unit.id: unit.model or "" for unit in units}
    for release in facts.trip.released:
        mine = [
            row for row in rows if (models[row.equipment or ""], row.component) == (release.model, release.component)
        ]
        if mine:
            yield from _media_of(facts, release, mine)


def _media_of(facts: Facts, release: ReleasedVersion, rows: Sequence[Software]) -> Points:
    needed = [release.version_released or "", *patch_set(release.must_have)]
    for row in rows:
        needed += [row.version_installed or "", *patch_set(row.patches)]
    names, item = list(dict.fromkeys(name for name in needed if name)), N_("Media and patch files")
    what = f"{release.model} {release.component}"
    here: list[str] = []
    held: set[str] = set()
    for medium in release.media:
        fitting = set(patch_set(medium.holds)) & set(names)
        if medium.file is None or (medium.holds and not fitting):
            continue
        held |= fitting
        wrong = _wrong(facts, medium)
        said = phrases((medium.holds or "", medium.file.name))
        if wrong:
            carried = facts.file(medium.file.sha256)
            place = release.id if not medium.whole else settled_at(carried.why if carried else NOT_YET, release.id)
            yield gap(code("v4", release.id, medium.file.sha256), _GROUP, item, told((said, wrong)), place)
        else:
            here.append(medium.holds or medium.file.name)
    without = [name for name in names if name not in held]
    if without:
        found = told((what, translate(N_("no file for {names}")).format(names=several(without))))
        yield gap(code("v5", release.id), _GROUP, item, found, release.id)
    if here:
        yield good(code("v6", release.id), _GROUP, item, told((what, listed(here))))


def _wrong(facts: Facts, medium: Media) -> str:
    """Why a medium is of no use here, "" when it is."""
    if not medium.whole:
        return translate(N_("its hash is not the one that its maker published"))
    carried = facts.file(medium.file.sha256) if medium.file else None
    why = carried.why if carried else NOT_YET
    return translate(REASONS[why]) if why else ""
