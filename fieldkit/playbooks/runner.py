"""The run of a playbook through its answered steps: where it stands, what may come, what was answered aside.

Pure: a run is computed from the stored values of the step records, and an answer gives the values of one more.
Nothing is ever taken away: when an earlier answer changes, later ones that are no longer on the way are `aside`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fieldkit.errors import FieldError
from fieldkit.forms import Json, Values
from fieldkit.forms import Step as StepForm
from fieldkit.forms.step import CONCLUSION, step_id
from fieldkit.forms.types import typed_decimal
from fieldkit.forms.values import Measured
from fieldkit.i18n import LANGUAGES, N_, translate
from fieldkit.playbooks.model import SKIPPED, Branch, Kind, Playbook, Step

OWN_CONCLUSION = "own_conclusion"


@dataclass(frozen=True)
class Answered:
    """A step with its answer: the stored values, the outcome's code, and the branch it took."""

    step: Step
    values: Mapping[str, Json]
    outcome: str
    branch: Branch

    @property
    def read(self) -> Measured | None:
        return StepForm.reading.load(self.values.get("reading"))


@dataclass(frozen=True)
class Run:
    """Where a run stands.

    `trail` are the answered steps on the way, in order; `current` is what is asked now; `planned` may still come;
    `aside` was answered but is no longer on the way. `conclusion` is where the trail leads; `concluded` the record
    by which the engineer took it, or wrote his own. `last` is what was answered at each step on the visit before.
    """

    playbook: Playbook
    trail: tuple[Answered, ...]
    current: Step | None
    planned: tuple[Step, ...]
    aside: tuple[Answered, ...]
    conclusion: Step | None
    concluded: Mapping[str, Json] | None
    last: Mapping[str, Mapping[str, Json]]

    @property
    def finished(self) -> bool:
        """Whether a diagnosis has its conclusion, or every point of a checklist its answer."""
        return self.concluded is not None if self.playbook.kind == "diagnosis" else self.current is None

    @property
    def outcomes(self) -> dict[str, str]:
        return {answered.step.id: answered.outcome for answered in self.trail}

    def order(self, step: Step) -> int:
        """The number of a step on the way; an opening step has 0."""
        if self.playbook.kind == "checklist":
            return self.playbook.asked.index(step) + 1
        way = [answered.step for answered in self.trail]
        place = way.index(step) if step in way else len(way)
        return place + (0 if self.playbook.steps[0].opening else 1)

    def answered(self, step: Step) -> Answered | None:
        return next((one for one in (*self.trail, *self.aside) if one.step is step), None)

    def next_if(self, step: Step, outcome: str) -> Step | None:
        """Where an outcome would lead; None at the end of a checklist."""
        before = {code: found for code, found in self.outcomes.items() if code != step.id}
        return self.playbook.after(step, outcome, before)


def conclusion_id(visit: str, playbook: str) -> str:
    """The id of the one record in which the conclusion of a playbook is kept."""
    return step_id(visit, playbook, CONCLUSION)


def run_of(
    playbook: Playbook, answers: Iterable[Mapping[str, Json]], earlier: Iterable[Mapping[str, Json]] = ()
) -> Run:
    """The run by the stored values of a visit's step records; `earlier` are those of visits before, any order."""
    by_step = _latest(playbook, answers)
    last = _latest(playbook, earlier)
    walk = _walk_list if playbook.kind == "checklist" else _walk
    trail, current, conclusion = walk(playbook, by_step)
    on_way = {answered.step.id for answered in trail}
    left = [_answered(step, by_step[step.id], {}) for step in playbook.asked if step.id in by_step]
    aside = tuple(one for one in left if one and one.step.id not in on_way)
    planned = tuple(step for step in playbook.reachable(current) if step.kind is not Kind.CONCLUSION) if current else ()
    concluded = by_step.get(OWN_CONCLUSION) or (by_step.get(conclusion.id) if conclusion else None)
    if playbook.kind == "checklist":
        planned = tuple(step for step in playbook.asked if step.id not in on_way and step is not current)
    return Run(playbook, tuple(trail), current, planned, aside, conclusion, concluded, last)


def _latest(playbook: Playbook, answers: Iterable[Mapping[str, Json]]) -> dict[str, Mapping[str, Json]]:
    """The answers to this playbook by step, of several to one the latest."""
    mine = [values for values in answers if values.get("playbook") == playbook.id and not values.get("deleted")]
    return {str(values.get("step")): values for values in sorted(mine, key=lambda one: str(one.get("done_at") or ""))}


_Way = tuple[list[Answered], Step | None, Step | None]


def _walk(playbook: Playbook, by_step: Mapping[str, Mapping[str, Json]]) -> _Way:
    """The way through a diagnosis: the answered steps, the one asked now, the conclusion."""
    trail: list[Answered] = []
    before: dict[str, str] = {}
    step: Step | None = playbook.steps[0]
    while step is not None and step.kind is not Kind.CONCLUSION:
        answered = _answered(step, by_step.get(step.id), before)
        if answered is None:
            return trail, step, None
        trail.append(answered)
        step = playbook.after(step, answered.outcome, before)
        before[answered.step.id] = answered.outcome
    return trail, None, step


def _walk_list(playbook: Playbook, by_step: Mapping[str, Mapping[str, Json]]) -> _Way:
    """A checklist: every answered point, and the first that is not."""
    found = [_answered(step, by_step.get(step.id), {}) for step in playbook.asked]
    current = next((step for step, answered in zip(playbook.asked, found, strict=True) if answered is None), None)
    return [answered for answered in found if answered], current, None


def _answered(step: Step, values: Mapping[str, Json] | None, before: Mapping[str, str]) -> Answered | None:
    outcome = _outcome(step, values) if values else ""
    return Answered(step, values, outcome, step.branch(outcome, before)) if values and outcome else None


def _outcome(step: Step, values: Mapping[str, Json]) -> str:
    """The code of an answer; "" for one that this version of the playbook cannot read, which is asked again."""
    if values.get("verdict") == SKIPPED:
        return SKIPPED
    if step.kind is Kind.READING:
        read = StepForm.reading.load(values.get("reading"))
        return step.outcome_of(read) if read else ""
    said = values.get("answer")
    named = {step.label(code, language): code for code in step.outcomes() for language in LANGUAGES}
    return said if said in step.outcomes() else named.get(str(said), "")


def answer(run: Run, step: Step, said: str, *, note: str = "", at: datetime | None = None, by: str = "") -> Values:
    """The values of the record of a step: `said` is the reading as typed, or the code of an outcome.

    FieldError when it is not a number, not possible, or no outcome of this step. The visit is the caller's to add.
    """
    values = _common(run, step, note, at, by)
    if step.kind is Kind.READING:
        read = _measured(step, said)
        outcome = step.outcome_of(read)
        values["reading"] = StepForm.reading.dump(read)
    else:
        outcome = said
        if outcome not in step.outcomes():
            raise FieldError(N_("“{text}” is not an answer to this step."), field="answer", text=said[:40])
    values["answer"] = step.label(outcome)
    values["verdict"] = step.verdict(outcome)
    return values


def skip(run: Run, step: Step, reason: str, *, at: datetime | None = None, by: str = "") -> Values:
    """The values of a step that could not be done, with the reason, which is required."""
    if not reason.strip():
        raise FieldError(N_("Write why this step could not be done."), field="note")
    return _common(run, step, reason, at, by) | {"answer": step.label(SKIPPED), "verdict": SKIPPED, "reading": None}


def conclude(run: Run, text: str = "", *, at: datetime | None = None, by: str = "") -> Values:
    """The values of the conclusion's record: where the trail leads, or, with a text of his own, the engineer's."""
    step = run.conclusion
    own = text.strip()
    if step is None and not own:
        raise FieldError(N_("Write the conclusion, or answer the steps that are left."), field="answer")
    cause = step.cause.say() if step and step.cause else ""
    taken = step is not None and own in {"", cause}
    values: Values = {
        "playbook": run.playbook.id,
        "step": step.id if step is not None and taken else OWN_CONCLUSION,
        "order": str(len(run.trail) + 1),
        "question": translate(N_("Conclusion of the diagnosis")),
        "answer": own or cause,
        "verdict": "done",
    }
    return values | _when(at, by)


def _common(run: Run, step: Step, note: str, at: datetime | None, by: str) -> Values:
    """What every answer holds; the reason of a step that was skipped before goes when it is answered after all."""
    values: Values = {
        "playbook": run.playbook.id,
        "step": step.id,
        "order": str(run.order(step)),
        "question": step.title.say(),
    }
    before = run.answered(step)
    if note.strip() or (before is not None and before.outcome == SKIPPED):
        values["note"] = note.strip() or None
    return values | _when(at, by)


def _when(at: datetime | None, by: str) -> Values:
    said: Values = {"done_at": StepForm.done_at.dump(at), "done_by": by}
    return {path: value for path, value in said.items() if value}


def _measured(step: Step, said: str) -> Measured:
    number = typed_decimal(said, step.unit)
    if number is None:
        raise FieldError(N_("“{text}” is not a number."), field="reading", text=said[:40])
    if step.possible is not None and not step.possible[0] <= number <= step.possible[1]:
        low, high = step.possible
        sentence = N_("“{text}” cannot be right; a reading lies between {low} and {high} {unit}.")
        raise FieldError(sentence, field="reading", text=said[:40], low=low, high=high, unit=step.unit)
    return Measured(number, step.unit, step.low, step.high)
