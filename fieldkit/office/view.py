"""What the judge can look up of other records, as a push leaves them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from fieldkit.access import NOWHERE, Role, Scope
from fieldkit.forms import Json, form_class, only_child_id
from fieldkit.forms import Record as FormRecord
from fieldkit.forms.paper import signed_by_customers
from fieldkit.office.rights import Rights, day_of
from fieldkit.process.taking import Around
from fieldkit.process.transitions import is_sealed
from fieldkit.process.whose import holders_in
from fieldkit.records.heads import Head
from fieldkit.records.tables import Stored


class View(NamedTuple):
    """What the judge can look up: records as this push leaves them, heads of a path, and the author's rights."""

    get: Callable[[str], Stored | None]
    heads: Callable[[Stored, str], list[Head]]
    rights: tuple[Rights, Rights, Rights]
    was_rejected: Callable[[str], bool]
    is_former: Callable[[Head], bool]
    may_sign: Callable[[str, Json], bool]
    belonging: Callable[[Stored], list[str]]
    told: bool
    former: bool
    people: Callable[[], list[FormRecord]]
    now_ms: int

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self.now_ms / 1000, UTC)


def scope_of(view: View, rid: str) -> Scope:
    """The scope of a record; nowhere when it is not there."""
    return found.scope if (found := view.get(rid)) else NOWHERE


def standing_on(stored: Stored, view: View) -> Iterator[str]:
    """The ids of what may be a paper that a customer signs, of a visit, or of a problem and its visits."""
    belonging = view.belonging(stored) if stored.kind == "problem" else []
    yield from belonging
    visits = [stored.rid] if stored.kind == "visit" else belonging
    yield from (only_child_id(visit, paper.kind) for visit in visits for paper in signed_by_customers("visit"))


def beside(stored: Stored | None, view: View, kind: str) -> Iterator[FormRecord]:
    """The records of a kind that belong to a problem, to a visit of it, or to a visit, as this push leaves them.

    For a paper those that belong to its parent, and its parent.
    """
    if stored is None:
        return
    form = form_class(kind)
    if stored.kind not in {"problem", "visit"}:
        parent = view.get(str(stored.values.get(form_class(stored.kind).belongs_to) or ""))
        if parent is not None and parent.kind == kind:
            yield parent.record()
        elif parent is not None and parent.kind in {"problem", "visit"}:
            yield from beside(parent, view, kind)
        return
    own = [only_child_id(stored.rid, kind)] if stored.kind == "visit" else []
    for rid in dict.fromkeys([*own, *view.belonging(stored)]):
        found = view.get(rid)
        if found is None or found.values.get(stored.kind) != stored.rid:
            continue
        if found.kind == "visit" and form.belongs_to == "visit" and form.only_child:
            found = view.get(only_child_id(rid, kind))
        if found is not None and found.kind == kind:
            yield found.record()


def around(stored: Stored | None, view: View) -> Around:
    """What a step of a record is judged upon beside it."""

    def holders(roles: frozenset[Role]) -> frozenset[str]:
        return holders_in(view.people(), stored.scope if stored else NOWHERE, day_of(view.now_ms))(roles)

    return Around(partial(beside, stored, view), holders, view.now)


def is_signed(view: View, visit: Json, kind: str) -> bool:
    """Whether the paper of this kind of a visit is under seal."""
    paper = view.get(only_child_id(visit, kind)) if isinstance(visit, str) else None
    return paper is not None and is_sealed(paper.kind, paper.values.get("status"))
