import pytest

from fieldkit.i18n import language, set_language
from fieldkit.playbooks import Playbook, load_playbooks

VISIT = "0190c4a0-0000-7000-8000-0000000000aa"


@pytest.fixture(autouse=True)
def chinese() -> object:
    before = language()
    set_language("zh")
    yield
    set_language(before)


@pytest.fixture(scope="session")
def playbooks() -> dict[str, Playbook]:
    return load_playbooks()
