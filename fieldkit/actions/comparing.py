"""What came back: a paper's standing revision beside the one that it takes the place of."""

from collections.abc import Sequence
from dataclasses import dataclass

from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import paper_dossier
from fieldkit.documents.replaced import Replaced, replaced
from fieldkit.documents.snapshot import read_snapshot, snapshot
from fieldkit.forms import Json, Record
from fieldkit.process.revisions import Difference, differences


@dataclass(frozen=True)
class Standing:
    """A paper as its record says it now, as data, and which revision it takes the place of, if any."""

    data: dict[str, Json]
    before: Replaced | None


def standing(desk: Desk, record: Record) -> Standing:
    """Reads a paper for comparing."""
    dossier = paper_dossier(desk, record, photos=False)
    return Standing(snapshot(dossier), replaced(dossier))


def since_before(desk: Desk, now: Standing) -> Sequence[Difference]:
    """What is different from the revision before; nothing where there was none.

    That one is read from its own sealed PDF: from this laptop, else from the office. OfflineError when it lies on
    neither.
    """
    if now.before is None:
        return ()
    then, _raw = read_snapshot(desk.file(now.before.sha256))
    return differences(then, now.data)
