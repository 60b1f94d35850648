"""A large trip in the real desktop, alone in its process: 200 units with software, 160 steps, 60 photos, 240 parts.

Yardsticks are the promises: a stage stands within 150 ms, a field is saved within 10, a frame takes 16, and the
desktop takes 350 MB. `stands` is until a stage shows its content, `whole` until no work is under way any more.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from run import show

HERE = Path(__file__).resolve().parent
PROMISED = {"stands": 150.0, "saved": 10.0, "wheel": 16.0, "memory": 350.0}


def trip(folder: Path) -> None:
    """Plays the trip in one process and opens it in another."""
    played = subprocess.run(
        [sys.executable, str(HERE / "trip_filled.py"), str(folder / "play")],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found = json.loads(played.stdout.splitlines()[-1])
    home = Path(found["home"])
    environment = {**os.environ, "FIELDKIT_PASSPHRASE_FILE": str(home / "passphrase.txt")}
    command = [sys.executable, str(HERE / "trip_opened.py"), str(home), found["visit"], found["other"], found["report"]]
    opened = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    for line in opened.stdout.splitlines():
        name, value, unit = line.split("\t")
        promised = next((least for word, least in PROMISED.items() if word in name), None)
        show(name, float(value), unit, promised)
