"""Plays random histories until it is stopped: `make soak`. Prints counts, and every failing seed, made shorter.

FIELDKIT_SOAK_SECONDS ends it; FIELDKIT_SOAK_SEED is where the seeds begin (default: the time), FIELDKIT_SOAK_STEPS how
long a history is, FIELDKIT_SOAK_DATABASE `sqlite` or `postgresql`. `python tests/soak.py SEED` plays one seed and
prints its steps. Exit code 1 when a promise was broken.
"""

import os
import sys
import tempfile
import time
import traceback
from pathlib import Path

from histories.history import Templates
from histories.playing import Result, play, shrink, stage

STEPS = int(os.environ.get("FIELDKIT_SOAK_STEPS", "300"))
EVERY_SECONDS = 30


def attempt(templates: Templates, folder: Path, seed: int) -> Result:
    """A history; a crash counts as a broken promise."""
    try:
        return play(templates, folder, seed, range(STEPS))
    except Exception:  # noqa: BLE001 - whatever it was, the seed is worth printing
        return Result(seed, f"crash: {traceback.format_exc()}")


def soak(templates: Templates, folder: Path) -> int:
    """Plays one seed after the other; returns how many failed."""
    first = int(os.environ.get("FIELDKIT_SOAK_SEED", str(int(time.time()))))
    ends = time.monotonic() + float(os.environ.get("FIELDKIT_SOAK_SECONDS", "inf"))
    played, said, failed = 0, time.monotonic(), []
    acts: dict[str, int] = {}
    try:
        while time.monotonic() < ends:
            result = attempt(templates, folder, first + played)
            played += 1
            for name, count in result.counts.items():
                acts[name] = acts.get(name, 0) + count
            if result.broken:
                failed.append(result.seed)
                print(f"seed {result.seed} failed: {result.broken}", flush=True)
            if time.monotonic() - said > EVERY_SECONDS:
                said = time.monotonic()
                print(f"{played} histories of {STEPS} steps from seed {first}, failed: {failed}", flush=True)
    except KeyboardInterrupt:
        print("stopped")
    print(f"{played} histories of {STEPS} steps from seed {first}, failed: {failed}")
    print(", ".join(f"{name} {count}" for name, count in sorted(acts.items())))
    return len(failed)


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with stage(folder, os.environ.get("FIELDKIT_SOAK_DATABASE", "sqlite")) as templates:
            if len(sys.argv) == 1:
                return 1 if soak(templates, folder / "history") else 0
            steps, result = shrink(templates, folder / "history", int(sys.argv[1]), STEPS)
            print("\n".join(result.trace))
            print(f"steps {steps}: {result.broken}" if result.broken else "every promise held")
            return 1 if result.broken else 0


if __name__ == "__main__":
    sys.exit(main())
