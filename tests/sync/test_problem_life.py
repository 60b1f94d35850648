"""Whatever anybody does, in any order, with the laptop's checks or without them: no problem leaves the table.

Real laptops, real push and pull. What the office took is read from its history, and judged by promises of its own, not
by the function under test.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from fieldkit.access import Role
from fieldkit.actions import life, paperwork
from fieldkit.actions.desk import Desk
from fieldkit.demo.case import CUSTOMER, LINE
from fieldkit.demo.company import Company, at, rid
from fieldkit.errors import UserError
from fieldkit.forms import Person, Values, new_id
from fieldkit.forms.problem import PROBLEM_STATUS
from fieldkit.office.tables import CHANGE
from fieldkit.process.problem_steps import PROBLEM_STEPS
from fieldkit.store.store import Edit

PEOPLE = ("engineer", "line_manager", "department_manager", "qa", "secretary")
TABLE = {(step.source, step.target): step for step in PROBLEM_STEPS}
ENGINEERS = [rid("person", "E100"), rid("person", "E106"), None]
TARGETS = sorted(PROBLEM_STATUS)


@dataclass(frozen=True)
class Do:
    """Somebody does something: `honest` by the actions, else written past every check of the laptop."""

    who: str
    what: str
    honest: bool
    also: frozenset[str]
    to: str | None
    sends: bool


def dos(what: st.SearchStrategy[str]) -> st.SearchStrategy[Do]:
    fields = st.frozensets(st.sampled_from(sorted(WRITTEN)), max_size=len(WRITTEN))
    everything = st.just(frozenset(WRITTEN))
    return st.builds(
        Do, st.sampled_from(PEOPLE), what, st.booleans(), st.one_of(everything, fields), st.sampled_from(ENGINEERS),
        st.sampled_from([True, True, False]),
    )  # fmt: skip


WRITTEN: Values = {
    "reason": "因为", "proposal": "去", "further": "换板", "answer": "见手册", "market_to": "李", "market_answer": "改",
    "reopened_at": "2026-11-20T00:00:00Z", "judged_by": rid("person", "E111"), "level": "3", "faulty_part": "板",
    "same_as": "00000000-0000-7000-8000-000000000001",
}  # fmt: skip
PAPERS = ("watched", "analysed", "accepted", "audited", "rechecked", "told", "slip")
AFTERWARDS: dict[str, tuple[str, str, Values]] = {
    "watched": ("monitoring_record", "passed", {
        "started_at": "2026-11-09T02:00:00Z", "ended_at": "2026-11-12T03:00:00Z", "conclusion": "正常",
        "entries.a.since": "2026-11-09T02:00:00Z", "entries.a.source": "网管",
        "entries.a.seen_at": "2026-11-12T02:00:00Z", "entries.a.state": "normal"}),
    "analysed": ("fault_analysis", "submitted", {
        "ended_at": "2026-11-09T02:00:00Z", "cause": "板", "countermeasure": "换", "prevention": "巡检"}),
    "accepted": ("fault_analysis", "accepted", {}),
}  # fmt: skip
ANY = st.lists(dos(st.sampled_from([*TARGETS, *PAPERS])), max_size=10)
# The way that a problem most often goes, so that the late steps are reached, with anything in between.
MAIN = ("assigned", "solved", "watched", "analysed", "accepted", "audited", "rechecked", "told", "closed", "assigned",
        "closed")  # fmt: skip
GUIDES = {"assigned": "line_manager", "solved": "engineer", "watched": "engineer", "analysed": "engineer",
          "accepted": "line_manager", "audited": "line_manager", "rechecked": "qa", "told": "qa",
          "closed": "department_manager"}  # fmt: skip


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    made = Company(tmp_path_factory.mktemp("any order"))
    made.open_office()
    for name in PEOPLE:
        made.enrol(name)
    yield made
    made.close()


class Play:
    """One problem in everybody's hands."""

    def __init__(self, company: Company, nature: str) -> None:
        self.company = company
        company.clock.set(at("11-17 09:00"))
        self.problem, desk = new_id(), self.desk("qa")
        values: Values = {"summary": "s", "customer": CUSTOMER, "line": LINE, "level": "3", "symptom": "s",
                          "nature": nature, "received_at": "2026-11-09T00:12:00Z", "status": "open",
                          "received_by": desk.actor.person}  # fmt: skip
        desk.store.write(desk.actor, [Edit("problem", self.problem, values)])
        self.everybody()

    def desk(self, name: str) -> Desk:
        return self.company.laptops[name].desk

    def everybody(self) -> None:
        for _ in range(2):
            self.company.sync(*PEOPLE)

    def status(self, name: str) -> str:
        return str(self.desk(name).form(self.problem).record.values.get("status"))

    def do(self, one: Do) -> None:
        desk, before = self.desk(one.who), self.status(one.who)
        try:
            (self._paper if one.what in PAPERS else self._step)(desk, one)
        except UserError:
            assert self.status(one.who) == before or not one.honest
        else:
            after = self.status(one.who)
            assert one.what in PAPERS or not one.honest or (before, after) in TABLE
        if one.sends:
            self.company.sync(one.who, *PEOPLE)

    def _step(self, desk: Desk, one: Do) -> None:
        values = {name: WRITTEN[name] for name in one.also} | {"assigned_to": one.to}
        if one.honest:
            step = TABLE.get((self.status(one.who), one.what))
            asked = {*step.needs, *step.anew} - {step.at} if step else set()
            life.take(desk, self.problem, one.what, {name: values[name] for name in asked if name in values})
            return
        patch = {**values, "status": one.what}
        desk.store.write(desk.actor, [Edit("problem", self.problem, patch, desk.store.open(self.problem))])

    def _paper(self, desk: Desk, one: Do) -> None:
        if one.what == "slip":
            paperwork.begin(desk, "problem_slip", self.problem)
            return
        if one.what in AFTERWARDS:
            self._afterwards(desk, one)
            return
        found = desk.store.find("closure", {"problem": self.problem})
        if one.what == "audited":
            values: Values = {"gone_at": "2026-11-09T02:00:00Z", "engineer": rid("person", "E100")}
            paper = found[-1].id if found else paperwork.begin(desk, "closure", self.problem, values).id
            written: Values = {"thorough": True}
        elif not found:
            return
        else:
            paper = found[-1].id
            written = {"reached": "王", "recheck_at": "2026-11-17T00:00:00Z", "recheck_said": "好", "gone": True,
                       "archived_at": "2026-11-17T00:00:00Z"}  # fmt: skip
        if one.what == "told":
            told: Values = {"told_outcome": True, "satisfaction": "4"}
            desk.write("closure", paper, told)
        elif one.honest:
            paperwork.take_step(desk, paper, one.what, written)
        else:
            desk.store.write(
                desk.actor, [Edit("closure", paper, {**written, "status": one.what}, desk.store.open(paper))]
            )

    def _afterwards(self, desk: Desk, one: Do) -> None:
        """The watch and the analysis: begun, and moved on by the actions or past them."""
        kind, target, written = AFTERWARDS[one.what]
        found = desk.store.find(kind, {"problem": self.problem})
        if one.what == "accepted" and not found:
            return
        fresh = one.what != "accepted" and not (found and found[-1].values.get("status") in {"running", "draft"})
        rid = paperwork.begin(desk, kind, self.problem).id if fresh else found[-1].id
        if one.honest:
            paperwork.take_step(desk, rid, target, dict(written))
        else:
            desk.store.write(desk.actor, [Edit(kind, rid, {**written, "status": target}, desk.store.open(rid))])

    # -- what must hold

    def history(self) -> list[dict[str, Any]]:
        """What the office took of the problem and its papers, in its order."""
        house = self.company._house
        assert house is not None
        with house.database.reading() as connection:
            query = select(CHANGE).where(CHANGE.c.status == "ok").order_by(CHANGE.c.seq)
            return [dict(row) for row in connection.execute(query).mappings()]

    def hold_to_the_table(self) -> None:
        self.everybody()
        rows = self.history()
        papers = {row["rid"]: {"kind": row["kind"]} for row in rows if row["patch"].get("problem") == self.problem}
        values: dict[str, Any] = {}
        for row in rows:
            if row["rid"] in papers:
                papers[row["rid"]] |= row["patch"]
            if row["rid"] != self.problem:
                continue
            before, values = values, {**values, **row["patch"]}
            if "status" in row["patch"]:
                self._check(before, values, row, [*papers.values()])
        shown = {name: self.status(name) for name in PEOPLE}
        assert set(shown.values()) == {values["status"]}, shown

    def _check(self, before: dict[str, Any], after: dict[str, Any], row: dict[str, Any], papers: list[Any]) -> None:
        way = (str(before.get("status") or ""), str(after["status"]))
        assert way in TABLE, way
        step, patch, author = TABLE[way], row["patch"], row["author"]
        assert step.roles & self._roles(author), (way, author)
        assert all(patch.get(name) for name in step.anew), way
        if way[1] == "visit":
            assert after["assigned_to"] != author and after.get("proposal")
        if way[1] == "open" and way[0]:
            assert not after.get("assigned_to") or way[0] == "answered"
        if way == ("solved", "closed"):
            since = str(after.get("reopened_at") or "")
            done = [one for one in papers if (one["kind"], one.get("status")) == ("closure", "closed")]
            done = [one for one in done if str(one["audited_at"]) > since]
            assert any(one["told_outcome"] and one["satisfaction"] and one["gone"] and one["thorough"] for one in done)
            assert all(one["audited_by"] != after["assigned_to"] for one in done)
            if after.get("nature") == "fault":
                stands = {(one["kind"], one.get("status")) for one in papers if str(one.get("ended_at") or "~") > since}
                assert {("monitoring_record", "passed"), ("fault_analysis", "accepted")} <= stands

    def _roles(self, person: str) -> frozenset[Role]:
        return frozenset(Person(self.desk("qa").form(person).record).role_set)


@given(ANY, st.sampled_from(["fault", "question", "performance"]))
@settings(max_examples=10)
def test_no_sequence_of_actions_leaves_the_table(company: Company, doing: list[Do], nature: str) -> None:
    play = Play(company, nature)
    for one in doing:
        play.do(one)
    play.hold_to_the_table()


@given(st.lists(dos(st.sampled_from([*TARGETS, *PAPERS])), min_size=1, max_size=4), st.data())
@settings(max_examples=6)
def test_nor_does_one_between_the_steps_of_the_main_way(company: Company, doing: list[Do], data: st.DataObject) -> None:
    play = Play(company, "fault")
    places = sorted(data.draw(st.lists(st.integers(0, len(MAIN)), min_size=len(doing), max_size=len(doing))))
    for place, what in enumerate([*MAIN, ""]):
        for one in (one for where, one in zip(places, doing, strict=True) if where == place):
            play.do(one)
        if what:
            play.do(Do(GUIDES[what], what, True, frozenset(WRITTEN), ENGINEERS[0], True))
    play.hold_to_the_table()


def test_the_main_way_is_gone_to_its_end_and_again(company: Company) -> None:
    """Else the histories above would prove nothing about the late steps."""
    play = Play(company, "fault")
    seen = [play.status("qa")]
    for what in MAIN[:9]:
        if what == "closed":
            desk = play.desk("engineer")
            desk.write("problem", play.problem, {"faulty_part": "板"})
            play.everybody()
        play.do(Do(GUIDES[what], what, True, frozenset(WRITTEN), ENGINEERS[0], True))
        seen.append(play.status("qa"))
    assert [one for one, two in pairwise([*seen, ""]) if one != two] == ["open", "assigned", "solved", "closed"]
    play.hold_to_the_table()
