"""What a person has not been told yet of what is due of him: each once, also when the program was closed between."""

from fieldkit.actions.desk import Desk
from fieldkit.actions.today import duties
from fieldkit.process.clock import State
from fieldkit.process.duties import Duty
from fieldkit.store.database import get_meta, put_meta

TOLD = "told_duties"
PRESSING = frozenset({State.AT_RISK, State.MISSED})


def untold(desk: Desk) -> list[Duty]:
    """The duties of this person that came to be at risk or missed since this was last asked; none of them again.

    What is settled is forgotten, so that what comes up anew is told anew.
    """
    pressing = {f"{duty.key}/{duty.state}": duty for duty in duties(desk, desk.actor) if duty.state in PRESSING}
    with desk.store.database.reading() as connection:
        told = set(get_meta(connection, TOLD, []))
    if told != set(pressing):
        with desk.store.database.writing() as connection:
            put_meta(connection, TOLD, sorted(pressing))
    return [duty for key, duty in pressing.items() if key not in told]
