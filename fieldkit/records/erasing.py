"""Erasing: something else in the place of what must go, wherever it stands and whenever it comes back. Pure.

An erasure is no edit. It changes no number and no head's author, so the merge goes on as if the value had never been
another one. It knows the values by slow, salted digests: who has the list of erasures does not have what was erased.
"""

import hashlib
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fieldkit.forms import Json
from fieldkit.i18n import N_
from fieldkit.records.heads import Head, first
from fieldkit.records.rows import dumps
from fieldkit.records.tables import Stored

PURGED = N_("The time for which this record is kept is over. It was done away with everywhere.")


@dataclass(frozen=True)
class Erasure:
    """At a path of a record: by digest, what stands in the place of a value now. Without a path: the record is gone."""

    seq: int
    rid: str
    path: str
    salt: str
    values: Mapping[str, Json]

    def instead(self, value: Json) -> Json:
        """What is to stand here: the value itself, unless it was erased."""
        if value is None or value == "":
            return value
        return self.values.get(digest(self.salt, value), value)


def digest(salt: str, value: Json) -> str:
    """16 bytes of scrypt (n = 2^12, r = 8, p = 1) over the value's JSON, in hex; `salt` is hex too."""
    return hashlib.scrypt(dumps(value).encode(), salt=bytes.fromhex(salt), n=2**12, r=8, p=1, dklen=16).hex()


def erasure_of(seq: int, rid: str, path: str, values: Iterable[tuple[Json, Json]]) -> Erasure:
    """An erasure of these values, each with what is to stand in its place."""
    salt = secrets.token_hex(16)
    return Erasure(seq, rid, path, salt, {digest(salt, old): new for old, new in values})


def cleaned(values: Mapping[str, Any], erasures: Iterable[Erasure]) -> dict[str, Any] | None:
    """The values of a record, or a patch to it, after its erasures; None when they hold nothing erased."""
    after = dict(values)
    for erasure in erasures:
        if erasure.path in after:
            after[erasure.path] = erasure.instead(after[erasure.path])
    return None if after == values else after


def clean_record(stored: Stored, erasures: Iterable[Erasure]) -> bool:
    """Erases in a row of the record table what was written before each erasure; whether there was anything."""
    changed = False
    for erasure in erasures:
        path = erasure.path
        if path in stored.heads:
            before = stored.heads[path]
            after = [
                head._replace(value=erasure.instead(head.value)) if head.seq < erasure.seq else head for head in before
            ]
            if after != before:
                stored.heads[path] = _distinct(after)
                stored.values[path] = first(stored.heads[path]).value
                changed = True
        elif path in stored.values and stored.stamps.get(path, 0) < erasure.seq:
            instead = erasure.instead(stored.values[path])
            changed |= instead != stored.values[path]
            stored.values[path] = instead
    return changed


def _distinct(heads: Collection[Head]) -> list[Head]:
    """Heads that say the same have become one, the newest: two empty places are no conflict."""
    newest = {dumps(head.value): head.seq for head in sorted(heads, key=lambda head: head.seq)}
    return [head for head in heads if newest[dumps(head.value)] == head.seq]
