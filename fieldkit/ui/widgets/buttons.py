"""Buttons: primary, secondary, quiet, in four sizes, with an icon before or after the word; and links."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QToolButton

from fieldkit.ui.icons import icon as make_icon
from fieldkit.ui.icons import paint_icon
from fieldkit.ui.theme import color, font, restyle
from fieldkit.ui.tokens import BUTTONS, GAP, ICON, RADIUS, TYPE
from fieldkit.ui.widgets.paint import box, by_keyboard, key_cap, painter_of, width_of, words

QUIET_PADDING = 8
INKS = {"primary": "on_accent", "secondary": "text", "quiet": "accent", "danger": "bad"}


class Button(QPushButton):
    """A button whose frame the stylesheet draws and whose content it paints itself, 8 px apart.

    `kind` is primary, secondary, quiet or danger; `size` small, normal, large or huge; `icon` stands before
    the word, `trailing` after it; `key` shows a key cap, the screen makes the shortcut.
    """

    def __init__(
        self,
        text: str,
        kind: str = "secondary",
        size: str = "normal",
        *,
        icon: str = "",
        trailing: str = "",
        key: str = "",
        name: str = "",
    ) -> None:
        super().__init__(text)
        self.kind, self.icon_name, self.trailing, self.key = kind, icon, trailing, key
        self._size = BUTTONS[size] if kind != "quiet" else BUTTONS[size]._replace(padding=QUIET_PADDING)
        self.setProperty("kind", kind)
        self.setProperty("scale", size)
        self.setAccessibleName(text)
        if name:
            self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._ring = False
        self.setFont(font(self._size.type, bold=kind == "primary"))

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def set_kind(self, kind: str) -> None:
        """Turns it into another kind, as when the way to a gap becomes the submit button."""
        self.kind = kind
        self.setFont(font(self._size.type, bold=kind == "primary"))
        restyle(self, kind=kind)
        self.updateGeometry()

    def set_icons(self, icon: str = "", trailing: str = "") -> None:
        self.icon_name, self.trailing = icon, trailing
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(self._content_width() + 1) + 2 * self._size.padding, self._size.height)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 2 * self._size.padding + 60), self._size.height)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = by_keyboard(event)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring = False
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        if not self._ring:
            option.state &= ~QStyle.StateFlag.State_HasFocus
        self.style().drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)
        if self.kind == "primary" and self._ring:
            gap = QRectF(self.rect()).adjusted(2, 2, -2, -2)
            box(painter, gap, edge="surface", width=2, radius=RADIUS - 2)
        self._paint_content(painter)
        painter.end()

    def _ink(self) -> str:
        return INKS[self.kind] if self.isEnabled() else "text_3"

    def _content_width(self) -> float:
        wide = width_of(self._plain(), self._size.type, bold=self.kind == "primary")
        wide += sum(ICON + GAP[2] for picture in (self.icon_name, self.trailing) if picture)
        return wide + (self._cap_width() + GAP[2] if self.key else 0)

    def _cap_width(self) -> float:
        return max(22.0, width_of(self.key, "tiny") + 12)

    def _plain(self) -> str:
        return self.text().replace("&&", "\0").replace("&", "").replace("\0", "&")

    def _paint_content(self, painter: QPainter) -> None:
        room = self.width() - 2 * min(self._size.padding, 14)
        content = min(self._content_width() + 0.5, room)
        x, middle = (self.width() - content) / 2, self.height() / 2
        end = x + content
        if self.icon_name:
            paint_icon(painter, self.icon_name, self._ink(), x, middle - ICON / 2)
            x += ICON + GAP[2]
        if self.key:
            end -= self._cap_width()
            edge = self._ink() if self.kind == "primary" else "line"
            key_cap(painter, QRectF(end, middle - 10, self._cap_width(), 20), self.key, self._ink(), edge)
            end -= GAP[2]
        if self.trailing:
            end -= ICON
            paint_icon(painter, self.trailing, self._ink(), end, middle - ICON / 2)
            end -= GAP[2]
        rect = QRectF(x, 0, end - x, self.height())
        words(painter, rect, self._plain(), kind=self._size.type, tone=self._ink(), bold=self.kind == "primary")


def primary(
    text: str, *, size: str = "large", icon: str = "", trailing: str = "", key: str = "", name: str = "primary"
) -> Button:
    """The one obvious next step of a screen."""
    return Button(text, "primary", size, icon=icon, trailing=trailing, key=key, name=name)


def secondary(
    text: str, *, size: str = "normal", icon: str = "", trailing: str = "", key: str = "", name: str = ""
) -> Button:
    """Any other step."""
    return Button(text, "secondary", size, icon=icon, trailing=trailing, key=key, name=name)


def quiet(
    text: str, *, size: str = "normal", icon: str = "", trailing: str = "", key: str = "", name: str = ""
) -> Button:
    """A step aside, such as a remark."""
    return Button(text, "quiet", size, icon=icon, trailing=trailing, key=key, name=name)


class Link(QPushButton):
    """Words in the accent colour that lead somewhere; as high as its line, underlined under the pointer."""

    def __init__(
        self, text: str, kind: str = "body", *, tone: str = "accent", bold: bool = False, name: str = ""
    ) -> None:
        super().__init__(text)
        self._kind, self._tone, self._bold = kind, tone, bold
        self.setAccessibleName(text)
        if name:
            self.setObjectName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setProperty("kind", "link")

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(round(width_of(self.text(), self._kind, bold=self._bold) + 1.5), TYPE[self._kind].line + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        rect = QRectF(self.rect())
        tone = self._tone if self.isEnabled() else "text_3"
        wide = words(painter, rect, self.text(), kind=self._kind, tone=tone, bold=self._bold)
        if self.underMouse() or self.hasFocus():
            thick = 2 if self.hasFocus() else 1
            painter.fillRect(QRectF(0, rect.height() - thick, wide, thick), color(tone))
        painter.end()


class IconButton(QToolButton):
    """A button that is only an icon; `says` is its accessible name and tool tip."""

    def __init__(
        self, icon: str, says: str, *, tone: str = "text_2", side: int = 36, size: int = ICON, name: str = ""
    ) -> None:
        super().__init__()
        self._icon, self._tone, self._icon_size = icon, tone, size
        self.setAccessibleName(says)
        self.setToolTip(says)
        self.setObjectName(name or f"button.{icon}")
        self.setFixedSize(side, side)
        self.setIconSize(QSize(size, size))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._tint()

    def set_icon(self, icon: str, says: str = "") -> None:
        self._icon = icon
        if says:
            self.setAccessibleName(says)
            self.setToolTip(says)
        self._tint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._tint()

    def _tint(self) -> None:
        self.setIcon(make_icon(self._icon, self._tone, self._icon_size))
