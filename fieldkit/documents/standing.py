"""What a file alone cannot tell: whether it is the last state of its paper. The paper's record tells, by its ledger."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from fieldkit.documents.snapshot import read_snapshot
from fieldkit.documents.verify import ALTERED, CUT_BACK, EARLIER, NOT_KEPT, REPLACED, UNSIGNED, Verification, less
from fieldkit.errors import DamagedError
from fieldkit.forms import Json, Record
from fieldkit.process.paper_ledger import State, of_revision, states_of


@dataclass(frozen=True)
class Inside:
    """Which paper a file says it is: the record's id and kind, the paper's number and revision, the customer's name."""

    record: str = ""
    kind: str = ""
    number: str = ""
    revision: int = 0
    customer: str = ""


def inside(pdf: bytes) -> Inside:
    """What a file says of itself, to be believed as far as its signatures hold; nothing without data of ours."""
    try:
        data, _ = read_snapshot(pdf)
    except DamagedError:
        return Inside()
    revision = data.get("revision")
    known = {name: str(data.get(name) or "") for name in ("id", "kind", "number")}
    revised = revision if isinstance(revision, int) else 0
    return Inside(known["id"], known["kind"], known["number"], revised, _customer(data.get("linked")))


def _customer(linked: Json) -> str:
    """The customer's name among the records that a paper prints of."""
    for record in linked.values() if isinstance(linked, dict) else ():
        values = record.get("values") if isinstance(record, dict) and record.get("kind") == "customer" else None
        if isinstance(values, dict):
            return str(values.get("customer_name") or "")
    return ""


def compared(found: Verification, pdf: bytes, revision: int, record: Record) -> Verification:
    """What is to be said of a paper beside its record, as far as that is known here.

    A file that goes on from the last state known here is not held against it: its record may not have arrived yet.
    """
    states = states_of(record)
    if not states or found.verdict in (ALTERED, UNSIGNED):
        return found
    reason = _reason(found, pdf, states, revision)
    return less(found, reason) if reason else found


def _reason(found: Verification, pdf: bytes, states: Sequence[State], revision: int) -> str:
    same = of_revision(list(states), revision)
    if revision < states[-1].revision:
        return REPLACED
    if not same or goes_on_from(pdf, same[-1]):
        return ""
    kept = any(len(pdf) == state.file.size and goes_on_from(pdf, state) for state in same)
    if len(found.signers) < same[-1].signatures:
        return EARLIER if kept else CUT_BACK
    return "" if kept else NOT_KEPT  # an earlier state with all signatures only lacks a time stamp


def goes_on_from(pdf: bytes, state: State) -> bool:
    """Whether a file is a kept one, or begins with it to the byte: a signature only adds."""
    size = state.file.size
    return len(pdf) >= size and hashlib.sha256(pdf[:size]).hexdigest() == state.sha256
