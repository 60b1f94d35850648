"""Plays a large trip into a folder: 200 units with software, 60 photos, a report of some 35 pages. Prints what to open.

usage: trip_filled.py FOLDER; a process of its own, so that neither office nor pictures count in what is measured.
"""

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[2]))

from fieldkit.actions.desk import Desk
from fieldkit.actions.photos import add_picture
from fieldkit.actions.trips import plan_visit
from fieldkit.demo.case import CUSTOMER, LINE, Case, play
from fieldkit.demo.company import Company
from fieldkit.forms import new_id
from fieldkit.store.store import Edit
from tests.documents import lengths

UNITS = 200


def fill(folder: Path) -> dict[str, str]:
    """The engineer's home on site: `home`, `visit` with its `report`, and an `other` visit."""
    case = Case(Company(folder))
    play(case, "follow_up")
    desk = case.desk("engineer")
    _equip(desk)
    _work(desk, case.visit)
    other = plan_visit(desk, case.problem, "再次检查").id
    case.company.close()
    home = str(case.company.folder / "homes" / "engineer")
    return {"home": home, "visit": case.visit, "other": other, "report": case.report}


def _equip(desk: Desk) -> None:
    edits: list[Edit] = []
    for number in range(UNITS):
        unit: dict[str, Any] = {"customer": CUSTOMER, "line": LINE, "model": "AN-2400", "place": f"{number}"}
        unit |= {"serial": f"AN24009{number:05}", "configuration": "E1 x 4"}
        version = {"component": "主控软件", "version_installed": f"V3.1.{number % 5}", "patches": "P01"}
        rid = new_id()
        edits += [Edit("equipment", rid, unit), Edit("software", new_id(), {"equipment": rid, **version})]
    desk.store.write(desk.actor, edits)


def _work(desk: Desk, visit: str) -> None:
    """The steps, parts and photos of several days."""
    dossier = lengths.longest(times=4)
    edits = [
        Edit(record.kind, new_id(), {**record.values, "visit": visit})
        for name in ("steps", "parts")
        for record in dossier.collected[name]
    ]
    linked = [Edit(record.kind, record.id, dict(record.values)) for record in dossier.linked.values()]
    edits += [edit for edit in linked if edit.kind == "part"]
    desk.store.write(desk.actor, edits)
    for photo in dossier.collected["photos"]:
        picture = photo.values["picture"]
        content = dossier.files[picture["sha256"]]
        add_picture(desk, visit, content, picture["name"], str(photo.values["caption"]))


if __name__ == "__main__":
    print(json.dumps(fill(Path(sys.argv[1]))))
