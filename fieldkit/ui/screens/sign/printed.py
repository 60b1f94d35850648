"""The pages that are printed to be stamped: kept on the laptop, and laid down as a file."""

from pathlib import Path

from fieldkit.actions.desk import Desk
from fieldkit.actions.papers import Shown
from fieldkit.actions.stamping import print_pages, printed_pages
from fieldkit.errors import UserError
from fieldkit.i18n import N_


def write_printed(desk: Desk, rid: str, target: Path) -> Shown:
    """Lays the pages down where the person wants them; those that were printed before, while they still hold."""
    try:
        shown = printed_pages(desk, rid) or print_pages(desk, rid)
    except UserError:
        shown = print_pages(desk, rid)  # the paper was changed since: what is printed now counts
    try:
        target.write_bytes(shown.pdf)
    except OSError as error:
        raise UserError(
            N_("“{name}” could not be written: {reason}."), name=target.name, reason=error.strerror
        ) from None
    return shown
