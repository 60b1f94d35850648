"""The left column of the diagnosis: which procedure, and the trail of its steps."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from fieldkit.i18n import _
from fieldkit.playbooks import Playbook
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.labels import caption
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import rule
from fieldkit.ui.widgets.trail import Trail, TrailStep

WIDE, AROUND = 272, 140  # px; so much above and below the step where one is


class TrailColumn(QFrame):
    """272 px; `chosen` carries the key of a step that was reached, or `conclusion`."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(WIDE)
        self._shown: list[TrailStep] = []
        self._page = Page(margins=(GAP[8], GAP[6], GAP[3], GAP[4]), gap=GAP[2], name="trail.page")
        self._book = caption(tone="text_2", wrap=True, name="trail.book")
        self._trail = Trail()
        self._trail.chosen.connect(self.chosen)
        self._page.column.addWidget(self._book)
        self._page.column.addWidget(self._trail)
        self._page.column.addStretch(1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self._page, 1)
        line.addWidget(rule(upright=True))

    def show_trail(self, steps: Sequence[TrailStep], book: Playbook | None) -> None:
        """Shows the steps; nothing is built again without a change, so that the keyboard stays where it is."""
        self._book.setText(
            _("Procedure·{title} v{version}").format(title=book.title.say(), version=book.version) if book else ""
        )
        if list(steps) != self._shown:
            self._shown = list(steps)
            self._trail.set_steps(steps)
            QTimer.singleShot(0, self, self._follow)  # once they have their places

    def _follow(self) -> None:
        """Turns to where one is, so that it is in sight however long the way was."""
        here = self._trail.current()
        if here is not None:
            self._page.ensureWidgetVisible(here, 0, AROUND)
