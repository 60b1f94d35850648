"""Photos as tiles, and people as a letter in a disc."""

import io

from PIL import Image
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from fieldkit.i18n import _
from fieldkit.ui.icons import paint_icon
from fieldkit.ui.tokens import DISC, LARGE_ICON, RADIUS
from fieldkit.ui.widgets.paint import box, painter_of, words

CAPTION = 28


def qimage(picture: bytes | Image.Image) -> QImage:
    """A picture for the screen, of PNG or JPEG bytes or of a Pillow image; null if it cannot be read.

    Pillow reads it, never Qt: Qt's readers hold a lock while they ask the translator for words, and ours is
    Python: two workers that read at once would wait for each other for ever.
    """
    if isinstance(picture, bytes):
        try:
            with Image.open(io.BytesIO(picture)) as opened:
                picture = opened.convert("RGBA" if "A" in opened.getbands() else "RGB")
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            return QImage()
    if picture.mode not in ("RGB", "RGBA"):
        picture = picture.convert("RGB")
    kinds = {"RGB": (QImage.Format.Format_RGB888, 3), "RGBA": (QImage.Format.Format_RGBA8888, 4)}
    kind, depth = kinds[picture.mode]
    raw = picture.tobytes()
    return QImage(raw, picture.width, picture.height, picture.width * depth, kind).copy()


def bytes_of(image: QImage) -> bytes:
    """A picture of the clipboard as bytes that Pillow reads, unpacked: BMP. Slow for a large one."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    raw = Image.frombytes(
        "RGB", (plain.width(), plain.height()), plain.constBits(), "raw", "RGB", plain.bytesPerLine(), 1
    )
    out = io.BytesIO()
    raw.save(out, "BMP")
    return out.getvalue()


class PhotoTile(QAbstractButton):
    """A photo 3 : 2, cut to fill, with an edge and a caption below; without a picture it says so."""

    opened = Signal()

    def __init__(self, caption: str = "", *, wide: int = 0, name: str = "photo") -> None:
        super().__init__()
        self._image = self._filled = QImage()
        self._goal = QSize()
        self.shows: object = None  # what whoever fills it brought last
        self._caption = caption
        self.setObjectName(name)
        self.setAccessibleName(caption or _("Photo"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if wide:
            self.setFixedSize(wide, self.heightForWidth(wide))
        self.clicked.connect(self.opened)

    def set_image(self, image: QImage) -> None:
        """Shows a picture; a null one shows that it is not here yet."""
        self._image, self._filled = image, QImage()
        self.update()

    @property
    def goal(self) -> QSize:
        """The size in dots of a picture that fills it."""
        high = self.height() - (CAPTION if self._caption else 0)
        return (QSize(self.width(), high) * self.devicePixelRatioF()).expandedTo(QSize(2, 2))

    def set_caption(self, caption: str) -> None:
        self._caption = caption
        self.setAccessibleName(caption or _("Photo"))
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(width * 2 / 3) + (CAPTION if self._caption else 0)

    def sizeHint(self) -> QSize:
        return QSize(128, self.heightForWidth(128))

    def minimumSizeHint(self) -> QSize:
        return QSize(96, self.heightForWidth(96))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        frame = QRectF(0, 0, self.width(), self.height() - (CAPTION if self._caption else 0))
        if self._image.isNull():
            box(painter, frame, fill="sunken")
            corner = frame.center() - QPointF(LARGE_ICON / 2, LARGE_ICON / 2)
            paint_icon(painter, "image", "text_3", corner.x(), corner.y(), LARGE_ICON)
        else:
            self._paint_picture(painter, frame)
        strong = self.hasFocus() or self.isChecked()
        box(painter, frame, edge="accent" if strong else "line_strong", width=2 if strong else 1)
        if self._caption:
            place = QRectF(0, self.height() - 22, self.width(), 20)
            words(painter, place, self._caption, kind="caption", tone="text_2")
        painter.end()

    def _paint_picture(self, painter: QPainter, frame: QRectF) -> None:
        path = QPainterPath()
        path.addRoundedRect(frame, RADIUS, RADIUS)
        painter.save()
        painter.setClipPath(path)
        ratio = self.devicePixelRatioF()
        goal = (frame.size() * ratio).toSize()
        if self._filled.isNull() or self._goal != goal:
            self._goal, self._filled = goal, _fill(self._image, goal)
        painter.drawImage(frame, self._filled)
        painter.restore()


def _fill(image: QImage, goal: QSize) -> QImage:
    """The picture scaled so that it fills the goal, its middle cut out."""
    expand, smooth = Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    if image.size() == goal:
        return image
    scaled = image.scaled(goal, expand, smooth)
    left, top = (scaled.width() - goal.width()) // 2, (scaled.height() - goal.height()) // 2
    return scaled.copy(left, top, goal.width(), goal.height())


class Avatar(QAbstractButton):
    """Who somebody is: the surname of a Chinese name, the initials of any other, in a disc."""

    def __init__(self, name: str, *, size: int = DISC, says: str = "", object_name: str = "avatar") -> None:
        super().__init__()
        self.setObjectName(object_name)
        self.setFixedSize(size, size)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._says = says
        self.set_name(name)

    def set_name(self, name: str) -> None:
        self._mark = mark_of(name)
        self.setAccessibleName(f"{self._says} {name}".strip())
        self.setToolTip(name)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        rect = QRectF(self.rect())
        edge = "accent" if self.hasFocus() else "line_strong" if self.underMouse() else ""
        box(painter, rect, "sunken", edge, 2 if self.hasFocus() else 1, self.width() / 2)
        kind = "caption" if len(self._mark) == 1 else "tiny"
        middle = Qt.AlignmentFlag.AlignHCenter
        words(painter, rect, self._mark, kind=kind, bold=True, align=middle)
        painter.end()


def mark_of(name: str) -> str:
    """`何` of 何志强, `JS` of John Smith."""
    parts = name.split()
    if len(parts) > 1 and name.isascii():
        return (parts[0][0] + parts[-1][0]).upper()
    return name.strip()[:1].upper()
