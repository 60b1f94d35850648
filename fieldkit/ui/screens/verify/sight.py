"""What the screen shows of a file: what is to be said of it, its pages, its record when it is here."""

from dataclasses import dataclass
from pathlib import Path

from fieldkit.actions.checking import Checked, check_file, check_sheet
from fieldkit.actions.desk import Desk
from fieldkit.actions.papers import last_sheet
from fieldkit.errors import DamagedError, UserError
from fieldkit.i18n import N_
from fieldkit.ui.paper_view import Paper, open_paper


@dataclass(frozen=True)
class Looked:
    """A checked file, how large it is, and its pages; None where it can no longer be opened."""

    checked: Checked
    size: int
    pages: Paper | None


def look_at_file(desk: Desk, path: Path) -> Looked:
    """Off the screen's thread. UserError when the file cannot be read or is no PDF."""
    checked = check_file(desk, path)
    return _opened(checked, path.read_bytes())


def look_at_record(desk: Desk, rid: str) -> Looked:
    """The newest sealed PDF of a paper; it may have to be fetched. UserError when there is none."""
    sheet = last_sheet(desk.form(rid).record)
    if sheet is None:
        raise UserError(N_("This paper was not signed yet."))
    checked = check_sheet(desk, sheet.sha256, sheet.name)
    return _opened(checked, desk.file(sheet.sha256))


def _opened(checked: Checked, pdf: bytes) -> Looked:
    try:
        return Looked(checked, len(pdf), open_paper(pdf))
    except DamagedError:
        return Looked(checked, len(pdf), None)
