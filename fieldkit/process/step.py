"""One step of the process: from, to, who may, what must be there, what it starts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fieldkit.access import Role
from fieldkit.forms import Json, When


@dataclass(frozen=True)
class Need:
    """A paper of the problem that must have come as far as one of these statuses.

    Of `each`, all that were begun must have, and none has to be, unless a paper of the kinds `after` was begun; else
    the newest one must. `fields` must be filled in it, and `rows` (list, field) in each row; `later` names moments of
    the paper, each of which lies after one of the problem (a day, not before its day), so that a new round needs a new
    paper; `other` a link of the paper that does not name whom a link of the problem names. `when` says of which
    problems it is asked, and `whose` that in words.
    """

    kind: str
    ends: tuple[str, ...]
    each: bool = False
    after: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    later: tuple[tuple[str, str], ...] = ()
    other: tuple[str, str] | None = None
    when: Callable[[Mapping[str, Json]], bool] | None = None
    whose: str = ""


@dataclass(frozen=True)
class Transition:
    """One step: `source` is "" for a record that has no status yet; `stage` says what must be filled.

    `needs` are further fields that must be filled (of a yes or no: with yes), `either` some of which one must be;
    `by` names the link that must name whoever takes the step, `not_by` the link to who may not take it himself;
    `not_did` the links (kind, link or rows.link) beside the paper, or in it, that name whoever did the work, who may
    not take it either;
    `at` the day or time that the step itself gives where nobody wrote another. `word` is what a person does;
    `anew` are fields that are written with the step itself, such as its reason; `empty` those that it leaves empty;
    `only` the values (by field) of which the record must have one; `papers` what must be there beside the record;
    `older` the link to a record that stands for this one, and must be the older of the two; `starts` what it starts.
    `why`: the step takes a paper up again that was signed, for a new revision, and says for what reason.
    `settles` are the fields that stand fast once it was taken, beside who took it and when.
    """

    kind: str
    source: str
    target: str
    roles: frozenset[Role]
    stage: When = When.ALWAYS
    needs: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    by: str = ""
    not_by: str = ""
    not_did: tuple[tuple[str, str], ...] = ()
    at: str = ""
    word: str = ""
    anew: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    papers: tuple[Need, ...] = ()
    older: str = ""
    starts: str = ""
    why: bool = False
    settles: tuple[str, ...] = ()
