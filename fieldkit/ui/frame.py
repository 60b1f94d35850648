"""The main window: the rail, the top line, and a place for screens. It knows nothing of what they are about."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QMoveEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from fieldkit.ui.tokens import GAP, PAGE_MARGINS, TOP_HEIGHT
from fieldkit.ui.widgets.buttons import Link
from fieldkit.ui.widgets.chip import DeliveryChip
from fieldkit.ui.widgets.keyboard import has_keyboard
from fieldkit.ui.widgets.labels import ElidedLabel, IconLabel
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.rail import Entry, Rail
from fieldkit.ui.widgets.search import SearchField

Place = Mapping[str, int]

SMALLEST = QSize(900, 540)
USUAL = QSize(1366, 768)
EDGES = QSize(16, 40)  # px; what title and edges of a window take, which are not known before it is shown


class Frame(QMainWindow):
    """Rail, top line and a stack of screens.

    `navigate` carries the key of a rail entry, of a crumb, or `me` for the person; whoever listens shows a
    screen with `show_screen` and says where one is with `set_place`. `place` is where the window was (as given
    to `keep` the last time), `keep` is called with where it is whenever that changes.
    """

    navigate = Signal(str)
    search = Signal(str)
    chip_clicked = Signal()
    closing = Signal()

    def __init__(
        self,
        entries: Sequence[Entry],
        foot: Sequence[Entry] = (),
        *,
        person: str = "",
        title: str = "FieldKit",
        place: Place | None = None,
        keep: Callable[[dict[str, int]], object] | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("frame")
        self.setWindowTitle(title)
        self.setMinimumSize(SMALLEST)
        self._keep = keep
        self.rail = Rail(entries, foot, person)
        self.rail.chosen.connect(self.navigate)
        self.top = TopLine()
        self.top.crumb_clicked.connect(self.navigate)
        self.top.search.searched.connect(self.search)
        self.top.chip.clicked.connect(self.chip_clicked)
        self.screens = QStackedWidget()
        self.screens.setObjectName("screens")
        self.screens.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._lay_out()
        self._bind_keys()
        self._settle = QTimer(self, singleShot=True, interval=500)
        self._settle.timeout.connect(self._remember)
        self._restore(place or {})
        self.screens.setFocus()

    def _lay_out(self) -> None:
        middle = QWidget()
        middle.setProperty("role", "window")
        line = QHBoxLayout(middle)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.rail)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.screens, 1)
        line.addLayout(column, 1)
        self.setCentralWidget(middle)

    def _bind_keys(self) -> None:
        QShortcut(QKeySequence("Ctrl+K"), self, self.top.start_search)
        for number, key in enumerate(self.rail.keys[:9], 1):
            QShortcut(QKeySequence(f"Alt+{number}"), self, partial(self.navigate.emit, key))

    def show_screen(self, screen: QWidget) -> None:
        """Brings a screen to the front, taking it in if it is new; it belongs to the window from then on.

        The keyboard waits at its beginning: what had it goes, and Qt would hand it to whatever comes next.
        """
        if self.screens.indexOf(screen) < 0:
            self.screens.addWidget(screen)
        if has_keyboard(self.screens):
            self.screens.setFocus()
        self.screens.setCurrentWidget(screen)

    def drop_screen(self, screen: QWidget) -> None:
        """Takes a screen out and deletes it."""
        self.screens.removeWidget(screen)
        screen.deleteLater()

    def set_place(self, key: str, crumbs: Sequence[tuple[str, str]]) -> None:
        """Says where one is: the rail's entry, and the way there as (key, words); the last is bold."""
        self.rail.set_current(key)
        self.top.set_crumbs(crumbs)

    def set_bare(self, bare: bool) -> None:
        """Hides rail and top line while the window is handed to a customer, to sign."""
        self.rail.setVisible(not bare)
        self.top.setVisible(not bare)

    def set_chip(self, state: str, count: int = 0) -> None:
        self.top.chip.set_state(state, count)
        self.top.chip.show()

    def set_count(self, key: str, count: int) -> None:
        self.rail.set_count(key, count)

    def _restore(self, place: Place) -> None:
        """Where it was, if that is still on a screen; else in the usual size, as far as the screen has room."""
        self.resize(USUAL)
        room = QGuiApplication.primaryScreen().availableGeometry()
        most = room.size() - EDGES
        if most.expandedTo(SMALLEST) == most:  # else nothing fits, and a smaller window helps nobody
            self.resize(USUAL.boundedTo(most))
            spare = (most - self.size()) / 2
            self.move(room.topLeft() + QPoint(spare.width(), spare.height()))
        if {"x", "y", "width", "height"} <= place.keys():
            wanted = QRect(place["x"], place["y"], place["width"], place["height"])
            for screen in QGuiApplication.screens():
                free = screen.availableGeometry()
                if free.intersects(wanted.adjusted(100, 0, -100, -100)):
                    self.setGeometry(wanted.intersected(free))
        if place.get("maximized"):
            self.showMaximized()

    def _remember(self) -> None:
        if self._keep is None or self.isMinimized():
            return
        box = self.normalGeometry() if self.isMaximized() else self.geometry()
        whole = {"x": box.x(), "y": box.y(), "width": box.width(), "height": box.height()}
        self._keep({**whole, "maximized": int(self.isMaximized())})

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._settle.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._settle.stop()
        self._remember()
        self.closing.emit()
        super().closeEvent(event)


class TopLine(QFrame):
    """Where one is, the search, the chip."""

    crumb_clicked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("top")
        self.setProperty("role", "top")
        self.setFixedHeight(TOP_HEIGHT)
        self.search = SearchField()
        self.chip = DeliveryChip()
        room = self.chip.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self.chip.setSizePolicy(room)
        self.chip.hide()  # it says nothing before anybody has looked
        line = QHBoxLayout(self)
        line.setContentsMargins(PAGE_MARGINS[0], 1, PAGE_MARGINS[2], 0)
        line.setSpacing(GAP[4])
        self._crumbs = QHBoxLayout()
        self._crumbs.setSpacing(GAP[2])
        line.addLayout(self._crumbs, 1)
        line.addWidget(self.search)
        line.addWidget(self.chip)

    def start_search(self) -> None:
        """Puts the keyboard into the search."""
        self.search.setFocus()
        self.search.selectAll()

    def set_crumbs(self, crumbs: Sequence[tuple[str, str]]) -> None:
        empty(self._crumbs)
        for key, text in crumbs[:-1]:
            link = Link(text, tone="text_2", name=f"crumb.{key}")
            link.clicked.connect(partial(self.crumb_clicked.emit, key))
            self._crumbs.addWidget(link)
            self._crumbs.addWidget(IconLabel("chevron-right", "text_3", 16))
        here = ElidedLabel(crumbs[-1][1] if crumbs else "", "body", bold=True, name="crumb.here")
        self._crumbs.addWidget(here, 1)
