"""The official list of a year's holidays and moved working days, entered by who keeps the house's lists."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.access import may
from fieldkit.actions.calendars import begin_year
from fieldkit.actions.desk import Desk
from fieldkit.forms import CalendarYear, Record, natural_id
from fieldkit.i18n import _
from fieldkit.ui.form_view import FormView
from fieldkit.ui.tokens import BETWEEN_CARDS
from fieldkit.ui.widgets.buttons import IconButton, primary
from fieldkit.ui.widgets.labels import body, title
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Card
from fieldkit.ui.workplace import Workplace


class CalendarPage(QWidget):
    """One year; the year after this one at first, since its list is what comes next."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.year = place.desk.clock.today().year + 1
        self._form: FormView | None = None
        self._page = Page(name="calendar.page", gap=BETWEEN_CARDS)
        self._head = title("", name="calendar.title")
        line = QHBoxLayout()
        line.addWidget(self._head, 1)
        for icon, words, step, name in (
            ("chevron-left", _("Earlier"), -1, "calendar.earlier"),
            ("chevron-right", _("Later"), 1, "calendar.later"),
        ):
            button = IconButton(icon, words, side=44, name=name)
            button.clicked.connect(lambda _checked=False, step=step: self._turn(step))
            line.addWidget(button)
        self._none = body(
            _("The list of this year has not been entered. Until it is, deadlines that reach into a year whose list the"
              " program does not know are provisional."), tone="text_2", name="calendar.none",
        )  # fmt: skip
        self._begin = primary(_("Enter the list"), name="calendar.begin")
        self._begin.clicked.connect(self._start)
        self._card = Card(name="calendar.card")
        self._page.column.addLayout(line)
        self._page.column.addWidget(self._none)
        self._page.column.addWidget(self._begin, 0, Qt.AlignmentFlag.AlignLeft)
        self._page.column.addWidget(self._card)
        self._page.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._page)

    def refresh(self) -> None:
        year = self.year
        self.place.read(lambda desk: _known(desk, year), self._show, owner=self)

    def leave(self) -> None:
        if self._form is not None:
            self._form.flush()

    def _turn(self, step: int) -> None:
        self.leave()
        self._drop()
        self.year += step
        self.refresh()

    def _start(self) -> None:
        year = self.year
        self.place.act(lambda desk: begin_year(desk, year), owner=self)

    def _drop(self) -> None:
        if self._form is not None:
            self._card.body.removeWidget(self._form)
            self._form.hide()
            self._form.deleteLater()
            self._form = None

    def _show(self, found: tuple[int, Record | None, bool]) -> None:
        year, record, writes = found
        if year != self.year:
            return
        self._head.setText(_("Working days of {year}").format(year=year))
        self._none.setVisible(record is None)
        self._begin.setVisible(record is None and writes)
        self._card.setVisible(record is not None)
        if record is not None and self._form is None:
            self._form = FormView(self.place, record, read_only=not writes, name="calendar_year")
            self._card.body.addWidget(self._form)


def _known(desk: Desk, year: int) -> tuple[int, Record | None, bool]:
    record = desk.store.get(natural_id(CalendarYear.kind, str(year)))
    there = record if record is not None and not record.deleted else None
    return year, there, may(desk.actor, "write", CalendarYear.kind)
