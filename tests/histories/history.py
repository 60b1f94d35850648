"""One random history: what people, laptops, the line and the office do, step by step, from a seed.

Every step rolls its own dice from the seed and its number, so that a failing history can be made shorter by leaving
steps out (`shrink`).
"""

import random
import shutil
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from setting_out import word_of
from sqlalchemy import select, update

from fieldkit.clock import PlayedClock
from fieldkit.errors import UserError
from fieldkit.forms import FORMS, Customer, Values, natural_id, new_id, only_child_id, row_ids
from fieldkit.office import held
from fieldkit.office import pull as office_pull
from fieldkit.process.transitions import TRANSITIONS
from fieldkit.records.find import find
from fieldkit.store.database import OUTBOX
from fieldkit.store.store import Edit
from fieldkit.sync.client import RoundResult

from . import backups, since, stick
from .laptop import Form, KilledError, Laptop, Line, dying, first_laptop
from .office import CUSTOMERS, LINES, PEOPLE, PROBLEMS, START, UNITS, Copy, PlayedOffice, person_id
from .oracle import Oracle, values_at

TEXTS = {
    "customer": ("contact", "phone", "address"),
    "equipment": ("place", "configuration"),
    "problem": ("symptom", "effect"),
    "contact": ("said",),
    "visit": ("verified",),
    "checklist": ("items.a.item", "items.b.item"),
    "person": ("phone",),
    "photo": ("caption",),
}
EVERY_KIND = tuple(TEXTS)
TEXTS["complaint"] = ("said", "described")
HOT = [("customer", CUSTOMERS[0]), ("equipment", UNITS[0]), ("problem", PROBLEMS[0])]
MOVING = ("equipment", "problem")
FAULTS = {"lost request": 0.05, "lost reply": 0.08, "lost news": 0.1, "duplicate": 0.06, "kept for later": 0.08}
MOST_LAPTOPS = 5


class Templates:
    """Laptops just enrolled, made once and copied for each history."""

    def __init__(self, office: PlayedOffice, folder: Path) -> None:
        self.office = office
        self.folder = folder
        self.vaults = {}
        office.put_back(office.first)
        for name in PEOPLE:
            laptop = first_laptop(office, name, folder / name)
            laptop.sync.pull(RoundResult())
            laptop.store.close()
            self.vaults[name] = laptop.vault


@dataclass
class History:
    """The state of one history while it is played; `focus` names the acts that alone are played, if not all.

    `lineage` are the backups that the office as it is now comes after, those from `begun` on made since it was put back
    the last time; `covering` those whose number the laptops were told. `lost_files` are nowhere any more.
    """

    seed: int
    templates: Templates
    folder: Path
    focus: tuple[str, ...] = ()
    oracle: Oracle = field(default_factory=Oracle)
    laptops: list[Laptop] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    backups: list[Copy] = field(default_factory=list)
    late: list[Any] = field(default_factory=list)
    verdicts: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    trace: list[str] = field(default_factory=list)
    count: int = 0
    retired: set[str] = field(default_factory=set)
    erasures: list[dict[str, Any]] = field(default_factory=list)
    day: int = 0
    lineage: list[Copy] = field(default_factory=list)
    begun: int = 0
    covering: list[Copy] = field(default_factory=list)
    let_go: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    lost_files: set[str] = field(default_factory=set)
    bundles: list[stick.Posted] = field(default_factory=list)
    answers: list[stick.Posted] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.office = self.templates.office
        self.office.put_back(self.office.first)
        self.office.clock.set(START + timedelta(hours=1))
        self.dice = random.Random(f"{self.seed}")
        # No two histories are alike: one has no restores, the next many; in some everybody writes in one place.
        self.weights = [weight * self.dice.choice([0.2, 1, 1, 3]) for weight in _WEIGHTED.values()]
        self.narrow = self.dice.random() < 0.6
        if self.focus:
            self.narrow = True
        self.skew = [timedelta(days=self.dice.choice([0, 0, 3650, -3650])) for _ in range(MOST_LAPTOPS + 1)]
        self.weights += [weight * self.dice.choice([0, 0, 1, 3]) for weight in _SINCE.values()]
        if self.focus:
            self.weights = [
                weight if act.__name__ in self.focus else 0 for act, weight in zip(ACTS, WEIGHTS, strict=True)
            ]
        for name in PEOPLE:
            home = self.folder / name
            shutil.copytree(self.templates.folder / name, home)
            self._add(name, home, self.templates.vaults[name])

    def _add(self, name: str, home: Path, vault: Any) -> Laptop:
        line = Line(self.office, self.oracle, natural_id("device", name), late=self.late, verdicts=self.verdicts)
        line.fault = lambda what: self.dice.random() < FAULTS[what]
        clock = PlayedClock(START + self.skew[len(self.laptops)])
        laptop = Laptop(name, home, type(vault)(vault), clock, line)
        self.laptops.append(laptop)
        return laptop

    def close(self) -> None:
        for laptop in self.laptops:
            laptop.store.close()

    # -- steps

    def step(self, number: int) -> None:
        self.dice = random.Random(f"{self.seed}/{number}")
        act = self.dice.choices(ACTS, self.weights)[0]
        laptop = self.dice.choice(self.laptops)
        done = act(self, laptop)
        self.look()
        if done is not False:
            name = act.__name__
            self.note(name, 1)
            self.trace.append(f"{number} {laptop.home.name} {name} {done if done is not None else ''}")

    def look(self) -> None:
        """The oracle sees who has which rights now."""
        self.laptops[0].line.look()

    def note(self, what: str, count: int) -> None:
        """Counts what happened, for the soak's last line."""
        self.counts[what] = self.counts.get(what, 0) + count

    def _rid(self, laptop: Laptop, kinds: Iterable[str]) -> tuple[str, str] | None:
        """A record that this laptop shows."""
        wanted = list(kinds)
        self.dice.shuffle(wanted)
        with laptop.store.database.reading() as connection:
            for kind in wanted:
                if rids := find(connection, kind):
                    return kind, self.dice.choice(rids)
        return None

    def form(self, laptop: Laptop, kinds: Iterable[str] = EVERY_KIND) -> Form | None:
        if self.narrow and kinds is EVERY_KIND and self.dice.random() < 0.8:
            found: tuple[str, str] | None = self.dice.choice(HOT)
        else:
            found = self._rid(laptop, kinds)
        if found is None:
            return None
        try:
            return Form(laptop, laptop.store.open(found[1]))
        except UserError:
            return None

    def text(self) -> str:
        self.count += 1
        return f"v{self.count}"

    def texts(self, form: Form, count: int = 1) -> Values:
        """New values for some text paths of a record; the oracle hears what the form showed there."""
        record = form.opened.record
        patch: Values = {}
        paths = TEXTS[record.kind][: 1 if self.narrow and self.dice.random() < 0.8 else None]
        for path in self.dice.sample(paths, min(count, len(paths))):
            value = self.text()
            self.oracle.write(value, (record.id, path), values_at(record, path))
            patch[path] = value
        return patch

    def save(self, form: Form, patch: Values) -> str:
        record = form.opened.record
        form.laptop.store.write(form.laptop.actor, [Edit(record.kind, record.id, patch, form.opened)])
        return f"{record.kind} {record.id[:8]} {patch} base {form.opened.base_seq} place {form.opened.opos}"

    # -- people

    def write(self, laptop: Laptop) -> Any:
        form = self.form(laptop)
        return self.save(form, self.texts(form, self.dice.choice([1, 1, 1, 2]))) if form else False

    def open_form(self, laptop: Laptop) -> Any:
        form = self.form(laptop)
        if form is None:
            return False
        self.forms.append(form)
        return form.opened.record.id[:8]

    def save_form(self, _: Laptop) -> Any:
        if not self.forms:
            return False
        form = self.forms.pop(self.dice.randrange(len(self.forms)))
        return self.save(form, self.texts(form))

    def create(self, laptop: Laptop) -> Any:
        """A problem, or something that belongs to one."""
        kind = self.dice.choice(["problem", "problem", "contact", "visit", "checklist", "photo"])
        values = self._values(laptop, kind)
        if values is None:
            return False
        rid, values = values
        for path in TEXTS[kind]:
            if self.dice.random() < 0.5 or path in values:
                values[path] = self.text()
                record = laptop.store.get(rid)
                self.oracle.write(str(values[path]), (rid, path), values_at(record, path) if record else ())
        laptop.store.write(laptop.actor, [Edit(kind, rid, values)])
        return f"{kind} {rid[:8]} {values}"

    def _values(self, laptop: Laptop, kind: str) -> tuple[str, Values] | None:
        now = "2026-11-09T00:12:00Z"
        if kind == "problem":
            return new_id(), {
                "summary": "p", "customer": self.dice.choice(CUSTOMERS), "line": self.dice.choice(LINES),
                "received_at": now, "received_by": laptop.actor.person, "status": "open", "level": "2",
            }  # fmt: skip
        if kind in {"contact", "visit"}:
            parent = self.form(laptop, ["problem"])
            if parent is None:
                return None
            link: Values = {"problem": parent.opened.record.id}
            if kind == "contact":
                return new_id(), {**link, "contact_at": now, "whom": "w", "said": "s"}
            person = person_id(self.dice.choice(list(PEOPLE)))
            customer = parent.opened.record.values.get("customer")
            return new_id(), {**link, "customer": customer, "engineer": person, "purpose": "p", "status": "preparing"}
        parent = self.form(laptop, ["visit"])
        if parent is None:
            return None
        link = {"visit": parent.opened.record.id}
        if kind == "checklist":
            rows: Values = {f"items.{row}.group": "file" for row in "ab"} | {f"items.{row}.item": "i" for row in "ab"}
            return only_child_id(parent.opened.record.id, "checklist"), link | rows
        stored = laptop.store.put_file(f"photo {self.seed} {self.text()}".encode(), "p.jpg", "image/jpeg")
        self.files.add(stored.sha256)
        picture: Any = {"sha256": stored.sha256, "name": stored.name, "size": stored.size, "type": stored.type}
        return new_id(), link | {"picture": picture}

    def delete(self, laptop: Laptop) -> Any:
        """A record or a row of a list goes, or comes back."""
        form = self.form(laptop, ["problem", "contact", "checklist", "equipment"])
        if form is None:
            return False
        path = "items.b.deleted" if form.opened.record.kind == "checklist" else "deleted"
        return self.save(form, {path: not form.opened.record.values.get(path)})

    def move(self, laptop: Laptop) -> Any:
        """To another line, mostly by who may, and with another line written in the form at the same time."""
        form = self.form(self.head(laptop), MOVING)
        if form is None:
            return False
        patch: Values = {"line": self.dice.choice(LINES)}
        if self.dice.random() < 0.3:
            patch["customer"] = self.dice.choice(CUSTOMERS)
        return self.save(form, patch)

    def head(self, laptop: Laptop) -> Laptop:
        heads = [one for one in self.laptops if one.name == "head"]
        return self.dice.choice(heads) if self.dice.random() < 0.8 else laptop

    def grant(self, laptop: Laptop) -> Any:
        """The lines or roles of a person change: in the rows of a list."""
        head = self.head(laptop)
        name = self.dice.choice(["engineer", "second", "second"])
        try:
            opened = head.store.open(person_id(name))
        except UserError:
            return False
        rows = row_ids(opened.record.values, "roles")
        choice = self.dice.random()
        if choice < 0.35 or not rows:
            row = self.dice.choice("abc")
            edit: Values = {f"roles.{row}.role": "engineer", f"roles.{row}.line": self.dice.choice(LINES)}
            edit[f"roles.{row}.deleted"] = False
        elif choice < 0.6:
            edit = {f"roles.{self.dice.choice(rows)}.deleted": True}
        elif choice < 0.8:
            edit = {f"roles.{self.dice.choice(rows)}.line": self.dice.choice(LINES)}
        else:
            edit = {f"roles.{self.dice.choice(rows)}.role": self.dice.choice(["engineer", "qa", "receiver"])}
        return f"{name} {self.save(Form(head, opened), edit)}"

    def step_on(self, laptop: Laptop) -> Any:
        """A status moves on, together with a text of the record and one of another record."""
        form = self.form(laptop, ["problem", "problem", "visit"])
        if form is None:
            return False
        record = form.opened.record
        source = str(record.values.get("status") or "")
        steps = [one.target for one in TRANSITIONS if (one.kind, one.source) == (record.kind, source)]
        if not steps:
            return False
        target = self.dice.choice(steps)
        patch = {"status": target, **self.texts(form)}
        if target == "assigned":
            patch["assigned_to"] = person_id(self.dice.choice(list(PEOPLE)))
        if target in {"on_site", "left"}:
            patch |= {"arrived": "2026-11-09T01:00:00Z", "left": "2026-11-09T01:00:00Z"}
        edits = [Edit(record.kind, record.id, patch, form.opened)]
        if target == "on_site":  # a manager agreed by phone
            link: Values = {"visit": record.id, "applicant": person_id("engineer")}
            words = link | word_of(person_id("head"), START + timedelta(minutes=30))
            edits.insert(0, Edit("trip_approval", only_child_id(record.id, "trip_approval"), words))
        other = self.form(laptop)
        if other is not None and other.opened.record.id != record.id:
            edits.append(Edit(other.opened.record.kind, other.opened.record.id, self.texts(other), other.opened))
        laptop.store.write(laptop.actor, edits, together=True)
        return f"{record.kind} {record.id[:8]} {source}->{target} {[edit.patch for edit in edits]}"

    def newer_form(self, laptop: Laptop) -> Any:
        """An edit by a newer program, whose form the office does not know yet."""
        form = self.form(laptop, ["customer"])
        if form is None:
            return False
        done = self.save(form, self.texts(form))
        with laptop.store.database.writing() as connection:
            newest = select(OUTBOX.c.ord).order_by(OUTBOX.c.ord.desc()).limit(1).scalar_subquery()
            connection.execute(update(OUTBOX).where(OUTBOX.c.ord == newest).values(form_version=Customer.version + 1))
        return done

    # -- the line

    def push(self, laptop: Laptop) -> Any:
        with self._pages(laptop):
            laptop.push()
        return self._outbox(laptop)

    def pull(self, laptop: Laptop) -> Any:
        with self._pages(laptop):
            laptop.pull()
        return laptop.said

    def round(self, laptop: Laptop) -> Any:
        with self._pages(laptop):
            laptop.round()
        return self._outbox(laptop)

    def _outbox(self, laptop: Laptop) -> str:
        with laptop.store.database.reading() as connection:
            rows = connection.execute(select(OUTBOX.c.n, OUTBOX.c.state, OUTBOX.c.vseq).order_by(OUTBOX.c.ord)).all()
        return " ".join([f"{row.n}:{row.state}@{row.vseq}" for row in rows[-12:]] + [laptop.said])

    def _pages(self, laptop: Laptop) -> Any:
        """Small pages, a slow line, an office that dies: what this sync meets."""
        dice = self.dice
        line = laptop.line
        line.most_changes = dice.choice([1, 3, 10_000, 10_000])
        line.most_bytes = dice.choice([1_000, *[10_000_000] * 4])
        line.statements = lambda: dice.randrange(40) if dice.random() < 0.04 else 10_000
        rows = dice.choice([2, 5, 1_000, 1_000])
        return patch.multiple(office_pull, PAGE_ROWS=rows)

    def late_push(self, _: Laptop) -> Any:
        """A message of before arrives once more."""
        if not self.late:
            return False
        message = self.dice.choice(self.late)
        line = next(one.line for one in self.laptops)
        device = self._device_of(message)
        if device is None:
            return False
        old, line.device = line.device, device
        line.statements = lambda: 10_000
        try:
            line.take(message)
        finally:
            line.device = old
        return [change.n for change in message.changes]

    def _device_of(self, message: Any) -> str | None:
        authors = {person_id(name): natural_id("device", name) for name in PEOPLE}
        return authors.get(message.changes[0].author) if message.changes else None

    # -- laptops

    def die(self, laptop: Laptop) -> Any:
        """The process is killed between two statements of something, and started again."""
        act = self.dice.choice([History.write, History.push, History.pull, History.round, History.step_on])
        wrote = self.count
        statements = self.dice.randrange(60)
        try:
            with dying(laptop.store.database.engine, statements):
                act(self, laptop)
        except KilledError:
            laptop.store.close()
            laptop.open()
        self.forms = [form for form in self.forms if form.laptop is not laptop]
        kept = set().union(*(one.written() for one in self.laptops))
        self.oracle.exempt |= {f"v{number}" for number in range(wrote + 1, self.count + 1)} - kept
        return f"{act.__name__} after {statements}"

    def copy(self, laptop: Laptop) -> Any:
        place = self.folder / f"copy{len(laptop.copies)} of {laptop.home.name}"
        laptop.copy_to(place)
        laptop.copies.append(place)

    def restore(self, laptop: Laptop) -> Any:
        """Back to a copy of before: what was written since is the user's loss."""
        if not laptop.copies:
            return False
        before = laptop.written()
        laptop.restore_from(self.dice.choice(laptop.copies))
        lost = before - set().union(*(one.written() for one in self.laptops))
        at_office = self.office.written()
        self.oracle.exempt |= lost - at_office
        self.oracle.fragile |= lost & at_office
        self.forms = [form for form in self.forms if form.laptop is not laptop]
        backups.note_lost(self)
        return None

    def clone(self, laptop: Laptop) -> Any:
        """A second installation from a copy of the first one."""
        if not laptop.copies or len(self.laptops) >= MOST_LAPTOPS:
            return False
        home = self.folder / f"clone{len(self.laptops)}"
        shutil.copytree(self.dice.choice(laptop.copies), home)
        self._add(laptop.name, home, laptop.vault).clock_set = True
        return home.name

    def set_clock(self, laptop: Laptop) -> Any:
        laptop.clock.set(START + timedelta(days=self.dice.choice([-3650, -1, 0, 1, 3650])))
        laptop.clock_set = True

    # -- the office

    def back_up(self, _: Laptop) -> Any:
        self.look()
        self.backups.append(self.office.copy(self.day, tuple(self.lineage), tuple(self.oracle.rights.rights)))
        self.lineage.append(self.backups[-1])
        return f"@{self.backups[-1].last_seq}"

    def restore_office(self, _: Laptop) -> Any:
        """From a backup, with its files or without; the office is told of it or not."""
        if not self.backups:
            return False
        chosen, told = self.dice.choice(self.backups), self.dice.random() < 0.5
        last = self.office.last_seq
        self.erasures += self.office.erasures()
        self.office.put_back(chosen, with_files=self.dice.random() < 0.7)
        if told:
            self.office.begin_history(str(uuid.UUID(int=self.dice.getrandbits(128))))
        if self.erasures and self.dice.random() < 0.5:
            self.office.erase_again(self.erasures)
        self.verdicts.clear()
        self.oracle.rights.rights = list(chosen.rights)
        self.lineage = [*chosen.after, chosen]
        self.begun = len(self.lineage)
        if told:
            self.covering.append(chosen)
        lost = backups.lost_by(self, chosen)
        self.oracle.exempt |= lost
        self.note("- let go and lost", len(lost & self.let_go))
        backups.note_lost(self)
        return f"{last} -> {chosen.last_seq} {'told' if told else ''}"

    def lose_file(self, _: Laptop) -> Any:
        if not self.office.lose_file(self.dice.randrange(100)):
            return False
        backups.note_lost(self)
        return None

    def revoke(self, laptop: Laptop) -> Any:
        if laptop.name != "second":
            return False
        self.office.revoke(laptop.line.device)
        backups.note_lost(self)
        return laptop.name

    def erase(self, _: Laptop) -> Any:
        """Somebody is forgotten: a value goes wherever it stands, while others write on."""
        if not self.oracle.where:
            return False
        value = self.dice.choice(list(self.oracle.where))
        return f"{value} at {self.oracle.where[value]}" if self.office.erase(value, self.oracle.where[value]) else False

    def decide_held(self, _: Laptop) -> Any:
        return self.decide(self.dice.random() < 0.7)

    def decide(self, take: bool) -> Any:
        """A person at the office decides about the oldest held change."""
        with self.office.database.writing() as connection:
            waiting = held.waiting(connection)
            if not waiting:
                return False
            with patch.object(FORMS["customer"], "version", 2):
                held.settle(connection, waiting[0]["id"], self.office.clock.millis(), "test", take=take)
        self.look()
        return f"{waiting[0]['id'][:8]} {take}"

    def upgrade(self, _: Laptop) -> Any:
        """The office learns the newer form."""
        with self.office.database.writing() as connection, patch.object(FORMS["customer"], "version", 2):
            held.check_again(connection)


Act = Callable[[History, Laptop], Any]
_WEIGHTED: dict[Act, float] = {
    History.write: 18, History.open_form: 5, History.save_form: 5, History.create: 8, History.delete: 3,
    History.move: 4, History.grant: 4, History.step_on: 8, History.newer_form: 1, History.push: 9, History.pull: 9,
    History.round: 6, History.late_push: 1.5, History.die: 3, History.copy: 1.5, History.restore: 1.5,
    History.clone: 0.8, History.set_clock: 1, History.back_up: 2, History.restore_office: 2.5,
    History.lose_file: 0.7, History.revoke: 0.15, History.decide_held: 1.5, History.upgrade: 0.5,
}  # fmt: skip
# These roll their dice after the others, so that a seed still finds what it was found for.
_SINCE: dict[Act, float] = {
    History.erase: 3, since.complain: 4, since.promote: 2, since.retire: 0.7, backups.pass_days: 3,
    backups.say_covered: 4, backups.tidy_up: 4, backups.quiet_month: 2, backups.look_at: 3,
    stick.pack: 5, stick.deliver: 7, stick.accept: 8,
}  # fmt: skip
ACTS, WEIGHTS = [*_WEIGHTED, *_SINCE], [*_WEIGHTED.values(), *_SINCE.values()]
