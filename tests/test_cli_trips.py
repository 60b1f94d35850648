"""`fieldkit rehearse` as scripts rely on it: exit 0 only when nothing is missing, and the verdict is kept."""

import json
from pathlib import Path

from conftest import Run

from fieldkit.clock import Clock
from fieldkit.forms import natural_id
from fieldkit.office.house import House, open_house
from fieldkit.office.serve import EmbeddedOffice


def new(run: Run, home: Path, kind: str, *values: str) -> str:
    code, said, error = run("record", "new", "--home", home, kind, *values)
    assert code == 0, error
    return str(said.strip())


def test_a_trip_is_rehearsed_off_line_and_what_is_missing_ends_with_1(run: Run, house: House, tmp_path: Path) -> None:
    house.close()
    house = open_house(house.folder, Clock())
    home, customer, person = tmp_path / "home", natural_id("customer", "C1900"), natural_id("person", "E100")
    office = EmbeddedOffice(house)
    office.start()
    assert run("enrol", "--home", home, office.url, house.enrolment.invite("E100"))[0] == 0
    office.stop()
    house.close()

    code, _, error = run("--lang", "en", "rehearse", "--home", home)
    assert (code, error) == (1, "There is no trip of yours that has not begun. Name one.\n")
    problem = new(run, home, "problem", "summary=心跳丢失", f"customer={customer}", "received_at=2026-11-09 08:12",
                  f"received_by={person}", f"line={natural_id('product_line', 'AN')}", "status=open")  # fmt: skip
    visit = new(run, home, "visit", f"problem={problem}", f"customer={customer}", f"engineer={person}",
                "purpose=换板", "status=preparing", "playbook=an2400-heartbeat")  # fmt: skip
    code, said, error = run("--lang", "en", "rehearse", "--home", home)
    assert (code, error) == (0, "")
    assert said.splitlines()[0] == "换板" and said.splitlines()[1].startswith("Ready:")

    gone = "0190c4a0-0000-7000-8000-0000000000aa"
    assert run("record", "set", "--home", home, visit, f"site={gone}")[0] == 0
    code, said, _ = run("--lang", "en", "rehearse", "--home", home, visit, "--json")
    (done,) = json.loads(said)["rehearsals"]
    assert (code, done["ready"], done["visit"]) == (1, False, visit)
    assert len(done["missing"]) == 1 and "Site" in done["missing"][0]
    code, said, _ = run("record", "list", "--home", home, "checklist", "--json")
    (sheet,) = json.loads(said)["records"]
    assert sheet["values"]["rehearsed_whole"] is False and "Site" in sheet["values"]["rehearsed_found"]
    assert run("rehearse", "--home", home, gone)[0] == 1
