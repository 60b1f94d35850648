"""A measured value against its limit and the last visit, painted."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldkit.i18n import N_, _
from fieldkit.joined import phrases
from fieldkit.ui.theme import color
from fieldkit.ui.widgets.paint import box, painter_of, width_of, words

LIMIT, LAST = N_("Limit {value}"), N_("Last {value}")
BAR_TOP, BAR = 28, 12


class Gauge(QWidget):
    """A bar from `low` to `high`: muted up to the limit, bad beyond it; ticks for limit and last visit.

    With `at_least` the limit is a lower one: a value below it is bad.
    """

    def __init__(self, low: float, high: float, unit: str = "", *, name: str = "gauge") -> None:
        super().__init__()
        if not low < high:
            raise ValueError(f"a gauge from {low} to {high}")
        self._low, self._high, self._unit = low, high, unit
        self._value: float | None = None
        self._limit: float | None = None
        self._last: float | None = None
        self._at_least = False
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(400, 68)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 68)

    def show_values(
        self,
        value: float | None,
        limit: float | None = None,
        last: float | None = None,
        *,
        at_least: bool = False,
    ) -> None:
        """What was measured now, the limit, and what was measured at the last visit."""
        self._value, self._limit, self._last, self._at_least = value, limit, last, at_least
        said = [] if value is None else [f"{value:g} {self._unit}".strip()]
        said += [_(word).format(value=f"{number:g}") for word, number, *_rest in self._marks()]
        self.setAccessibleName(phrases(said))
        self.update()

    def _marks(self) -> list[tuple[str, float, bool]]:
        """The ticks: word, value, whether it is the limit."""
        found = ((LAST, self._last, False), (LIMIT, self._limit, True))
        return [(word, number, limit) for word, number, limit in found if number is not None]

    def _x(self, value: float) -> float:
        share = (value - self._low) / (self._high - self._low)
        return round(self.width() * min(max(share, 0.0), 1.0))

    def _pieces(self, value: float) -> list[tuple[float, float, str]]:
        """The coloured parts of the bar: from, to, colour."""
        limit = self._limit
        if limit is None:
            return [(self._low, value, "mute_mark")]
        if self._at_least:
            return [(self._low, value, "bad" if value < limit else "mute_mark")]
        return [(self._low, min(value, limit), "mute_mark"), (limit, value, "bad")]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        box(painter, QRectF(0, BAR_TOP, self.width(), BAR), fill="sunken", radius=2)
        if self._value is not None:
            for start, end, tone in self._pieces(self._value):
                left, right = self._x(start), self._x(end)
                if right > left:
                    painter.fillRect(QRectF(left, BAR_TOP, right - left, BAR), color(tone))
        below, wide = BAR_TOP + BAR + 6, 160
        words(painter, QRectF(0, below, wide, 20), f"{self._low:g}", kind="caption", tone="text_2")
        words(
            painter, QRectF(self.width() - wide, below, wide, 20), f"{self._high:g} {self._unit}".strip(),
            kind="caption", tone="text_2", align=Qt.AlignmentFlag.AlignRight,
        )  # fmt: skip
        self._paint_marks(painter)
        painter.end()

    def _paint_marks(self, painter: QPainter) -> None:
        taken = QRectF()
        for word, number, limit in reversed(self._marks()):  # the limit first: the last visit gives way
            x = min(max(self._x(number), 1), self.width() - 1)
            tone = "text" if limit else "text_2"
            painter.fillRect(QRectF(x - 1, BAR_TOP - 7, 2, BAR + (14 if limit else 7)), color(tone))
            text = _(word).format(value=f"{number:g}")
            wide = width_of(text, "caption", bold=limit) + 2
            left = min(max(x - wide / 2, 0), self.width() - wide)
            if not limit and taken.isValid() and left < taken.right() + 8 and left + wide + 8 > taken.left():
                before = taken.left() - 8 - wide
                left = before if number < (self._limit or 0) and before >= 0 else taken.right() + 8
            place = QRectF(left, 0, wide, 20)
            words(painter, place, text, kind="caption", tone=tone, bold=limit)
            taken = place
