"""Records that look like one thing entered twice. Pure, and fast: only records with a word in common are compared.

Two are doubles when their key is the same but for how it is written (case, dashes, full-width, O for 0), or when their
names are nearly the same and they have a telephone in common. A person decides; nothing is merged by itself.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from fieldkit.forms.merging import goes_before
from fieldkit.forms.record import Json

MOST_COMPARED = 40  # of records with a word in common all pairs are compared up to this many, else neighbours
PHONE_DIGITS = 7
LEAST_NEAR = 4

_MARKS = re.compile(r"[\W_]+")
_ALIKE = str.maketrans("OIL", "011")
_COMPANY = re.compile(
    r"(股份有限公司|有限责任公司|有限公司|(?<![分子])公司|(?:co)?(?:ltd|limited|inc|llc|corp|corporation|gmbh))+$"
)
_NUMBERS = re.compile(r"[0-9一二三四五六七八九十]+")
_BRANCH = re.compile(r"分公司|子公司|分局|支局|营业厅")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|#).*$", re.IGNORECASE)
_NO_DIGITS = re.compile(r"[^0-9]+")
_BETWEEN = re.compile(r"[/,;、|\n]+")


@dataclass(frozen=True, order=True)
class Pair:
    """Two records of a kind that look like one, the one that would stay first; why is `key`, `name` or `late`."""

    kind: str
    first: str
    second: str
    why: str


@dataclass(frozen=True)
class Rule:
    """What doubles of a kind have in common: a key, a name (within what `within` names), or name and telephone."""

    key: str = ""
    name: str = ""
    phone: str = ""
    within: str = ""
    same_name: bool = False


RULES = {
    "customer": Rule(key="number", name="customer_name", phone="phone", same_name=True),
    "site": Rule(name="site_name", within="customer", same_name=True),
    "equipment": Rule(key="serial"),
    "part": Rule(key="code"),
    "person": Rule(key="number", name="person_name", phone="phone"),
}


@lru_cache(maxsize=1 << 16)
def folded_key(said: str) -> str:
    """A number or serial number without what people write differently: `２1ＡＮ-o1` and `21AN01` are the same."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", said)).upper().translate(_ALIKE)


def folded_name(said: str) -> str:
    """A name without marks, case and the form of the company."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", said).casefold())
    return _COMPANY.sub("", plain) or plain


def phones(said: str) -> list[str]:
    """The telephone numbers in a cell as digits, without country, leading zeros and extension."""
    found = []
    for one in _BETWEEN.split(unicodedata.normalize("NFKC", said)):
        digits = _NO_DIGITS.sub("", _EXTENSION.sub("", one)).lstrip("0")
        if len(digits) > 11 or (len(digits) > 9 and digits.startswith("86")):
            digits = digits.removeprefix("86").lstrip("0")
        if len(digits) >= PHONE_DIGITS and len(set(digits)) > 1:
            found.append(digits)
    return found


def near(one: str, other: str) -> bool:
    """Whether two folded names may be the same, given the same telephone: alike but for a mark or two, or one in other.

    Not when the numbers in them differ, or one is a branch of the other: the first and the second exchange are two.
    """
    if one == other:
        return bool(one)
    if min(len(one), len(other)) < LEAST_NEAR:
        return False
    if any(marks.findall(one) != marks.findall(other) for marks in (_NUMBERS, _BRANCH)):
        return False
    return one in other or other in one or _within(one, other, 1 + (min(len(one), len(other)) >= 3 * LEAST_NEAR))


def _within(one: str, other: str, most: int) -> bool:
    """Whether so many marks put in, left out or changed make one of the other."""
    if abs(len(one) - len(other)) > most:
        return False
    row = list(range(len(other) + 1))
    for at, mark in enumerate(one, 1):
        before, row[0] = row[0], at
        for place, theirs in enumerate(other, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (mark != theirs))
    return row[-1] <= most


@dataclass(frozen=True)
class Known:
    """What is compared of one record, folded."""

    rid: str
    key: str
    name: str
    phones: tuple[str, ...]
    within: str


def known(kind: str, rid: str, values: Mapping[str, Json]) -> Known:
    rule = RULES[kind]

    def said(name: str) -> str:
        value = values.get(name) if name else None
        return value if isinstance(value, str) and value != "***" else ""

    return Known(
        rid, folded_key(said(rule.key)), folded_name(said(rule.name)), tuple(phones(said(rule.phone))),
        said(rule.within),
    )  # fmt: skip


def alike(kind: str, one: Known, other: Known) -> str:
    """Why two records look like one: `key`, `name`, or "" when they do not."""
    rule = RULES[kind]
    if rule.key and one.key and one.key == other.key:
        return "key"
    if one.within != other.within or not one.name or not other.name:
        return ""
    if rule.same_name and one.name == other.name:
        return "name"
    called = any(mine.endswith(theirs) or theirs.endswith(mine) for mine in one.phones for theirs in other.phones)
    return "name" if called and near(one.name, other.name) else ""


def doubles(kind: str, records: Iterable[tuple[str, Mapping[str, Json]]]) -> list[Pair]:
    """The pairs among records (id, values) of a kind that look like one, in order."""
    blocks: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for rid, values in records:
        one = known(kind, rid, values)
        for word in _words(kind, one):
            blocks[word].append(one)
    found: dict[tuple[str, str], Pair] = {}
    for block in blocks.values():
        for one, other in _compared(block):
            why = alike(kind, one, other)
            if why:
                first, second = sorted((one.rid, other.rid), key=goes_before)
                found[first, second] = Pair(kind, first, second, why)
    return sorted(found.values())


def _words(kind: str, one: Known) -> Iterator[tuple[str, str]]:
    """The words by one of which every double of this record is found."""
    if one.key:
        yield "key", one.key
    if RULES[kind].same_name and one.name:
        yield "name", f"{one.within} {one.name}"
    for phone in dict.fromkeys(phone[-PHONE_DIGITS:] for phone in one.phones):
        yield "phone", f"{one.within} {phone}"


def _compared(block: list[Known]) -> Iterable[tuple[Known, Known]]:
    if len(block) <= MOST_COMPARED:
        return combinations(block, 2)
    return pairwise(sorted(block, key=lambda one: (one.name, one.key, goes_before(one.rid))))
