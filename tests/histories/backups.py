"""Acts about backups: what they cover, the months that pass, and laptops that let go of what is covered.

What is promised of it (sync.md, What must always hold, 6): a laptop lets go only of what is settled and stands in a
backup that was read back; and by a clock that was not set, only of what every backup of the last month has. So what
letting go may cost is what an older backup lacks, and no more.
"""

import hashlib
from collections.abc import Iterable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from sqlalchemy import select

from fieldkit.actions import room
from fieldkit.actions.luggage import Luggage
from fieldkit.office.backup import BackupResult, cover
from fieldkit.office.pull import may_read_file
from fieldkit.records.find import find
from fieldkit.store.database import FILES, OUTBOX, get_meta
from fieldkit.store.ledger import put_away
from fieldkit.store.pruning import KEPT_DAYS
from fieldkit.store.shown import PENDING
from fieldkit.sync.line import RefusedError

from .broken import BrokenError
from .laptop import Laptop
from .office import Copy
from .oracle import plain

if TYPE_CHECKING:
    from .history import History


def pass_days(history: "History", _: Laptop) -> Any:
    """Time goes by, everywhere alike."""
    days = history.dice.choice([1, 10, KEPT_DAYS + 1])
    _forward(history, days)
    return days


def _forward(history: "History", days: int) -> None:
    history.day += days
    for clock in (history.office.clock, *(laptop.clock for laptop in history.laptops)):
        clock.forward(days=days)


def quiet_month(history: "History", laptop: Laptop) -> Any:
    """A backup is made, everybody hears of it, and a month later this laptop is tidied up."""
    history.back_up(laptop)
    say_covered(history, laptop)
    for one in history.laptops:
        history.round(one)
    _forward(history, KEPT_DAYS + 1)
    return tidy_up(history, laptop)


def say_covered(history: "History", _: Laptop) -> Any:
    """A backup is finished and was read back: the laptops hear what it covers."""
    copies = history.lineage[history.begun :]
    if not copies:
        return False
    copy, office = history.dice.choice(copies), history.office
    told = cover(office.database, copy.history, copy.last_seq, office.clock.millis(), BackupResult("backup"))
    if told == copy.last_seq:
        history.covering.append(copy)
    return f"@{told}"


def tidy_up(history: "History", laptop: Laptop) -> Any:
    """A round with the files of trips, and when it went well what a program does after it (`enrol.sync`)."""
    dice, desk = history.dice, laptop.desk
    luggage = Luggage(desk)
    with history._pages(laptop):
        laptop.round(lambda: room.pack(desk, luggage))
    if laptop.said:
        return laptop.said
    luggage.brought()
    if dice.random() < 0.3:
        _put_away(history, laptop)
    full = dice.choice([0, 0, 1, 10**12])
    before, files = _rows(laptop), _files(laptop)
    with patch.object(room.shutil, "disk_usage", return_value=SimpleNamespace(free=room.LEAST_FREE - full)):
        room.tidy_up(desk)
    after = _rows(laptop)
    gone, let_go = [row for place, row in before.items() if place not in after], files - _files(laptop)
    _check_pruned(history, laptop, gone, list(after.values()))
    for sha256 in let_go & history.files:
        _check_covered(history, laptop, f"file {sha256}", lambda copy, sha256=sha256: copy.has_file(sha256))
    history.let_go |= {plain(value) for row in gone for value in row.patch.values()}
    history.oracle.fragile |= history.let_go
    history.note("- changes let go", len(gone))
    history.note("- files let go", len(let_go))
    return f"{len(gone)} changes, {len(let_go)} files"


def _put_away(history: "History", laptop: Laptop) -> None:
    """Somebody has seen what was refused."""
    refused = sorted({row.rid for row in _rows(laptop).values() if row.state == "rejected"})
    if refused:
        put_away(laptop.store, history.dice.choice(refused))


def _rows(laptop: Laptop) -> dict[int, Any]:
    with laptop.store.database.reading() as connection:
        return {row.ord: row for row in connection.execute(select(OUTBOX))}


def _files(laptop: Laptop) -> set[str]:
    """The files that this laptop sent or is to send, as far as they are here."""
    with laptop.store.database.reading() as connection:
        return {row.sha256 for row in connection.execute(select(FILES)) if laptop.store.files.has(row.sha256)}


def _check_pruned(history: "History", laptop: Laptop, gone: Iterable[Any], stays: Iterable[Any]) -> None:
    with laptop.store.database.reading() as connection:
        seen = get_meta(connection, "seen_rejected", [])
    groups, busy = {row.grp for row in stays if row.grp}, {row.rid for row in stays if row.state in PENDING}
    for row in gone:
        if row.state not in {"ok", "rejected"} or row.grp in groups or row.rid in busy or row.ord in seen:
            raise BrokenError(f"pruned: {laptop.home.name} let go of {row}")
        if row.rid not in history.retired:
            _check_covered(history, laptop, f"change {row.id}", lambda copy, row=row: copy.verdict(row.id) == row.state)


def _check_covered(history: "History", laptop: Laptop, what: str, holds: Any) -> None:
    """What is let go of is in a verified backup; by a clock that nobody set, in every backup of the last month."""
    if not any(holds(copy) for copy in history.covering):
        raise BrokenError(f"uncovered: {laptop.home.name} let go of {what}, which is in no verified backup")
    fresh = [copy for copy in history.lineage if copy.day > history.day - KEPT_DAYS and not laptop.clock_set]
    if lacking := [copy.last_seq for copy in fresh if not holds(copy)]:
        raise BrokenError(f"uncovered: {laptop.home.name} let go of {what}, which the fresh backup {lacking} lacks")


def look_at(history: "History", laptop: Laptop) -> Any:
    """Somebody opens a picture: it is here, or comes from the office."""
    pictures = sorted(shown_files(laptop))
    if not pictures:
        return False
    sha256 = history.dice.choice(pictures)
    with history._pages(laptop):
        open_file(history, laptop, sha256)
    return f"{sha256[:8]} {laptop.said}"


def shown_files(laptop: Laptop) -> set[str]:
    """The files that what is shown here refers to."""
    with laptop.store.database.reading() as connection:
        shown = laptop.store.shown(connection, find(connection, "photo")).values()
    pictures = [record.values.get("picture") for record in shown]
    return {str(picture["sha256"]) for picture in pictures if isinstance(picture, dict)}


def open_file(history: "History", laptop: Laptop, sha256: str) -> None:
    """Fetches a file; BrokenError when the office refuses what it has and this person may read."""
    try:
        laptop.fetch(sha256)
    except RefusedError:
        office = history.office
        with office.database.reading() as connection:
            readable = may_read_file(connection, office.sender(laptop.line.device), sha256)
        if readable and office.files.has(sha256):
            raise BrokenError(f"fetch: {laptop.home.name} was refused {sha256}") from None


def note_lost(history: "History") -> None:
    """After a loss that nobody is promised to get over: which files are nowhere any more, but on locked-out laptops."""
    laptops = [one for one in history.laptops if not history.office.sender(one.line.device).revoked]
    kept = set().union(*(_files(one) for one in laptops))
    history.lost_files |= {sha256 for sha256 in history.files - kept if not history.office.files.has(sha256)}


def lost_by(history: "History", chosen: Copy) -> set[str]:
    """What a restore from this backup costs: what had been let go of, or gone with a laptop, and it lacks."""
    laptops = [one for one in history.laptops if not history.office.sender(one.line.device).revoked]
    return history.oracle.fragile - chosen.written() - set().union(*(one.written() for one in laptops))


def check_files(history: "History", laptops: Iterable[Laptop]) -> None:
    """Every file that a record refers to is at the office, and comes to every laptop that shows it."""
    for laptop in laptops:
        for sha256 in sorted(shown_files(laptop) & history.files - history.lost_files):
            if not history.office.files.has(sha256):
                raise BrokenError(f"file: {sha256} is shown by {laptop.home.name}, and not at the office")
            open_file(history, laptop, sha256)
            if hashlib.sha256(laptop.store.files.read(sha256)).hexdigest() != sha256:
                raise BrokenError(f"file: {sha256} is damaged on {laptop.home.name}")
