"""The form of one record, made from its declaration: sections that fold, one column, saved as a person types."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from fieldkit.errors import UserError
from fieldkit.forms import Record, Section, Values, When, form_class, new_id
from fieldkit.forms.types import ZONE
from fieldkit.forms.values import Rows
from fieldkit.i18n import _
from fieldkit.store.store import Opened
from fieldkit.ui.form.counted import RowList, rows_of
from fieldkit.ui.form.fields import Candidates, FieldSet
from fieldkit.ui.form.saving import Saver
from fieldkit.ui.form.script import script
from fieldkit.ui.form.section import Fold
from fieldkit.ui.form.sight import Sight, look, usual_fields
from fieldkit.ui.form.summary import state_of
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.labels import Label
from fieldkit.ui.widgets.page import bring_into_sight
from fieldkit.ui.widgets.rows import rule
from fieldkit.ui.workplace import Workplace

Extra = Callable[[], QWidget]


class FormView(QWidget):
    """A form over a record, or over a kind of which a new record is to be made.

    FormView(place, record)                 every section of the form, folded; each field saved as one types
    FormView(place, record, fields=("left",))           only these, without sections
    FormView(place, "contact", fields=…, preset={…})    a new record: `values()` gives what was typed

    `extras` are widgets for names in a section that are no fields (what a report collects); `beside` puts a widget
    beside a field; `sources` says by path where a value came from; `choices` by field which records a link offers.
    `stage` is the step for which fields are asked: submitting, for a new record keeping it, unless another is given.
    Controls are called `<name>.<path>`, sections `<name>.section.<n>`; `name` is the kind unless given.
    """

    changed = Signal()
    focused = Signal(str)
    saved = Signal(str)

    def __init__(
        self,
        place: Workplace,
        what: Record | str,
        *,
        fields: Sequence[str] = (),
        sections: Sequence[Section] = (),
        extras: Mapping[str, Extra] | None = None,
        preset: Values | None = None,
        sources: Mapping[str, str] | None = None,
        choices: Mapping[str, Candidates] | None = None,
        read_only: bool = False,
        stage: When | None = None,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.place = place
        self.new = isinstance(what, str)
        record = what if isinstance(what, Record) else Record(new_id(), what, values=dict(preset or {}))
        self.form = form_class(record.kind)
        self.name = name or record.kind
        self.stage = When.SUBMITTING if stage is None else stage
        self.setObjectName(f"{self.name}.form")
        saver = None if self.new else Saver(place, Opened(record, record.last_seq, 0, ""), self)
        asked = When.ALWAYS if self.new and stage is None else self.stage
        self.fieldset = FieldSet(place, record, saver, self.name, asked)
        self.fieldset.setParent(self)
        self.fieldset.choices, self.fieldset.sources = choices or {}, sources or {}
        self.fieldset.read_only = read_only or not self.new  # until it is known whether it may be written
        self._read_only = read_only
        self._extras = extras or {}
        self._notes: dict[str, tuple[str, str]] = {}
        self.cards: dict[str, RowList] = {}
        self.folds: list[tuple[Section, Fold]] = []
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(GAP[3])
        self._build(self._sections(fields, sections))
        self.error = Label("", "body", tone="bad", wrap=True, name=f"{self.name}.error")
        self.error.hide()
        self.column.addWidget(self.error)
        self._connect()

    def _sections(self, fields: Sequence[str], sections: Sequence[Section]) -> list[Section]:
        if fields:
            return [Section("", tuple(fields))]
        return list(sections or self.form.sections or [Section("", usual_fields(self.form.kind))])

    def _connect(self) -> None:
        self._reading = self._again = False
        self.fieldset.focused.connect(self.focused)
        self.fieldset.changed.connect(self._tell)
        self.fieldset.written.connect(self._say_saved)
        self.tell_state()
        if not self.new:
            self.place.changed.connect(self.refresh)
            self.refresh()

    # -- building

    def _build(self, sections: Sequence[Section]) -> None:
        if len(sections) == 1 and not sections[0].title:
            self._fill(sections[0], self.column)
            return
        frame = QFrame()
        frame.setProperty("role", "card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        for number, section in enumerate(sections, 1):
            if number > 1:
                inside.addWidget(rule())
            fold = Fold(number, _(section.title), partial(self._fill, section), name=f"{self.name}.section.{number}")
            inside.addWidget(fold)
            self.folds.append((section, fold))
        self.column.addWidget(frame)

    def _fill(self, section: Section, column: QVBoxLayout) -> None:
        if section.script:
            column.addWidget(script(section.script, f"{self.name}.script"))
        for name in section.fields:
            if name in self._extras:
                column.addWidget(self._extras[name]())
            elif isinstance(declared := self.form.fields.get(name), Rows):
                values, boxes = self.fieldset.values, self.fieldset.box
                cards = rows_of(declared, values, boxes, self._write_row, f"{self.name}.{name}")
                cards.set_writable(self._may_write(name))
                self.cards[name] = cards
                column.addWidget(cards)
            elif declared is not None:
                column.addWidget(self.fieldset.box(name))

    def _may_write(self, name: str) -> bool:
        sight = self.fieldset.sight
        return not self.fieldset.read_only and (sight is None or sight.may_write(self.form.fields[name]))

    def _write_row(self, path: str, value: object) -> None:
        """A row that nothing was ever typed into is not in the record, and need not be deleted there."""
        row = path.rsplit(".", 1)[0]
        if any(known.startswith(f"{row}.") for known in self.fieldset.values):
            self.fieldset.write(path, bool(value))
            self.flush_soon()

    # -- reading

    def refresh(self) -> None:
        """Reads the record again; what is being typed stays."""
        if self.new:
            return
        if self._reading or (self.fieldset.sight is not None and not self.isVisible()):
            self._again = True
            return
        self._reading, self._again = True, False
        rid = self.fieldset.record.id
        self.place.read(lambda desk: look(desk, rid), self._show, self._failed, owner=self)

    def showEvent(self, event: QShowEvent) -> None:
        """What came while it was hidden is read now."""
        super().showEvent(event)
        if self._again:
            self.refresh()

    def _show(self, sight: Sight) -> None:
        self._reading = False
        self.fieldset.read_only = self._read_only
        self.fieldset.show(sight)
        for name, cards in self.cards.items():
            cards.show_values(self.fieldset.values)
            cards.set_writable(self._may_write(name))
        self._tell()
        if self._again:
            self.refresh()

    def _failed(self, error: Exception) -> None:
        self._reading = False
        if isinstance(error, UserError):
            self.show_error(error)

    def set_sources(self, sources: Mapping[str, str]) -> None:
        self.fieldset.sources = sources
        for path, box in self.fieldset.boxes.items():
            box.set_source(sources.get(path, ""))

    def set_beside(self, path: str, widget: QWidget | None) -> None:
        """Puts a widget beside a field, opening its section."""
        if widget is not None:
            self.open_section(path)
        if path in self.fieldset.boxes:
            self.fieldset.boxes[path].set_beside(widget)

    def set_note(self, extra: str, said: str, state: str = "good") -> None:
        """What the section of an extra says in short, and its state."""
        self._notes[extra] = (said, state)
        self.tell_state()

    # -- states

    @property
    def record(self) -> Record:
        """The record with what was typed, stored or not yet."""
        record = self.fieldset.record
        return replace(record, values=self.fieldset.values)

    @property
    def writable(self) -> bool:
        """Whether anything here can be written now."""
        return not self.fieldset.read_only and (self.fieldset.sight is None or self.fieldset.sight.writable)

    def missing(self) -> list[tuple[str, str]]:
        """What is wrong or missing, as (path, label), in the order of the form."""
        found = {path: _(self.fieldset.declared(path).label) for path in self.fieldset.wrong}
        found |= {gap.path: _(gap.label) for gap in self.form(self.record).gaps(self.stage)}
        return list(found.items())

    def _tell(self) -> None:
        self.tell_state()
        self.changed.emit()

    def tell_state(self) -> None:
        """Says in the head of each section how it stands."""
        if not self.folds:
            return
        missing, form, wrong = dict(self.missing()), self.form(self.record), set(self.fieldset.wrong)
        for section, fold in self.folds:
            mine = {path: label for path, label in missing.items() if path.split(".", maxsplit=1)[0] in section.fields}
            notes = [self._notes[name] for name in section.fields if name in self._notes]
            fold.head.set_state(*state_of(form, section, mine, wrong, notes, self.fieldset.names))

    # -- moving

    def open_section(self, path: str) -> None:
        """Opens the section in which a path stands."""
        for section, fold in self.folds:
            if path.split(".", maxsplit=1)[0] in section.fields:
                fold.set_open(True)

    def go_to(self, path: str) -> None:
        """Brings the keyboard to a field, and the field into sight."""
        self.open_section(path)
        box = self.fieldset.boxes.get(path)
        target: QWidget | None = box or self.cards.get(path.split(".", maxsplit=1)[0])
        if target is not None:
            self.bring(target)
            (box.editor if box else target).setFocus()

    def bring(self, target: QWidget) -> None:
        """Scrolls something that stands in the form into sight."""
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if isinstance(area, QScrollArea):
            bring_into_sight(area, target, 120)

    # -- saving

    def flush_soon(self) -> None:
        """Writes what waits now, without waiting for it."""
        if self.fieldset.saver is not None:
            self.fieldset.saver.send()

    def flush(self) -> None:
        """Writes what waits and returns when it is in the store; before leaving and closing."""
        if self.fieldset.saver is not None:
            self.fieldset.saver.flush()

    @property
    def busy(self) -> bool:
        return self.fieldset.saver is not None and self.fieldset.saver.busy

    def _say_saved(self) -> None:
        self.saved.emit(self.place.desk.clock.now().astimezone(ZONE).strftime("%H:%M"))

    def values(self) -> Values | None:
        """What was typed for a new record; None when something is wrong, which then stands beside its field."""
        self.error.hide()
        if not self.fieldset.check():
            self.go_to(next(iter(self.fieldset.wrong)))
            return None
        return {path: value for path, value in self.fieldset.values.items() if value is not None}

    def show_error(self, error: UserError) -> None:
        """Shows an error beside the field that it names, else below the form."""
        if not self.fieldset.show_error(error):
            self.error.setText(error.say())
            self.error.show()
