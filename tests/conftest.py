"""What all rooms' tests share: an office with the company's lists, and laptops on it, without any network."""

import json
import os
import shutil
import sys
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import cheap_vaults  # noqa: F401 - for what it does
import pytest
from courier_trips import Trips
from hypothesis import HealthCheck, settings
from kept_case import Kept, play_and_keep
from postgres import Postgres, postgres

from fieldkit import resource
from fieldkit.access import Actor, Post, Role, scopes_of
from fieldkit.app import PASSPHRASE_FILE
from fieldkit.cli import run_command
from fieldkit.clock import PlayedClock
from fieldkit.errors import BrokenOffError, OfflineError
from fieldkit.forms import natural_id
from fieldkit.i18n import set_language
from fieldkit.office.database import Database
from fieldkit.office.house import House, create_house, open_house
from fieldkit.office.importing import import_company
from fieldkit.office.page import Sender
from fieldkit.office.push import push
from fieldkit.office.server import pulled
from fieldkit.store.keys import PassphraseVault
from fieldkit.store.outgoing import Outgoing
from fieldkit.store.store import Store
from fieldkit.sync.client import RoundResult, Sync
from fieldkit.sync.messages import Complete, Pull, PullReply, Push, PushReply, Receipt

if os.environ.get("FIELDKIT_WITHOUT_QT"):
    sys.modules["PySide6"] = None  # type: ignore[assignment] # whoever imports it now gets an ImportError

ON_POSTGRES = os.environ.get("FIELDKIT_TEST_DATABASE") == "postgresql"
settings.register_profile("fieldkit", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("fieldkit")  # a busy machine is slow, and no fault of what is tested
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
            raise BrokenOffError("request lost")
        sent = Push.model_validate_json(message.model_dump_json())
        with self.database.writing() as connection:
            reply = push(connection, self.sender, sent, self.clock.millis())
        if self.lose("reply"):
            raise BrokenOffError("reply lost")
        return PushReply.model_validate_json(reply.model_dump_json())

    def pull(self, message: Pull) -> PullReply:
        sent = Pull.model_validate_json(message.model_dump_json())
        reply = pulled(self.database, self.sender, sent, self.clock.millis())
        if self.lose("reply"):
            raise BrokenOffError("reply lost")
        return PullReply.model_validate_json(reply.model_dump_json())

    def send_file(self, sha256: str, parts: Iterable[bytes], type_: str) -> Receipt:
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
def cluster() -> Iterator[Postgres]:
    """A PostgreSQL of this test run."""
    with postgres() as running:
        yield running


@pytest.fixture(scope="session")
def offices(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], None]:
    """Makes the folder of a head office with the company's lists, which are taken in once and copied for each test.

    FIELDKIT_TEST_DATABASE=postgresql puts the offices of a whole run on PostgreSQL.
    """
    cluster = request.getfixturevalue("cluster") if ON_POSTGRES else None
    template = tmp_path_factory.mktemp("template") / "office"
    clock = PlayedClock(START)
    house = create_house(template, "华信通达设备有限公司", clock, database=cluster.database() if cluster else "")
    import_company(house.database, clock, [resource("demo/company")])
    house.close()

    def make(folder: Path) -> None:
        shutil.copytree(template, folder)
        if cluster is not None:
            settings = json.loads((folder / "office.json").read_text("utf-8"))
            name = settings["database"].split("/")[3].split("?")[0]
            settings["database"] = cluster.database(name)
            (folder / "office.json").write_text(json.dumps(settings), "utf-8")

    return make


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The worked case after every stage: a test opens a copy of one (kept_case)."""
    set_language("zh")
    return play_and_keep(tmp_path_factory.mktemp("kept"))


@pytest.fixture(scope="session")
def new_home(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], DictVault]:
    """Makes the home of a new laptop, whose empty tables are made once and copied; its passphrase is "a passphrase".

    The vault in memory that it returns opens the home too.
    """
    template = tmp_path_factory.mktemp("home")
    vault = PassphraseVault(template / "vault.json", "a passphrase")
    Store(template, vault, PlayedClock(START)).close()

    def make(home: Path) -> DictVault:
        shutil.copytree(template, home)
        return DictVault(database=vault.get("database") or b"")

    return make


@pytest.fixture
def clock() -> PlayedClock:
    return PlayedClock(START)


@pytest.fixture
def house(offices: Callable[[Path], None], tmp_path: Path, clock: PlayedClock) -> Iterator[House]:
    offices(tmp_path / "office")
    opened = open_house(tmp_path / "office", clock)
    yield opened
    opened.close()


@pytest.fixture
def trips(house: House, tmp_path: Path, clock: PlayedClock, new_home: Callable[[Path], DictVault]) -> Iterator[Trips]:
    """A real office on line, for laptops that are enrolled as they are asked for."""
    made = Trips(house, tmp_path, clock, new_home)
    yield made
    made.close()


PEOPLE = {
    "engineer": "E100",
    "second_engineer": "E104",
    "line_manager": "E106",
    "department_manager": "E110",
    "qa": "E111",
    "secretary": "E112",
    "vice_president": "E113",
}
ROLES = {
    "engineer": {Role.ENGINEER},
    "second_engineer": {Role.ENGINEER},
    "line_manager": {Role.LINE_MANAGER},
    "department_manager": {Role.DEPARTMENT_MANAGER},
    "qa": {Role.QA},
    "secretary": {Role.SECRETARY},
    "vice_president": {Role.VICE_PRESIDENT},
}


def actor_of(name: str) -> Actor:
    """A person of the case with exactly the roles of the list."""
    number = PEOPLE[name]
    unlimited = {"department_manager", "qa", "secretary", "vice_president"}
    line = "*" if name in unlimited else natural_id("product_line", "AN")
    posts = frozenset(Post(role, line) for role in ROLES[name])
    return Actor(natural_id("person", number), number, name, posts, scopes_of(posts))


@pytest.fixture
def laptop(
    house: House, tmp_path: Path, clock: PlayedClock, new_home: Callable[[Path], DictVault]
) -> Iterator[Callable[..., Played]]:
    """Makes laptops of people of the case, begun in the office's history."""
    made: list[Played] = []

    def make(name: str) -> Played:
        home = tmp_path / f"home{len(made)}"
        vault = new_home(home)
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that copy SQLite's file have nothing to say about PostgreSQL."""
    for item in items:
        if ON_POSTGRES and item.get_closest_marker("copies_sqlite"):
            item.add_marker(pytest.mark.skip(reason="copies SQLite's file"))


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line: `run("office", "held", …)` gives exit code, standard output, standard error."""
    secret = tmp_path / "secret"
    secret.write_text("a long passphrase")
    monkeypatch.setenv(PASSPHRASE_FILE, str(secret))
    monkeypatch.setenv("FIELDKIT_LOGS", str(tmp_path / "logs"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "default"))
    monkeypatch.setattr(sys, "stdin", None)

    def call(*arguments: object) -> tuple[int, str, str]:
        code = run_command([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call
