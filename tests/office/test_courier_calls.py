"""A courier bundle through a colleague's laptop that is on line, over real HTTP."""

import os

import httpx
import pytest
from conftest import START
from courier_trips import (
    COLLEAGUE,
    ENGINEER,
    Trips,
    all_of_laptop,
    all_of_office,
    write,
)
from sqlalchemy import select

from fieldkit.actions.courier import accept, carry
from fieldkit.clock import PlayedClock
from fieldkit.office.tables import AUDIT, CHANGE, HOLDER
from fieldkit.sync.line import LockedOutError, RefusedError
from fieldkit.sync.manifest import SealedForOthersError


def test_a_colleague_on_line_carries_it_and_stays_out_of_it(trips: Trips) -> None:
    engineer, colleague = trips.laptop(ENGINEER), trips.laptop(COLLEAGUE)
    write(engineer, contact="甲")
    engineer.store.put_file(os.urandom(3_000_000), "x.bin", "application/octet-stream")
    bundle = trips.pack(engineer)
    before = all_of_laptop(colleague)
    answer = carry(colleague.desk, bundle)
    assert answer == bundle.with_name(f"{bundle.name}.reply")
    assert all_of_laptop(colleague) == before
    with pytest.raises(SealedForOthersError):
        accept(colleague.desk, answer)
    done = accept(engineer.desk, answer)
    assert (done.verdicts["ok"], done.files) == (1, 1)
    with trips.house.database.reading() as connection:
        change = connection.execute(select(CHANGE).order_by(CHANGE.c.seq.desc())).first()
        said = connection.execute(select(AUDIT).where(AUDIT.c.what == "courier")).one()
        holder = connection.execute(select(HOLDER)).one()
    person, device = engineer.desk.identity.person, engineer.desk.identity.device
    assert (change.author, change.device, holder.person) == (person, device, person)
    assert (said.who, said.about) == (colleague.desk.identity.device, device)
    assert not list(trips.house.folder.glob("tmp*"))


def test_a_carrier_whose_clock_is_years_off_still_carries(trips: Trips) -> None:
    engineer, colleague = trips.laptop(ENGINEER), trips.laptop(COLLEAGUE)
    write(engineer, contact="甲")
    bundle = trips.pack(engineer)
    colleague.desk.clock = PlayedClock(START.replace(year=2016))
    assert accept(engineer.desk, carry(colleague.desk, bundle)).verdicts["ok"] == 1


def test_a_carrier_that_was_locked_out_is_refused(trips: Trips) -> None:
    engineer, colleague = trips.laptop(ENGINEER), trips.laptop(COLLEAGUE)
    write(engineer, contact="甲")
    bundle = trips.pack(engineer)
    trips.house.enrolment.revoke(colleague.desk.identity.device)
    before = all_of_office(trips.house)
    with pytest.raises(LockedOutError):
        carry(colleague.desk, bundle)
    assert all_of_office(trips.house) == before
    assert not bundle.with_name(f"{bundle.name}.reply").exists()


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/courier"), ("POST", "/v1/bundle")])
def test_without_a_token_nothing_is_taken(trips: Trips, method: str, path: str) -> None:
    engineer = trips.laptop(ENGINEER)
    content = trips.pack(engineer).read_bytes()
    before = all_of_office(trips.house)
    reply = httpx.request(method, trips.office.url + path, content=content, trust_env=False)
    assert (reply.status_code, reply.json()["code"]) == (401, "token")
    assert all_of_office(trips.house) == before


def test_the_calls_stand_in_the_published_description(trips: Trips) -> None:
    said = httpx.get(trips.office.url + "/openapi.json", trust_env=False).json()["paths"]
    call = said["/v1/bundle"]["post"]
    assert list(call["requestBody"]["content"]) == ["application/octet-stream"]
    assert {"200", "400", "401", "413"} <= call["responses"].keys()
    assert "/v1/courier" in said


@pytest.mark.parametrize("content", [b"", b"nonsense", b"age-encryption.org/v1\n" + b"a" * 100_000])
def test_what_is_no_bundle_is_refused_with_a_sentence(trips: Trips, content: bytes) -> None:
    colleague = trips.laptop(COLLEAGUE)
    bundle = trips.path("bundle")
    bundle.write_bytes(content)
    before = all_of_office(trips.house)
    with pytest.raises(RefusedError) as refused:
        carry(colleague.desk, bundle)
    assert refused.value.say("zh") != refused.value.say("en")
    assert all_of_office(trips.house) == before


def test_a_bundle_that_is_too_large_is_refused(trips: Trips, monkeypatch: pytest.MonkeyPatch) -> None:
    engineer, colleague = trips.laptop(ENGINEER), trips.laptop(COLLEAGUE)
    engineer.store.put_file(os.urandom(200_000), "x.bin", "application/octet-stream")
    bundle = trips.pack(engineer)
    monkeypatch.setattr("fieldkit.office.courier_calls.BUNDLE_BYTES", 100_000)
    with pytest.raises(RefusedError):
        carry(colleague.desk, bundle)
    monkeypatch.undo()
    assert accept(engineer.desk, carry(colleague.desk, bundle)).files == 1
