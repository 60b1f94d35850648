"""The code before a signature: kept as a digest, slow to guess, asked for once for each thing that is done."""

import pytest

from fieldkit.errors import UserError
from fieldkit.store.keys import WrongKeyError
from fieldkit.store.pin import FREE_GUESSES, WAIT_S, Pin, PinNeededError


class Drawer:
    """A vault that keeps its secrets in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        return self.kept.get(name)

    def put(self, name: str, secret: bytes) -> None:
        self.kept[name] = secret


def test_without_a_code_nothing_is_asked() -> None:
    Pin(Drawer()).require()


def test_a_code_is_asked_for_each_thing_that_is_done() -> None:
    drawer = Drawer()
    pin = Pin(drawer)
    pin.change("428316")
    assert b"428316" not in drawer.kept["pin"]
    assert len(drawer.kept["pin"]) < 2560 / 2
    with pytest.raises(PinNeededError):
        pin.require()
    with pin.given("428316"):
        pin.require()
    with pytest.raises(PinNeededError):
        pin.require()
    with pytest.raises(WrongKeyError), pin.given("428317"):
        pytest.fail("a wrong code opened it")


@pytest.mark.parametrize("weak", ["12345", "111111", "121212"])
def test_a_weak_code_is_refused(weak: str) -> None:
    with pytest.raises(UserError):
        Pin(Drawer()).change(weak)


def test_who_has_a_code_types_it_before_it_is_changed_or_taken_off() -> None:
    drawer = Drawer()
    Pin(drawer).change("428316")
    again = Pin(drawer)
    for new in ("", "738291"):
        with pytest.raises(WrongKeyError):
            again.change(new, "999999")
    again.change("738291", "428316")
    again.change("", "738291")
    assert not again.is_set


def test_after_some_wrong_codes_the_right_one_has_to_wait() -> None:
    now = [0.0]
    pin = Pin(Drawer(), lambda: now[0])
    pin.change("428316")
    for _ in range(FREE_GUESSES):
        with pytest.raises(WrongKeyError):
            pin.check("000001")
    with pytest.raises(WrongKeyError):
        pin.check("428316")
    now[0] += WAIT_S
    pin.check("428316")
