"""A paper of the process: a form with a number of its own, its place in the file of a problem, and most often a PDF.

Screens and printing ask nothing more than this of a form to show it as a paper: its sections, its signatures and its
status say the rest.
"""

import hashlib
from datetime import date
from typing import ClassVar

from fieldkit.access import Role
from fieldkit.forms.form import FORMS, Form, Row
from fieldkit.forms.types import Choice, Day, LongText, Moment, Number, Text
from fieldkit.forms.values import File, Rows, Signature
from fieldkit.i18n import N_

NOBODY: frozenset[Role] = frozenset()  # no role writes it: the office does, by itself
FINDINGS = {
    "unreadable": N_("The signed PDF cannot be read"),
    "unsigned": N_("The signed PDF bears no signature"),
    "altered": N_("The signed PDF was altered"),
    "untrusted": N_("The signed PDF bears certificates that the office did not issue"),
    "rogue": N_("The signed PDF bears certificates of somebody who pretends to be the office"),
    "expired": N_("The signed PDF was signed by a certificate that was not valid then"),
    "revoked": N_("The signed PDF was signed by a certificate that was revoked"),
    "cut_back": N_("Signatures are missing from the signed PDF"),
    "other_record": N_("The signed PDF says something else than the record"),
    "shown_otherwise": N_("The customer was shown something else than the signed PDF says"),
    "other_signer": N_("The signed PDF was signed by somebody else than the record says"),
}

_NUMBER_MARKS = "0123456789ABCDEFGHJKMNPQRSTVWXY"  # a prime number of them: any one wrong mark shows


class Sheet(Row):
    """A PDF of a paper as it was sealed, oldest first. A row that opens a revision says first `why`, then the PDF.

    The office adds when it received it, by its own clock, and the same file with a time stamp, once all have signed.

    The rows are the ledger of the paper's states (process/paper_ledger.py). `state` is the status that it was sealed
    for, `token` the secret by which anybody who holds the paper can look it up, the same in a whole revision.
    """

    file = File(N_("PDF"), follow_up=True)
    sealed_at = Moment(N_("Sealed"), follow_up=True)
    revision = Number(N_("Revision"), low=1, high=99, follow_up=True)
    why = LongText(N_("Why the paper was changed"), follow_up=True)
    received_at = Moment(N_("Received by the office"), follow_up=True, write=NOBODY)
    stamped = File(N_("PDF with time stamp"), follow_up=True, write=NOBODY)
    state = Text(N_("State"), follow_up=True)
    signatures = Number(N_("Signatures"), low=0, high=99, follow_up=True)
    token = Text(N_("Check code"), follow_up=True)


class Scan(Row):
    """A page of a paper that the customer stamped, as it was scanned or photographed: the evidence of the stamp."""

    file = File(N_("Page"), follow_up=True)


class Paper(Form):
    """A form that is a paper.

    `mark` are the two letters before its number, `place` orders the file of a problem, `prints` says that it is
    printed; one that is not is kept in the system alone.
    """

    mark: ClassVar[str] = ""
    place: ClassVar[int] = 0
    prints: ClassVar[bool] = True

    number = Text(N_("Paper number"), find=True)
    written_on = Day(N_("Written on"))

    @classmethod
    def signatures(cls) -> dict[str, Signature]:
        """The places to sign, by name, in order."""
        return {name: field for name, field in cls.fields.items() if isinstance(field, Signature)}


class SignedPaper(Paper):
    """A paper that is signed: each PDF that was sealed is kept beside it; the office looks at the newest."""

    sheets = Rows(Sheet, N_("Sealed papers"), follow_up=True, internal=True)
    pdf_finding = Choice(N_("What the office found"), FINDINGS, find=True, follow_up=True, internal=True, write=NOBODY)


class AnsweredPaper(SignedPaper):
    """A paper that a customer signs, stamps, or does not sign before a witness.

    `printed` is the PDF that was last printed to be stamped: what was stamped is what was printed, to the byte.
    """

    version = 2  # how the customer answered, and the revisions: an office that does not know them holds them

    printed = File(N_("Printed for the stamp"), follow_up=True, internal=True)
    scans = Rows(Scan, N_("Stamped pages"), follow_up=True, internal=True)


def papers(belonging_to: str = "") -> list[type[Paper]]:
    """Every paper in the order in which they lie in a file, or those that belong to a `problem` or a `visit`."""
    found = [form for form in FORMS.values() if issubclass(form, Paper)]
    return sorted((form for form in found if belonging_to in {"", form.belongs_to}), key=lambda form: form.place)


def signed_by_customers(belonging_to: str) -> list[type[Paper]]:
    """The papers of a problem or a visit that a customer signs."""
    return [form for form in papers(belonging_to) if any(not field.house for field in form.signatures().values())]


def paper_number(kind: str, day: date, rid: str) -> str:
    """A paper's number without a counter, which a cloned laptop would repeat: kind, date, hash, check character."""
    form = FORMS.get(kind)
    mark = form.mark if form is not None and issubclass(form, Paper) else kind[:2].upper()
    digest = int.from_bytes(hashlib.sha256(rid.encode()).digest())
    body = "".join(_NUMBER_MARKS[digest // len(_NUMBER_MARKS) ** place % len(_NUMBER_MARKS)] for place in range(7))
    text = f"{mark}{day:%Y%m%d}{body}"
    check = sum((place + 1) * _NUMBER_MARKS.find(mark) for place, mark in enumerate(text)) % len(_NUMBER_MARKS)
    return f"{text[:2]}-{text[2:10]}-{text[10:]}{_NUMBER_MARKS[check]}"
