"""A line that says what came of something: an icon and a sentence, and a cross to put it away."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fieldkit.i18n import _
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import IconButton, Link
from fieldkit.ui.widgets.labels import IconLabel, Label


class SaidLine(QWidget):
    """`acted` says that the link in it was pressed, such as *Undo*."""

    acted = Signal()

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._sign = IconLabel("info")
        self.words = Label("", "body", wrap=True, name=f"{name}.words")
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.act = Link("", name=f"{name}.act")
        self.act.clicked.connect(self.acted)
        self.act.hide()
        away = IconButton("x", _("Put away"), name=f"{name}.away")
        away.clicked.connect(self.hide)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP[2])
        line.addWidget(self._sign)
        line.addWidget(self.words, 1)
        line.addWidget(self.act)
        line.addWidget(away)

    def say(self, words: str, icon: str = "circle-check", tone: str = "good", *, act: str = "") -> None:
        """Says it, with a link when something can be done about it."""
        self._sign.set_icon(icon, tone)
        self.words.set_tone("bad" if tone == "bad" else "text")
        self.words.setText(words)
        self.act.setText(act)
        self.act.setVisible(bool(act))
        self.show()
