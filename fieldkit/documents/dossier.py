"""What a paper is printed from: the record, all it links to, what it collects, the photos, the letterhead."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from fieldkit.forms import FORMS, Field, Form, Json, Record, Row, field_at, form_class, form_of, paper_number, row_ids
from fieldkit.forms.step import in_english
from fieldkit.forms.types import ZONE, Day, Moment
from fieldkit.forms.values import Link, PersonLink, Rows, Signature

# What a paper tells of the records it links to: their line in the facts at its head, and nothing else of them.
FACTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("customer", ("customer_name",)),
    ("site", ("site_name", "network_place")),
    ("equipment", ("model", "serial")),
    ("product_line", ("line_name",)),
    ("problem", ("summary",)),
    ("problem", ("level",)),
)


@dataclass(frozen=True)
class Company:
    """The letterhead; `address` is where the office answers whoever checks a paper, `labels` whether papers say `both`,
    `zh` or `en`."""

    name: str = ""
    name_en: str = ""
    department: str = "工程部"
    department_en: str = "Engineering Department"
    address: str = ""
    labels: str = "both"
    street: str = ""
    phone: str = ""
    logo: bytes = b""  # JPEG


class Written(NamedTuple):
    """Who wrote a value that a paper prints, and when by that laptop's clock."""

    name: str
    number: str
    at: datetime


@dataclass(frozen=True)
class Dossier:
    """One paper's record with everything that is printed on it.

    `linked` holds every record linked from it, directly or not, by id; `collected` the ordered records that the
    form gathers (`steps`, `parts`, `checklist`, …); `files` the JPEG bytes of the photos by SHA-256. `copy`: it is
    printed once more, with what was written since it was signed; a box then says who signed, and seals nothing.
    `written` says by record and path who wrote what; what was not written on this laptop is not in it.
    `office` is where whoever checks a paper is answered, `token` the secret that he needs; "" on a draft.
    """

    record: Record
    linked: Mapping[str, Record] = field(default_factory=dict)
    collected: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    company: Company = Company()
    written: Mapping[str, Mapping[str, Written]] = field(default_factory=dict)
    copy: bool = False
    office: str = ""
    token: str = ""

    @property
    def form(self) -> Form:
        return form_of(self.record)

    @property
    def number(self) -> str:
        """The paper's number: the one it was given, else one that follows from its id and its first day."""
        given = self.record.values.get("number")
        if isinstance(given, str) and given and "number" not in self.form.key:
            return given
        days = [day for form in self._nearby() for day in _days(form)]
        return paper_number(self.record.kind, days[0] if days else date(2000, 1, 1), self.record.id)

    @property
    def revision(self) -> int:
        raw = self.record.values.get("revision")
        return int(str(raw)) if str(raw).isdigit() else 1

    def _nearby(self) -> Iterator[Form]:
        yield self.form
        visit = self.nearest("visit")
        if visit is not None:
            yield form_of(visit)

    def heading(self, link: str) -> str:
        """A linked record in one line; an ellipsis for one that is not at hand."""
        record = self.linked.get(link)
        if record is None or record.kind not in FORMS:
            return "…"
        form = form_of(record)
        return "·".join(word for word in (form.shown(name, "zh") for name in form.heading) if word) or "…"

    def nearest(self, kind: str) -> Record | None:
        """The record of a kind that the fewest links away from the paper."""
        waiting, seen = deque([self.record]), {self.record.id}
        while waiting:
            record = waiting.popleft()
            if record.kind == kind and record is not self.record:
                return record
            for target in links_of(record):
                if target in self.linked and target not in seen:
                    seen.add(target)
                    waiting.append(self.linked[target])
        return None

    def gathered(self, name: str) -> list[Record]:
        """The records collected under a name that belong on the paper: not deleted, photos not left out.

        On an English paper steps say what the procedure says in English, in the data inside as on the page.
        """
        return [
            in_english(record) if self.company.labels == "en" else record
            for record in self.collected.get(name, ())
            if not record.deleted and record.values.get("printed") is not False and record.kind in FORMS
        ]


def _days(form: Form) -> Iterator[date]:
    for name, declared in form.fields.items():
        value = getattr(form, name)
        if isinstance(declared, Moment) and isinstance(value, datetime):
            yield value.astimezone(ZONE).date()
        elif isinstance(declared, Day) and isinstance(value, date):
            yield value


def links_of(record: Record) -> list[str]:
    """The ids a record links to that customers may know of, people last: they link to nothing themselves."""
    form = FORMS.get(record.kind)
    named = [(name, declared) for name, declared in (form.fields if form else {}).items() if public(declared)]
    ordered = sorted(named, key=lambda pair: isinstance(pair[1], PersonLink))
    found = [record.values.get(name) for name, declared in ordered if isinstance(declared, Link)]
    found += [one for name, declared in named if isinstance(declared, Rows) for one in _named(record, declared)]
    return [link for link in found if isinstance(link, str)]


def _named(record: Record, rows: Rows[Row]) -> Iterator[Json]:
    """The people that the rows of a list name."""
    people = [name for name, declared in rows.row.fields.items() if isinstance(declared, PersonLink)]
    for row in row_ids(record.values, rows.name) if people else ():
        yield from (record.values.get(f"{rows.name}.{row}.{name}") for name in people)


def public(declared: Field[object] | None) -> bool:
    """Whether a field is for the customer: not internal, not narrowed to some roles, and known here."""
    return declared is not None and not declared.internal and declared.read is None


def public_values(record: Record) -> dict[str, Json]:
    """What a customer may see of a record, by path; deleted rows and what a newer program wrote stay out."""
    form = form_class(record.kind)
    seen: dict[str, Json] = {}
    for path, raw in sorted(record.values.items()):
        rows = path.split(".", 1)[0]
        parent = form.fields.get(rows)
        gone = isinstance(parent, Rows) and record.values.get(path.rsplit(".", 1)[0] + ".deleted")
        if raw is not None and not gone and public(parent) and public(field_at(record.kind, path)):
            seen[path] = raw
    return seen


def signature_names(form: type[Form]) -> list[str]:
    """The names of a form's signature fields, in order."""
    return [name for name, declared in form.fields.items() if isinstance(declared, Signature)]


def pdf_field(name: str) -> str:
    """The name of a signature in the PDF: `line_manager` is signed in LineManager."""
    return "".join(part.capitalize() for part in name.split("_"))
