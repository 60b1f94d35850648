"""What an engineer takes along on his laptop: which files his trips need, in which order, and what finds no room. Pure.

Which files there are follows from the forms: whatever field holds a file, in whatever record a trip reaches.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fieldkit.forms import FORMS, Record, field_at, row_ids
from fieldkit.forms.form import Fields
from fieldkit.forms.values import File, Rows, StoredFile
from fieldkit.i18n import N_
from fieldkit.process.versions import patch_set

PLACE, TOOL, PAST = 0, 1, 2  # what belongs to site and equipment, what their models need, what there was before
LARGEST_PAST = 64 * 1024**2  # bytes; an earlier photo or paper above this is fetched when it is opened
_ROOTS = frozenset({"site", "equipment", "software"})

NOT_YET = "not_yet"
REASONS = {
    NOT_YET: N_("not fetched yet: there was no line"),
    "too_large": N_("larger than the room for files of trips (see the settings)"),
    "no_room": N_("no room left for files of trips (see the settings)"),
    "lost": N_("the head office does not have it; ask who added it"),
}


@dataclass(frozen=True)
class Reach:
    """Where somebody's trips go: customers, the models of the equipment there, and its product lines."""

    customers: frozenset[str] = frozenset()
    models: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Need:
    """A file that a trip needs, the record and path that name it, and how much it is needed: the least rank first."""

    file: StoredFile
    record: Record
    path: str
    rank: int


@dataclass(frozen=True)
class Packing:
    """What is to be along, by hash with the size in bytes in order of need, and what is left out, with the reason."""

    taken: dict[str, int]
    left: dict[str, str]


@dataclass(frozen=True)
class Carried:
    """A file that a trip needs: its content and size in bytes, its name, and which record names it.

    `why` says, as a code of REASONS, why it is not on this laptop; it is "" for one that is.
    """

    sha256: str
    size: int
    name: str
    title: str
    kind: str
    rid: str
    why: str = ""
    past: bool = False


@dataclass(frozen=True)
class Along:
    """What a trip's luggage looks like on this laptop."""

    files: tuple[Carried, ...] = ()

    @property
    def here(self) -> int:
        return sum(not file.why for file in self.files)

    @property
    def missing(self) -> tuple[Carried, ...]:
        return tuple(file for file in self.files if file.why)

    @property
    def mark(self) -> str:
        """A mark that changes when other files are needed; photos and papers of before do not count."""
        wanted = sorted(file.sha256 for file in self.files if not file.past)
        return hashlib.sha256(" ".join(wanted).encode()).hexdigest()[:16]


def kinds_with_files() -> frozenset[str]:
    """The kinds of which a record can hold a file."""
    return frozenset(kind for kind, form in FORMS.items() if _holds_file(form))


def _holds_file(form: type[Fields]) -> bool:
    return any(
        isinstance(field, File) or (isinstance(field, Rows) and _holds_file(field.row))
        for field in form.fields.values()
    )


def rank_of(record: Record, reach: Reach) -> int | None:
    """How much a record's files are needed, None when no trip reaches it.

    A record of a customer is reached with the customer; one of the house by the models that it is for, else by its
    product line; what is for neither is for everybody.
    """
    if record.scope.customer != "*":
        if record.scope.customer not in reach.customers:
            return None
        return PLACE if record.kind in _ROOTS else PAST
    said = " ; ".join(str(record.values.get(name) or "") for name in ("model", "models"))
    models = {model.casefold() for model in patch_set(said)}
    if models:
        return TOOL if models & reach.models else None
    return TOOL if record.scope.line == "*" or record.scope.line in reach.lines else None


def needs_of(records: Iterable[Record], reach: Reach) -> list[Need]:
    """The files of these records that the trips need, the most needed and then the newest first, each once."""
    found: dict[str, Need] = {}
    ranked = [(rank, -record.last_seq, record) for record in records if (rank := rank_of(record, reach)) is not None]
    for rank, _age, record in sorted(ranked, key=lambda one: (one[0], one[1], one[2].id)):
        for path, file in files_of(record):
            found.setdefault(file.sha256, Need(file, record, path, rank))
    return list(found.values())


def files_of(record: Record) -> Iterator[tuple[str, StoredFile]]:
    """The files that a record names now, those of deleted rows left out."""
    alive: dict[str, list[str]] = {}
    for path, raw in record.values.items():
        field = field_at(record.kind, path)
        if not isinstance(field, File) or (file := field.load(raw)) is None:
            continue
        rows, _, rest = path.partition(".")
        if rest and rest.split(".")[0] not in alive.setdefault(rows, row_ids(record.values, rows)):
            continue
        yield path, file


def pack(needs: Iterable[Need], quota: int, lost: Iterable[str] = ()) -> Packing:
    """Chooses in order of need what fits into so many bytes."""
    packing, room, gone = Packing({}, {}), quota, set(lost)
    for need in needs:
        sha256, size = need.file.sha256, need.file.size
        if sha256 in gone:
            packing.left[sha256] = "lost"
        elif size > quota or (need.rank == PAST and size > LARGEST_PAST):
            packing.left[sha256] = "too_large"
        elif size > room:
            packing.left[sha256] = "no_room"
        else:
            packing.taken[sha256] = size
            room -= size
    return packing
