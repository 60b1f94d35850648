"""What the screen of a paper shows: the paper, its sections, the steps that this person may take, and why no others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from fieldkit.access import GRANTS, ROLE_LABELS, Role, may
from fieldkit.actions.desk import Desk
from fieldkit.actions.papers import copy_paper, print_paper, standing_sheet
from fieldkit.actions.paperwork import is_own, may_delete, steps_of
from fieldkit.actions.records import show_record
from fieldkit.errors import UserError
from fieldkit.forms import Field, Form, Paper, Problem, Record, Section, When, form_class, form_of
from fieldkit.forms.paper import Sheet, SignedPaper
from fieldkit.forms.types import Moment
from fieldkit.forms.values import Link, PersonLink, Rows, Signature, Signed
from fieldkit.i18n import N_, _
from fieldkit.joined import listed
from fieldkit.process.step import Transition
from fieldkit.process.transitions import is_sealed, next_steps, signing_step
from fieldkit.ui.form.fields import Candidates
from fieldkit.ui.form.sight import names_of, usual_fields

_MOMENT = Moment("")
# The lists of the papers that lie in no file of a problem.
HOMES = {"complaint": "complaints", "monthly_summary": "summaries", "yearly_summary": "summaries"}


@dataclass(frozen=True)
class PaperSight:
    """A paper as this person sees it now; `hands` says that a customer can sign it here, `deletable` that this person
    may take the draft back."""

    record: Record
    problem: Problem | None
    steps: tuple[Transition, ...]
    hands: bool
    said: tuple[str, ...]
    signed: tuple[str, ...]
    copied: bool
    deletable: bool = False

    @property
    def form(self) -> Form:
        return form_of(self.record)

    @property
    def home(self) -> str:
        """Where one comes from, as a route."""
        if self.record.kind in HOMES:
            return HOMES[self.record.kind]
        return f"problems/{self.problem.id}" if self.problem is not None else "problems"

    @property
    def status(self) -> str:
        return str(self.record.values.get("status") or "")

    @property
    def prints(self) -> bool:
        form = form_class(self.record.kind)
        return issubclass(form, Paper) and form.prints

    @property
    def stage(self) -> When:
        """How far the next step, whoever takes it, asks the form to be filled in."""
        if form_class(self.record.kind).status_field() is None:
            return When.SUBMITTING
        return max((step.stage for step in _steps_from(self.record)), default=When.ALWAYS)


def look_at_paper(desk: Desk, rid: str) -> PaperSight:
    """Reads a paper. UserError when it is not here or not for this person."""
    record = show_record(desk, rid)
    steps = () if record.deleted else tuple(steps_of(desk, record))
    signing = signing_step(record.kind, str(record.values.get("status") or ""))
    return PaperSight(
        record,
        problem_of(desk, record),
        steps,
        signing in steps,
        tuple(_said(desk, record, steps)),
        tuple(signed_by(form_of(record))),
        standing_sheet(record) is not None,
        may_delete(desk, record),
    )


def problem_of(desk: Desk, record: Record) -> Problem | None:
    """The problem in whose file a paper lies."""
    rid = record.values.get("problem")
    if not rid and record.values.get("visit"):
        visit = desk.store.get(str(record.values["visit"]))
        rid = visit.values.get("problem") if visit is not None else None
    found = desk.store.get(str(rid or ""))
    return Problem(found) if found is not None else None


def signed_by(form: Form) -> Iterator[str]:
    """Who signed and when, in the order of the paper."""
    for name, field in form.fields.items():
        signed = getattr(form, name) if isinstance(field, Signature) else None
        if isinstance(signed, Signed):
            at = _MOMENT.load(signed.at)
            yield f"{signed.name} {_MOMENT.show(at)}" if at else signed.name


def _steps_from(record: Record) -> list[Transition]:
    return next_steps(record.kind, str(record.values.get("status") or ""), Role)


def _said(desk: Desk, record: Record, mine: Sequence[Transition]) -> Iterator[str]:
    """Why it cannot be written, or not all of it; and whose turn it is."""
    actor, steps = desk.actor, _steps_from(record)
    if not may(actor, "write", record.kind):
        yield _(N_("You may read this paper. It is written by: {roles}.")).format(
            roles=_roles(GRANTS[record.kind].write)
        )
    elif not may(actor, "write", record.kind, record.scope):
        yield _(N_("This paper belongs to another product line or customer: you may read it."))
    elif is_sealed(record.kind, record.values.get("status")):
        yield _(N_("What was put forward stands fast. What comes afterwards can still be written."))
        form = form_of(record)
        if isinstance(form, SignedPaper) and form.pdf_finding:
            words = N_("The office found: {finding}. Give the paper back, and have it signed anew.")
            yield _(words).format(finding=form.shown("pdf_finding"))
    if steps and not mine:
        held = [step for step in steps if step.roles & actor.roles_in(record.scope)]
        if any(is_own(desk, step, record) for step in held):
            yield _(N_("This is your own paper, or tells of your own work: somebody else takes the next step."))
        else:
            roles = frozenset(role for step in steps for role in step.roles)
            yield _(N_("The next step is taken by: {roles}.")).format(roles=_roles(roles))


def _roles(roles: frozenset[Role]) -> str:
    return listed(_(label) for role, label in ROLE_LABELS.items() if role in roles)


def sections_of(kind: str) -> list[Section]:
    """The sections as declared; before them what stands in none, and after them what is written of it afterwards."""
    form = form_class(kind)
    placed = {name for section in form.sections for name in section.fields}
    rest = [name for name in usual_fields(kind) if name not in placed and _is_written(form.fields[name])]
    first = tuple(name for name in rest if not form.fields[name].follow_up)
    last = tuple(name for name in rest if form.fields[name].follow_up)
    about = [Section(N_("About this paper"), first)] if first else []
    return [*about, *form.sections, *([Section(N_("Afterwards"), last)] if last else [])]


def _is_written(field: Field[object]) -> bool:
    """Whether a person writes a field: a number is given, a signature is taken with its step, a PDF is sealed."""
    given = isinstance(field, Signature) or field.name in {"number", "revision", "problem", "pdf_finding"}
    return not given and not (isinstance(field, Rows) and field.row is Sheet)


def links_of_file(form: type[Form], problem: Problem | None) -> dict[str, Candidates]:
    """Which records the links of a paper offer: those of its problem and of its customer; every one of other kinds."""
    if problem is None:
        return {}
    found: dict[str, Candidates] = {}
    rows = [field.row for field in form.fields.values() if isinstance(field, Rows)]
    for fields in (form.fields, *(row.fields for row in rows)):
        for name, field in fields.items():
            if isinstance(field, Link) and not isinstance(field, PersonLink):
                where = _belonging(field.kind, problem)
                if where:
                    found[name] = partial(_named, field.kind, where)
    return found


def _belonging(kind: str, problem: Problem) -> dict[str, object]:
    form = form_class(kind)
    if form.belongs_to == "problem" or kind == "visit":
        return {"problem": problem.id}
    return {"customer": problem.customer} if "customer" in form.fields and problem.customer else {}


def _named(kind: str, where: dict[str, object], desk: Desk) -> list[tuple[str, str]]:
    return list(names_of(desk.store.find(kind, where)).items())


def save_paper(desk: Desk, rid: str, target: Path, *, copy: bool) -> Path:
    """Writes the PDF where the person wants it: as it was sealed, or with what was written since."""
    pdf = copy_paper(desk, rid) if copy else print_paper(desk, rid)
    try:
        target.write_bytes(pdf)
    except OSError as error:
        raise UserError(
            N_("“{name}” could not be written: {reason}."), name=target.name, reason=error.strerror
        ) from None
    return target
