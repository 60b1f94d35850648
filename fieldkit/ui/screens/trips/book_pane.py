"""No procedure is meant for this equipment: choosing one of those there are."""

from collections.abc import Sequence

from fieldkit.i18n import _
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.labels import Label, body, title
from fieldkit.ui.widgets.option import Options
from fieldkit.ui.widgets.page import Page


class BookPane(Page):
    """The procedures as options; the report can always be written without one."""

    def __init__(self, books: Sequence[tuple[str, str, str]], why: str) -> None:
        super().__init__(role="surface", gap=GAP[3], name="books")
        self.column.addWidget(title(_("Which procedure fits?"), name="books.title"))
        self.column.addWidget(body(why, tone="text_2"))
        self._options = Options(books, name="book")
        self.column.addWidget(self._options)
        self._error = Label("", "body", tone="bad", wrap=True, name="books.error")
        self._error.hide()
        self.column.addWidget(self._error)
        self.column.addStretch(1)
        if books:
            self._options.set_value(books[0][0])

    @property
    def book(self) -> str:
        return self._options.value

    def show_error(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.show()
