"""Taking a company's lists into the office's records: again and again, without doubles.

Only what changed in the file since its last import is written, so that an old list does not undo what somebody
corrected in FieldKit meanwhile.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import Connection, insert, select, update

from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.forms import PartMovement, form_class, form_of, new_id, row_ids
from fieldkit.forms import Values as FormValues
from fieldkit.forms.values import Rows
from fieldkit.i18n import N_
from fieldkit.office.audit import audit
from fieldkit.office.database import Database, Sequence
from fieldkit.office.erasures import all_erasures
from fieldkit.office.judge import Judgement
from fieldkit.office.page import Page, Sender
from fieldkit.office.push import change_row
from fieldkit.office.reading.links import Entry
from fieldkit.office.reading.lists import ListRead, Refused, read_company
from fieldkit.office.tables import IMPORTED, INCARNATION
from fieldkit.records.erasing import cleaned
from fieldkit.records.find import find
from fieldkit.records.tables import load_many
from fieldkit.sync.messages import Base, Change

LIST_NAMES = ("customers", "sites", "equipment", "software", "released", "parts", "receivables", "people")
OFFICE = str(uuid5(NAMESPACE_OID, "fieldkit head office"))


@dataclass
class ListResult:
    """What became of one list; `refused` rows each with file, row and reason."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)


def import_company(database: Database, clock: Clock, paths: Iterable[Path], *, dry_run: bool = False) -> dict[str, Any]:
    """Imports files and folders; a dry run says what would happen and writes nothing."""
    results = {name: ListResult() for name in LIST_NAMES}
    with database.engine.connect() as connection:
        transaction = connection.begin()
        lists = read_company(paths, _known(connection))
        for read in lists:
            result = results.setdefault(read.name, ListResult())
            result.refused += [asdict(refused) for refused in read.refused]
            _take(connection, read, result, clock)
        if dry_run:
            transaction.rollback()
        else:
            names = ", ".join(read.name for read in lists)
            audit(connection, clock.millis(), "office", "import", names)
            transaction.commit()
    return {name: asdict(result) for name, result in results.items() if name in LIST_NAMES or result.refused}


def _known(connection: Connection) -> Iterator[Entry]:
    """What the office has already and files may refer to."""
    for kind in ("product_line", "customer", "person", "part", "equipment", "site"):
        for stored in load_many(connection, find(connection, kind)).values():
            yield Entry(kind, stored.rid, stored.values)


def _take(connection: Connection, read: ListRead, result: ListResult, clock: Clock) -> None:
    page = Page(connection, Sender(OFFICE, OFFICE), clock.millis(), Sequence(connection), [])
    writer = _Writer(page, clock)
    counted = {"added": 0, "changed": 0, "unchanged": 0}
    for entry in read.entries:
        there = page.get(entry.id)
        if there is not None and there.kind != entry.kind:
            sentence = N_("Another record, “{name}”, has the id of this row. Tell whoever looks after the head office.")
            reason = str(UserError(sentence, name=form_of(there.record()).name))
            result.refused.append(asdict(Refused(entry.file, entry.row, reason)))
            continue
        verdict = writer.write(entry)
        if entry.kind not in {"product_line", "part_movement"}:
            counted[verdict] += 1
    page.write()
    writer.remember()
    for name, number in counted.items():
        setattr(result, name, getattr(result, name) + number)


def _rows_gone(kind: str, shown: FormValues, before: Mapping[str, Any] | None, now: FormValues) -> FormValues:
    """Rows that the last import brought and this one no longer has: somebody lost a role."""
    patch: FormValues = {}
    for name, declared in form_class(kind).fields.items():
        if isinstance(declared, Rows):
            for row in set(row_ids(list(before or {}), name)) - set(row_ids(list(now), name)):
                if not shown.get(f"{name}.{row}.deleted"):
                    patch[f"{name}.{row}.deleted"] = True
    return patch


class _Writer:
    """Writes entries as changes of the office's own incarnation."""

    def __init__(self, page: Page, clock: Clock) -> None:
        self._page = page
        self._clock = clock
        self._erasures = all_erasures(page.connection)
        row = page.connection.execute(select(INCARNATION).where(INCARNATION.c.inc == OFFICE)).first()
        self._known = row is not None
        self._n: int = row.last_n if row else 0
        self._prev: str | None = row.last_id if row else None

    def write(self, entry: Entry) -> str:
        """Takes one entry: `added`, `changed` or `unchanged`."""
        kind, rid = entry.kind, entry.id
        erasures = self._erasures.get(rid, [])
        if any(not erasure.path for erasure in erasures):
            return "unchanged"
        values = cleaned(entry.values, erasures) or entry.values
        before = self._imported(rid)
        stored = self._page.get(rid)
        patch = {path: value for path, value in values.items() if before is None or before.get(path) != value}
        if stored is not None:
            patch = {path: value for path, value in patch.items() if stored.values.get(path) != value}
        if before != values:
            self._keep(rid, values, known=before is not None)
        if stored is None:
            patch = {**entry.initial, **patch}
        else:
            patch |= _rows_gone(kind, stored.values, before, values)
        if not patch:
            return "unchanged"
        if kind == "part_movement":
            patch["moved_at"] = PartMovement.moved_at.dump(self._clock.now())
        change = self._change(kind, rid, patch, stored.last_seq if stored else 0)
        taken = Judgement("ok", patch=patch)
        self._page.apply(change, change_row(self._page, change, taken)["seq"], taken)
        return "changed" if stored else "added"

    def _change(self, kind: str, rid: str, patch: FormValues, base: int) -> Change:
        self._n += 1
        change = Change(
            id=new_id(),
            inc=OFFICE,
            n=self._n,
            prev=self._prev,
            kind=kind,
            rid=rid,
            patch=patch,
            base=Base(history=self._page.sequence.history, seq=base),
            author=OFFICE,
            device_ms=self._clock.millis(),
            form_version=form_class(kind).version,
        )
        self._prev = change.id
        return change

    def _imported(self, rid: str) -> dict[str, Any] | None:
        found = self._page.connection.execute(select(IMPORTED.c["values"]).where(IMPORTED.c.rid == rid)).scalar()
        return found if isinstance(found, dict) else None

    def _keep(self, rid: str, values: FormValues, *, known: bool) -> None:
        row = {"values": values}
        if known:
            self._page.connection.execute(update(IMPORTED).where(IMPORTED.c.rid == rid).values(row))
        else:
            self._page.connection.execute(insert(IMPORTED), {"rid": rid, **row})

    def remember(self) -> None:
        values = {"last_n": self._n, "last_id": self._prev}
        if self._known:
            self._page.connection.execute(update(INCARNATION).where(INCARNATION.c.inc == OFFICE).values(values))
        elif self._n:
            self._page.connection.execute(insert(INCARNATION), {"inc": OFFICE, "device": OFFICE, **values})
