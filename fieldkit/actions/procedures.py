"""Procedures: those that come with FieldKit, those of the company, and which one a run goes by (P7.11)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from fieldkit import resource
from fieldkit.actions.desk import Desk
from fieldkit.actions.records import new_record, set_values
from fieldkit.errors import UserError
from fieldkit.forms import Json, Procedure, Record, Values, natural_id
from fieldkit.forms.seen import legible
from fieldkit.i18n import N_
from fieldkit.playbooks import (
    Playbook,
    UnsoundError,
    changes,
    check_against,
    check_playbook,
    drawn_from,
    load_former,
    load_playbooks,
    pinned,
    sound_playbook,
    text_of,
)

shipped = cache(load_playbooks)
former = cache(load_former)


@lru_cache(maxsize=256)
def _book(text: str) -> Playbook | None:
    return check_playbook(text).playbook


@dataclass(frozen=True)
class Library:
    """The procedures that can be chosen: of each code the version in force, the company's before FieldKit's own."""

    in_force: Mapping[str, Playbook]

    def of(self, *kinds: str) -> list[Playbook]:
        return [book for book in self.in_force.values() if book.kind in kinds]


def library(desk: Desk) -> Library:
    """What this laptop knows; one that has no records of procedures yet works by the shipped ones."""
    found = dict(shipped())
    newest: dict[str, int] = {}
    for form in _released(desk):
        book = _book(form.text or "")
        if book is not None and book.version >= newest.get(book.id, 0):
            found[book.id] = book
            newest[book.id] = book.version
    return Library(dict(sorted(found.items())))


def _released(desk: Desk, code: str = "") -> list[Procedure]:
    where = {"status": "released", **({"code": code} if code else {})}
    return [Procedure(record) for record in desk.store.find("procedure", where)]


def in_force(desk: Desk, code: str) -> Playbook | None:
    """The version of one procedure by which a new run goes."""
    books = [book for form in _released(desk, code) if (book := _book(form.text or ""))]
    return max(books, key=lambda book: book.version, default=shipped().get(code))


def book_of_run(desk: Desk, code: str, steps: Iterable[Mapping[str, Json]]) -> Playbook | None:
    """The version by which a run goes: that of its first record, though another was released or it withdrawn since.

    Records of before there were versions go by what came with FieldKit first. A version that is not on this laptop yet
    is stood in for by the one in force.
    """
    mine = [values for values in steps if values.get("playbook") == code and not values.get("deleted")]
    version = pinned(mine)
    if mine and version is None:
        return former().get((code, 1)) or shipped().get(code) or in_force(desk, code)
    if version is not None:
        record = desk.store.get(procedure_id(code, version))
        if record is not None and record.values.get("status") in {"released", "withdrawn"}:
            kept = _book(str(record.values.get("text") or ""))
            if kept is not None:
                return kept
        ours = shipped().get(code)
        if ours is not None and ours.version == version:
            return ours
        if (code, version) in former():
            return former()[code, version]
    return in_force(desk, code)


def procedure_id(code: str, version: int) -> str:
    """The id of a version: two managers who write the same one write the same record."""
    return natural_id("procedure", code, str(version))


def shipped_text(code: str) -> str:
    """The text of a procedure that comes with FieldKit."""
    path = resource("playbooks") / f"{code}.yaml"
    return text_of(path.name, path.read_bytes())


@dataclass(frozen=True)
class Version:
    """One version of a procedure: its record, "" for the one that comes with FieldKit, and what was said of it.

    `status` is draft, released, withdrawn, or shipped.
    """

    rid: str
    number: int
    status: str
    text: str
    in_force: bool
    reason: str = ""
    changes: str = ""
    when: str = ""
    who: str = ""


@dataclass(frozen=True)
class Shelf:
    """All versions of one procedure, the newest first."""

    code: str
    title: str
    purpose: str
    models: str
    versions: tuple[Version, ...]

    @property
    def shown(self) -> Version:
        """What one wants to see first: the newest draft, else what is in force."""
        drafts = [one for one in self.versions if one.status == "draft"]
        return next(iter([*drafts, *(one for one in self.versions if one.in_force)]), self.versions[0])


def shelves(desk: Desk) -> list[Shelf]:
    """Every procedure with its versions, by title."""
    forms: dict[str, list[Procedure]] = {code: [] for code in shipped()}
    for record in desk.store.find("procedure"):
        form = Procedure(record)
        forms.setdefault(form.code or "", []).append(form)
    return sorted((_shelf(desk, code, mine) for code, mine in forms.items()), key=lambda shelf: shelf.code)


def _shelf(desk: Desk, code: str, forms: list[Procedure]) -> Shelf:
    book, ours = in_force(desk, code), shipped().get(code)
    released_ones = [form for form in forms if form.status == "released"]
    versions = [_version(desk, form, book) for form in forms]
    if ours is not None:
        versions.append(Version("", ours.version, "shipped", shipped_text(code), not released_ones))
    versions.sort(key=lambda one: (one.number, one.rid), reverse=True)
    newest = max(forms, key=lambda form: form.edition or 0, default=None)
    shown = book or (_book(newest.text or "") if newest else None)
    title = shown.title.say() if shown else code
    purpose = shown.kind if shown else "diagnosis"
    named = ", ".join((*shown.models, *shown.lines)) if shown else ""
    return Shelf(code, title, purpose, named, tuple(versions))


def _version(desk: Desk, form: Procedure, book: Playbook | None) -> Version:
    number, status = int(form.edition or 0), form.status or "draft"
    who = desk.store.get(form.released_by) if form.released_by else None
    return Version(
        form.id, number, status, form.text or "", status == "released" and book is not None and book.version == number,
        form.reason or "", form.changes or "", form.shown("released_at"),
        str(who.values.get("person_name") or "") if who else "",
    )  # fmt: skip


# -- writing


def new_version(desk: Desk, text: str, name: str = "") -> Record:
    """A draft from a text, of the next version that is free; the text is given that version's number."""
    book = sound_playbook(name or "YAML", text)
    taken = [Procedure(record) for record in desk.store.find("procedure", {"code": book.id})]
    ours = shipped().get(book.id)
    highest = max([int(form.edition or 0) for form in taken] + [ours.version if ours else 0])
    version = book.version if book.version > highest else highest + 1
    text = with_version(text, version)
    values = {"code": book.id, "edition": str(version), "text": text, "status": "draft", **drawn_from(book)}
    return new_record(desk, "procedure", values, procedure_id(book.id, version))


def begin_new(desk: Desk, code: str) -> Record:
    """A draft of a procedure that there is not yet, with one step to begin with."""
    if any(shelf.code == code for shelf in shelves(desk)):
        raise UserError(N_("There is a procedure “{code}” already."), field="code", code=code)
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,39}", code):
        raise UserError(N_("A code begins with a small letter; then letters, digits, - and _."), field="code")
    return new_version(desk, _FIRST.replace("CODE", code))


_FIRST = """\
# 这里写说明
id: CODE
version: 1
kind: diagnosis
models: []
title: {zh: 新程序, en: New procedure}

steps:
  - id: symptom
    kind: check
    title: {zh: 核实故障, en: Verify the symptom}
    question: {zh: 现象与申告一致吗？, en: Is it as it was reported?}
    branches:
      - {when: good, next: not_found}
      - {when: bad, next: found}
      - {when: skipped, next: found}

  - id: found
    kind: conclusion
    title: {zh: 已找到, en: Found}
    cause: {zh: 写明原因。, en: Say the cause.}
    treatment:
      - {zh: 写明处理, en: Say what is to be done}

  - id: not_found
    kind: conclusion
    title: {zh: 未再现, en: Not seen}
    cause: {zh: 申告现象未再现。, en: What was reported was not seen.}
    treatment:
      - {zh: 72 小时监控, en: Monitor for 72 hours}
"""


def with_version(text: str, version: int) -> str:
    """The text with another number on its line `version:`; nothing else changes."""
    lines = text.split("\n")
    at = next((number for number, line in enumerate(lines) if line.startswith("version:")), None)
    if at is None:
        raise UserError(N_("The line “version: …” stands by itself at the left margin."))
    rest = lines[at].partition("#")
    lines[at] = f"version: {version}" + (f"  #{rest[2]}" if rest[1] else "")
    return "\n".join(lines)


def keep_text(desk: Desk, rid: str, text: str) -> Record:
    """Keeps a draft as it stands, sound or not; title and models follow where it can be read."""
    record = desk.form(rid).record
    book = _book(text)
    values: Values = {"text": text}
    if book is not None:
        values |= drawn_from(book)
    changed = {path: value for path, value in values.items() if record.values.get(path) != value}
    return set_values(desk, rid, changed, desk.store.open(rid)) if changed else record


def release(desk: Desk, rid: str, reason: str) -> Record:
    """Puts a draft in force, with the reason; what it changes is written down beside it. UnsoundError."""
    form = desk.form(rid)
    if not isinstance(form, Procedure):
        raise UserError(N_("This is no procedure."))
    if not legible(reason):
        raise UserError(N_("Write why this version is released."), field="reason")
    before = in_force(desk, form.code or "")
    checked = check_against(form.text or "", before)
    if checked.playbook is None:
        raise UnsoundError(form.name, checked.findings)
    if before is not None and before.version >= checked.playbook.version:
        raise UserError(N_("Version {version} is in force already. Begin a new version from this text."), field="text",
                        version=before.version)  # fmt: skip
    said = "\n".join(changes(before, checked.playbook))[:20_000]
    values: Values = {
        **drawn_from(checked.playbook),
        "status": "released",
        "reason": legible(reason),
        "changes": said,
        "released_by": desk.actor.person,
        "released_at": Procedure.released_at.dump(desk.clock.now()),
    }
    return set_values(desk, rid, values, desk.store.open(rid))


def withdraw(desk: Desk, rid: str, reason: str) -> Record:
    """Takes a released version back, with the reason: new runs go by the one before it."""
    values: Values = {"status": "withdrawn", "withdrawn_why": legible(reason), "withdrawn_by": desk.actor.person}
    if not legible(reason):
        raise UserError(N_("Write why this version is withdrawn."), field="withdrawn_why")
    return set_values(desk, rid, values, desk.store.open(rid))
