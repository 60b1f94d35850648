"""Checking a paper at a laptop: the file itself, and what this laptop knows of its record."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from fieldkit.access import may
from fieldkit.actions.desk import Desk
from fieldkit.actions.trusting import known_of, trusted
from fieldkit.documents.proof import NOTHING, Known
from fieldkit.documents.standing import Inside, compared, inside
from fieldkit.documents.verify import ALTERED, Verification, verify
from fieldkit.errors import UserError
from fieldkit.forms import Record
from fieldkit.i18n import N_

LARGEST = 200_000_000  # bytes; a paper with hundreds of photos has a tenth of that


@dataclass(frozen=True)
class Checked:
    """A file, what is to be said of it, which paper it says it is, and that paper's record when it is here."""

    name: str
    found: Verification
    paper: Inside
    record: Record | None


def check_file(desk: Desk, path: Path) -> Checked:
    """Checks a PDF from anywhere. UserError when it cannot be read or is no PDF."""
    try:
        if path.stat().st_size > LARGEST:
            raise UserError(N_("“{name}” is too large to be a paper."), name=path.name)
        pdf = path.read_bytes()
    except OSError as error:
        raise UserError(N_("“{path}” cannot be read: {reason}."), path=path, reason=error.strerror) from None
    return check_paper(desk, pdf, path.name)


def check_paper(
    desk: Desk, pdf: bytes, name: str = "", also: Sequence[x509.Certificate] = (), known: Known = NOTHING
) -> Checked:
    """Checks a paper by the office's certificate and, where its record is here for this person, by its ledger.

    `also` are certificates to trust besides the office's, `known` what is known beside what this laptop knows.
    """
    own = known_of(desk, pdf)
    both = Known([*own.lists, *known.lists], [*own.tsa, *known.tsa], known.received or own.received)
    found, paper = verify(pdf, [*trusted(desk), *also], known=both), inside(pdf)
    record = desk.store.get(paper.record) if paper.record and found.verdict != ALTERED else None
    if record is None or record.kind != paper.kind or not may(desk.actor, "read", record.kind, record.scope):
        return Checked(name, found, paper, None)
    return Checked(name, compared(found, pdf, paper.revision, record), paper, record)


def check_sheet(desk: Desk, sha256: str, name: str) -> Checked:
    """Checks a paper that was sealed, by its hash; it may have to be fetched. DamagedError when it is no PDF."""
    return check_paper(desk, desk.file(sha256), name)
