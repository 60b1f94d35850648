"""A procedure: steps that ask for a look, a reading or a deed, and branches that lead on or to a conclusion.

Branches lead forward in the order of the file; one that leads back says how often at most, so that every run ends.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from fieldkit.forms.values import Measured
from fieldkit.i18n import N_, language, translate

Said = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Limit = Annotated[Decimal, Field(max_digits=12, decimal_places=6)]
Verdict = Literal["good", "bad", "done"]

GOOD, BAD, OVER, UNDER, DONE, NOT_DONE, SKIPPED = "good", "bad", "over", "under", "done", "not_done", "skipped"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Kind(StrEnum):
    """What a step asks for."""

    INSTRUCT = "instruct"
    CHECK = "check"
    MEASURE = "measure"
    CHOOSE = "choose"
    PHOTOGRAPH = "photograph"
    BACKUP = "backup"
    ACT = "act"
    WAIT = "wait"
    ASK = "ask"
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

    `given` adds outcomes of earlier steps that must hold too; `at_most` is how often a branch that leads back is
    taken in one run; the first branch that fits is taken. `remark` says what the outcome means for the search,
    e.g. overheating is ruled out.
    """

    when: Code
    label: Words | None = None
    remark: Words | None = None
    verdict: Verdict | None = None
    given: Mapping[Code, Code] = {}
    next: Code | None = None
    at_most: Annotated[int, Field(ge=1, le=20)] | None = None

    @property
    def sure(self) -> bool:
        """Whether it is taken whatever came before."""
        return not self.given and self.at_most is None


class Step(_Frozen):
    """One step. `title` is its short name, `question` what is asked, `how` and `why` the engineer's help.

    A measure has a unit, limits (`low`, `high`), the `scale` of its bar, and `possible`: what can be true at all.
    A photograph says how many `photos` at least; a backup `what` is saved and `where` to; a wait how many `minutes`.
    An act has a `hazard` to confirm, and waits for a backup unless `no_backup` says why it needs none.
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
    photos: Annotated[int, Field(ge=1, le=20)] = 1
    what: Words | None = None
    where: Words | None = None
    minutes: Annotated[int, Field(ge=1, le=10_080)] | None = None
    hazard: Words | None = None
    no_backup: Words | None = None
    branches: tuple[Branch, ...] = ()
    cause: Words | None = None
    treatment: tuple[Words, ...] = ()
    opening: bool = False

    @property
    def base(self) -> str:
        """The id without its round: of a step that is asked again, the step in the file."""
        return self.id.partition(".")[0]

    @property
    def round(self) -> int:
        """The how manieth time it is asked in a run; 1 in the file."""
        return int(self.id.partition(".")[2] or 1)

    def again(self, number: int) -> Self:
        """This step as it is asked for the second or a later time, with an id of its own, e.g. fans.2."""
        return self if number == self.round else self.model_copy(update={"id": f"{self.base}.{number}"})

    @property
    def dangerous(self) -> bool:
        """Whether it may not be done before something was backed up."""
        return self.kind is Kind.ACT and self.no_backup is None

    def outcomes(self) -> list[str]:
        """The codes of what can come of this step, in order, without being skipped."""
        if self.kind is Kind.MEASURE:
            limited = ((GOOD, True), (OVER, self.high is not None), (UNDER, self.low is not None))
            return [code for code, possible in limited if possible]
        fixed = _OUTCOMES.get(self.kind)
        named = list(dict.fromkeys(branch.when for branch in self.branches if branch.when != SKIPPED))
        return fixed or named or ([DONE] if self.kind is Kind.ASK else [])

    def branch(self, outcome: str, before: Mapping[str, str]) -> Branch:
        """The branch that an outcome takes after the outcomes `before`, by step; one that just leads on by default."""
        for branch in self.branches:
            fits = branch.when == outcome and (branch.at_most is None or self.round <= branch.at_most)
            if fits and all(before.get(step) == code for step, code in branch.given.items()):
                return branch
        return Branch(when=outcome)

    def verdict(self, outcome: str) -> str:
        """good, bad, done or skipped."""
        said = next((branch.verdict for branch in self.branches if branch.when == outcome and branch.verdict), None)
        if said or outcome == SKIPPED:
            return said or SKIPPED
        if outcome == GOOD and self.kind is Kind.MEASURE and self.low is None and self.high is None:
            return DONE
        return {GOOD: GOOD, BAD: BAD, OVER: BAD, UNDER: BAD, NOT_DONE: BAD}.get(outcome, DONE)

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
        words = _WATCHED if self.kind is Kind.WAIT and outcome in _WATCHED else _LABELS
        return translate(words.get(outcome, outcome), code).format(**facts)

    def asked(self, code: str | None = None) -> str:
        """The question, or the title of a step that needs none."""
        return (self.question or self.title).say(code)


_OUTCOMES = {
    Kind.INSTRUCT: [DONE, NOT_DONE],
    Kind.CHECK: [GOOD, BAD],
    Kind.PHOTOGRAPH: [DONE],
    Kind.BACKUP: [DONE],
    Kind.ACT: [DONE, NOT_DONE],
    Kind.WAIT: [GOOD, BAD],
}
_LABELS = {
    GOOD: N_("In order"),
    BAD: N_("Not in order"),
    OVER: N_("Over the limit, above {limit}"),
    UNDER: N_("Under the limit, below {limit}"),
    DONE: N_("Done"),
    NOT_DONE: N_("Not done"),
    SKIPPED: N_("Skipped"),
}
_WATCHED = {GOOD: N_("Watched, all in order"), BAD: N_("Watched, not in order")}


class Playbook(_Frozen):
    """A procedure: a diagnosis ends in a conclusion; a checklist or inspection has none, its steps come in any order.

    A checklist is what is looked over and cleared before leaving; its id begins with `clean-up`. `models` and `lines`
    (product lines) say what it is for; with neither it is for whatever it is chosen for.
    """

    id: Code
    version: Annotated[int, Field(ge=1, le=9999)]
    kind: Literal["diagnosis", "checklist", "inspection"]
    title: Words
    models: tuple[Annotated[str, Field(max_length=60)], ...] = ()
    lines: tuple[Annotated[str, Field(max_length=60)], ...] = ()
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=200)]

    @property
    def listed(self) -> bool:
        """Whether its steps come in any order."""
        return self.kind != "diagnosis"

    def step(self, code: str) -> Step | None:
        """A step by its id, or with a round as in `fans.2` as it is asked again."""
        base, _, number = code.partition(".")
        found = next((step for step in self.steps if step.id == base), None)
        if found is None or not number:
            return found
        return found.again(int(number)) if number.isdecimal() and len(number) < 4 and int(number) > 1 else None

    @property
    def asked(self) -> tuple[Step, ...]:
        """The steps that are answered: all but the conclusions."""
        return tuple(step for step in self.steps if step.kind is not Kind.CONCLUSION)

    def place(self, step: Step) -> int:
        """Where a step stands in the file, from 0."""
        return next(place for place, one in enumerate(self.steps) if one.id == step.base)

    def following(self, step: Step) -> Step | None:
        """The step after this one in the file, when it is one that is asked."""
        after = self.steps[self.place(step) + 1 :][:1]
        return None if not after or after[0].kind is Kind.CONCLUSION else after[0]

    def after(self, step: Step, outcome: str, before: Mapping[str, str]) -> Step | None:
        """Where an outcome leads; None at the end of a checklist."""
        branch = step.branch(outcome, before)
        return self.step(branch.next) if branch.next else self.following(step)

    def reachable(self, start: Step, *, past_backups: bool = True) -> tuple[Step, ...]:
        """The steps that can still come after one, conclusions included, in the order of the file.

        Without `past_backups` only those that can come before anything is backed up.
        """
        found, open_ = {start.base}, [start]
        while open_:
            step = open_.pop()
            if step.kind is Kind.BACKUP and not past_backups:
                continue
            fresh = {target.id: target for target in self.targets(step) if target.id not in found}
            found |= set(fresh)
            open_ += fresh.values()
        return tuple(step for step in self.steps if step.id in found and step.id != start.base)

    def targets(self, step: Step) -> Iterator[Step]:
        """Where a step can lead."""
        for outcome in () if step.kind is Kind.CONCLUSION else (*step.outcomes(), SKIPPED):
            for branch in [one for one in step.branches if one.when == outcome] or [Branch(when=outcome)]:
                target = self.step(branch.next) if branch.next else self.following(step)
                if target is not None:
                    yield target
