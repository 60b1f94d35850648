"""The steps of the papers and of visits: how each is written, put to others, signed, answered (P7.1 to P7.15).

Nobody approves what he applied for or did himself: `not_by` names whose paper it is. A notice that the department
manager wrote he issues himself: that is no approval, and it must not wait.
"""

from fieldkit.access import EVERYONE, FIELD, HOUSE, MANAGERS, SUPERIORS, Role
from fieldkit.forms import When
from fieldkit.forms.complaint import DEPARTMENT, QUALITY
from fieldkit.i18n import N_
from fieldkit.process.step import Need, Transition

_LINE = frozenset({Role.LINE_MANAGER})
_DEPARTMENT = frozenset({Role.DEPARTMENT_MANAGER})
_QA = frozenset({Role.QA})
_SECRETARY = frozenset({Role.SECRETARY})
_PRESIDENT = frozenset({Role.VICE_PRESIDENT})
_SIGNED = ("customer", "engineer")
_FILLED, _SIGNING = When.SUBMITTING, When.SIGNING
_TRAVELS = (("visit", "engineer"),)
_ON_SITE = (*_TRAVELS, ("step", "done_by"))  # the second hand, too
_FROM_AFAR = (("remote_report", "operations.by"),)
_WORKED = (*_TRAVELS, ("service_report", "engineer_name"), ("remote_report", "engineer_name"), *_FROM_AFAR,
           ("problem", "assigned_to"))  # fmt: skip


def _signed_by_both_managers(kind: str) -> tuple[Transition, ...]:
    """Put forward, signed by the product-line manager, then by the department manager; or given back.

    A manager puts his own straight to the department manager: nobody below him signs for him; and where the department
    manager's own has no other department manager, the vice president stands in. Words by phone (P7.10.5) are added at
    any time, those of before stand. Why a trip goes back is a remark beside it (`process.setting_out`).
    """
    trip = kind == "trip_approval"
    travels, why = (_TRAVELS, ()) if trip else ((), ("remark",))
    above = _DEPARTMENT | _PRESIDENT

    def put_forward(source: str, target: str, roles: frozenset[Role]) -> Transition:
        settles = ("calls",) if trip else ()
        return Transition(kind, source, target, roles, _FILLED, by="applicant", settles=settles)

    return (
        Transition(kind, "", "draft", FIELD),
        put_forward("draft", "submitted", FIELD),
        put_forward("returned", "submitted", FIELD),
        put_forward("draft", "line_approved", MANAGERS),
        put_forward("returned", "line_approved", MANAGERS),
        Transition(kind, "submitted", "line_approved", _LINE, needs=("line_manager",), not_by="applicant",
                   not_did=travels),
        Transition(kind, "line_approved", "approved", above, needs=("department_manager",), not_by="applicant",
                   not_did=travels),
        Transition(kind, "submitted", "returned", MANAGERS, needs=why),
        Transition(kind, "line_approved", "returned", above, needs=why),
    )  # fmt: skip


_MAJOR_NOTICE = (
    Transition("major_notice", "", "draft", FIELD),
    Transition("major_notice", "draft", "issued", _DEPARTMENT, _FILLED, ("department_manager",)),
    Transition("major_notice", "issued", "ended", MANAGERS, needs=("recovered_at",)),
)

_DELIVERED = ("delivered_by", "delivered_at")  # asked of who delivers it: the department's answer waits for no record
_PROBLEM_SLIP = (
    Transition("problem_slip", "", "draft", _QA),
    Transition("problem_slip", "draft", "issued", _QA, _FILLED, by="judged_by"),
    Transition("problem_slip", "issued", "taken", MANAGERS),
    Transition(
        "problem_slip",
        "taken",
        "answered",
        MANAGERS,
        needs=("answer", "answered_at"),
        by="answered_by",
        at="answered_at",
    ),
    Transition("problem_slip", "answered", "taken", _QA, needs=("remark",)),
    Transition("problem_slip", "answered", "closed", _QA, needs=_DELIVERED),
)

_COMPLAINT = (
    Transition("complaint", "", "received", EVERYONE),
    Transition("complaint", "received", "issued", QUALITY, _FILLED, by="judged_by"),
    Transition("complaint", "received", "dismissed", QUALITY, needs=("remark",), by="judged_by"),
    Transition("complaint", "issued", "answered", DEPARTMENT, needs=("answer", "answered_at"), by="answered_by",
               at="answered_at"),
    Transition("complaint", "answered", "issued", QUALITY, needs=("remark",)),
    Transition("complaint", "answered", "closed", QUALITY, needs=("told_at", *_DELIVERED)),
)  # fmt: skip

_ANSWERED = ("answer", "answered_at", "manager")
_SUPPORT_REQUEST = (
    Transition("support_request", "", "draft", FIELD),
    Transition("support_request", "draft", "submitted", FIELD, _FILLED, by="applicant"),
    Transition("support_request", "returned", "submitted", FIELD, _FILLED, by="applicant"),
    Transition("support_request", "submitted", "passed_up", _LINE, not_by="applicant"),
    Transition("support_request", "submitted", "approved", _DEPARTMENT, needs=("manager",), not_by="applicant"),
    Transition("support_request", "passed_up", "approved", _DEPARTMENT, needs=("manager",), not_by="applicant"),
    Transition("support_request", "submitted", "answered", MANAGERS, needs=_ANSWERED, by="answered_by",
               not_by="applicant", at="answered_at"),
    Transition("support_request", "passed_up", "answered", _DEPARTMENT, needs=_ANSWERED, by="answered_by",
               not_by="applicant", at="answered_at"),
    Transition("support_request", "approved", "answered", _PRESIDENT | _DEPARTMENT, needs=_ANSWERED[:2],
               by="answered_by", not_by="applicant", at="answered_at"),
    Transition("support_request", "submitted", "returned", MANAGERS),
    Transition("support_request", "passed_up", "returned", _DEPARTMENT),
)  # fmt: skip

_REMOTE_REQUEST = (
    Transition("remote_request", "", "draft", FIELD),
    Transition("remote_request", "draft", "sent", FIELD, _FILLED, by="applicant", at="sent_at"),
    Transition("remote_request", "sent", "draft", FIELD, empty=("sent_at",)),
    Transition("remote_request", "sent", "consented", FIELD, _SIGNING, either=("customer", "signed_paper"),
               settles=("consented_by", "consented_at")),
    Transition("remote_request", "sent", "refused", FIELD, needs=("said",)),
    Transition("remote_request", "consented", "withdrawn", FIELD, needs=("ended_at",), at="ended_at"),
)  # fmt: skip

_REMOTE_REPORT = (
    Transition("remote_report", "", "draft", FIELD),
    Transition("remote_report", "draft", "signed", FIELD, _SIGNING, ("engineer",)),
    Transition("remote_report", "returned", "signed", FIELD, _SIGNING, ("engineer",)),
    Transition("remote_report", "signed", "returned", MANAGERS, needs=("remark",)),
    Transition("remote_report", "signed", "approved", MANAGERS, not_by="engineer_name", not_did=_FROM_AFAR),
)

# A visit is free to go once both managers signed for it, or upon a word by phone (`process.setting_out`). It ends with
# its approved report; one that nobody went on, with a word why.
_SIGNED_FOR = (Need("trip_approval", ("approved",)),)
_REPORTED = (Need("service_report", ("approved",)),)
_VISIT = (
    Transition("visit", "", "preparing", FIELD),
    Transition("visit", "preparing", "approved", _DEPARTMENT, papers=_SIGNED_FOR),
    Transition("visit", "preparing", "on_site", FIELD, needs=("arrived",)),
    Transition("visit", "approved", "on_site", FIELD, needs=("arrived",)),
    Transition("visit", "on_site", "left", FIELD, needs=("left",)),
    Transition("visit", "left", "on_site", FIELD),
    Transition("visit", "left", "closed", MANAGERS, papers=_REPORTED, word=N_("Close the visit")),
    Transition("visit", "preparing", "closed", MANAGERS, anew=("reason",), word=N_("Call the visit off")),
    Transition("visit", "approved", "closed", MANAGERS, anew=("reason",), word=N_("Call the visit off")),
)

_SERVICE_REPORT = (
    Transition("service_report", "", "draft", FIELD),
    Transition("service_report", "draft", "signed", FIELD, _SIGNING, _SIGNED),
    Transition("service_report", "returned", "signed", FIELD, _SIGNING, _SIGNED),
    Transition("service_report", "signed", "returned", MANAGERS),
    Transition("service_report", "signed", "draft", FIELD, by="engineer_name", why=True),
    Transition("service_report", "approved", "returned", MANAGERS, why=True),
    Transition("service_report", "signed", "approved", MANAGERS, needs=("manager",), not_by="engineer_name",
               not_did=_ON_SITE),
    Transition("maintenance_advice", "", "draft", FIELD),
    Transition("maintenance_advice", "draft", "signed", FIELD, _SIGNING, _SIGNED),
    Transition("maintenance_advice", "signed", "draft", FIELD, why=True),
    Transition("maintenance_advice", "signed", "withdrawn", MANAGERS),
)  # fmt: skip

_SPARE_REQUEST = (
    Transition("spare_request", "", "draft", FIELD),
    Transition("spare_request", "draft", "submitted", FIELD, _FILLED, by="applicant"),
    Transition("spare_request", "submitted", "granted", MANAGERS, by="decided_by", not_by="applicant"),
    Transition("spare_request", "submitted", "refused", MANAGERS, needs=("remark",), by="decided_by"),
    Transition("spare_request", "granted", "out", HOUSE, needs=("out_on",), at="out_on"),
    Transition("spare_request", "out", "back", HOUSE, needs=("back_on",), at="back_on"),
)

_HANDED = ("handed_on", "handed_to")
_DOCUMENT_UPDATE = (
    Transition("document_update", "", "draft", FIELD),
    Transition("document_update", "draft", "handed_over", FIELD, _FILLED, _HANDED, by="engineer", at="handed_on"),
    Transition("document_update", "returned", "handed_over", FIELD, _FILLED, _HANDED, by="engineer", at="handed_on"),
    Transition(
        "document_update", "handed_over", "filed", _SECRETARY, needs=("filed_on",), by="filed_by", at="filed_on"
    ),
    Transition("document_update", "handed_over", "returned", _SECRETARY, needs=("remark",)),
)


def _accepted_by_a_manager(kind: str) -> tuple[Transition, ...]:
    """Written by one, put to a manager who is not its author, accepted or given back."""
    return (
        Transition(kind, "", "draft", FIELD),
        Transition(kind, "draft", "submitted", FIELD, _FILLED, by="author"),
        Transition(kind, "returned", "submitted", FIELD, _FILLED, by="author"),
        Transition(kind, "submitted", "accepted", MANAGERS, not_by="author"),
        Transition(kind, "submitted", "returned", MANAGERS, needs=("remark",)),
    )


_AFTERWARDS = (
    Transition("monitoring_record", "", "running", FIELD),
    Transition("monitoring_record", "running", "passed", FIELD, _FILLED),
    Transition("monitoring_record", "running", "failed", FIELD, _FILLED),
    *_accepted_by_a_manager("fault_analysis"),
    *_accepted_by_a_manager("case_study"),
)

_SUMMARIES = (
    Transition("monthly_summary", "", "draft", _DEPARTMENT),
    Transition("monthly_summary", "draft", "handed_over", _DEPARTMENT, _FILLED, ("handed_on",), at="handed_on"),
    Transition("monthly_summary", "handed_over", "filed", _QA, by="filed_by"),
    Transition("yearly_summary", "", "draft", MANAGERS),
    Transition("yearly_summary", "draft", "delivered", MANAGERS, _FILLED, ("delivered_on",), at="delivered_on"),
    Transition("yearly_summary", "delivered", "acknowledged", MANAGERS, needs=("acknowledged_by",)),
)

_AUDITED = ("thorough", "audited_at")
_ASKED = ("reached", "recheck_at", "recheck_said")
_AUDIT = ("problem", "engineer", "gone_at", "audit", "thorough", "audit_notes")
_CLOSURE = (
    Transition("closure", "", "open", SUPERIORS | _QA),
    Transition("closure", "open", "returned", MANAGERS, needs=("audit_notes",)),
    Transition("closure", "open", "audited", MANAGERS, _FILLED, _AUDITED, by="audited_by", not_by="engineer",
               not_did=_WORKED, at="audited_at", settles=_AUDIT),
    Transition("closure", "returned", "audited", MANAGERS, _FILLED, _AUDITED, by="audited_by", not_by="engineer",
               not_did=_WORKED, at="audited_at", settles=_AUDIT),
    Transition("closure", "audited", "rechecked", _QA, _SIGNING, ("gone",), by="recheck_by", settles=(*_ASKED, "gone")),
    Transition("closure", "audited", "reopened", _QA, needs=_ASKED, by="recheck_by"),
    Transition(
        "closure",
        "rechecked",
        "closed",
        _DEPARTMENT,
        _SIGNING,
        ("archived_at", "closed_at"),
        by="closed_by",
        at="closed_at",
    ),
)  # fmt: skip

PAPER_STEPS = (
    *_VISIT,
    *_MAJOR_NOTICE,
    *_PROBLEM_SLIP,
    *_COMPLAINT,
    *_SUPPORT_REQUEST,
    *_REMOTE_REQUEST,
    *_REMOTE_REPORT,
    *_signed_by_both_managers("trip_approval"),
    *_signed_by_both_managers("task_approval"),
    *_SERVICE_REPORT,
    *_SPARE_REQUEST,
    *_DOCUMENT_UPDATE,
    *_AFTERWARDS,
    *_CLOSURE,
    *_SUMMARIES,
)
