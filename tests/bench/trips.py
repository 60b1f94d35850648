"""A large trip: 200 units with software and 60 photos; yardstick: the promise, 150 ms.

`stands` is until the stage shows its content, `whole` until nothing more comes: the sheet computed anew, all pictures.
"""

import statistics
import subprocess
import sys
from pathlib import Path

from run import show

TRIP = """
import io, os, sys, time
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from pathlib import Path
from PIL import Image
from PySide6.QtWidgets import QApplication
from fieldkit.actions import trips
from fieldkit.demo.case import CUSTOMER, LINE, Case, play
from fieldkit.demo.company import Company
from fieldkit.forms import new_id
from fieldkit.store.store import Edit
from fieldkit.ui.desktop import Desktop
from fieldkit.ui.garbage import Collector, settle
from fieldkit.ui.jobs import Jobs
from fieldkit.ui.screens.stage import Stage
from fieldkit.ui.screens.trips.workspace import WIDGETS
from fieldkit.ui.spots import load_screens
from fieldkit.ui.theme import theme
from fieldkit.ui.widgets.states import StateStack

app = QApplication([])
theme().apply(app, "light")
case = Case(Company(Path(sys.argv[1]) / "play"))
play(case, "submit")
desk = case.desk("engineer")
units = [new_id() for _ in range(200)]
edits = []
for number, unit in enumerate(units):
    edits.append(Edit("equipment", unit, {"customer": CUSTOMER, "line": LINE, "model": "AN-2400",
        "serial": f"AN24009{number:05}", "place": f"{number}", "configuration": "E1 x 4"}))
    edits.append(Edit("software", new_id(), {"equipment": unit, "component": "主控软件",
        "version_installed": f"V3.1.{number % 5}", "patches": "P01"}))
desk.store.write(desk.actor, edits)
for number in range(60):
    out = io.BytesIO()
    Image.frombytes("RGB", (320, 240), os.urandom(320 * 240 * 3)).save(out, "JPEG")
    kept = desk.store.put_file(out.getvalue(), f"{number}.jpg", "image/jpeg")
    file = {"sha256": kept.sha256, "name": kept.name, "size": kept.size, "type": kept.type}
    desk.store.write(desk.actor, [Edit("photo", new_id(), {"visit": case.visit, "picture": file, "caption": "x"})])
jobs = Jobs(print)
desktop = Desktop(case.company.laptops["engineer"], jobs)
desktop.frame.resize(1366, 768)
desktop.frame.show()
load_screens()
settle()
collector = Collector()

def opened(route, kind):
    # Until the stage stands there, and until nothing more comes.
    begun = last = time.perf_counter(); quiet, stood = 0, 0.0
    desktop.go(route)
    while quiet < 20:
        app.processEvents()
        now = time.perf_counter()
        if not stood and any(one.content.isVisible() for stage in desktop.frame.findChildren(kind)
                             for one in stage.findChildren(StateStack)[:1]):
            stood = now
        if not jobs.idle:
            quiet, last = 0, now
        else:
            quiet += 1
        time.sleep(0.001)
    return ((stood or last) - begun) * 1000, (last - begun) * 1000

for stage in ("prepare", "diagnose", "follow_up", "report"):
    times = []
    for _ in range(7):
        opened("today", Stage)
        times.append(opened(f"trips/{case.visit}/{stage}", WIDGETS[stage]))
    print(stage, *(figure for both in times for figure in both))
desktop.close(); jobs.close(); case.company.close()
"""


def trip(folder: Path) -> None:
    """How long it takes until a stage of the large trip stands there with all that it shows."""
    done = subprocess.run([sys.executable, "-c", TRIP, str(folder)], check=True, capture_output=True, text=True)
    for line in done.stdout.splitlines():
        name, *figures = line.split()
        stood, whole = ([float(figure) for figure in figures[at::2]] for at in (0, 1))
        show(f"{name} of a large trip stands, first time", stood[0], "ms", 150)
        show(f"{name} of a large trip stands, again", statistics.median(stood[1:]), "ms", 150)
        show(f"{name} of a large trip whole, again", statistics.median(whole[1:]), "ms", 150)
