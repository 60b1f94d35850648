"""The messages between laptop and head office, checked on arrival (docs/protocol.md).

Unknown fields are ignored: an older program understands a newer one as far as it can.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from fieldkit.records.tables import GROUP_CHANGES, MARKS, PATCH_PATHS

PROTOCOL = 1
PAGE_CHANGES = 500
PAGE_BYTES = 256 * 1024
PART_BYTES = 1024 * 1024
FILE_BYTES = 2 * 1024**3

Id = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$")]
Sha = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Path = Annotated[str, Field(min_length=1, max_length=200)]
NO_NUL = r"^[^\x00]*$"  # PostgreSQL keeps no such character in a text
History = Annotated[str, Field(max_length=36, pattern=NO_NUL)]
Count = Annotated[int, Field(ge=0, lt=2**53)]
Sentence = dict[Literal["zh", "en"], str]


Values = dict[Path, Any]


class Message(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class Base(Message):
    """A record's last_seq as the form showed it, and the history it belongs to."""

    history: History
    seq: Count


class Change(Message):
    """What somebody wrote, once: a patch to one record. Never altered after it was sent."""

    id: Id
    inc: Id
    n: Annotated[int, Field(ge=1, lt=2**53)]
    prev: Id | None
    group: Id | None = None
    kind: Annotated[str, Field(max_length=40, pattern=NO_NUL)]
    rid: Id
    patch: Annotated[Values, Field(min_length=1, max_length=PATCH_PATHS)]
    base: Base
    own: dict[Id, Count] = {}
    author: Id
    device_ms: Annotated[int, Field(ge=-(2**53), lt=2**53)]
    form_version: Annotated[int, Field(ge=1, lt=10_000)] = 1
    was: Literal["", "ok", "rejected", "witnessed"] = ""


class Verdict(Message):
    """The office's answer to one change: `held` is provisional, the others are final."""

    id: str
    status: Literal["ok", "held", "rejected"]
    seq: int
    stamp: str
    inc: str
    n: int
    code: str = ""
    message: Sentence = {}


class Proof(Message):
    """The highest sequence number that a laptop saw, with its stamp: shows that both speak of one history."""

    seq: Count = 0
    stamp: Annotated[str, Field(max_length=40)] = ""


class Push(Message):
    protocol: int = PROTOCOL
    history: History
    proof: Proof
    inc: Id
    changes: Annotated[list[Change], Field(max_length=GROUP_CHANGES)]


class Stop(Message):
    """Why a push ended early: GAP (send from `expected`), REKEY (begin a new incarnation), FORK (other history)."""

    reason: Literal["GAP", "REKEY", "FORK"]
    expected: int = 0


class PushReply(Message):
    verdicts: list[Verdict]
    stop: Stop | None = None
    durable_seq: int = 0
    time: int


class Cursor(Message):
    """Where a laptop stands: paths newer than `floor` are wanted; `seq` and `stamp` are the last page's end."""

    floor: Count = 0
    seq: Count = 0
    stamp: Annotated[str, Field(max_length=40)] = ""


class Pull(Message):
    protocol: int = PROTOCOL
    history: History
    proof: Proof
    cursor: Cursor
    backfill: dict[Id, Annotated[str, Field(pattern=r"^[0-9a-f-]{0,36}$")]] = {}
    grants_version: Annotated[str, Field(max_length=36, pattern=NO_NUL)] = ""
    page_bytes: Annotated[int, Field(ge=1_000, le=16 * 1024 * 1024)] = 1024 * 1024
    wait: Annotated[int, Field(ge=0, le=60)] = 0
    trust: Count = 0
    marks: Annotated[list[Proof], Field(max_length=MARKS)] = []


class WireHead(Message):
    value: Any
    seq: int
    inc: str
    n: int
    rank: int
    author: str
    change: str
    own: dict[str, int] = {}


class WireRecord(Message):
    """A record, whole or only the paths newer than the floor."""

    rid: str
    kind: str
    customer: str
    line: str
    values: dict[str, Any]
    stamps: dict[str, int]
    heads: dict[str, list[WireHead]] = {}
    last_seq: int
    whole: bool


class Tombstone(Message):
    rid: str
    seq: int


class Purge(Message):
    """What is erased: values at a path by their digests, with what stands there instead; no path: the whole record."""

    seq: int
    rid: str
    path: str = ""
    salt: str = ""
    values: dict[str, Any] = {}


class Receipt(Message):
    """Proof that the office stored a file: hash, size, and the sequence number of the storing."""

    sha256: str
    size: int
    seq: int


class Backfill(Message):
    """A part of a new grant's records, by record id; `next` is "" when there are no more."""

    records: list[WireRecord]
    start: str
    next: str


class Trust(Message):
    """What signatures are judged by: a list of revoked certificates, and whose time stamps count. All in PEM."""

    number: int
    crl: str
    tsa: str = ""


class PullReply(Message):
    fork: bool = False
    history: str
    forks: dict[str, tuple[int, str]] = {}
    agreed: int | None = None
    grants: dict[str, str] = {}
    grants_version: str = ""
    records: list[WireRecord] = []
    tombstones: list[Tombstone] = []
    purge: list[Purge] = []
    verdicts: list[Verdict] = []
    receipts: list[Receipt] = []
    backfill: dict[str, Backfill] = {}
    as_of: int = 0
    as_of_stamp: str = ""
    want: list[str] = []
    trust: Trust | None = None
    cursor: Cursor = Cursor()
    more: bool = False
    durable_seq: int = 0
    time: int


class Enrol(Message):
    """An invitation's code, the public keys of the device and of the person's signature, in PEM."""

    code: Annotated[str, Field(max_length=200)]
    device_key: Annotated[str, Field(max_length=2_000)]
    signing_key: Annotated[str, Field(max_length=2_000)]
    device_name: Annotated[str, Field(max_length=100, pattern=NO_NUL)] = ""
    protocol: int = PROTOCOL


class EnrolReply(Message):
    device: str
    person: str
    history: str
    device_certificate: str
    signing_certificate: str
    ca_certificate: str
    evidence_key: str
    recovery_key: str
    courier_certificate: str = ""
    issuing_certificate: str = ""
    company: str
    time: int


class CourierReply(Message):
    """The certificate of the office's courier key, in PEM: for laptops whose enrolment did not bring it."""

    courier_certificate: str


class Complete(Message):
    """All parts are there: the whole file's size and media type."""

    size: Annotated[int, Field(ge=0, le=FILE_BYTES)]
    type: Annotated[str, Field(max_length=80, pattern=NO_NUL)] = "application/octet-stream"


class PartsReply(Message):
    parts: list[int]
    complete: bool


class Problem(Message):
    """A refusal with a sentence in both languages; `time` is the office's, in milliseconds."""

    code: str
    message: Sentence
    time: int = 0


class Invite(Message):
    """Asks for an invitation for a person. `order` is a token of the laptop that says so itself (docs/protocol.md)."""

    person: Id
    order: Annotated[str, Field(min_length=1, max_length=16_000)]


class InviteReply(Message):
    """An invitation for one laptop, said this once; `expires` in milliseconds of the office's time."""

    code: str
    expires: int


class Renew(Message):
    """Asks for new certificates for a laptop's keys. `order` is a token of the laptop (docs/protocol.md)."""

    order: Annotated[str, Field(min_length=1, max_length=16_000)]


class RenewReply(Message):
    """New certificates for the same keys, in PEM."""

    device_certificate: str
    signing_certificate: str
    issuing_certificate: str = ""


class Device(Message):
    """A laptop of a person; `revoked` is when it was locked out, 0 when it was not. Times in milliseconds."""

    id: str
    person: str
    name: str
    enrolled: int
    revoked: int = 0


class DevicesReply(Message):
    devices: list[Device]
