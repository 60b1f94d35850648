"""The screen of people: `people` is the list, `people/<id>` a person, `people/<id>/hand_over` the handing over of the
work, `people/roster` the duty roster, `people/calendar` the working days of a year."""

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from fieldkit.i18n import _
from fieldkit.ui.screens.people.calendar_page import CalendarPage
from fieldkit.ui.screens.people.hand_over_page import HandOverPage
from fieldkit.ui.screens.people.people_list import PeopleList
from fieldkit.ui.screens.people.person_page import PersonPage
from fieldkit.ui.screens.people.roster_page import RosterPage
from fieldkit.ui.workplace import Screen, Workplace

Shown = PeopleList | PersonPage | HandOverPage | RosterPage | CalendarPage


class PeopleScreen(Screen):
    """The list, the roster, and the person who was opened last."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.setObjectName("people")
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._list = PeopleList(place)
        self._stack.addWidget(self._list)
        self._roster: RosterPage | None = None
        self._calendar: CalendarPage | None = None
        self._page: PersonPage | HandOverPage | None = None
        place.changed.connect(self._hear)

    def open(self, parts: Sequence[str]) -> None:
        if not parts:
            self._stack.setCurrentWidget(self._list)
        elif parts[0] == "roster":
            if self._roster is None:
                self._roster = RosterPage(self.place)
                self._stack.addWidget(self._roster)
            self._stack.setCurrentWidget(self._roster)
        elif parts[0] == "calendar":
            if self._calendar is None:
                self._calendar = CalendarPage(self.place)
                self._stack.addWidget(self._calendar)
            self._stack.setCurrentWidget(self._calendar)
        else:
            self._open_person(parts[0], HandOverPage if parts[1:] == ["hand_over"] else PersonPage)
        self.refresh()

    def _open_person(self, person: str, wanted: type[PersonPage] | type[HandOverPage]) -> None:
        if not isinstance(self._page, wanted) or self._page.person != person:
            old, self._page = self._page, wanted(self.place, person)
            self._stack.addWidget(self._page)
            if old is not None:
                old.leave()
                self._stack.removeWidget(old)
                old.deleteLater()
        self._stack.setCurrentWidget(self._page)

    def _hear(self) -> None:
        if self.isVisible():
            self.refresh()

    @property
    def _shown(self) -> Shown:
        shown = self._stack.currentWidget()
        assert isinstance(shown, Shown)
        return shown

    def refresh(self) -> None:
        self._shown.refresh()

    def leave(self) -> None:
        for page in (self._page, self._calendar):
            if page is not None:
                page.leave()

    def crumbs(self) -> list[tuple[str, str]]:
        shown, first = self._shown, [("people", _("People"))]
        if isinstance(shown, RosterPage):
            return [*first, ("people/roster", _("Duty roster"))]
        if isinstance(shown, CalendarPage):
            return [*first, ("people/calendar", _("Working days"))]
        if isinstance(shown, PersonPage | HandOverPage) and shown.title:
            first.append((f"people/{shown.person}", shown.title))
            if isinstance(shown, HandOverPage):
                first.append((f"people/{shown.person}/hand_over", _("Hand over the work")))
        return first
