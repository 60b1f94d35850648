"""Who may take lists in, and which: the rights of the person at the desktop, judged as for any other change."""

from collections.abc import Iterable

from sqlalchemy import Connection

from fieldkit.access import APPOINTERS, GRANTS, ROLE_LABELS, may_import
from fieldkit.errors import NotAllowedError, UserError, Word
from fieldkit.forms import FORMS, Person, Record
from fieldkit.i18n import N_
from fieldkit.office.comparing import Step
from fieldkit.office.reading.grid import Notice
from fieldkit.office.reading.lists import ListRead
from fieldkit.office.rights import Rights, current
from fieldkit.process.appointing import require_appointing
from fieldkit.records.find import find
from fieldkit.records.tables import load_many


def check_may_import(connection: Connection, person: str) -> None:
    """NotAllowedError unless this person may take lists in."""
    if not may_import(current(connection, person).actor):
        raise NotAllowedError(N_("Your role may not take lists in. Ask the secretary or the department manager."))


def refused_list(rights: Rights, read: ListRead) -> Notice | None:
    """Why a person may not take a whole list in; None when he may write all that it would."""
    if not read.entries:
        return None
    paths = {(entry.kind, path.split(".")[0]) for entry in read.entries for path in (*entry.values, *entry.initial)}
    kinds = {kind for kind, _ in paths}
    narrowed = [field for kind, name in sorted(paths) if (field := FORMS[kind].fields[name]).write is not None]
    everywhere = rights.actor.everywhere
    kept_back = [field for field in narrowed if field.write is not None and not field.write & everywhere]
    allowed = all(everywhere & GRANTS[kind].write for kind in kinds)
    if allowed and not kept_back:
        return None
    able = frozenset.intersection(
        *(GRANTS[kind].write for kind in kinds), *(field.write for field in narrowed if field.write is not None)
    )
    roles = tuple(Word(label) for role, label in ROLE_LABELS.items() if role in able)
    if allowed:
        labels = tuple(Word(field.label) for field in kept_back)
        sentence = N_("Your role may not write “{fields}” of this list. It is taken in by: {roles}.")
        return Notice(read.entries[0].file, 0, UserError(sentence, fields=labels, roles=roles))
    sentence = N_("Your role does not allow you to write this list. It is taken in by: {roles}.")
    return Notice(read.entries[0].file, 0, UserError(sentence, roles=roles))


def refused_step(rights: Rights | None, step: Step) -> Notice | None:
    """Why a row would appoint somebody whom this person may not appoint; at the office's own computer anybody may."""
    if rights is None or not step.patch:
        return None
    before = step.stored.values if step.stored else None
    try:
        require_appointing(rights.actor, step.entry.kind, step.entry.id, before, step.patch)
    except UserError as error:
        return Notice(step.entry.file, step.entry.row, error)
    return None


def nobody_appoints(connection: Connection, read: ListRead, steps: Iterable[Step]) -> Notice | None:
    """What is to be said of a list of people that leaves nobody who gives roles and invites laptops; None otherwise."""
    patches = {step.entry.id: step.patch for step in steps if step.entry.kind == "person"}
    if not any(patches.values()):
        return None
    known = load_many(connection, [*find(connection, "person"), *patches])
    for rid in {*known, *patches}:
        values = {**(known[rid].values if rid in known else {}), **patches.get(rid, {})}
        person = Person(Record(rid, "person", values=values))
        if person.left_on is None and {post.role for post in person.posts} & APPOINTERS:
            return None
    sentence = N_("After this list nobody is department manager, so nobody could give roles or invite laptops. "
                  "Write the role beside one person.")  # fmt: skip
    return Notice(read.entries[0].file, 0, UserError(sentence))
