"""What a laptop says to the office and how it takes the answers, over a line or in a courier's bundle."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.records.tables import GROUP_CHANGES
from fieldkit.store.database import get_meta
from fieldkit.store.incoming import NO_TRUST, Incoming, place_of
from fieldkit.store.outgoing import Outgoing
from fieldkit.store.store import Store
from fieldkit.sync.messages import Change, Cursor, Proof, Pull, PullReply, Push, PushReply

PULL_BYTES = 1024 * 1024
TOO_LARGE = UserError(N_("This was too large to be sent as one change. Take it up again: then it goes in parts."))
Rows = list[dict[str, Any]]


class Exchange:
    """What a laptop says and how it takes the answers, whichever way they travel."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._outgoing = Outgoing(store)
        self._incoming = Incoming(store, self._outgoing)

    def _said(self, rows: Rows) -> Push | None:
        """A page of changes; None when something in it fits into no message: it is refused here, and the rest waits
        under new numbers. No such change is made any more, but an older program may have left one.
        """
        try:
            return self._push_message(rows)
        except ValidationError:
            unfit = [row for row in rows if not _fits(row)] or (rows if len(rows) > GROUP_CHANGES else [])
            if not unfit:
                raise
            self._outgoing.refuse(unfit, "size", {one: TOO_LARGE.say(one) for one in ("zh", "en")})
            return None

    def _if_it_fits(self, rows: Rows) -> Push | None:
        """A page that is to be sent ahead; None when there is none, or when `_said` has something to refuse in it."""
        try:
            return self._push_message(rows) if rows else None
        except ValidationError:
            return None

    def _push_message(self, rows: Rows) -> Push:
        return Push.model_validate(
            {
                "history": self._outgoing.meta("history"),
                "proof": self._proof(),
                "inc": rows[0]["inc"],
                "changes": [_as_sent(row) for row in rows],
            }
        )

    def _proof(self) -> Proof:
        seq, stamp = self._outgoing.meta("proof", [0, ""])
        return Proof(seq=seq, stamp=stamp)

    def _after_push(self, reply: PushReply, inc: str) -> str:
        """Writes the verdicts down and obeys what stopped the page; FORK, REKEY or "" says whether to begin again."""
        stop, present = reply.stop, inc == self._outgoing.numbering().inc
        send_from = 0 if stop is None else None
        if present and stop is not None and stop.reason == "GAP" and self._outgoing.has_unacknowledged(stop.expected):
            send_from = stop.expected
        self._outgoing.take_verdicts(reply.verdicts, send_from if present else None)
        if stop is None or stop.reason == "FORK":
            return stop.reason if stop else ""
        if stop.reason == "REKEY" or send_from is None:
            if present:
                self._outgoing.rekey()
            else:
                self._outgoing.tell_anew(inc)
            return "REKEY"
        return ""

    def _pull_message(self, page_bytes: int = 0, wait: int = 0, *, marks: bool = False) -> Pull:
        with self._store.database.reading() as connection:
            place = place_of(connection)
            stamp = get_meta(connection, "cursor", [0, 0, ""])[2]
            known = get_meta(connection, "trust", NO_TRUST)["number"]
        return Pull(
            history=place.history,
            proof=self._proof(),
            cursor=Cursor(floor=place.floor, seq=place.seq, stamp=stamp),
            backfill=place.backfill,
            grants_version=place.grants_version,
            page_bytes=page_bytes or PULL_BYTES,
            wait=wait,
            trust=known,
            marks=[Proof(seq=seq, stamp=stamp) for seq, stamp in self._outgoing.marks()] if marks else [],
        )

    def _resettle(self, reply: PullReply) -> None:
        """The office speaks of another history: everything is built anew, and sent again from the fork.

        That is no higher than what both have in common: this laptop may have seen what an earlier restore took away.
        """
        if not reply.fork:
            return
        history = str(self._outgoing.meta("history"))
        fork: int | None = None
        while history != reply.history and history in reply.forks:
            at, history = reply.forks[history]
            fork = at if fork is None else min(fork, at)
        if reply.agreed is not None:
            fork = min(fork or 0, reply.agreed)
        self._incoming.start_over(reply.history, fork or 0)


def _as_sent(row: Mapping[str, Any]) -> dict[str, Any]:
    """A change of the outbox as it stands in a message."""
    return {
        "id": row["id"], "inc": row["inc"], "n": row["n"], "prev": row["prev"], "group": row["grp"],
        "kind": row["kind"], "rid": row["rid"], "patch": row["patch"],
        "base": {"history": row["base_history"], "seq": row["base_seq"]}, "own": row["own"] or {},
        "author": row["author"], "device_ms": row["device_ms"], "form_version": row["form_version"],
        "was": row["was"],
    }  # fmt: skip


def _fits(row: Mapping[str, Any]) -> bool:
    """Whether a message can hold this change."""
    try:
        Change.model_validate(_as_sent(row))
    except ValidationError:
        return False
    return True
