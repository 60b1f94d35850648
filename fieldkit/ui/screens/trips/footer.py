"""The footer of a stage: what is missing, and the one way on."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from fieldkit.i18n import _, translate
from fieldkit.process.readiness import STAGES
from fieldkit.ui.screens.stage import Choice, Stage
from fieldkit.ui.widgets.buttons import Button, primary, secondary
from fieldkit.ui.widgets.footer import LINKS, Footer
from fieldkit.ui.widgets.paint import width_of

ROOM = 320


def _fitting(things: Sequence[tuple[str, str]]) -> int:
    """How many names of missing things stand beside the buttons without crowding them."""
    used, count = 0.0, 0
    for _key, text in things[:LINKS]:
        used += width_of(text) + 12
        count += used <= ROOM
    return count


class StageFooter(Footer):
    """Shows what a stage says of itself; while something is missing, the primary is the way to it."""

    next_stage = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._stage: Stage | None = None
        self._back = secondary("", size="large", icon="chevron-left", name="back")
        self._back.clicked.connect(self._go_back)
        self._besides = [secondary("", size="large") for _ in range(2)]
        for at, button in enumerate(self._besides):
            button.clicked.connect(lambda _=False, at=at: self._do_beside(at))
        self._primary = primary("", trailing="arrow-right")
        self._primary.clicked.connect(self._do)
        self.add_left(self._back)
        for button in (*self._besides, self._primary):
            self.add_right(button)
        self.missing_clicked.connect(lambda key: self._stage and self._stage.reveal(key))

    def press_primary(self) -> None:
        if self._primary.isVisible() and self._primary.isEnabled():
            self._primary.setFocus()
            self._primary.click()

    def show_stage(self, stage: Stage, following: str) -> None:
        """Says what `stage` says; `following` is the stage to which one goes when nothing is left to do here."""
        self._stage = stage
        missing = stage.missing()
        count = len(missing)
        told = _("{count} missing").format(count=count) if count else ""
        self.set_missing(told, missing, stage.note(), most=_fitting(missing))
        self._offer(self._back, stage.back())
        for at, button in enumerate(self._besides):
            choices = stage.secondary()
            self._offer(button, choices[at] if at < len(choices) else None)
        step = stage.primary()
        if step is not None:
            self._say(step[0], "arrow-right")
        elif missing:
            self._say(_("Go to next: {name}").format(name=missing[0][1]), "arrow-right")
        elif following:
            self._say(_("On to: {name}").format(name=translate(STAGES[following])), "arrow-right")
        self._primary.setVisible(bool(step or missing or following))

    def _say(self, text: str, trailing: str) -> None:
        self._primary.setText(text)
        self._primary.set_icons("", trailing)

    @staticmethod
    def _offer(button: Button, choice: Choice | None) -> None:
        button.setVisible(choice is not None)
        if choice is not None:
            button.setText(choice.text)
            button.set_icons(choice.icon)
            button.setObjectName(choice.name)

    def _go_back(self) -> None:
        choice = self._stage.back() if self._stage else None
        if choice is not None:
            choice.do()

    def _do_beside(self, at: int) -> None:
        if self._stage is not None and at < len(self._stage.secondary()):
            self._stage.secondary()[at].do()

    def _do(self) -> None:
        if self._stage is None:
            return
        step, missing = self._stage.primary(), self._stage.missing()
        if step is not None:
            step[1]()
        elif missing:
            self._stage.reveal(missing[0][0])
        else:
            self.next_stage.emit()
