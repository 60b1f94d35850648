"""A record that the office refused: why, what was written in it, and the ways on."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from fieldkit.actions.deliveries import Refused, see_rejected, take_up_again
from fieldkit.errors import UserError
from fieldkit.forms import Record
from fieldkit.i18n import _
from fieldkit.ui.routes import route_of
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import primary, secondary
from fieldkit.ui.widgets.footer import Footer
from fieldkit.ui.widgets.labels import Label, SectionHead, body, title
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Row, Rows
from fieldkit.ui.workplace import Workplace


class RefusedPage(QWidget):
    """Nothing here is lost: what was written stays in this laptop's history."""

    def __init__(self, place: Workplace, found: Refused) -> None:
        super().__init__()
        self._place, self._found = place, found
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._page(), 1)
        column.addWidget(self._footer())

    def _page(self) -> Page:
        page = Page(name="refused.page")
        page.column.addWidget(title(_("{record}: not taken by the office").format(record=self._found.title)))
        if self._found.about:
            page.column.addWidget(body(self._found.about, tone="text_2"))
        note = QFrame()
        note.setProperty("role", "note")
        reasons = QVBoxLayout(note)
        reasons.setContentsMargins(GAP[3], GAP[1], 0, GAP[1])
        for number, reason in enumerate(self._found.reasons, 1):
            reasons.addWidget(body(reason, name=f"refused.reason.{number}"))
        page.column.addSpacing(GAP[2])
        page.column.addWidget(note)
        self._error = Label("", "body", tone="bad", wrap=True, name="refused.error")
        self._error.hide()
        page.column.addWidget(self._error)
        page.column.addSpacing(GAP[3])
        page.column.addWidget(SectionHead(_("What you wrote"), _("kept in the history of this computer")))
        rows = Rows(name="refused.values")
        for label, value in self._found.values:
            rows.add(Row(label, opens=False, value=value or "—", value_tone="text"))
        page.column.addWidget(rows)
        page.column.addStretch(1)
        return page

    def _footer(self) -> Footer:
        footer = Footer(name="refused.footer")
        later = secondary(_("Later"), size="large", name="refused.later")
        later.clicked.connect(self._back)
        seen = secondary(_("I have seen it"), size="large", icon="check", name="refused.seen")
        seen.clicked.connect(self._seen)
        footer.add_left(later)
        footer.add_right(seen)
        again = primary(_("Take it up again"), trailing="arrow-right", name="refused.again")
        again.setToolTip(_("What you wrote becomes a new draft of this record; correct it there."))
        again.clicked.connect(self._take_up)
        footer.add_right(again)
        return footer

    def _take_up(self) -> None:
        rid = self._found.rid
        self._place.act(lambda desk: take_up_again(desk, rid), self._taken_up, self._say, owner=self)

    def _taken_up(self, made: Record) -> None:
        self._place.go.emit(route_of(made) or "deliveries")

    def _say(self, error: Exception) -> None:
        """Why it cannot be repeated, beside the reasons of the office."""
        ours = _("This did not work, and it is not your fault.")
        self._error.setText(error.say() if isinstance(error, UserError) else ours)
        self._error.show()

    def _seen(self) -> None:
        rid = self._found.rid
        self._place.act(lambda desk: see_rejected(desk, rid), lambda _done: self._back(), owner=self)

    def _back(self) -> None:
        self._place.go.emit("deliveries")
