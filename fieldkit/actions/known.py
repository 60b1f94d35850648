"""What a paper can take from the problem, the visit and the other papers; nothing is typed twice."""

from collections.abc import Callable, Mapping
from datetime import datetime

from fieldkit.actions.calendars import work_calendar
from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import load_trip
from fieldkit.forms import (
    CaseStudy,
    Closure,
    DocumentUpdate,
    FaultAnalysis,
    Form,
    MonitoringRecord,
    Problem,
    Record,
    RemoteReport,
    RemoteRequest,
    ServiceReport,
    Step,
    TrainingRecord,
    Values,
    Visit,
    When,
    only_child_id,
)
from fieldkit.forms.types import ZONE, Moment
from fieldkit.forms.values import PersonLink
from fieldkit.joined import listed
from fieldkit.process.severity import DOCUMENT_WORKING_DAYS
from fieldkit.process.thoroughness import audit

_MOMENT = Moment("")


def known_values(desk: Desk, form: type[Form], parent: str) -> Values:
    """What is known for a new paper of a problem or a visit, by path."""
    record = desk.form(parent).record
    problem = record if record.kind == Problem.kind else desk.store.get(str(record.values.get("problem") or ""))
    values: Values = _same_fields(form, problem) if problem is not None else {}
    values |= _person(desk, form)
    special = _SPECIAL.get(form.kind)
    if special is not None:
        values |= special(desk, record)
    return values


def _same_fields(form: type[Form], problem: Record) -> Values:
    """What the problem says under the same name, and its product line."""
    found: Values = {}
    for name, field in form.fields.items():
        theirs = Problem.fields.get("line" if name == "product_line" else name)
        personal = isinstance(field, PersonLink) or name in {"status", "deleted"}
        same = theirs is not None and type(theirs) is type(field)
        if theirs is not None and same and not personal and getattr(theirs, "kind", "") == getattr(field, "kind", ""):
            found[name] = problem.values.get(theirs.name)
    return found


def _person(desk: Desk, form: type[Form]) -> Values:
    """Who begins a paper is whom it needs to name, unless more is known."""
    named = [
        name for name, field in form.fields.items() if isinstance(field, PersonLink) and field.required == When.ALWAYS
    ]
    return dict.fromkeys(named, desk.actor.person)


def _last_visit(desk: Desk, problem: Record) -> Record | None:
    visits = desk.store.find("visit", {"problem": problem.id})
    return visits[-1] if visits else None


def _report_of(desk: Desk, visit: Record | None) -> ServiceReport | None:
    record = desk.store.get(only_child_id(visit.id, "service_report")) if visit else None
    return ServiceReport(record) if record is not None and not record.deleted else None


def _remote_report_of(desk: Desk, problem: Record) -> RemoteReport | None:
    found = [RemoteReport(record) for record in desk.store.find("remote_report", {"problem": problem.id})]
    return found[-1] if found else None


def _gone_at(desk: Desk, problem: Record) -> datetime | None:
    """When the fault was gone: by the report of the last visit or of the last remote maintenance, the later one."""
    reports = _report_of(desk, _last_visit(desk, problem)), _remote_report_of(desk, problem)
    times = [report.gone_at for report in reports if report is not None and report.gone_at]
    since = Problem(problem).reopened_at
    return max((time for time in times if since is None or time > since), default=None)


def _stored(moment: datetime | None) -> str | None:
    return str(_MOMENT.dump(moment)) if moment else None


def _remote_report(desk: Desk, problem: Record) -> Values:
    """The newest request that the customer agreed to, with his consent: without one there is nothing to report."""
    requests = [RemoteRequest(found) for found in desk.store.find("remote_request", {"problem": problem.id})]
    agreed = [request for request in requests if request.agreed_at]
    if not agreed:
        return {}
    chosen = agreed[-1]
    return {"request": chosen.id, **chosen.agreed}


def agreed_values(desk: Desk, report: Record) -> Values:
    """What a report from afar says of the consent, as its request has it now; nothing of any other record."""
    request = desk.store.get(str(report.values.get("request") or "")) if report.kind == RemoteReport.kind else None
    return RemoteRequest(request).agreed if request is not None else {}


def _monitoring(desk: Desk, problem: Record) -> Values:
    visit = _last_visit(desk, problem)
    started = _gone_at(desk, problem) or desk.clock.now()
    return {"visit": visit.id if visit else None, "started_at": _stored(started)}


def _analysis(desk: Desk, problem: Record) -> Values:
    report, remote = _report_of(desk, _last_visit(desk, problem)), _remote_report_of(desk, problem)
    values: Values = {"began_at": problem.values.get("since"), "ended_at": _stored(_gone_at(desk, problem))}
    if report is not None:
        values |= {"course": report.verified, "cause": report.cause, "countermeasure": report.done}
    elif remote is not None:
        values |= {"course": remote.symptom, "countermeasure": remote.result}
    watches = [MonitoringRecord(one) for one in desk.store.find("monitoring_record", {"problem": problem.id})]
    if watches and not values["ended_at"]:  # helped by phone: the watch says since when
        values["ended_at"] = _stored(watches[-1].started_at)
    return values


def _case(desk: Desk, problem: Record) -> Values:
    """The draft of a case: the trail step by step, cause and cure from the report, prevention from the advice."""
    visit = _last_visit(desk, problem)
    trip = load_trip(desk, visit.id) if visit else None
    if trip is None or trip.report is None:
        return {"symptom": problem.values.get("symptom")}
    report, advice = trip.report, trip.advice
    versions = [f"{row.before or '—'} → {row.after}" if row.after else row.before or "" for row in report.versions]
    given = [row.advice for row in advice.findings if row.advice] if advice else []
    return {
        "product": listed(dict.fromkeys(unit.model or "" for unit in trip.equipment)) or None,
        "versions": listed(dict.fromkeys(versions))[:500] or None,
        "symptom": report.symptom,
        "analysis": "\n".join(_told(step) for step in trip.steps if step.answered and not step.cleaning) or None,
        "cause": report.cause,
        "cure": report.done,
        "prevention": "\n".join(given) or None,
    }


def _told(step: Step) -> str:
    """A step of the trail in one line: what was looked at, what was seen, the note."""
    seen = [step.shown("reading"), step.told("answer"), step.note or ""]
    return f"{step.told('question')}: {', '.join(word for word in seen if word)}"


def _closure(desk: Desk, problem: Record) -> Values:
    """The audit's points as far as the records tell, for the manager to look through."""
    visit = _last_visit(desk, problem)
    holder = problem.values.get("assigned_to") or (visit.values.get("engineer") if visit else None)
    values: Values = {"gone_at": _stored(_gone_at(desk, problem))}
    if holder:
        values["engineer"] = holder
    for place, check in enumerate(audit(load_trip(desk, visit.id)) if visit else [], 1):
        row = f"audit.{place:03d}"
        values |= {f"{row}.point": check.text, f"{row}.good": check.good, f"{row}.found": check.found or None}
    return values


def _documents(desk: Desk, problem: Record) -> Values:
    """What the report changed, and until when it is due: five working days after the service ended (P7.14.3)."""
    visit = _last_visit(desk, problem)
    report = _report_of(desk, visit)
    left = Visit(visit).left if visit else None
    ended = (left or _gone_at(desk, problem) or desk.clock.now()).astimezone(ZONE).date()
    due = work_calendar(desk).after(ended, DOCUMENT_WORKING_DAYS).day
    values: Values = {
        "visit": visit.id if visit else None,
        "ended_on": DocumentUpdate.ended_on.dump(ended),
        "due": DocumentUpdate.due.dump(due),
    }
    for row in report.versions if report else []:
        path = f"changes.{row.row_id}"
        values |= {f"{path}.area": "versions", f"{path}.where": row.unit}
        values |= {f"{path}.before": row.before, f"{path}.after": row.after}
    return values


def _training(desk: Desk, visit: Record) -> Values:
    report = _report_of(desk, visit)
    topic = report.training if report else None
    values: Values = {"held_at": _stored(desk.clock.now())}
    return values | ({"topics.001.topic": topic[:500]} if topic else {})


_SPECIAL: Mapping[str, Callable[[Desk, Record], Values]] = {
    RemoteReport.kind: _remote_report,
    MonitoringRecord.kind: _monitoring,
    FaultAnalysis.kind: _analysis,
    CaseStudy.kind: _case,
    Closure.kind: _closure,
    DocumentUpdate.kind: _documents,
    TrainingRecord.kind: _training,
}
