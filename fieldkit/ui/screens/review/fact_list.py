"""The facts of a paper, each to be pressed: it is framed on the page, and can be commented on."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPlainTextEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from fieldkit.forms import Photo
from fieldkit.forms.seen import legible
from fieldkit.i18n import _
from fieldkit.joined import told
from fieldkit.process.thoroughness import Check
from fieldkit.ui.screens.report.remarks import Pin
from fieldkit.ui.screens.report.sight import Remark
from fieldkit.ui.screens.review.facts import GROUP, Chapter, Fact
from fieldkit.ui.theme import color
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Button, Link
from fieldkit.ui.widgets.labels import IconLabel, Label, breakable, caption
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.paint import focus_ring, painter_of
from fieldkit.ui.widgets.pictures import PhotoTile
from fieldkit.ui.widgets.rows import rule

LABEL = 116
PICTURE = "picture"
Loader = Callable[[Photo, PhotoTile], object]


def key_of(photo: Photo) -> str:
    """The key of a photo, as on the page."""
    return f"{photo.id}/{PICTURE}"


class FactRow(QWidget):
    """Label, value, the comments on it, and room to write one."""

    pressed = Signal(str)
    pinned = Signal(str, str)
    unpinned = Signal(str)

    def __init__(self, fact: Fact, remarks: Sequence[Remark], me: str) -> None:
        super().__init__()
        self.fact = fact
        self.said = bool(remarks)
        self._chosen = False
        self.setObjectName(f"fact.{fact.key}")
        self.setAccessibleName(told((fact.label, fact.value)))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(GAP[6], GAP[2], GAP[5], GAP[2])
        self.column.setSpacing(GAP[2])
        self.column.addLayout(self._line(remarks))
        for remark in remarks:
            self.column.addWidget(self._said(remark, me))
        self.editor: QPlainTextEdit | None = None

    def _line(self, remarks: Sequence[Remark]) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(GAP[2])
        label = Label(self.fact.label, "body", tone="text_2", wrap=True)
        label.setFixedWidth(LABEL)
        self._value = Label(breakable(self.fact.value), "body", tone="bad" if self.fact.bad else "text", wrap=True)
        self._value.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        line.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._value, 1)
        for remark in remarks:
            line.addWidget(Pin(remark.number), 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _said(self, remark: Remark, me: str) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(LABEL + GAP[2], 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(remark.comment.text or "", "body", wrap=True, name=f"remark.{remark.number}.text"))
        words.addWidget(caption(remark.by))
        line.addLayout(words, 1)
        if remark.comment.written_by == me:
            away = Link(_("Delete comment"), "caption", tone="text_2", name=f"remark.{remark.number}.delete")
            away.clicked.connect(partial(self.unpinned.emit, remark.comment.id))
            line.addWidget(away, 0, Qt.AlignmentFlag.AlignBottom)
        return holder

    @property
    def text(self) -> str:
        """A comment that is being written."""
        return legible(self.editor.toPlainText()) if self.editor is not None else ""

    def set_chosen(self, chosen: bool, *, writable: bool) -> None:
        """Marks it; the chosen one opens a place to write a comment. What was begun stays."""
        self._chosen = chosen
        self._value.set_bold(chosen)
        if chosen and writable and self.editor is None:
            self._add_editor()
        if self.editor is not None:
            self._writing.setVisible(chosen or bool(self.text))
        self.update()

    def _add_editor(self) -> None:
        self._writing = QWidget()
        column = QVBoxLayout(self._writing)
        column.setContentsMargins(LABEL + GAP[2], 0, 0, GAP[1])
        column.setSpacing(GAP[2])
        self.editor = QPlainTextEdit()
        self.editor.setObjectName(f"comment.{self.fact.key}")
        self.editor.setAccessibleName(_("Comment on {what}").format(what=self.fact.label))
        self.editor.setPlaceholderText(_("What is to be corrected?"))
        self.editor.setTabChangesFocus(True)
        self.editor.setFixedHeight(84)
        column.addWidget(self.editor)
        pin = Button(_("Pin comment"), size="small", icon="message-square", name=f"pin.{self.fact.key}")
        pin.clicked.connect(self.pin)
        column.addWidget(pin, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self._writing)

    def pin(self) -> None:
        """Puts what was written on the field."""
        self.pinned.emit(self.fact.key, self.text)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit(self.fact.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit(self.fact.key)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        if self._chosen:
            painter.fillRect(self.rect(), color("accent_soft"))
        focus_ring(painter, self, 0)
        painter.end()


class FactList(QWidget):
    """Chapters of facts, the photos, and the audit of thoroughness."""

    chosen = Signal(str)
    pinned = Signal(str, str)
    unpinned = Signal(str)

    def __init__(self, load: Loader) -> None:
        super().__init__()
        self._load = load
        self.rows: dict[str, FactRow] = {}
        self.current = ""
        self._writable = False
        self._said: object = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    @property
    def written(self) -> list[tuple[str, str]]:
        """Comments that are written and not pinned, as (key, text), from top to bottom."""
        return [(key, row.text) for key, row in self.rows.items() if row.text]

    def show_paper(
        self,
        chapters: Sequence[Chapter],
        checks: Sequence[Check],
        remarks: Sequence[Remark],
        *,
        me: str,
        writable: bool,
    ) -> None:
        """Shows a paper anew; a comment that is being written is kept if its field is still there."""
        facts = [(chapter.title, chapter.facts, [photo.id for photo in chapter.photos]) for chapter in chapters]
        said = (facts, checks, [(one.number, one.comment.id, one.comment.text) for one in remarks], writable)
        if said == self._said and self.rows:
            return
        self._said = said
        focused = next((key for key, row in self.rows.items() if row.editor and row.editor.hasFocus()), "")
        begun = {key: row.text for key, row in self.rows.items() if row.text}
        kept = {key: begun[key] for key in begun if not any(one.comment.text == begun[key] for one in remarks)}
        self.clear()
        self._writable = writable
        for number, chapter in enumerate(chapters, 1):
            self._add_chapter(number, chapter, remarks, me)
        if checks:
            self._add_heading(_("Audit of thoroughness, P7.15"))
            for check in checks:
                self._add_check(check)
        self._column.addStretch(1)
        for key, text in kept.items():
            if key in self.rows:
                self.rows[key].set_chosen(True, writable=writable)
                editor = self.rows[key].editor
                if editor is not None:
                    editor.setPlainText(text)
                    if key == focused:
                        editor.moveCursor(QTextCursor.MoveOperation.End)
                        editor.setFocus()
                self._sight_of(key)
        if self.current in self.rows:
            self.choose(self.current)

    def clear(self) -> None:
        self.rows = {}
        empty(self._column)

    def choose(self, key: str) -> None:
        """Makes a fact the one that everything else is about."""
        before, self.current = self.current, key
        if before in self.rows and before != key:
            self.rows[before].set_chosen(False, writable=self._writable)
            self._sight_of(before)
        if key in self.rows:
            self.rows[key].set_chosen(True, writable=self._writable)
            self._sight_of(key)

    def bring(self, key: str, area: QScrollArea) -> None:
        """Scrolls a fact into sight, once a line that has just opened has its place."""
        row = self.rows.get(key)
        if row is not None:
            QTimer.singleShot(0, row, lambda: area.ensureWidgetVisible(row, 0, 80))

    def _add_chapter(self, number: int, chapter: Chapter, remarks: Sequence[Remark], me: str) -> None:
        self._add_heading(f"{number}  {chapter.title}")
        for fact in chapter.facts:
            if fact.path == GROUP:
                group = Label(fact.label, "body", bold=True, wrap=True)
                group.setContentsMargins(GAP[6], GAP[2], GAP[5], 0)
                self._column.addWidget(group)
                continue
            self._column.addWidget(self._add_row(fact, remarks, me))
            self._column.addWidget(rule())
        if chapter.photos:
            self._column.addWidget(self._photos(chapter))
            for place, photo in enumerate(chapter.photos, 1):
                said = Fact(key_of(photo), _("Photo {number}").format(number=place), photo.caption or "", photo.id,
                            PICTURE)  # fmt: skip
                self._column.addWidget(self._add_row(said, remarks, me))
                self._sight_of(said.key)

    def _add_row(self, fact: Fact, remarks: Sequence[Remark], me: str) -> FactRow:
        row = FactRow(fact, [remark for remark in remarks if remark.key == fact.key], me)
        row.pressed.connect(self._press)
        row.pinned.connect(self.pinned)
        row.unpinned.connect(self.unpinned)
        self.rows[fact.key] = row
        return row

    def _sight_of(self, key: str) -> None:
        """The line of a photo stands below the pictures while it is looked at, or something was said of it."""
        row = self.rows[key]
        if row.fact.path == PICTURE:
            row.setVisible(key == self.current or row.said or bool(row.text))

    def _press(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)

    def _photos(self, chapter: Chapter) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(GAP[6], GAP[2], GAP[5], GAP[3])
        grid.setSpacing(GAP[3])
        for at, photo in enumerate(chapter.photos):
            tile = PhotoTile(f"{at + 1} {photo.caption or ''}", name=f"review.photo.{at + 1}")
            tile.opened.connect(partial(self._press, key_of(photo)))
            grid.addWidget(tile, at // 2, at % 2)
            self._load(photo, tile)
        return holder

    def _add_heading(self, text: str) -> None:
        heading = Label(text, "caption", tone="text_2")
        heading.setProperty("role", "window")
        heading.setContentsMargins(GAP[6], GAP[2], GAP[5], GAP[2])
        heading.setFixedHeight(40)
        self._column.addWidget(heading)

    def _add_check(self, check: Check) -> None:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(GAP[6], GAP[2], GAP[5], GAP[2])
        line.setSpacing(GAP[3])
        icon = IconLabel("check", "good") if check.good else IconLabel("circle-alert", "bad", says=_("Wrong"))
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Label(check.text, "body", wrap=True), 1)
        line.addWidget(Label(check.found, "body", tone="text_2" if check.good else "bad", wrap=True), 1)
        self._column.addWidget(row)
        self._column.addWidget(rule())
