"""The letterhead: what the house writes once and every paper of every laptop bears, beside a page as it will look."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.access import may
from fieldkit.actions.desk import Desk
from fieldkit.actions.letterhead import begin_letterhead, letterhead, logo_trouble
from fieldkit.documents.build import build
from fieldkit.documents.dossier import Company, Dossier
from fieldkit.errors import UserError
from fieldkit.forms import Record, ServiceReport, natural_id
from fieldkit.forms.letterhead import LETTERHEAD
from fieldkit.i18n import _
from fieldkit.ui.form_view import FormView
from fieldkit.ui.paper_view import PaperView
from fieldkit.ui.tokens import BETWEEN_CARDS, GAP
from fieldkit.ui.widgets.buttons import primary
from fieldkit.ui.widgets.labels import Label, body, title
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Card
from fieldkit.ui.workplace import Screen, Workplace

FORM_WIDTH = 520
Found = tuple[Record | None, bool, Company, UserError | None]


class LetterheadScreen(Screen):
    """The form on the left, an empty report on the right; a change shows as soon as it is kept."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.setObjectName("letterhead")
        self._form: FormView | None = None
        self._company: Company | None = None
        page = Page(name="letterhead.page", gap=BETWEEN_CARDS)
        self._none = body(
            _("Papers bear the name that enrolment told. Write the letterhead once, and every laptop prints it."),
            tone="text_2", name="letterhead.none",
        )  # fmt: skip
        self._begin = primary(_("Write the letterhead"), name="letterhead.begin")
        self._begin.clicked.connect(lambda: self.place.act(begin_letterhead, owner=self))
        self._card = Card(name="letterhead.card")
        self._trouble = Label("", "body", tone="bad", wrap=True, name="letterhead.trouble")
        page.column.addWidget(title(_("Letterhead"), name="letterhead.title"))
        page.column.addWidget(self._none)
        page.column.addWidget(self._begin, 0, Qt.AlignmentFlag.AlignLeft)
        page.column.addWidget(self._trouble)
        page.column.addWidget(self._card)
        page.column.addStretch(1)
        left = QWidget()
        left.setFixedWidth(FORM_WIDTH)
        inside = QVBoxLayout(left)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(page)
        self.view = PaperView(place, _("A page as it will look"), name="letterhead.paper")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP[3])
        line.addWidget(left)
        line.addWidget(self.view, 1)
        for widget in (self._none, self._begin, self._trouble, self._card):
            widget.hide()
        place.changed.connect(self._hear)

    def _hear(self) -> None:
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        self.place.read(_found, self._show, owner=self)

    def leave(self) -> None:
        if self._form is not None:
            self._form.flush()

    def crumbs(self) -> list[tuple[str, str]]:
        return [("settings", _("Settings")), ("letterhead", _("Letterhead"))]

    def _show(self, found: Found) -> None:
        record, writes, company, trouble = found
        self._none.setVisible(record is None)
        self._begin.setVisible(record is None and writes)
        self._card.setVisible(record is not None)
        self._trouble.setVisible(trouble is not None)
        self._trouble.setText(trouble.say() if trouble is not None else "")
        if record is not None and self._form is None:
            self._form = FormView(self.place, record, read_only=not writes, name="letterhead")
            self._card.body.addWidget(self._form)
        if company != self._company:
            self._company = company
            self._draw(company)

    def _draw(self, company: Company) -> None:
        now = self.place.desk.clock.now()
        self.place.jobs.run(lambda: build(specimen(company), now=now), self.view.show_pdf, lane="work", owner=self)


def _found(desk: Desk) -> Found:
    record = desk.store.get(LETTERHEAD)
    there = record if record is not None and not record.deleted else None
    return there, may(desk.actor, "write", "letterhead"), letterhead(desk), logo_trouble(desk)


def specimen(company: Company) -> Dossier:
    """An empty report that bears a letterhead."""
    return Dossier(Record(natural_id(ServiceReport.kind, "specimen"), ServiceReport.kind), company=company)
