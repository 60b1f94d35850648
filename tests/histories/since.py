"""Acts that came to the histories later: complaints, managers of one line, records whose time is over."""

from typing import TYPE_CHECKING, Any

from fieldkit.errors import UserError
from fieldkit.forms import Values, new_id, row_ids
from fieldkit.store.store import Edit

from .laptop import Form, Laptop
from .office import LINES, PEOPLE, person_id

if TYPE_CHECKING:
    from .history import History


def complain(history: "History", laptop: Laptop) -> Any:
    """Somebody complains of a person, or of nobody by name; or who may read it says whom it concerns, or more of it."""
    dice = history.dice
    concerns = dice.choice([None, *map(person_id, PEOPLE)])
    form = history.form(laptop, ["complaint"]) if dice.random() < 0.5 else None
    if form is not None:
        values: Values = {"concerns": concerns} if dice.random() < 0.5 else history.texts(form)
        return history.save(form, values)
    rid, said = new_id(), history.text()
    history.oracle.write(said, (rid, "said"), ())
    values = {"said": said, "status": "received", "received_at": "2026-11-09T00:12:00Z", "nature": "conduct"}
    values |= {"received_by": laptop.actor.person} | ({"concerns": concerns} if concerns else {})
    laptop.store.write(laptop.actor, [Edit("complaint", rid, values)])
    return f"complaint {rid[:8]} {values}"


def promote(history: "History", laptop: Laptop) -> Any:
    """Who is an engineer in one line manages another, or no longer does."""
    head, dice = history.head(laptop), history.dice
    try:
        form = Form(head, head.store.open(person_id(dice.choice(["engineer", "second"]))))
    except UserError:
        return False
    row = dice.choice(["m", "n"])
    if row in row_ids(form.opened.record.values, "roles") and dice.random() < 0.4:
        return history.save(form, {f"roles.{row}.deleted": True})
    role = dice.choice(["line_manager", "line_manager", "qa", "secretary"])
    patch: Values = {f"roles.{row}.role": role, f"roles.{row}.line": dice.choice(LINES)}
    return history.save(form, {**patch, f"roles.{row}.deleted": False})


def retire(history: "History", _: Laptop) -> Any:
    """The time for which a problem is kept is over: it goes with all that belongs to it, while others write on."""
    gone = history.office.retire(history.dice.random())
    history.retired |= set(gone)
    return [rid[:8] for rid in gone] or False
