"""Enrolment over real HTTP: the right office, once; an impostor gets nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.actions.enrol import enrol, sync
from fieldkit.app import Laptop
from fieldkit.clock import PlayedClock
from fieldkit.errors import OfflineError, UserError
from fieldkit.office.house import House
from fieldkit.office.serve import EmbeddedOffice

PASSPHRASE = "a long passphrase"


@pytest.fixture
def office(house: House) -> Iterator[EmbeddedOffice]:
    embedded = EmbeddedOffice(house)
    embedded.start()
    yield embedded
    embedded.stop()


@pytest.fixture
def empty(tmp_path: Path, clock: PlayedClock) -> Iterator[Laptop]:
    laptop = Laptop(tmp_path / "laptop", clock=clock, passphrase=lambda: PASSPHRASE)
    yield laptop
    laptop.close()


def test_an_invited_person_is_known_after_the_first_sync(empty: Laptop, office: EmbeddedOffice, house: House) -> None:
    enrol(empty.desk, office.url, house.enrolment.invite("E100"))
    result = sync(empty.desk)
    assert empty.desk.actor.name == "何志强"
    assert result.all_at_office
    assert result.pulled > 50
    again = sync(empty.desk)
    assert (again.pushed, again.pulled) == (0, 0)


def test_an_invitation_of_another_office_is_not_followed(empty: Laptop, office: EmbeddedOffice, house: House) -> None:
    secret, fingerprint = house.enrolment.invite("E100").split("-")
    forged = f"{secret}-{fingerprint[::-1]}"
    with pytest.raises(UserError):
        enrol(empty.desk, office.url, forged)
    assert not empty.desk.enrolled
    assert empty.desk.vault.get("signing") is None


@pytest.mark.parametrize("code", ["", "nonsense", "AAAAAAAAAAAAAAAA-BBBBBBBBBBBBBBBB", "非"])
def test_a_wrong_code_gets_a_sentence(empty: Laptop, office: EmbeddedOffice, code: str) -> None:
    with pytest.raises(UserError) as refused:
        enrol(empty.desk, office.url, code)
    assert refused.value.say("zh") != refused.value.say("en")


def test_no_office_is_said_to_be_off_line(empty: Laptop) -> None:
    with pytest.raises(OfflineError):
        enrol(empty.desk, "http://127.0.0.1:9", "A-B")


def test_a_clock_that_is_years_wrong_does_not_stop_a_sync(empty: Laptop, office: EmbeddedOffice, house: House) -> None:
    enrol(empty.desk, office.url, house.enrolment.invite("E100"))
    wrong = PlayedClock(empty.clock.now().replace(year=2016))
    empty.desk.clock = empty.store.clock = wrong
    assert sync(empty.desk).all_at_office


def test_a_home_belongs_to_one_person(empty: Laptop, office: EmbeddedOffice, house: House) -> None:
    enrol(empty.desk, office.url, house.enrolment.invite("E100"))
    with pytest.raises(UserError):
        enrol(empty.desk, office.url, house.enrolment.invite("E106"))
