"""The office of the histories: real tables, real push and pull, no HTTP; can be copied and put back."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from postgres import postgres
from sqlalchemy import Table, delete, event, insert, select, text, update

from fieldkit.clock import PlayedClock
from fieldkit.forms import Values, natural_id
from fieldkit.forms.field import ERASED
from fieldkit.office.comparing import compared
from fieldkit.office.database import Database, Sequence
from fieldkit.office.erasing import Eraser
from fieldkit.office.erasures import listed
from fieldkit.office.files import OfficeFiles
from fieldkit.office.import_writer import ImportWriter
from fieldkit.office.lost import lose
from fieldkit.office.page import Sender
from fieldkit.office.reading.links import Entry
from fieldkit.office.reading.lists import quietly
from fieldkit.office.tables import CHANGE, DEVICE, FILE, FORK, ORGANISATION
from fieldkit.records.find import FIND_METADATA, children, find
from fieldkit.records.tables import METADATA, load_many
from fieldkit.sync.messages import Id

from .oracle import Key, plain
from .rights import Rights

START = datetime(2026, 11, 9, tzinfo=UTC)
LINES = [natural_id("product_line", code) for code in "ABC"]
CUSTOMERS = [natural_id("customer", number) for number in ("C1", "C2")]
PEOPLE = {"engineer": "E1", "second": "E2", "head": "E3"}
UNITS = [natural_id("equipment", serial) for serial in ("S1", "S2", "S3")]
PROBLEMS = [natural_id("problem", number) for number in "12"]
VISITS = [natural_id("visit", number) for number in "12"]


def tables() -> list[Table]:
    """All of them, parents first; asked for when the office is prepared, since the derived ones are declared then."""
    return [*METADATA.sorted_tables, *FIND_METADATA.sorted_tables]


def person_id(name: str) -> str:
    return natural_id("person", PEOPLE[name])


@contextmanager
def office_database(folder: Path, kind: str) -> Iterator[str]:
    """The URL of an empty database for an office: `sqlite` in this folder, or on a `postgresql` of its own."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'office.db'}"
    else:
        with postgres() as running:
            yield running.database()


@dataclass(frozen=True)
class Copy:
    """An office as it was on a day: its rows, its files; the copies that it comes after, and who might do what."""

    rows: dict[str, list[dict[str, Any]]]
    objects: dict[str, bytes]
    last_seq: int
    day: int = 0
    after: tuple["Copy", ...] = ()
    rights: tuple[tuple[int, Rights], ...] = ()

    @property
    def history(self) -> str:
        return str(self.rows["organisation"][0]["history"])

    def written(self) -> set[str]:
        """Every value in the changes that it holds."""
        return {plain(value) for row in self.rows["change"] for value in row["patch"].values()}

    def verdict(self, change: str) -> str:
        """What it says of a change, "" when it has none."""
        return next((str(row["status"]) for row in self.rows["change"] if row["id"] == change), "")

    def has_file(self, sha256: str) -> bool:
        places = [row["place"] for row in self.rows["file"] if row["sha256"] == sha256]
        return any(f"objects/{place}" in self.objects for place in places)


class PlayedOffice:
    """One database and folder for many histories: each begins from the same first copy."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.clock = PlayedClock(START)
        self.database = Database(url)
        self._hurry()
        self.database.create("Histories")
        self.database.prepare()
        self._unguard()
        self.files = OfficeFiles(str(folder / "objects"), self.database)
        self._fill()
        self.first = self.copy()

    def _hurry(self) -> None:
        """Nothing here must survive a power cut; killed processes are played by broken transactions."""
        if self.database.engine.dialect.name != "sqlite":
            return

        @event.listens_for(self.database.engine, "connect")
        def on_connect(connection: Any, _: Any) -> None:
            connection.execute("PRAGMA synchronous=OFF")

    def _unguard(self) -> None:
        """A copy of the whole disk takes the audit log back too; here rows are put back, which its triggers refuse."""
        sqlite = [f"DROP TRIGGER audit_no_{verb}" for verb in ("UPDATE", "DELETE")]
        drops = {"sqlite": sqlite, "postgresql": ["DROP TRIGGER audit_append_only ON audit"]}
        with self.database.writing() as connection:
            for drop in drops[connection.dialect.name]:
                connection.execute(text(drop))

    def _fill(self) -> None:
        with self.database.writing() as connection:
            writer = ImportWriter(connection, Sequence(connection), self.clock)
            writer.write(list(compared(connection, list(_entries()))), quietly)
            for name in PEOPLE:
                row = {
                    "id": device_id(name),
                    "person": person_id(name),
                    "name": name,
                    "device_key": "",
                    "enrolled_ms": 0,
                }
                connection.execute(insert(DEVICE), row)

    def close(self) -> None:
        self.database.close()

    @property
    def last_seq(self) -> int:
        with self.database.reading() as connection:
            return int(connection.execute(select(ORGANISATION.c.last_seq)).scalar_one())

    @property
    def history(self) -> str:
        with self.database.reading() as connection:
            return str(connection.execute(select(ORGANISATION.c.history)).scalar_one())

    def sender(self, device: str) -> Sender:
        with self.database.reading() as connection:
            row = connection.execute(select(DEVICE).where(DEVICE.c.id == device)).one()
        return Sender(row.id, row.person, row.revoked_ms is not None)

    def written(self) -> set[str]:
        """Every value in the changes that arrived."""
        with self.database.reading() as connection:
            rows = connection.execute(select(CHANGE.c.patch)).all()
        return {plain(value) for row in rows for value in row.patch.values()}

    def erase(self, value: str, key: Key) -> bool:
        """Erases what somebody wrote, if it has come; whether it had."""
        with self.database.writing() as connection:
            rows = connection.execute(select(CHANGE.c.kind, CHANGE.c.patch).where(CHANGE.c.rid == key[0])).all()
            kinds = [row.kind for row in rows if row.patch.get(key[1]) == value]
            if kinds:
                eraser = Eraser(connection, self.clock.millis())
                eraser.erase(key[0], kinds[0], key[1], [(value, value + ERASED)])
                eraser.done()
        return bool(kinds)

    def erasures(self) -> list[dict[str, Any]]:
        """What is kept apart from the database, so that a restore does not bring back what was erased."""
        with self.database.reading() as connection:
            return listed(connection)

    def erase_again(self, rows: list[dict[str, Any]]) -> None:
        """What a restore does that is given the list of erasures."""
        with self.database.writing() as connection:
            eraser = Eraser(connection, self.clock.millis())
            eraser.again(rows)
            eraser.done()

    def retire(self, which: float) -> list[str]:
        """Does away with a problem, the one at this part of the list, and all that belongs to it; their ids."""
        with self.database.writing() as connection:
            if not (found := find(connection, "problem")):
                return []
            gone = dict.fromkeys(found[int(which * len(found)) :][:1], "problem")
            for rid in (fresh := list(gone)):
                below = children(connection, rid)
                gone |= {child: stored.kind for child, stored in load_many(connection, below).items()}
                fresh += below
            eraser = Eraser(connection, self.clock.millis())
            for rid, kind in gone.items():
                eraser.do_away(rid, kind)
            eraser.done()
        return list(gone)

    # -- the faults of an office

    def copy(self, day: int = 0, after: tuple[Copy, ...] = (), rights: tuple[tuple[int, Rights], ...] = ()) -> Copy:
        with self.database.reading() as connection:
            rows = {
                table.name: [dict(row) for row in connection.execute(select(table)).mappings()] for table in tables()
            }
        objects = {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in (self.folder / "objects").rglob("*")
            if path.is_file()
        }
        return Copy(rows, objects, rows["organisation"][0]["last_seq"], day, after, rights)

    def put_back(self, copy: Copy, *, with_files: bool = True) -> None:
        with self.database.writing() as connection:
            for table in reversed(tables()):
                connection.execute(delete(table))
            for table in tables():
                if copy.rows[table.name]:
                    connection.execute(insert(table), copy.rows[table.name])
        if with_files:
            shutil.rmtree(self.folder / "objects", ignore_errors=True)
            for name, content in copy.objects.items():
                (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
                (self.folder / name).write_bytes(content)
        self._drop_missing()

    def _drop_missing(self) -> None:
        """A database that is older than the files may name some that are gone: it is to ask for them again."""
        with self.database.writing() as connection:
            for row in connection.execute(select(FILE)).all():
                if not (self.folder / "objects" / row.place).exists():
                    lose(connection, row.sha256)

    def begin_history(self, name: str) -> None:
        """What `office restore` does when it is told that this is a restored office."""
        with self.database.writing() as connection:
            old = connection.execute(select(ORGANISATION)).one()
            connection.execute(insert(FORK), {"history": old.history, "forked_at": old.last_seq, "next": name})
            connection.execute(update(ORGANISATION).values(history=name, durable_seq=old.last_seq))

    def lose_file(self, number: int) -> bool:
        """A file is gone at the office, and it knows it."""
        with self.database.writing() as connection:
            found = list(connection.execute(select(FILE).order_by(FILE.c.sha256)))
            if not found:
                return False
            lost = found[number % len(found)]
            lose(connection, lost.sha256)
        (self.folder / "objects" / lost.place).unlink(missing_ok=True)
        return True

    def revoke(self, device: str) -> None:
        with self.database.writing() as connection:
            connection.execute(update(DEVICE).where(DEVICE.c.id == device).values(revoked_ms=self.clock.millis()))


def device_id(name: str) -> Id:
    return natural_id("device", name)


def _entries() -> Iterator[Entry]:
    for line, code in zip(LINES, "ABC", strict=True):
        yield Entry("product_line", line, {"code": code, "line_name": f"Line {code}"})
    for customer, number in zip(CUSTOMERS, ("C1", "C2"), strict=True):
        yield Entry("customer", customer, {"number": number, "customer_name": f"Customer {number}"})
    roles: dict[str, Values] = {
        "engineer": {"roles.a.role": "engineer", "roles.a.line": LINES[0]},
        "second": {
            "roles.a.role": "engineer",
            "roles.a.line": LINES[0],
            "roles.b.role": "engineer",
            "roles.b.line": LINES[1],
        },
        "head": {"roles.a.role": "department_manager"},
    }
    for name, number in PEOPLE.items():
        yield Entry("person", person_id(name), {"number": number, "person_name": name, **roles[name]})
    for place, unit in enumerate(UNITS):
        values: Values = {
            "customer": CUSTOMERS[place % 2],
            "line": LINES[place],
            "model": "M",
            "serial": f"S{place + 1}",
        }
        yield Entry("equipment", unit, values)
    for place, problem in enumerate(PROBLEMS):
        now = "2026-11-09T00:12:00Z"
        taken_in: Values = {
            "summary": "p", "customer": CUSTOMERS[place], "line": LINES[place], "received_at": now,
            "received_by": person_id("head"), "status": "open", "level": "2", "symptom": "s",
        }  # fmt: skip
        yield Entry("problem", problem, taken_in)
        link: Values = {"problem": problem, "customer": CUSTOMERS[place], "engineer": person_id("engineer")}
        yield Entry("visit", VISITS[place], {**link, "purpose": "p", "status": "preparing"})


@contextmanager
def played_office(folder: Path, kind: str) -> Iterator[PlayedOffice]:
    folder.mkdir(parents=True, exist_ok=True)
    with office_database(folder, kind) as url:
        office = PlayedOffice(folder, url)
        try:
            yield office
        finally:
            office.close()
