"""A complaint about a person never reaches the laptop of whom it concerns: read there, table by table, file by file.

By the real office's HTTP, with laptops enrolled; everything that an encrypted database holds is read, not only what
is shown.
"""

from typing import Any

import pytest
from courier_trips import CUSTOMER, Trips, new_problem
from held_by import everything

from fieldkit.actions.complaints import complain, complaints
from fieldkit.actions.enrol import sync
from fieldkit.actions.handing_over import hand_over
from fieldkit.actions.merging import merge, pairing, take_back
from fieldkit.actions.problems import assign
from fieldkit.actions.records import new_record, set_values
from fieldkit.app import Laptop
from fieldkit.errors import UserError
from fieldkit.forms import Values, natural_id, new_id
from fieldkit.forms.merging import goes_before
from fieldkit.process.transitions import TRANSITIONS
from fieldkit.store.ledger import summary
from fieldkit.store.store import Edit

ENGINEER, COLLEAGUE, LINE, DEPARTMENT, QA, SECRETARY, PRESIDENT = (
    "E100", "E104", "E106", "E110", "E111", "E112", "E113",
)  # fmt: skip
MARK = "zq7kx3"  # a word of the complaint that is the same in every way of writing it down
SAID = f"他在机房里大声训斥值班员 {MARK}"
LETTER = b"%PDF-1.7 a letter of complaint"


def person(number: str) -> str:
    return natural_id("person", number)


def knows(laptop: Laptop, rid: str, *more: str) -> list[str]:
    """What of a complaint lies on a laptop after it has synchronized: its id, its words, what else is looked for."""
    sync(laptop.desk)
    held = everything(laptop)
    found = [word for word in (rid, MARK, *more) if word in held]
    assert bool(laptop.store.get(rid)) <= (rid in found)
    return found


def taken_in(laptop: Laptop, **more: Any) -> str:
    """A complaint that this laptop's person takes in and sends."""
    values: Values = {"said": SAID, "complainant": "陈工", "described": "上周五来的人", "customer": CUSTOMER, **more}
    rid = complain(laptop.desk, values).id
    assert sync(laptop.desk).rejected == 0
    return rid


def say(laptop: Laptop, rid: str, **values: Any) -> None:
    sync(laptop.desk)
    set_values(laptop.desk, rid, values, laptop.store.open(rid))
    assert sync(laptop.desk).rejected == 0


def give_role(trips: Trips, head: Laptop, number: str, role: str, row: str = "r9") -> None:
    head.store.write(head.desk.actor, [Edit("person", person(number), {f"roles.{row}.role": role},
                                            head.store.open(person(number)))])  # fmt: skip
    assert sync(head.desk).rejected == 0


def test_it_goes_past_the_engineer_to_quality_assurance_and_the_department(trips: Trips) -> None:
    taker, engineer = trips.laptop(SECRETARY), trips.laptop(ENGINEER)
    rid = taken_in(taker, concerns=person(ENGINEER))
    assert knows(engineer, rid) == []
    for number in (QA, DEPARTMENT, PRESIDENT):
        reader = trips.laptop(number)
        assert [one.said for one in complaints(reader.desk)] == [SAID]
    assert knows(trips.laptop(LINE), rid) == knows(trips.laptop(COLLEAGUE), rid) == []


def test_who_took_it_keeps_no_right_to_it(trips: Trips) -> None:
    """It is his while it waits to be sent; then he neither reads it nor writes in it."""
    taker = trips.laptop(COLLEAGUE)
    trips.off_line()
    rid = complain(taker.desk, {"said": SAID, "complainant": "陈工", "concerns": person(ENGINEER)}).id
    assert taker.store.get(rid) is not None
    trips.on_line()
    sync(taker.desk)
    sync(taker.desk)
    assert taker.store.get(rid) is None
    assert taker.store.search("训斥") == []
    assert rid not in {one.id for one in complaints(taker.desk)}


def test_the_office_refuses_who_only_began_it(trips: Trips) -> None:
    taker = trips.laptop(COLLEAGUE)
    rid = taken_in(taker, concerns=person(ENGINEER))
    patches: tuple[Values, ...] = ({"concerns": person(SECRETARY)}, {"said": "x"}, {"status": "dismissed"})
    for count, patch in enumerate(patches, 1):
        taker.store.write(taker.desk.actor, [Edit("complaint", rid, patch)])
        assert sync(taker.desk).rejected == count
    taker.store.write(taker.desk.actor, [Edit("complaint", new_id(), {**draft(taker), "answer": "没事"})])
    assert sync(taker.desk).rejected == len(patches) + 1


def draft(laptop: Laptop) -> Values:
    return {"said": SAID, "received_at": "2026-11-09T00:12:00Z", "received_by": laptop.desk.actor.person,
            "status": "received"}  # fmt: skip


def test_written_before_he_is_named_and_named_later(trips: Trips) -> None:
    """Also where he is of quality assurance himself, which reads complaints: an engineer reads none without a name."""
    head, quality, both = trips.laptop(DEPARTMENT), trips.laptop(QA), trips.laptop(ENGINEER)
    give_role(trips, head, ENGINEER, "qa")
    rid = taken_in(trips.laptop(SECRETARY))
    assert knows(both, rid) == []
    say(quality, rid, concerns=person(ENGINEER))
    assert knows(both, rid) == []
    other = taken_in(trips.laptop(SECRETARY), concerns=person(COLLEAGUE))
    assert knows(both, other) == [other, MARK]
    assert rid not in everything(both)


def test_what_comes_to_concern_him_leaves_his_laptop_with_its_files(trips: Trips) -> None:
    head, quality, both = trips.laptop(DEPARTMENT), trips.laptop(QA), trips.laptop(ENGINEER)
    give_role(trips, head, ENGINEER, "qa")
    file = quality.store.put_file(LETTER, "letter.pdf", "application/pdf")
    rid = taken_in(trips.laptop(SECRETARY), concerns=person(COLLEAGUE))
    letter = {"sha256": file.sha256, "name": file.name, "size": file.size, "type": file.type}
    say(quality, rid, **{"evidence.e1.file": letter})
    assert knows(both, rid, file.sha256) == [rid, MARK, file.sha256]
    assert both.desk.file(file.sha256) == LETTER
    say(quality, rid, concerns=person(ENGINEER))
    assert knows(both, rid, file.sha256, "letter.pdf") == []
    assert not both.store.files.has(file.sha256)
    with pytest.raises(UserError):
        both.desk.file(file.sha256)
    say(quality, rid, concerns=person(COLLEAGUE))
    assert knows(both, rid) == [rid, MARK]


def test_his_unsent_edit_does_not_keep_it(trips: Trips) -> None:
    """He wrote in it off line, while he was named: what he wrote himself is refused, the complaint is gone."""
    head, quality, both = trips.laptop(DEPARTMENT), trips.laptop(QA), trips.laptop(ENGINEER)
    give_role(trips, head, ENGINEER, "qa")
    rid = taken_in(trips.laptop(SECRETARY), concerns=person(COLLEAGUE))
    assert knows(both, rid) == [rid, MARK]
    both.desk.write("complaint", rid, {"remark": "我来处理"}, both.store.open(rid))
    say(quality, rid, concerns=person(ENGINEER))
    assert sync(both.desk).rejected == 1
    assert MARK not in everything(both)


def test_a_deputy_of_quality_assurance_reads_none_about_himself(trips: Trips) -> None:
    head, engineer = trips.laptop(DEPARTMENT), trips.laptop(ENGINEER)
    rid = taken_in(trips.laptop(SECRETARY), concerns=person(ENGINEER))
    away: Values = {"deputy": person(ENGINEER), "away_from": "2026-11-01", "away_to": "2026-11-30"}
    head.desk.write("person", person(QA), away, head.store.open(person(QA)))
    assert sync(head.desk).rejected == 0
    assert knows(engineer, rid) == []
    give_role(trips, head, ENGINEER, "qa")
    assert knows(engineer, rid) == []


def test_handing_over_work_brings_none(trips: Trips) -> None:
    """Neither what the department manager holds nor the problem it hangs on opens it."""
    head, engineer = trips.laptop(DEPARTMENT), trips.laptop(ENGINEER)
    problem = new_problem(head, line=natural_id("product_line", "AN"), level="3", symptom="心跳丢失")
    rid = taken_in(trips.laptop(SECRETARY), concerns=person(ENGINEER), problem=problem)
    sync(head.desk)
    assign(head.desk, problem, person(DEPARTMENT))
    hand_over(head.desk, person(DEPARTMENT), person(ENGINEER))
    assert sync(head.desk).rejected == 0
    assert knows(engineer, rid, problem) == [problem]


def test_a_manager_never_sees_one_about_himself_and_the_next_above_answers_it(trips: Trips) -> None:
    head, quality, above = trips.laptop(DEPARTMENT), trips.laptop(QA), trips.laptop(PRESIDENT)
    rid = taken_in(trips.laptop(COLLEAGUE), concerns=person(DEPARTMENT))
    assert knows(head, rid) == []
    say(quality, rid, grave=True, judged_by=person(QA), due="2026-11-13", president_at="2026-11-09T00:00:00Z",
        phoned_at="2026-11-09T00:00:00Z", status="issued")  # fmt: skip
    say(above, rid, answer="已谈话", answered_by=person(PRESIDENT), answered_at="2026-11-10T00:00:00Z",
        status="answered")  # fmt: skip
    say(quality, rid, told_at="2026-11-10T01:00:00Z", delivered_by="paper", delivered_at="2026-11-09T00:00:00Z",
        status="closed")  # fmt: skip
    assert knows(head, rid) == []


def test_quality_assurance_is_passed_over_when_it_concerns_it(trips: Trips) -> None:
    quality, head = trips.laptop(QA), trips.laptop(DEPARTMENT)
    rid = taken_in(trips.laptop(COLLEAGUE), concerns=person(QA))
    assert knows(quality, rid) == []
    assert knows(head, rid) == [rid, MARK]


def test_two_entries_of_one_person_are_one(trips: Trips) -> None:
    """Who was entered twice is kept from it under both, also where that comes out later; and taken back, he is not."""
    head, both = trips.laptop(DEPARTMENT), trips.laptop(ENGINEER)
    give_role(trips, head, ENGINEER, "qa")
    twice = new_record(head.desk, "person", {"number": "X1", "person_name": "刘洋", "roles.r1.role": "qa"}).id
    assert sync(head.desk).rejected == 0
    rid = taken_in(trips.laptop(SECRETARY), concerns=twice)
    assert knows(both, rid) == [rid, MARK]
    assert goes_before(person(ENGINEER)) < goes_before(twice)
    merge(head.desk, pairing(head.desk, person(ENGINEER), twice), ())
    assert sync(head.desk).rejected == 0
    assert knows(both, rid) == []
    take_back(head.desk, pairing(head.desk, person(ENGINEER), twice))
    assert sync(head.desk).rejected == 0
    assert knows(both, rid) == [rid, MARK]


def test_of_two_names_given_at_once_the_first_holds(trips: Trips) -> None:
    """Between two names it would be hidden from neither."""
    quality, above = trips.laptop(QA), trips.laptop(PRESIDENT)
    rid = taken_in(trips.laptop(SECRETARY))
    for one in (quality, above):
        sync(one.desk)
        opened = one.store.open(rid)
        one.desk.write("complaint", rid, {"concerns": person(COLLEAGUE if one is above else ENGINEER)}, opened)
    assert sync(quality.desk).rejected == 0
    assert sync(above.desk).rejected == 1
    sync(above.desk)
    shown = above.store.get(rid)
    assert shown is not None
    assert shown.values["concerns"] == person(ENGINEER)
    assert summary(above.store)["rejected"] == 1


def test_by_stick_and_through_a_full_resync_nothing_comes_either(trips: Trips) -> None:
    head, both = trips.laptop(DEPARTMENT), trips.laptop(ENGINEER)
    give_role(trips, head, ENGINEER, "qa")
    rid = taken_in(trips.laptop(SECRETARY), concerns=person(ENGINEER))
    trips.trip(both)
    assert rid not in everything(both)
    fresh = trips.laptop(ENGINEER)
    assert knows(fresh, rid) == []
    assert complaints(fresh.desk) == []


def test_where_every_reader_is_an_engineer_he_has_to_be_named(trips: Trips) -> None:
    """Without a name it would be seen by nobody, for good; with one it goes past him to the others."""
    head, taker = trips.laptop(DEPARTMENT), trips.laptop(SECRETARY)
    said: Values = {"said": SAID, "complainant": "陈工", "described": "上周五来的人"}
    for number in (QA, DEPARTMENT, PRESIDENT):  # as this laptop knows the house; the office is not asked
        assert complain(taker.desk, said)
        more: Values = {"roles.r9.role": "engineer"}
        taker.store.write(taker.desk.actor, [Edit("person", person(number), more, taker.store.open(person(number)))])
    with pytest.raises(UserError, match="工程师") as refused:
        complain(taker.desk, said)
    assert refused.value.field == "concerns"
    rid = complain(taker.desk, {**said, "concerns": person(QA)}).id
    sync(taker.desk)
    assert rid in knows(head, rid)
    assert rid not in knows(trips.laptop(QA), rid)


def test_every_step_can_be_taken_by_somebody_it_does_not_concern(trips: Trips) -> None:
    """Whoever is concerned, and were he the only one of his role, somebody else may take each step."""
    steps = [step for step in TRANSITIONS if step.kind == "complaint" and step.source]
    assert steps
    assert all(len(step.roles) > 1 for step in steps)
