"""Merging two records of a list, saying that they are two, and taking either back.

Merging itself is one group of changes: it is done or it is not. The links follow it, see `actions.links`.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from fieldkit.access import may
from fieldkit.actions.desk import Desk
from fieldkit.actions.doubles import require_keeper
from fieldkit.actions.hanging import linking, pointing
from fieldkit.actions.links import follow
from fieldkit.actions.naming import field_label, kind_title, record_title, shown_value
from fieldkit.errors import UserError
from fieldkit.forms import FORMS, Double, Field, Form, Record, Values, field_at, form_of, row_ids
from fieldkit.forms.merging import MERGED_INTO, double_id, goes_before, is_merged, mergeable
from fieldkit.forms.values import Rows
from fieldkit.i18n import N_, translate
from fieldkit.joined import phrases
from fieldkit.process.merging import chosen_values, kept_values, late_paths, parts, restored, seen_late
from fieldkit.store.store import Edit, Opened


@dataclass(frozen=True)
class Facing:
    """One field of both as people read it; `take` says which is chosen when nobody chooses: `first`, `second` or ""."""

    name: str
    label: str
    first: str
    second: str
    same: bool
    take: str


@dataclass(frozen=True)
class Late:
    """A value that came for the one that went after it was merged, beside what the one that stays holds."""

    path: str
    label: str
    stays: str
    came: str


@dataclass(frozen=True)
class Back:
    """A field that taking back writes, as it reads now and then. `guarded`: few may write it, such as roles."""

    label: str
    now: str
    then: str
    guarded: bool


@dataclass(frozen=True)
class Pairing:
    """Two records side by side: the one that stays, the one that goes, what points at each, and what was decided.

    `links` holds for each kind how many records point at the first and at the second; `verdict` is as in `Double`.
    `restores` is what taking it back writes into the first. Whoever merged wrote it down, so it is shown as `back`.
    """

    kind: str
    first: Opened
    second: Opened
    titles: tuple[str, str]
    fields: tuple[Facing, ...]
    links: tuple[tuple[str, int, int], ...]
    verdict: str
    decided_by: str
    late: tuple[Late, ...]
    restores: Values
    back: tuple[Back, ...]

    @property
    def ids(self) -> tuple[str, str]:
        return self.first.record.id, self.second.record.id

    @property
    def key(self) -> str:
        return "/".join(self.ids)


def pairing(desk: Desk, one: str, other: str) -> Pairing:
    """Both records of a pair as they are now. UserError when they are no pair."""
    require_keeper(desk.actor)
    first, second = (desk.store.open(rid) for rid in sorted((one, other), key=goes_before))
    kind = first.record.kind
    if one == other or kind != second.record.kind or kind not in mergeable() or not may(desk.actor, "read", kind):
        raise UserError(N_("These two cannot be merged."))
    decided = _decided(desk, first.record.id, second.record.id)
    by = desk.store.get(decided.decided_by or "") if decided else None
    fields = tuple(_facing(desk, first.record, second.record, part.name) for part in parts(first.record, second.record))
    restores = _restores(decided, first.record, second.record)
    return Pairing(
        kind, first, second, (record_title(first.record), record_title(second.record)), fields,
        tuple(_links(desk, kind, first.record.id, second.record.id)), (decided.verdict or "") if decided else "",
        form_of(by).name if by else "", tuple(_late(desk, decided, first.record, second.record)),
        restores, tuple(_back(desk, first.record, restores)),
    )  # fmt: skip


def _decided(desk: Desk, first: str, second: str) -> Double | None:
    record = desk.store.get(double_id(first, second))
    return Double(record) if record is not None and not record.deleted else None


def _facing(desk: Desk, first: Record, second: Record, name: str) -> Facing:
    field = FORMS[first.kind].fields[name]
    part = next(part for part in parts(first, second) if part.name == name)
    take = "" if part.in_first and part.in_second and not part.same else "first" if part.in_first else "second"
    one, other = (_shown(desk, form_of(record), name, field) for record in (first, second))
    return Facing(name, translate(field.label), one, other, part.same, take)


def _shown(desk: Desk, form: Form, name: str, field: Field[object]) -> str:
    if not isinstance(field, Rows):
        return shown_value(desk, field, form.values.get(name))
    rows = []
    for row in row_ids(form.values, name):
        cells = ((inner, form.values.get(f"{name}.{row}.{inner}")) for inner in field.row.fields if inner != "deleted")
        rows.append(phrases(shown_value(desk, field.row.fields[inner], value) for inner, value in cells if value))
    return "\n".join(rows)


def _links(desk: Desk, target: str, *ids: str) -> list[tuple[str, int, int]]:
    """How many records of each kind point at either, of the links that lists are made from."""
    with desk.store.database.reading() as connection:
        counted = [(kind, pointing(connection, kind, names, ids)) for kind, names in linking(target).items()]
    return [(kind_title(kind), one, other) for kind, (one, other) in counted if one or other]


def _late(desk: Desk, decided: Double | None, first: Record, second: Record) -> list[Late]:
    if decided is None or decided.verdict != "merged":
        return []
    found = []
    for path in late_paths(decided, second):
        field = field_at(second.kind, path)
        stays, came = (
            shown_value(desk, field, record.values.get(path)) if field else str(record.values.get(path) or "")
            for record in (first, second)
        )
        found.append(Late(path, field_label(second.kind, path) or path, stays, came))
    return found


def _restores(decided: Double | None, first: Record, second: Record) -> Values:
    if decided is None or decided.verdict != "merged" or second.values.get(MERGED_INTO) != first.id:
        return {}
    return restored(decided, first)


def _back(desk: Desk, first: Record, restores: Values) -> Iterator[Back]:
    after = replace(first, values=first.values | restores)
    for name in dict.fromkeys(path.split(".")[0] for path in restores):
        field = FORMS[first.kind].fields.get(name)
        if field is not None:
            now, then = (_shown(desk, form_of(record), name, field) for record in (first, after))
            yield Back(translate(field.label), now, then, field.write is not None)


# -- what a person decides


def merge(desk: Desk, seen: Pairing, from_second: Collection[str]) -> None:
    """Makes one of two, as the person saw them; the fields named are taken from the second, all others from the first.

    Afterwards the links of the second are moved; when that is stopped, the next round of sync goes on with it.
    """
    require_keeper(desk.actor)
    first, second = (_still_there(desk, opened) for opened in (seen.first, seen.second))
    patch = chosen_values(seen.first.record, seen.second.record, from_second)
    before = _decided(desk, first, second)
    kept = kept_values(seen.first.record, seen.second.record, patch, before.record if before else None)
    edits = [
        _verdict(desk, seen, "merged", kept),
        Edit(seen.kind, first, patch, seen.first),
        Edit(seen.kind, second, {MERGED_INTO: first}, seen.second),
    ]
    desk.write_all([edit for edit in edits if edit.patch], together=True)
    follow(desk)


def _still_there(desk: Desk, opened: Opened) -> str:
    record = desk.store.get(opened.record.id)
    if record is None or record.deleted or is_merged(record):
        raise UserError(N_("Somebody merged or deleted one of the two meanwhile. Look at the list again."))
    return record.id


def _verdict(desk: Desk, seen: Pairing, verdict: str, more: Values) -> Edit:
    first, second = seen.ids
    values: Values = {"of_kind": seen.kind, "first": first, "second": second, "verdict": verdict}
    return Edit("double", double_id(first, second), {**values, "decided_by": desk.actor.person, **more})


def keep_both(desk: Desk, seen: Pairing) -> None:
    """A person says that these are two: nobody is asked again."""
    require_keeper(desk.actor)
    for opened in (seen.first, seen.second):
        _still_there(desk, opened)
    desk.write_all([_verdict(desk, seen, "two", {})])


def take_back(desk: Desk, seen: Pairing) -> None:
    """Undoes what was decided: the other is there again with its links.

    What was written into the first goes back to what it was, where nobody wrote anything else since: so much, and no
    more, as the person was shown. Else whoever merged could have a role written that only others may give.
    """
    require_keeper(desk.actor)
    first, second = seen.ids
    decided = _decided(desk, first, second)
    if decided is None or decided.verdict not in {"merged", "two"}:
        raise UserError(N_("There is nothing to take back."))
    edits = [_verdict(desk, seen, "undone", {})]
    gone = desk.store.get(second)
    if decided.verdict == "merged" and gone is not None and gone.values.get(MERGED_INTO) == first:
        if _restores(decided, desk.form(first).record, gone) != seen.restores:
            raise UserError(N_("Somebody wrote to one of the two meanwhile. Look at both again."))
        edits.append(Edit(seen.kind, first, seen.restores))
        edits.append(Edit(seen.kind, second, {MERGED_INTO: None}))
    desk.write_all([edit for edit in edits if edit.patch], together=True)
    follow(desk)


def settle_late(desk: Desk, seen: Pairing, take: Collection[str]) -> None:
    """What came late was looked at: these paths are taken over, the others stay as they are."""
    require_keeper(desk.actor)
    first, second = seen.ids
    decided = _decided(desk, first, second)
    if decided is None:
        raise UserError(N_("There is nothing to take back."))
    came = seen.second.record
    edits = [
        Edit(seen.kind, first, {path: came.values.get(path) for path in take}, seen.first),
        Edit("double", decided.id, seen_late(decided, came)),
    ]
    desk.write_all([edit for edit in edits if edit.patch], together=True)
