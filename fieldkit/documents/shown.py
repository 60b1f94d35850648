"""The pages that a customer was shown, kept in the paper that was sealed after them: it begins with them, to the byte.

What came with his answer (the hand, the name, the data anew) is appended as an incremental update (ISO 32000-1, 7.5.6):
only the objects that became others. So whoever holds the paper holds the pages, needs none of our fonts and layout of
then to draw them again, and proves them by hashing the beginning of the file; the photos are not there twice.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from fieldkit.documents.dossier import signature_names
from fieldkit.documents.snapshot import read_snapshot
from fieldkit.errors import DamagedError
from fieldkit.forms import FORMS, Form, Json
from fieldkit.forms.signature import Signature
from fieldkit.forms.types import Status

KEPT, OTHERWISE, HASH_ALONE = "kept", "otherwise", "hash_alone"
MOST_ENDS = 100  # of a file from outside: each signature and time stamp adds one or two

_ENTRY = 20  # bytes
_TRAILER = re.compile(rb"trailer\s*<<(.*)>>\s*startxref\s+(\d+)\s+%%EOF\s*\Z", re.DOTALL)
_ID = re.compile(rb"/ID \[(<[0-9a-f]*>)")
_END = re.compile(rb"%%EOF\n?")


class _Objects(Mapping[int, bytes]):
    """The objects of a file that `build` made, as they stand in it, by number; and its trailer's entries."""

    def __init__(self, pdf: bytes) -> None:
        end = pdf.rindex(b"trailer")
        found = _TRAILER.match(pdf, end)
        assert found is not None
        start = int(found[2])
        _, counted, table = pdf[start:end].split(b"\n", 2)
        self.trailer, self.start, self.count = found[1], start, int(counted.split()[1])
        lines = [table[place : place + _ENTRY] for place in range(0, self.count * _ENTRY, _ENTRY)]
        self._pdf = pdf
        placed = sorted((int(line[:10]), number) for number, line in enumerate(lines) if line[17:18] == b"n")
        ends = pairwise([*(offset for offset, _ in placed), start])
        self._spans = {number: span for (_, number), span in zip(placed, ends, strict=True)}

    def __getitem__(self, number: int) -> bytes:
        first, behind = self._spans[number]
        return self._pdf[first:behind]

    def __iter__(self) -> Iterator[int]:
        return iter(sorted(self._spans))

    def __len__(self) -> int:
        return len(self._spans)


def upon(shown: bytes, built: bytes) -> bytes:
    """The paper `built` as an addition to the pages that were `shown`: both are files of `build`, unsigned."""
    old, new = _Objects(shown), _Objects(built)
    out = bytearray(shown)
    places = {}
    for number in new:
        if new[number] != old.get(number):
            places[number] = len(out)
            out += new[number]
    start = len(out)
    out += b"xref\n"
    for run in _runs(places):
        out += b"%d %d\n" % (run[0], len(run))
        out += b"".join(b"%010d 00000 n \n" % places[number] for number in run)
    first = _ID.search(old.trailer)
    assert first is not None
    said = _ID.sub(b"/ID [" + first[1], new.trailer)
    said = re.sub(rb"/Size \d+", b"/Size %d" % max(old.count, new.count), said)
    out += b"trailer <<%s/Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (said, old.start, start)
    return bytes(out)


def _runs(numbers: Iterable[int]) -> Iterator[list[int]]:
    """Numbers in ascending order, those that follow each other together."""
    run: list[int] = []
    for number in numbers:
        if run and number != run[-1] + 1:
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def shown_pages(pdf: bytes, sha256: str) -> bytes | None:
    """The pages with a hash, as a PDF, that a paper begins with; None when it does not, as those of before."""
    digest, behind = hashlib.sha256(), 0
    for _, end in zip(range(MOST_ENDS), _END.finditer(pdf), strict=False):
        digest.update(memoryview(pdf)[behind : end.end()])
        behind = end.end()
        if digest.hexdigest() == sha256:
            return pdf[:behind]
    return None


def shown_state(pdf: bytes, data: Mapping[str, Any]) -> str:
    """What is to be said of the pages that a customer was shown before the answer in a paper; `data` are those inside.

    "" where none answered; KEPT when they are in the file and say what it says; OTHERWISE when they say something else;
    HASH_ALONE when only their hash is known.
    """
    hashes = shown_hashes(data)
    found = [_state(shown_pages(pdf, sha256), data) for sha256 in hashes]
    return next((state for state in (OTHERWISE, HASH_ALONE, KEPT) if state in found), "")


def shown_hashes(data: Mapping[str, Any]) -> list[str]:
    """The hashes of the pages that were shown, as the signatures in a paper's data name them."""
    values = data.get("values")
    told = [values.get(name) for name in _signatures(data)] if isinstance(values, dict) else []
    found = [one.get("shown_sha256") for one in told if isinstance(one, dict)]
    return [sha256 for sha256 in found if isinstance(sha256, str) and sha256]


def _signatures(data: Mapping[str, Any]) -> Sequence[str]:
    form = FORMS.get(str(data.get("kind")))
    return signature_names(form) if form else ()


def _state(pages: bytes | None, data: Mapping[str, Any]) -> str:
    if pages is None:
        return HASH_ALONE
    try:
        before, _ = read_snapshot(pages)
    except DamagedError:
        return OTHERWISE
    return KEPT if says_the_same(before, data) else OTHERWISE


def says_the_same(shown: Mapping[str, Json], sealed: Mapping[str, Json]) -> bool:
    """Whether what was shown is what was sealed, as data: all but the answer, the status and revision that go with it,
    who wrote what, and the people who are named by signing.
    """
    form = FORMS.get(str(shown.get("kind")))
    if form is None:
        return False
    apart = {"values", "linked", "written"}
    if any(shown.get(name) != sealed.get(name) for name in (shown.keys() | sealed.keys()) - apart):
        return False
    before, after = (_said(form, data.get("values")) for data in (shown, sealed))
    known, linked = shown.get("linked"), sealed.get("linked")
    if not isinstance(known, dict) or not isinstance(linked, dict):
        return False
    return before == after and all(linked.get(rid, record) == record for rid, record in known.items())


def _said(form: type[Form], values: Json) -> dict[str, Json]:
    by_signing = {"revision"}
    for name, field in form.fields.items():
        if isinstance(field, Signature):
            by_signing |= {name, field.signer}
        elif isinstance(field, Status):
            by_signing.add(name)
    told = values if isinstance(values, dict) else {}
    return {path: raw for path, raw in told.items() if path not in by_signing}
