"""Whatever anybody does with a paper or a visit, in any order, with the laptop's checks or past them: none leaves the
table of steps, nobody approves his own, nothing under seal and nothing that a step settled changes.

Real laptops, real push and pull. What the office took is read from its history and judged by promises of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from documents.papers_case import FULL
from hypothesis import given, settings
from hypothesis import strategies as st
from setting_out import LOOKED_AT, word_of
from sqlalchemy import select

from fieldkit.access import GRANTS, Role
from fieldkit.actions import paperwork
from fieldkit.actions.desk import Desk
from fieldkit.actions.records import set_values
from fieldkit.demo.case import CUSTOMER, LINE
from fieldkit.demo.company import OTHERS, PEOPLE, Company, at, rid
from fieldkit.errors import UserError
from fieldkit.forms import FORMS, Json, Person, Values, new_id, only_child_id
from fieldkit.forms.types import Choice, Day, LongText, Moment, Text, YesNo
from fieldkit.forms.values import File, Link, PersonLink, Rows, Signature
from fieldkit.office.tables import CHANGE
from fieldkit.process.paper_steps import PAPER_STEPS
from fieldkit.process.step import Transition
from fieldkit.store.store import Edit

NAMES = ("engineer", "line_manager", "department_manager", "qa", "secretary", "vice_president")
NUMBERS = {**PEOPLE, **OTHERS}
KINDS = sorted({step.kind for step in PAPER_STEPS if FORMS[step.kind].belongs_to in {"problem", "visit"}})
TABLE = {(step.kind, step.source, step.target): step for step in PAPER_STEPS}
NOW = "2026-11-17T00:30:00Z"
TRIP: Values = {"customer": CUSTOMER, "purpose": "x"}
WHOLE: dict[str, Values] = {
    **FULL,
    "trip_approval": {"applicant": "", "plan": "x", "leave_on": "2026-11-18", "back_on": "2026-11-19",
                      "transport": "car"},
    "service_report": {"engineer_name": "", "arrived": NOW, "left": NOW, "solved": True, "symptom": "x",
                       "verified": "x", "cause": "x", "done": "x", "checked": "x", "cleanup": "x"},
    "spare_request": {"applicant": "", "reason": "x", "needed_by": "2026-11-20", "wanted.a.what": "x",
                      "wanted.a.purpose": "spare", "wanted.a.quantity": "1"},
    "maintenance_advice": {"findings.a.finding": "x", "findings.a.weight": "advice", "findings.a.advice": "x",
                           "reply_by": "2026-12-01"},
}  # fmt: skip
# Of these the step says who took it, when, or upon what: by kind and status, what no longer changes without a step.
FAST = {
    ("remote_request", "consented"): {"signed_paper", "consented_at", "consented_by", "customer"},
    ("remote_request", "withdrawn"): {"signed_paper", "consented_at", "ended_at"},
    ("spare_request", "granted"): {"decided_by"},
    ("spare_request", "back"): {"decided_by", "back_on", "out_on"},
    ("support_request", "answered"): {"answered_by", "answered_at"},
    ("closure", "audited"): {"audited_by", "audited_at", "thorough", "engineer", "gone_at", "problem"},
    ("closure", "rechecked"): {"audited_by", "audited_at", "recheck_at", "recheck_by", "gone", "gone_at"},
}
# Papers of work: who did it, as the visit says, does not decide on them.
OF_WORK = {("service_report", "approved"), ("trip_approval", "approved"), ("closure", "audited")}


@dataclass(frozen=True)
class Do:
    """Somebody takes one of the steps that are open to him, or writes past every check: a status, and what goes with
    it, or only that; `named` is whom he writes where somebody is named.
    """

    who: str
    honest: bool
    pick: int
    named: str
    moves: bool
    sends: bool


DOS = st.builds(
    Do, st.sampled_from(NAMES), st.booleans(), st.integers(0, 50), st.sampled_from(NAMES),
    st.sampled_from([True, True, True, False]), st.sampled_from([True, True, False]),
)  # fmt: skip


def person(name: str) -> str:
    return rid("person", NUMBERS[name])


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    made = Company(tmp_path_factory.mktemp("any paper"))
    made.open_office()
    for name in NAMES:
        made.enrol(name)
    made.clock.set(at("11-17 09:00"))
    yield made
    made.close()


class Play:
    """One paper of a kind, or a visit, in everybody's hands."""

    def __init__(self, company: Company, kind: str, traveller: str) -> None:
        self.company, self.kind = company, kind
        self.problem, self.visit = new_id(), new_id()
        self._write("engineer", "problem", self.problem, {
            "summary": "s", "customer": CUSTOMER, "line": LINE, "level": "3", "symptom": "s", "nature": "fault",
            "received_at": "2026-11-09T00:12:00Z", "received_by": person("qa"), "status": "open"})  # fmt: skip
        trip: Values = {**TRIP, "problem": self.problem, "engineer": person(traveller), "status": "preparing"}
        self._write("engineer", "visit", self.visit, trip)
        if kind == "visit":
            words = word_of(person(next(name for name in NAMES[1:3] if name != traveller)), at("11-17 08:00"))
            approval = {"visit": self.visit, "applicant": person(traveller), "status": "draft", **words}
            self._write("engineer", "trip_approval", only_child_id(self.visit, "trip_approval"), approval)
        self.rid = self.visit if kind == "visit" else self._begun()
        self.everybody()

    def desk(self, name: str) -> Desk:
        return self.company.laptops[name].desk

    def everybody(self) -> None:
        for _ in range(2):
            self.company.sync(*NAMES)

    def _write(self, name: str, kind: str, record: str, patch: Values) -> None:
        desk = self.desk(name)
        opened = desk.store.open(record) if desk.store.get(record) else None
        desk.store.write(desk.actor, [Edit(kind, record, patch, opened)])

    def _begun(self) -> str:
        """The paper, begun by somebody who may, full but for its signatures."""
        form = FORMS[self.kind]
        first = next(step for step in PAPER_STEPS if (step.kind, step.source) == (self.kind, ""))
        name = next(name for name in NAMES if self.roles(name) & GRANTS[self.kind].write & first.roles)
        parent = {"problem": self.problem, "visit": self.visit}[form.belongs_to]
        record = only_child_id(parent, self.kind) if form.only_child else new_id()
        values: Values = {form.belongs_to: parent, "status": first.target}
        for path, value in WHOLE[self.kind].items():
            name_of, _, inner = path.partition(".")
            field = form.fields[name_of]
            if not self.may_write(name, name_of) or name_of == "consented_at":  # nothing was sent yet
                continue
            if isinstance(field, Rows):
                if name_of == "operations" and self.kind == "remote_report":
                    continue  # there is no consent
                field = field.row.fields[inner.split(".")[-1]]
            if isinstance(field, PersonLink):
                values[path] = person(name)
            elif not isinstance(field, Link | Signature | File) and path not in values:
                values[path] = value
        if self.kind == "remote_report":
            values["request"] = new_id()
        if self.kind == "trip_approval":
            self._write(name, "checklist", only_child_id(parent, "checklist"), {"visit": parent, **LOOKED_AT})
        self.company.sync(name, "engineer", name)
        self._write(name, self.kind, record, values)
        return record

    def roles(self, name: str) -> frozenset[Role]:
        return frozenset(Person(self.desk("qa").form(person(name)).record).role_set)

    def may_write(self, name: str, field: str) -> bool:
        roles = FORMS[self.kind].fields[field].write
        return roles is None or bool(roles & self.roles(name))

    # -- doing

    def do(self, one: Do) -> None:
        desk = self.desk(one.who)
        record = desk.store.get(self.rid)
        if record is None:  # of a kind that he does not read
            return
        before = str(record.values.get("status") or "")
        steps = paperwork.steps_of(desk, record)
        if not one.honest:
            self._write(one.who, self.kind, self.rid, self._past(one))
        elif steps:
            self._take(desk, steps[one.pick % len(steps)], one, before)
        if one.sends:
            self.company.sync(one.who, *NAMES)

    def _take(self, desk: Desk, step: Transition, one: Do, before: str) -> None:
        said = {name: self._value(name, one) for name in (*step.needs, *step.anew) if name not in {step.by, step.at}}
        told: Values = {name: value for name, value in said.items() if value is not None and not _is_signed(step, name)}
        try:
            if self.kind == "visit":
                set_values(desk, self.rid, {**told, "status": step.target}, desk.store.open(self.rid))
            else:
                paperwork.take_step(desk, self.rid, step.target, told)
        except UserError:
            assert str(desk.form(self.rid).record.values.get("status") or "") == before
        else:
            assert (self.kind, before, step.target) in TABLE

    def _past(self, one: Do) -> Values:
        """What a program of one's own would send: any status, and whatever any step of the kind asks for."""
        names = {name for step in PAPER_STEPS if step.kind == self.kind for name in _named(step)}
        picked = sorted(names) if one.pick % 3 else sorted(names)[one.pick % (len(names) or 1) :][:1]
        patch: Values = {name: self._value(name, one) for name in picked}
        status = FORMS[self.kind].status_field()
        assert status is not None
        return {**patch, "status": sorted(status.options)[one.pick % len(status.options)]} if one.moves else patch

    def _value(self, name: str, one: Do) -> Json:
        field = FORMS[self.kind].fields[name]
        if isinstance(field, Signature):
            mine = str(self.desk(one.who).form(person(one.who)).record.values["person_name"])
            hand: Json = [[[100, 100, 5], [300, 200, 5]]]
            signed: dict[str, Json] = {"name": mine if field.house else "王", "role": "x", "at": NOW}
            return signed if field.house else {**signed, "strokes": hand}
        if isinstance(field, PersonLink):
            return person(one.named)
        if isinstance(field, Choice):
            return next(iter(field.options))
        known: dict[type, Json] = {Moment: NOW, Day: "2026-11-17", YesNo: True, Text: "x", LongText: "x"}
        return next((value for kind, value in known.items() if type(field) is kind), None)

    # -- what must hold

    def rows(self) -> list[dict[str, Any]]:
        """What the office took of the paper, in its order."""
        house = self.company._house
        assert house is not None
        with house.database.reading() as connection:
            query = select(CHANGE).where(CHANGE.c.status == "ok", CHANGE.c.rid == self.rid).order_by(CHANGE.c.seq)
            return [dict(row) for row in connection.execute(query).mappings()]

    def said(self) -> str:
        """What the office said last of it."""
        house = self.company._house
        assert house is not None
        with house.database.reading() as connection:
            query = select(CHANGE.c.message).where(CHANGE.c.rid == self.rid).order_by(CHANGE.c.seq.desc())
            return str((connection.execute(query).scalars().first() or {}).get("en"))

    def hold_to_the_table(self) -> list[str]:
        """The statuses that it went through."""
        self.everybody()
        values: dict[str, Any] = {}
        went = []
        for row in self.rows():
            before, values = values, {**values, **row["patch"]}
            if "status" in row["patch"]:
                went.append(str(values["status"]))
                self._check_step(before, values, row)
            self._check_seal(before, row)
        shown = {name: record.values.get("status") for name in NAMES if (record := self.desk(name).store.get(self.rid))}
        assert set(shown.values()) <= {values.get("status")}, shown
        return went

    def _check_step(self, before: dict[str, Any], after: dict[str, Any], row: dict[str, Any]) -> None:
        way = self.kind, str(before.get("status") or ""), str(after["status"])
        assert way in TABLE, way
        step, author = TABLE[way], row["author"]
        name = next(name for name in NAMES if person(name) == author)
        assert step.roles & self.roles(name), (way, name)
        assert not step.by or after.get(step.by) == author, way
        assert not step.not_by or after.get(step.not_by) != author, way
        assert all(after.get(needed) for needed in step.needs), way
        if (self.kind, way[2]) in OF_WORK:
            assert author != self.desk("qa").form(self.visit).record.values["engineer"], way
        if way == ("visit", "left", "closed"):
            raise AssertionError("closed, and nobody reported")

    def _check_seal(self, before: dict[str, Any], row: dict[str, Any]) -> None:
        status, patch = before.get("status"), row["patch"]
        form = FORMS[self.kind]
        changed = {path.split(".")[0] for path, value in patch.items() if value != before.get(path)}
        if status in form.sealed_in:
            assert all(form.fields[name].follow_up for name in changed), (self.kind, status, changed)
        stood = {name for name in FAST.get((self.kind, str(status)), ()) if before.get(name) is not None}
        assert not stood & changed, (self.kind, status, stood & changed)


def _is_signed(step: Transition, name: str) -> bool:
    return isinstance(FORMS[step.kind].fields[name], Signature)


def _named(step: Transition) -> list[str]:
    return [name for name in (*step.needs, *step.either, *step.anew, step.by, step.at, step.not_by) if name]


@given(st.sampled_from(KINDS), st.sampled_from(NAMES[:3]), st.lists(DOS, min_size=1, max_size=10))
@settings(max_examples=12)
def test_no_sequence_of_actions_leaves_the_table(company: Company, kind: str, traveller: str, doing: list[Do]) -> None:
    play = Play(company, kind, traveller)
    for one in doing:
        play.do(one)
    play.hold_to_the_table()


@pytest.mark.parametrize(
    ("kind", "way"),
    [
        ("spare_request", "engineer:submitted line_manager:granted secretary:out secretary:back"),
        ("remote_request", "engineer:sent engineer:consented engineer:withdrawn"),
        ("support_request", "engineer:submitted line_manager:passed_up department_manager:approved "
                            "vice_president:answered"),
        ("trip_approval", "engineer:submitted line_manager:line_approved department_manager:approved"),
        ("closure", "line_manager:audited qa:rechecked department_manager:closed"),
        ("visit", "engineer:on_site engineer:left"),
    ],
)  # fmt: skip
def test_past_the_checks_the_whole_way_is_gone_by_those_who_may(company: Company, kind: str, way: str) -> None:
    """Else the histories above would prove nothing about the late steps."""
    play = Play(company, kind, "engineer")
    for part in way.split():
        who, target = part.split(":")
        step = TABLE[kind, str(play.desk("qa").form(play.rid).record.values["status"]), target]
        one = Do(who, False, 0, who, True, True)
        mine = {name for name in _named(step) if play.may_write(who, name)} - {step.not_by}
        patch = {name: play._value(name, one) for name in mine}
        play._write(who, kind, play.rid, {**patch, **_asked(kind, target), "status": target})
        play.everybody()
        assert play.desk("qa").form(play.rid).record.values["status"] == target, play.said()
    assert play.hold_to_the_table()[1:] == [part.split(":")[1] for part in way.split()]


def _asked(kind: str, target: str) -> Values:
    """What the full paper leaves to whoever takes the step."""
    if (kind, target) == ("closure", "audited"):
        return {"gone_at": "2026-11-09T02:00:00Z", "engineer": person("engineer"), "thorough": True}
    if (kind, target) == ("closure", "rechecked"):
        return {"reached": "王", "recheck_said": "好", "recheck_at": NOW, "archived_at": NOW}
    return {}
