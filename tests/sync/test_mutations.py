"""The rules of sync.md marked ■, switched off one by one: a random history must then break a promise.

A rule is switched off in its source, so that a rule that moved is noticed. `seed` was found by playing seeds from 0 on
(`python -P tests/sync/test_mutations.py NAME` does so). Rules that no history of 60 steps was seen to find are switched
off in a scene made for them (test_mutated_scenes.py). Not here: that a sealed change is never touched again (no
statement touches one). test_restore.py finds out a page that does not prove the state it was made from; test_marks.py
a base beyond what both have seen, and a refused edit that keeps its place.
"""

import importlib
import inspect
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from unittest.mock import patch

import pytest
from conftest import ON_POSTGRES
from histories.history import Templates
from histories.playing import play, stage

WRITING = ("write", "open_form", "save_form", "push", "pull")
MOVING = (*WRITING, "create", "move")
RESTORING = (*WRITING, "back_up", "restore_office")
KEEPING = (*WRITING, "back_up", "say_covered", "pass_days", "tidy_up", "quiet_month")


class Switch(Protocol):
    """Where a rule stands, and what stands there instead when it is off."""

    @property
    def place(self) -> str: ...
    @property
    def old(self) -> str: ...
    @property
    def new(self) -> str: ...


class Rule(NamedTuple):
    """Where a rule stands, what stands there instead when it is off, and a history that finds it out."""

    place: str
    old: str
    new: str
    focus: tuple[str, ...]
    seed: int
    steps: int = 60


RULES = {
    "numbers are chained and have no gap": Rule(
        "fieldkit.office.push:_work",
        "elif change.n > last[0] + 1:",
        "elif old is None: fresh.append(change); last = (change.n, change.id)\n            elif False:",
        (*WRITING, "copy", "restore", "clone"),
        18,
    ),
    "a verdict does not raise last_seq": Rule(
        "fieldkit.store.store:_opened",
        "base_seq = base.last_seq if base else 0",
        "base_seq = max([row['vseq'] for row in rows], default=0)",
        WRITING, 0
    ),
    "own context is what the form showed": Rule(
        "fieldkit.store.own_numbers:OwnNumbers.seen_at", "bisect_right(places, opos)", "len(places)", WRITING, 0
    ),
    "groups are taken whole": Rule(
        "fieldkit.office.push:_groups", "if change.group is None:", "if True:", (*WRITING, "step_on"), 0
    ),
    "what comes into sight is sent whole": Rule(
        "fieldkit.office.pull:wire", "whole = stored.scope_seq > floor", "whole = floor <= 0", MOVING, 0
    ),
    "a new grant is backfilled": Rule(
        "fieldkit.store.incoming:Incoming._take_grants", 'positions[grant] = ""', "pass", (*WRITING, "grant"), 0
    ),
    "what moved away leaves a tombstone": Rule(
        "fieldkit.office.pull:_tombstones", "TOMBSTONE.c.seq > after", "TOMBSTONE.c.seq < 0", MOVING, 5
    ),
    "what is back in sight is not evicted": Rule(
        "fieldkit.store.incoming:Incoming._put_all", "doomed.discard(stored.rid)", "pass", MOVING, 2
    ),
    "a proof shows a restore": Rule(
        "fieldkit.office.push:proof_holds", "return seq == 0 or", "return True or", RESTORING, 6
    ),
    "after a restore what was taken is sent again": Rule(
        "fieldkit.store.incoming:Incoming.start_over", "sealed_again(connection)", "pass",
        RESTORING, 0
    ),
    "what a backup covers stays for a month": Rule(
        "fieldkit.store.pruning:spare", "if at <= before", "", KEEPING, 24
    ),
    "what no backup covers stays": Rule(
        "fieldkit.actions.room:prune", "spare(connection, store.clock.millis())", "2**62", KEEPING, 0
    ),
    "rights count as at the base": Rule(
        "fieldkit.office.page:Page.view", "for seq in (base, self.proof)", "for seq in (0, 0)", (*WRITING, "grant"), 0
    ),
}  # fmt: skip


@contextmanager
def switched_off(rule: Switch) -> Iterator[None]:
    module_name, name = rule.place.split(":")
    module: Any = importlib.import_module(module_name)
    owner, attribute = module, name
    if "." in name:
        owner, attribute = getattr(module, name.split(".")[0]), name.split(".")[1]
    function = getattr(owner, attribute)
    source = textwrap.dedent(inspect.getsource(function))
    assert source.count(rule.old) == 1, f"the rule does not stand in {rule.place} any more"
    space: dict[str, Any] = {}
    code = compile(source.replace(rule.old, rule.new), "<mutation>", "exec")
    exec(code, vars(importlib.import_module(function.__module__)), space)
    places = {module_name, "fieldkit.office.pull", "fieldkit.office.history"} if owner is module else set()
    with patch.object(owner, attribute, space[attribute]):
        others = [importlib.import_module(place) for place in places]
        patches = [patch.object(o, attribute, space[attribute]) for o in others if hasattr(o, attribute)]
        for one in patches:
            one.start()
        try:
            yield
        finally:
            for one in reversed(patches):
                one.stop()


def broken(rule: Rule, templates: Templates, folder: Path, seed: int) -> str:
    """What a history with the rule switched off ends in; a crash is an end too."""
    with switched_off(rule):
        try:
            return play(templates, folder, seed, range(rule.steps), rule.focus).broken
        except Exception as error:  # noqa: BLE001 - a mutation may break anything
            return f"crash: {error!r}"


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Templates]:
    with stage(tmp_path_factory.mktemp("stage"), "sqlite") as made:
        yield made


pytestmark = pytest.mark.skipif(ON_POSTGRES, reason="what is switched off is the same on every database")


@pytest.mark.parametrize("name", RULES)
def test_without_the_rule_a_history_breaks_a_promise(name: str, templates: Templates, tmp_path: Path) -> None:
    assert broken(RULES[name], templates, tmp_path / "history", RULES[name].seed), f"nobody missed: {name}"


@pytest.mark.parametrize("seed", sorted({(rule.seed, rule.focus, rule.steps) for rule in RULES.values()}))
def test_with_the_rules_the_same_histories_break_none(
    seed: tuple[int, tuple[str, ...], int], templates: Templates, tmp_path: Path
) -> None:
    number, focus, steps = seed
    assert not play(templates, tmp_path / "history", number, range(steps), focus).broken


def search(names: list[str], most: int) -> None:
    """Prints the first seed that finds each of these mutations."""
    import tempfile  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder, stage(Path(folder), "sqlite") as templates:
        for name in names:
            for seed in range(most):
                if said := broken(RULES[name], templates, Path(folder) / "history", seed):
                    sys.stdout.write(f"{name}: seed {seed}: {said[:150]}\n")
                    break
            else:
                sys.stdout.write(f"{name}: none of {most}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    search(sys.argv[1:] or list(RULES), 200)
