"""The screen of the procedures: `procedures` is the list, `procedures/<code>/<number>` a version of one."""

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from fieldkit.actions.procedures import Shelf, shelves
from fieldkit.i18n import _
from fieldkit.ui.screens.procedures.book_page import BookPage
from fieldkit.ui.screens.procedures.list_page import ListPage
from fieldkit.ui.widgets.states import StateStack
from fieldkit.ui.workplace import Screen, Workplace


class ProceduresScreen(Screen):
    """The list; and, over it, the procedure that was opened from it."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.setObjectName("procedures")
        self._code, self._number = "", 0
        self._list = ListPage(place)
        self._pages = QStackedWidget()
        self._states = StateStack(self._pages, name="procedures.states")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._list)
        self._stack.addWidget(self._states)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        place.changed.connect(self._hear)

    def open(self, parts: Sequence[str]) -> None:
        self._code = parts[0] if parts else ""
        self._number = int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else 0
        page = self._page
        if page is not None and (page.shelf.code != self._code or self._number not in (0, page.version.number)):
            page.keep()
            self._pages.removeWidget(page)
            page.deleteLater()
        self._stack.setCurrentWidget(self._states if self._code else self._list)
        self.refresh()

    @property
    def _page(self) -> BookPage | None:
        page = self._pages.currentWidget()
        return page if isinstance(page, BookPage) else None

    def leave(self) -> None:
        if self._page is not None:
            self._page.keep()

    def refresh(self) -> None:
        if self._code and self._page is None:
            self._states.show_loading()
        self.place.read(shelves, self._show, self._fail, owner=self)

    def crumbs(self) -> list[tuple[str, str]]:
        first = [("procedures", _("Procedures"))]
        page = self._page
        return [*first, (f"procedures/{self._code}", page.shelf.title)] if self._code and page else first

    def _hear(self) -> None:
        if self.isVisible():
            self.refresh()

    def _show(self, found: list[Shelf]) -> None:
        if not self._code:
            self._list.show_shelves(found)
            return
        shelf = next((one for one in found if one.code == self._code), None)
        if shelf is None:
            self.place.go.emit("procedures")
            return
        version = next((one for one in shelf.versions if one.number == self._number), shelf.shown)
        page = self._page
        if page is not None and page.version.rid == version.rid and page.version.status == version.status:
            page.update_to(shelf, version)
        else:
            if page is not None:
                self._pages.removeWidget(page)
                page.deleteLater()
            self._pages.addWidget(BookPage(self.place, shelf, version))
        self._states.show_content()

    def _fail(self, error: Exception) -> None:
        (self._states if self._code else self._list.states).show_error(error, self.refresh)
