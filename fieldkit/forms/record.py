"""A record: one filled-in form, as paths and values, and the ids and numbers that need no counter."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID, uuid5

from fieldkit.access import Scope

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
Values = dict[str, Json]

NAMESPACE = UUID("5b1f3a52-6f0d-5d0e-9a3e-8d0c6f1e2b90")


@dataclass(frozen=True)
class Head:
    """One value of a path that nobody who saw it has replaced; two heads are a conflict."""

    value: Json
    author: str
    device_ms: int
    change: str


@dataclass
class Record:
    """One filled-in form: values by path, and every path at which there is more than one head.

    `bylines` are those of them that only say who wrote another field, and when: no conflict, but several hands.
    """

    id: str
    kind: str
    scope: Scope = field(default_factory=Scope)
    values: Values = field(default_factory=dict)
    conflicts: dict[str, list[Head]] = field(default_factory=dict)
    last_seq: int = 0
    bylines: dict[str, list[Head]] = field(default_factory=dict)

    @property
    def deleted(self) -> bool:
        return bool(self.values.get("deleted"))


def new_id() -> str:
    """A new record's or change's id: UUIDv7, so that ids sort by age."""
    from uuid6 import uuid7  # noqa: PLC0415 - it reads the metadata of packages, which who only reads records need not

    return str(uuid7())


@lru_cache(maxsize=4096)
def only_child_id(parent: str, kind: str, *named: str) -> str:
    """The id of a parent's single child of a kind, or single of that name: laptops that create it create the same."""
    return str(uuid5(UUID(parent), "\x1f".join((kind, *named))))


def is_derived(rid: str) -> bool:
    """Whether an id is worked out from something, and says what the record is (a UUIDv5)."""
    return rid[14] == "5"


def natural_id(kind: str, *key: str) -> str:
    """The id of a record that the company's own number names: the same file imported twice is one record."""
    return str(uuid5(NAMESPACE, "\x1f".join((kind, *key))))


def row_ids(values: Mapping[str, Json] | Iterable[str], rows: str) -> list[str]:
    """The ids of the rows of a list that are not deleted, in order."""
    found = {path.split(".", 2)[1] for path in values if path.startswith(rows + ".")}
    if isinstance(values, Mapping):
        found = {row for row in found if not values.get(f"{rows}.{row}.deleted")}
    return sorted(found)


def paths_of(name: str, values: Mapping[str, Json]) -> list[str]:
    """The paths of a field: itself, or of `rows.name` one in each row that is not deleted, in order."""
    rows, _, inner = name.partition(".")
    return [f"{rows}.{row}.{inner}" for row in row_ids(values, rows)] if inner else [name]
