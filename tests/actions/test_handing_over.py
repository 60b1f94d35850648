"""Open work is handed over whole, by its holder or a manager, and the office takes it."""

import pytest
from courier_trips import AN, COLLEAGUE, CUSTOMER, DEPARTMENT, ENGINEER, MANAGER, Trips, new_problem

from fieldkit.actions import problems
from fieldkit.actions.enrol import sync
from fieldkit.actions.handing_over import hand_over, open_work, successors
from fieldkit.actions.leftovers import leave_over
from fieldkit.actions.records import new_record
from fieldkit.app import Laptop
from fieldkit.errors import NotAllowedError, UserError
from fieldkit.forms import natural_id
from fieldkit.store.ledger import summary

ONE, OTHER = natural_id("person", ENGINEER), natural_id("person", COLLEAGUE)


def busy(trips: Trips) -> tuple[Laptop, Laptop, str]:
    """A manager's and an engineer's laptop; the engineer holds a problem, a visit and something left over."""
    manager, engineer = trips.laptop(MANAGER), trips.laptop(ENGINEER)
    rid = new_problem(manager, line=AN, level="2", symptom="主控板心跳丢失")
    problems.assign(manager.desk, rid, ONE)
    sync(manager.desk)
    sync(engineer.desk)
    values = {"problem": rid, "customer": CUSTOMER, "engineer": ONE, "purpose": "更换主控板", "status": "preparing"}
    visit = new_record(engineer.desk, "visit", values)
    leave_over(engineer.desk, visit.id, "补装防雷器", "us", "2026-12-01")
    new_problem(engineer, line=AN)
    sync(engineer.desk)
    sync(manager.desk)
    return manager, engineer, rid


@pytest.mark.parametrize("by", ["engineer", "manager"])
def test_all_of_it_goes_to_the_named_person_in_one_group(trips: Trips, by: str) -> None:
    manager, engineer, rid = busy(trips)
    work = open_work(engineer.desk, ONE)
    assert [len(part) for part in (work.problems, work.visits, work.leftovers, work.taken_in)] == [1, 1, 1, 1]
    one = {"engineer": engineer, "manager": manager}[by]
    assert len(hand_over(one.desk, ONE, OTHER)) == 3
    sync(one.desk)
    assert summary(one.store)["rejected"] == 0
    other = trips.laptop(COLLEAGUE)
    assert [len(part) for part in (open_work(other.desk, OTHER).problems, open_work(other.desk, OTHER).visits)] == [
        1,
        1,
    ]
    assert other.store.get(rid) is not None and not open_work(other.desk, ONE).forms
    with other.store.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM record WHERE kind = 'leftover'").scalar_one() == 1


def test_a_colleague_hands_over_nothing_and_nobody_unfit_is_given_anything(trips: Trips) -> None:
    manager, engineer, _rid = busy(trips)
    other = trips.laptop(COLLEAGUE)
    with pytest.raises(NotAllowedError):
        hand_over(other.desk, ONE, OTHER)
    for to in (ONE, natural_id("person", "E112"), CUSTOMER):
        with pytest.raises(UserError):
            hand_over(engineer.desk, ONE, to)
    boss = trips.laptop(DEPARTMENT)
    boss.desk.write("person", OTHER, {"left_on": "2026-11-01"})
    sync(boss.desk)
    sync(manager.desk)
    assert OTHER not in {person.id for person in successors(manager.desk, ONE)}
    hand_over(manager.desk, ONE, natural_id("person", MANAGER))
    with pytest.raises(UserError, match="没有"):
        hand_over(manager.desk, ONE, natural_id("person", MANAGER))


def test_work_goes_to_another_line_by_a_manager_alone(trips: Trips) -> None:
    """It would open the customer to somebody of that line, and for good."""
    manager, engineer, _rid = busy(trips)
    elsewhere = natural_id("person", "E101")
    assert elsewhere not in {one.id for one in successors(engineer.desk, ONE)}
    with pytest.raises(UserError, match="其他产品线"):
        hand_over(engineer.desk, ONE, elsewhere)
    assert len(hand_over(manager.desk, ONE, elsewhere)) == 3
