"""The roster as a picture: a row a product line, a column a day, a bar a turn; a gap is named in its place."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from fieldkit.forms.types import ZONE
from fieldkit.i18n import N_, _
from fieldkit.ui.icons import paint_icon
from fieldkit.ui.theme import color
from fieldkit.ui.tokens import GAP, RADIUS_SMALL, SMALL_ICON
from fieldkit.ui.widgets.paint import box, painter_of, width_of, words

LABEL, HEAD, LANE, PAD, ICON_FROM = 104, 44, 26, 6, 22
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


class Bar(NamedTuple):
    """One turn or gap: its row, when, its words; `gap` is painted as one, `stand_in` with a mark."""

    row: str
    starts: datetime
    ends: datetime
    text: str
    says: str
    gap: bool = False
    stand_in: bool = False


class Timeline(QWidget):
    """Days from a midnight on. Bars of a row that overlap lie in lanes, one below the other."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("roster.timeline")
        self.setAccessibleName(_("Duty roster"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._rows: Sequence[tuple[str, str]] = ()
        self._lanes: dict[str, list[list[Bar]]] = {}
        self._starts, self._days = datetime.now(ZONE), 7
        self._now = self._starts

    def show_plan(
        self, rows: Sequence[tuple[str, str]], bars: Sequence[Bar], starts: datetime, days: int, now: datetime
    ) -> None:
        self._rows, self._starts, self._days, self._now = rows, starts, days, now
        self._lanes = {key: _lanes([bar for bar in bars if bar.row == key]) for key, _name in rows}
        self.setAccessibleDescription("; ".join(bar.says for bar in bars))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, HEAD + sum(self._height(key) for key, _name in self._rows) + 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(480, self.sizeHint().height())

    def _height(self, key: str) -> int:
        return max(len(self._lanes.get(key, ())), 1) * (LANE + 2) + 2 * PAD

    def _x(self, at: datetime) -> float:
        whole = timedelta(days=self._days)
        part = min(max((at - self._starts) / whole, 0.0), 1.0)
        return LABEL + part * (self.width() - LABEL - 1)

    def _placed(self) -> list[tuple[QRectF, Bar]]:
        found, top = [], float(HEAD)
        for key, _name in self._rows:
            for number, lane in enumerate(self._lanes.get(key, ())):
                for bar in lane:
                    left, right = self._x(bar.starts), self._x(bar.ends)
                    y = top + PAD + number * (LANE + 2)
                    found.append((QRectF(left + 1, y, max(right - left - 2, 3), LANE), bar))
            top += self._height(key)
        return found

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            said = [bar.says for rect, bar in self._placed() if rect.contains(QPointF(event.pos()))]
            QToolTip.showText(event.globalPos(), "\n".join(said), self)
            return True
        if event.type() == QEvent.Type.StyleChange:
            self.update()
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_of(self)
        day_wide = (self.width() - LABEL - 1) / self._days
        for number in range(self._days):
            day = (self._starts + timedelta(days=number)).astimezone(ZONE)
            room = QRectF(LABEL + number * day_wide, 0, day_wide, HEAD)
            if day.weekday() > 4:
                painter.fillRect(QRectF(room.x(), 0, day_wide, self.height()), color("hover"))
            today = day.date() == self._now.astimezone(ZONE).date()
            tone = "accent" if today else "text_2"
            narrow = day_wide < 64
            said = f"{day.day}" if narrow else f"{_(WEEKDAYS[day.weekday()])} {day:%m-%d}"
            words(painter, room, said, kind="caption", tone=tone, bold=today, align=Qt.AlignmentFlag.AlignHCenter)
        painter.setPen(QPen(color("line"), 1))
        for number in range(self._days + 1):
            x = round(LABEL + number * day_wide) + 0.5
            painter.drawLine(QPointF(x, HEAD - 8), QPointF(x, self.height()))
        top = float(HEAD)
        for key, name in self._rows:
            painter.setPen(QPen(color("line"), 1))
            painter.drawLine(QPointF(0, top + 0.5), QPointF(self.width(), top + 0.5))
            height = self._height(key)
            words(painter, QRectF(GAP[4], top, LABEL - GAP[5], height), name, bold=True)
            top += height
        for rect, bar in self._placed():
            _paint(painter, rect, bar)
        if self._x(self._now) not in (self._x(self._starts), float(self.width() - 1)):
            painter.setPen(QPen(color("accent"), 2))
            painter.drawLine(QPointF(self._x(self._now), HEAD - 6), QPointF(self._x(self._now), self.height()))
        painter.end()


def _paint(painter: QPainter, rect: QRectF, bar: Bar) -> None:
    fill, tone, edge = ("bad_soft", "bad", "bad") if bar.gap else ("accent_soft", "text", "line_strong")
    box(painter, rect, fill, edge, radius=RADIUS_SMALL)
    mark = "triangle-alert" if bar.gap else "users" if bar.stand_in else ""
    left = rect.x() + 4
    if mark and rect.width() >= ICON_FROM:
        paint_icon(painter, mark, tone, left, rect.y() + (LANE - SMALL_ICON) / 2, SMALL_ICON)
        left += SMALL_ICON + 4
    room = QRectF(left, rect.y(), rect.right() - left - 2, LANE)
    words(painter, room, _fitting(bar, room.width()), kind="caption", tone=tone)


def _fitting(bar: Bar, room: float) -> str:
    """The words of a bar; of a name its beginning, where there is room for no more. All of it is in the tool tip."""
    text = bar.text
    while text and width_of(text, "caption") > room:
        text = "" if bar.gap else text[:-1]
    return text


def _lanes(bars: Sequence[Bar]) -> list[list[Bar]]:
    """Bars in as few lanes as they need, by time."""
    lanes: list[list[Bar]] = []
    for bar in sorted(bars, key=lambda one: (one.gap, one.starts)):
        free = next((lane for lane in lanes if all(bar.starts >= b.ends or bar.ends <= b.starts for b in lane)), None)
        if free is None:
            lanes.append([bar])
        else:
            free.append(bar)
    return lanes
