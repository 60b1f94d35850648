"""What a person began to write and has not noted yet: kept in this laptop's encrypted store, never sent anywhere."""

from fieldkit.actions.desk import Desk
from fieldkit.forms import Values
from fieldkit.store.database import get_meta, put_meta

BEGUN = "begun"
MOST = 40  # things begun; the oldest go first


def keep_begun(desk: Desk, what: str, values: Values) -> None:
    """Keeps what stands there now under the name of what it is about; without values it is let go."""
    with desk.store.database.writing() as connection:
        kept: dict[str, Values] = get_meta(connection, BEGUN, {})
        kept.pop(what, None)
        if values:
            kept[what] = values
        put_meta(connection, BEGUN, dict(list(kept.items())[-MOST:]))


def begun(desk: Desk, what: str) -> Values:
    """What was begun and neither noted nor let go, {} when nothing was."""
    with desk.store.database.reading() as connection:
        kept: dict[str, Values] = get_meta(connection, BEGUN, {})
    return kept.get(what, {})
