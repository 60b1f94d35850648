"""The run of a playbook through its answered steps: where it stands, what may come, what was answered aside.

Pure: a run is computed from the stored values of the step records, and an answer gives the values of one more.
Nothing is ever taken away: when an earlier answer changes, later ones that are no longer on the way are `aside`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from fieldkit.forms import Json
from fieldkit.forms import Step as StepForm
from fieldkit.forms.step import CONCLUSION, step_id
from fieldkit.forms.values import Measured
from fieldkit.i18n import LANGUAGES
from fieldkit.playbooks.model import DONE, SKIPPED, Branch, Kind, Playbook, Step

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
    by which the engineer took it, or wrote his own. `last` is what was answered at each step on the visit before;
    `kept` all that is kept of this run, by step, what was only begun included.
    """

    playbook: Playbook
    trail: tuple[Answered, ...]
    current: Step | None
    planned: tuple[Step, ...]
    aside: tuple[Answered, ...]
    conclusion: Step | None
    concluded: Mapping[str, Json] | None
    last: Mapping[str, Mapping[str, Json]]
    kept: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)

    @property
    def finished(self) -> bool:
        """Whether a diagnosis has its conclusion, or every point of a checklist its answer."""
        return self.concluded is not None if self.playbook.kind == "diagnosis" else self.current is None

    @property
    def outcomes(self) -> dict[str, str]:
        """What each step came to, of one that was asked again the last time."""
        return {answered.step.base: answered.outcome for answered in self.trail}

    def order(self, step: Step) -> int:
        """The number of a step on the way; an opening step has 0."""
        if self.playbook.listed:
            return self.playbook.place(step) + 1
        way = [answered.step.id for answered in self.trail]
        place = way.index(step.id) if step.id in way else len(way)
        return place + (0 if self.playbook.steps[0].opening else 1)

    def answered(self, step: Step) -> Answered | None:
        return next((one for one in (*self.trail, *self.aside) if one.step.id == step.id), None)

    def step(self, code: str) -> Step | None:
        """A step that was answered or is asked now, by its id."""
        known = [one.step for one in (*self.trail, *self.aside)] + ([self.current] if self.current else [])
        return next((step for step in known if step.id == code), None)

    def next_if(self, step: Step, outcome: str) -> Step | None:
        """Where an outcome would lead; None at the end of a checklist."""
        return self.playbook.after(step, outcome, self.before(step))

    def before(self, step: Step) -> dict[str, str]:
        """The outcomes of the steps before one on the way; of all others for one that is not on it yet."""
        found: dict[str, str] = {}
        for answered in self.trail:
            if answered.step.id == step.id:
                return found
            found[answered.step.base] = answered.outcome
        return found

    def begun(self, step: Step) -> datetime | None:
        """When a step was begun, for one that takes its time."""
        return StepForm.begun_at.load(self.kept.get(step.id, {}).get("begun_at"))

    @property
    def saved(self) -> bool:
        """Whether something was backed up on this visit."""
        return any(one.step.kind is Kind.BACKUP and one.outcome == DONE for one in (*self.trail, *self.aside))

    def jumps(self, step: Step) -> tuple[Step, ...]:
        """Where one may go from a step with a reason: the later steps of the file."""
        later = self.playbook.steps[self.playbook.place(step) + 1 :]
        return () if self.playbook.listed else tuple(one for one in later if one.kind is not Kind.CONCLUSION)


def conclusion_id(visit: str, playbook: str) -> str:
    """The id of the one record in which the conclusion of a playbook is kept."""
    return step_id(visit, playbook, CONCLUSION)


def run_of(
    playbook: Playbook, answers: Iterable[Mapping[str, Json]], earlier: Iterable[Mapping[str, Json]] = ()
) -> Run:
    """The run by the stored values of a visit's step records; `earlier` are those of visits before, any order."""
    by_step = _latest(playbook, answers)
    last = {code.partition(".")[0]: values for code, values in _latest(playbook, earlier).items()}
    walk = _walk_list if playbook.listed else _walk
    trail, current, conclusion = walk(playbook, by_step)
    on_way = {answered.step.id for answered in trail}
    known = [(playbook.step(code), values) for code, values in by_step.items() if code not in on_way]
    left = [
        _answered(step, values, {}) for step, values in known if step is not None and step.kind is not Kind.CONCLUSION
    ]
    aside = sorted((one for one in left if one), key=lambda one: (playbook.place(one.step), one.step.round))
    concluded = by_step.get(OWN_CONCLUSION) or (by_step.get(conclusion.id) if conclusion else None)
    planned = _planned(playbook, current, on_way)
    return Run(playbook, tuple(trail), current, planned, tuple(aside), conclusion, concluded, last, by_step)


def _planned(playbook: Playbook, current: Step | None, on_way: set[str]) -> tuple[Step, ...]:
    if current is None:
        return ()
    coming = playbook.asked if playbook.listed else playbook.reachable(current)
    gone = on_way | {current.base}
    return tuple(step for step in coming if step.kind is not Kind.CONCLUSION and step.id not in gone)


def pinned(answers: Iterable[Mapping[str, Json]]) -> int | None:
    """The version of the procedure by which a run was begun, as its first record says; None when none says it."""
    said = [(str(one.get("begun_at") or one.get("done_at") or "~"), version) for one in answers
            if (version := StepForm.playbook_version.load(one.get("playbook_version"))) is not None]  # fmt: skip
    return int(min(said)[1]) if said else None


def _latest(playbook: Playbook, answers: Iterable[Mapping[str, Json]]) -> dict[str, Mapping[str, Json]]:
    """The answers to this playbook by step, of several to one the latest."""
    mine = [values for values in answers if values.get("playbook") == playbook.id and not values.get("deleted")]
    return {str(values.get("step")): values for values in sorted(mine, key=lambda one: str(one.get("done_at") or ""))}


_Way = tuple[list[Answered], Step | None, Step | None]


def _walk(playbook: Playbook, by_step: Mapping[str, Mapping[str, Json]]) -> _Way:
    """The way through a diagnosis: the answered steps, the one asked now, the conclusion.

    It ends, since each time that a step is asked again has a record of its own.
    """
    trail: list[Answered] = []
    before: dict[str, str] = {}
    rounds: Counter[str] = Counter()
    step: Step | None = playbook.steps[0]
    while step is not None and step.kind is not Kind.CONCLUSION:
        rounds[step.base] += 1
        step = step.again(rounds[step.base])
        answered = _answered(step, by_step.get(step.id), before)
        if answered is None:
            return trail, step, None
        trail.append(answered)
        step = _jump(playbook, answered) or playbook.after(step, answered.outcome, before)
        before[answered.step.base] = answered.outcome
    return trail, None, step


def _jump(playbook: Playbook, answered: Answered) -> Step | None:
    """Where the engineer went on with from a step that he left out; only ever to a later one."""
    goal = answered.values.get("leads_to") if answered.outcome == SKIPPED else None
    step = playbook.step(goal) if isinstance(goal, str) and "." not in goal else None
    return step if step is not None and playbook.place(step) > playbook.place(answered.step) else None


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
    if step.kind is Kind.MEASURE:
        read = StepForm.reading.load(values.get("reading"))
        return step.outcome_of(read) if read else ""
    outcomes, code, said = step.outcomes(), values.get("outcome"), values.get("answer")
    if code in outcomes:
        return str(code)
    named = {
        step.label(one, language): one for one in outcomes for language in LANGUAGES
    }  # records of before had words
    return str(said) if said in outcomes else named.get(str(said), "")
