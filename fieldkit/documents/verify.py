"""Whether a paper is what was signed, by whom, and whether this house issued their certificates.

What one file alone cannot tell: that a later signature was cut off again. A file cut back to its first signature
is exactly what it was then; the ledger of the office keeps count and hash, and `unsigned_fields` says what is open.
"""

import hashlib
import io
import logging
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from fieldkit.documents.additions import fields_are_ours
from fieldkit.documents.archive import REPORT, holds, stated_sha256
from fieldkit.documents.envelope import is_whole
from fieldkit.documents.proof import NOTHING, Known, lists_inside, stamps
from fieldkit.documents.shown import HASH_ALONE, KEPT, OTHERWISE, shown_state
from fieldkit.documents.signers import BROKEN, EXPIRED, OTHER_SIGNER, REVOKED, ROGUE, Judging, SignedBy, judged
from fieldkit.documents.snapshot import canonical, read_snapshot
from fieldkit.errors import DamagedError
from fieldkit.i18n import N_
from fieldkit.process.transitions import signing_order

GOOD, ALTERED, UNTRUSTED, UNSIGNED = "good", "altered", "untrusted", "unsigned"
VERDICTS = {GOOD: N_("Good"), ALTERED: N_("Altered"), UNTRUSTED: N_("Untrusted"), UNSIGNED: N_("Unsigned")}

SENTENCES = {
    GOOD: N_("Good: this paper is what was signed, and the office issued the signers' certificates."),
    ALTERED: N_("Altered: this paper is not what was signed. Do not rely on it; ask the office for its own copy."),
    UNTRUSTED: N_(
        "Untrusted: nothing was changed, but the signers' certificates are not known here. "
        "Name the office's certificate with --trust."
    ),
    UNSIGNED: N_("Unsigned: nobody has signed this paper; anybody could have changed it. Ask for the signed one."),
}

FOREIGN, OUT_OF_ORDER, SHOWN_OTHERWISE = "foreign", "out_of_order", "shown_otherwise"
# In place of GOOD's sentence, where the customer refused or was not there.
WITHOUT_CUSTOMER = N_(
    "Good: this paper is what was sealed. The customer did not sign it; why not, and who witnessed that, stands below."
)

CUT_BACK, EARLIER, REPLACED, NOT_KEPT = "cut_back", "earlier", "replaced", "not_kept"
REASONS = {
    EXPIRED: N_("A signer's certificate was not valid when the signature was made."),
    REVOKED: N_("A signer's certificate was revoked, and nothing proves that the signature is older than that."),
    ROGUE: N_("A certificate bears the office's name, but the office did not issue it: somebody pretends to be it."),
    OTHER_SIGNER: N_(
        "A signature stands where its signer signs nothing: a laptop's in a person's place, a person's in the "
        "customer's, or the engineer's own as an approval."
    ),
    OUT_OF_ORDER: N_(
        "The signatures were not given in the order that this paper asks for: somebody signed before the one whose "
        "signature his own follows. Ask the office how this file came about."
    ),
    SHOWN_OTHERWISE: N_(
        "Shown otherwise: the pages that the customer was shown before signing say something else than this paper. "
        "Ask the office how this file came about."
    ),
    FOREIGN: N_("This is no paper of FieldKit: it has no data of a paper inside. Check it with any PDF reader."),
    EARLIER: N_(
        "Earlier state: the file is as it was kept before the last signatures were given, or they were cut off since. "
        "What it says is true and the same; where all signatures are needed, ask for the later file."
    ),
    CUT_BACK: N_(
        "Cut back: signatures that belong to this paper are missing from the file. It is as it was before they were "
        "given, or somebody took them off. Ask for the complete one."
    ),
    REPLACED: N_("Replaced: a later revision of this paper was signed. Ask for that one."),
    NOT_KEPT: N_(
        "The signatures hold, but this is not the file that was kept when the paper was signed. Ask the office."
    ),
}

# What is to be said of the pages that were shown before the customer answered.
SHOWN = {
    KEPT: N_("The pages that were shown before signing are kept in this file to the byte, and say the same."),
    OTHERWISE: REASONS[SHOWN_OTHERWISE],
    HASH_ALONE: N_("Of the pages that were shown before signing this file keeps the hash alone."),
}

# pyHanko logs every untrusted or altered file with a traceback; here that is an answer, not an event.
for _talker in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_talker).setLevel(logging.CRITICAL)

_LOCKED = N_("This file is encrypted, which no signed paper is. Ask for the file as it was given out.")


@dataclass(frozen=True)
class Verification:
    """What is to be said of a paper. `report_sha256` is hashed anew from the data inside.

    `reasons` are codes of REASONS that say more than the verdict: why nobody should rely on the paper. `shown` is a
    code of SHOWN; "" where no customer answered.
    """

    verdict: str
    signers: tuple[SignedBy, ...] = ()
    covers_whole_file: bool = False
    report_sha256: str = ""
    unsigned_fields: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    shown: str = ""

    @property
    def refused(self) -> SignedBy | None:
        """The customer's place, where nobody signed in it: he refused, or was not there."""
        return next((one for one in self.signers if one.refused), None)

    def as_json(self) -> dict[str, Any]:
        return {name: list(said) if isinstance(said, tuple) else said for name, said in asdict(self).items()}


def verify(
    pdf: bytes, trust: Sequence[x509.Certificate], at: datetime | None = None, *, known: Known = NOTHING
) -> Verification:
    """Checks a paper. Certificates must have been valid when each signature says it was made, or at `at`.

    A signature by a certificate that was revoked since counts only where a time stamp in the file, or the office's
    ledger, proves that it was there before: `known` says which lists, whose stamps, and what the ledger says.

    Raises DamagedError for a file that is no PDF. Must not be called from inside a running event loop.
    """
    read = _read(pdf, trust, at, known)
    if read is None:
        return Verification(ALTERED)
    data, sha256, sound = _inside(pdf)
    values = data.get("values", {})
    if not read.signatures:
        return Verification(UNSIGNED, report_sha256=sha256, unsigned_fields=read.open_to)
    stamped = read.judging.stamped
    checked = [judged(one, code_of(one.field_name), read.judging, values) for one in read.signatures]
    signers = tuple(signer for signer, _ in checked)
    whole = any(covers for _, covers in checked) or any(stamp.covers_whole_file for stamp in stamped)
    intact = all(signer.intact for signer in signers) and all(stamp.intact for stamp in stamped)
    if not holds(pdf, REPORT) and not any(signer.trusted or signer.reason for signer in signers):
        return Verification(UNTRUSTED, signers, whole, unsigned_fields=read.open_to, reasons=(FOREIGN,))
    trusted = all(signer.trusted for signer in signers)
    if not (whole and sound and intact and read.fields_are_ours) or (trusted and not read.enveloped):
        verdict = ALTERED
    else:
        verdict = GOOD if trusted else UNTRUSTED
    reasons = tuple(sorted({signer.reason for signer in signers} - {""}))
    found = Verification(verdict, signers, whole, sha256, read.open_to, reasons, shown_state(pdf, data))
    if found.shown == OTHERWISE:
        found = less(found, SHOWN_OTHERWISE)
    if _approves_himself(signers):
        found = less(found, OTHER_SIGNER)
    if _out_of_order(str(data.get("kind")), signers):
        found = less(found, OUT_OF_ORDER)
    return less(found, CUT_BACK) if _lacks_a_signature(values, signers, read.open_to) else found


@dataclass(frozen=True)
class _Read:
    """What a file holds: its signatures, the places that are open, by what it is judged, and how it is made."""

    signatures: Sequence[EmbeddedPdfSignature]
    open_to: tuple[str, ...]
    judging: Judging
    enveloped: bool
    fields_are_ours: bool


def _read(pdf: bytes, trust: Sequence[x509.Certificate], at: datetime | None, known: Known) -> _Read | None:
    """The file as it can be read; None for one that was signed and cannot."""
    if b"%PDF-" not in pdf[:1024]:
        raise DamagedError(N_("This file cannot be read as a PDF."))
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        if reader.encrypted:
            raise DamagedError(_LOCKED)
        signatures = list(reader.embedded_regular_signatures)
        open_to = tuple(code_of(name) for name, _, _ in enumerate_sig_fields(reader, filled_status=False))
        judging = Judging(trust, at, stamps(reader, known), known, (*known.lists, *lists_inside(reader)))
        enveloped = all(is_whole(pdf, signature, trust) for signature in signatures)
        return _Read(signatures, open_to, judging, enveloped, fields_are_ours(reader))
    except BROKEN as error:
        if b"/ByteRange" in pdf:
            return None
        raise DamagedError(N_("This file cannot be read as a PDF.")) from error


def less(found: Verification, reason: str) -> Verification:
    """A verification with one more reason: what seemed good is so no longer."""
    verdict = UNTRUSTED if found.verdict == GOOD else found.verdict
    return replace(found, verdict=verdict, reasons=tuple(sorted({*found.reasons, reason})))


def _approves_himself(signers: Sequence[SignedBy]) -> bool:
    """Whether the engineer signed as somebody else, too: nobody approves his own paper (process/paper_steps.py)."""
    engineers = {signer.certificate for signer in signers if signer.role == "engineer"}
    return any(signer.role != "engineer" and signer.certificate in engineers for signer in signers)


def _out_of_order(kind: str, signers: Sequence[SignedBy]) -> bool:
    """Whether somebody signed before one on whose signature his own follows. `signers` are in the file's order."""
    order = signing_order(kind)
    given = [order.index(signer.role) for signer in signers if signer.role in order]
    return given != sorted(given)


def _lacks_a_signature(values: dict[str, Any], signers: Sequence[SignedBy], open_to: Sequence[str]) -> bool:
    """Whether the data inside tell of a signature whose seal is gone."""
    roles = {signer.role for signer in signers}
    return any(isinstance(values.get(name), dict) and name not in roles for name in open_to)


def code_of(field: str) -> str:
    """The form's name of a PDF signature field: LineManager is `line_manager`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", field).lower()


def _inside(pdf: bytes) -> tuple[dict[str, Any], str, bool]:
    """The paper's own data, their hash made anew, and whether it agrees with what the file states."""
    try:
        data, raw = read_snapshot(pdf)
        sha256 = hashlib.sha256(canonical(data)).hexdigest()
        return data, sha256, canonical(data) == raw and stated_sha256(pdf) == sha256
    except (DamagedError, UnicodeEncodeError, RecursionError):
        return {}, "", False
