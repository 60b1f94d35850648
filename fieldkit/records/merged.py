"""Records that were merged into others: which one stands for which, and all that are one with a record.

What still points at a merged record, since it came late or is under seal, is found as the other's own by this.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from fieldkit.forms import form_class
from fieldkit.forms.merging import MERGED_INTO, mergeable, stays_instead
from fieldkit.forms.values import Link
from fieldkit.records.find import find_table


def merged(connection: Connection, kind: str) -> dict[str, str]:
    """Every merged record of a kind with the one that stands for it in the end."""
    table = find_table(kind)
    if MERGED_INTO not in table.c:
        return {}
    column = table.c[MERGED_INTO]
    rows = connection.execute(select(table.c.rid, column).where(column.is_not(None)))
    into = {row.rid: found for row in rows if (found := stays_instead(row.rid, {MERGED_INTO: row[1]}))}
    return {rid: _last(rid, into) for rid in into}


def _last(rid: str, into: Mapping[str, str]) -> str:
    while rid in into:  # each step leads to a lesser id: it ends
        rid = into[rid]
    return rid


def all_merged(connection: Connection) -> dict[str, str]:
    """Every merged record of any kind with the one that stands for it."""
    return {rid: stays for kind in sorted(mergeable()) for rid, stays in merged(connection, kind).items()}


def widened(connection: Connection, kind: str, where: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """The same question, asking at each link for all records that are one with the record asked for."""
    asked = dict(where or {})
    for name, value in asked.items():
        field = form_class(kind).fields.get(name)
        if isinstance(field, Link) and field.kind in mergeable() and name != MERGED_INTO and value is not None:
            into = merged(connection, field.kind)
            if into:
                asked[name] = _ones(value if isinstance(value, list | set | tuple) else [value], into)
    return asked


def _ones(rids: Iterable[str], into: Mapping[str, str]) -> list[str]:
    stay = {into.get(rid, rid) for rid in rids}
    return sorted(stay | {rid for rid, stays in into.items() if stays in stay})
