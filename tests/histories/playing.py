"""Plays histories: from a seed, the same each time; and makes a failing one shorter."""

import random
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

from fieldkit.records.erasing import digest

from .broken import BrokenError
from .history import History, Templates
from .office import played_office
from .promises import finish

_MAKERS = (
    "uuid6.uuid7",
    "fieldkit.store.outgoing.uuid4",
    "fieldkit.office.rights.uuid4",
    "fieldkit.office.history.uuid4",
)


@contextmanager
def ids_from(seed: int | str) -> Iterator[None]:
    """Ids that are the same each time, rising like UUIDv7."""
    dice, count = random.Random(seed), 0

    def make() -> UUID:
        nonlocal count
        count += 1
        return UUID(int=(count << 96) | (7 << 76) | (2 << 62) | dice.getrandbits(60))

    with ExitStack() as stack:
        for name in _MAKERS:
            stack.enter_context(patch(name, make))
        yield


@dataclass
class Result:
    """What became of a history; `broken` is empty when every promise held."""

    seed: int
    broken: str
    counts: dict[str, int] = field(default_factory=dict)
    trace: list[str] = field(default_factory=list)


def play(templates: Templates, folder: Path, seed: int, steps: Iterable[int], focus: tuple[str, ...] = ()) -> Result:
    """One history of these steps, to its end."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with ids_from(seed):
        history = History(seed, templates, folder, focus)
        try:
            for number in steps:
                history.step(number)
            finish(history)
            return Result(seed, "", history.counts, history.trace)
        except BrokenError as error:
            return Result(seed, str(error), history.counts, history.trace)
        finally:
            history.close()
            shutil.rmtree(folder, ignore_errors=True)


def shrink(templates: Templates, folder: Path, seed: int, steps: int) -> tuple[list[int], Result]:
    """The fewest steps found of a failing history that still fail: parts of it are left out, smaller and smaller."""
    kept = list(range(steps))
    result = play(templates, folder, seed, kept)
    size = len(kept) // 2
    while size and result.broken:
        start = 0
        while start < len(kept):
            shorter = kept[:start] + kept[start + size :]
            attempt = play(templates, folder, seed, shorter)
            if attempt.broken.split(":")[0] == result.broken.split(":")[0]:
                kept, result = shorter, attempt
            else:
                start += size
        size //= 2
    return kept, result


@contextmanager
def stage(folder: Path, kind: str) -> Iterator[Templates]:
    """An office and laptops to play on; the database is `sqlite` or `postgresql`."""
    quicker = patch("fieldkit.records.erasing.digest", lru_cache(maxsize=10_000)(digest))  # as slow as scrypt otherwise
    with ids_from("stage"), quicker, played_office(folder / "office", kind) as office:
        yield Templates(office, folder / "templates")
