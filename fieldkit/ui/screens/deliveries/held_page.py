"""A record of which the office holds something: why, who decides, what comes then, and what was written."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.actions.held import HeldRecord, Waiting
from fieldkit.i18n import _
from fieldkit.ui.moments import moment
from fieldkit.ui.routes import route_of
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.badges import Badge
from fieldkit.ui.widgets.buttons import primary, secondary
from fieldkit.ui.widgets.footer import Footer
from fieldkit.ui.widgets.labels import Label, SectionHead, body, title
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Row, Rows
from fieldkit.ui.workplace import Workplace

LEAD = 160


class HeldPage(QWidget):
    """There is nothing to decide here, only to know; the way on is the record itself."""

    def __init__(self, place: Workplace, found: HeldRecord) -> None:
        super().__init__()
        self._place, self.found = place, found
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._page = Page(name="held.page")
        column.addWidget(self._page, 1)
        column.addWidget(self._footer())
        self._build()

    def update_to(self, found: HeldRecord) -> None:
        """Shows how it stands now."""
        if found == self.found:
            return
        self.found = found
        empty(self._page.column)
        self._build()

    def _build(self) -> None:
        column = self._page.column
        column.addWidget(title(_("{record}: held at the office").format(record=self.found.title), name="held.title"))
        if self.found.about:
            column.addWidget(body(self.found.about, tone="text_2"))
        column.addWidget(
            body(_("It has arrived, and nothing of it is lost. On this computer it shows as you wrote it."))
        )
        for number, waiting in enumerate(self.found.waiting, 1):
            column.addSpacing(GAP[3])
            self._add(waiting, f"held.{number}")
        column.addStretch(1)

    def _add(self, waiting: Waiting, name: str) -> None:
        column, now = self._page.column, self._place.desk.clock.now()
        head = QHBoxLayout()
        head.setSpacing(GAP[4])
        head.addWidget(Label(waiting.reason, "heading", wrap=True, name=f"{name}.reason"), 1)
        head.addWidget(Badge("held", name=f"{name}.state"), 0, Qt.AlignmentFlag.AlignTop)
        holder = QWidget()
        head.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(head)
        column.addWidget(holder)
        rows = Rows(name=f"{name}.rows")
        facts = (
            (_("Who decides"), _(waiting.who)),
            (_("What comes then"), _(waiting.then)),
            (_("Written"), moment(waiting.written, now)),
        )
        for label, said in facts:
            rows.add(Row(said, lead=label, lead_width=LEAD, opens=False))
        column.addWidget(rows)
        column.addSpacing(GAP[2])
        column.addWidget(SectionHead(_("What you wrote"), _("kept in the history of this computer")))
        written = Rows(name=f"{name}.values")
        for label, value in waiting.values:
            written.add(Row(label, opens=False, value=value or "—", value_tone="text"))
        column.addWidget(written)

    def _footer(self) -> Footer:
        footer = Footer(name="held.footer")
        back = secondary(_("Back"), size="large", icon="arrow-left", name="held.back")
        back.clicked.connect(lambda: self._place.go.emit("deliveries"))
        footer.add_left(back)
        if route := route_of(self.found.record):
            open_ = primary(_("To the record"), trailing="arrow-right", name="held.open")
            open_.clicked.connect(lambda: self._place.go.emit(route))
            footer.add_right(open_)
        return footer
