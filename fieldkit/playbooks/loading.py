"""Playbooks from YAML files, checked so that no run can end nowhere; what is wrong is said with file and place."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import yaml
from pydantic import ValidationError

from fieldkit import resource
from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.playbooks.model import SKIPPED, Kind, Playbook, Step

MOST_BYTES = 256 * 1024


def load_playbooks(folder: Path | None = None) -> dict[str, Playbook]:
    """The playbooks of a folder (by default those that come with FieldKit) by id."""
    found: dict[str, Playbook] = {}
    for path in sorted((folder or resource("playbooks")).glob("*.yaml")):
        playbook = load_playbook(path.name, path.read_bytes())
        if playbook.id in found:
            raise _wrong(path.name, "id", f"another file has the id {playbook.id}")
        found[playbook.id] = playbook
    return found


def load_playbook(name: str, data: bytes) -> Playbook:
    """The playbook in a file's bytes; UserError that names the file and the place."""
    if len(data) > MOST_BYTES:
        raise UserError(N_("“{file}” is larger than 256 KB. A procedure is a page of text."), file=name)
    try:
        playbook = Playbook.model_validate(yaml.safe_load(data.decode("utf-8-sig")))
    except ValidationError as error:
        first = error.errors()[0]
        raise _wrong(name, _place(first["loc"]), first["msg"]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _wrong(name, f"line {line}", error.problem or "no YAML") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _wrong(name, "line 1", "no YAML in UTF-8") from error
    for place, what in problems(playbook):
        raise _wrong(name, place, what)
    return playbook


def _wrong(name: str, place: str, what: str) -> UserError:
    return UserError(N_("The procedure “{file}” is wrong at {place}: {what}."), file=name, place=place, what=what)


def _place(location: tuple[int | str, ...]) -> str:
    """steps[3].branches[0].next, counted from 1 as a reader counts."""
    said = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in location)
    return said.lstrip(".") or "the top"


def problems(playbook: Playbook) -> Iterator[tuple[str, str]]:
    """(place, what) of everything that would lead a run nowhere or astray."""
    for code, count in Counter(step.id for step in playbook.steps).items():
        if count > 1:
            yield code, "the id is used twice"
            return
    if playbook.steps[0].kind is Kind.CONCLUSION:
        yield playbook.steps[0].id, "the first step is a conclusion"
    for place, step in enumerate(playbook.steps):
        yield from ((step.id, what) for what in _own_problems(step))
        yield from ((step.id, what) for what in _branch_problems(playbook, place, step))
    known = {playbook.steps[0].id} | {step.id for step in playbook.reachable(playbook.steps[0])}
    for step in playbook.steps:
        if step.id not in known:
            yield step.id, "no branch leads here"


def _own_problems(step: Step) -> Iterator[str]:
    if step.kind is Kind.CONCLUSION:
        if step.branches:
            yield "a conclusion has branches"
        if step.cause is None or not step.treatment:
            yield "a conclusion needs a cause and a treatment"
        return
    if step.kind is Kind.LOOK and len(step.outcomes()) < 2:
        yield "a look needs two branches or more"
    if step.kind is Kind.READING and not step.unit:
        yield "a reading needs a unit"
    limits = (step.low, step.high) if step.low is not None and step.high is not None else None
    if any(pair and pair[0] >= pair[1] for pair in (limits, step.scale, step.possible)):
        yield "limits, scale and possible go from small to large"
    for when in dict.fromkeys(branch.when for branch in step.branches if branch.when != SKIPPED):
        if when not in step.outcomes():
            yield f"{when} is no outcome of this step"
        if step.kind is Kind.LOOK and not any(branch.label for branch in step.branches if branch.when == when):
            yield f"{when} needs a label"


def _branch_problems(playbook: Playbook, place: int, step: Step) -> Iterator[str]:
    """Branches that lead nowhere or back, and outcomes for which no branch is sure to fit."""
    if step.kind is Kind.CONCLUSION:
        return
    earlier = {one.id: one.outcomes() for one in playbook.steps[:place]}
    later = {one.id for one in playbook.steps[place + 1 :]}
    ends = playbook.following(step) is None and playbook.kind == "diagnosis"
    for branch in step.branches:
        if branch.next is not None and branch.next not in later:
            yield f"{branch.when} leads to {branch.next}, which is no later step"
        if branch.next is None and ends:
            yield f"{branch.when} leads nowhere"
        for code, outcome in branch.given.items():
            if outcome not in earlier.get(code, []):
                yield f"{branch.when} is given {code}={outcome}, which is no outcome of an earlier step"
    for outcome in (*step.outcomes(), SKIPPED):
        sure = [branch for branch in step.branches if branch.when == outcome and not branch.given]
        if not sure and (ends or any(branch.when == outcome for branch in step.branches)):
            yield f"{outcome} needs a branch without conditions"
        if sure and sure[0] is not [branch for branch in step.branches if branch.when == outcome][-1]:
            yield f"a branch of {outcome} can never be taken"
