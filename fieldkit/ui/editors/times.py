"""Editors for days and moments: typed as one line, or picked in a calendar."""

from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtWidgets import QCalendarWidget, QFrame, QHBoxLayout, QVBoxLayout

from fieldkit.errors import FieldError
from fieldkit.forms import Field
from fieldkit.forms.types import ZONE, Moment
from fieldkit.i18n import _
from fieldkit.ui.editors.lines import Line
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Button, IconButton


class DayLine(Line):
    """A day as 2026-11-30, or from the calendar at its right."""

    button = "calendar"

    def __init__(self, field: Field[Any], name: str) -> None:
        super().__init__(field, name)
        if not field.hint:
            self.box.setPlaceholderText(self.example)
        self.opener = IconButton(self.button, _("Choose in the calendar"), side=32, name=f"{name}.calendar")
        self.opener.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.opener.clicked.connect(self.open_calendar)
        self.box.add_end(self.opener)

    @property
    def example(self) -> str:
        return "2026-11-30"

    def set_writable(self, writable: bool) -> None:
        super().set_writable(writable)
        self.opener.setVisible(writable)

    def open_calendar(self) -> None:
        popup = CalendarPopup(self, self._day())
        popup.picked.connect(self.pick)
        popup.show_below(self)

    def _day(self) -> date | None:
        try:
            value = self.field.parse(self.box.text())
        except FieldError:
            return None
        return value.astimezone(ZONE).date() if isinstance(value, datetime) else value

    def pick(self, day: date, *, now: bool = False) -> None:
        """Takes a day from the calendar."""
        self.box.setText(day.isoformat())
        self.left.emit()


class MomentLine(DayLine):
    """A day and a time; the calendar keeps the time that stands there, *Now* takes this minute."""

    button = "calendar-clock"

    @property
    def example(self) -> str:
        return "2026-11-30 14:05"

    def pick(self, day: date, *, now: bool = False) -> None:
        present = datetime.now(ZONE)
        clock = present.strftime("%H:%M")
        if not now and " " in self.box.text().strip():
            clock = self.box.text().strip().split(" ")[-1]
        self.box.setText(f"{day.isoformat()} {clock}")
        self.left.emit()


class CalendarPopup(QFrame):
    """A month to choose a day from; `picked` carries the day, and whether the present minute is meant."""

    picked = Signal(object)

    def __init__(self, line: DayLine, day: date | None) -> None:
        super().__init__(line, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "card")
        self.setObjectName(f"{line.name}.popup")
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP[2], GAP[2], GAP[2], GAP[2])
        self.calendar = QCalendarWidget()
        self.calendar.setObjectName(f"{line.name}.month")
        self.calendar.setAccessibleName(line.says)
        self.calendar.setLocale(QLocale())
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        if day is not None:
            self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self.calendar.clicked.connect(self._pick)
        self.calendar.activated.connect(self._pick)
        column.addWidget(self.calendar)
        today = Button(_("Now") if isinstance(line.field, Moment) else _("Today"), "quiet", name=f"{line.name}.today")
        today.clicked.connect(lambda: self._now(line))
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(today)
        column.addLayout(foot)

    def _pick(self, day: QDate) -> None:
        self.picked.emit(date(day.year(), day.month(), day.day()))
        self.close()

    def _now(self, line: DayLine) -> None:
        line.pick(datetime.now(ZONE).date(), now=True)
        self.close()

    def show_below(self, line: DayLine) -> None:
        """Opens under the line, inside the screen."""
        self.adjustSize()
        spot = line.mapToGlobal(QPoint(0, line.height() + GAP[1]))
        room = line.screen().availableGeometry()
        x = min(spot.x(), room.right() - self.width())
        y = spot.y() if spot.y() + self.height() < room.bottom() else spot.y() - self.height() - line.height() - GAP[2]
        self.move(max(x, room.left()), max(y, room.top()))
        self.show()
        self.calendar.setFocus()
