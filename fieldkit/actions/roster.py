"""The duty roster: planned in turns, one group of changes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from fieldkit.actions.desk import Desk
from fieldkit.errors import FieldError, UserError
from fieldkit.forms import Person, Record, Roster, Values, new_id
from fieldkit.i18n import N_
from fieldkit.store.store import Edit

MOST_TURNS = 400


def plan_turns(
    desk: Desk, people: Sequence[str], begin: datetime, each: timedelta, turns: int, line: str = ""
) -> list[Record]:
    """Turns one after the other, from a moment on; people take them in this order, again and again."""
    if not people:
        raise UserError(N_("Choose who takes turns."), field="people")
    if not 1 <= turns <= MOST_TURNS or each < timedelta(hours=1):
        raise UserError(N_("Plan 1 to {most} turns of an hour or more."), field="turns", most=MOST_TURNS)
    today = desk.clock.today()
    for rid in people:
        person = desk.form(rid)
        if not isinstance(person, Person) or person.gone(today):
            raise FieldError(N_("“{name}” is no longer in the house."), field="people", name=person.name)
    edits = []
    for number in range(turns):
        starts = begin + number * each
        values: Values = {
            "person": people[number % len(people)],
            "starts": Roster.starts.dump(starts),
            "ends": Roster.ends.dump(starts + each),
        }
        edits.append(Edit("roster", new_id(), values | ({"product_line": line} if line else {})))
    return desk.write_all(edits, together=True)
