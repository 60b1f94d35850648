"""Handing over somebody's open work: what it is, and to whom it goes."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.actions.handing_over import hand_over
from fieldkit.forms import Form, Record
from fieldkit.i18n import _
from fieldkit.ui.editors.choices import Combo
from fieldkit.ui.routes import route_of
from fieldkit.ui.screens.people.reading import Successors, handing_over
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import primary, secondary
from fieldkit.ui.widgets.footer import Footer
from fieldkit.ui.widgets.labels import Label, SectionHead, body, caption, stack, title
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Card, Row, Rows
from fieldkit.ui.widgets.states import StateStack
from fieldkit.ui.workplace import Workplace

ICONS = {"problem": "siren", "visit": "briefcase", "leftover": "flag"}


class HandOverPage(QWidget):
    """All of it goes to one person, as one group of changes; what one would not hand over is finished first."""

    def __init__(self, place: Workplace, person: str) -> None:
        super().__init__()
        self.place, self.person, self.title = place, person, ""
        self._found: Successors | None = None
        self._page = Page(name="hand_over.page")
        self._head = title("", name="hand_over.title")
        self._hint = body(tone="text_2", name="hand_over.hint")
        self._work = QVBoxLayout()
        self._work.setSpacing(GAP[2])
        self._who = Combo()
        self._who.setObjectName("hand_over.to")
        self._who.setAccessibleName(_("Who takes it over"))
        self._card = Card(padding=GAP[5])
        self._card.body.addWidget(stack(caption(_("Who takes it over"), tone="text_2"), self._who, gap=4))
        self._error = Label("", "body", tone="bad", wrap=True, name="hand_over.error")
        self._error.hide()
        self._card.body.addWidget(self._error)
        for widget in (self._head, self._hint):
            self._page.column.addWidget(widget)
        self._page.column.addLayout(self._work)
        self._page.column.addSpacing(GAP[3])
        self._page.column.addWidget(self._card)
        self._page.column.addStretch(1)
        footer = Footer(name="hand_over.footer")
        back = secondary(_("Back"), size="large", icon="arrow-left", name="hand_over.back")
        back.clicked.connect(lambda: place.go.emit(f"people/{person}"))
        footer.add_left(back)
        self._do = primary(_("Hand over all of it"), trailing="arrow-right", name="hand_over.do")
        self._do.clicked.connect(self._hand_over)
        footer.add_right(self._do)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._page, 1)
        column.addWidget(footer)
        self._states = StateStack(inside, name="hand_over.states")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._states)

    def refresh(self) -> None:
        if self._found is None:
            self._states.show_loading()
        person = self.person
        self.place.read(lambda desk: handing_over(desk, person), self._show, self._fail, owner=self)

    def leave(self) -> None:
        """Nothing is kept here but what was chosen."""

    def _fail(self, error: Exception) -> None:
        self._states.show_error(error, self.refresh)

    def _show(self, found: Successors) -> None:
        self._states.show_content()
        self.title, self._found = found.name, found
        count = len(found.work.forms)
        said = _("{name} hands over {count} jobs").format(name=found.name, count=count)
        self._head.setText(said if count else _("{name} holds no open work").format(name=found.name))
        more = _("Other people's laptops may hold more: only what is on this one is handed over.")
        self._hint.setText(more)
        self._card.setVisible(bool(count))
        self._do.setVisible(bool(count))
        self._fill(found)
        chosen = self._who.currentData()
        self._who.clear()
        self._who.addItem("—", "")
        for rid, name in found.people:
            self._who.addItem(name, rid)
        self._who.setCurrentIndex(max(self._who.findData(chosen), 0))

    def _fill(self, found: Successors) -> None:
        empty(self._work)
        work = found.work
        parts = (
            (_("Problems"), work.problems, ""),
            (_("Visits"), work.visits, ""),
            (_("Left over"), work.leftovers, ""),
            (
                _("Taken in, not yet assigned"),
                work.taken_in,
                _("a manager assigns them; they are not handed over here"),
            ),
        )
        for heading, forms, note in parts:
            if forms:
                self._work.addSpacing(GAP[3])
                self._work.addWidget(SectionHead(heading, note))
                rows = Rows(name=f"hand_over.{forms[0].kind}")
                for form in forms:
                    rows.add(self._row(form))
                self._work.addWidget(rows)

    def _row(self, form: Form) -> Row:
        route = route_of(form.record)
        said = form.shown("status") or ""
        row = Row(form.name, icon=ICONS[form.kind], value=said, chevron=bool(route), opens=bool(route), name=form.id)
        row.clicked.connect(lambda: self.place.go.emit(route))
        return row

    def _hand_over(self) -> None:
        person, to = self.person, str(self._who.currentData() or "")
        self._error.setVisible(not to)
        self._error.setText(_("Choose who takes it over."))
        if not to:
            self._who.setFocus()
            return

        def done(_records: list[Record]) -> None:
            self.place.go.emit(f"people/{to}")

        def failed(error: Exception) -> None:
            self._error.setText(str(error))
            self._error.show()

        self.place.act(lambda desk: hand_over(desk, person, to), done, failed, owner=self)
