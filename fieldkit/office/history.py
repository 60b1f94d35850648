"""The office's history: it changes when the office was restored from a backup, told or found out (sync.md).

After a restore the same sequence numbers are given again; a base of before would then cover edits that its author
never saw. A new history clamps such bases: to the fork where it is known, to 0 where a laptop found it out.
"""

from uuid import uuid4

from sqlalchemy import Connection, insert, select, update

from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.audit import audit
from fieldkit.office.database import Database, Sequence, forks
from fieldkit.office.page import Sender
from fieldkit.office.pull import pull
from fieldkit.office.push import proof_holds
from fieldkit.office.rights import bring_up_to_date, current, is_due
from fieldkit.office.tables import AUDIT, FORK, ORGANISATION
from fieldkit.sync.messages import Pull, PullReply

_STAND = select(ORGANISATION.c.history, ORGANISATION.c.last_seq)
_DAY_MS = 24 * 3600 * 1000
_AGAIN = N_(
    "What this laptop remembers does not fit the head office, and by its word a new history began within this day "
    "already. Ask whoever looks after the head office: after a restore “fieldkit office restore” begins one."
)


def pulled(database: Database, sender: Sender, message: Pull, now_ms: int) -> PullReply:
    """A page of news; a laptop that proves a restore makes the office start a new history first."""
    with database.reading() as connection:
        due = is_due(current(connection, sender.person), now_ms)
        reply = pull(connection, sender, message, now_ms)
    if due and not reply.fork:
        with database.writing() as connection:
            bring_up_to_date(connection, sender.person, now_ms, Sequence(connection))
            reply = pull(connection, sender, message, now_ms)
    if not reply.fork:
        return reply
    with database.writing() as connection:
        settle_history(connection, sender, message, now_ms)
        return pull(connection, sender, message, now_ms)


def moved_on(database: Database, reply: PullReply) -> bool:
    """Whether anything at all happened since a page was made: a waiting call costs one look a second, not a page."""
    with database.reading() as connection:
        now = connection.execute(_STAND).one()
    return (now.history, now.last_seq) != (reply.history, reply.as_of)


def settle_history(connection: Connection, sender: Sender, message: Pull, now_ms: int) -> None:
    """Starts a new history when a laptop proves a restore: a mark that does not fit, or a history unknown here.

    Nothing but its word speaks for it, and every laptop must fetch all anew: it is written down whose word it was, and
    UserError is raised for the second within a day.
    """
    organisation = connection.execute(select(ORGANISATION).with_for_update()).one()
    if message.history == organisation.history:
        if all(proof_holds(connection, mark.seq, mark.stamp) for mark in (message.proof, message.cursor)):
            return
    elif message.history in forks(connection):
        return
    said = (AUDIT.c.who == sender.device, AUDIT.c.what == "history", AUDIT.c.at_ms > now_ms - _DAY_MS)
    if connection.execute(select(AUDIT.c.id).where(*said).limit(1)).first() is not None:
        raise UserError(_AGAIN)
    audit(connection, now_ms, sender.device, "history", f"person {sender.person}")
    begin_history(connection, dict.fromkeys([organisation.history, message.history], 0))


def begin_history(connection: Connection, forked: dict[str, int]) -> str:
    """Starts a new history after these, each with the number up to which it agrees with the new one."""
    new = str(uuid4())
    rows = [{"history": old, "forked_at": at, "next": new} for old, at in forked.items()]
    connection.execute(insert(FORK), rows)
    connection.execute(update(ORGANISATION).values(history=new))
    return new
