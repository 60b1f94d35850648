"""Witnessed changes: what a laptop saw of others in a history that a restore cut off (docs/protocol.md).

A witness puts back only what he might have written himself, and in his own name, so nothing can be forged by it.
Everything else, and every status and signature, is held for a person.
"""

from sqlalchemy import select

from fieldkit.forms import FORMS, Values
from fieldkit.forms.paper import Sheet
from fieldkit.forms.values import Rows, Signature
from fieldkit.i18n import N_
from fieldkit.office.database import clamp
from fieldkit.office.judge import Judgement, hold
from fieldkit.office.page import Page
from fieldkit.office.tables import CHANGE
from fieldkit.records.tables import Stored
from fieldkit.sync.messages import Change

WITNESSED = "witnessed"
KNOWN = Judgement("ok", "known", patch={})


def is_witness(page: Page, change: Change) -> bool:
    """Whether a change tells of a history that was cut off; in the present one nobody needs a witness."""
    return change.was == WITNESSED and change.group is None and change.base.history in page.known_forks


def unknown_part(page: Page, change: Change) -> Change | None:
    """What of it the office has not heard since: from the author himself, or from another witness."""
    fork = clamp(change.base.history, change.base.seq or 2**62, page.sequence.history, page.known_forks)
    query = select(CHANGE.c.patch).where(CHANGE.c.rid == change.rid, CHANGE.c.seq > fork)
    heard: list[Values] = [row.patch for row in page.connection.execute(query)]
    heard += [row["patch"] for row in page.rows.values() if row["rid"] == change.rid]
    stored = page.get(change.rid)
    if stored is not None:
        heard.append({path: value for path, value in stored.values.items() if path not in stored.heads})
    patch = {
        path: value
        for path, value in change.patch.items()
        if not any(path in told and told[path] == value for told in heard)
    }
    return change.model_copy(update={"patch": patch}) if patch else None


def is_decision(kind: str, patch: Values, stored: Stored | None) -> bool:
    """Whether it holds a step of the process or a signature: somebody's decision, which no witness makes for him."""
    if stored is not None and "status" in patch:
        return True
    fields = (FORMS[kind].fields.get(path.split(".")[0]) for path in patch)
    return any(isinstance(field, Signature) or (isinstance(field, Rows) and field.row is Sheet) for field in fields)


def held(change: Change) -> Judgement:
    judgement = hold(
        WITNESSED, N_("What another laptop saw before the office was restored is decided by a person at the office.")
    )
    return Judgement(judgement.status, judgement.code, judgement.message, change.patch)
