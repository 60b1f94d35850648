"""How a customer answers a paper: by hand on the screen, by a stamp on the printed pages, or not, before a witness."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from fieldkit.actions.desk import Desk
from fieldkit.actions.photos import clean_photo
from fieldkit.documents.scanned import scanned_pages
from fieldkit.errors import UserError
from fieldkit.forms import form_class
from fieldkit.forms.seen import legible
from fieldkit.forms.signature import CUSTOMER, DRAWN, MOST_SCANS
from fieldkit.forms.types import Moment
from fieldkit.forms.values import Signature, Signed
from fieldkit.i18n import N_
from fieldkit.store.keys import seal_to

# x, y, milliseconds and width, lengths in thousandths of the pad's width; of a pen its pressure too, in thousandths.
TimedStroke = Sequence[Sequence[int]]
EVIDENCE = "fieldkit evidence"
_LARGEST = 64 * 1024 * 1024
_MOMENT = Moment("")


@dataclass(frozen=True)
class Answer:
    """What a customer says to a paper. `strokes` are the hand of who signs, or of the witness of a refusal.

    `scans` are the JPEG pages that were stamped; `how` is one of `forms.signature.WAYS`.
    """

    name: str
    strokes: Sequence[TimedStroke] = ()
    how: str = DRAWN
    role: str = ""
    phone: str = ""
    place: str = ""
    reason: str = ""
    witness: str = ""
    scans: Sequence[bytes] = ()


def signed_as(desk: Desk, kind: str, answer: Answer, shown_sha256: str, scans: Sequence[str], at: datetime) -> Signed:
    """The answer as it stands in the paper: the hand in plain, with time and pressure sealed to the evidence key.

    FieldError says what it lacks.
    """
    field = form_class(kind).fields["customer"]
    drawn = tuple(tuple((point[0], point[1], point[3]) for point in stroke) for stroke in answer.strokes)
    words = {name: legible(getattr(answer, name)) for name in ("name", "phone", "place", "reason", "witness")}
    stamp = str(_MOMENT.write_stored(at))
    signed = Signed(
        **words, role=legible(answer.role) or CUSTOMER, at=stamp, shown_sha256=shown_sha256, strokes=drawn,
        how=answer.how, scans=tuple(scans),
    )  # fmt: skip
    if isinstance(field, Signature):
        field.require_answer(signed)
    return replace(signed, evidence=_evidence(desk, answer, signed, at)) if answer.strokes else signed


def _evidence(desk: Desk, answer: Answer, signed: Signed, at: datetime) -> str:
    """Timed strokes, and to whose name and pages they belong, readable for the office's evidence key alone."""
    told = {
        "name": signed.witness or signed.name,
        "how": signed.how,
        "at": at.isoformat(),
        "device": desk.identity.device,
        "shown_sha256": signed.shown_sha256,
        "strokes": [[list(point) for point in stroke] for stroke in answer.strokes],
    }
    return base64.b64encode(seal_to(desk.identity.evidence_key, json.dumps(told).encode(), EVIDENCE)).decode()


def read_scans(paths: Sequence[Path]) -> list[bytes]:
    """Pages from photos or a scanner's PDF, upright JPEG without place data, in the order given."""
    found: list[bytes] = []
    for path in paths:
        try:
            size = path.stat().st_size
            content = path.read_bytes() if size <= _LARGEST else b""
        except OSError as error:
            raise UserError(N_("“{name}” cannot be read: {reason}."), name=path.name, reason=error.strerror) from None
        if size > _LARGEST:
            raise UserError(N_("“{name}” is larger than 64 MB. Choose a smaller picture."), name=path.name)
        found += scanned_pages(content) if b"%PDF-" in content[:1024] else [clean_photo(content, path.name)[0]]
        if len(found) > MOST_SCANS:
            raise UserError(N_("At most {count} stamped pages can be added."), count=MOST_SCANS)
    return found
