"""What somebody owes by a time: computed from the records, never stored."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from fieldkit.access import HOUSE, MANAGERS, Actor, Role, Scope
from fieldkit.forms import FORMS, Leftover, Part, Receivable, Visit
from fieldkit.forms.paper import SignedPaper
from fieldkit.forms.types import ZONE
from fieldkit.i18n import N_, translate
from fieldkit.joined import listed, told
from fieldkit.process.clock import SOON, State
from fieldkit.process.clocks import clocks
from fieldkit.process.doubles import Pair
from fieldkit.process.escalation import Raised, raised
from fieldkit.process.history import History
from fieldkit.process.working_days import WorkCalendar, end_of


@dataclass(frozen=True)
class Duty:
    """Something due: a code, a sentence with its facts, until when, about which record, and whose it is.

    `until` is when it counts as missed, where that is later than when it is due. `key` tells it from all others.
    `holder` is a person's id; where it is "", anyone with one of `roles` is meant. `state` and `doubt` are as they
    stand at the moment it was worked out for; `provisional` says that a year's list of working days is not published;
    `raised` how far it has gone up since it was missed.
    """

    code: str
    text: str
    about: str
    due: datetime
    record: str
    holder: str = ""
    roles: frozenset[Role] = frozenset()
    state: State = State.DUE
    doubt: str = ""
    provisional: bool = False
    until: datetime | None = None
    key: str = ""
    scope: Scope = field(default_factory=Scope)
    raised: Raised = field(default_factory=Raised)

    def concerns(self, actor: Actor) -> bool:
        """Whether it is this person's, or has gone up to him."""
        mine = self.holder == actor.person if self.holder else bool(self.roles & actor.roles_in(self.scope))
        return mine or bool(self.raised.roles & actor.roles_in(self.scope))


def clock_duties(
    history: History, calendar: WorkCalendar, customer: str, now: datetime, codes: Collection[str] = ()
) -> Iterator[Duty]:
    """What the running clocks of one problem ask for, all or some; of one that comes round again, the one begun."""
    for clock in clocks(history, calendar, codes):
        stand = clock.stand(now)
        later = clock.round > 1 and clock.started is not None and clock.started > now
        if not stand.running or later:
            continue
        place, words = _place_of(history, clock.record)
        yield Duty(clock.code, clock.text, "·".join(word for word in (customer, words) if word), clock.due, place,
                   clock.holder, clock.roles, stand.state, stand.doubt, clock.provisional, clock.until,
                   clock.key, history.scope, raised(clock, stand, now))  # fmt: skip


def _place_of(history: History, rid: str) -> tuple[str, str]:
    """Where what a clock runs on is worked on, and what it is about in words."""
    form = history.get(rid)
    visit = history.get(str(form.record.values.get("visit") or rid)) if form else None
    if isinstance(form, Leftover):
        return form.visit or rid, form.what or ""
    if isinstance(visit, Visit):
        return visit.id, visit.purpose or ""
    return rid, (history.problem.summary or "") if history.problem else ""


def _standing(due: datetime, now: datetime) -> State:
    """How something stands that is due by a time and has no clock of its own."""
    if now > due:
        return State.MISSED
    return State.AT_RISK if due - now <= SOON else State.DUE


def debt_duties(debts: Iterable[Receivable], customer: str, now: datetime) -> Iterator[Duty]:
    """Debts of a customer that are past their day (P7.10.3)."""
    for debt in debts:
        if debt.due and debt.status != "settled" and end_of(debt.due) < now:
            money = frozenset({Role.SECRETARY})
            about = f"{customer}·{debt.name}"
            yield Duty("debt", N_("Owed by the customer"), about, end_of(debt.due), debt.id, roles=money,
                       state=State.MISSED, key=f"{debt.id}/debt")  # fmt: skip


def short_duty(
    part: Part, lacking: int, who: Iterable[str], since: datetime, calendar: WorkCalendar, now: datetime
) -> Duty:
    """More of a part was taken than there was: somebody must find one by the next working day, or say who goes without.

    `who` took one, the last first; every movement stands, since off line nobody could know of the other.
    """
    lacks = translate(N_("lacking {count}")).format(count=lacking)
    about = told((f"{part.name}·{lacks}", listed(who)))
    due = calendar.after(since.astimezone(ZONE).date(), 1)
    return Duty("short", N_("More was taken than there is"), about, due.at, part.id,
                roles=frozenset({Role.SECRETARY}), state=_standing(due.at, now),
                provisional=due.provisional, key=f"{part.id}/short")  # fmt: skip


def paper_duty(paper: SignedPaper, calendar: WorkCalendar, now: datetime) -> Duty:
    """A signed PDF that does not agree with its record: a manager looks into it by the next working day.

    It ends when the paper is given back; the next one is looked at anew.
    """
    since = max((sheet.received_at for sheet in paper.sheets if sheet.received_at), default=now)
    due = calendar.after(since.astimezone(ZONE).date(), 1)
    about = "·".join(word for word in (paper.number or translate(paper.title), paper.shown("pdf_finding")) if word)
    return Duty("paper", N_("A signed paper does not agree"), about, due.at, paper.id, roles=MANAGERS,
                state=_standing(due.at, now), provisional=due.provisional, key=f"{paper.id}/paper",
                scope=paper.record.scope)  # fmt: skip


def double_duties(
    pairs: Iterable[Pair], names: Mapping[str, str], calendar: WorkCalendar, now: datetime
) -> Iterator[Duty]:
    """Records that look like one, a duty a list: looked through within the week by those who keep the lists.

    `names` says what each record is called. The duty names the pair, when there is only one, by its ids.
    """
    by_kind: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_kind.setdefault(pair.kind, []).append(pair)
    for kind, found in by_kind.items():
        one = found[0]
        said = names.get(one.first, "") if len(found) == 1 else str(len(found))
        about = f"{translate(FORMS[kind].title)}·{said}"
        record = f"{one.first}/{one.second}" if len(found) == 1 else ""
        due = end_of(_end_of_week(now.astimezone(ZONE).date(), calendar))
        yield Duty("double", N_("Entered twice?"), about, due, record, roles=HOUSE, state=_standing(due, now),
                   key=f"{kind}/double")  # fmt: skip


def _end_of_week(day: date, calendar: WorkCalendar) -> date:
    """The last day of this week on which work is done, or of the next one when none is left."""
    left = [day + timedelta(days=ahead) for ahead in range(7 - day.weekday())]
    worked = [one for one in left if calendar.works(one)]
    return worked[-1] if worked else calendar.after(day, 5).day
