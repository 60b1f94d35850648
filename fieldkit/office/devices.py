"""The laptops of an office, as its command line shows them."""

import unicodedata
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from fieldkit.office.tables import DEVICE
from fieldkit.records.tables import load_many


def devices(connection: Connection) -> list[dict[str, Any]]:
    """All laptops, oldest first: id, its name, its person's number and name, when it came and was locked out (UTC)."""
    rows = connection.execute(select(DEVICE).order_by(DEVICE.c.enrolled_ms, DEVICE.c.id)).all()
    people = load_many(connection, {row.person for row in rows if row.person})
    found = []
    for row in rows:
        values = people[row.person].values if row.person in people else {}
        found.append(
            {
                "device": row.id,
                "name": row.name,
                "number": str(values.get("number") or ""),
                "person": str(values.get("person_name") or ""),
                "enrolled": _at(row.enrolled_ms),
                "locked_out": _at(row.revoked_ms) if row.revoked_ms is not None else "",
            }
        )
    return found


def plain(text: str) -> str:
    """A text that others wrote, for a terminal: what would steer it, or turn the line round, is shown as �."""
    return "".join("�" if unicodedata.category(sign) in {"Cc", "Cf"} else sign for sign in text)


def _at(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="seconds")
