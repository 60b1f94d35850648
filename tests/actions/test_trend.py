"""The trail of one visit is the comparison of the next: on the screen, in the record, and on the paper."""

from courier_trips import ENGINEER, MANAGER, Trips, new_problem
from setting_out import arrive

from fieldkit.actions import diagnosis
from fieldkit.actions.dossiers import load_trip, paper_dossier
from fieldkit.actions.reports import open_report
from fieldkit.actions.trips import plan_visit
from fieldkit.app import Laptop
from fieldkit.documents.build import build
from fieldkit.forms import natural_id
from fieldkit.playbooks import Proof
from tests.documents.test_build import text_of

BOARD = natural_id("equipment", "AN240020200700901")
LINE = natural_id("product_line", "AN")


def visit_of(laptop: Laptop, trips: Trips) -> str:
    problem = new_problem(laptop, line=LINE, equipment=BOARD)
    visit = plan_visit(laptop.desk, problem, "处理心跳丢失", playbook="an2400-heartbeat").id
    arrive(laptop.desk, visit, natural_id("person", MANAGER))
    return visit


def said(laptop: Laptop, visit: str, step: str, what: str, proof: Proof | None = None) -> None:
    diagnosis.answer_step(laptop.desk, visit, diagnosis.run_for(laptop.desk, visit), step, what, proof=proof)


def test_last_visits_reading_and_who_answered_stand_in_the_report(trips: Trips) -> None:
    laptop = trips.laptop(ENGINEER)
    before = visit_of(laptop, trips)
    said(laptop, before, "board", "58")
    then = trips.clock.today().isoformat()
    trips.clock.forward(minutes=60 * 24 * 200)
    now = visit_of(laptop, trips)
    said(laptop, now, "board", "71")
    said(laptop, now, "target", "done", Proof(told="统一到 V3.1.4", told_by="产品线经理 李海波"))
    steps = {step.step: step for step in load_trip(laptop.desk, now).steps}
    assert steps["board"].shown("last_reading").startswith("58")
    assert steps["target"].told_by == "产品线经理 李海波"
    report = open_report(laptop.desk, now)
    paper = build(paper_dossier(laptop.desk, laptop.desk.form(report.id).record), now=trips.clock.now())
    text = text_of(paper).replace("\n", "")
    assert f"上次 {then}：58 °C" in text
    assert "答复人：产品线经理 李海波" in text and "统一到 V3.1.4" in text
