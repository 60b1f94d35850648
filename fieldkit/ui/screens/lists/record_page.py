"""One row of a list as its form, with what else can be done about it beside; or the form for a new one."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.actions.desk import Desk
from fieldkit.actions.lists.declared import ListOf
from fieldkit.actions.lists.records import make, may_put_away, put_away, put_back
from fieldkit.actions.records import show_record
from fieldkit.errors import UserError
from fieldkit.forms import Record, form_class, form_of
from fieldkit.i18n import _
from fieldkit.ui.form.sight import usual_fields
from fieldkit.ui.form_view import FormView
from fieldkit.ui.screens.lists.beside import PANELS
from fieldkit.ui.screens.lists.deletion import Consequences, DeletionQuestion, consequences
from fieldkit.ui.screens.lists.panels import Panel
from fieldkit.ui.tokens import BETWEEN_COLUMNS, GAP, PAGE_MARGINS
from fieldkit.ui.widgets.buttons import Button, primary, secondary
from fieldkit.ui.widgets.footer import Footer
from fieldkit.ui.widgets.labels import title
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Card
from fieldkit.ui.widgets.said import SaidLine
from fieldkit.ui.widgets.states import StateStack
from fieldkit.ui.workplace import Workplace

SIDE = 400
ANY = 16_777_215  # Qt's own word for no limit
WIDE = 940  # from here on there is room for a form beside it


def asked_fields(listed: ListOf) -> tuple[str, ...]:
    """The fields of a new record, in order."""
    return listed.fields or tuple(usual_fields(listed.kind))


class _Frame(QWidget):
    """What both pages share: a title, a column that scrolls, a footer with the way back."""

    def __init__(self, place: Workplace, listed: ListOf, name: str) -> None:
        super().__init__()
        self.place, self.listed = place, listed
        self.setObjectName(name)
        self.page = Page(margins=(*PAGE_MARGINS[:3], GAP[5]), gap=GAP[4], name=f"{name}.page")
        self.title = title(name=f"{name}.title")
        self.page.column.addWidget(self.title)
        self.footer = Footer(name=f"{name}.footer")
        back = secondary(_("Back"), size="large", icon="arrow-left", name=f"{name}.back")
        back.clicked.connect(self.go_back)
        self.footer.add_left(back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.states = StateStack(self.page)
        column.addWidget(self.states, 1)
        column.addWidget(self.footer)

    def go_back(self) -> None:
        self.place.go.emit(f"lists/{self.listed.key}")

    def leave(self) -> None:
        """Keeps what is typed but not yet saved."""


class NewPage(_Frame):
    """A form for one more row; nothing is there before *Add* is pressed."""

    def __init__(self, place: Workplace, listed: ListOf) -> None:
        super().__init__(place, listed, "lists.make")
        self.title.setText(_(listed.add))
        self.form = FormView(place, listed.kind, fields=asked_fields(listed), name=listed.kind)
        card = Card()
        card.body.addWidget(self.form)
        self.page.column.addWidget(card)
        self.page.column.addStretch(1)
        add = primary(_("Add"), icon="check", name="lists.make.add")
        add.clicked.connect(self._add)
        self.footer.add_right(add)
        self.states.show_content()
        self.form.go_to(asked_fields(listed)[0])

    def _add(self) -> None:
        values = self.form.values()
        if values is None:
            return

        def done(record: Record) -> None:
            self.place.go.emit(f"lists/{self.listed.key}/{record.id}")

        def failed(error: Exception) -> None:
            if isinstance(error, UserError):
                self.form.show_error(error)

        self.place.act(lambda desk: make(desk, self.listed, values), done, failed, owner=self)


class RecordPage(_Frame):
    """The form at the left, saved as one types; at the right what its kind has besides."""

    def __init__(self, place: Workplace, listed: ListOf, rid: str) -> None:
        super().__init__(place, listed, "lists.record")
        self.rid, self.name = rid, ""
        self._form: FormView | None = None
        self._panel: Panel | None = None
        self._gone = self._deletes = False
        self.said = SaidLine(name="lists.record.said")
        self.said.acted.connect(self._put_back)
        self.said.hide()
        self.page.column.addWidget(self.said)
        self.question = DeletionQuestion()
        self.question.agreed.connect(self._put_away)
        self.page.column.addWidget(self.question)
        self._body = QHBoxLayout()
        self._body.setSpacing(BETWEEN_COLUMNS)
        self.page.column.addLayout(self._body)
        self.page.column.addStretch(1)
        self.delete = Button(_("Delete"), "danger", "large", icon="trash-2", name="lists.record.delete")
        self.delete.clicked.connect(self._ask)
        self.delete.hide()
        self.footer.add_right(self.delete)

    def refresh(self) -> None:
        if self._form is None:
            self.states.show_loading()

        def read(desk: Desk) -> tuple[Record, bool]:
            record = show_record(desk, self.rid)
            return record, may_put_away(desk, record.kind, record.scope)

        self.place.read(read, self._show, self._fail, owner=self)
        if self._panel is not None:
            self._panel.refresh()

    def _fail(self, error: Exception) -> None:
        self.states.show_error(error, self.refresh)

    def _show(self, found: tuple[Record, bool]) -> None:
        record, self._deletes = found
        self.name = form_of(record).name
        self.title.setText(self.name)
        self._gone = record.deleted
        if self._form is None:
            self._build(record)
        self._tell_deletion()
        self.states.show_content()

    def _build(self, record: Record) -> None:
        form = form_class(record.kind)
        fields = () if form.sections else tuple(
            name for name in asked_fields(self.listed) if name not in self.listed.apart
        )  # fmt: skip
        self._form = FormView(self.place, record, fields=fields, name=record.kind)
        self._form.saved.connect(lambda at: self.footer.set_missing("", note=_("Saved {time}").format(time=at)))
        self._form.changed.connect(self._tell_deletion)
        holder: QWidget = self._form
        if fields:
            card = Card()
            card.body.addWidget(self._form)
            holder = card
        else:
            for _section, fold in self._form.folds:
                fold.set_open(True)
        column = QVBoxLayout()
        column.addWidget(holder)
        column.addStretch(1)
        self._body.addLayout(column, 1)
        made = PANELS.get(record.kind)
        if made is not None:
            self._panel = made(self.place, record.id)
            side = QVBoxLayout()
            side.addWidget(self._panel)
            side.addStretch(1)
            self._body.addLayout(side)
            self._lie()
            self._panel.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lie()

    def _lie(self) -> None:
        """The panel stands beside the form, or below it where both would be cut off."""
        if self._panel is None:
            return
        beside = self.width() >= WIDE
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._body.direction() != way or self._panel.minimumWidth() != (SIDE if beside else 0):
            self._body.setDirection(way)
            self._panel.setMinimumWidth(SIDE if beside else 0)
            self._panel.setMaximumWidth(SIDE if beside else ANY)

    # -- taken off the list

    def _tell_deletion(self) -> None:
        self.delete.setVisible(self._deletes and not self._gone)
        if self._gone:
            self.said.say(
                _("“{name}” was taken off the list.").format(name=self.name), "trash-2", "text_2",
                act=_("Put back") if self._deletes else "",
            )  # fmt: skip
        elif self.said.act.isVisible() or self.said.act.text():
            self.said.act.setText("")
            self.said.hide()

    def _ask(self) -> None:
        self.leave()

        def ask(found: Consequences) -> None:
            self.question.ask(self.name, found)
            self.page.ensureWidgetVisible(self.question)

        self.place.read(lambda desk: consequences(desk, self.rid), ask, self._refused, owner=self)

    def _put_away(self) -> None:
        self.place.act(lambda desk: put_away(desk, self.rid), None, self._refused, owner=self)

    def _put_back(self) -> None:
        self.place.act(lambda desk: put_back(desk, self.rid), None, self._refused, owner=self)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.said.say(error.say(), "circle-alert", "bad")

    def leave(self) -> None:
        if self._form is not None:
            self._form.flush()
