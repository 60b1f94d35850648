"""A document on the screen: pages as pictures, fitted to the width, with page buttons and zoom."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from fieldkit.i18n import _
from fieldkit.ui.icons import paint_icon
from fieldkit.ui.tokens import GAP, SMALL_ICON
from fieldkit.ui.widgets.buttons import IconButton
from fieldkit.ui.widgets.labels import ElidedLabel, Label
from fieldkit.ui.widgets.pages import MARGIN, Highlight, Pages
from fieldkit.ui.widgets.paint import box, painter_of, words

SMALLEST, LARGEST, STEP = 0.5, 4.0, 1.25


class PdfView(QWidget):
    """Shows pages whose pictures it asks for as they come into sight; the documents room draws them.

    With a `title` it has a head with page and zoom buttons; with `thumbs` a column of page numbers that get a
    tick once their page was seen to its end. `wanted` asks for the picture of a page, so many dots wide, again and
    again until it comes by `set_picture`; whoever answers does so one at a time. Pages count from 0, shown from 1.
    """

    page_changed = Signal(int)
    all_seen = Signal()
    pin_clicked = Signal(int)
    spot_clicked = Signal(int, float, float)
    wanted = Signal(int, int)

    def __init__(self, title: str = "", *, thumbs: bool = False, name: str = "pdf") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "sunken")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.zoom = 1.0
        self.page = 0
        self.seen: set[int] = set()
        self.canvas = Pages()
        self.canvas.pin_clicked.connect(self.pin_clicked)
        self.canvas.spot_clicked.connect(self.spot_clicked)
        self.head = _Head(title, self) if title else None
        self.thumbs = _Thumbs(self) if thumbs else None
        self._scroll = QScrollArea()
        self._scroll.setObjectName(f"{name}.scroll")
        self._scroll.setAccessibleName(title or _("Document"))
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self.canvas)
        self.canvas.setProperty("role", "plain")
        self._scroll.viewport().setProperty("role", "sunken")
        self._scroll.verticalScrollBar().valueChanged.connect(self._look)
        self._scroll.viewport().installEventFilter(self)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self.head is not None:
            column.addWidget(self.head)
        line = QHBoxLayout()
        line.setSpacing(0)
        if self.thumbs is not None:
            line.addWidget(self.thumbs)
        line.addWidget(self._scroll, 1)
        column.addLayout(line, 1)

    def set_shapes(self, shapes: Sequence[float]) -> None:
        """Shows pages of these shapes, each its height as a share of its width, once their pictures come.

        Another number of pages is another document and starts unseen at its top.
        """
        another = len(shapes) != self.canvas.count
        self.canvas.set_shapes(shapes)
        if another:
            self.seen.clear()
            self.page = 0
            self._scroll.verticalScrollBar().setValue(0)
        self._fit()
        self._look()

    def set_picture(self, page: int, picture: QImage, wide: int) -> None:
        """Answers `wanted`: a page, and the width that was asked for; a null picture when it cannot be drawn."""
        self.canvas.set_picture(page, picture, wide)
        self._look()

    def set_highlights(self, highlights: Sequence[Highlight]) -> None:
        self.canvas.set_highlights(highlights)

    def show_highlight(self, number: int) -> None:
        """Scrolls to the place with this pin."""
        for highlight in self.canvas.highlights:
            if highlight.number == number:
                place = self.canvas.place_of(highlight)
                self._scroll.verticalScrollBar().setValue(round(place.center().y() - self._scroll.height() / 3))

    def go_to(self, page: int) -> None:
        page = min(max(page, 0), self.canvas.count - 1)
        if page >= 0:
            top = round(self.canvas.page_rect(page).top()) - GAP[4]
            self._scroll.verticalScrollBar().setValue(top)

    def set_zoom(self, zoom: float) -> None:
        """1 fits the width."""
        self.zoom = min(max(zoom, SMALLEST), LARGEST)
        self._fit()
        self._look()

    def fit_width(self) -> None:
        self.set_zoom(1.0)

    def zoom_in(self) -> None:
        self.set_zoom(self.zoom * STEP)

    def zoom_out(self) -> None:
        self.set_zoom(self.zoom / STEP)

    def _fit(self) -> None:
        bar = self._scroll.verticalScrollBar()
        share = bar.value() / max(bar.maximum(), 1)
        room = max(self._scroll.viewport().width() - 2 * MARGIN, 120)
        self.canvas.set_page_width(round(room * self.zoom))
        bar.setValue(round(share * bar.maximum()))

    def _look(self) -> None:
        """Notes which page is before the person, and which were seen to their end; asks for what is to be seen."""
        top = self._scroll.verticalScrollBar().value()
        tall = self._scroll.viewport().height()
        shown, count = self.page, self.canvas.count
        seen_before = len(self.seen)
        for page in range(count):
            rect = self.canvas.page_rect(page)
            if rect.top() <= top + tall * 0.4:
                shown = page
            ends = top <= rect.bottom() <= top + tall + GAP[2]
            if ends and self.isVisible() and self.canvas.shows(page):
                self.seen.add(page)
        self._say(shown, count)
        if count and seen_before < len(self.seen) == count:
            self.all_seen.emit()
        if self.isVisible() and (wanted := self.canvas.next_wanted(top, top + tall)) is not None:
            self.wanted.emit(wanted, self.canvas.dots)

    def _say(self, shown: int, count: int) -> None:
        if self.head is not None:
            self.head.show_page(shown, count)
        if self.thumbs is not None:
            self.thumbs.show_page(shown, count, self.seen)
        if shown != self.page:
            self.page = shown
            self.page_changed.emit(shown)

    def showEvent(self, event: object) -> None:
        self._fit()
        self._look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit()
        if isinstance(event, QWheelEvent) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self.zoom * (STEP if event.angleDelta().y() > 0 else 1 / STEP))
            return True
        return super().eventFilter(watched, event)


class _Head(QFrame):
    """The title, and the buttons for zoom and pages."""

    def __init__(self, title: str, view: PdfView) -> None:
        super().__init__()
        self.setProperty("role", "top")
        self.setFixedHeight(52)
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(GAP[6], 0, GAP[4], 0)
        self.line.setSpacing(GAP[1])
        self.usual = title
        self.title = ElidedLabel(title, "body", bold=True, name="pdf.title")
        self.line.addWidget(self.title, 1)
        self._number = Label("", "body", tone="text_2", name="pdf.page")
        steps = (
            ("zoom-out", _("Smaller"), view.zoom_out),
            ("zoom-in", _("Larger"), view.zoom_in),
            ("chevron-left", _("Previous page"), lambda: view.go_to(view.page - 1)),
            ("chevron-right", _("Next page"), lambda: view.go_to(view.page + 1)),
        )
        for icon, says, act in steps:
            if icon == "chevron-right":
                self.line.addWidget(self._number)
            button = IconButton(icon, says, side=36, name=f"pdf.{icon}")
            button.clicked.connect(lambda _=False, act=act: act())
            self.line.addWidget(button)

    def say(self, words: str, tone: str) -> None:
        """Words in the place of the title."""
        self.title.setText(words)
        self.title.set_tone(tone)

    def show_page(self, page: int, count: int) -> None:
        self._number.setText(f"{page + 1} / {count}" if count else "")


class _Thumbs(QWidget):
    """The column of page numbers beside the document on the Sign screen."""

    def __init__(self, view: PdfView) -> None:
        super().__init__()
        self._view = view
        self.setFixedWidth(96)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(GAP[5], GAP[5], GAP[5], GAP[5])
        self._column.setSpacing(GAP[3])
        self._buttons: list[_Thumb] = []
        self._zoom = _Thumb("", says=_("Larger"), icon="zoom-in")
        self._zoom.setObjectName("pdf.zoom-in")
        self._zoom.clicked.connect(lambda: view.set_zoom(1.0 if view.zoom > 1.5 else 2.0))
        self._column.addSpacing(GAP[3])
        self._column.addWidget(self._zoom)
        self._column.addStretch(1)

    def show_page(self, page: int, count: int, seen: set[int]) -> None:
        while len(self._buttons) > count:
            self._buttons.pop().deleteLater()
        while len(self._buttons) < count:
            at = len(self._buttons)
            button = _Thumb(str(at + 1), says=_("Page {number}").format(number=at + 1))
            button.setObjectName(f"pdf.page.{at + 1}")
            button.clicked.connect(lambda _=False, at=at: self._view.go_to(at))
            self._column.insertWidget(at, button)
            self._buttons.append(button)
        for at, button in enumerate(self._buttons):
            button.set_state(current=at == page, seen=at in seen)


class _Thumb(QAbstractButton):
    def __init__(self, mark: str, *, says: str, icon: str = "") -> None:
        super().__init__()
        self._mark, self._icon, self._current, self._seen = mark, icon, False, False
        self._says = says
        self.setAccessibleName(says)
        self.setFixedSize(56, 56)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(56, 56)

    def set_state(self, *, current: bool, seen: bool) -> None:
        self._current, self._seen = current, seen
        self.setAccessibleDescription(_("Seen") if seen else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        strong = self._current or self.hasFocus()
        edge = "accent" if strong else "line_strong"
        box(painter, QRectF(self.rect()), "surface", edge, 2 if strong else 1)
        if self._icon:
            paint_icon(painter, self._icon, "text", 16, 16, 24)
        tone = "accent" if self._current else "text"
        place = QRectF(0, 8 if self._seen else 16, 56, 24)
        middle = Qt.AlignmentFlag.AlignHCenter
        words(painter, place, self._mark, kind="heading", tone=tone, bold=self._current, align=middle)
        if self._seen:
            paint_icon(painter, "check", "good", 20, 32, SMALL_ICON)
        painter.end()
