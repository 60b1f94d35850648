"""Push: one verdict for each change, one writing transaction a page (sync.md, Merge).

There is one lock: the organisation's row, taken first and held until commit.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, insert, select, update

from fieldkit.access import may
from fieldkit.forms import Json
from fieldkit.forms.field import ERASED
from fieldkit.i18n import N_
from fieldkit.office.audit import audit
from fieldkit.office.claims import believable
from fieldkit.office.database import Sequence, forks, stamp_of
from fieldkit.office.judge import Judgement, hold, judge, refuse
from fieldkit.office.page import Page, Sender
from fieldkit.office.rights import NOBODY, bring_up_to_date, history_of
from fieldkit.office.tables import CHANGE, HOLDER, INCARNATION, REFERENCE
from fieldkit.office.witness import KNOWN, WITNESSED, held, is_decision, is_witness, unknown_part
from fieldkit.records.erasing import PURGED
from fieldkit.records.rows import among, dumps, read_rows
from fieldkit.records.tables import GROUP_BYTES, GROUP_CHANGES, PATCH_BYTES
from fieldkit.sync.messages import Change, Push, PushReply, Stop, Verdict


def says(change: Change) -> str:
    """A hash of what a change says; two with the same are replays, whatever their numbers are."""
    content = [
        change.rid,
        change.kind,
        change.patch,
        change.group,
        change.author,
        change.device_ms,
        change.form_version,
    ]
    return hashlib.sha256(dumps(content).encode()).hexdigest()


def _is_replay(row: Mapping[str, Any], change: Change) -> bool:
    """Whether a change is the one that was judged.

    Something of it may have been erased since, here or on a laptop, and a restored office or laptop may have it whole.
    """
    if row["says"] == says(change):
        return True
    same = (row["rid"], row["author"], row["grp"]) == (change.rid, change.author, change.group)
    return same and (not row["says"] or _but_for_erased(change.patch, row["patch"]))


def _but_for_erased(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two patches differ only where something is erased in one of them."""
    return one.keys() == other.keys() and all(
        one[path] == other[path] or _may_be_erased(one[path]) or _may_be_erased(other[path]) for path in one
    )


def _may_be_erased(value: object) -> bool:
    return value is None or (isinstance(value, str) and ERASED in value)


def push(connection: Connection, sender: Sender, message: Push, now_ms: int) -> PushReply:
    """Takes a page of changes in one transaction. Verdicts come first, then why it ended early, if it did."""
    sequence = Sequence(connection)
    row = connection.execute(select(INCARNATION).where(INCARNATION.c.inc == message.inc)).first()
    fits = message.history == sequence.history and proof_holds(connection, message.proof.seq, message.proof.stamp)
    if not fits and not sender.revoked:  # a laptop that was locked out cannot ask which history it is; all is held
        return PushReply(verdicts=[], stop=Stop(reason="FORK"), durable_seq=sequence.durable, time=now_ms)
    if row is not None and row.device != sender.device:
        return PushReply(verdicts=[], stop=Stop(reason="REKEY"), durable_seq=sequence.durable, time=now_ms)
    bring_up_to_date(connection, sender.person, now_ms, sequence)
    page = Page(connection, sender, now_ms, sequence, history_of(connection, sender.person))
    page.known_forks = forks(connection)
    page.proof = message.proof.seq if fits else 0
    page.look_up(change.rid for change in message.changes)
    changes = believable(connection, sender, message, sequence.history, page.proof)
    last = (row.last_n, row.last_id) if row else (0, None)
    verdicts, stop, last = _work(page, changes, last)
    page.write()
    _remember(connection, message.inc, sender.device, last, known=row is not None)
    return PushReply(verdicts=verdicts, stop=stop, durable_seq=sequence.durable, time=now_ms)


def proof_holds(connection: Connection, seq: int, stamp: str) -> bool:
    return seq == 0 or (stamp != "" and stamp_of(connection, seq) == stamp)


def _remember(connection: Connection, inc: str, device: str, last: tuple[int, str | None], *, known: bool) -> None:
    values = {"last_n": last[0], "last_id": last[1]}
    if known:
        connection.execute(update(INCARNATION).where(INCARNATION.c.inc == inc).values(values))
    else:
        connection.execute(insert(INCARNATION), {"inc": inc, "device": device, **values})


Numbers = tuple[int, str | None]


def _work(page: Page, changes: list[Change], last: Numbers) -> tuple[list[Verdict], Stop | None, Numbers]:
    verdicts: list[Verdict] = []
    known = _known(page.connection, [change.id for change in changes])
    for group in _groups(changes):
        fresh: list[Change] = []
        replies: list[Verdict] = []
        for change in map(page.without_erased, group):
            old = known.get(change.id)
            follows = change.n == last[0] + 1 and change.prev == last[1]
            if old is not None and _is_replay(old, change):
                last = (change.n, change.id) if follows else last
                replies.append(_verdict(old, page))
            elif change.n > last[0] + 1:
                return verdicts, Stop(reason="GAP", expected=last[0] + 1), last
            elif not follows or old is not None:
                return verdicts, Stop(reason="REKEY"), last
            else:
                last = (change.n, change.id)
                fresh.append(change)
        verdicts += replies
        if fresh:
            rows = decide(page, fresh)
            known |= {row["id"]: row for row in rows}
            verdicts += [_verdict(row, page) for row in rows]
    return verdicts, None, last


def _known(connection: Connection, ids: list[str]) -> dict[str, dict[str, Any]]:
    rows = read_rows(connection, select(CHANGE).where(among(connection, CHANGE.c.id, ids)))
    return {row["id"]: row for row in rows}


def _groups(changes: list[Change]) -> Iterator[list[Change]]:
    """Changes one by one, but those of one group together."""
    waiting: list[Change] = []
    for change in changes:
        if waiting and (change.group is None or change.group != waiting[0].group):
            yield waiting
            waiting = []
        waiting.append(change)
        if change.group is None:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def decide(page: Page, group: list[Change]) -> list[dict[str, Any]]:
    """Takes or refuses a group whole, and returns the rows of its changes."""
    page.undo = {}
    alone = len(group) == 1
    kept = ({}, {}, 0, 0) if alone else page.mark()
    failed = _too_large(group)
    for judge_one in (_outright, _one):
        for change in group:
            failed = failed or judge_one(page, change)
    if failed is None:
        return [page.rows[change.id] for change in group]
    if not alone:
        page.back_to(kept, [change.id for change in group])
    if failed.code == "file":
        page.awaited |= {(sha, c.id): None for c in group for sha in _hashes(c) if not _may_refer(page, sha)}
    return [change_row(page, change, failed) for change in group]


def _too_large(group: list[Change]) -> Judgement | None:
    sizes = [len(dumps(change.patch)) for change in group]
    if max(sizes) > PATCH_BYTES:
        return refuse("size", N_("This change is too large: it holds more than 400 KB."))
    if len(group) <= GROUP_CHANGES and sum(sizes) <= GROUP_BYTES:
        return None
    return refuse("size", N_("These changes belong together and are too many for one group."))


def _one(page: Page, change: Change) -> Judgement | None:
    """Judges one change and applies it when it is taken; returns why not, otherwise None."""
    if page.sender.revoked:
        return hold("revoked", N_("This laptop was locked out; a person at the office decides about the change."))
    if is_witness(page, change):
        return _witnessed(page, change)
    if page.behind_held(change):
        return hold("behind", N_("An earlier change to this record is held at the office; this one waits behind it."))
    seen = page.seen(change)
    judgement = judge(change, seen, page.view(change, seen))
    if judgement.status == "ok" and judgement.patch is not None:
        if judgement.files and (refused := _foreign_file(page, judgement.files)):
            return refused
        row = change_row(page, change, judgement)
        page.apply(change, row["seq"], judgement)
        return None
    return judgement


def _outright(page: Page, change: Change) -> Judgement | None:
    """The verdict on what nothing more need be known about; before anything can hold it, or it could be taken later."""
    if change.author != page.sender.person:
        return refuse("author", N_("This was written by somebody else than this laptop's person."))
    if change.was == "rejected":
        return refuse("again", N_("This was refused before and stays refused."))
    if not page.is_purged(change.rid):
        return None
    return KNOWN if change.was == WITNESSED else refuse("purged", PURGED)


def _witnessed(page: Page, change: Change) -> Judgement | None:
    """Takes what a witness might have written himself, and holds the rest for a person; nothing is refused."""
    told = unknown_part(page, change)
    if told is None:
        return KNOWN
    seen = page.seen(told)
    judgement = judge(told, seen, page.view(told, seen))
    taken = judgement.status == "ok" and not is_decision(told.kind, told.patch, page.get(told.rid))
    if not taken or _foreign_file(page, judgement.files):
        return held(told)
    row = change_row(page, change, replace(judgement, code=WITNESSED))
    page.apply(change, row["seq"], judgement)
    audit(page.connection, page.received_ms, page.sender.device, "witness", f"{change.kind} {change.rid}")
    return None


def _foreign_file(page: Page, files: Iterable[str]) -> Judgement | None:
    """Referring to a file needs having brought or read it: otherwise a hash would open somebody's file.

    Whether the office has such a file is not said: the change waits until its author brings the file.
    """
    if all(_may_refer(page, sha) for sha in files):
        return None
    return hold("file", N_("The change waits for a file that was not sent yet."))


def _may_refer(page: Page, sha: str) -> bool:
    mine = (HOLDER.c.sha256 == sha, HOLDER.c.person == page.sender.person)
    if page.connection.execute(select(HOLDER.c.seq).where(*mine)).first() is not None:
        return True
    rids = [row.rid for row in page.connection.execute(select(REFERENCE.c.rid).where(REFERENCE.c.sha256 == sha))]
    actor = page.held[-1].actor if page.held else NOBODY.actor
    readable = (page.get(rid) for rid in rids)
    return any(item is not None and may(actor, "read", item.kind, item.scope) for item in readable)


def _hashes(change: Change) -> set[str]:
    """The files that a change refers to, which may not have been judged yet."""
    named = (value.get("sha256") for value in change.patch.values() if isinstance(value, dict))
    return {sha for sha in named if isinstance(sha, str) and re.fullmatch(r"[0-9a-f]{64}", sha)}


def change_row(page: Page, change: Change, judgement: Judgement) -> dict[str, Any]:
    seq = page.sequence.tick()
    patch: dict[str, Json] = judgement.patch if judgement.patch is not None else change.patch
    whole = patch == change.patch and change.id not in page.altered  # else a hash would tell of what is not kept
    row = {
        "id": change.id, "seq": seq, "inc": change.inc, "n": change.n, "prev": change.prev, "grp": change.group,
        "kind": change.kind, "rid": change.rid, "patch": patch, "base_history": change.base.history,
        "base_seq": change.base.seq, "own": change.own, "author": change.author, "device": page.sender.device,
        "device_ms": change.device_ms, "received_ms": page.received_ms, "form_version": change.form_version,
        "was": change.was, "says": says(change) if whole else "", "status": judgement.status,
        "code": judgement.code, "message": judgement.message or {}, "news": False,
    }  # fmt: skip
    page.note(row)
    return row


def _verdict(row: Mapping[str, Any], page: Page) -> Verdict:
    return verdict_of(row, page.sequence.stamp(row["seq"]))


def verdict_of(row: Mapping[str, Any], stamp: str) -> Verdict:
    """The verdict as the laptop gets it, from a row of the change table."""
    return Verdict(
        id=row["id"], status=row["status"], seq=row["seq"], stamp=stamp, inc=row["inc"], n=row["n"],
        code=row["code"], message=row["message"],
    )  # fmt: skip
