"""Deliveries: what it says is what the ledger says, and what a person chooses is what is stored."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from sqlalchemy import update

from fieldkit.demo.case import BOARD_2
from fieldkit.demo.company import rid
from fieldkit.records.heads import Head
from fieldkit.records.tables import load, save
from fieldkit.store.database import OUTBOX
from fieldkit.store.ledger import summary
from fieldkit.ui.screens.deliveries import DeliveriesScreen
from fieldkit.ui.widgets.table import Table

BOARD = rid("equipment", BOARD_2)


def opened(shown, qtbot, sat, *parts: str) -> DeliveriesScreen:
    screen = shown(DeliveriesScreen(sat.place), 1286, 712)
    screen.open(parts)
    sat.idle(qtbot)
    return screen


def rows(screen: DeliveriesScreen) -> list[tuple[str, str]]:
    model = screen.findChild(Table, "deliveries.table").model()
    said = [[str(model.index(at, column).data()) for column in (0, 2)] for at in range(model.rowCount())]
    return [(title, state) for title, state in said]


@pytest.fixture
def disputed(seat):
    """Two people wrote the place and the configuration of one board."""
    sat = seat("begin")
    me = sat.place.desk.identity.person
    store = sat.place.desk.store
    with store.database.writing() as connection:
        stored = load(connection, BOARD)
        for path, mine, theirs in (("place", "2 列 4 架", "2 列 3 架"), ("configuration", "P03", "P01")):
            heads = [
                Head(mine, 900, "a", 1, 2_000, me, "c1", {}),
                Head(theirs, 901, "b", 1, 1_000, rid("person", "E106"), "c2", {}),
            ]
            stored.heads[path] = heads
            stored.values[path] = mine
        stored.last_seq = 901
        save(connection, [stored], {BOARD})
    return sat


@pytest.fixture
def refused(seat):
    """The office refused what was written last."""
    sat = seat("take_in")
    desk = sat.place.desk
    desk.write("problem", sat.case.problem, {"effect": "全部中断"})
    with desk.store.database.writing() as connection:
        said = {"zh": "总部不同意。", "en": "The office does not agree."}
        latest = update(OUTBOX).where(OUTBOX.c.rid == sat.case.problem, OUTBOX.c.state == "open")
        connection.execute(latest.values(state="rejected", message=said))
    return sat


def test_every_record_and_file_has_its_line_and_a_figure_filters(qtbot, shown, seat) -> None:
    sat = seat("sign")
    screen = opened(shown, qtbot, sat)
    everything = rows(screen)
    assert ("设备维护建议书", "仅在本机") in [(title.split()[0], state) for title, state in everything]
    assert {state for _, state in everything} == {"仅在本机", "已入库"}
    screen.findChild(QAbstractButton, "deliveries.summary.stored").click()
    assert {state for _, state in rows(screen)} == {"已入库"}
    screen.findChild(QAbstractButton, "deliveries.summary.stored").click()
    assert rows(screen) == everything


def test_sending_without_a_line_is_told_and_nothing_is_lost(qtbot, shown, seat) -> None:
    sat = seat("sign")
    screen = opened(shown, qtbot, sat)
    waiting = summary(sat.place.desk.store)["waiting"]
    sat.place.sync_wanted.connect(sat.place.carrier.send)
    screen.findChild(QAbstractButton, "deliveries.send").click()
    sat.idle(qtbot)
    qtbot.waitUntil(lambda: "离线" in screen.findChild(QLabel, "deliveries.stand").text())
    assert summary(sat.place.desk.store)["waiting"] == waiting > 0


def test_a_conflict_is_settled_by_choosing_and_by_writing_something_else(qtbot, shown, disputed) -> None:
    screen = opened(shown, qtbot, disputed, BOARD, "configuration")
    primary = screen.findChild(QAbstractButton, "conflict.primary")
    assert primary.text() == "去下一处"
    screen.findChild(QAbstractButton, "conflict.place.2").click()
    field = screen.findChild(QWidget, "conflict.configuration.text")
    field.setPlainText("P01 + P03")
    assert screen.findChild(QAbstractButton, "conflict.configuration.other").isChecked()
    assert primary.text() == "定下来"
    with qtbot.waitSignal(disputed.place.go) as asked:
        primary.click()
    assert asked.args == ["deliveries"]
    record = disputed.place.desk.store.get(BOARD)
    assert (record.values["place"], record.values["configuration"]) == ("2 列 3 架", "P01 + P03")
    assert not record.conflicts


def test_a_choice_stays_when_the_screen_reads_again(qtbot, shown, disputed) -> None:
    screen = opened(shown, qtbot, disputed, BOARD)
    screen.findChild(QAbstractButton, "conflict.place.1").click()
    field = screen.findChild(QLineEdit, "conflict.place.text")
    assert field.text() == ""
    disputed.place.desk.write("equipment", BOARD, {"model": "AN-2400A"})
    disputed.place.changed.emit()
    disputed.idle(qtbot)
    assert screen.findChild(QAbstractButton, "conflict.place.1").isChecked()


def test_a_refusal_says_why_and_can_be_put_away(qtbot, shown, refused) -> None:
    screen = opened(shown, qtbot, refused, refused.case.problem)
    assert screen.findChild(QLabel, "refused.reason.1").text() == "总部不同意。"
    assert "全部中断" in [label.text() for label in screen.findChild(QWidget, "refused.values").findChildren(QLabel)]
    with qtbot.waitSignal(refused.place.go):
        screen.findChild(QAbstractButton, "refused.seen").click()
    counts = summary(refused.place.desk.store)
    assert (counts["rejected"], counts["rejected_unseen"]) == (1, 0)


def test_what_was_refused_becomes_a_new_draft(qtbot, shown, refused) -> None:
    screen = opened(shown, qtbot, refused, refused.case.problem)
    with qtbot.waitSignal(refused.place.go) as went:
        screen.findChild(QAbstractButton, "refused.again").click()
    assert went.args == [f"problems/{refused.case.problem}"]
    desk = refused.place.desk
    assert desk.store.get(refused.case.problem).values["effect"] == "全部中断"
    counts = summary(desk.store)
    assert (counts["waiting"] > 0, counts["rejected"], counts["rejected_unseen"]) == (True, 1, 0)
