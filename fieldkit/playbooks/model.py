"""A procedure: steps that ask for a look, a reading or a deed, and branches that lead on or to a conclusion.

Branches lead forward only, in the order of the file, so that every run ends.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from fieldkit.forms.values import Measured
from fieldkit.i18n import N_, language, translate

Said = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Limit = Annotated[Decimal, Field(max_digits=12, decimal_places=6)]
Verdict = Literal["good", "bad", "done"]

GOOD, OVER, UNDER, DONE, NOT_DONE, SKIPPED = "good", "over", "under", "done", "not_done", "skipped"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Kind(StrEnum):
    """What a step asks for."""

    LOOK = "look"
    READING = "reading"
    DO = "do"
    CONCLUSION = "conclusion"


class Words(_Frozen):
    """A text in both languages."""

    zh: Said
    en: Said

    def say(self, code: str | None = None) -> str:
        """The text in a language, by default the one in force."""
        return self.zh if (code or language()) == "zh" else self.en


class Branch(_Frozen):
    """Where an outcome leads: `when` is the outcome, `next` a step (by default the following one).

    `given` adds outcomes of earlier steps that must hold too; the first branch that fits is taken.
    `remark` says what the outcome means for the search, e.g. overheating is ruled out.
    """

    when: Code
    label: Words | None = None
    remark: Words | None = None
    verdict: Verdict | None = None
    given: Mapping[Code, Code] = {}
    next: Code | None = None


class Step(_Frozen):
    """One step. `title` is its short name, `question` what is asked, `how` and `why` the engineer's help.

    A reading has a unit, limits (`low`, `high`), the `scale` of its bar, and `possible`: what can be true at all.
    A conclusion has the `cause` for the report and the `treatment` in its order. An `opening` step is not numbered.
    """

    id: Code
    kind: Kind
    title: Words
    question: Words | None = None
    how: Words | None = None
    why: Words | None = None
    unit: Annotated[str, Field(max_length=20)] = ""
    low: Limit | None = None
    high: Limit | None = None
    scale: tuple[Limit, Limit] | None = None
    possible: tuple[Limit, Limit] | None = None
    branches: tuple[Branch, ...] = ()
    cause: Words | None = None
    treatment: tuple[Words, ...] = ()
    opening: bool = False

    def outcomes(self) -> list[str]:
        """The codes of what can come of this step, in order, without being skipped."""
        if self.kind is Kind.READING:
            limited = ((GOOD, True), (OVER, self.high is not None), (UNDER, self.low is not None))
            return [code for code, possible in limited if possible]
        if self.kind is Kind.DO:
            return [DONE, NOT_DONE]
        return list(dict.fromkeys(branch.when for branch in self.branches if branch.when != SKIPPED))

    def branch(self, outcome: str, before: Mapping[str, str]) -> Branch:
        """The branch that an outcome takes after the outcomes `before`, by step; one that just leads on by default."""
        for branch in self.branches:
            if branch.when == outcome and all(before.get(step) == code for step, code in branch.given.items()):
                return branch
        return Branch(when=outcome)

    def verdict(self, outcome: str) -> str:
        """good, bad, done or skipped."""
        said = next((branch.verdict for branch in self.branches if branch.when == outcome and branch.verdict), None)
        if said or outcome == SKIPPED:
            return said or SKIPPED
        if outcome == GOOD and self.low is None and self.high is None:
            return DONE
        return {GOOD: GOOD, OVER: "bad", UNDER: "bad", NOT_DONE: "bad"}.get(outcome, DONE)

    def outcome_of(self, read: Measured) -> str:
        """What a reading comes to, by the limits that were in force when it was read."""
        return OVER if read.over else UNDER if read.under else GOOD

    def label(self, outcome: str, code: str | None = None) -> str:
        """An outcome in words: of a reading with its limit, e.g. above 65 °C."""
        said = next((branch.label for branch in self.branches if branch.when == outcome and branch.label), None)
        if said:
            return said.say(code)
        limit = self.high if outcome == OVER else self.low
        facts = {"limit": f"{limit} {self.unit}".strip()}
        return translate(_LABELS.get(outcome, outcome), code).format(**facts)

    def asked(self, code: str | None = None) -> str:
        """The question, or the title of a step that needs none."""
        return (self.question or self.title).say(code)


_LABELS = {
    GOOD: N_("In order"),
    OVER: N_("Over the limit, above {limit}"),
    UNDER: N_("Under the limit, below {limit}"),
    DONE: N_("Done"),
    NOT_DONE: N_("Not done"),
    SKIPPED: N_("Skipped"),
}


class Playbook(_Frozen):
    """A procedure: a diagnosis ends in a conclusion; a checklist has none, and its steps come in any order."""

    id: Code
    version: Annotated[int, Field(ge=1, le=9999)]
    kind: Literal["diagnosis", "checklist"]
    title: Words
    models: tuple[Annotated[str, Field(max_length=60)], ...] = ()
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=200)]

    def step(self, code: str) -> Step | None:
        return next((step for step in self.steps if step.id == code), None)

    @property
    def asked(self) -> tuple[Step, ...]:
        """The steps that are answered: all but the conclusions."""
        return tuple(step for step in self.steps if step.kind is not Kind.CONCLUSION)

    def following(self, step: Step) -> Step | None:
        """The step after this one in the file, when it is one that is asked."""
        place = self.steps.index(step) + 1
        after = self.steps[place] if place < len(self.steps) else None
        return None if after is None or after.kind is Kind.CONCLUSION else after

    def after(self, step: Step, outcome: str, before: Mapping[str, str]) -> Step | None:
        """Where an outcome leads; None at the end of a checklist."""
        branch = step.branch(outcome, before)
        return self.step(branch.next) if branch.next else self.following(step)

    def reachable(self, start: Step) -> tuple[Step, ...]:
        """The steps that can still come after one, conclusions included, in the order of the file."""
        found = {start.id}
        for step in self.steps:  # branches lead forward only
            if step.id in found:
                found |= {target.id for target in self._targets(step)}
        return tuple(step for step in self.steps if step.id in found and step is not start)

    def _targets(self, step: Step) -> Iterator[Step]:
        for outcome in () if step.kind is Kind.CONCLUSION else (*step.outcomes(), SKIPPED):
            for branch in [one for one in step.branches if one.when == outcome] or [Branch(when=outcome)]:
                target = self.step(branch.next) if branch.next else self.following(step)
                if target is not None:
                    yield target
