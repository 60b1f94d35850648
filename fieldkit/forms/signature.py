"""Signatures: of the house by certificate; of a customer by hand, by a stamp on paper, or a witnessed refusal."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from math import dist
from typing import Any

from fieldkit.errors import Word
from fieldkit.forms.field import Field, stored_word
from fieldkit.forms.record import Json
from fieldkit.forms.seen import legible
from fieldkit.i18n import N_

DRAWN, STAMPED, REFUSED, ABSENT = "drawn", "stamped", "refused", "absent"
WAYS = {
    DRAWN: N_("Signed by hand"),
    STAMPED: N_("Stamped on paper"),
    REFUSED: N_("Refused to sign"),
    ABSENT: N_("Was not there"),
}
CUSTOMER = "customer"  # the role of who did not say as what he signs
UNSIGNED = frozenset({REFUSED, ABSENT})  # a witness says why

LEAST_INK = 60.0  # thousandths of the pad's width: less is a slip or a dot, not a signature
MOST_SCANS = 40
_MOST_POINTS = 20_000
_SHA = re.compile(r"[0-9a-f]{64}")
_LATER = ("how", "phone", "place", "reason", "witness", "scans")  # left out where they say nothing


def is_no_hand(strokes: Sequence[Sequence[Sequence[int]]]) -> bool:
    """Whether strokes of (x, y, …) are no signature: none at all, or only dots and slips."""
    return sum(dist(a[:2], b[:2]) for stroke in strokes for a, b in pairwise(stroke)) < LEAST_INK


def _mark(raw: Json) -> int:
    """A coordinate or width of a stroke, in thousandths of the pad."""
    number = int(str(raw))
    if not -100_000 <= number <= 100_000:
        raise ValueError
    return number


@dataclass(frozen=True)
class Signed:
    """A signature as data: who, as what, when; what pages were shown; the strokes; the sealed timed evidence.

    `at` is the laptop's own time. `strokes` are lines of (x, y, width) in thousandths of the pad's width; `evidence`
    holds them with time and pressure, readable by the office's evidence key alone; `shown_sha256` is the hash of the
    PDF that was on the screen, or was printed to be stamped. `how` is one of WAYS: of a stamped paper `scans` are the
    SHA-256 of its pages; who refused or was not there has a `reason` and a `witness`, whose hand the strokes then are.
    """

    name: str
    role: str
    at: str
    shown_sha256: str = ""
    strokes: tuple[tuple[tuple[int, int, int], ...], ...] = ()
    evidence: str = ""
    how: str = DRAWN
    phone: str = ""
    place: str = ""
    reason: str = ""
    witness: str = ""
    scans: tuple[str, ...] = ()


class Signature(Field[Signed]):
    """A signature: of a person of the house (by certificate) or of the customer (drawn by hand).

    One of the house is given in the signer's own name; `signer` names the link to who alone may give it. `ways` are
    those by which a customer may answer a paper: what needs his consent takes none but his hand.
    """

    def __init__(
        self, label: str, *, house: bool = False, signer: str = "", ways: Sequence[str] = (DRAWN,), **more: Any
    ) -> None:
        super().__init__(label, **more)
        self.house = house
        self.signer = signer
        self.ways = tuple(ways)

    def read_stored(self, raw: Json) -> Signed:
        if not isinstance(raw, dict):
            raise TypeError
        strokes: Any = raw.get("strokes") or []
        scans: Any = raw.get("scans") or []
        if not isinstance(strokes, list) or not isinstance(scans, list) or len(scans) > MOST_SCANS:
            raise TypeError
        lines = tuple(tuple((_mark(x), _mark(y), _mark(w)) for x, y, w in line) for line in strokes)
        if sum(map(len, lines)) > _MOST_POINTS or not all(_SHA.fullmatch(stored_word(scan)) for scan in scans):
            raise ValueError
        name, role, at = (stored_word(raw[key]) for key in ("name", "role", "at"))
        how, phone, place, reason, witness = (
            stored_word(raw.get(key, usual)) for key, usual in zip(_LATER, (DRAWN, "", "", "", ""), strict=False)
        )
        shown, evidence = stored_word(raw.get("shown_sha256", "")), stored_word(raw.get("evidence", ""), 400_000)
        return Signed(name, role, at, shown, lines, evidence, how, phone, place, reason, witness, tuple(scans))

    def write_stored(self, value: Signed) -> Json:
        stored = asdict(value)
        stored["strokes"] = [[list(point) for point in line] for line in value.strokes]
        stored["scans"] = list(value.scans)
        usual = asdict(Signed("", "", ""))
        return {key: said for key, said in stored.items() if key not in _LATER or (said and said != usual[key])}

    def read_typed(self, text: str) -> Signed:
        raise self.wrong(N_("A signature is given by signing, not by typing."))

    def write_shown(self, value: Signed, language: str | None) -> str:
        return value.name

    def require_answer(self, value: Signed) -> None:
        """FieldError that says what a customer's answer to a paper lacks: the hand, the scan, the witness."""
        if self.house:
            return
        if value.how not in self.ways:
            way = Word(WAYS.get(value.how, value.how))
            raise self.wrong(N_("This paper cannot be answered in this way: “{way}”."), way=way)
        if not legible(value.name) and value.how != ABSENT:
            raise self.wrong(N_("Write the signer's name beside the signature."))
        if value.how == DRAWN and is_no_hand(value.strokes):
            raise self.wrong(N_("The signature is empty, or only a dot. Ask the customer to sign in the frame."))
        if value.how == STAMPED and not value.scans:
            raise self.wrong(N_("Add the scan or photo of the stamped pages: it is the evidence."))
        if value.how in UNSIGNED and not (legible(value.reason) and legible(value.witness)):
            raise self.wrong(N_("Write why the customer does not sign, and who witnessed it."))
