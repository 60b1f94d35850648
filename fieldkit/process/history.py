"""All that was written about one problem, by kind: what its clocks are computed from."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

from fieldkit.access import Scope
from fieldkit.forms import Form, Problem, Record, Visit, form_of

F = TypeVar("F", bound=Form)


class History:
    """The records of one problem, in the order of their ids, whatever order they came in; deleted ones are left out."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._by_kind: dict[str, list[Form]] = defaultdict(list)
        for record in sorted({record.id: record for record in records}.values(), key=lambda record: record.id):
            if not record.deleted:
                self._by_kind[record.kind].append(form_of(record))

    @property
    def problem(self) -> Problem | None:
        return next(iter(self.all(Problem)), None)

    @property
    def scope(self) -> Scope:
        """What it is about: a customer in one line, as far as the problem says."""
        return self.problem.record.scope if self.problem else Scope()

    @property
    def visits(self) -> list[Visit]:
        return self.all(Visit)

    def all(self, form: type[F]) -> list[F]:
        return [one for one in self._by_kind.get(form.kind, ()) if isinstance(one, form)]

    def get(self, rid: str) -> Form | None:
        return next((one for group in self._by_kind.values() for one in group if one.id == rid), None)

    def of(self, owner: Form, kind: str) -> list[Form]:
        """The records of a kind that concern another: itself, all of its problem, or those of the same visit.

        What names no visit concerns every visit of its problem.
        """
        if owner.kind == kind:
            return [owner]
        found = self._by_kind.get(kind, [])
        if owner.kind == "problem":
            return list(found)
        visit = owner.id if owner.kind == "visit" else owner.record.values.get("visit")
        return [one for one in found if one.id == visit or one.record.values.get("visit") in {None, visit}]
