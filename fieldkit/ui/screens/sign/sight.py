"""What is to be signed in one sitting, and who probably signs."""

from dataclasses import dataclass

from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import load_trip
from fieldkit.actions.papers import Shown, last_sheet, show_for_signing
from fieldkit.actions.reports import open_report
from fieldkit.actions.revisions import revisions_of
from fieldkit.errors import UserError
from fieldkit.forms import Customer, Form, Problem, ServiceReport, Site, Visit, form_of, only_child_id
from fieldkit.forms.values import Signature
from fieldkit.i18n import N_, _
from fieldkit.process.dossier import Trip
from fieldkit.process.transitions import is_sealed, signing_step
from fieldkit.store.ledger import ledger
from fieldkit.ui.answers import not_signed


@dataclass(frozen=True)
class Signer:
    """Who answers for the customer, as far as it is known."""

    name: str = ""
    duty: str = ""
    phone: str = ""
    place: str = ""


@dataclass(frozen=True)
class Sitting:
    """The papers of a visit, or the one of a problem, that wait for the customer, the wanted one first.

    `signed` are those that do not wait; `back` is the route of the visit or the paper; `otherwise` are those that a
    customer may also stamp, or not sign before a witness; `unsigned` says of sealed ones that he did not.
    """

    back: str
    waiting: tuple[str, ...]
    signed: tuple[str, ...]
    titles: dict[str, str]
    about: str
    signer: Signer
    statements: dict[str, str]
    otherwise: frozenset[str]
    unsigned: dict[str, str]


def sitting_of(desk: Desk, rid: str) -> Sitting:
    """Everything for one sitting: the paper that was asked for, and the other one of the same visit."""
    paper = desk.form(rid)
    if paper.belongs_to != Visit.kind:
        return _alone(desk, paper)
    visit = str(paper.record.values.get("visit") or "")
    if desk.store.get(only_child_id(visit, ServiceReport.kind)) is not None:
        open_report(desk, visit)  # what the trip came to since the report was looked at, such as its conclusion
    trip = load_trip(desk, visit)
    both = [form for form in (trip.report, trip.advice) if form is not None]
    ordered = sorted(both, key=lambda form: form.id != rid)
    sealed = {form.id: is_sealed(form.kind, form.record.values.get("status")) for form in ordered}
    customer = (trip.customer.customer_name or "") if trip.customer else ""
    unit = next((one for one in trip.equipment if one.id == trip.visit.equipment), None)
    return Sitting(
        f"trips/{visit}",
        tuple(form.id for form in ordered if not sealed[form.id]),
        tuple(form.id for form in ordered if sealed[form.id]),
        {form.id: _(form.title) for form in ordered},
        "·".join(word for word in (customer, (unit.model or "") if unit else "") if word),
        _signer(desk, trip.problem, trip.customer, trip.site),
        {form.id: _statement(trip, form) for form in ordered},
        frozenset(form.id for form in ordered if len(ways_of(form)) > 1),
        {form.id: words for form in ordered if sealed[form.id] and (words := not_signed(form))},
    )


def _alone(desk: Desk, paper: Form) -> Sitting:
    """The sitting for a paper of a problem: what the customer agrees to before anybody goes there."""
    problem = Problem(desk.form(str(paper.record.values.get("problem") or "")).record)
    known = desk.store.get(problem.customer or "")
    customer = Customer(known) if known is not None else None
    waits = signing_step(paper.kind, str(paper.record.values.get("status") or "")) is not None
    return Sitting(
        f"papers/{paper.id}",
        (paper.id,) if waits else (),
        () if waits else (paper.id,),
        {paper.id: _(paper.title)},
        "·".join(word for word in ((customer.customer_name or "") if customer else "", problem.summary or "") if word),
        _signer(desk, problem, customer),
        {paper.id: _(N_("I have read this paper and agree to what it says."))},
        frozenset({paper.id} if len(ways_of(paper)) > 1 else ()),
        {paper.id: words} if not waits and (words := not_signed(paper)) else {},
    )


def ways_of(form: Form) -> tuple[str, ...]:
    """How a customer may answer a paper."""
    field = form.fields.get("customer")
    return field.ways if isinstance(field, Signature) else ()


def _signer(desk: Desk, problem: Problem | None, customer: Customer | None, site: Site | None = None) -> Signer:
    """Who called about the problem, else the customer's contact; at the place of the visit."""
    place = (site.site_name or "") if site else ""
    for call in desk.store.find("call_record", {"problem": problem.id}) if problem is not None else ():
        if call.values.get("caller"):
            return Signer(str(call.values["caller"]), "", str(call.values.get("phone") or ""), place)
    known = ((customer.contact or ""), "", (customer.phone or "")) if customer else ("", "", "")
    return Signer(*known, place)


def _statement(trip: Trip, form: Form) -> str:
    """What the signer states, without the number of pages."""
    if form.kind != "service_report" or trip.report is None:
        return _(N_("I have received this advice."))
    if trip.report.solved is False:
        return _(N_("The report is true; the fault is not gone yet, and I know the plan."))
    if trip.leftovers:
        return _(N_("The report is true, the fault is gone; I know what is left over: {count}.")).format(
            count=len(trip.leftovers)
        )
    return _(N_("The report is true, the fault is gone."))


@dataclass(frozen=True)
class Prepared:
    """The pages of one paper for the signer; or why it cannot be signed now."""

    shown: Shown | None = None
    error: UserError | None = None


def prepare(desk: Desk, rid: str) -> Prepared:
    try:
        return Prepared(show_for_signing(desk, rid))
    except UserError as error:
        return Prepared(error=error)


def at_office(desk: Desk, rid: str, sha256: str) -> bool:
    """Whether a paper and its PDF have left this laptop and the office said so."""
    lines = [line for line in ledger(desk.store) if line.rid == rid or line.sha256 == sha256]
    return all(line.state in {"stored", "backed_up"} for line in lines)


def version_words(desk: Desk, rid: str, sha256: str) -> str:
    """Which version a sealed PDF is, and whether it holds."""
    form = desk.form(rid)
    found = next((one for one in revisions_of(form.record) if one.file.sha256 == sha256), None)
    if found is None:
        return _(form.title)
    words = N_("{paper}, version {number}") if found.holds else N_("{paper}, version {number}: no longer holds")
    return _(words).format(paper=_(form.title), number=found.number)


def paper_of(desk: Desk, rid: str) -> tuple[str, str]:
    """The title of a sealed paper and the hash of its PDF."""
    record = desk.form(rid).record
    sheet = last_sheet(record)
    return _(form_of(record).title), sheet.sha256 if sheet else ""
