"""The call a week later: what is said and asked stands where the answers are written (P7.15.2)."""

from collections.abc import Callable

from PySide6.QtWidgets import QLabel

from fieldkit.actions import paperwork
from fieldkit.forms.closure import CALL
from fieldkit.i18n import translate
from fieldkit.ui.form_view import FormView
from fieldkit.ui.screens.papers.sight import sections_of

from .conftest import Seat
from .test_sign import by_name


def test_the_call_s_script_stands_where_its_answers_are_written(qtbot, shown, seat: Callable[..., Seat]) -> None:
    there = seat("sign", "line_manager")
    record = paperwork.begin(there.place.desk, "closure", there.case.problem)
    form = FormView(there.place, record, sections=sections_of("closure"), name="paper")
    shown(form)
    form.open_section("recheck_said")
    said = [label.text() for label in by_name(form, "paper.script").findChildren(QLabel)]
    assert said[2::2] == [translate(sentence) for sentence in CALL]
    assert len(CALL) >= 5
