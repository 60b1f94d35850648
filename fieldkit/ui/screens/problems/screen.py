"""The screen of problems: `problems` is the list, `problems/new` takes in a call, `problems/<id>` is one problem;
`problems/complaint` takes in a complaint about a person, which is no problem.
"""

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from fieldkit.forms import Values
from fieldkit.i18n import _
from fieldkit.ui.screens.complaints.new_complaint import NewComplaint
from fieldkit.ui.screens.filtered import FilteredList
from fieldkit.ui.screens.problems.new_problem import NewProblem
from fieldkit.ui.screens.problems.problem_list import problem_list
from fieldkit.ui.screens.problems.problem_page import ProblemPage
from fieldkit.ui.workplace import Screen, Workplace

Inner = FilteredList | ProblemPage | NewProblem | NewComplaint


class ProblemsScreen(Screen):
    """The list, and in its place the problem or the call that was opened last."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.setObjectName("problems")
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._list = problem_list(place)
        self._stack.addWidget(self._list)
        self._page: ProblemPage | NewProblem | NewComplaint | None = None
        self._said: Values = {}
        place.changed.connect(self._hear)

    def open(self, parts: Sequence[str]) -> None:
        if not parts:
            self._stack.setCurrentWidget(self._list)
        elif parts[0] == "complaint":
            if not isinstance(self._page, NewComplaint) or self._page.done:
                self._replace(NewComplaint(self.place, self._said))
            self._said = {}
        elif parts[0] == "new":
            customer = parts[1] if len(parts) > 1 else ""
            if not isinstance(self._page, NewProblem) or self._page.customer != customer or self._page.done:
                page = NewProblem(self.place, customer)
                page.about_person.connect(self._about_person)
                self._replace(page)
        elif not isinstance(self._page, ProblemPage) or self._page.problem != parts[0]:
            self._replace(ProblemPage(self.place, parts[0]))
        if parts and self._page is not None:
            self._stack.setCurrentWidget(self._page)
        self.refresh()

    def _about_person(self, said: Values) -> None:
        """What was typed as a problem is about a person: it goes on as a complaint, and no problem is made."""
        self._said = said
        self.place.go.emit("problems/complaint")

    def _replace(self, page: ProblemPage | NewProblem | NewComplaint) -> None:
        if self._page is not None:
            self._stack.removeWidget(self._page)
            self._page.deleteLater()
        self._page = page
        self._stack.addWidget(page)

    @property
    def _shown(self) -> QWidget | None:
        return self._stack.currentWidget()

    def _hear(self) -> None:
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        shown = self._shown
        if isinstance(shown, Inner):
            shown.refresh()

    def leave(self) -> None:
        if isinstance(self._shown, ProblemPage):
            self._shown.leave()

    def crumbs(self) -> list[tuple[str, str]]:
        first = [("problems", _("Problems"))]
        if isinstance(self._shown, NewProblem):
            return [*first, ("problems/new", _("Take in a call"))]
        if isinstance(self._shown, NewComplaint):
            return [*first, ("problems/complaint", _("Take in a complaint"))]
        if isinstance(self._shown, ProblemPage) and self._shown.title:
            return [*first, (f"problems/{self._shown.problem}", self._shown.title)]
        return first
