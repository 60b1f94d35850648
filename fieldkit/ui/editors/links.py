"""The editor for another record: its name, and a list that narrows as one types."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QVBoxLayout,
)

from fieldkit.forms import Json
from fieldkit.forms.values import Link
from fieldkit.i18n import _
from fieldkit.ui.editors.base import NARROW, Editor
from fieldkit.ui.icons import paint_icon
from fieldkit.ui.tokens import FIELD_HEIGHT, GAP, ICON
from fieldkit.ui.widgets.buttons import Button
from fieldkit.ui.widgets.labels import Label
from fieldkit.ui.widgets.paint import box, painter_of, words

Named = tuple[str, str]
COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
Finder = Callable[[str, Callable[[Sequence[Named]], object]], object]


class LinkButton(QAbstractButton):
    """A field that shows a name and opens the list; `typed` carries a letter, for who types before it is open."""

    typed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.wrong = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(200, FIELD_HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text()
        if letter.strip() and letter.isprintable() and not event.modifiers() & COMMANDS:
            self.typed.emit(letter)
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if event.commitString():
            self.typed.emit(event.commitString())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        strong = self.hasFocus() or self.wrong
        edge = "bad" if self.wrong else "accent" if self.hasFocus() else "line_strong" if self.isEnabled() else "line"
        box(painter, QRectF(self.rect()), "surface" if self.isEnabled() else "window", edge, 2 if strong else 1)
        room = QRectF(GAP[3], 0, self.width() - 2 * GAP[3] - ICON, self.height())
        words(painter, room, self.text() or _("Choose"), tone="text" if self.text() else "text_3")
        if self.isEnabled():
            paint_icon(painter, "chevron-down", "text_2", self.width() - GAP[3] - ICON, (self.height() - ICON) / 2)
        painter.end()


class LinkPicker(Editor):
    """A link to another record. `seek` is asked for names by what was typed; `names` knows the present one's."""

    def __init__(self, field: Link, name: str) -> None:
        super().__init__(field, name)
        self.seek: Finder | None = None
        self.names: dict[str, str] = {}
        self._value = ""
        self.button = LinkButton()
        self.button.clicked.connect(self._open)
        self.button.typed.connect(self.open_list)
        self.keep_watch(self.button)
        self.line.addWidget(self.button)

    def draw(self, raw: Json) -> None:
        self._value = raw if isinstance(raw, str) else ""
        self.button.setText(self.names.get(self._value, "…") if self._value else "")
        self.button.setAccessibleDescription(self.button.text())

    def know(self, names: dict[str, str]) -> None:
        """Learns names of records, and shows the present one's."""
        self.names |= names
        self.show_value(self._value)

    def take(self) -> Json:
        return self._value or None

    def set_wrong(self, wrong: bool) -> None:
        self.button.wrong = wrong
        self.button.update()

    def _open(self) -> None:
        self.open_list()

    def open_list(self, begun: str = "") -> None:
        """Opens the list, narrowed by what was typed already."""
        if self.seek is not None:
            popup = PickerPopup(self)
            popup.picked.connect(self.pick)
            popup.show_below()
            popup.search.setText(begun)

    def pick(self, rid: str, name: str) -> None:
        """Takes a record, or none with an empty id."""
        self.names[rid] = name
        self.show_value(rid)
        self.typed.emit()
        self.left.emit()


class PickerPopup(QFrame):
    """A search line above a list; Up, Down and Enter work from the line."""

    picked = Signal(str, str)

    def __init__(self, link: LinkPicker) -> None:
        super().__init__(link, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "card")
        self.setObjectName(f"{link.name}.picker")
        self._link = link
        self.search = QLineEdit()
        self.search.setObjectName(f"{link.name}.search")
        self.search.setAccessibleName(_("Search"))
        self.search.setPlaceholderText(_("Type part of a name or number"))
        self.search.installEventFilter(self)
        self.list = QListWidget()
        self.list.setObjectName(f"{link.name}.list")
        self.list.setAccessibleName(link.says)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(self._pick)
        self.nothing = Label(_("Nothing found"), "caption", tone="text_3")
        self.nothing.hide()
        self.clear = Button(_("None"), "quiet", name=f"{link.name}.none")
        self.clear.clicked.connect(lambda: self._take("", ""))
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP[2], GAP[2], GAP[2], GAP[2])
        for widget in (self.search, self.nothing, self.list, self.clear):
            column.addWidget(widget)
        self._wait = QTimer(self, singleShot=True, interval=120)
        self._wait.timeout.connect(self._ask)
        self.search.textChanged.connect(self._wait.start)
        self._ask()

    def _ask(self) -> None:
        if self._link.seek is not None:
            self._link.seek(self.search.text(), self.show_found)

    def show_found(self, found: Sequence[Named]) -> None:
        self.list.clear()
        for rid, name in found:
            item = QListWidgetItem(name)
            item.setData(Qt.ItemDataRole.UserRole, rid)
            item.setToolTip(name)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.nothing.setVisible(not found)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                self.list.setCurrentRow(min(max(self.list.currentRow() + step, 0), self.list.count() - 1))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.list.currentItem() is not None:
                self._pick(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _pick(self, item: QListWidgetItem) -> None:
        self._take(str(item.data(Qt.ItemDataRole.UserRole)), item.text())

    def _take(self, rid: str, name: str) -> None:
        self.picked.emit(rid, name)
        self.close()

    def show_below(self) -> None:
        link = self._link
        self.setFixedSize(max(link.width(), NARROW), 340)
        spot = link.mapToGlobal(QPoint(0, link.height() + GAP[1]))
        room = link.screen().availableGeometry()
        below = spot.y() + self.height() < room.bottom()
        y = spot.y() if below else max(spot.y() - self.height() - link.height() - GAP[2], room.top())
        self.move(max(min(spot.x(), room.right() - self.width()), room.left()), y)
        self.show()
        self.search.setFocus()
