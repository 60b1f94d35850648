"""Who holds which grants, now and at an earlier sequence number; worked out from people and open assignments."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Table, and_, bindparam, func, insert, or_, select, true, update

from fieldkit.access import GRANTS, NOWHERE, Actor, Post, Role, Scope, barred, roles_over, scopes_of
from fieldkit.forms import FORMS, Person, Problem, Record, Visit
from fieldkit.forms.merging import MERGED_INTO
from fieldkit.forms.problem import ENDED
from fieldkit.forms.types import ZONE
from fieldkit.office.database import Sequence
from fieldkit.office.tables import RIGHTS
from fieldkit.records.find import find
from fieldkit.records.merged import merged
from fieldkit.records.tables import Stored, load, load_many
from fieldkit.sync.messages import Change


@dataclass(frozen=True)
class Rights:
    """What one person may, from a sequence number on. `grants` names each scope with the id of its granting.

    `due` is the day on which it is to be worked out again without anybody writing anything, "" for never;
    `ones` are all ids of the person, where he reads what may be kept from him.
    """

    person: str
    from_seq: int
    posts: frozenset[Post]
    grants: dict[str, str]
    version: str
    due: str = ""
    ones: frozenset[str] = frozenset()

    @cached_property
    def scopes(self) -> frozenset[Scope]:
        return frozenset(Scope(*key.split("|")) for key in self.grants)

    @cached_property
    def actor(self) -> Actor:
        return Actor(self.person, "", "", self.posts, self.scopes, ones=self.ones)

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles held anywhere."""
        return self.actor.roles

    @cached_property
    def by_roles(self) -> dict[frozenset[Role], list[Scope]]:
        """The scopes held, by the roles held in them: for most people one entry."""
        found: dict[frozenset[Role], list[Scope]] = {}
        for scope in sorted(self.scopes):
            found.setdefault(roles_over(self.posts, scope), []).append(scope)
        return found

    def roles_in(self, scope: Scope) -> frozenset[Role]:
        """The roles in which this person meets what has this scope; asked for every record that travels."""
        if len(self.by_roles) == 1:
            return self.roles
        return self.actor.roles_in(scope)


NOBODY = Rights("", 0, frozenset(), {}, "")


_HISTORY = select(RIGHTS).where(RIGHTS.c.person == bindparam("person")).order_by(RIGHTS.c.id)


def history_of(connection: Connection, person: str) -> list[Rights]:
    """All rights a person ever had, oldest first."""
    rows = connection.execute(_HISTORY, {"person": person}).all()
    ones = (
        all_ids(connection, person)
        if any(reads_hidden(_post(one).role for one in row.roles) for row in rows)
        else frozenset({person})
    )
    return [
        Rights(person, row.from_seq, frozenset(map(_post, row.roles)), row.grants, row.version, row.due, ones)
        for row in rows
    ]


def _post(stored: str) -> Post:
    """A role as it is stored: `engineer@` and the line's id, or `engineer` for all lines."""
    role, _, line = stored.partition("@")
    return Post(Role(role), line or "*")


def _stored(post: Post) -> str:
    return post.role if post.line == "*" else f"{post.role}@{post.line}"


def current(connection: Connection, person: str) -> Rights:
    held = history_of(connection, person)
    return held[-1] if held else NOBODY


def at(held: list[Rights], seq: int) -> Rights:
    """The rights as they stood at a sequence number."""
    known = [rights for rights in held if rights.from_seq <= seq]
    return known[-1] if known else NOBODY


def as_known(held: list[Rights], seq: int, change: Change, received_ms: int) -> Rights:
    """The rights that the author of a change could know of: those at a sequence number. But on the day that was known
    beforehand, on which an absence ends or he leaves, they are over: what he made from then on is judged as of now.
    """
    known = at(held, seq)
    made_ms = max(0, min(change.device_ms, received_ms))
    return held[-1] if held and is_due(known, made_ms) else known


def is_due(rights: Rights, now_ms: int) -> bool:
    """Whether a day has come since on which an absence begins or ends, or somebody has left."""
    return bool(rights.due) and rights.due <= day_of(now_ms).isoformat()


def day_of(now_ms: int) -> date:
    """The office's day."""
    return datetime.fromtimestamp(now_ms / 1000, ZONE).date()


def refresh(
    connection: Connection, people: Iterable[str], seq: int, day: date, anew: Collection[str] = frozenset()
) -> None:
    """Works out the grants of these people and their deputies again, and keeps what changed with its sequence number.

    A scope keeps its id while the roles in which everything in it is seen stay the same; a new
    id makes the laptop fetch everything in it, and let go of the rest. `anew` are people who were merged with others:
    what concerns those is kept from them now, too.
    """
    for form in _with_deputies(connection, people):
        posts, wanted, due = _worked_out(connection, form, day)
        held = current(connection, form.id)
        names = {scope: "|".join(scope) for scope in sorted(wanted)}
        same = not (form.id in anew and reads_hidden(post.role for post in posts))
        if same and held.posts == posts and sorted(names.values()) == sorted(held.grants):
            if held.due != due:
                latest = select(func.max(RIGHTS.c.id)).where(RIGHTS.c.person == form.id).scalar_subquery()
                connection.execute(update(RIGHTS).where(RIGHTS.c.id == latest).values(due=due))
            continue
        now = Actor(form.id, "", "", posts, wanted)
        kept = {scope for scope in wanted if same and _seen_alike(scope, held.actor, now)}
        grants = {name: (scope in kept and held.grants.get(name)) or str(uuid4()) for scope, name in names.items()}
        roles = sorted(map(_stored, posts))
        row = {"person": form.id, "from_seq": seq, "roles": roles, "grants": grants, "version": str(uuid4())}
        connection.execute(insert(RIGHTS), {**row, "due": due})


def _seen_alike(scope: Scope, before: Actor, now: Actor) -> bool:
    """Whether all that meets a scope is seen in the same roles as before.

    What is of no line, or of no customer, is met in other scopes as well, and seen in the roles of all of them.
    """
    meeting = {scope, Scope(scope.customer), Scope(line=scope.line), Scope()}
    return all(before.roles_in(one) == now.roles_in(one) for one in meeting)


def bring_up_to_date(connection: Connection, person: str, now_ms: int, sequence: Sequence) -> None:
    """Works a person's rights out again when their day has come; a number of its own parts before from after."""
    if is_due(current(connection, person), now_ms):
        seq = sequence.tick()
        sequence.write()
        refresh(connection, [person], seq, day_of(now_ms))


def _with_deputies(connection: Connection, people: Iterable[str]) -> Iterator[Person]:
    """These people and whoever is named as their deputy, each once."""
    wanted, done = list(people), set()
    while wanted:
        person = wanted.pop(0)
        stored = load(connection, person) if person not in done else None
        done.add(person)
        if stored is not None and stored.kind == "person":
            form = Person(stored.record())
            wanted += [form.deputy] if form.deputy else []
            yield form


def _worked_out(connection: Connection, form: Person, day: date) -> tuple[frozenset[Post], frozenset[Scope], str]:
    """What a person holds on a day: posts, scopes, and from which day on this must be worked out again, "" for never.

    A deputy holds the absent person's scopes beside his own; what he may do there his own roles say. What the absent
    person holds as somebody's deputy does not pass on.
    """
    posts = form.posts_on(day)
    turns = [_after(form.left_on)]
    scopes: set[Scope] = set()
    for stored in load_many(connection, find(connection, "person", {"deputy": form.id})).values():
        absent = Person(stored.record())
        turns += [absent.away_from, _after(absent.away_to), _after(absent.left_on)]
        if posts and absent.away(day) and not absent.gone(day):
            scopes |= scopes_of(absent.posts, _assigned(connection, absent.id))
    own = scopes_of(posts, _assigned(connection, form.id)) if posts else frozenset()
    due = min((turn for turn in turns if turn is not None and turn > day), default=None)
    return posts, own | scopes, due.isoformat() if due else ""


def _after(day: date | None) -> date | None:
    return day + timedelta(days=1) if day else None


def _assigned(connection: Connection, person: str) -> set[Scope]:
    """The scopes of the open problems and visits that a person was given, each one customer in one line.

    A problem without a line is in sight anyway; it opens none of the customer's other lines.
    """
    rids = find(connection, "problem", {"assigned_to": person}) + find(connection, "visit", {"engineer": person})
    scopes = set()
    for stored in load_many(connection, rids).values():
        form = (Problem if stored.kind == "problem" else Visit)(stored.record())
        if form.status not in ENDED and "*" not in stored.scope and stored.scope != NOWHERE:
            scopes.add(stored.scope)
    return scopes


def people_touched(kind: str, rid: str, values: Mapping[str, object]) -> list[str]:
    """The people whose grants may change with a record of this kind."""
    if kind == "person":
        return [rid, *([str(values["deputy"])] if values.get("deputy") else [])]
    name = {"problem": "assigned_to", "visit": "engineer"}.get(kind, "")
    return [str(values[name])] if values.get(name) else []


def people_of(connection: Connection, here: Mapping[str, Stored | None]) -> list[Record]:
    """The people on the list, as a push leaves them; `here` are the records that it has looked at, by id."""
    known = load_many(connection, find(connection, "person"))
    return [one.record() for one in {**known, **here}.values() if one is not None and one.kind == "person"]


def merged_people(connection: Connection, kind: str, rid: str, patch: Mapping[str, object]) -> frozenset[str]:
    """The people who are one from now on, or are no longer, by a change to a record of this kind."""
    if kind != "person" or MERGED_INTO not in patch:
        return frozenset()
    into = patch[MERGED_INTO]
    return all_ids(connection, rid) | (all_ids(connection, into) if isinstance(into, str) else frozenset())


def all_ids(connection: Connection, person: str) -> frozenset[str]:
    """The ids of a person, and of all that were merged with him: laptops keep the identity they were given."""
    into = merged(connection, "person")
    stays = into.get(person, person)
    return frozenset({person, stays, *(rid for rid, one in into.items() if one == stays)})


def visible(table: Table, rights: Rights, scopes: Iterable[Scope] | None = None) -> ColumnElement[bool]:
    """A condition on `customer` and `line` columns: what the person may see, in all his scopes or in these."""
    parts: list[ColumnElement[bool]] = []
    for customer, line in rights.scopes if scopes is None else scopes:
        limits = []
        if customer != "*":
            limits.append(table.c.customer.in_(["*", customer]))
        if line != "*":
            limits.append(table.c.line.in_(["*", line]))
        parts.append(and_(true(), *limits))
    mine = barred({rights.person, *rights.ones}, rights.roles)
    return and_(or_(*parts), table.c.customer.not_in(mine)) if parts else ~true()


def in_sight(table: Table, rights: Rights) -> ColumnElement[bool]:
    """A condition on `kind`, `customer` and `line` columns: what somebody with these rights may read."""
    parts = [
        and_(table.c.kind.in_(readable_kinds(roles)), visible(table, rights, scopes))
        for roles, scopes in rights.by_roles.items()
    ]
    return or_(*parts) if parts else ~true()


def readable_kinds(roles: frozenset[Role]) -> list[str]:
    return [kind for kind, grant in GRANTS.items() if grant.read & roles]


def reads_hidden(roles: Iterable[Role]) -> bool:
    """Whether these roles read a kind whose records may be kept from somebody."""
    return any(FORMS[kind].hidden_from for kind in readable_kinds(frozenset(roles)))
