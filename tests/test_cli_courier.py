"""`fieldkit courier …` and `fieldkit office courier` as scripts rely on them."""

import json
from pathlib import Path

import pytest
from conftest import Run

from fieldkit.clock import Clock
from fieldkit.forms import natural_id
from fieldkit.office.house import House, open_house
from fieldkit.office.serve import EmbeddedOffice


def enrolled(run: Run, house: House, home: Path, number: str) -> EmbeddedOffice:
    office = EmbeddedOffice(house)
    office.start()
    assert run("enrol", "--home", home, office.url, house.enrolment.invite(number))[0] == 0
    return office


def test_out_by_stick_in_at_the_office_and_back(run: Run, house: House, tmp_path: Path) -> None:
    house.close()
    house = open_house(house.folder, Clock())
    home, colleague = tmp_path / "home", tmp_path / "colleague"
    enrolled(run, house, home, "E100").stop()
    customer = natural_id("customer", "C1900")
    assert run("record", "set", "--home", home, customer, "contact=甲")[0] == 0
    bundle, answer = tmp_path / "bundle", tmp_path / "answer"
    code, said, _ = run("courier", "pack", "--home", home, bundle, "--json")
    assert (code, json.loads(said)["changes"]) == (0, 1)
    code, said, _ = run("office", "courier", "--data", house.folder, bundle, "--reply", answer, "--json")
    assert (code, json.loads(said)["changes"]) == (0, 1)
    code, said, _ = run("courier", "accept", "--home", home, answer, "--json")
    done = json.loads(said)
    assert (code, done["ok"], done["news"], done["waiting"], done["all_at_office"]) == (0, 1, True, 0, True)

    office = enrolled(run, house, colleague, "E104")
    assert run("record", "set", "--home", home, customer, "contact=乙")[0] == 0
    assert run("--lang", "en", "courier", "pack", "--home", home, bundle)[1].startswith("1 changes and 0 files")
    code, said, _ = run("courier", "carry", "--home", colleague, bundle)
    assert (code, said) == (0, f"{bundle}.reply\n")
    office.stop()
    code, said, _ = run("--lang", "en", "courier", "accept", "--home", home, f"{bundle}.reply")
    assert (code, said) == (0, "1 changes taken, 0 held, 0 rejected; 0 files stored.\n")
    code, said, _ = run("--lang", "en", "courier", "accept", "--home", home, f"{bundle}.reply")
    assert (code, len(said.splitlines())) == (0, 2)
    house.close()


def test_what_goes_wrong_is_one_line(run: Run, house: House, tmp_path: Path) -> None:
    house.close()
    house = open_house(house.folder, Clock())
    home = tmp_path / "home"
    enrolled(run, house, home, "E100").stop()
    bundle, nonsense = tmp_path / "bundle", tmp_path / "nonsense"
    nonsense.write_bytes(b"nonsense")
    assert run("courier", "pack", "--home", home, bundle)[0] == 0
    for line in (
        ("courier", "pack", "--home", home, tmp_path / "no folder" / "x"),
        ("courier", "pack", "--home", home, tmp_path),
        ("courier", "accept", "--home", home, tmp_path / "none"),
        ("courier", "accept", "--home", home, nonsense),
        ("courier", "accept", "--home", home, bundle),
        ("courier", "carry", "--home", home, bundle),
        ("courier", "carry", "--home", home, tmp_path / "none"),
        ("courier", "pack", "--home", tmp_path / "no home", bundle),
        ("office", "courier", "--data", house.folder, nonsense, "--reply", tmp_path / "r"),
        ("office", "courier", "--data", house.folder, tmp_path / "none", "--reply", tmp_path / "r"),
        ("office", "courier", "--data", house.folder, bundle, "--reply", tmp_path / "no folder" / "r"),
    ):
        code, out, said = run(*line, "--json")
        assert (code, out, said.count("\n")) == (1, "", 1), line
    assert {path.name for path in tmp_path.iterdir()} == {"home", "bundle", "nonsense", "office", "secret"}
    house.close()


@pytest.mark.parametrize("line", ["courier", "courier pack", "courier accept", "courier carry", "office courier x"])
def test_wrong_usage_is_2(run: Run, line: str) -> None:
    assert run(*line.split())[0] == 2
