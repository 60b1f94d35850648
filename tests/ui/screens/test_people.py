"""People, by real clicks before a desktop, with a real office on loopback."""

from collections.abc import Callable, Iterator

import pytest
from courier_trips import AN, COLLEAGUE, CUSTOMER, DEPARTMENT, ENGINEER, MANAGER, Trips, new_problem
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QTableView, QWidget
from sqlalchemy import select

from fieldkit import i18n
from fieldkit.actions import problems
from fieldkit.actions.enrol import enrol, sync
from fieldkit.actions.handing_over import open_work
from fieldkit.actions.records import delete_record, new_record, set_values
from fieldkit.app import Laptop
from fieldkit.forms import Person, Roster, natural_id
from fieldkit.office.tables import DEVICE
from fieldkit.sync.line import LockedOutError
from fieldkit.ui.desktop import Desktop
from fieldkit.ui.jobs import Jobs
from fieldkit.ui.screens.people.timeline import Timeline
from tests.ui.case.hands import Hands, wait_for

ONE, OTHER, BOSS = (natural_id("person", number) for number in (ENGINEER, COLLEAGUE, DEPARTMENT))
SECRETARY = "E112"


@pytest.fixture
def at_desk(trips: Trips, qapp: QApplication) -> Iterator[Callable[[Laptop], Hands]]:
    """Somebody before the desktop of a laptop, on the screen of people."""
    bugs: list[Exception] = []
    made: list[Desktop] = []

    def sit(laptop: Laptop) -> Hands:
        made.append(Desktop(laptop, Jobs(bugs.append)))
        hands = Hands(made[-1])
        hands.desktop.show()
        hands.window.activateWindow()
        wait_for(hands.window.isActiveWindow, "the window to come to the front")
        hands.click("rail.people")
        return hands

    yield sit
    for desktop in made:
        desktop.close()
        desktop.frame.close()
        desktop.frame.deleteLater()
        desktop.jobs.close()
    assert not bugs, bugs


def cells(hands: Hands, column: int) -> list[str]:
    model = hands.see("people.table", QTableView).model()
    return [str(model.index(row, column).data() or "") for row in range(model.rowCount())]


def said(hands: Hands, name: str) -> str:
    return " ".join(label.text() for label in hands.see(name).findChildren(QLabel))


def shown(laptop: Laptop, rid: str) -> Person:
    record = laptop.store.get(rid)
    assert record is not None
    return Person(record)


def test_everybody_is_found_by_name_and_opened_by_keyboard(trips: Trips, at_desk) -> None:
    laptop = trips.laptop(ENGINEER)
    hands = at_desk(laptop)
    assert hands.text("people.title") == "14 人，当前无人值班"
    assert "陈䶮·E113" in cells(hands, 0) and "产品线经理（AN）" in cells(hands, 1)
    assert not hands.there("new_person"), "an engineer adds nobody"
    hands.click("people.search")
    hands.keys("E104")
    wait_for(lambda: cells(hands, 0) == ["张秀英·E104"], "one person to be left")
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Return)
    hands.idle()
    assert hands.desktop.route == f"people/{OTHER}"
    assert not hands.there("laptops"), "a colleague's laptops are nobody else's business"
    hands.click("person.section.1")
    hands.click("person.phone")
    hands.keys("1")
    assert hands.text("person.phone") == "18526680725", "and may not be written"
    hands.click("person.section.2")
    assert not hands.there("person.roles.add")
    assert "方案已提交、已解决" in said(hands, "person.may")


def test_a_manager_adds_a_person_gives_a_role_and_invites_the_laptop(trips: Trips, at_desk) -> None:
    boss = trips.laptop(DEPARTMENT)
    hands = at_desk(boss)
    hands.click("new_person.begin")
    hands.type_text("new_person.number", "E900")
    hands.type_text("new_person.person_name", "新来")
    hands.click("new_person.add")
    person = hands.desktop.route.split("/")[1]
    assert "尚无角色" in hands.text("person.facts")
    hands.click("person.section.2")
    hands.click("person.roles.add")
    (row,) = hands.there("person.roles.*.role")
    hands.choose(row.objectName(), "engineer")
    wait_for(lambda: shown(boss, person).role_set, "the role to be kept")
    sync(boss.desk)
    hands.desktop.place.changed.emit()
    hands.idle()
    hands.click("laptops.invite")
    url, code = hands.text("invitation.url"), hands.text("invitation.code")
    assert "新来" in hands.text("invitation.warning")
    hands.click("invitation.copy")
    assert QApplication.clipboard().text() == f"{url}\n{code}"
    hands.click("invitation.done")
    assert not hands.there("invitation.code")
    new = Laptop(trips.folder / "new", clock=trips.clock, passphrase=lambda: "a passphrase")
    trips.laptops.append(new)
    enrol(new.desk, url, code)
    sync(new.desk)
    assert new.desk.actor.number == "E900"


def test_a_manager_locks_a_lost_laptop_out(trips: Trips, at_desk) -> None:
    boss, lost = trips.laptop(DEPARTMENT), trips.laptop(ENGINEER)
    hands = at_desk(boss)
    hands.click_row("people.table", "E100")
    device = lost.desk.identity.device
    hands.click(f"laptop.{device}.lock")
    assert "停用" in hands.text("lock.question")
    hands.click("lock.cancel")
    assert not hands.there("lock.question")
    hands.click(f"laptop.{device}.lock")
    hands.click("lock.do")
    wait_for(lambda: "已停用" in said(hands, f"laptop.{device}"), "the laptop to be locked out")
    with trips.house.database.reading() as connection:
        assert connection.execute(select(DEVICE.c.revoked_ms).where(DEVICE.c.id == device)).scalar_one()
    with pytest.raises(LockedOutError):
        sync(lost.desk)


def test_off_line_the_laptops_say_so_and_the_rest_stands(trips: Trips, at_desk) -> None:
    boss = trips.laptop(DEPARTMENT)
    trips.off_line()
    hands = at_desk(boss)
    hands.click_row("people.table", "E100")
    wait_for(lambda: "总部" in hands.text("laptops.said"), "the sentence")
    hands.click("laptops.invite")
    wait_for(lambda: not hands.there("invitation.code") and hands.there("laptops.said"), "the sentence again")
    assert "何志强" in hands.text("person.name")


def test_a_secretary_keeps_phones_but_gives_no_roles_and_invites_nobody(trips: Trips, at_desk) -> None:
    laptop = trips.laptop(SECRETARY)
    hands = at_desk(laptop)
    hands.click_row("people.table", "E100")
    hands.click("person.section.1")
    hands.type_text("person.phone", "13912345678")
    hands.key(Qt.Key.Key_Tab)
    wait_for(lambda: shown(laptop, ONE).phone == "13912345678", "the number to be kept")
    hands.click("person.section.2")
    assert not hands.there("person.roles.add") and not hands.there("laptops.invite")
    hands.desktop.go(f"people/{natural_id('person', SECRETARY)}")
    hands.idle()
    assert hands.there("laptops") and not hands.there("laptops.invite"), "one's own laptops are shown"


def test_duty_is_planned_in_turns_changed_and_its_gaps_are_named(trips: Trips, at_desk) -> None:
    manager = trips.laptop(MANAGER)
    hands = at_desk(manager)
    hands.click("people.roster")
    assert "尚未安排" in hands.text("roster.title")
    hands.click("rotation.begin")
    hands.choose("rotation.line", AN)
    for number in (ENGINEER, COLLEAGUE):
        tick(hands, number)
    hands.type_text("rotation.from", "2026-11-09 00:00")
    hands.type_text("rotation.count", "6")
    hands.click("rotation.plan")
    rows = [Roster(record) for record in manager.store.find("roster", order="starts")]
    assert [row.person for row in rows] == [ONE, OTHER] * 3
    gaps = [row.accessibleName() for row in hands.there("roster.gap")]
    assert any("AN" in gap and "11-15 00:00" in gap for gap in gaps)
    assert "张秀英" in hands.see("roster.timeline", Timeline).accessibleDescription()
    hands.click(f"turn.{rows[5].id}")
    hands.pick("turn.person", "何志强")
    wait_for(lambda: shown_turn(manager, rows[5].id).person == ONE, "the turn to change hands")
    hands.click("turn.delete")
    wait_for(lambda: any("11-14 00:00" in row.accessibleName() for row in hands.there("roster.gap")), "a longer gap")
    hands.click("roster.switch")
    assert "2026-11，" in hands.text("roster.title")
    hands.click("roster.later")
    assert "2026-12" in hands.text("roster.title")
    hands.click("roster.switch")
    assert "11-30" in hands.text("roster.title")
    sync(manager.desk)
    hands.click("rail.people")
    assert "1 人正在值班" in hands.text("people.title") and "AN" in cells(hands, 3)
    hands.desktop.go("problems/new")
    hands.idle()
    assert "18095596428" in said(hands, "new_problem.duty"), "whoever takes a call sees whom to ring"


def test_a_turn_of_somebody_off_the_list_is_a_gap(trips: Trips, at_desk) -> None:
    boss = trips.laptop(DEPARTMENT)
    times = {"starts": "2026-11-08T16:00:00Z", "ends": "2026-11-15T16:00:00Z"}
    new_record(boss.desk, "roster", {"person": ONE, "product_line": AN, **times})
    delete_record(boss.desk, ONE)
    hands = at_desk(boss)
    assert "何志强·E100" not in cells(hands, 0)
    hands.click("people.roster")
    assert any("AN" in row.accessibleName() and "何志强" in row.accessibleName() for row in hands.there("roster.gap"))


def tick(hands: Hands, number: str) -> None:
    people = hands.see("rotation.people", QListWidget)
    (at,) = [at for at in range(people.count()) if number in people.item(at).text()]
    people.setFocus()
    people.setCurrentRow(at)
    hands.key(Qt.Key.Key_Space)
    assert people.item(at).checkState() == Qt.CheckState.Checked


def shown_turn(laptop: Laptop, rid: str) -> Roster:
    record = laptop.store.get(rid)
    assert record is not None
    return Roster(record)


def test_somebody_else_s_line_cannot_be_planned(trips: Trips, at_desk) -> None:
    hands = at_desk(trips.laptop(ENGINEER))
    hands.click("people.roster")
    assert not hands.there("rotation.begin") and not hands.there("new_roster.begin")


def test_absence_and_certificates_are_told_with_a_word_and_an_icon(trips: Trips, at_desk) -> None:
    boss = trips.laptop(DEPARTMENT)
    set_values(boss.desk, ONE, {"away_from": "2026-11-09", "away_to": "2026-11-10", "deputy": OTHER})
    papers = {"certificates.c1.certificate": "高处作业证", "certificates.c1.expires": "2026-10-01"}
    set_values(boss.desk, OTHER, papers)
    set_values(boss.desk, natural_id("person", "E101"), {"left_on": "2026-11-01"})
    sync(boss.desk)
    hands = at_desk(boss)
    model = hands.see("people.table", QTableView).model()
    names = cells(hands, 0)
    first, second = names.index("何志强·E100"), names.index("张秀英·E104")
    assert cells(hands, 4)[first] == "缺勤至 11-10，代理人 张秀英"
    assert cells(hands, 5)[second] == "已过期"
    for row, column in ((first, 4), (second, 5)):
        assert model.index(row, column).data(Qt.ItemDataRole.DecorationRole) is not None
    assert names[-1].endswith("E101"), "who has left stands at the end"
    hands.click_row("people.table", "E104")
    now = said(hands, "person.now")
    assert "代理 何志强" in now and "高处作业证" in now and "已过期 2026-10-01" in now
    assert "代理 何志强：AN" in said(hands, "person.may")


def test_who_leaves_hands_over_his_work_with_one_press(trips: Trips, at_desk) -> None:
    manager, engineer = trips.laptop(MANAGER), trips.laptop(ENGINEER)
    rid = new_problem(manager, line=AN, level="2", symptom="主控板心跳丢失")
    problems.assign(manager.desk, rid, ONE)
    sync(manager.desk)
    sync(engineer.desk)
    values = {"problem": rid, "customer": CUSTOMER, "engineer": ONE, "purpose": "更换主控板", "status": "preparing"}
    new_record(engineer.desk, "visit", values)
    hands = at_desk(engineer)
    hands.click_row("people.table", "E100")
    hands.click("person.hand_over")
    assert hands.text("hand_over.title") == "何志强·E100 移交 2 项工作"
    hands.click("hand_over.do")
    assert hands.text("hand_over.error") == "请选择接手人。"
    hands.choose("hand_over.to", OTHER)
    hands.click("hand_over.do")
    assert hands.desktop.route == f"people/{OTHER}"
    sync(engineer.desk)
    other = trips.laptop(COLLEAGUE)
    assert len(open_work(other.desk, OTHER).forms) == 2
    hands.desktop.go(f"people/{ONE}/hand_over")
    hands.idle()
    assert "没有未完工作" in hands.text("hand_over.title") and not hands.there("hand_over.do")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_a_person_may_do_is_on_the_page_in_both_languages(trips: Trips, at_desk, language: str) -> None:
    boss = trips.laptop(DEPARTMENT)
    i18n.set_language(language)
    hands = at_desk(boss)
    hands.click_row("people.table", "E110")
    words = said(hands, "person.may")
    assert ("授予角色" if language == "zh" else "gives roles") in words
    assert isinstance(hands.see("person.form"), QWidget)
