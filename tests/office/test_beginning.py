"""An office that begins without lists: one department manager, who is invited and makes the others."""

import json
from pathlib import Path

from conftest import Run
from sqlalchemy import select

from fieldkit.access import Role
from fieldkit.actions.enrol import enrol, sync
from fieldkit.actions.laptops import invite
from fieldkit.actions.records import new_record, set_values
from fieldkit.app import Laptop
from fieldkit.clock import Clock
from fieldkit.forms import natural_id
from fieldkit.office.house import open_house
from fieldkit.office.rights import current
from fieldkit.office.serve import EmbeddedOffice
from fieldkit.office.tables import AUDIT


def test_the_first_person_invites_the_second(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "office"
    assert run("office", "init", "--data", folder, "--person", "E1", "--person-name", "王一")[0] == 0
    said = json.loads(run("office", "invite", "--data", folder, "--person", "E1", "--json")[1])
    house = open_house(folder, Clock())
    office = EmbeddedOffice(house)
    office.start()
    first = Laptop(tmp_path / "first", passphrase=lambda: "a passphrase")
    enrol(first.desk, office.url, said["code"])
    sync(first.desk)
    assert first.desk.actor.roles == {Role.DEPARTMENT_MANAGER}
    second = new_record(first.desk, "person", {"number": "E2", "person_name": "李二"})
    set_values(first.desk, second.id, {"roles.r1.role": "engineer"})
    sync(first.desk)
    made = invite(first.desk, second.id)
    laptop = Laptop(tmp_path / "second", passphrase=lambda: "a passphrase")
    enrol(laptop.desk, made.url, made.code)
    sync(laptop.desk)
    assert (laptop.desk.actor.number, laptop.desk.actor.roles) == ("E2", {Role.ENGINEER})
    for one in (first, laptop):
        one.close()
    office.stop()
    with house.database.reading() as connection:
        assert current(connection, natural_id("person", "E1")).roles == {Role.DEPARTMENT_MANAGER}
        assert "first person" in connection.execute(select(AUDIT.c.what)).scalars().all()
    house.close()


def test_a_number_without_a_name_makes_no_office(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "office"
    code, _, said = run("office", "init", "--data", folder, "--person", "E1")
    assert (code, "姓名" in said, folder.exists()) == (1, True, False)
