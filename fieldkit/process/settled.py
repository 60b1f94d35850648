"""What a step settled stands fast: who took it and when, the consent it was taken on, the audit it came to.

Such a field is written with its own step, or before it. Afterwards it is not: a consent is not dated back under
operations that were logged, an audit not given another name. A paper that was given back is open again.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

from fieldkit.errors import UserError, Word
from fieldkit.forms import FORMS, Json, Record, row_ids
from fieldkit.forms.types import Status
from fieldkit.forms.values import PersonLink
from fieldkit.i18n import N_
from fieldkit.process.step import Transition
from fieldkit.process.transitions import TRANSITIONS, step_between


def refuse_settled(before: Record, patch: Mapping[str, Json]) -> UserError | None:
    """Why a patch may not be written because it changes what a step has settled, or None."""
    status = str(before.values.get("status") or "")
    fast = stands_fast(before.kind).get(status, frozenset())
    if not fast:
        return None
    step = step_between(before.kind, status, str(patch["status"])) if "status" in patch else None
    own = {*_given(step), *step.empty} if step else set()
    for path, value in patch.items():
        name, stood = path.split(".")[0], before.values.get(path)
        if name in fast - own and value != stood and (stood not in (None, "") or _takes_away(before, path)):
            label = Word(FORMS[before.kind].fields[name].label)
            said = N_("“{label}” was settled with a step that was taken, and stays as it is.")
            return UserError(said, field=name, label=label)
    return None


def _takes_away(before: Record, path: str) -> bool:
    """Whether a path is that by which a row that is there goes."""
    row, _, inner = path.rpartition(".")
    return inner == "deleted" and "." in row and row.split(".")[1] in row_ids(before.values, row.split(".")[0])


@lru_cache
def stands_fast(kind: str) -> Mapping[str, frozenset[str]]:
    """By status the fields that stand fast there: from the first status in which they were given on, but not where
    a step is still to come that gives them; what a step gives anew each time is written with it alone.
    """
    field = FORMS[kind].status_field()
    order = list(field.options) if isinstance(field, Status) else []
    found: dict[str, set[str]] = defaultdict(set)
    steps = [step for step in TRANSITIONS if step.kind == kind and step.source]
    for name in {name for step in steps for name in _given(step)}:
        giving = [step for step in steps if name in _given(step)]
        first = min(order.index(step.target) for step in giving)
        open_in = {step.source for step in giving if name not in step.anew}
        for status in order[first:]:
            if status not in open_in:
                found[status].add(name)
    return {status: frozenset(names) for status, names in found.items()}


def _given(step: Transition) -> Iterator[str]:
    """The fields by which a step says who took it, when, and upon what; whose a job is, is handed on, not given."""
    by = FORMS[step.kind].fields.get(step.by)
    if by is not None and not (isinstance(by, PersonLink) and by.hands_on) and not step.why:
        yield step.by
    yield from (name for name in (step.at, *step.either, *step.settles) if name)
