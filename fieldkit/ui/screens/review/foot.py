"""The footer of the review: the keys, and three decisions."""

from functools import partial

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from fieldkit.i18n import _
from fieldkit.ui.screens.review.queue import REPORT, Looked
from fieldkit.ui.widgets.buttons import Button
from fieldkit.ui.widgets.footer import Footer
from fieldkit.ui.widgets.labels import Label
from fieldkit.ui.widgets.paint import key_cap, painter_of


class Keys(QWidget):
    """J and K, as on the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(QSize(56, 24))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        for at, key in enumerate("KJ"):
            key_cap(painter, QRectF(at * 30, 2, 22, 20), key)
        painter.end()


class ReviewFooter(Footer):
    """`wanted` carries approve, return or ask."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(name="review.footer")
        self._keys = (Keys(), Label(_("Previous, next"), "body", tone="text_3"))
        for widget in self._keys:
            self.add_left(widget)
        self.ask = Button(_("Ask"), size="large", key="Q", name="review.ask")
        self.approve = Button(_("Approve"), size="large", key="A", name="review.approve")
        self.send_back = Button(_("Return"), size="large", key="R", name="review.return")
        for what, button in (("ask", self.ask), ("return", self.send_back), ("approve", self.approve)):
            button.clicked.connect(partial(self.wanted.emit, what))
            self.add_right(button)
        self._obvious = self.approve
        self.show_looked(None)

    def show_looked(self, looked: Looked | None) -> None:
        """What can be decided; with comments the way back is the obvious one."""
        for widget in (*self._keys, self.ask, self.approve, self.send_back):
            widget.setVisible(looked is not None)
        self.ask.setVisible(looked is not None and looked.kind == REPORT)
        count = len(looked.remarks) if looked is not None else 0
        words = _("Return with {count} comments").format(count=count) if count > 1 else _("Return with 1 comment")
        self.send_back.setText(words if count else _("Return"))
        self._obvious = self.send_back if count else self.approve
        self.add_right(self._obvious)  # the primary stands last
        self.set_deciding(False)
        self.say("")

    def set_deciding(self, deciding: bool) -> None:
        """While something is being decided above, nothing here is the obvious next step."""
        for button in (self.approve, self.send_back):
            button.set_kind("primary" if button is self._obvious and not deciding else "secondary")

    def say(self, text: str) -> None:
        """Why something could not be done."""
        self.set_missing("", note=text)
