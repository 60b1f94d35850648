"""The stage of a story: one office and the laptops of its cast, played once by the tests of one file."""

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from fieldkit.i18n import set_language

from .people import Play
from .tongue import LANGUAGE

PASSED: dict[str, set[str]] = {}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A stage is played only on top of the stages before it."""
    if not isinstance(item, pytest.Function) or "play" not in item.fixturenames:
        return
    done = PASSED.setdefault(str(item.path), set())
    for name in (name for name in vars(item.module) if name.startswith("test_")):
        if name == item.name:
            return
        if name not in done:
            pytest.skip(f"the stage before it was not played to its end: {name}")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
    report = (yield).get_result()
    if report.when == "call" and report.passed:
        PASSED.setdefault(str(item.path), set()).add(item.name)


@pytest.fixture(scope="module")
def played(
    tmp_path_factory: pytest.TempPathFactory, qapp: QApplication, request: pytest.FixtureRequest
) -> Iterator[Play]:
    play = Play(tmp_path_factory.mktemp("company"), request.module.CAST)
    gc.disable()  # the desktops live on between the tests: their garbage is this thread's
    try:
        play.begin()
        yield play
    finally:
        play.end()
        gc.collect()
        gc.enable()


@pytest.fixture(autouse=True)
def in_chinese() -> None:
    """In place of every test's fixture: in the language of the play."""
    set_language(LANGUAGE)


@pytest.fixture
def play(played: Play) -> Iterator[Play]:
    yield played
    assert not played.bugs, played.bugs


@pytest.fixture(autouse=True)
def garbage_in_this_thread(played: Play) -> Iterator[None]:
    """In place of the screens' fixture: collected after each test, never automatically."""
    yield
    gc.collect(1)
