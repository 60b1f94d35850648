"""What all rooms' tests share: an office with the company's lists, and laptops on it, without any network."""

import os
import shutil
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fieldkit import resource
from fieldkit.access import Actor, Role, scopes_of
from fieldkit.clock import PlayedClock
from fieldkit.errors import OfflineError
from fieldkit.forms import natural_id
from fieldkit.i18n import set_language
from fieldkit.office.database import Database
from fieldkit.office.house import House, create_house, open_house
from fieldkit.office.importing import import_company
from fieldkit.office.page import Sender
from fieldkit.office.push import push
from fieldkit.office.server import pulled
from fieldkit.store.outgoing import Outgoing
from fieldkit.store.store import Store
from fieldkit.sync.client import RoundResult, Sync
from fieldkit.sync.messages import Complete, Pull, PullReply, Push, PushReply, Receipt

if os.environ.get("FIELDKIT_WITHOUT_QT"):
    sys.modules["PySide6"] = None  # type: ignore[assignment] # whoever imports it now gets an ImportError

START = datetime(2026, 11, 9, 0, 0, tzinfo=UTC)


class DictVault(dict[str, bytes]):
    """A vault in memory."""

    def put(self, name: str, secret: bytes) -> None:
        self[name] = secret


class Wire:
    """A line without a network: the same messages as JSON; `lose` decides what gets lost on the way."""

    def __init__(self, database: Database, sender: Sender, clock: PlayedClock) -> None:
        self.database = database
        self.sender = sender
        self.clock = clock
        self.lose: Callable[[str], bool] = lambda _what: False

    def push(self, message: Push) -> PushReply:
        if self.lose("request"):
            raise OfflineError("request lost")
        sent = Push.model_validate_json(message.model_dump_json())
        with self.database.writing() as connection:
            reply = push(connection, self.sender, sent, self.clock.millis())
        if self.lose("reply"):
            raise OfflineError("reply lost")
        return PushReply.model_validate_json(reply.model_dump_json())

    def pull(self, message: Pull) -> PullReply:
        sent = Pull.model_validate_json(message.model_dump_json())
        reply = pulled(self.database, self.sender, sent, self.clock.millis())
        if self.lose("reply"):
            raise OfflineError("reply lost")
        return PullReply.model_validate_json(reply.model_dump_json())

    def send_file(self, sha256: str, content: bytes, type_: str) -> Receipt:
        raise OfflineError("no files on this wire")

    def complete(self, message: Complete) -> None:
        raise OfflineError("no files on this wire")


@dataclass
class Played:
    """One laptop in a test: its store, its actor, its line."""

    store: Store
    actor: Actor
    wire: Wire
    home: Path
    vault: DictVault
    results: list[RoundResult] = field(default_factory=list)

    @property
    def sync(self) -> Sync:
        return Sync(self.store, self.wire)  # type: ignore[arg-type]

    def push(self) -> RoundResult:
        result = RoundResult()
        self.sync.push(result)
        return result

    def pull(self) -> RoundResult:
        result = RoundResult()
        self.sync.pull(result)
        return result

    def round(self) -> None:
        self.push()
        self.pull()


@pytest.fixture(autouse=True)
def in_chinese() -> None:
    set_language("zh")


@pytest.fixture(scope="session")
def office_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A head office with the company's lists, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("template") / "office"
    clock = PlayedClock(START)
    house = create_house(folder, "华信通达设备有限公司", clock)
    import_company(house.database, clock, [resource("demo/company")])
    house.close()
    return folder


@pytest.fixture
def clock() -> PlayedClock:
    return PlayedClock(START)


@pytest.fixture
def house(office_template: Path, tmp_path: Path, clock: PlayedClock) -> Iterator[House]:
    shutil.copytree(office_template, tmp_path / "office")
    opened = open_house(tmp_path / "office", clock)
    yield opened
    opened.close()


PEOPLE = {"engineer": "E100", "second_engineer": "E104", "line_manager": "E106", "department_manager": "E110"}
ROLES = {
    "engineer": {Role.ENGINEER},
    "second_engineer": {Role.ENGINEER},
    "line_manager": {Role.LINE_MANAGER},
    "department_manager": {Role.DEPARTMENT_MANAGER},
}


def actor_of(name: str) -> Actor:
    """A person of the case with exactly the roles of the list."""
    number = PEOPLE[name]
    lines = [] if name == "department_manager" else [natural_id("product_line", "AN")]
    roles = frozenset(ROLES[name])
    return Actor(natural_id("person", number), number, name, roles, scopes_of(roles, lines))


@pytest.fixture
def laptop(house: House, tmp_path: Path, clock: PlayedClock) -> Iterator[Callable[..., Played]]:
    """Makes laptops of people of the case, begun in the office's history."""
    made: list[Played] = []

    def make(name: str) -> Played:
        home = tmp_path / f"home{len(made)}"
        vault = DictVault()
        store = Store(home, vault, clock)
        actor = actor_of(name)
        wire = Wire(house.database, Sender(str(uuid.uuid4()), actor.person), clock)
        with house.database.reading() as connection:
            history = connection.exec_driver_sql("SELECT history FROM organisation").scalar_one()
        Outgoing(store).begin(history)
        made.append(Played(store, actor, wire, home, vault))
        return made[-1]

    yield make
    for one in made:
        one.store.close()
