"""How far a problem has come: what a person decided, from its status, and what its records tell by themselves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from fieldkit.forms import (
    Closure,
    Contact,
    MonitoringRecord,
    Problem,
    RemoteReport,
    RemoteRequest,
    ServiceReport,
    SupportRequest,
    Visit,
)
from fieldkit.forms.problem import ENDED, IN_HAND, UNASSIGNED
from fieldkit.i18n import N_
from fieldkit.process.beside import Beside

_AFTER_WORK = frozenset({"solved", "closed"})
_ASKED_UP = {"submitted": N_("Support asked of the product-line manager"),
             "passed_up": N_("Support asked of the department manager"),
             "approved": N_("Support asked of the vice president")}  # fmt: skip


@dataclass(frozen=True)
class Station:
    """One point of the life: whether it was reached, and when, where the records say so."""

    code: str
    label: str
    done: bool
    at: datetime | None = None


def stations(problem: Problem, beside: Beside) -> list[Station]:
    """What was reached, in the order of the process, and what the main way still holds."""
    return [station for station in _stations(problem, beside) if station is not None]


def support_asked(beside: Beside) -> str:
    """With whom a support request waits, in words; "" when none does (P7.6)."""
    waiting = [SupportRequest(record).status for record in beside("support_request") if not record.deleted]
    return next((_ASKED_UP[status] for status in waiting if status in _ASKED_UP), "")


def _stations(problem: Problem, beside: Beside) -> Iterator[Station | None]:
    visits = [Visit(record) for record in beside("visit")]
    reports = [ServiceReport(record) for record in beside("service_report")]
    yield Station("received", N_("Taken in"), True, problem.received_at)
    yield _if(problem.judged_by, "judged", N_("Judged"))
    yield _if(problem.market_to, "market", N_("With the market department"))
    asked = problem.nature == "question" and problem.status in {*UNASSIGNED, None}
    if (
        asked
        or problem.status in {"answered", "cancelled", "merged"}
        or (problem.status == "closed" and not problem.assigned_to)
    ):
        yield from _short(problem)
        return
    worked = problem.status in IN_HAND | _AFTER_WORK
    yield Station("assigned", N_("Assigned"), worked and bool(problem.assigned_to))
    yield _reached("guided", N_("Guided by phone"), _guided(beside))
    yield _reached("remote", N_("Remote maintenance agreed"), _agreed(beside))
    yield _if(problem.further, "proposed", N_("Proposal put forward"))
    yield _if(problem.proposal or visits, "visit", N_("Visit decided"))
    yield _reached("on_site", N_("Arrived on site"), (visit.arrived for visit in visits))
    gone = [report.gone_at for report in reports]
    gone += [RemoteReport(record).gone_at for record in beside("remote_report")]
    recovered = _first(_since(problem.reopened_at, gone))
    yield Station(
        "recovered", N_("Service recovered"), recovered is not None or problem.status in _AFTER_WORK, recovered
    )
    yield from _afterwards(problem, visits, beside)


def _short(problem: Problem) -> Iterator[Station | None]:
    if problem.status not in {"merged", "cancelled"} or problem.answer or problem.market_answer:
        yield Station("answered", N_("Answered"), problem.status in {"answered", *ENDED})
    if problem.status == "merged":
        yield Station("merged", N_("Entered twice"), True)
    elif problem.status == "cancelled":
        yield Station("cancelled", N_("Cancelled"), True)
    else:
        yield Station("closed", N_("Closed"), problem.status == "closed")


def _afterwards(problem: Problem, visits: list[Visit], beside: Beside) -> Iterator[Station]:
    """From the end of the work to the closing; a problem that came back goes through it again."""
    since = problem.reopened_at
    watches = [MonitoringRecord(record) for record in beside("monitoring_record")]
    watched = [visit.watch_ended for visit in visits]
    watched += [watch.ended_at for watch in watches if watch.status == "passed"]
    rounds = [Closure(record) for record in beside("closure")]
    audited = _first(_since(since, (one.audited_at for one in rounds if one.status != "reopened")))
    asked = _first(_since(since, (one.recheck_at for one in rounds if one.status in {"rechecked", "closed"})))
    ended = problem.status in ENDED
    closed = _first(_since(since, (one.closed_at for one in rounds))) if ended else None
    yield Station("solved", N_("Solved"), problem.status in _AFTER_WORK)
    watch = _first(_since(since, watched))
    for code, label, at in (
        ("watched", N_("Watched for 72 hours"), watch),
        ("audited", N_("Audited"), audited),
        ("rechecked", N_("Asked again"), asked),
    ):
        yield Station(code, label, at is not None, at)
    yield Station("closed", N_("Closed"), ended, closed)


def _guided(beside: Beside) -> Iterable[datetime | None]:
    contacts = (Contact(record) for record in beside("contact"))
    return (contact.contact_at for contact in contacts if contact.purpose == "guidance")


def _agreed(beside: Beside) -> Iterable[datetime | None]:
    return (RemoteRequest(record).agreed_at for record in beside("remote_request"))


def _if(there: object, code: str, label: str) -> Station | None:
    return Station(code, label, True) if there else None


def _reached(code: str, label: str, times: Iterable[datetime | None]) -> Station | None:
    at = _first(times)
    return Station(code, label, True, at) if at else None


def _since(start: datetime | None, times: Iterable[datetime | None]) -> Iterator[datetime | None]:
    return (at for at in times if at is not None and (start is None or at > start))


def _first(times: Iterable[datetime | None]) -> datetime | None:
    return min((at for at in times if at is not None), default=None)
