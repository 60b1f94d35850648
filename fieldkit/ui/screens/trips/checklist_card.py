"""The pre-trip checklist as a card: four groups that fold, each point with what was found."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from fieldkit.forms.checklist import GROUPS, CheckItem
from fieldkit.i18n import _, translate
from fieldkit.joined import phrases
from fieldkit.process.decision import hands_of, reason_of
from fieldkit.process.turns import open_gap
from fieldkit.ui.icons import paint_icon
from fieldkit.ui.tokens import DISC, GAP, ICON
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.paint import box, disc, focus_ring, painter_of, width_of, words
from fieldkit.ui.widgets.rows import Row, rule

LEAST_NAME, MOST_NAME = 148, 236
TEXT_LEFT = GAP[5] + DISC + GAP[3]


def _signature(row: CheckItem, names: Mapping[str, str]) -> tuple[str, ...]:
    """What a row shows, its code and group first."""
    words = (getattr(row, name) or "" for name in ("group", "item", "state", "found"))
    return (row.row_id, *words, "!" if row.alarm else "", reason_of(row), _hands(row, names))


def _hands(row: CheckItem, names: Mapping[str, str]) -> str:
    return hands_of(row, lambda rid: names.get(rid, "")) if row.state == "gap" else ""


class ChecklistCard(QFrame):
    """Groups with a gap stand open, the others are folded; `chosen` carries the code of a point."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setObjectName("checklist")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        self._groups: dict[str, _Group] = {}
        self._boxes: dict[str, _Points] = {}
        self._folded: dict[str, bool] = {}
        self._shown: tuple[tuple[str, ...], ...] = ()
        self._chosen = ""
        self._wide = LEAST_NAME

    def show_items(self, items: Sequence[CheckItem], people: Mapping[str, str], *, deciding: bool = False) -> None:
        """Shows the points; what was folded stays folded, and nothing is built again without a change.

        Who is `deciding` sees the gaps with a reason unfolded too: it is by them that he decides.
        """
        shown = tuple(_signature(row, people) for row in items)
        if shown == self._shown:
            return
        self._shown = shown
        self._clear()
        names = [(translate(name), "heading") for name in GROUPS.values()] + [(row.item or "", "body") for row in items]
        widest = max(width_of(text, kind) for text, kind in names)
        self._wide = round(min(max(widest + 4, LEAST_NAME), MOST_NAME))
        for at, (key, name) in enumerate(GROUPS.items()):
            rows = [row for row in items if row.group == key]
            if at:
                self._column.addWidget(rule())
            head = _Group(key, translate(name), rows, self._wide)
            head.clicked.connect(lambda _=False, key=key: self._fold(key, not self._folded[key]))
            self._column.addWidget(head)
            self._groups[key] = head
            self._boxes[key] = _Points(rows, people)
            self._column.addWidget(self._boxes[key])
            told = any(open_gap(row) or (deciding and row.state == "gap") for row in rows)
            self._fold(key, self._folded.get(key, not told))
        self.choose(self._chosen)

    def _clear(self) -> None:
        empty(self._column)
        self._groups.clear()
        self._boxes.clear()

    def choose(self, code: str) -> None:
        """Marks the point that is being settled, and unfolds its group."""
        self._chosen = code
        group = next((entry[1] for entry in self._shown if entry[0] == code), "")
        if group in self._groups and self._folded.get(group):
            self._fold(group, False)
        for points in self._boxes.values():
            points.choose(code)

    def point(self, code: str) -> Row | None:
        return next((one.points[code] for one in self._boxes.values() if code in one.points), None)

    def _fold(self, key: str, folded: bool) -> None:
        self._folded[key] = folded
        self._groups[key].set_open(not folded)
        points = self._boxes[key]
        if not folded and not points.points:
            points.build(self._wide, self.chosen.emit)
            points.choose(self._chosen)
        points.setVisible(not folded)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        in_order: list[QWidget] = []
        for key, head in self._groups.items():
            in_order += [head, *self._boxes[key].points.values()]
        able = [widget for widget in in_order if widget.isVisible()]
        at = next((i for i, widget in enumerate(able) if widget.hasFocus()), -1)
        if not step or at < 0:
            super().keyPressEvent(event)
        elif 0 <= at + step < len(able):
            able[at + step].setFocus(Qt.FocusReason.TabFocusReason)


class _Points(QWidget):
    """The points of a group, built when it is first unfolded: most groups of a trip that is prepared never are."""

    def __init__(self, rows: Sequence[CheckItem], people: Mapping[str, str]) -> None:
        super().__init__()
        self.points: dict[str, Row] = {}
        self._rows, self._people = list(rows), people
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def build(self, wide: int, chosen: Callable[[str], object]) -> None:
        for row in self._rows:
            point = self._point(row, wide)
            point.clicked.connect(lambda code=row.row_id: chosen(code))
            self._column.addWidget(point)
            self.points[row.row_id] = point

    def choose(self, code: str) -> None:
        for name, point in self.points.items():
            point.set_chosen(name == code)

    def _point(self, row: CheckItem, wide: int) -> Row:
        """A gap with a reason shows it below what was found: managers decide by both."""
        icon, tone = ("triangle-alert", "warn") if open_gap(row) else ("check", "good")
        if row.state == "gap" and row.answer:
            icon, tone = "pencil", "warn"
        if row.alarm:
            icon, tone = "shield-alert", "bad"
        said = (reason_of(row), _hands(row, self._people)) if row.state == "gap" else ()
        value = _("Deal with it") if open_gap(row) else ""
        point = Row(
            row.found or "", "·".join(word for word in said if word), icon=icon, tone=tone, lead=row.item or "",
            lead_width=wide, value=value, value_tone="accent", name=f"point.{row.row_id}",
        )  # fmt: skip
        point.lead.set_tone("text")
        point.lead.set_bold(False)
        point.title.set_tone("bad" if row.alarm else "text" if open_gap(row) else "text_2")
        point.second.set_tone("text_2")
        point.title.setToolTip(row.found or "")
        point.line.setContentsMargins(GAP[5] + 4, 4, GAP[5], 4)
        return point


class _Group(QAbstractButton):
    """The head of a group: its disc, its name, what was found in short, and how many gaps are open."""

    def __init__(self, key: str, name: str, rows: Sequence[CheckItem], wide: int) -> None:
        super().__init__()
        self._wide = wide
        gaps = sum(1 for row in rows if open_gap(row))
        noted = sum(1 for row in rows if row.state == "gap") - gaps
        self._name, self._open = name, False
        self._state = "gap" if gaps or noted else "done"
        self._sum = "·".join(dict.fromkeys(row.found for row in rows if row.found))
        self._said = _("{count} lacking").format(count=gaps) if gaps else ""
        self._said = self._said or (_("{count} noted").format(count=noted) if noted else _("Complete"))
        self._tone = "warn" if gaps else "text_2" if noted else "good"
        self._bold = bool(gaps)
        self.setObjectName(f"group.{key}")
        self.setAccessibleName(phrases((name, self._said)))
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_open(self, opened: bool) -> None:
        self._open = opened
        self.setChecked(opened)
        self.update()

    def nextCheckState(self) -> None:
        """The card folds and unfolds."""

    def sizeHint(self) -> QSize:
        return QSize(400, 56)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        if event.type() == QEvent.Type.ToolTip:
            self.setToolTip(self._sum)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()  # the card moves along its rows
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        if self.underMouse():
            box(painter, QRectF(self.rect()), fill="hover", radius=7)
        middle = self.height() / 2
        disc(painter, QPointF(GAP[5] + DISC / 2, middle), "", self._state)
        right = self.width() - GAP[5] - ICON
        paint_icon(painter, "chevron-down" if self._open else "chevron-right", "text_2", right, middle - ICON / 2)
        wide = width_of(self._said, bold=self._bold) + 1
        place = QRectF(right - GAP[2] - wide, 0, wide, self.height())
        words(painter, place, self._said, tone=self._tone, bold=self._bold)
        name = QRectF(TEXT_LEFT, 0, self._wide + GAP[2], self.height())
        used = max(words(painter, name, self._name, kind="heading", bold=True) + GAP[3], self._wide + GAP[3])
        room = place.left() - GAP[4] - TEXT_LEFT - used
        if room > 40:
            words(painter, QRectF(TEXT_LEFT + used, 0, room, self.height()), self._sum, tone="text_2")
        focus_ring(painter, self, 7)
        painter.end()
