"""What anybody who holds a paper may know of it: found by its number and token, each state checked by its own file.

The ledger lies in the paper's record (process/paper_ledger.py), which laptops write; so what a laptop said of a file is
not believed here: a state counts only when the file verifies by this office's own certificate.
"""

import hmac
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Lock

from cryptography import x509
from sqlalchemy import select

from fieldkit.documents.check_code import TOKEN
from fieldkit.documents.signers import SignedBy
from fieldkit.documents.standing import goes_on_from, inside
from fieldkit.documents.verify import GOOD, verify
from fieldkit.errors import DamagedError
from fieldkit.forms import Record, form_of, papers
from fieldkit.forms.types import Status
from fieldkit.i18n import N_
from fieldkit.office.database import Database
from fieldkit.office.files import OfficeFiles
from fieldkit.office.revoking import known_of
from fieldkit.process.paper_ledger import State, of_revision, states_of
from fieldkit.process.transitions import is_sealed
from fieldkit.records.find import find_table
from fieldkit.records.tables import load

NOT_SIGNED = N_("Sealed, not signed by the customer")
_KEPT, _SECONDS = 500, 300.0  # what was found of a file is remembered; a certificate may be revoked in between
_NO_TOKEN = "-" * 26
_ALIKE = 20  # papers of one number that are looked at: one, unless somebody copied a number by hand


@dataclass(frozen=True)
class PublicState:
    """One true state of a paper: its file's hash, the status it was sealed for (to be translated), its signatures."""

    sha256: str
    status: str
    signers: tuple[SignedBy, ...]
    content: str
    at: str
    stamped: bool = False


@dataclass(frozen=True)
class PublicPaper:
    """What the page shows. `title`, `status` and the roles are to be translated; `states` are oldest first.

    `standing`: it is the last revision, under seal. `replaced_by` is the revision that holds instead, 0 for none.
    """

    kind: str
    title: str
    number: str
    customer: str
    revision: int
    replaced_by: int
    status: str
    standing: bool
    states: tuple[PublicState, ...]


class PublicPapers:
    """Finds papers for whoever knows number and token."""

    def __init__(
        self,
        database: Database,
        files: OfficeFiles,
        trust: Sequence[x509.Certificate],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database, self._files, self._trust, self._seconds = database, files, trust, seconds
        self._looked: dict[tuple[str, ...], tuple[float, PublicState | None]] = {}
        self._lock = Lock()

    def find(self, number: str, token: str) -> PublicPaper | None:
        """The paper; None for an unknown number and for a wrong token alike."""
        known = [(record, states_of(record)) for record in self._records(number)]
        # All are compared, each in the same time; where there is no such paper, one that fits nothing.
        found = [(record, states, state) for record, states in known for state in states if _fits(state.token, token)]
        if not known:
            _fits(_NO_TOKEN, token)
        if not found or not TOKEN.fullmatch(token):
            return None
        record, states, state = found[0]
        return self._told(record, states, state.revision)

    def _records(self, number: str) -> list[Record]:
        """The papers of a number, oldest first: a laptop that writes it on another paper takes no page away."""
        kind = next((form.kind for form in papers() if form.mark and number.startswith(f"{form.mark}-")), "")
        if not kind:
            return []
        table = find_table(kind)
        query = select(table.c.rid).where(table.c.number == number, table.c.deleted.is_(False))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(table.c.rid).limit(_ALIKE)).all()
            found = [load(connection, row.rid) for row in rows]
        return [stored.record() for stored in found if stored is not None]

    def _customer(self, record: Record) -> str:
        with self._database.reading() as connection:
            customer = load(connection, record.scope.customer)
        return str(customer.values.get("customer_name") or "") if customer else ""

    def _told(self, record: Record, states: list[State], revision: int) -> PublicPaper:
        form = form_of(record)
        newest = states[-1].revision
        same = of_revision(states, revision)
        looked = [self._looked_at(state, record, same[0]) for state in same]
        last = next((state for state in reversed(looked) if state), None)
        status = str(record.values.get("status") or "")
        return PublicPaper(
            kind=record.kind,
            title=form.title,
            number=str(record.values.get("number")),
            customer=self._customer(record),
            revision=revision,
            replaced_by=newest if newest > revision else 0,
            status=_word(record, status, last.signers if last else ()),
            standing=newest == revision and is_sealed(record.kind, status),
            states=tuple(state for state in looked if state is not None),
        )

    def _looked_at(self, state: State, record: Record, first: State) -> PublicState | None:
        """A state as its file proves it; None when the office lacks the file, or it is not what it should be."""
        now = self._seconds()
        asked = (record.id, str(state.revision), state.sha256, first.sha256)  # one file may be named by two papers
        with self._lock:
            kept = self._looked.get(asked)
        if kept is None or kept[0] < now:
            kept = (now + _SECONDS, self._check(state, record, first))
            with self._lock:
                if len(self._looked) >= _KEPT:
                    self._looked.clear()
                self._looked[asked] = kept
        found = kept[1]
        return replace(found, status=_word(record, state.status, found.signers)) if found else None

    def _check(self, state: State, record: Record, first: State) -> PublicState | None:
        """What the file proves. Signatures only add to the first state of a revision: else it is another paper."""
        try:
            pdf = b"".join(self._files.stream(state.sha256))
            with self._database.reading() as connection:
                known = known_of(connection, state.received)
            found = verify(pdf, self._trust, known=known)
        except (FileNotFoundError, DamagedError):
            return None
        paper = inside(pdf)
        own = (paper.record, paper.revision) == (record.id, state.revision)
        if found.verdict != GOOD or not own or not goes_on_from(pdf, first):
            return None
        times = sorted(signer.time for signer in found.signers)
        return PublicState(state.sha256, "", found.signers, found.report_sha256, times[-1], state.stamped)


def _fits(own: str, token: str) -> bool:
    return hmac.compare_digest(token.encode(), (own if TOKEN.fullmatch(own) else _NO_TOKEN).encode())


def _word(record: Record, status: str, signers: Sequence[SignedBy]) -> str:
    """A status in words: one that is called signed is not, where the customer did not."""
    if status == "signed" and any(one.refused for one in signers):
        return NOT_SIGNED
    field = form_of(record).fields.get("status")
    return field.options.get(status, status) if isinstance(field, Status) else status
