"""What every story has: a call, a name, a talk, a paper begun or opened, and the closed loop at its end."""

from collections.abc import Sequence

from .people import Person, Play
from .writing import Said, add_row, write


def take_in(play: Play, me: Person, summary: str, problem: Said, call: Said) -> None:
    """A call is written down as it comes; the story goes on with its problem."""
    me.go("problems")
    me.click("problems.empty.act")
    me.keys(summary)  # the keyboard is in the first field
    write(me, "problem", problem)
    write(me, "call", call)
    me.click("new_problem.take")
    play.problem = me.desktop.route.removeprefix("problems/")
    assert me.text("problem.title") == summary


def open_problem(play: Play, me: Person) -> Person:
    """By the rail and the list to the problem of the story."""
    me.go("problems")
    record = me.desk.store.get(play.problem)
    assert record is not None
    me.click_row("problems.table", str(record.values["summary"]))
    return me


def from_today(me: Person, title: str) -> Person:
    """To what Today says first, which must be this."""
    me.go("today")
    assert title in me.text("today.title"), me.text("today.title")
    me.click("today.primary")
    return me


def assign(play: Play, me: Person, to: str) -> None:
    """The manager finds it on Today and names who handles it."""
    from_today(me, "指派一个问题")
    me.choose("problem.engineer", play.people[to].desk.actor.person)
    me.click("primary")


def note(me: Person, said: Said) -> None:
    """A talk goes into the log of the problem that stands open."""
    me.click("contact.begin")
    write(me, "contact", said)
    me.click("contact.add")


def step(me: Person, target: str, said: Said) -> None:
    """A step that is not the next one: found behind the link, written, taken."""
    me.click("problem.more")
    me.click(f"problem.step.{target}")
    write(me, "problem", said)
    me.click("primary")


def begin(me: Person, kind: str) -> None:
    """A paper is begun from the file of the problem that stands open."""
    me.click("papers.begin")
    me.click(f"begin.{kind}")


def open_paper(play: Play, me: Person, kind: str) -> None:
    """The newest paper of a kind, from the file of the problem that stands open."""
    newest = me.desk.store.find(kind, {"problem": play.problem})[-1]
    me.click(f"filed.{newest.id}")


def correct(me: Person, said: Said) -> None:
    """What is known of the problem is corrected, or added to."""
    me.click("problem.edit")
    write(me, "problem", said)
    me.click("problem.edit")


def hand_documents_over(play: Play, moment: str, document: str, after: str) -> None:
    """The engineer writes down what changed and hands it over; the secretary finds it on Today and files it."""
    me = open_problem(play, play.sit("engineer", moment))
    begin(me, "document_update")
    write(me, "paper", {"document": document})
    add_row(me, "paper.changes", {"area": "configuration", "after": after})
    write(me, "paper", {"handed_to": "杨玥"})
    me.click("step.handed_over")
    me.send()
    secretary = from_today(play.meet("secretary"), "工程文档")
    secretary.click("step.filed")
    assert secretary.send()["waiting"] == 0


# -- the closed loop


def watch(play: Play, who: str, entries: Sequence[tuple[str, Said]], ended: tuple[str, Said]) -> None:
    """72 hours, on the problem that stands open: each entry at its moment, off line or not; then the watch passed."""
    me = play.sit(who, entries[0][0])
    if me.desk.store.find("monitoring_record", {"problem": play.problem, "status": "running"}):
        open_paper(play, me, "monitoring_record")
    else:
        begin(me, "monitoring_record")
    for moment, entry in entries:
        add_row(play.sit(who, moment), "paper.entries", entry)
    moment, said = ended
    me = play.sit(who, moment)
    write(me, "paper", said)
    me.click("step.passed")
    assert me.send()["waiting"] == 0


def analyse(play: Play, moment: str, said: Said) -> None:
    """The engineer finds on Today that the fault is to be analysed, writes it; his manager accepts it."""
    me = from_today(play.meet("engineer", moment), "编写故障处理文件")
    begin(me, "fault_analysis")
    write(me, "paper", said)
    me.click("step.submitted")
    assert me.send()["waiting"] == 0
    above = from_today(play.meet("line_manager"), "故障处理文件")
    above.click("step.accepted")
    assert above.send()["waiting"] == 0


def audit(play: Play, who: str, moment: str, said: Said | None = None) -> None:
    """The product-line manager finds it on Today, looks the points through, and says that it was done thoroughly."""
    me = from_today(play.meet(who, moment), "审核处理是否彻底")
    me.go_on("打开闭环单")
    write(me, "paper", {**(said or {}), "thorough": True})
    me.click("step.audited")
    assert me.send()["waiting"] == 0


def ask_again(play: Play, moment: str, said: Said, target: str = "rechecked") -> None:
    """QA finds the question on Today when the week is over, calls, and writes down what the customer says."""
    me = from_today(play.meet("qa", moment), "质检回访")
    open_problem(play, me).go_on("打开闭环单")
    write(me, "paper", said)
    me.click(f"step.{target}")
    assert me.send()["waiting"] == 0


def close(play: Play, moment: str) -> None:
    """The department manager finds it on Today with nothing missing, and closes it."""
    me = from_today(play.meet("department_manager", moment), "关闭问题")
    assert not [gap.objectName() for gap in me.there("problem.gap.*")]
    me.go_on("关闭问题")
    assert me.send()["waiting"] == 0
