"""What must be there beside a problem before a step: its papers, and how far each has come."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from fieldkit.errors import UserError, Word
from fieldkit.forms import FORMS, Form, Json, Record, form_of, row_ids
from fieldkit.forms.types import ZONE, Moment
from fieldkit.i18n import N_
from fieldkit.process.paper_steps import PAPER_STEPS
from fieldkit.process.step import Need, Transition

Beside = Callable[[str], Iterable[Record]]


@dataclass(frozen=True)
class Wanted:
    """A paper that is missing or has not come far enough: what of it, and the field to go to; no record: not begun."""

    kind: str
    what: str
    record: str = ""
    path: str = ""

    @property
    def sentence(self) -> UserError:
        title = Word(FORMS[self.kind].title)
        return UserError(N_("{a}: {b}"), a=title, b=Word(self.what)) if self.what else UserError(title)


def nothing_beside(_kind: str) -> Iterable[Record]:
    return ()


def wanted(needs: Iterable[Need], problem: Mapping[str, Json], beside: Beside) -> list[Wanted]:
    """What is missing of these papers, in their order."""
    return [one for need in needs if need.when is None or need.when(problem) for one in _wanted(need, problem, beside)]


def _wanted(need: Need, problem: Mapping[str, Json], beside: Beside) -> Iterator[Wanted]:
    forms = [form_of(record) for record in beside(need.kind)]
    known = [form for form in forms if not form.deleted and _is_later(need, form, problem)]
    if not need.each:
        known = [form for form in known if _way(need.kind, _status(form), need.ends) is not None]
        done = [form for form in known if _status(form) in need.ends]
        known = done[-1:] or known[-1:]
    after = (record for kind in need.after for record in beside(kind))
    if not known and (not need.each or any(not record.deleted for record in after)):
        yield from (Wanted(need.kind, step) for step in (_way(need.kind, "", need.ends) or ())[1:])
    for form in known:
        lacking = list(_fields(need, form))
        first = lacking[0].path if lacking else ""
        for step in _way(need.kind, _status(form), need.ends) or ():
            yield Wanted(need.kind, step, form.id, first)
        yield from lacking
        if need.other and form.values.get(need.other[0]) == problem.get(need.other[1]) is not None:
            yield Wanted(need.kind, N_("audited by somebody who did not do the work"), form.id, need.other[0])


def _status(form: Form) -> str:
    return str(form.values.get("status") or "")


def _fields(need: Need, form: Form) -> Iterator[Wanted]:
    for name in need.fields:
        if not form.values.get(name):
            yield Wanted(need.kind, form.fields[name].label, form.id, name)
    for rows, name in need.rows:
        field = form.fields[rows]
        ids = row_ids(form.values, rows)
        bare = [row for row in ids if not form.values.get(f"{rows}.{row}.{name}")]
        if not ids:
            yield Wanted(need.kind, field.label, form.id, rows)
        elif bare:
            yield Wanted(need.kind, _label(need.kind, rows, name), form.id, f"{rows}.{bare[0]}.{name}")


def _label(kind: str, rows: str, name: str) -> str:
    row: type[Form] = FORMS[kind].fields[rows].row  # type: ignore[attr-defined]
    return row.fields[name].label


def _is_later(need: Need, form: Form, problem: Mapping[str, Json]) -> bool:
    """Whether a paper belongs to this round; one that has not come so far may still do."""
    moment = Moment("")
    pairs = [(getattr(form, own), moment.load(problem.get(since))) for own, since in need.later]
    return all(own is None or since is None or _lies_after(own, since) for own, since in pairs)


def _lies_after(own: date, since: datetime) -> bool:
    return own > since if isinstance(own, datetime) else own >= since.astimezone(ZONE).date()


def _way(kind: str, status: str, ends: tuple[str, ...]) -> list[str] | None:
    """The labels of the statuses that a paper still goes through on its shortest way to its end; None: no way leads."""
    field = FORMS[kind].status_field()
    words = field.options if field else {}
    queue: deque[tuple[str, ...]] = deque([(status,)])
    seen = {status}
    while queue:
        way = queue.popleft()
        if way[-1] in ends:
            return [words[one] for one in way[1:]]
        for step in _from(kind, way[-1]):
            if step.target not in seen:
                seen.add(step.target)
                queue.append((*way, step.target))
    return None


def _from(kind: str, status: str) -> Iterator[Transition]:
    return (step for step in PAPER_STEPS if (step.kind, step.source) == (kind, status))
