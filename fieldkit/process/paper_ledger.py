"""The ledger of a paper: each state in which it was sealed, and so which file is a true one and which is the last.

It stands in the record (`sheets`), travels with it, and nothing in it is replaced under seal: so every laptop knows
from its last synchronization, and the office knows of all, when a file was cut back to an earlier signature.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from fieldkit.forms import Record, form_of, row_ids
from fieldkit.forms.paper import Sheet
from fieldkit.forms.values import StoredFile


@dataclass(frozen=True)
class State:
    """One sealed file: of which revision, sealed for which status, with how many signatures, when; its token.

    `received` is when the office had it. `stamped` is one to which the office added a time stamp: its row holds both
    files (`file`, `stamped`).
    """

    file: StoredFile
    revision: int
    status: str
    signatures: int
    token: str
    at: datetime | None
    stamped: bool = False
    received: datetime | None = None

    @property
    def sha256(self) -> str:
        return self.file.sha256


def states_of(record: Record) -> list[State]:
    """Every state of a paper, oldest first. What a row leaves out is as in the one before."""
    found: list[State] = []
    for row in row_ids(record.values, "sheets") if "sheets" in form_of(record).fields else []:
        raw = {name: record.values.get(f"sheets.{row}.{name}") for name in Sheet.fields}
        file = Sheet.file.load(raw["file"])
        stamped = Sheet.file.load(record.values.get(f"sheets.{row}.stamped"))
        before = found[-1] if found else None
        if file is None:
            continue
        revision = Sheet.revision.load(raw["revision"])
        signatures = Sheet.signatures.load(raw["signatures"])
        sealed = State(
            file,
            int(revision) if revision is not None else before.revision if before else 1,
            str(raw["state"] or (before.status if before else "")),
            int(signatures) if signatures is not None else before.signatures if before else 0,
            str(raw["token"] or (before.token if before else "")),
            Sheet.sealed_at.load(raw["sealed_at"]),
            received=Sheet.received_at.load(raw["received_at"]),
        )
        found += [sealed] if stamped is None else [sealed, replace(sealed, file=stamped, stamped=True)]
    return found


def of_revision(states: list[State], revision: int) -> list[State]:
    """The states of one revision, oldest first."""
    return [state for state in states if state.revision == revision]
