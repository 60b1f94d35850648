"""Shapes and words that painted widgets share, all from the tokens."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from fieldkit.ui.icons import paint_icon
from fieldkit.ui.theme import color, font
from fieldkit.ui.tokens import DISC, RADIUS, RADIUS_SMALL, SMALL_ICON

BY_KEYBOARD = frozenset(
    {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason}
)

# What a numbered disc says: its fill, edge and mark, and the icon that replaces the number.
DISCS = {
    "todo": ("surface", "line_strong", "text_2", ""),
    "next": ("", "line_strong", "text_2", ""),
    "current": ("accent", "accent", "on_accent", ""),
    "done": ("good_soft", "good", "good", "check"),
    "gap": ("warn_soft", "warn", "warn", "triangle-alert"),
    "wrong": ("bad_soft", "bad", "bad", "circle-alert"),
    "pin": ("pin", "pin", "on_pin", ""),
    "noted": ("warn_soft", "warn", "warn", ""),
}


def painter_of(widget: QWidget) -> QPainter:
    """A smooth painter; to be ended by the caller."""
    painter = QPainter(widget)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    return painter


def box(
    painter: QPainter, rect: QRectF, fill: str = "", edge: str = "", width: float = 1, radius: float = RADIUS
) -> None:
    """A filled rectangle with rounded corners and an edge that lies inside it, so that lines stay sharp."""
    inset = width / 2 if edge else 0
    painter.setPen(QPen(color(edge), width) if edge else Qt.PenStyle.NoPen)
    painter.setBrush(color(fill) if fill else Qt.BrushStyle.NoBrush)
    inner = max(radius - inset, 0)
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), inner, inner)


def words(
    painter: QPainter,
    rect: QRectF,
    text: str,
    *,
    kind: str = "body",
    tone: str = "text",
    bold: bool | None = None,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> float:
    """One line of text, vertically centred, shortened with … where it does not fit; gives its width."""
    painter.setFont(font(kind, bold=bold))
    painter.setPen(color(tone))
    metrics = QFontMetricsF(painter.font())
    shown = text
    if metrics.horizontalAdvance(text) > rect.width():
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    flags = align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
    painter.drawText(rect, int(flags), shown)
    return metrics.horizontalAdvance(shown)


def width_of(text: str, kind: str = "body", *, bold: bool | None = None) -> float:
    """How wide a line of text is, in px."""
    return QFontMetricsF(font(kind, bold=bold)).horizontalAdvance(text)


def disc(painter: QPainter, centre: QPointF, number: str, state: str, size: int = DISC) -> None:
    """A disc with a number or, where the state has one, its icon."""
    fill, edge, mark, icon = DISCS[state]
    pen = QPen(color(edge), 1)
    if state == "next":
        pen.setDashPattern([3, 3])
    painter.setPen(pen)
    painter.setBrush(color(fill) if fill else Qt.BrushStyle.NoBrush)
    radius = (size - 1) / 2
    painter.drawEllipse(centre, radius, radius)
    if icon:
        corner = SMALL_ICON / 2
        paint_icon(painter, icon, mark, centre.x() - corner, centre.y() - corner, SMALL_ICON)
    else:
        rect = QRectF(centre.x() - size / 2, centre.y() - size / 2 - 0.5, size, size)
        bold = state in ("current", "pin")
        words(painter, rect, number, tone=mark, bold=bold, align=Qt.AlignmentFlag.AlignHCenter)


def by_keyboard(event: QFocusEvent) -> bool:
    """Whether the keyboard brought the focus: a ring after a click would only be noise."""
    return event.reason() in BY_KEYBOARD


def focus_ring(painter: QPainter, widget: QWidget, radius: float = RADIUS) -> None:
    """The 2-px edge of the control that has the keyboard."""
    if widget.hasFocus():
        box(painter, QRectF(widget.rect()), edge="accent", width=2, radius=radius)


def key_cap(painter: QPainter, rect: QRectF, text: str, tone: str = "text_3", edge: str = "line") -> None:
    """A key of the keyboard, as it is drawn beside what it does."""
    box(painter, rect, fill="" if edge == tone else "hover", edge=edge, radius=RADIUS_SMALL)
    words(painter, rect, text, kind="tiny", tone=tone, align=Qt.AlignmentFlag.AlignHCenter)
