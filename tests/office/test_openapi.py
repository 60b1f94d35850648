"""The published description and the office agree: schemathesis makes calls from it, sound ones and others.

Whatever comes, no call is answered by a fault, every answer is one that the description names, and a call that was
refused has changed nothing.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from conftest import START
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import GenerationConfig, SchemathesisConfig
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import func, select

from fieldkit.clock import PlayedClock
from fieldkit.forms import natural_id, new_id
from fieldkit.office.house import House, open_house
from fieldkit.office.options import NUMBERS
from fieldkit.office.serve import EmbeddedOffice
from fieldkit.office.tables import METADATA, ORGANISATION
from fieldkit.sync.messages import Complete

from .test_server import Caller

PROTOCOL = Path(__file__).parents[2] / "docs" / "protocol.md"
CALLS = sorted(
    set(re.findall(r"`(GET|POST|PUT) (/[\w/{}.]+)", PROTOCOL.read_text("utf-8"))) - {("GET", "/openapi.json")}
)
TAKES_NOTHING = [("GET", "/healthz"), ("GET", "/v1/courier"), ("GET", "/v1/devices")]
PAGE = ("GET", "/v/{number}/{token}")
OPEN = [("GET", "/healthz"), ("POST", "/v1/enrol"), PAGE]
# A sealed bundle; files as a secretary has them; an order that both keys of a laptop sign; number and token of a paper.
NOT_BY_CHANCE = [("POST", "/v1/bundle"), ("POST", "/v1/lists"), ("POST", "/v1/certificates"), PAGE]
CONTENT = b"a file that the laptop has sent"
SHA256 = hashlib.sha256(CONTENT).hexdigest()
AGREES = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
_KEY = ec.generate_private_key(ec.SECP256R1()).public_key()
PUBLIC_KEY = _KEY.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
# What the office counts though it refused the call: failed enrolments.
COUNTED = {"attempt"}
EXAMPLES = 10


class Described:
    """An office that serves, its description, and an enrolled laptop."""

    def __init__(self, house: House, clock: PlayedClock, url: str) -> None:
        self.house, self.url = house, url
        self.session = requests.Session()
        self.session.trust_env = False
        self.schema: BaseSchema = schemathesis.openapi.from_url(f"{url}/openapi.json", config=SchemathesisConfig())
        self.caller = Caller(_Client(self.session, url), clock, house, "E100")  # type: ignore[arg-type]
        self.manager = Caller(_Client(self.session, url), clock, house, "E110")  # type: ignore[arg-type]
        self.spare = Caller(_Client(self.session, url), clock, house, "E100").device  # type: ignore[arg-type]
        house.files.put_part(SHA256, 0, CONTENT, SHA256, natural_id("person", "E100"))
        house.files.complete(SHA256, Complete(size=len(CONTENT)), natural_id("person", "E100"))

    def operation(self, call: tuple[str, str]) -> Any:
        method, path = call
        return self.schema[path][method]

    def answered(self, case: Case, token: str | None = None) -> int:
        """Sends it as a laptop, or with this token; holds the answer to the description, and returns its status."""
        before = self.state()
        appoints = "/invitations" in case.path or "/devices" in case.path
        caller = self.manager if appoints else self.caller
        headers = caller.headers() if token is None else {"Authorization": token}
        response = case.call(base_url=self.url, session=self.session, headers=headers)
        case.validate_response(response, checks=AGREES)
        if response.status_code >= 400:
            assert self.state() == before, case.as_curl_command()
        return int(response.status_code)

    def state(self) -> tuple[int, ...]:
        """The last number, and how many rows each table has."""
        with self.house.database.reading() as connection:
            return tuple(connection.execute(_STATE).one())


_STATE = select(
    select(ORGANISATION.c.last_seq).scalar_subquery(),
    *(
        select(func.count()).select_from(table).scalar_subquery().label(name)
        for name, table in METADATA.tables.items()
        if name not in COUNTED
    ),
)


class _Client:
    """What `Caller` enrols with."""

    def __init__(self, session: requests.Session, url: str) -> None:
        self._session, self._url = session, url

    def post(self, path: str, json: Any) -> requests.Response:
        return self._session.post(self._url + path, json=json, timeout=60)


@contextmanager
def serving(house: House, clock: PlayedClock) -> Iterator[Described]:
    office = EmbeddedOffice(house)
    office.start()
    opened = Described(house, clock, office.url)
    yield opened
    opened.session.close()
    office.stop()


@pytest.fixture(scope="module")
def described(offices: Callable[[Path], None], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Described]:
    """One office for nearly all tests here: what is refused changes nothing, and what is taken is in nobody's way."""
    folder, clock = tmp_path_factory.mktemp("described") / "office", PlayedClock(START)
    offices(folder)
    house = open_house(folder, clock)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CALLS_A_MINUTE", "REFUSED_A_MINUTE", "ENROLMENTS_A_MINUTE", "ALL_ENROLMENTS_A_MINUTE",
                     "INVITATIONS_A_MINUTE", "PAPERS_A_MINUTE"):  # fmt: skip
            patch.setenv(f"FIELDKIT_OFFICE_{name}", str(NUMBERS[name].most))
        with serving(house, clock) as opened:
            yield opened
    house.close()


def knowing(described: Described, case: Case, number: int) -> Case:
    """Every second call knows what a laptop knows, so that it is not refused at the first question; nobody waits."""
    body = case.body
    if isinstance(body, dict) and type(body.get("wait")) is int:
        body["wait"] = 0
    if number % 2:
        return case
    if "sha256" in case.path_parameters:
        case.path_parameters["sha256"] = SHA256
    if "id" in case.path_parameters:
        case.path_parameters["id"] = described.spare
    if isinstance(body, dict) and "order" in body:
        body |= {"person": natural_id("person", "E104")}
        body |= {"order": described.manager.order(body["person"])}
    if isinstance(body, bytes) and "x-part-sha256" in case.headers:
        case.headers["x-part-sha256"] = hashlib.sha256(body).hexdigest()
    if not isinstance(body, dict):
        return case
    if "code" in body:
        body |= {"code": described.house.enrolment.invite("E100"), "device_key": PUBLIC_KEY, "signing_key": PUBLIC_KEY}
    if "history" in body:
        body |= {"history": described.caller.history, "proof": {}}
    inc = body["inc"] = new_id()
    for n, change in enumerate(body.get("changes") or (), 1):
        change |= {"inc": inc, "n": n, "author": natural_id("person", "E100"), "kind": "customer"}
    return case


def generated(described: Described, call: tuple[str, str], mode: GenerationMode) -> list[Case]:
    """Calls at every boundary of the description, and some at random; the same ones at every run."""
    operation = described.operation(call)
    cases = described.schema.iter_coverage_cases(
        operation, generation_modes=[mode], generation_config=GenerationConfig(with_security_parameters=False)
    )
    made = [case for case in cases if case.method == operation.method.upper()]

    @settings(max_examples=EXAMPLES, phases=[Phase.generate], derandomize=True, deadline=None, database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(operation.as_strategy(generation_mode=mode))
    def draw(case: Case) -> None:
        if "Authorization" not in case.headers:  # tokens have a test of their own
            made.append(case)

    draw()
    return made


def test_the_description_has_the_calls_of_the_protocol(described: Described) -> None:
    paths = described.schema.raw_schema["paths"]
    assert sorted((method.upper(), path) for path, methods in paths.items() for method in methods) == CALLS


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_sound_calls_are_answered_as_described(described: Described, call: tuple[str, str]) -> None:
    cases = generated(described, call, GenerationMode.POSITIVE)
    statuses = {described.answered(knowing(described, case, number)) for number, case in enumerate(cases)}
    assert statuses & {200, 204} or call in NOT_BY_CHANCE


@pytest.mark.parametrize("call", [call for call in CALLS if call not in TAKES_NOTHING], ids=" ".join)
def test_unsound_calls_are_refused_as_described(described: Described, call: tuple[str, str]) -> None:
    before = described.state()
    for case in generated(described, call, GenerationMode.NEGATIVE):
        assert 400 <= described.answered(case) < 500, case.as_curl_command()
    assert described.state() == before


@pytest.mark.parametrize("call", [call for call in CALLS if call not in OPEN], ids=" ".join)
def test_without_a_token_nothing_is_said_and_nothing_is_done(described: Described, call: tuple[str, str]) -> None:
    case = generated(described, call, GenerationMode.POSITIVE)[0]
    for token in ("", "Bearer", "Bearer a.b.c", "Basic dTpw"):
        assert described.answered(case, token) == 401


def test_too_many_calls_are_refused_as_described(
    house: House, clock: PlayedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIELDKIT_OFFICE_CALLS_A_MINUTE", "10")
    with serving(house, clock) as described:
        case = generated(described, ("GET", "/v1/courier"), GenerationMode.POSITIVE)[0]
        assert [described.answered(case) for _ in range(11)] == [200] * 10 + [429]
