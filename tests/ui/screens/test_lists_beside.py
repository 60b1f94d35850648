"""Beside the rows, by real clicks: what should lie at each place, a debt owed again, a version of one's own line."""

import pytest
from courier_trips import MANAGER
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from fieldkit.ui.screens.lists import ListsScreen
from tests.ui.screens.house_lists import SECRETARY, Hands, furnish, part_of, pick


@pytest.fixture
def hands(trips, before, shown, qtbot):
    def sit(number: str = SECRETARY, *, furnished: bool = True) -> Hands:
        laptop = trips.laptop(number)
        if furnished:
            furnish(laptop.desk)
        laptop.clock.forward(hours=6)
        place = before(laptop)
        return Hands(place, shown(ListsScreen(place), 1286, 712), qtbot)

    return sit


def test_each_place_says_what_should_lie_there(hands):
    at = hands()
    desk = at.place.desk
    part = part_of(desk, 1)  # 华东区库 2, 总库 3
    rows = {"a": ("华东区库", "4"), "b": ("总库", "1"), "c": ("西南库", "2")}
    values = {
        f"minimums.{row}.{path}": said
        for row, pair in rows.items()
        for path, said in zip(("place", "minimum"), pair, strict=True)
    }
    desk.write("part", part, values)
    at.open(f"parts/{part}")
    said = {place: at.find(QWidget, f"stock.place.{place}").accessibleName() for place, _least in rows.values()}
    assert said == {
        "华东区库": "华东区库，低于下限，下限 4，2", "总库": "总库，下限 1，3", "西南库": "西南库，低于下限，下限 2，0"
    }  # fmt: skip
    at.open("parts")
    at.click("lists.quick.below")
    assert at.column("备件编码")[:2] == [str(desk.store.get(part_of(desk, one)).values["code"]) for one in (0, 1)]


def test_a_receipt_that_is_deleted_makes_the_part_owed_again(hands):
    at = hands()
    desk = at.place.desk
    debt = desk.store.find("receivable", {"debt": "part_back"})[0]
    part = desk.store.find("part", {"code": debt.values["part_owed"]})[0].id
    at.open(f"receivables/{debt.id}")
    at.click("debt.new.begin")
    at.type("debt.new.number", "RK-7")
    at.click("debt.new.add")
    (faulty,) = desk.store.find("part_movement", {"part": part, "movement": "faulty"})
    assert faulty.values["receivable"] == debt.id
    at.open(f"movements/{faulty.id}")
    at.click("lists.record.delete")
    assert "恢复" not in at.find(QWidget, "lists.record.question.on_it").text(), "the receipt still settles it"


def test_a_manager_releases_a_version_for_his_own_line(hands):
    at = hands(MANAGER, furnished=False)
    at.open("versions")
    assert set(at.column("产品线")) == {"接入网"}
    at.click("lists.new")
    for name, typed in (("model", "AN-2400"), ("component", "业务板"), ("version_released", "V9")):
        at.type(f"released_version.{name}", typed)
    at.click("lists.make.add")
    assert "选择您自己的产品线" in at.find(QWidget, "released_version.error").text()
    pick(at, "released_version.line", "接入")
    at.click("lists.make.add")
    (made,) = at.place.desk.store.find("released_version", {"component": "业务板"})
    assert made.values["line"] == made.scope.line


def test_the_panel_lies_below_the_form_where_both_would_be_cut_off(hands):
    at = hands()
    desk = at.place.desk
    part = part_of(desk, 1)
    desk.write("part", part, {"minimums.a.place": "总库", "minimums.a.minimum": "1"})
    at.open(f"parts/{part}")
    for width, beside in ((1286, True), (880, False), (1286, True)):
        at.screen.resize(width, 500)
        at.still()
        page, panel = at.find(QWidget, "lists.record.page"), at.find(QWidget, "stock")
        form = at.find(QWidget, "part.code")
        left, top = (panel.mapTo(page, QPoint(0, 0)) - form.mapTo(page, QPoint(0, 0))).toTuple()
        assert (left > form.width(), top < form.height()) == (beside, beside)
        assert page.horizontalScrollBar().maximum() == 0
        assert panel.mapTo(page, QPoint(panel.width(), 0)).x() <= page.width()
