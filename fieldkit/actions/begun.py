"""What a person began to write and has not noted yet: kept in this laptop's encrypted store, never sent anywhere."""

from fieldkit.actions.desk import Desk
from fieldkit.errors import UserError
from fieldkit.forms import Values
from fieldkit.i18n import N_
from fieldkit.records.rows import dumps
from fieldkit.store.database import get_meta, put_meta

BEGUN = "begun"
MOST = 40  # things begun; the oldest go first
LARGEST = 200_000  # bytes of one thing as JSON: more than its record would take
TOGETHER = 1_000_000  # bytes of all of them, which are written anew at each pause in typing


def keep_begun(desk: Desk, what: str, values: Values) -> None:
    """Keeps what stands there now under the name of what it is about; without values it is let go.

    UserError when it cannot be kept: it is too long, or cannot be written down. What was kept before stays.
    """
    if _size(values) > LARGEST:
        raise UserError(N_("This is too long to be kept while you type: note it now, or put it into a file."))
    with desk.store.database.writing() as connection:
        kept: dict[str, Values] = get_meta(connection, BEGUN, {})
        kept.pop(what, None)
        if values:
            kept[what] = values
        kept = dict(list(kept.items())[-MOST:])
        sizes = {name: _size(one) for name, one in kept.items()}
        while sum(sizes.values()) > TOGETHER:
            oldest = next(iter(kept))
            del kept[oldest], sizes[oldest]
        put_meta(connection, BEGUN, kept)


def _size(values: Values) -> int:
    try:
        return len(dumps(values).encode())
    except ValueError:
        raise UserError(N_("What stands here holds a character that cannot be printed. Type it again.")) from None


def begun(desk: Desk, what: str) -> Values:
    """What was begun and neither noted nor let go, {} when nothing was."""
    with desk.store.database.reading() as connection:
        kept: dict[str, Values] = get_meta(connection, BEGUN, {})
    return kept.get(what, {})
