"""Courier bundles between real laptops and a real office: there and back, twice, late, out of order; keys; size."""

import os
import tracemalloc

import pytest
from courier_trips import (
    AN,
    CUSTOMER,
    ENGINEER,
    MANAGER,
    Trips,
    base_of,
    new_problem,
    outbox,
    write,
)
from sqlalchemy import select

from fieldkit import resource
from fieldkit.actions.courier import accept, carry, pack
from fieldkit.actions.enrol import sync
from fieldkit.actions.photos import add_photo
from fieldkit.errors import UserError
from fieldkit.forms import new_id
from fieldkit.office.house import open_house
from fieldkit.office.tables import CHANGE
from fieldkit.store.ledger import summary
from fieldkit.store.outgoing import Outgoing
from fieldkit.store.store import Edit
from fieldkit.sync import client


def test_records_a_group_and_a_photo_go_there_and_verdicts_and_news_come_back(trips: Trips) -> None:
    engineer, manager = trips.laptop(ENGINEER), trips.laptop(MANAGER)
    write(manager, address="新街 1 号")
    theirs = new_problem(manager, line=AN)
    sync(manager.desk)
    trips.off_line()
    mine = new_problem(engineer, line=AN)
    visit = new_id()
    whole = [
        Edit("visit", visit, {"problem": mine, "purpose": "换板", "status": "preparing", "customer": CUSTOMER,
                              "engineer": engineer.desk.actor.person}),
        Edit("customer", CUSTOMER, {"contact": "甲"}, engineer.store.open(CUSTOMER)),
    ]  # fmt: skip
    engineer.store.write(engineer.desk.actor, whole, together=True)
    photo = add_photo(engineer.desk, visit, min(resource("demo/photos").glob("*.jpg")))
    bundle = trips.path("bundle")
    packed = pack(engineer.desk, bundle)
    assert (packed.changes, packed.files, packed.bytes) == (4, 1, bundle.stat().st_size)
    assert summary(engineer.store)["waiting"] == 4
    answer, taken = trips.take(bundle)
    assert (taken.device, taken.changes, taken.files) == (engineer.desk.identity.device, 4, 1)
    done = accept(engineer.desk, answer)
    assert (done.verdicts["ok"], done.files, done.news) == (4, 1, True)
    state = summary(engineer.store)
    assert client.all_at_office(state)
    assert (state["stored"], state["files_stored"]) == (4, 1)
    assert engineer.store.get(CUSTOMER).values["address"] == "新街 1 号"
    assert engineer.store.get(theirs) is not None
    trips.on_line()
    sync(manager.desk)
    assert manager.store.get(mine).values["summary"] == "心跳丢失"
    sha256 = photo.values["picture"]["sha256"]
    assert manager.desk.file(sha256) == engineer.store.files.read(sha256)
    assert sync(engineer.desk).pushed == 0
    assert base_of(engineer).keys() == base_of(manager).keys()


def test_a_second_import_gives_the_same_verdicts(trips: Trips) -> None:
    engineer = trips.laptop(ENGINEER)
    trips.off_line()
    new_problem(engineer, line=AN)
    write(engineer, contact="甲")
    bundle = trips.pack(engineer)
    first, _ = trips.take(bundle)
    second, _ = trips.take(bundle)
    assert accept(engineer.desk, first).news
    after, base = outbox(engineer), base_of(engineer)
    for answer in (second, first, second):
        done = accept(engineer.desk, answer)
        assert (done.verdicts["ok"], done.news) == (2, False)
        assert outbox(engineer) == after
        assert base_of(engineer) == base
    with trips.house.database.reading() as connection:
        rids = connection.execute(select(CHANGE.c.id).where(CHANGE.c.inc == after[0][1])).all()
    assert len(rids) == 2


def test_a_bundle_that_comes_after_a_sync_does_nothing_more(trips: Trips) -> None:
    engineer = trips.laptop(ENGINEER)
    write(engineer, contact="甲")
    bundle = trips.pack(engineer)
    sync(engineer.desk)
    write(engineer, contact="乙")
    sync(engineer.desk)
    after, base = outbox(engineer), base_of(engineer)
    answer, _ = trips.take(bundle)
    assert not accept(engineer.desk, answer).news
    assert (outbox(engineer), base_of(engineer)) == (after, base)
    assert sync(engineer.desk).all_at_office
    assert engineer.store.get(CUSTOMER).values["contact"] == "乙"
    assert engineer.store.get(CUSTOMER).conflicts == {}


def test_the_second_of_two_bundles_may_come_first(trips: Trips) -> None:
    engineer = trips.laptop(ENGINEER)
    trips.off_line()
    write(engineer, contact="甲")
    first = trips.pack(engineer)
    write(engineer, phone="139")
    second = trips.pack(engineer)
    late, taken = trips.take(second)
    assert taken.changes == 2
    early, taken = trips.take(first)
    assert taken.changes == 1
    assert accept(engineer.desk, early).verdicts["ok"] == 1
    assert summary(engineer.store)["waiting"] == 1
    assert accept(engineer.desk, late).verdicts["ok"] == 2
    assert summary(engineer.store)["waiting"] == 0
    trips.on_line()
    assert sync(engineer.desk).all_at_office
    assert engineer.store.get(CUSTOMER).conflicts == {}
    assert {path: engineer.store.get(CUSTOMER).values[path] for path in ("contact", "phone")} == {
        "contact": "甲",
        "phone": "139",
    }


def test_what_is_packed_is_never_touched_again(trips: Trips) -> None:
    """■ A change is sealed by packing it: an edit of the same field is a change of its own."""
    engineer = trips.laptop(ENGINEER)
    trips.off_line()
    write(engineer, contact="甲")
    bundle = trips.pack(engineer)
    write(engineer, contact="乙")
    assert [row[3] for row in outbox(engineer)] == ["sealed", "open"]
    accept(engineer.desk, trips.take(bundle)[0])
    assert [row[3] for row in outbox(engineer)] == ["ok", "open"]
    assert trips.trip(engineer).verdicts["ok"] == 1
    assert engineer.store.get(CUSTOMER).values["contact"] == "乙"


def test_an_older_enrolment_learns_the_key_on_line(trips: Trips) -> None:
    engineer = trips.laptop(ENGINEER)
    outgoing = Outgoing(engineer.store)
    kept = outgoing.meta("identity")
    outgoing.put("identity", {name: value for name, value in kept.items() if name != "courier_certificate"})
    with pytest.raises(UserError, match="联网"):
        pack(engineer.desk, trips.path("bundle"))
    sync(engineer.desk)
    assert outgoing.meta("identity") == kept
    assert trips.trip(engineer).news


def test_a_laptops_own_certificate_is_not_the_offices(trips: Trips) -> None:
    """It comes from the same root; only its unit tells them apart."""
    engineer = trips.laptop(ENGINEER)
    outgoing = Outgoing(engineer.store)
    for kind in ("device_certificate", "signing_certificate", "ca_certificate"):
        kept = outgoing.meta("identity")
        outgoing.put("identity", {**kept, "courier_certificate": kept[kind]})
        with pytest.raises(UserError):
            pack(engineer.desk, trips.path("bundle"))
        outgoing.put("identity", kept)


def test_an_office_of_before_gets_its_keys_when_it_is_opened(trips: Trips) -> None:
    for name in ("courier.age", "courier.key", "courier.pem"):
        (trips.house.folder / name).unlink()
    open_house(trips.house.folder, trips.clock).close()
    for name in ("courier.age", "courier.key"):
        assert (trips.house.folder / name).stat().st_mode & 0o777 == 0o600
    assert trips.trip(trips.laptop(ENGINEER)).news


def test_large_files_are_never_held_in_memory(trips: Trips) -> None:
    engineer = trips.laptop(ENGINEER)
    trips.off_line()
    size = 40_000_000
    for _ in range(2):
        engineer.store.put_file(os.urandom(size), "x.bin", "application/octet-stream")
    bundle = trips.path("bundle")
    tracemalloc.start()
    try:
        packed = pack(engineer.desk, bundle)
        answer, taken = trips.take(bundle)
        done = accept(engineer.desk, answer)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (packed.files, taken.files, done.files) == (2, 2, 2)
    assert peak < size


class GivenUpError(Exception):
    """Somebody pressed Cancel."""


@pytest.mark.parametrize("at", ["changes", "gather", "written"])
def test_packing_may_be_given_up_at_any_step_and_leaves_no_file(trips: Trips, at: str) -> None:
    engineer = trips.laptop(ENGINEER)
    write(engineer, contact="甲")
    engineer.store.put_file(os.urandom(2_500_000), "x.bin", "application/octet-stream")
    told: list[tuple[str, int, int]] = []

    def progress(what: str, done: int, total: int) -> None:
        told.append((what, done, total))
        if what == at:
            raise GivenUpError

    bundle = trips.path("bundle")
    with pytest.raises(GivenUpError):
        pack(engineer.desk, bundle, progress)
    assert told[-1][0] == at
    assert list(trips.folder.glob(f"{bundle.name}*")) == []
    told.clear()
    pack(engineer.desk, bundle, lambda what, done, total: told.append((what, done, total)))
    assert ("changes", 1, 0) in told and ("gather", 0, 1) in told
    assert told[-1][0] == "written" and told[-1][1] == told[-1][2] > 2_500_000
    assert accept(engineer.desk, trips.take(bundle)[0]).by_status["ok"] == 1


def test_an_answer_given_up_half_way_may_be_taken_in_again(trips: Trips) -> None:
    engineer = trips.laptop(ENGINEER)
    write(engineer, contact="甲")
    answer = trips.take(trips.pack(engineer))[0]

    def progress(_what: str, done: int, _total: int) -> None:
        if done:
            raise GivenUpError

    with pytest.raises(GivenUpError):
        accept(engineer.desk, answer, progress)
    assert summary(engineer.store)["waiting"] == 0
    assert accept(engineer.desk, answer).news
    assert client.all_at_office(summary(engineer.store))


def test_carrying_tells_what_is_sent_and_back_and_leaves_no_half_answer(trips: Trips) -> None:
    engineer, colleague = trips.laptop(ENGINEER), trips.laptop(MANAGER)
    write(colleague, contact="乙")
    bundle = trips.pack(colleague)
    size = bundle.stat().st_size
    told: list[tuple[str, int, int]] = []

    def progress(what: str, done: int, total: int) -> None:
        told.append((what, done, total))
        if what == "back":
            raise GivenUpError

    with pytest.raises(GivenUpError):
        carry(engineer.desk, bundle, progress)
    assert ("sent", size, size) in told
    assert list(bundle.parent.glob(f"{bundle.name}.*")) == []
    answer = carry(engineer.desk, bundle)
    assert accept(colleague.desk, answer).by_status["ok"] == 1


def test_a_stick_that_is_full_is_told_whenever_it_is_noticed(trips: Trips) -> None:
    engineer = trips.laptop(ENGINEER)
    bundle = trips.path("bundle")
    for size in (10, 3_000_000):
        engineer.store.put_file(os.urandom(size), "x.bin", "application/octet-stream")
        bundle.with_name(f"{bundle.name}.part").symlink_to("/dev/full")
        with pytest.raises(UserError, match="No space left on device"):
            pack(engineer.desk, bundle)
        assert not bundle.exists()
