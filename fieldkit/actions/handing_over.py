"""Handing over one's open work: the problems, visits and left-overs of one person to another, at once or not at all."""

from dataclasses import dataclass

from fieldkit.access import FIELD, MANAGERS
from fieldkit.actions.desk import Desk
from fieldkit.errors import NotAllowedError, UserError
from fieldkit.forms import Form, Leftover, Person, Problem, Record, Values, Visit
from fieldkit.forms.problem import ENDED, UNASSIGNED
from fieldkit.i18n import N_
from fieldkit.process.handing_on import WHOSE, works_in
from fieldkit.store.store import Edit

# By kind the statuses in which nobody has to do anything more.
_DONE = {"problem": ENDED, "visit": frozenset({"closed"}), "leftover": frozenset({"done"})}


@dataclass(frozen=True)
class OpenWork:
    """What a person holds that is not done, as far as it is on this laptop.

    `taken_in` are the problems that he took in and that nobody was given yet: a manager assigns them.
    """

    problems: tuple[Problem, ...]
    visits: tuple[Visit, ...]
    leftovers: tuple[Leftover, ...]
    taken_in: tuple[Problem, ...]

    @property
    def forms(self) -> tuple[Form, ...]:
        """What can be handed over."""
        return (*self.problems, *self.visits, *self.leftovers)


def open_work(desk: Desk, person: str) -> OpenWork:
    held = {kind: _held(desk, kind, field, person, _DONE[kind]) for kind, field in WHOSE.items()}
    taken = desk.store.find("problem", {"received_by": person, "status": sorted(UNASSIGNED)})
    return OpenWork(
        tuple(Problem(record) for record in held["problem"]),
        tuple(Visit(record) for record in held["visit"]),
        tuple(Leftover(record) for record in held["leftover"]),
        tuple(Problem(record) for record in taken if not record.values.get("assigned_to")),
    )


def _held(desk: Desk, kind: str, field: str, person: str, done: frozenset[str]) -> list[Record]:
    if kind == "leftover":  # its holder is no column: there are few that are open
        open_ones = desk.store.find(kind, {"status": "open"})
        return [record for record in open_ones if record.values.get(field) == person]
    return [record for record in desk.store.find(kind, {field: person}) if record.values.get("status") not in done]


def may_hand_over(desk: Desk, person: str) -> bool:
    """Whether this laptop's person may hand over what somebody holds: he himself, or a manager."""
    actor = desk.actor
    return actor.person == person or bool(actor.roles & MANAGERS)


def successors(desk: Desk, person: str) -> list[Person]:
    """Who can be given the work: whoever goes to sites and is still in the house; of another line by a manager alone.

    For what is somebody's work opens its customer to him.
    """
    today, own = desk.clock.today(), not desk.actor.roles & MANAGERS
    lines = {one.record.scope.line for one in open_work(desk, person).forms} if own else set()
    people = (Person(record) for record in desk.store.find("person", order="number"))
    others = (one for one in people if one.id != person and one.roles_on(today) & FIELD)
    return [one for one in others if all(works_in(one, line, today) for line in lines)]


def hand_over(desk: Desk, person: str, to: str) -> list[Record]:
    """Gives all of somebody's open work to another person, as one group; returns what was handed over."""
    if not may_hand_over(desk, person):
        raise NotAllowedError(N_("Somebody's work is handed over by himself or a manager. Ask one."))
    if to not in {one.id for one in successors(desk, person)}:
        raise UserError(
            N_("Choose somebody who goes to sites and is still in the house; of another product line a manager does."),
            field="to",
        )
    work = open_work(desk, person)
    if not work.forms:
        raise UserError(N_("There is nothing to hand over."))
    edits = [_given(desk, one, to) for one in work.forms]
    return desk.write_all(edits, together=True)


def _given(desk: Desk, one: Form, to: str) -> Edit:
    """A problem is handed over by its step, from where it stands to there."""
    patch: Values = {WHOSE[one.kind]: to}
    if one.kind == "problem":
        patch["status"] = one.record.values.get("status")
    return Edit(one.kind, one.id, patch, desk.store.open(one.id))
