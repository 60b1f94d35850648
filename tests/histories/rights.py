"""Who might write what, and when: an oracle of rights that reads the lists of people alone, not the office's rights.

After everything that happens at the office it looks at who has which roles and open assignments. A change is judged by
what its author could know (sync.md): by the rights at his base, at the last number he had heard of, or now, whichever
allows. So of what is taken one must allow it; and what is refused for its author's place or role, none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from fieldkit.access import NOWHERE, Actor, Scope, may, scopes_of
from fieldkit.forms import Person
from fieldkit.forms.problem import ENDED
from fieldkit.office.database import Database, clamp, forks
from fieldkit.office.rights import day_of
from fieldkit.office.tables import CHANGE, ORGANISATION
from fieldkit.records.tables import RECORD, load_many, of_row
from fieldkit.sync.messages import Change, Push, Verdict

from .broken import BrokenError

MOVING = {"line", "customer", "problem", "visit", "assigned_to", "engineer", "deleted", "concerns", "status"}
PLACES = {
    "Choose a product line of your own: what holds for all lines is the department manager's.",
    "This belongs to another product line or customer. Ask its manager.",
    "Your role does not allow this. Ask your manager.",
}
Rights = Mapping[str, Actor]


@dataclass
class Timeline:
    """The rights of everybody from each number of the office on. A page of changes is one step, as in the office."""

    rights: list[tuple[int, Rights]] = field(default_factory=list)

    def look(self, database: Database, now_ms: int) -> None:
        """Notes who has which rights, if anything happened since."""
        with database.reading() as connection:
            seq = int(connection.execute(select(ORGANISATION.c.last_seq)).scalar_one())
            if not self.rights or self.rights[-1][0] != seq:
                self.rights.append((seq, _rights(connection, now_ms)))

    def at(self, seq: int) -> Rights:
        return next((rights for known, rights in reversed(self.rights) if known <= seq), {})


def _rights(connection: Connection, now_ms: int) -> Rights:
    assigned: dict[str, set[Scope]] = {}
    people = []
    kinds = RECORD.c.kind.in_(["person", "problem", "visit"])
    for row in connection.execute(select(RECORD).where(kinds)).mappings():
        stored = of_row(row)
        if stored.kind == "person":
            people.append(Person(stored.record()))
        elif stored.values.get("status") not in ENDED and "*" not in stored.scope and stored.scope != NOWHERE:
            holder = stored.values.get("assigned_to" if stored.kind == "problem" else "engineer")
            if not stored.values.get("deleted"):
                assigned.setdefault(str(holder), set()).add(stored.scope)
    found = {}
    for person in people:
        posts = person.posts_on(day_of(now_ms))
        scopes = scopes_of(posts, assigned.get(person.id, ())) if posts else frozenset()
        found[person.id] = Actor(person.id, "", "", posts, scopes, ones=frozenset({person.id}))
    return found


@dataclass(frozen=True)
class Expected:
    """What may become of one change: whether its author might write there, at his base, by what he heard, or now."""

    change: Change
    allowed: tuple[bool, bool, bool]

    @property
    def plain(self) -> bool:
        """Whether nothing but the place of the record and its author's role there is asked."""
        return self.change.group is None and self.change.kind != "person" and not moves(self.change)


def moves(change: Change) -> bool:
    """Whether it may bring a record to another place, or somebody to other rights."""
    return bool(MOVING & {path.split(".")[0] for path in change.patch})


def expected(timeline: Timeline, database: Database, sent: Push, person: str) -> list[Expected]:
    """Of the changes of a page to records that are there, until one of them may have moved another."""
    found: list[Expected] = []
    with database.reading() as connection:
        history = str(connection.execute(select(ORGANISATION.c.history)).scalar_one())
        known, ids = forks(connection), [change.id for change in sent.changes]
        judged = {row.id for row in connection.execute(select(CHANGE.c.id).where(CHANGE.c.id.in_(ids)))}
        records = load_many(connection, [change.rid for change in sent.changes])
    for change in sent.changes:
        stored = records.get(change.rid)
        if stored is not None and change.id not in judged and stored.kind == change.kind:
            base = clamp(change.base.history, change.base.seq, history, known)
            base = min(base, sent.proof.seq) if change.base.history == history else base
            place = None if stored.scope == NOWHERE else stored.scope
            times = (timeline.at(base), timeline.at(sent.proof.seq), timeline.rights[-1][1])
            allowed = [person in rights and may(rights[person], "write", change.kind, place) for rights in times]
            found.append(Expected(change, (allowed[0], allowed[1], allowed[2])))
        if stored is None or moves(change):
            break
    return found


def check(wanted: list[Expected], verdicts: list[Verdict]) -> None:
    """BrokenError when something was taken that nothing allowed, or refused for rights that there were."""
    said = {verdict.id: verdict for verdict in verdicts}
    for one in wanted:
        verdict = said.get(one.change.id)
        if verdict is None:
            continue
        if verdict.status == "ok" and not verdict.code and not any(one.allowed):
            raise BrokenError(f"rights: {one.change} was taken, and nothing allowed it")
        for_place = one.plain and verdict.status == "rejected" and verdict.message.get("en") in PLACES
        if for_place and any(one.allowed):
            raise BrokenError(f"rights: {one.change} was refused, and {one.allowed} allowed it")
