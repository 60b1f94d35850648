"""A customer's network, drawn: boxes on a grid, lines at right angles, the node one asks about filled."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldkit.joined import phrases
from fieldkit.ui.theme import color
from fieldkit.ui.widgets.paint import box, painter_of, width_of, words

ROW, BOX = 78, 33
TOP = 46


class Node(NamedTuple):
    """A box: key, label, its place on the grid (columns and rows may be halves), and whether it is the one."""

    key: str
    label: str
    column: float
    row: float
    here: bool = False


class Note(NamedTuple):
    """Words between the boxes, at a place on the grid."""

    text: str
    column: float
    row: float


class NetworkDrawing(QWidget):
    """Nodes and links; a click on a node emits `chosen` with its key.

    Two nodes of one row are joined straight, two of one column as well; else the line leaves the first node
    sideways and turns, or, towards a lower row of several children, goes down, across and down.
    """

    chosen = Signal(str)

    def __init__(self, *, name: str = "network") -> None:
        super().__init__()
        self.setObjectName(name)
        self._nodes: dict[str, Node] = {}
        self._links: list[tuple[str, str]] = []
        self._notes: list[Note] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_network(self, nodes: Sequence[Node], links: Sequence[tuple[str, str]], notes: Sequence[Note] = ()) -> None:
        self._nodes = {node.key: node for node in nodes}
        self._links = [(one, other) for one, other in links if {one, other} <= self._nodes.keys()]
        self._notes = list(notes)
        self.setAccessibleName(phrases(node.label for node in nodes))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        rows = [node.row for node in self._nodes.values()] + [note.row for note in self._notes]
        lowest = max(rows, default=0.0)
        return QSize(366, round(2 * TOP + lowest * ROW))

    def minimumSizeHint(self) -> QSize:
        return QSize(260, self.sizeHint().height())

    def _centre(self, column: float, row: float) -> QPointF:
        columns = [node.column for node in self._nodes.values()]
        low, high = min(columns, default=0), max(columns, default=0)
        edge = 64 if self.width() > 300 else 50
        share = (column - low) / (high - low) if high > low else 0.5
        return QPointF(round(edge + share * (self.width() - 2 * edge)), round(TOP + row * ROW))

    def _rect(self, node: Node) -> QRectF:
        centre = self._centre(node.column, node.row)
        crowd = sum(1 for other in self._nodes.values() if other.row == node.row)
        room = (self.width() - 24) / max(crowd, 1) - 10
        wide = min(max(width_of(node.label, "caption", bold=node.here) + 30, 66), max(room, 40))
        wide = 2 * round(wide / 2)  # even, so that lines from the middle lie on whole pixels
        left = min(max(centre.x() - wide / 2, 12), self.width() - 12 - wide)
        return QRectF(round(left), centre.y() - (BOX - 1) / 2, wide, BOX)

    def _path(self, one: Node, other: Node) -> list[QPointF]:
        start, end = self._rect(one).center(), self._rect(other).center()
        if one.row == other.row or abs(start.x() - end.x()) < 2:
            return [start, end]
        children = {b if a == one.key else a for a, b in self._links if one.key in (a, b)}
        siblings = [key for key in children if self._nodes[key].row == other.row]
        if len(siblings) > 1:
            turn = round((start.y() + end.y()) / 2) + 4
            return [start, QPointF(start.x(), turn), QPointF(end.x(), turn), end]
        return [start, QPointF(end.x(), start.y()), end]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        painter.setPen(QPen(color("line_strong"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap))
        for one, other in self._links:
            painter.drawPolyline(self._path(self._nodes[one], self._nodes[other]))
        for node in self._nodes.values():
            self._paint_node(painter, node)
        for note in self._notes:
            centre = self._centre(note.column, note.row)
            place = QRectF(centre.x() - 90, centre.y() - 10, 180, 20)
            align = Qt.AlignmentFlag.AlignHCenter
            words(painter, place, note.text, kind="caption", tone="text_3", align=align)
        painter.end()

    def _paint_node(self, painter: QPainter, node: Node) -> None:
        rect = self._rect(node)
        fill, edge, tone = ("accent", "accent", "on_accent") if node.here else ("surface", "line_strong", "text")
        box(painter, rect, fill, edge, radius=4)
        inner = rect.adjusted(4, 0, -4, 0)
        align = Qt.AlignmentFlag.AlignHCenter
        words(painter, inner, node.label, kind="caption", tone=tone, bold=node.here, align=align)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        for node in self._nodes.values():
            if self._rect(node).contains(event.position()):
                self.chosen.emit(node.key)


def ring(
    stations: Sequence[tuple[str, str]], here: str, homes: Sequence[str] = (), note: str = "", below: str = ""
) -> tuple[list[Node], list[tuple[str, str]], list[Note]]:
    """Places (key, label) stations as a ring of two rows, and the homes that hang on the one `here`.

    The station asked about stands at the right of the lower row, so that its homes hang below it. Gives what
    `set_network` takes.
    """
    keys = [key for key, _ in stations]
    labels = dict(stations)
    upper = len(keys) // 2
    turn = keys.index(here) - upper if here in keys else 0
    turned = keys[turn:] + keys[:turn]
    top, bottom = turned[:upper], turned[upper:]
    span = max(len(bottom) - 1, 1)
    nodes = [Node(key, labels[key], at * span / max(len(bottom) - 1, 1), 0) for at, key in enumerate(top)]
    nodes += [
        Node(key, labels[key], span - at * span / max(len(bottom) - 1, 1), 1, key == here)
        for at, key in enumerate(bottom)
    ]
    apart = min(0.34, 1 / max(len(homes) - 1, 1))
    links = [(turned[at], turned[(at + 1) % len(turned)]) for at in range(len(turned) if len(turned) > 2 else 1)]
    nodes += [
        Node(f"home{at}", label, span * (1 - apart * (len(homes) - 1 - at)), 1.95) for at, label in enumerate(homes)
    ]
    links += [(here, f"home{at}") for at in range(len(homes))]
    notes = [Note(note, span / 2, 0.5)] if note else []
    notes += [Note(below, span * (1 - apart * (len(homes) - 1) / 2), 2.4)] if below else []
    return nodes, links if len(turned) > 1 or homes else [], notes
