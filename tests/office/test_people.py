"""People at the office: who may appoint whom, deputies while an absence lasts, who has left; by real pushes."""

from collections.abc import Callable
from datetime import UTC, datetime

from conftest import Played, actor_of
from sqlalchemy import select, update

from fieldkit.access import Actor, Post, Role, Scope
from fieldkit.clock import PlayedClock
from fieldkit.forms import Values, natural_id, new_id
from fieldkit.office.house import House
from fieldkit.office.rights import current, refresh
from fieldkit.office.tables import CHANGE
from fieldkit.store.database import OUTBOX
from fieldkit.store.store import Edit

Make = Callable[[str], Played]
AN, SW = natural_id("product_line", "AN"), natural_id("product_line", "SW")
CUSTOMER = natural_id("customer", "C1900")
ENGINEER, SECOND, LINE, DEPARTMENT, SECRETARY = (
    natural_id("person", number) for number in ("E100", "E104", "E106", "E110", "E112")
)


def write(one: Played, kind: str, rid: str, **patch: object) -> tuple[str, str]:
    """Writes past the laptop's own checks, sends it, and says what became of it: status, code."""
    opened = one.store.open(rid) if one.store.get(rid) else None
    values: Values = {path.replace("__", "."): value for path, value in patch.items()}  # type: ignore[misc]
    one.store.write(one.actor, [Edit(kind, rid, values, opened)])
    one.push()
    with one.wire.database.reading() as connection:
        query = "SELECT status, code FROM change ORDER BY seq DESC"
        status, code = connection.exec_driver_sql(query).first() or ("", "")
    return str(status), str(code)


def held(house: House, person: str) -> tuple[frozenset[Role], frozenset[Scope]]:
    with house.database.reading() as connection:
        rights = current(connection, person)
    return rights.roles, rights.scopes


REFUSED = ("rejected", "rights")
TAKEN = ("ok", "")


def test_an_engineer_gives_himself_no_role(laptop: Make, house: House) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    before = held(house, ENGINEER)
    for patch in (
        {"roles__r9__role": "department_manager"},
        {"roles__r1__role": "department_manager"},
        {"roles__r1__line": None},
        {"deputy": ENGINEER},
        {"phone": "139"},
    ):
        assert write(engineer, "person", ENGINEER, **patch) == REFUSED
    assert write(engineer, "person", DEPARTMENT, deputy=ENGINEER, away_from="2026-11-01") == REFUSED
    assert held(house, ENGINEER) == before


def test_a_secretary_keeps_the_list_but_makes_nobody_a_manager(laptop: Make) -> None:
    secretary = laptop("secretary")
    secretary.pull()
    assert write(secretary, "person", SECOND, phone="13900001111") == TAKEN
    assert write(secretary, "person", SECOND, certificates__c1__certificate="电工证") == TAKEN
    new = new_id()
    assert write(secretary, "person", new, number="E900", person_name="新人") == TAKEN
    for rid, patch in (
        (new, {"roles__r1__role": "engineer"}),
        (SECRETARY, {"roles__r9__role": "department_manager"}),
        (DEPARTMENT, {"deputy": SECRETARY}),
        (DEPARTMENT, {"number": "E112"}),
        (DEPARTMENT, {"deleted": True}),
        (DEPARTMENT, {"left_on": "2026-11-01"}),
    ):
        assert write(secretary, "person", rid, **patch) == REFUSED, patch
    other = new_id()
    assert write(secretary, "person", other, number="E901", person_name="甲", roles__r1__role="qa") == REFUSED


def test_a_department_manager_appoints_others_but_not_himself(laptop: Make, house: House) -> None:
    manager = laptop("department_manager")
    manager.pull()
    assert write(manager, "person", SECOND, roles__r9__role="line_manager", roles__r9__line=AN) == TAKEN
    assert Role.LINE_MANAGER in held(house, SECOND)[0]
    assert write(manager, "person", SECOND, roles__r9__deleted=True) == TAKEN
    assert Role.LINE_MANAGER not in held(house, SECOND)[0]
    assert write(manager, "person", DEPARTMENT, roles__r9__role="line_manager") == REFUSED
    assert write(manager, "person", SECOND, roles__r8__role="vice_president") == REFUSED


def test_a_manager_of_one_line_appoints_nobody_beyond_it(laptop: Make, house: House) -> None:
    manager, boss = laptop("line_manager"), laptop("department_manager")
    boss.pull()
    assert write(boss, "person", LINE, roles__r9__role="department_manager", roles__r9__line=AN) == TAKEN
    manager.actor = Actor(LINE, "E106", "", frozenset({Post(Role.DEPARTMENT_MANAGER, AN)}), frozenset({Scope("*", AN)}))
    manager.pull()
    rid = new_id()
    new: dict[str, object] = {"number": "E903", "person_name": "乙", "roles__r1__role": "engineer"}
    assert write(manager, "person", rid, **new) == REFUSED
    assert write(manager, "person", rid, **new, roles__r1__line=SW) == REFUSED
    assert write(manager, "person", new_id(), **new, roles__r1__line=AN) == TAKEN


def test_a_manager_of_yesterday_appoints_nobody(laptop: Make, house: House) -> None:
    """Facts are judged as their author could know his rights; roles are not, or nobody could ever be dismissed."""
    manager, boss = laptop("line_manager"), laptop("department_manager")
    boss.pull()
    assert write(boss, "person", LINE, roles__r9__role="department_manager") == TAKEN
    manager.pull()
    assert write(boss, "person", LINE, roles__r9__deleted=True) == TAKEN
    assert write(manager, "person", SECOND, roles__r9__role="qa") == REFUSED


def problem(of: Played, **more: object) -> Values:
    at = {"received_at": "2026-11-09T00:12:00Z", "received_by": of.actor.person, "status": "open"}
    return {"summary": "心跳丢失", "customer": CUSTOMER, **at, **more}  # type: ignore[dict-item]


def test_a_deputy_holds_the_absent_persons_scopes_while_the_absence_lasts(
    laptop: Make, house: House, clock: PlayedClock
) -> None:
    boss, deputy = laptop("department_manager"), laptop("second_engineer")
    boss.pull()
    deputy.pull()
    own = held(house, SECOND)
    rid = new_id()
    boss.store.write(boss.actor, [Edit("problem", rid, problem(boss, line=SW))])
    boss.push()
    absent = next(
        record.id for record in boss.store.find("person") if record.values.get("roles.r1.line") == SW
        and record.values.get("roles.r1.role") == "engineer"
    )  # fmt: skip
    days = {"away_from": "2026-11-10", "away_to": "2026-11-11"}
    assert write(boss, "person", absent, deputy=SECOND, **days) == TAKEN
    deputy.pull()
    assert held(house, SECOND) == own and deputy.store.get(rid) is None

    clock.set(datetime(2026, 11, 9, 16, 1, tzinfo=UTC))  # 00:01 in the company's zone
    deputy.pull()
    deputy.pull()
    assert held(house, SECOND) == (own[0], own[1] | {Scope("*", SW)})
    assert deputy.store.get(rid) is not None, "the absent person's jobs come to the deputy"
    assert write(deputy, "problem", rid, effect="两条中继中断") == TAKEN

    clock.set(datetime(2026, 11, 11, 16, 1, tzinfo=UTC))
    deputy.pull()
    assert held(house, SECOND) == own
    assert deputy.store.get(rid) is None, "and go with the absence"


def test_the_first_push_of_the_day_is_judged_by_the_days_rights(laptop: Make, house: House, clock: PlayedClock) -> None:
    boss, deputy = laptop("department_manager"), laptop("second_engineer")
    boss.pull()
    deputy.pull()
    absent = natural_id("person", "E101")
    assert write(boss, "person", absent, deputy=SECOND, away_from="2026-11-10", away_to="2026-11-10") == TAKEN
    deputy.pull()
    assert write(deputy, "problem", new_id(), **problem(deputy, line=SW)) == REFUSED
    clock.set(datetime(2026, 11, 10, 1, tzinfo=UTC))
    assert write(deputy, "problem", new_id(), **problem(deputy, line=SW)) == TAKEN


def test_a_deputy_gets_no_role_and_hands_nothing_on(laptop: Make, house: House) -> None:
    boss = laptop("department_manager")
    boss.pull()
    assert write(boss, "person", DEPARTMENT, deputy=LINE, away_from="2026-11-01") == TAKEN
    assert write(boss, "person", LINE, deputy=SECOND, away_from="2026-11-01") == TAKEN
    assert held(house, LINE) == (frozenset({Role.LINE_MANAGER}), frozenset({Scope("*", AN), Scope()}))
    assert held(house, SECOND) == (frozenset({Role.ENGINEER}), frozenset({Scope("*", AN)}))


def test_who_has_left_holds_nothing_from_the_next_day(laptop: Make, house: House, clock: PlayedClock) -> None:
    boss, engineer = laptop("department_manager"), laptop("engineer")
    boss.pull()
    engineer.pull()
    assert write(boss, "person", ENGINEER, left_on="2026-11-09") == TAKEN
    assert held(house, ENGINEER)[0] == {Role.ENGINEER}, "the last day is a working day"
    clock.set(datetime(2026, 11, 10, 1, tzinfo=UTC))
    engineer.pull()
    assert held(house, ENGINEER) == (frozenset(), frozenset())
    assert engineer.store.find("customer") == []


def test_a_person_taken_off_the_list_holds_nothing(laptop: Make, house: House) -> None:
    boss = laptop("department_manager")
    boss.pull()
    assert write(boss, "person", ENGINEER, deleted=True) == TAKEN
    assert held(house, ENGINEER) == (frozenset(), frozenset())


def test_duty_is_planned_for_ones_own_lines(laptop: Make) -> None:
    manager, engineer, boss = laptop("line_manager"), laptop("engineer"), laptop("department_manager")
    for one in (manager, engineer, boss):
        one.pull()
    times = {"starts": "2026-11-09T00:00:00Z", "ends": "2026-11-10T00:00:00Z"}
    assert write(engineer, "roster", new_id(), person=ENGINEER, product_line=AN, **times) == REFUSED
    assert write(manager, "roster", new_id(), person=ENGINEER, product_line=SW, **times) == REFUSED
    assert write(manager, "roster", new_id(), person=ENGINEER, **times) == REFUSED
    rid = new_id()
    assert write(manager, "roster", rid, person=ENGINEER, product_line=AN, **times) == TAKEN
    assert write(manager, "roster", rid, product_line=None) == REFUSED
    assert write(boss, "roster", new_id(), person=ENGINEER, **times) == TAKEN
    assert write(boss, "roster", new_id(), person=ENGINEER, starts=times["ends"], ends=times["starts"])[0] == "rejected"
    engineer.pull()
    assert len(engineer.store.find("roster")) == 2, "everybody sees who is on duty"


def test_whoever_holds_a_problem_may_hand_it_on_but_nobody_elses(laptop: Make) -> None:
    manager, engineer, second = laptop("line_manager"), laptop("engineer"), laptop("second_engineer")
    rid = new_id()
    manager.store.write(
        manager.actor, [Edit("problem", rid, problem(manager, line=AN, level="2", symptom="x", assigned_to=ENGINEER))]
    )
    manager.push()
    assert write(manager, "problem", rid, assigned_to=ENGINEER, status="assigned") == TAKEN
    for one in (engineer, second):
        one.pull()
    assert write(second, "problem", rid, assigned_to=SECOND, status="assigned") == REFUSED
    assert write(engineer, "problem", rid, assigned_to=SECOND) == ("rejected", "value"), "by the step alone"
    assert write(engineer, "problem", rid, assigned_to=SECOND, status="assigned") == TAKEN
    assert write(engineer, "problem", rid, assigned_to=ENGINEER, status="assigned") == REFUSED
    assert write(engineer, "problem", rid, assigned_by=ENGINEER) == REFUSED


def test_a_laptop_with_an_older_form_writes_as_before(laptop: Make, house: House) -> None:
    """One that does not know of deputies and certificates yet, nor which fields became a manager's."""
    secretary = laptop("secretary")
    secretary.pull()
    for patch, verdict in (({"phone": "139"}, TAKEN), ({"roles.r9.role": "qa"}, REFUSED)):
        secretary.store.write(secretary.actor, [Edit("person", SECOND, dict(patch), secretary.store.open(SECOND))])
        with secretary.store.database.writing() as connection:
            connection.execute(update(OUTBOX).where(OUTBOX.c.state == "open").values(form_version=1))
        secretary.push()
        with house.database.reading() as connection:
            row = connection.execute(select(CHANGE).order_by(CHANGE.c.seq.desc())).first()
        assert row is not None
        assert ((row.status, row.code), row.form_version) == (verdict, 1)


def test_actors_of_the_tests_are_no_more_than_the_list_makes_them(house: House) -> None:
    for name, person in (("engineer", ENGINEER), ("line_manager", LINE), ("department_manager", DEPARTMENT)):
        assert held(house, person) == (actor_of(name).roles, actor_of(name).scopes)
    with house.database.writing() as connection:
        before = current(connection, ENGINEER)
        refresh(connection, [ENGINEER], 5, datetime(2026, 11, 9, tzinfo=UTC).date())
        assert current(connection, ENGINEER) == before, "nothing is written when nothing changed"
