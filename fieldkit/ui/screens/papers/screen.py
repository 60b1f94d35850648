"""The screen of papers: `papers/<id>` is one paper. One that has a place of its own is shown there."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout

from fieldkit.i18n import _
from fieldkit.ui.screens.papers.page import PaperPage
from fieldkit.ui.screens.papers.sight import HOMES
from fieldkit.ui.spots import BY_KEY
from fieldkit.ui.workplace import Screen, Workplace


class PapersScreen(Screen):
    """The paper that was opened last."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.setObjectName("papers")
        self._page: PaperPage | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        place.changed.connect(self._hear)

    def open(self, parts: Sequence[str]) -> None:
        if not parts:
            self.place.go.emit("problems")
            return
        if self._page is None:
            self._page = PaperPage(self.place)
            self._column.addWidget(self._page)
        self._page.show_paper(parts[0])

    def _hear(self) -> None:
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        if self._page is not None:
            self._page.refresh()

    def leave(self) -> None:
        if self._page is not None:
            self._page.leave()

    def crumbs(self) -> list[tuple[str, str]]:
        first = [("problems", _("Problems"))]
        sight = self._page.sight if self._page is not None else None
        if sight is None:
            return first
        if sight.record.kind in HOMES:
            home = HOMES[sight.record.kind]
            first = [(home, _(BY_KEY[home].label))]
        elif sight.problem is not None:
            first.append((f"problems/{sight.problem.id}", sight.problem.summary or ""))
        return [*first, (f"papers/{sight.record.id}", _(sight.form.title))]
