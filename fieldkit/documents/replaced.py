"""What an earlier revision a paper takes the place of: it says so on its first page and in its data."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from fieldkit.documents.boxes import moment_words
from fieldkit.documents.dossier import Dossier
from fieldkit.documents.flow import Ink
from fieldkit.documents.layout import Labelled, Stack, Text, label_of
from fieldkit.documents.sheet import BODY, TINY
from fieldkit.documents.tongue import said
from fieldkit.forms import Json, Record, row_ids
from fieldkit.forms.paper import Sheet
from fieldkit.i18n import N_

REPLACES = N_("Replaces")
REASON = N_("Reason of the change")
_SAID = N_("revision {number}, sealed {moment}, which no longer holds")


@dataclass(frozen=True)
class Replaced:
    """The last PDF of the revision before: its hash, when it was sealed (as stored), and why it was changed."""

    revision: int
    sha256: str
    sealed_at: str
    why: str


def sheets_of(record: Record) -> list[tuple[str, Sheet]]:
    """The rows of sealed papers with their ids, oldest first; none of a paper that keeps none."""
    return [(row, Sheet(record, f"sheets.{row}.")) for row in row_ids(record.values, "sheets")]


def revision_of(sheet: Sheet) -> int:
    return int(sheet.revision or 1)


def replaced(dossier: Dossier) -> Replaced | None:
    """What this paper replaces; None for a first revision."""
    before = [(row, sheet) for row, sheet in sheets_of(dossier.record) if not _belongs(sheet, dossier.revision)]
    sealed = [(row, sheet) for row, sheet in before if sheet.file is not None]
    if not sealed or dossier.revision < 2:
        return None
    row, last = sealed[-1]
    opened = [sheet.why for later, sheet in sheets_of(dossier.record) if later > row and sheet.why]
    moment = dossier.record.values.get(f"sheets.{row}.sealed_at")
    sha256 = last.file.sha256 if last.file else ""
    return Replaced(revision_of(last), sha256, str(moment or ""), opened[0] if opened else "")


def _belongs(sheet: Sheet, revision: int) -> bool:
    """Whether a row is of this revision already: sealed in it, or opened for it."""
    return sheet.file is None or revision_of(sheet) >= revision


def replaced_json(dossier: Dossier) -> dict[str, Json]:
    found = replaced(dossier)
    return {"replaces": asdict(found)} if found else {}


def replaced_lines(dossier: Dossier) -> Iterator[Ink]:
    """What it replaces, and why, in both languages."""
    found = replaced(dossier)
    if found is None:
        return
    facts = {"number": found.revision, "moment": moment_words(found.sealed_at)}
    large, small = (words.format(**facts) for words in said(_SAID))
    texts = [Text(large, BODY), *([Text(small, TINY)] if small else [])]
    yield Labelled(label_of(REPLACES), Stack([*texts, Text(f"SHA-256 {found.sha256}", TINY)]))
    if found.why:
        yield Labelled(label_of(REASON), Stack([Text(found.why, BODY)]))
