"""Laptops invited and locked out from a desktop: by a department manager, for nobody above, by signed orders only."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from courier_trips import COLLEAGUE, DEPARTMENT, ENGINEER, MANAGER, Trips
from sqlalchemy import select, update

from fieldkit.actions import laptops
from fieldkit.actions.enrol import enrol, sync
from fieldkit.actions.laptops import invite, lock_out
from fieldkit.app import Laptop
from fieldkit.clock import PlayedClock
from fieldkit.errors import NotAllowedError, UserError
from fieldkit.forms import natural_id
from fieldkit.office.audit import lines
from fieldkit.office.tables import DEVICE, INVITATION
from fieldkit.sync.line import LockedOutError, RefusedError
from fieldkit.sync.messages import Invite, InviteReply

SECRETARY, VICE_PRESIDENT = "E112", "E113"


def person(number: str) -> str:
    return natural_id("person", number)


def invitations(trips: Trips) -> int:
    with trips.house.database.reading() as connection:
        return len(connection.execute(select(INVITATION)).all())


def test_a_department_manager_invites_an_engineer_whose_laptop_then_works(trips: Trips) -> None:
    boss = trips.laptop(DEPARTMENT)
    made = invite(boss.desk, person(COLLEAGUE))
    assert made.url == trips.office.url and "张秀英" in made.person
    new = Laptop(trips.folder / "new", clock=trips.clock, passphrase=lambda: "a passphrase")
    trips.laptops.append(new)
    enrol(new.desk, made.url, made.code)
    sync(new.desk)
    assert new.desk.actor.number == COLLEAGUE
    with pytest.raises(UserError):
        enrol(Laptop(trips.folder / "second", clock=trips.clock, passphrase=lambda: "p").desk, made.url, made.code)
    with trips.house.database.reading() as connection:
        said = [(line.who, line.what, line.about) for line in lines(connection)]
    assert (DEPARTMENT, "invite", COLLEAGUE) in said


@pytest.mark.parametrize("number", [ENGINEER, MANAGER, SECRETARY, VICE_PRESIDENT])
def test_nobody_else_invites(trips: Trips, number: str) -> None:
    """At the laptop, and at the office when the laptop does not ask itself."""
    asking = trips.laptop(number)
    before = invitations(trips)
    with pytest.raises(NotAllowedError):
        invite(asking.desk, person(ENGINEER))
    line = asking.desk.line()
    for wanted in (ENGINEER, DEPARTMENT, number):
        with pytest.raises(RefusedError, match="部门经理"):
            line.invite(person(wanted))
    line.close()
    assert invitations(trips) == before


def test_nobody_is_invited_above_the_inviter_or_without_a_role(trips: Trips) -> None:
    boss = trips.laptop(DEPARTMENT)
    line = boss.desk.line()
    with pytest.raises(RefusedError, match="工程副总"):
        line.invite(person(VICE_PRESIDENT))
    with pytest.raises(RefusedError, match="不在名单"):
        line.invite(natural_id("customer", "C1900"))
    boss.desk.write("person", person(COLLEAGUE), {"left_on": "2026-11-01"})
    sync(boss.desk)
    with pytest.raises(RefusedError, match="离职"):
        line.invite(person(COLLEAGUE))
    line.close()


def order(laptop: Laptop, *, key: Any = None, certificate: str = "", **wrong: Any) -> str:
    """An order as a laptop makes it, but for what is wrong."""
    now = laptop.clock.millis() // 1000
    claims = {"iss": laptop.desk.identity.device, "iat": now, "exp": now + 300, "invite": person(ENGINEER), **wrong}
    shown = certificate or laptop.desk.identity.device_certificate
    headers = {"x5c": ["".join(shown.split("\n")[1:-2])]}
    return jwt.encode(claims, key or laptop.desk.key("device"), algorithm="ES256", headers=headers)


Wrong = Callable[[Laptop, Laptop], str]
WRONG: dict[str, Wrong] = {
    "nonsense": lambda boss, other: "x.y.z",
    "for somebody else": lambda boss, other: order(boss, invite=person(COLLEAGUE)),
    "for nobody": lambda boss, other: order(boss, invite=None),
    "an ordinary token": lambda boss, other: boss.desk.line()._token(certified=True)["Authorization"][7:],
    "old": lambda boss, other: order(boss, iat=1, exp=300),
    "for ever": lambda boss, other: order(boss, exp=2**40),
    "by a colleague's key": lambda boss, other: order(boss, key=other.desk.key("device")),
    "by a colleague": lambda boss, other: order(other),
    "a colleague's certificate": lambda boss, other: order(boss, certificate=other.desk.identity.device_certificate),
    "a person's certificate": lambda boss, other: order(boss, certificate=boss.desk.identity.signing_certificate),
    "without one": lambda boss, other: jwt.encode(
        {"iss": boss.desk.identity.device, "iat": 1, "exp": 2, "invite": person(ENGINEER)},
        boss.desk.key("device"),
        algorithm="ES256",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_an_order_that_does_not_fit_invites_nobody(trips: Trips, wrong: str) -> None:
    boss, other = trips.laptop(DEPARTMENT), trips.laptop(ENGINEER)
    before = invitations(trips)
    line = boss.desk.line()
    message = Invite(person=person(ENGINEER), order=WRONG[wrong](boss, other))
    with pytest.raises(RefusedError):
        line.post("/v1/invitations", message, InviteReply)
    sound = Invite(person=person(ENGINEER), order=order(boss))
    assert invitations(trips) == before
    assert line.post("/v1/invitations", sound, InviteReply).code
    line.close()


def test_a_row_that_a_worker_alters_opens_nothing(trips: Trips) -> None:
    """Who has taken over a web worker can write the database: the certificate still says whose the laptop is."""
    engineer = trips.laptop(ENGINEER)
    with trips.house.database.writing() as connection:
        mine = DEVICE.c.id == engineer.desk.identity.device
        connection.execute(update(DEVICE).where(mine).values(person=person(DEPARTMENT)))
    line = engineer.desk.line()
    with pytest.raises(RefusedError):
        line.invite(person(COLLEAGUE))
    line.close()


def test_a_manager_who_is_none_any_more_invites_nobody(trips: Trips, clock: PlayedClock) -> None:
    boss = trips.laptop(DEPARTMENT)
    boss.desk.write("person", person(DEPARTMENT), {"left_on": "2026-11-09"})
    sync(boss.desk)
    line = boss.desk.line()
    line.invite(person(ENGINEER))
    clock.set(datetime(2026, 11, 10, 1, tzinfo=UTC))
    with pytest.raises(RefusedError, match="部门经理"):
        line.invite(person(ENGINEER))
    assert [one.person for one in line.devices().devices] == [person(DEPARTMENT)]
    line.close()


def test_a_manager_sees_and_locks_out_laptops_and_others_their_own(trips: Trips) -> None:
    boss, engineer, spare, manager = (trips.laptop(one) for one in (DEPARTMENT, ENGINEER, ENGINEER, MANAGER))
    ids = {one.desk.identity.device for one in (engineer, spare)}
    assert {one.id for one in laptops.laptops(engineer.desk)} == ids
    assert {one.id for one in laptops.laptops(boss.desk)} >= ids | {manager.desk.identity.device}
    assert [one.id for one in laptops.laptops(boss.desk) if one.here] == [boss.desk.identity.device]
    for device in (manager.desk.identity.device, boss.desk.identity.device):
        with pytest.raises(RefusedError, match="部门经理"):
            lock_out(engineer.desk, device)
    with pytest.raises(RefusedError, match="当前使用"):
        lock_out(engineer.desk, engineer.desk.identity.device)
    lock_out(engineer.desk, spare.desk.identity.device)
    with pytest.raises(LockedOutError):
        laptops.laptops(spare.desk)
    lock_out(boss.desk, manager.desk.identity.device)
    with pytest.raises(LockedOutError):
        sync(manager.desk)
    assert {one.id for one in laptops.laptops(boss.desk) if one.revoked} == {
        spare.desk.identity.device, manager.desk.identity.device,
    }  # fmt: skip


def test_a_vice_presidents_laptop_is_locked_out_at_the_office_alone(trips: Trips) -> None:
    boss, vice = trips.laptop(DEPARTMENT), trips.laptop(VICE_PRESIDENT)
    with pytest.raises(RefusedError, match="工程副总"):
        lock_out(boss.desk, vice.desk.identity.device)
    with pytest.raises(RefusedError):
        lock_out(boss.desk, "0190c4a0-0000-7000-8000-0000000000aa")
    assert laptops.laptops(vice.desk)[0].revoked is None


def test_so_many_invitations_a_minute(trips: Trips, monkeypatch: pytest.MonkeyPatch) -> None:
    trips.off_line()
    monkeypatch.setenv("FIELDKIT_OFFICE_INVITATIONS_A_MINUTE", "2")
    trips.on_line()
    boss = trips.laptop(DEPARTMENT)
    line = boss.desk.line()
    line.invite(person(ENGINEER))
    line.invite(person(ENGINEER))
    before = invitations(trips)
    with pytest.raises(UserError):
        line.invite(person(ENGINEER))
    line.close()
    assert invitations(trips) == before
