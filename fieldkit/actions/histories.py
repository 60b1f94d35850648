"""All that was written about problems, read for their clocks: a query a kind, however many problems."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from fieldkit.actions.calendars import work_calendar
from fieldkit.actions.desk import Desk
from fieldkit.forms import Customer, Record, only_child_id
from fieldkit.forms.problem import UNSOLVED
from fieldkit.process.clock import Clock
from fieldkit.process.clocks import clocks
from fieldkit.process.duties import Duty, clock_duties
from fieldkit.process.history import History

OPEN_PROBLEMS = sorted(UNSOLVED | {"solved", "answered"})
OPEN_COMPLAINTS = ("received", "issued")
OPEN_VISITS = ["preparing", "approved", "on_site", "left"]
OF_PROBLEMS = ("contact", "monitoring_record", "document_update", "support_request", "spare_request", "problem_slip",
               "closure")  # fmt: skip
OF_VISITS = ("leftover", "review")
# What may be open when its problem is closed, and its clock goes on: the status it waits in, and what would end it.
OUTLIVES = {"spare": ("spare_request", "out", "back_on"), "leftover": ("leftover", "open", "outcome"),
            "advice": ("maintenance_advice", "signed", "reply")}  # fmt: skip
SINGLE = ("service_report", "trip_approval", "maintenance_advice")


def open_histories(desk: Desk) -> list[History]:
    """Of every problem that is not closed, and of every visit that is not."""
    problems = desk.store.find("problem", {"status": OPEN_PROBLEMS})
    visits = desk.store.find("visit", {"status": OPEN_VISITS})
    complaints = desk.store.find("complaint", {"status": sorted(OPEN_COMPLAINTS)})  # each for itself, of no problem
    found = list(histories(desk, [*(record.id for record in problems), *_named(visits, "problem")], visits))
    return [*found, *(History([record]) for record in complaints)]


def _outlived(desk: Desk, shown: Iterable[History]) -> list[History]:
    """Of every problem that is closed while something of it goes on, such as what was lent."""
    waiting = [
        record for kind, status, ends in OUTLIVES.values() for record in desk.store.find(kind, {"status": status})
        if not record.values.get(ends)
    ]  # fmt: skip
    visits = {visit.id: visit for visit in desk.store.many({*_named(waiting, "visit")})}
    known = {history.problem.id for history in shown if history.problem}
    named = {_problem_of(record, visits) for record in waiting} - known - {""}
    return list(histories(desk, sorted(named)))


def histories(desk: Desk, problems: Iterable[str], visits: Iterable[Record] = ()) -> Iterator[History]:
    """One of each problem, by its id; `visits` are known already. Of a problem not on this laptop, only visits."""
    wanted = list(dict.fromkeys(problems))
    if not wanted:
        return
    records = {record.id: record for record in desk.store.many(wanted)}
    records |= {record.id: record for record in (*visits, *desk.store.find("visit", {"problem": wanted}))}
    journeys = [rid for rid, record in records.items() if record.kind == "visit"]
    for kind in OF_PROBLEMS:
        records |= {record.id: record for record in desk.store.find(kind, {"problem": wanted})}
    for kind in OF_VISITS if journeys else ():
        records |= {record.id: record for record in desk.store.find(kind, {"visit": journeys})}
    papers = [only_child_id(visit, kind) for visit in journeys for kind in SINGLE]
    records |= {record.id: record for record in desk.store.many(papers)}
    by_problem: dict[str, list[Record]] = defaultdict(list)
    for record in records.values():
        by_problem[_problem_of(record, records)].append(record)
    yield from (History(by_problem[rid]) for rid in wanted)


def _problem_of(record: Record, records: dict[str, Record]) -> str:
    if record.kind == "problem":
        return record.id
    visit = records.get(str(record.values.get("visit") or ""))
    return str(record.values.get("problem") or (visit.values.get("problem") if visit else "") or "")


def _named(records: Iterable[Record], link: str) -> list[str]:
    return [str(record.values[link]) for record in records if record.values.get(link)]


def open_duties(desk: Desk) -> list[Duty]:
    """What the running clocks ask for, of everybody."""
    now, calendar = desk.clock.now(), work_calendar(desk)
    running = open_histories(desk)
    outlived = _outlived(desk, running)
    customers = {one.id: Customer(one) for one in desk.store.many({_customer(one) for one in (*running, *outlived)})}
    duties: list[Duty] = []
    for found, codes in ((running, ()), (outlived, tuple(OUTLIVES))):
        for history in found:
            customer = customers.get(_customer(history))
            name = (customer.customer_name or "") if customer else ""
            duties += clock_duties(history, calendar, name, now, codes)
    return duties


def _customer(history: History) -> str:
    known = (history.problem, *history.visits)
    return next((str(one.customer) for one in known if one is not None and one.customer), "")


def clocks_of(desk: Desk, problem: str) -> list[Clock]:
    """Every clock of one problem, ended ones too."""
    calendar = work_calendar(desk)
    return [clock for history in histories(desk, [problem]) for clock in clocks(history, calendar)]
