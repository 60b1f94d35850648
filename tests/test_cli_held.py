"""`fieldkit office held` and `decide`: a person sees what a locked-out laptop still sent, and decides once."""

import json
from pathlib import Path

from conftest import Run

from fieldkit.clock import Clock
from fieldkit.forms import natural_id
from fieldkit.office.house import House, open_house
from fieldkit.office.serve import EmbeddedOffice
from fieldkit.office.tables import DEVICE
from fieldkit.records.tables import load

CUSTOMER = natural_id("customer", "C1900")


def test_what_a_locked_out_laptop_sent_is_decided_by_a_person(run: Run, house: House, tmp_path: Path) -> None:
    house.close()
    house = open_house(house.folder, Clock())
    home, data = tmp_path / "home", house.folder
    office = EmbeddedOffice(house)
    office.start()
    assert run("enrol", "--home", home, office.url, house.enrolment.invite("E100"))[0] == 0
    assert run("sync", "--home", home)[0] == 0
    assert run("record", "set", "--home", home, CUSTOMER, "contact=甲")[0] == 0
    assert run("record", "set", "--home", home, CUSTOMER, "phone=139")[0] == 0
    with house.database.reading() as connection:
        device = connection.execute(DEVICE.select()).one().id
    assert run("office", "revoke", "--data", data, "--device", device)[0] == 0
    run("sync", "--home", home)
    found = json.loads(run("--lang", "en", "doctor", "--home", home, "--json")[1])["findings"]
    assert [one["level"] for one in found if "locked out" in one["text"]] == ["bad"]
    code, said, _ = run("--lang", "en", "office", "held", "--data", data, "--json")
    first, second = json.loads(said)["held"]
    assert (code, first["author"], first["values"], second["values"]) == (
        0, "何志强", {"Contact person": "甲"}, {"Phone": "139"},
    )  # fmt: skip
    assert "电信" in first["record"]
    code, _, said = run(
        "--lang", "en", "office", "decide", "--data", data, second["change"], "--take", "--by", "赵海波"
    )
    assert (code, "Decide about that one first" in said) == (1, True)
    assert run("office", "decide", "--data", data, first["change"], "--take", "--by", "赵海波")[:2] == (0, "ok\n")
    code, said, _ = run("--lang", "en", "office", "decide", "--data", data, second["change"], "--refuse", "--by", "x")
    assert (code, said) == (0, "rejected The head office decided not to take this change.\n")
    with house.database.reading() as connection:
        values = load(connection, CUSTOMER).values
    assert values["contact"] == "甲"
    assert values.get("phone") != "139"
    assert json.loads(run("office", "held", "--data", data, "--json")[1]) == {"held": []}
    office.stop()
    house.close()
