"""Who may see and write what: roles, scopes, one table of grants, one check.

The laptop and the office use the same table: what the office refuses, the screen never offered.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from fieldkit.errors import NotAllowedError
from fieldkit.i18n import N_


class Role(StrEnum):
    """The roles of the process (P4)."""

    RECEIVER = "receiver"
    ENGINEER = "engineer"
    LINE_MANAGER = "line_manager"
    DEPARTMENT_MANAGER = "department_manager"
    QA = "qa"
    SECRETARY = "secretary"
    VICE_PRESIDENT = "vice_president"


ROLE_LABELS = {
    Role.RECEIVER: N_("Receiver"),
    Role.ENGINEER: N_("Engineer"),
    Role.LINE_MANAGER: N_("Product-line manager"),
    Role.DEPARTMENT_MANAGER: N_("Department manager"),
    Role.QA: N_("Quality assurance"),
    Role.SECRETARY: N_("Secretary"),
    Role.VICE_PRESIDENT: N_("Vice president"),
}

EVERYONE = frozenset(Role)
FIELD = frozenset({Role.ENGINEER, Role.LINE_MANAGER, Role.DEPARTMENT_MANAGER})
MANAGERS = frozenset({Role.LINE_MANAGER, Role.DEPARTMENT_MANAGER})
SUPERIORS = MANAGERS | {Role.VICE_PRESIDENT}  # he approves what all managers of a line had a hand in
HOUSE = frozenset({Role.DEPARTMENT_MANAGER, Role.SECRETARY})
MONEY = FIELD | {Role.SECRETARY, Role.VICE_PRESIDENT}
JUDGES = MANAGERS | {Role.QA, Role.VICE_PRESIDENT}  # of complaints, which may be about whoever would read them
ABOVE = frozenset({Role.QA, Role.DEPARTMENT_MANAGER, Role.VICE_PRESIDENT})  # of complaints about a person
APPOINTERS = frozenset({Role.DEPARTMENT_MANAGER})  # give roles, name deputies, invite and lock out laptops


class Scope(NamedTuple):
    """What a record is about, or what a person may see: a customer or `*`, a product line or `*`."""

    customer: str = "*"
    line: str = "*"

    def meets(self, other: "Scope") -> bool:
        """Whether two scopes have something in common."""
        mine, their = self.customer, other.customer
        return (mine == their or "*" in {mine, their}) and (self.line == other.line or "*" in {self.line, other.line})

    def contains(self, other: "Scope") -> bool:
        """Whether everything in the other scope is in this one."""
        return all(mine in {"*", theirs} for mine, theirs in zip(self, other, strict=True))


_ALL_BUT = "!"


def all_but(person: str) -> Scope:
    """The scope of what is kept from one person, by id, whatever he holds; from every engineer while nobody is named.

    It stands in the place of a customer, so that a record moves in and out of his sight like any other.
    """
    return Scope(_ALL_BUT + person.replace("-", ""))


def barred(people: Iterable[str], roles: Iterable[Role]) -> frozenset[str]:
    """The places of customers that are kept from somebody; `people` are all ids under which he is known."""
    named = {all_but(person).customer for person in people}
    return frozenset(named | ({_ALL_BUT} if Role.ENGINEER in set(roles) else set()))


# Of what came to the office before the record that it belongs to: nobody sees it but who sees everything.
NOWHERE = Scope("-", "-")


class Grant(NamedTuple):
    """The roles that may read and write one kind of record, and further ones that may only begin one.

    Who only begins a record writes it whole, sends it, and sees it no more.
    """

    read: frozenset[Role]
    write: frozenset[Role]
    begin: frozenset[Role] = frozenset()


GRANTS: dict[str, Grant] = {
    "person": Grant(EVERYONE, HOUSE),
    "product_line": Grant(EVERYONE, HOUSE),
    "roster": Grant(EVERYONE, MANAGERS | HOUSE),
    "calendar_year": Grant(EVERYONE, HOUSE),
    "letterhead": Grant(EVERYONE, HOUSE),
    "customer": Grant(EVERYONE, FIELD | HOUSE),
    "double": Grant(HOUSE, HOUSE),
    "site": Grant(EVERYONE, FIELD | HOUSE),
    "equipment": Grant(EVERYONE, FIELD | HOUSE),
    "software": Grant(EVERYONE, FIELD | HOUSE),
    "released_version": Grant(EVERYONE, MANAGERS),
    "part": Grant(EVERYONE, MANAGERS | HOUSE),
    "part_movement": Grant(EVERYONE, FIELD | HOUSE),
    "receivable": Grant(MONEY, MONEY),
    "receipt": Grant(MONEY, FIELD | HOUSE),
    "contract": Grant(EVERYONE, HOUSE),
    "manual": Grant(EVERYONE, MANAGERS | HOUSE),
    "procedure": Grant(EVERYONE, MANAGERS),
    "problem": Grant(EVERYONE, EVERYONE),
    "contact": Grant(EVERYONE, EVERYONE),
    "call_record": Grant(EVERYONE, EVERYONE),
    "visit": Grant(EVERYONE, FIELD),
    "trip_approval": Grant(EVERYONE, FIELD | {Role.VICE_PRESIDENT}),
    "checklist": Grant(EVERYONE, FIELD),
    "step": Grant(EVERYONE, FIELD),
    "leftover": Grant(EVERYONE, FIELD | {Role.QA}),
    "photo": Grant(EVERYONE, FIELD),
    "service_report": Grant(EVERYONE, FIELD | SUPERIORS),
    "maintenance_advice": Grant(EVERYONE, FIELD),
    "major_notice": Grant(EVERYONE, FIELD),
    "complaint": Grant(ABOVE, ABOVE, begin=EVERYONE),
    "problem_slip": Grant(JUDGES, MANAGERS | {Role.QA}),
    "support_request": Grant(EVERYONE, FIELD | {Role.VICE_PRESIDENT}),
    "remote_request": Grant(EVERYONE, FIELD),
    "remote_report": Grant(EVERYONE, FIELD | SUPERIORS),
    "spare_request": Grant(EVERYONE, FIELD | HOUSE | SUPERIORS),
    "task_approval": Grant(EVERYONE, FIELD | {Role.VICE_PRESIDENT}),
    "training_record": Grant(EVERYONE, FIELD),
    "document_update": Grant(EVERYONE, FIELD | {Role.SECRETARY}),
    "monitoring_record": Grant(EVERYONE, FIELD),
    "fault_analysis": Grant(EVERYONE, FIELD | SUPERIORS),
    "case_study": Grant(EVERYONE, FIELD | SUPERIORS),
    "closure": Grant(EVERYONE, SUPERIORS | {Role.QA}),
    "monthly_summary": Grant(JUDGES, frozenset({Role.DEPARTMENT_MANAGER, Role.QA})),
    "yearly_summary": Grant(JUDGES, MANAGERS),
    "review": Grant(EVERYONE, SUPERIORS | {Role.QA}),
    "comment": Grant(EVERYONE, EVERYONE),
}


# What is released for one product line by its managers; for all lines, by who holds his role over all of them.
OF_A_LINE = frozenset({"released_version"})


class Post(NamedTuple):
    """A role, and the product line in which it is held; `*` for all of them."""

    role: Role
    line: str = "*"


@dataclass(frozen=True)
class Actor:
    """Who is doing it: a person, the posts held, what is in sight, the device; `ones` are other ids of the same one."""

    person: str
    number: str
    name: str
    posts: frozenset[Post]
    scopes: frozenset[Scope] = field(default_factory=frozenset)
    device: str = ""
    ones: frozenset[str] = frozenset()

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles held anywhere; what is about one record asks `roles_in`."""
        return frozenset(post.role for post in self.posts)

    @cached_property
    def everywhere(self) -> frozenset[Role]:
        """The roles held over everything; none when something is out of sight."""
        return roles_over(self.posts, Scope()) if Scope() in self.scopes else frozenset()

    @cached_property
    def _barred(self) -> frozenset[str]:
        return barred({self.person, *self.ones}, self.roles)

    @cached_property
    def _held(self) -> dict[Scope, frozenset[Role]]:
        """The roles in each scope that is held: asked for every change that the office judges."""
        return {held: roles_over(self.posts, held) for held in self.scopes}

    def sees(self, scope: Scope) -> bool:
        return not self.is_kept_out(scope) and any(held.meets(scope) for held in self.scopes)

    def is_kept_out(self, scope: Scope) -> bool:
        """Whether what has this scope is hidden from this person, whatever he holds."""
        return scope.customer in self._barred

    def roles_in(self, scope: Scope) -> frozenset[Role]:
        """The roles in which this person meets what has this scope; none out of sight."""
        if self.is_kept_out(scope):
            return frozenset()
        return frozenset().union(*(roles for held, roles in self._held.items() if held.meets(scope)))

    def scopes_as(self, roles: frozenset[Role]) -> list[Scope]:
        """The scopes held in one of these roles."""
        return [held for held, here in self._held.items() if here & roles]


def roles_over(posts: Iterable[Post], held: Scope) -> frozenset[Role]:
    """The roles that somebody with these posts has in a scope that he holds.

    Those of his posts in its line. Whoever was sent to one customer works there as an engineer beside; where he only
    stands in for somebody, or no post of his is in the line, he is what he is elsewhere.
    """
    posts = tuple(posts)
    everywhere = frozenset(post.role for post in posts)
    here = frozenset(post.role for post in posts if post.line in {"*", held.line})
    if held.customer != "*":
        here |= everywhere & {Role.ENGINEER}
    return here or everywhere


def scopes_of(posts: Iterable[Post], assigned: Iterable[Scope] = ()) -> frozenset[Scope]:
    """The scopes a person holds: of every line, or of his own lines, and of each open assignment."""
    return frozenset({*assigned, *(Scope("*", post.line) for post in posts)})


def require_move(kind: str, roles: frozenset[Role], scopes: Iterable[Scope], target: Scope) -> None:
    """Raises NotAllowedError unless who has these roles where a record is may hand it over to this scope.

    Managers hand over to any, others to what they hold: else one's own record, moved to somebody else's line, would
    open that line. What is released for a line is handed over by nobody to a line that he does not hold.
    """
    anywhere = roles & MANAGERS and kind not in OF_A_LINE
    if not anywhere and not any(held.contains(target) for held in scopes):
        raise NotAllowedError(N_("This belongs to another product line or customer. Ask its manager."))


def require_answering(actor: Actor, posts: Iterable[Post]) -> None:
    """Raises NotAllowedError unless the actor may appoint and invite somebody who holds these posts.

    Who gives a role, or a laptop that acts as somebody, gives only what is neither above himself nor out of his sight.
    """
    if not actor.roles & APPOINTERS:
        raise NotAllowedError(N_("Only the department manager gives roles, names deputies and invites laptops."))
    if Role.VICE_PRESIDENT in {post.role for post in posts} - actor.roles:
        raise NotAllowedError(
            N_("A vice president's roles and laptops are looked after at the head office's computer.")
        )
    mine = actor.scopes_as(APPOINTERS)
    if not all(any(held.contains(scope) for held in mine) for scope in scopes_of(posts)):
        raise NotAllowedError(N_("This person works for product lines that are not yours. Ask their manager."))


def may(actor: Actor, verb: str, kind: str, scope: Scope | None = None) -> bool:
    """Whether the actor may `read`, `write` or `begin` records of a kind, in a scope."""
    grant = GRANTS.get(kind)
    if grant is None:
        return False
    if verb == "begin" and actor.roles & grant.begin:
        return True  # about himself, too: what he was told has to be written down
    roles = actor.roles if scope is None else actor.roles_in(scope)
    if verb == "read":
        return bool(roles & grant.read)
    if scope is not None and _of_all_lines(kind, scope):
        roles = actor.everywhere
    return bool(roles & grant.write)


def _of_all_lines(kind: str, scope: Scope) -> bool:
    return kind in OF_A_LINE and scope.line == "*"


# What a company's own lists make; versions are released by the managers alone, and their list is theirs to take in.
OF_THE_LISTS = ("person", "product_line", "customer", "site", "equipment", "software", "part", "part_movement",
                "receivable")  # fmt: skip


def may_import(actor: Actor) -> bool:
    """Whether the actor may take a company's lists in: may write all that they make, of every customer and line."""
    return all(actor.everywhere & GRANTS[kind].write for kind in OF_THE_LISTS)


def require(actor: Actor, verb: str, kind: str, scope: Scope | None = None) -> None:
    """Raises NotAllowedError unless the actor may."""
    if not may(actor, verb, kind, scope):
        if scope is not None and _of_all_lines(kind, scope) and may(actor, verb, kind):
            raise NotAllowedError(
                N_("Choose a product line of your own: what holds for all lines is the department manager's.")
            )
        if scope is not None and may(actor, verb, kind):
            raise NotAllowedError(N_("This belongs to another product line or customer. Ask its manager."))
        raise NotAllowedError(N_("Your role does not allow this. Ask your manager."))
