"""The office's history: it changes when the office was restored from a backup, told or found out (sync.md).

After a restore the same sequence numbers are given again; a base of before would then cover edits that its author
never saw. A new history clamps such bases: to the fork where it is known, to 0 where a laptop found it out.
"""

from uuid import uuid4

from sqlalchemy import Connection, insert, select, update

from fieldkit.office.database import Database, Sequence, forks
from fieldkit.office.page import Sender
from fieldkit.office.pull import pull
from fieldkit.office.push import proof_holds
from fieldkit.office.rights import bring_up_to_date, current, is_due
from fieldkit.office.tables import FORK, ORGANISATION
from fieldkit.sync.messages import Cursor, Proof, Pull, PullReply


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
        settle_history(connection, message.history, (message.proof, message.cursor))
        return pull(connection, sender, message, now_ms)


def settle_history(connection: Connection, history: str, marks: tuple[Proof | Cursor, ...]) -> None:
    """Starts a new history when a laptop proves a restore: a mark that does not fit, or a history unknown here.

    `marks` are the (seq, stamp) pairs that the laptop saw under the history it names.
    """
    organisation = connection.execute(select(ORGANISATION).with_for_update()).one()
    if history == organisation.history:
        if all(proof_holds(connection, mark.seq, mark.stamp) for mark in marks):
            return
    elif history in forks(connection):
        return
    begin_history(connection, dict.fromkeys([organisation.history, history], 0))


def begin_history(connection: Connection, forked: dict[str, int]) -> str:
    """Starts a new history after these, each with the number up to which it agrees with the new one."""
    new = str(uuid4())
    rows = [{"history": old, "forked_at": at, "next": new} for old, at in forked.items()]
    connection.execute(insert(FORK), rows)
    connection.execute(update(ORGANISATION).values(history=new))
    return new
