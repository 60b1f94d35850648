"""A complaint about conduct (docs/cases.md, 5): past whom it concerns, to quality assurance and back to the caller."""

import json
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from held_by import everything

from fieldkit import resource
from fieldkit.actions.complaints import complaints
from fieldkit.actions.histories import open_duties
from fieldkit.actions.notices import untold
from fieldkit.demo.company import at, rid
from fieldkit.forms import Complaint, Record
from fieldkit.process.clock import State
from fieldkit.process.clocks import clocks
from fieldkit.process.history import History
from fieldkit.process.working_days import WorkCalendar

from . import endings, stories
from .people import Person, Play
from .writing import add_row, attach, save_as, write

READERS = ("qa", "department_manager", "vice_president")
KEPT_FROM = ("engineer", "colleague", "line_manager", "other_manager")
CAST = (*KEPT_FROM, *READERS)
CALLER = "韩素芬"
SAID = "上周二来换主控板的工程师当着值班员说“连这都不懂”，备份没讲清楚就离开了机房。"
WHO = "高个子，没挂胸牌，上周二下午三点走的"
SHORT = "已与何志强谈话，本人承认态度急躁。"
ANSWER = "已与本人谈话；11-18 上午由部门经理登门致歉，当天补做现场培训。"
COMPLAINT = (SAID, WHO, SHORT, ANSWER, f"  {CALLER}")
LETTER = resource("demo/photos") / "2-指示灯.jpg"


@pytest.fixture(autouse=True)
def past_whom_it_concerns(play: Play) -> Iterator[None]:
    """After every scene those it is kept from synchronize: nothing of it is on their laptops, in no table or file.

    Who took it in keeps what she sent under seal until a backup of the office covers it, and is shown none of it.
    """
    yield
    for who in KEPT_FROM if play.problem else ():
        person = play.people[who]
        person.sit_down().send()
        assert who == "colleague" or _found_with(play, person) == [], who
        assert person.desk.store.get(play.problem) is None
        assert person.desk.store.search("备份没讲清楚") == []
        assert complaints(person.desk, ended=True) == []
        assert untold(person.desk) == []


def _found_with(play: Play, person: Person) -> list[str]:
    """What of it a laptop holds: its id, a piece of each of its texts however it is written down, the letter."""
    held = everything(person.laptop)
    texts = [text[2:9] for text in COMPLAINT]
    words = [*texts, *(json.dumps(text)[1:-1] for text in texts), play.problem]
    words += [row.file.sha256 for row in Complaint(_record(play)).evidence if row.file]
    return [word for word in words if word in held]


def _record(play: Play) -> Record:
    return endings.at_the_office(play)[play.problem]


def _complaint(play: Play, who: str) -> Complaint:
    return Complaint(play.people[who].desk.store.get(play.problem))


def test_the_call_turns_out_to_be_about_a_person_and_is_written_down_off_line(play: Play) -> None:
    play.company.switch_off()
    me = play.sit("colleague", "11-16 16:40")
    me.go("problems")
    me.click("problems.empty.act")
    me.keys("用户对现场人员不满")  # the keyboard is in the first field
    write(me, "problem", {"customer": "平川县", "symptom": SAID})
    write(me, "call", {"caller": CALLER, "phone": "13900010002"})
    me.click("new_problem.complaint")
    assert (me.text("complaint.said"), me.text("call.complainant")) == (SAID, CALLER)
    me.click("complain.send")
    assert "写明" in me.text("complaint.concerns.reason")  # who it is, or how the caller described him
    write(me, "complaint", {"described": WHO})
    me.click("complain.send")
    assert "不再看到" in me.text("complain.said.words")
    (record,) = me.desk.store.find("complaint")
    assert me.desk.store.find("problem") == []
    play.company.switch_on()
    me.send()
    play.problem = record.id


def test_quality_assurance_names_him_and_issues_the_slip(play: Play) -> None:
    """Until somebody is named no engineer has it. A serious one is told by phone first, and to the vice president."""
    me = stories.from_today(play.meet("qa", "11-16 17:05"), "问题受理单")
    add_row(me, "paper.evidence", {"note": "用户传真的投诉信"})
    attach(me, "paper.evidence.*.file", LETTER)
    write(me, "paper", {"concerns": "何志强", "grave": True, "due": "2026-11-18"})
    me.click("step.issued")
    assert _complaint(play, "qa").status == "received"
    assert me.keyboard == "paper.phoned_at"
    play.company.clock.set(at("11-16 17:22"))
    write(me, "paper", {"phoned_at": "2026-11-16 17:10", "president_at": "2026-11-16 17:15"})
    write(me, "paper", {"delivered_by": "email", "delivered_at": "2026-11-16 17:20"})
    me.click("step.issued")
    assert me.send()["waiting"] == 0
    found = _complaint(play, "qa")
    assert (found.status, found.concerns) == ("issued", rid("person", "E100"))


def test_the_slip_is_printed_for_the_department(play: Play, tmp_path: Path) -> None:
    me = play.sit("qa")
    me.go("complaints")
    me.click_row("complaints.table", "何志强")
    printed = save_as(me, "paper.save", tmp_path / "slip.pdf")
    pages = pypdfium2.PdfDocument(printed)
    said = "".join(page.get_textpage().get_text_range() for page in pages)
    assert all(word in said for word in ("问题受理单", _complaint(play, "qa").number, "何志强", CALLER, "11-18"))


def test_the_vice_president_finds_it_on_today_at_once(play: Play) -> None:
    me = stories.from_today(play.meet("vice_president", "11-16 17:30"), "问题受理单")
    assert SAID in me.text("paper.said")


def test_the_department_manager_answers_off_line(play: Play) -> None:
    me = play.meet("department_manager", "11-17 09:00")
    play.company.switch_off()
    stories.from_today(me, "问题受理单")
    write(me, "paper", {"answer": SHORT})
    me.click("step.answered")
    play.company.switch_on()
    assert me.send()["waiting"] == 0


def test_quality_assurance_asks_again_and_gets_a_whole_answer(play: Play) -> None:
    me = stories.from_today(play.meet("qa", "11-17 10:00"), "问题受理单")
    me.click("step.issued")
    assert _complaint(play, "qa").status == "answered"  # nothing was said yet of what is lacking
    write(me, "paper", {"remark": "没有说明怎样向用户道歉、怎样补讲备份。"})
    me.click("step.issued")
    me.send()
    above = stories.from_today(play.meet("department_manager", "11-18 11:30"), "问题受理单")
    write(above, "paper", {"answer": ANSWER, "answered_at": "2026-11-18 11:30"})
    above.click("step.answered")
    assert above.send()["waiting"] == 0


def test_the_customer_is_told_the_outcome_and_it_is_closed(play: Play) -> None:
    me = stories.from_today(play.meet("qa", "11-18 15:00"), "问题受理单")
    me.click("step.closed")
    assert _complaint(play, "qa").status == "answered"
    assert me.keyboard == "paper.told_at"
    write(me, "paper", {"told_at": "2026-11-18 14:50", "satisfaction": "4"})
    me.click("step.closed")
    assert me.send()["waiting"] == 0


def test_whom_it_concerns_sees_nothing_wherever_he_looks(play: Play) -> None:
    me = play.sit("engineer", "11-18 16:00")
    me.go("today")
    assert me.text("today.title") == "没有事等您处理"
    assert me.there("today.no-duties") and me.there("today.no-back")
    assert not me.there("rail.complaints")
    me.desktop.place.go.emit(f"papers/{play.problem}")
    me.idle()
    assert not me.there("paper.title") or SAID not in me.text("paper.title")
    assert not me.there("paper.said.*")


def test_everything_is_as_the_story_says(play: Play) -> None:
    endings.everything_sent(play)
    assert endings.the_same_everywhere(play, kept_from=KEPT_FROM) == {"complaint": ["closed"]}
    found = Complaint(_record(play))
    assert (found.answer, found.satisfaction, found.customer) == (ANSWER, "4", rid("customer", "C1900"))
    for who in READERS:
        desk = play.people[who].desk
        now, history = desk.clock.now(), History([desk.store.get(play.problem)])
        stands = {clock.code: clock.stand(now) for clock in clocks(history, WorkCalendar())}
        assert {code: stand.state for code, stand in stands.items()} == {"judge": State.DONE, "complaint": State.KEPT}
        assert not any(duty.record == play.problem for duty in open_duties(desk))
        assert len(_found_with(play, play.people[who])) > len(COMPLAINT)  # what is looked for is found where it may be
        play.people[who].sit_down().go("today")
        assert play.people[who].text("today.title") == "没有事等您处理"
