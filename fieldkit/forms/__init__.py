"""What is written down: the field types, the form, the record, and every paper form of the process."""

from fieldkit.forms.call_record import CallRecord
from fieldkit.forms.checklist import Checklist
from fieldkit.forms.contract import Contract
from fieldkit.forms.customer import Customer, Site
from fieldkit.forms.equipment import Equipment, Media, ReleasedVersion, Software
from fieldkit.forms.field import Field, When
from fieldkit.forms.form import (
    FORMS,
    Form,
    Gap,
    Row,
    Section,
    accept_patch,
    field_at,
    form_class,
    form_of,
    readable,
)
from fieldkit.forms.leftover import Leftover
from fieldkit.forms.maintenance_advice import MaintenanceAdvice
from fieldkit.forms.manual import Manual
from fieldkit.forms.merging import Double
from fieldkit.forms.part import Part, PartMovement
from fieldkit.forms.person import Person, ProductLine
from fieldkit.forms.photo import Photo
from fieldkit.forms.problem import Contact, Problem
from fieldkit.forms.procedure import Procedure
from fieldkit.forms.receivable import Receipt, Receivable
from fieldkit.forms.record import (
    Head,
    Json,
    Record,
    Values,
    natural_id,
    new_id,
    only_child_id,
    paper_number,
    row_ids,
)
from fieldkit.forms.review import Comment, Review
from fieldkit.forms.roster import Roster
from fieldkit.forms.service_report import ServiceReport
from fieldkit.forms.step import Step
from fieldkit.forms.trip_approval import TripApproval
from fieldkit.forms.visit import Visit

__all__ = [
    "FORMS",
    "CallRecord",
    "Checklist",
    "Comment",
    "Contact",
    "Contract",
    "Customer",
    "Double",
    "Equipment",
    "Field",
    "Form",
    "Gap",
    "Head",
    "Json",
    "Leftover",
    "MaintenanceAdvice",
    "Manual",
    "Media",
    "Part",
    "PartMovement",
    "Person",
    "Photo",
    "Problem",
    "Procedure",
    "ProductLine",
    "Receipt",
    "Receivable",
    "Record",
    "ReleasedVersion",
    "Review",
    "Roster",
    "Row",
    "Section",
    "ServiceReport",
    "Site",
    "Software",
    "Step",
    "TripApproval",
    "Values",
    "Visit",
    "When",
    "accept_patch",
    "field_at",
    "form_class",
    "form_of",
    "natural_id",
    "new_id",
    "only_child_id",
    "paper_number",
    "readable",
    "row_ids",
]
