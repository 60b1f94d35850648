"""Taking a company's lists into the office's records: again and again, without doubles, all or nothing.

Files are read and compared before the organisation's sequence is locked; a plan is written only upon the state that
it was made from, else it is made anew. A dry run is the plan alone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, exists, select

from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.forms import FORMS, natural_id
from fieldkit.i18n import N_, language
from fieldkit.office.audit import audit
from fieldkit.office.comparing import Step, compared, missing, other_kind, uncounted
from fieldkit.office.database import Database, Sequence
from fieldkit.office.headings import taught, teach
from fieldkit.office.import_result import ListResult, as_json, shown
from fieldkit.office.import_writer import ImportWriter
from fieldkit.office.own_hand import OFFICE
from fieldkit.office.reading.columns import LISTS
from fieldkit.office.reading.grid import Notice
from fieldkit.office.reading.headers import Headings
from fieldkit.office.reading.links import Entry, key_of
from fieldkit.office.reading.lists import ListRead, Progress, Tables, interpret, quietly, read_tables
from fieldkit.office.reading.tables import Source, files_of
from fieldkit.office.rights import current
from fieldkit.office.staging import Staging
from fieldkit.office.tables import ERASURE, ORGANISATION
from fieldkit.office.telling import Teller, upcoming
from fieldkit.office.who_imports import nobody_appoints, refused_list, refused_step
from fieldkit.records.find import find, find_table
from fieldkit.records.merged import all_merged, merged
from fieldkit.records.rows import read_rows
from fieldkit.records.tables import RECORD, load, load_many

__all__ = ["LIST_NAMES", "OFFICE", "Asked", "import_company", "take_in"]

LIST_NAMES = ("customers", "sites", "equipment", "software", "released", "parts", "receivables", "people")
KNOWN = ("product_line", "customer", "person", "part", "equipment", "site")
_KINDS = {one.name: one.kind for one in LISTS}
_LISTED = {*_KINDS.values(), "product_line"}
_TRIES = 3
_AT_ONCE = 5_000


@dataclass(frozen=True)
class Asked:
    """What somebody wants of an import.

    `whole` are the lists of which he says that the files hold all of them: what is not there is owed no more.
    `lessons` are headings that he explains. `person` is who he is, "" at the office's own command line.
    """

    dry_run: bool = False
    whole: frozenset[str] = frozenset()
    lessons: Mapping[tuple[str, str], str] = field(default_factory=dict)
    person: str = ""
    language: str = ""


@dataclass
class Plan:
    """What an import would do, as of the sequence number `seq`."""

    seq: int
    steps: list[Step] = field(default_factory=list)
    results: dict[str, ListResult] = field(default_factory=dict)
    who: str = "office"


def import_company(
    database: Database, clock: Clock, paths: Iterable[Path], *, dry_run: bool = False, **asked: Any
) -> dict[str, Any]:
    """Imports files and folders; a dry run says what would happen and writes nothing. `asked` as in Asked."""
    wanted = Asked(dry_run=dry_run, **asked)
    return as_json(take_in(database, clock, files_of(paths), wanted), wanted.language or language())


def take_in(
    database: Database, clock: Clock, files: list[Source], asked: Asked, progress: Progress = quietly
) -> dict[str, ListResult]:
    """Takes files in, or says what that would do. What `progress` raises ends it, and then nothing was done."""
    with database.reading() as connection:
        headings = Headings({**taught(connection), **asked.lessons})
    tables = read_tables(files, headings, progress)
    if asked.dry_run:
        with database.reading() as connection:
            return _plan(connection, tables, asked, progress).results
    with database.engine.connect() as connection:
        for _ in range(_TRIES):
            if (plan := _try(database, connection, clock, tables, asked, progress)) is not None:
                return plan.results
    with database.writing() as connection:  # nobody can get in between any more
        sequence = Sequence(connection)
        plan = _plan(connection, tables, asked, progress)
        _write(connection, sequence, clock, plan, plan.steps, asked, progress)
    return plan.results


def _try(
    database: Database, connection: Connection, clock: Clock, tables: Tables, asked: Asked, progress: Progress
) -> Plan | None:
    """Makes all ready before anything is locked, and writes it; None when somebody changed what it is made from."""
    with database.turn(connection, reading=True):
        plan = _plan(connection, tables, asked, progress)
        staged = Staging(connection, clock, asked.person)
        staged.fill(plan.steps, progress)
    try:
        with database.turn(connection, reading=False):
            sequence = Sequence(connection)
            if not (_as_it_was(connection, plan) and staged.fits()):
                return None
            staged.move(sequence)
            _write(connection, sequence, clock, plan, staged.rest, asked, progress)
        return plan
    finally:
        with database.turn(connection, reading=True):
            staged.clear()


def _plan(connection: Connection, tables: Tables, asked: Asked, progress: Progress) -> Plan:
    plan = Plan(connection.execute(select(ORGANISATION.c.last_seq)).scalar_one())
    lists = interpret(tables, _known(connection), progress, _standing(connection))
    names = upcoming((entry.kind, entry.id, entry.values) for read in lists for entry in read.entries)
    teller = Teller(connection, asked.language or language(), names)
    rights = current(connection, asked.person) if asked.person else None
    if asked.person and (person := load(connection, asked.person)) is not None:
        plan.who = str(person.values.get("number") or asked.person)
    done, total = 0, sum(len(read.entries) for read in lists)
    for name in LIST_NAMES:
        plan.results[name] = ListResult()
    for read in lists:
        progress("comparing", done, total)
        result = plan.results.setdefault(read.name, ListResult())
        result.read(read)
        if rights is not None and (refusal := refused_list(rights, read)) is not None:
            result.refused.append(refusal)
            continue
        for step in compared(connection, read.entries):
            done += 1
            if (refusal := other_kind(step) or refused_step(rights, step)) is not None:
                result.refuse(refusal)
                continue
            if done % _AT_ONCE == 0:
                progress("comparing", done, total)
            result.count(step, teller)
            if step.patch or step.remember:
                plan.steps.append(step)
        if read.name == "people" and (note := nobody_appoints(connection, read, plan.steps)) is not None:
            result.warnings.append(note)
        plan.steps += _gone(connection, read, asked, result, teller)
    return plan


def _gone(connection: Connection, read: ListRead, asked: Asked, result: ListResult, teller: Teller) -> Iterator[Step]:
    """What an earlier import brought and these files lack. It is owed no more once a person says that they are whole.

    A row that was refused may be the one that seems missing: then nothing is taken off the list.
    """
    if read.name not in _KINDS or not read.entries:
        return
    if read.name == "parts":
        result.warnings += uncounted(connection, read.entries)
    away = missing(connection, _KINDS[read.name], read.entries)
    result.missing = [shown(teller.record(step)) for step in away]
    if read.name not in asked.whole or not away:
        return
    if read.refused:
        sentence = N_("Rows were refused, so what seems missing stays as it is. Correct them, then take the list in.")
        result.warnings.append(Notice(read.refused[0].file, 0, UserError(sentence)))
        return
    for step in away:
        if step.patch:
            result.count(step, teller)
        if step.patch or step.remember:
            yield step


def _known(connection: Connection) -> Iterator[Entry]:
    """What the office has already and files may refer to."""
    for kind in KNOWN:
        rids = [*find(connection, kind, limit=10_000_000), *merged(connection, kind)]
        for first in range(0, len(rids), _AT_ONCE):
            for stored in load_many(connection, rids[first : first + _AT_ONCE]).values():
                yield Entry(kind, stored.rid, stored.values)


def _standing(connection: Connection) -> dict[str, str]:
    """The records whose key is more than one number, by their own id and by what their key makes of whom it names now.

    They differ where a record was entered by hand, or its customer was merged with another.
    """
    into = all_merged(connection)
    standing: dict[str, str] = {}
    for kind, key in ((one.kind, one.key) for one in LISTS if len(one.key) > 1):
        table = find_table(kind)
        rows = connection.execute(select(table.c.rid, table.c.deleted, *(table.c[name] for name in key))).all()
        standing.update((row.rid, row.rid) for row in rows)
        for rid, deleted, *said in rows:
            if not deleted:
                values = dict(zip(key, (into.get(value, value) for value in said), strict=True))
                standing.setdefault(natural_id(kind, *key_of(key, values)), rid)
    return standing


def _as_it_was(connection: Connection, plan: Plan) -> bool:
    """Whether nothing that a plan was made from has changed since: records of these kinds, rights, erasures.

    Parts move all day: of their movements only those that the plan writes count. Nor has anything come to the office
    that belongs to what the plan writes.
    """
    erased = select(ERASURE.c.seq).where(ERASURE.c.seq > plan.seq)
    if connection.execute(select(exists(erased))).scalar_one():
        return False
    mine = {step.entry.id for step in plan.steps}
    touched = select(RECORD.c.rid, RECORD.c.kind, RECORD.c["values"]).where(RECORD.c.last_seq > plan.seq)
    return not any(
        row["kind"] in _LISTED or row["rid"] in mine or row["values"].get(FORMS[row["kind"]].belongs_to) in mine
        for row in read_rows(connection, touched)
    )


def _write(
    connection: Connection,
    sequence: Sequence,
    clock: Clock,
    plan: Plan,
    steps: list[Step],
    asked: Asked,
    progress: Progress,
) -> None:
    """Writes these steps, and what is to be remembered of the import; `progress` may end it to the last."""
    teach(connection, asked.lessons, plan.who, clock.millis())
    ImportWriter(connection, sequence, clock, asked.person).write(steps, progress)
    names = ", ".join(f"{name} +{one.added} ~{one.changed}" for name, one in plan.results.items() if one.touched)
    audit(connection, clock.millis(), plan.who, "import", names or "nothing")
    progress("done", 1, 1)
