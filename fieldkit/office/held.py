"""Held changes: those that wait for a person at the office, or for its upgrade, and what becomes of them (sync.md).

A held change is decided once. It is judged again as if it came now, under the numbers it came with; what waited
behind it follows in order. Its verdict and those that follow take new numbers, by which its author hears of them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, TextClause, delete, select

from fieldkit.errors import UserError
from fieldkit.forms import FORMS, field_at, form_of
from fieldkit.i18n import N_, language, translate
from fieldkit.office.audit import audit
from fieldkit.office.database import Sequence, alone, forks
from fieldkit.office.judge import refuse
from fieldkit.office.page import Page, Sender
from fieldkit.office.push import change_row, decide
from fieldkit.office.rights import history_of
from fieldkit.office.tables import CHANGE, DEVICE
from fieldkit.records.find import forms_changed
from fieldkit.records.rows import among
from fieldkit.records.tables import load
from fieldkit.sync.messages import Base, Change

Row = Mapping[str, Any]


def waiting(connection: Connection, *which: ColumnElement[bool] | TextClause) -> list[Row]:
    """The held changes, or some of them, in the order in which they came."""
    query = select(CHANGE).where(CHANGE.c.status == "held", *which).order_by(CHANGE.c.seq)
    return [dict(row) for row in connection.execute(query).mappings()]


def settle(connection: Connection, change: str, now_ms: int, who: str, *, take: bool) -> None:
    """A person decides about a held change and its group; UserError when it waits behind another one."""
    row = next(iter(waiting(connection, CHANGE.c.id == change)), None)
    if row is None:
        raise UserError(N_("This change is not held, or was decided already."))
    group = _group(connection, row)
    if any(_before(connection, member) for member in group):
        raise UserError(N_("An earlier change to the same record is held too. Decide about that one first."))
    audit(connection, now_ms, who, "take" if take else "refuse", change)
    _judge_again(connection, group, take=take, revoked=False)
    _follow(connection, group)


def spoken(connection: Connection, row: Row) -> dict[str, Any]:
    """A held change as a person decides about it: who wrote what of which record, and why it is held."""
    author, record = load(connection, row["author"]), load(connection, row["rid"])
    name = str(author.values.get("person_name") or row["author"]) if author else str(row["author"])
    form = FORMS.get(row["kind"])
    values = {}
    for path, value in row["patch"].items():
        field = field_at(row["kind"], path)
        values[translate(field.label) if field else path] = field.show(field.load(value)) if field else str(value)
    title = translate(form.title) if form else row["kind"]
    named = form_of(record.record()).name if record is not None and form else ""
    reason = row["message"].get(language()) or row["message"].get("en") or row["code"]
    said = "·".join(dict.fromkeys(word for word in (title, named) if word))
    return {"change": row["id"], "author": name, "record": said, "rid": row["rid"], "reason": reason, "values": values}


def verdict(connection: Connection, change: str) -> tuple[str, str]:
    """What became of a change: its status, and the reason in this language."""
    row = connection.execute(select(CHANGE.c.status, CHANGE.c.message).where(CHANGE.c.id == change)).one()
    return row.status, row.message.get(language()) or row.message.get("en") or ""


def check_upgraded(connection: Connection) -> None:
    """Judges anew what was held for an unknown form or field, when the forms are others than the last time."""
    alone(connection, "forms")
    if forms_changed(connection):
        check_again(connection)


def check_again(connection: Connection) -> None:
    """After an upgrade: what was held for an unknown form or field is judged anew, oldest first."""
    unknown = CHANGE.c.status == "held", CHANGE.c.code == "version"
    for found in connection.execute(select(CHANGE.c.id).where(*unknown).order_by(CHANGE.c.seq)).all():
        for row in waiting(connection, CHANGE.c.id == found.id):
            group = _group(connection, row)
            if group[:1] == [row] and not any(_before(connection, one) for one in group):
                _retry(connection, group)


def release(connection: Connection, changes: Iterable[str]) -> None:
    """What these changes waited for has come, such as a file: they are judged again with their groups, oldest first."""
    wanted = set(changes)
    for row in waiting(connection, among(connection, CHANGE.c.id, sorted(wanted))):
        if row["id"] in wanted:
            group = _group(connection, row)
            wanted -= {member["id"] for member in group}
            if group and not any(_before(connection, member) for member in group):
                _retry(connection, group)


def _follow(connection: Connection, group: list[Row]) -> None:
    """What waited behind a change that is decided now; what is held for a reason of its own stays so."""
    settled = {(row["rid"], row["author"]) for row in group}
    rids = sorted({row["rid"] for row in group})
    for row in waiting(connection, CHANGE.c.code == "behind", among(connection, CHANGE.c.rid, rids)):
        if (row["rid"], row["author"]) in settled:
            behind = _group(connection, row)
            if behind[:1] == [row] and not any(_before(connection, member) for member in behind):
                _retry(connection, behind)


def _retry(connection: Connection, group: list[Row]) -> None:
    """Judges a group anew; one that would be held for the same reason keeps its place and its verdict."""
    device = connection.execute(select(DEVICE.c.revoked_ms).where(DEVICE.c.id == group[0]["device"])).first()
    attempt = connection.begin_nested()
    statuses = _judge_again(connection, group, take=True, revoked=device is not None and device.revoked_ms is not None)
    if statuses == {("held", group[0]["code"])}:
        attempt.rollback()
        return
    attempt.commit()
    if all(status != "held" for status, _ in statuses):
        _follow(connection, group)


def _judge_again(connection: Connection, group: list[Row], *, take: bool, revoked: bool) -> set[tuple[str, str]]:
    """Gives a group its verdict anew; returns the status and code of each."""
    first = group[0]
    connection.execute(delete(CHANGE).where(CHANGE.c.id.in_([row["id"] for row in group])))
    sender = Sender(first["device"], first["author"], revoked)
    page = Page(connection, sender, first["received_ms"], Sequence(connection), history_of(connection, first["author"]))
    page.known_forks = forks(connection)
    page.proof = first["seq"]
    page.told = first["code"] == "witnessed"
    page.look_up(row["rid"] for row in group)
    page.altered.update(row["id"] for row in group if not row["says"])
    for row in group:  # what is held of these records came later, and waits behind this
        page.unsettled.get(row["rid"], set()).discard(("held", row["author"]))
    changes = [_change(row) for row in group]
    if take:
        rows = decide(page, changes)
    else:
        refused = refuse("decided", N_("The head office decided not to take this change."))
        rows = [change_row(page, change, refused) for change in changes]
    for decided in rows:
        decided["news"] = True
    page.write()
    return {(decided["status"], decided["code"]) for decided in rows}


def _group(connection: Connection, row: Row) -> list[Row]:
    if row["grp"] is None:
        return [row]
    together = select(CHANGE).where(CHANGE.c.grp == row["grp"], CHANGE.c.inc == row["inc"], CHANGE.c.status == "held")
    return [dict(row) for row in connection.execute(together.order_by(CHANGE.c.n)).mappings()]


def _before(connection: Connection, row: Row) -> bool:
    """Whether an earlier change of this person to the record is held, other than one of its own group."""
    query = select(CHANGE.c.grp).where(
        CHANGE.c.rid == row["rid"],
        CHANGE.c.author == row["author"],
        CHANGE.c.status == "held",
        CHANGE.c.seq < row["seq"],
    )
    return any(row["grp"] is None or found.grp != row["grp"] for found in connection.execute(query))


def _change(row: Row) -> Change:
    """The change as it came. It is not checked again: of a record that is gone nothing is kept of what it said."""
    return Change.model_construct(
        id=row["id"], inc=row["inc"], n=row["n"], prev=row["prev"], group=row["grp"], kind=row["kind"], rid=row["rid"],
        patch=row["patch"], base=Base(history=row["base_history"], seq=row["base_seq"]), own=row["own"],
        author=row["author"], device_ms=row["device_ms"], form_version=row["form_version"],
        was="ok" if row["was"] == "ok" else "",  # what a witness told is judged as his own, once a person takes it
    )  # fmt: skip
