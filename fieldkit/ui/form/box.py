"""One field on the screen: label above, editor, and at its right (or below) why it is wrong and what was said of it."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.i18n import _
from fieldkit.ui.editors import NARROW, Editor
from fieldkit.ui.tokens import GAP, SMALL_ICON
from fieldkit.ui.widgets.badges import Badge
from fieldkit.ui.widgets.buttons import Link
from fieldkit.ui.widgets.keyboard import has_keyboard
from fieldkit.ui.widgets.labels import IconLabel, Label, caption, tiny

BESIDE = 180  # px; the least that fits beside a field


class FieldBox(QWidget):
    """Label, required mark, source; the editor; and what stands beside it, made when it is first needed.

    `settle` asks to choose between what two people wrote.
    """

    settle = Signal()

    def __init__(self, editor: Editor, label: str, *, required: bool = False) -> None:
        super().__init__()
        self.editor = editor
        self._side: _Side | None = None
        self._source: QWidget | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[1])
        column.addLayout(self._head(label, required))
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.setSpacing(GAP[5])
        if editor.wide:
            self._line.addWidget(editor, 3)
        else:
            holder = QHBoxLayout()  # keeps an editor that is narrower than its room at the left
            holder.addWidget(editor, 100)
            holder.addStretch(1)
            self._line.addLayout(holder, 7)
            self._line.setAlignment(holder, Qt.AlignmentFlag.AlignTop)
        column.addLayout(self._line)

    def _head(self, label: str, required: bool) -> QHBoxLayout:
        self._top = QHBoxLayout()
        self._top.setSpacing(GAP[1])
        self.label = caption(_(label), tone="text_2", name=f"{self.editor.name}.label")
        self._top.addWidget(self.label)
        if required:
            self.mark_required()
        self._top.addStretch(1)
        return self._top

    def mark_required(self) -> None:
        """Puts the star behind the label; also where this one way of entering asks for more than the form does."""
        star = caption("*", tone="bad", name=f"{self.editor.name}.required")
        star.setAccessibleName(_("Required"))
        star.setToolTip(_("Required"))
        self._top.insertWidget(1, star)

    @property
    def reason(self) -> str:
        """Why the value cannot be kept, as it stands there."""
        return self._side.reason.text() if self._side else ""

    def set_reason(self, reason: str) -> None:
        """Why the value cannot be kept; nothing for a good one."""
        if reason == self.reason:
            return
        self.editor.set_wrong(bool(reason))
        control = self.editor.focusProxy()
        if control is not None:
            control.setAccessibleDescription(reason)
        side = self._need_side()
        side.reason.setText(reason)
        side.reason.setVisible(bool(reason))
        self._arrange()

    def set_conflict(self, conflict: bool) -> None:
        """Two people wrote this and did not see each other's."""
        if conflict or self._side is not None:
            self._need_side().conflict.setVisible(conflict)
            self._arrange()

    def set_source(self, source: str) -> None:
        """Where the value came from."""
        if self._source is not None:
            self._source.hide()
            self._source.deleteLater()
            self._source = None
        if source:
            self._source = QWidget()
            line = QHBoxLayout(self._source)
            line.setContentsMargins(GAP[2], 0, 0, 0)
            line.setSpacing(GAP[1])
            line.addWidget(IconLabel("link", "text_3", SMALL_ICON))
            line.addWidget(tiny(_(source), name=f"{self.editor.name}.source"))
            self._top.insertWidget(self._top.count() - 1, self._source)

    def set_beside(self, widget: QWidget | None, what: str = "remark") -> None:
        """Puts something beside the field, such as a remark about it; None takes it away.

        Of each sort, `what`, there is one: what is said of a serial number does not push a remark away.
        """
        if widget is not None or self._side is not None:
            if has_keyboard(self._need_side()):
                self.editor.setFocus()
            self._need_side().set_beside(widget, what)
            self._arrange()

    def _need_side(self) -> "_Side":
        if self._side is None:
            self._side = _Side(self.editor.name)
            self._side.settle.clicked.connect(self.settle)
            self._line.addWidget(self._side, 4)
        return self._side

    def _arrange(self) -> None:
        """Beside where there is room, else below; nothing takes no room."""
        if self._side is None:
            return
        below = self.editor.wide or self.width() < NARROW + GAP[5] + BESIDE
        way = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        self._line.setDirection(way)
        self._line.setSpacing(GAP[1] if below else GAP[5])
        self._side.setVisible(self._side.needed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(160, super().minimumSizeHint().height())


class _Side(QWidget):
    """What stands beside a field: the reason, the conflict, a widget of the screen's."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setMinimumWidth(BESIDE)
        self.beside: dict[str, QWidget] = {}
        self.reason = Label("", "caption", tone="bad", wrap=True, name=f"{name}.reason")
        self.reason.hide()
        self.conflict = QWidget()
        self.conflict.hide()
        row = QHBoxLayout(self.conflict)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP[2])
        row.addWidget(Badge("conflict", name=f"{name}.conflict"))
        self.settle = Link(_("Original, mine, theirs"), "caption", name=f"{name}.settle")
        row.addWidget(self.settle)
        row.addStretch(1)
        column = QVBoxLayout(self)  # in the middle by stretches: an aligned layout would cut a second line off
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(1)
        self.notes = QVBoxLayout()
        column.addLayout(self.notes)
        column.addStretch(1)
        self.notes.setSpacing(GAP[1])
        self.notes.addWidget(self.reason)
        self.notes.addWidget(self.conflict)

    @property
    def needed(self) -> bool:
        return not self.reason.isHidden() or not self.conflict.isHidden() or bool(self.beside)

    def set_beside(self, widget: QWidget | None, what: str) -> None:
        before = self.beside.pop(what, None)
        if before is not None and before is not widget:
            before.hide()
            before.deleteLater()
        if widget is not None:
            self.notes.addWidget(widget)
            self.beside[what] = widget
