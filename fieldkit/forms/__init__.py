"""What is written down: the field types, the form, the record, and every paper form of the process."""

from fieldkit.forms.calendar_year import CalendarYear
from fieldkit.forms.call_record import CallRecord
from fieldkit.forms.case_study import CaseStudy
from fieldkit.forms.checklist import Checklist
from fieldkit.forms.closure import Closure
from fieldkit.forms.complaint import Complaint
from fieldkit.forms.contract import Contract
from fieldkit.forms.customer import Customer, Site
from fieldkit.forms.document_update import DocumentUpdate
from fieldkit.forms.equipment import Equipment, Media, ReleasedVersion, Software
from fieldkit.forms.fault_analysis import FaultAnalysis
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
    is_first_accepted,
    readable,
    stand_beside,
)
from fieldkit.forms.leftover import Leftover
from fieldkit.forms.letterhead import Letterhead
from fieldkit.forms.maintenance_advice import MaintenanceAdvice
from fieldkit.forms.major_notice import MajorNotice
from fieldkit.forms.manual import Manual
from fieldkit.forms.merging import Double
from fieldkit.forms.monitoring_record import MonitoringRecord
from fieldkit.forms.paper import Paper, paper_number, papers
from fieldkit.forms.part import Part, PartMovement
from fieldkit.forms.person import Person, ProductLine
from fieldkit.forms.photo import Photo
from fieldkit.forms.problem import Contact, Problem
from fieldkit.forms.problem_slip import ProblemSlip
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
    paths_of,
    row_ids,
)
from fieldkit.forms.remote_report import RemoteReport
from fieldkit.forms.remote_request import RemoteRequest
from fieldkit.forms.review import Comment, Review
from fieldkit.forms.roster import Roster
from fieldkit.forms.service_report import ServiceReport
from fieldkit.forms.spare_request import SpareRequest
from fieldkit.forms.step import Step
from fieldkit.forms.summary import MonthlySummary, YearlySummary
from fieldkit.forms.support_request import SupportRequest
from fieldkit.forms.task_approval import TaskApproval
from fieldkit.forms.training_record import TrainingRecord
from fieldkit.forms.trip_approval import TripApproval
from fieldkit.forms.visit import Visit

__all__ = [
    "FORMS",
    "CalendarYear",
    "CallRecord",
    "CaseStudy",
    "Checklist",
    "Closure",
    "Comment",
    "Complaint",
    "Contact",
    "Contract",
    "Customer",
    "DocumentUpdate",
    "Double",
    "Equipment",
    "FaultAnalysis",
    "Field",
    "Form",
    "Gap",
    "Head",
    "Json",
    "Leftover",
    "Letterhead",
    "MaintenanceAdvice",
    "MajorNotice",
    "Manual",
    "Media",
    "MonitoringRecord",
    "MonthlySummary",
    "Paper",
    "Part",
    "PartMovement",
    "Person",
    "Photo",
    "Problem",
    "ProblemSlip",
    "Procedure",
    "ProductLine",
    "Receipt",
    "Receivable",
    "Record",
    "ReleasedVersion",
    "RemoteReport",
    "RemoteRequest",
    "Review",
    "Roster",
    "Row",
    "Section",
    "ServiceReport",
    "Site",
    "Software",
    "SpareRequest",
    "Step",
    "SupportRequest",
    "TaskApproval",
    "TrainingRecord",
    "TripApproval",
    "Values",
    "Visit",
    "When",
    "YearlySummary",
    "accept_patch",
    "field_at",
    "form_class",
    "form_of",
    "is_first_accepted",
    "natural_id",
    "new_id",
    "only_child_id",
    "paper_number",
    "papers",
    "paths_of",
    "readable",
    "row_ids",
    "stand_beside",
]
