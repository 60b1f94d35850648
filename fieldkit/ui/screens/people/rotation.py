"""Planning many turns at once: who takes them in which order, from when, how long each, how many."""

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from fieldkit.access import Scope
from fieldkit.actions.roster import plan_turns
from fieldkit.errors import FieldError, UserError
from fieldkit.forms import Record, Roster
from fieldkit.forms.types import Duration
from fieldkit.i18n import N_, _
from fieldkit.ui.editors.choices import Combo
from fieldkit.ui.screens.people.reading import House, roles_said
from fieldkit.ui.tokens import FIELD_HEIGHT, GAP
from fieldkit.ui.widgets.buttons import quiet, secondary
from fieldkit.ui.widgets.labels import Label, body, caption, stack
from fieldkit.ui.widgets.rows import Card
from fieldkit.ui.workplace import Workplace

EACH = Duration(N_("Length of a turn"))
USUAL_HOUR = 8


class Rotation(QWidget):
    """A button; pressed, the questions with *Plan* and *Cancel*."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self._known: House | None = None
        self._first = date.min
        self._begin = secondary(_("Plan turns"), icon="calendar-days", name="rotation.begin")
        self._begin.clicked.connect(self._unfold)
        self._card = Card(padding=GAP[5], gap=GAP[3], name="rotation")
        self._card.hide()
        self._line = Combo()
        self._line.setObjectName("rotation.line")
        self._line.setAccessibleName(_("Product line"))
        self._people = QListWidget()
        self._people.setObjectName("rotation.people")
        self._people.setAccessibleName(_("Who takes turns, in this order"))
        self._people.setFixedHeight(5 * FIELD_HEIGHT)
        self._from, self._each, self._count = (QLineEdit() for _at in range(3))
        self._error = Label("", "body", tone="bad", wrap=True, name="rotation.error")
        self._error.hide()
        self._build()

    def _build(self) -> None:
        inputs = (
            (self._from, "rotation.from", _("Begins")),
            (self._each, "rotation.each", _("Length of a turn")),
            (self._count, "rotation.count", _("How many turns")),
        )
        line = QHBoxLayout()
        line.setSpacing(GAP[3])
        line.addWidget(stack(caption(_("Product line"), tone="text_2"), self._line, gap=4), 1)
        for field, name, word in inputs:
            field.setObjectName(name)
            field.setAccessibleName(word)
            line.addWidget(stack(caption(word, tone="text_2"), field, gap=4), 1)
        plan = secondary(_("Plan these turns"), icon="check", name="rotation.plan")
        plan.clicked.connect(self._plan)
        cancel = quiet(_("Cancel"), name="rotation.cancel")
        cancel.clicked.connect(self._fold)
        buttons = QHBoxLayout()
        buttons.addWidget(plan)
        buttons.addWidget(cancel)
        buttons.addStretch(1)
        hint = body(_("Tick who takes turns; they follow each other in the order of the list."), tone="text_2")
        self._card.body.addLayout(line)
        self._card.body.addWidget(stack(hint, self._people, gap=4))
        self._card.body.addWidget(self._error)
        self._card.body.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        begin = QHBoxLayout()
        begin.addWidget(self._begin)
        begin.addStretch(1)
        column.addLayout(begin)
        column.addWidget(self._card)

    def show_people(self, known: House, first: date) -> None:
        """Who and what can be chosen; what is being typed stays."""
        self._known, self._first = known, first

    def _unfold(self) -> None:
        known = self._known
        if known is None:
            return
        self._line.clear()
        if any(scope == Scope() for scope in known.actor.scopes):
            self._line.addItem(_("All lines"), "")
        for rid, name in known.lines.items():
            if any(scope.contains(Scope("*", rid)) for scope in known.actor.scopes):
                self._line.addItem(name, rid)
        self._people.clear()
        for person in known.people.values():
            if not person.roles_on(known.today):
                continue
            item = QListWidgetItem(f"{person.name}·{roles_said(person, known.lines)}")
            item.setData(Qt.ItemDataRole.UserRole, person.id)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self._people.addItem(item)
        self._from.setText(f"{self._first.isoformat()} {USUAL_HOUR:02}:00")
        self._each.setText(EACH.show(24 * 60))
        self._count.setText("7")
        self._begin.hide()
        self._error.hide()
        self._card.show()
        self._line.setFocus()

    def _fold(self) -> None:
        self._card.hide()
        self._begin.show()
        self._begin.setFocus()

    def _plan(self) -> None:
        items = [self._people.item(at) for at in range(self._people.count())]
        people = [
            str(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() == Qt.CheckState.Checked
        ]
        line = str(self._line.currentData() or "")
        try:
            begin, each = Roster.starts.parse(self._from.text()), EACH.parse(self._each.text())
            count = int(self._count.text()) if self._count.text().strip().isdecimal() else 0
            if begin is None or each is None:
                raise FieldError(N_("Say from when, and how long a turn is."))
        except FieldError as error:
            self._say(error)
            return
        length = timedelta(minutes=each)

        def done(_records: list[Record]) -> None:
            self._fold()

        self.place.act(lambda desk: plan_turns(desk, people, begin, length, count, line), done, self._say, owner=self)

    def _say(self, error: Exception) -> None:
        said = error.say() if isinstance(error, UserError) else str(error)
        self._error.setText(said)
        self._error.show()
