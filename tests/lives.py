"""A visit on site, worked by a process that is killed again and again; each life goes on where the last one ended.

usage: lives.py HOME VISIT SEED LIVES PHOTO. Prints a line of JSON for each life: what the laptop held when it was
opened, and how many pieces of work that life had said were kept. LIVES 0 works without being killed, a line a piece.
"""

import json
import os
import random
import select
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from fieldkit.actions import diagnosis, leftovers, photos, trips
from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import load_trip
from fieldkit.actions.records import set_values
from fieldkit.actions.reports import open_report
from fieldkit.app import Laptop
from fieldkit.clock import PlayedClock
from fieldkit.demo.words import PROOFS
from fieldkit.forms import natural_id, only_child_id
from fieldkit.forms.step import step_id
from fieldkit.process.readiness import current_stage

NOW = datetime(2026, 11, 10, 4, tzinfo=UTC)
Deed = Callable[[Desk], object]
STEPS = (("symptom", "seen"), ("lamps", "done"), ("room", "31.4"), ("board", "71"), ("versions", "different"),
         ("memory", "6"), ("saved", "done"), ("switchover", "done"), ("watch", "good"), ("target", "done"))  # fmt: skip
FIELDS = ("done", "checked", "cleanup", "training", "settled", "opinion")
LINES = 10  # sentences typed into each field of the report, saved one by one
DELAY = 0.03  # s; a kill comes up to this long after the last word: within the next piece of work
END = b"end\n"  # nothing is left to do
PATIENCE = 300  # s for a word of a living process on a slow machine


def deeds(visit: str, photo: Path) -> list[Deed]:
    """The work of a visit, piece by piece; each is one thing that a person does and sees kept."""
    report = only_child_id(visit, "service_report")

    def step(code: str, said: str) -> Deed:
        why = "断电前已观察够" if code == "watch" else ""  # this clock stands still
        return lambda desk: diagnosis.answer_step(
            desk, visit, diagnosis.run_for(desk, visit), code, said, why, PROOFS.get(code)
        )

    def before(code: str) -> list[Deed]:
        def begin(desk: Desk) -> object:
            return diagnosis.begin_step(desk, visit, diagnosis.run_for(desk, visit), code)

        def picture(desk: Desk) -> object:
            return photos.add_photo(desk, visit, photo, "指示灯", step=step_id(visit, "an2400-heartbeat", code))

        return {"lamps": [begin, picture, picture], "watch": [begin]}.get(code, [])

    def note(code: str) -> Deed:
        return lambda desk: diagnosis.add_note(desk, visit, diagnosis.run_for(desk, visit), code, "补充")

    def typed(name: str, line: int) -> Deed:
        text = "。".join(["一句话"] * line)
        return lambda desk: set_values(desk, report, {name: text}, desk.store.open(report))

    part = natural_id("part", "BK-AN2400-00")
    work: list[Deed] = [deed for code, said in STEPS for deed in (*before(code), step(code, said), note(code))]
    work.append(lambda desk: diagnosis.conclude_diagnosis(desk, visit, diagnosis.run_for(desk, visit)))
    work += [lambda desk: trips.move_part(desk, visit, part, "returned", notes="带回")] * 2
    work += [lambda desk: photos.add_photo(desk, visit, photo, "铭牌")] * 3
    work += [lambda desk: leftovers.leave_over(desk, visit, "遗留", "us", "2026-12-10")] * 2
    work.append(lambda desk: open_report(desk, visit))
    return work + [typed(name, line) for name in FIELDS for line in range(1, LINES + 1)]


def held(desk: Desk, visit: str) -> list[object]:
    """Where the laptop stands: stage and step at which it opens, and all that the visit holds, photos whole."""
    trip, run = load_trip(desk, visit), diagnosis.run_for(desk, visit)
    whole = sum(desk.store.files.whole(photo.picture.sha256) for photo in trip.photos if photo.picture)
    report = {name: str(getattr(trip.report, name) or "") for name in FIELDS} if trip.report else {}
    return [
        current_stage(trip), run.current.id if run.current else "", trip.conclusion,
        [[step.step, step.answer or "", len(step.notes)] for step in trip.steps],
        len(trip.movements), [len(trip.photos), whole], len(trip.leftovers), report,
    ]  # fmt: skip


def opened(home: Path) -> Laptop:
    return Laptop(home, clock=PlayedClock(NOW), passphrase=lambda: "a passphrase")


def live(home: Path, visit: str, photo: Path, at: Callable[[list[object]], int], words: int) -> None:
    """One life: opens the laptop, says what it holds, works on, and says each piece that was kept."""
    laptop = opened(home)
    stands = held(laptop.desk, visit)
    os.write(words, (json.dumps(stands) + "\n").encode())
    for deed in deeds(visit, photo)[at(stands) :]:
        deed(laptop.desk)
        os.write(words, b"kept\n")
    os.write(words, END)
    signal.pause()


def one_life(
    home: Path, visit: str, photo: Path, at: Callable[[list[object]], int], dice: random.Random
) -> list[object]:
    """Lets a process live until a random moment, kills it, and tells what it found and how much it had kept."""
    ear, words = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            live(home, visit, photo, at, words)
        finally:
            os._exit(1)  # it was not killed: what it lacks is seen by whoever listens
    os.close(words)
    wanted, said, ends = dice.randint(0, 3), b"", time.monotonic() + PATIENCE
    while (
        said.count(b"\n") <= wanted
        and not said.endswith(END)
        and select.select([ear], [], [], max(0.0, ends - time.monotonic()))[0]
    ):
        more = os.read(ear, 65536)
        if not more:
            break
        said += more
    time.sleep(dice.uniform(0, DELAY))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(ear, 65536):
        said += more
    os.close(ear)
    lines = said.decode().splitlines()
    return [json.loads(lines[0]), lines.count("kept")]


def tell(said: list[object]) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def main() -> None:
    home, visit, seed, lives, photo = Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:5]), Path(sys.argv[5])
    if not lives:
        laptop = opened(home)
        tell(held(laptop.desk, visit))
        for deed in deeds(visit, photo):
            deed(laptop.desk)
            tell(held(laptop.desk, visit))
        laptop.close()
        return
    known = [json.loads(line) for line in sys.stdin]
    dice = random.Random(seed)
    for _ in range(lives):
        tell(one_life(home, visit, photo, known.index, dice))


if __name__ == "__main__":
    main()
