"""What the report collects from elsewhere, shown where it will be printed: steps, parts, what is left over, photos."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.forms import Form, Step, When
from fieldkit.i18n import N_, _
from fieldkit.process.dossier import Trip
from fieldkit.ui.form_view import FormView
from fieldkit.ui.screens.report.sight import name_of, trail_of
from fieldkit.ui.thumbnails import show_thumbnail
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Link
from fieldkit.ui.widgets.labels import Label, caption
from fieldkit.ui.widgets.pictures import PhotoTile
from fieldkit.ui.widgets.rows import Card, Row, Rows
from fieldkit.ui.workplace import Workplace

VERDICTS = {
    "good": ("check", "good"),
    "done": ("check", "good"),
    "bad": ("circle-alert", "bad"),
    "skipped": ("skip-forward", "text_3"),
}
# What of a moved part is asked for, by how it moved.
PART_FIELDS = {
    "used": ("serial_old", "serial_new", "notes"),
    "settled": ("serial_old", "notes"),
    "faulty": ("serial_old", "notes"),
    "returned": ("serial_old", "notes"),
}
THUMB = 150


class Collected(QWidget):
    """A list with where it comes from, and the link to edit it there. `go` names the stage."""

    go = Signal(str)
    source = link = ""
    stage = "follow_up"
    name = ""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.setObjectName(self.name)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(GAP[2])
        head = QHBoxLayout()
        head.addWidget(caption(_(self.source), tone="text_2"), 1)
        edit = Link(_(self.link), "caption", name=f"{self.name}.edit")
        edit.clicked.connect(partial(self.go.emit, self.stage))
        head.addWidget(edit)
        self.column.addLayout(head)
        self.nothing = Label(_("Nothing here yet."), "caption", tone="text_3")
        self.column.addWidget(self.nothing)
        self.notes: dict[str, QWidget] = {}

    def show_trip(self, trip: Trip) -> None:
        """Brings the list up to date."""

    def set_notes(self, key: str, notes: QWidget | None) -> None:
        """Puts what was said of something in the list below it, where it has no field of its own to stand beside."""
        before = self.notes.pop(key, None)
        if before is not None:
            before.hide()
            before.deleteLater()
        if notes is not None:
            self.notes[key] = notes
            self.column.addWidget(notes)


class StepsList(Collected):
    """The diagnosis as it went: what was checked, what was read."""

    source = N_("The steps of the diagnosis")
    link = N_("Edit in Diagnose")
    stage = "diagnose"
    name = "service_report.steps"

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._rows: Rows | None = None
        self._said: list[tuple[str, str, str, str]] = []

    def show_trip(self, trip: Trip) -> None:
        steps = trail_of(trip)
        said = [(step.id, *_step_words(trip, step)) for step in steps]
        if said == self._said:
            return
        self._said = said
        if self._rows is not None:
            self._rows.hide()
            self._rows.deleteLater()
        self._rows = Rows()
        for number, step in enumerate(steps, 1):
            icon, tone = VERDICTS.get(step.verdict or "", ("circle-dashed", "text_3"))
            question, value, note = _step_words(trip, step)
            row = Row(question, note, icon=icon, tone=tone, value=value, opens=False, name=f"step.{number}")
            self._rows.add(row)
        self.column.addWidget(self._rows)
        self._rows.setVisible(bool(steps))
        self.nothing.setVisible(not steps)


def _step_words(trip: Trip, step: Step) -> tuple[str, str, str]:
    """What was asked, what came of it, and what was noted, by whom it was added."""
    further = [
        f"{' '.join(word for word in (trip.person_name(note.by), note.shown('at')[-11:]) if word)}·{note.text}"
        for note in step.notes
        if note.text
    ]
    notes = "\n".join(word for word in (step.note or "", *further) if word)
    return step.told("question"), step.shown("reading") or step.told("answer") or step.shown("verdict"), notes


class FormsList(Collected):
    """Collected records that can be corrected here: a small form each, under its name."""

    focused = Signal(str)
    changed = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.forms: dict[str, FormView] = {}
        self._cards: dict[str, tuple[Card, Label]] = {}

    def records(self, trip: Trip) -> Sequence[Form]:
        raise NotImplementedError

    def fields(self, form: Form) -> tuple[str, ...]:
        raise NotImplementedError

    def show_trip(self, trip: Trip) -> None:
        wanted = {form.id: form for form in self.records(trip)}
        for rid in [rid for rid in self._cards if rid not in wanted]:
            card, _title = self._cards.pop(rid)
            self.forms.pop(rid).flush()
            card.hide()
            card.deleteLater()
        for rid, form in wanted.items():
            if rid not in self._cards:
                self._add(form)
            self._cards[rid][1].setText(name_of(trip, form))
        self.nothing.setVisible(not wanted)

    def _add(self, form: Form) -> None:
        card = Card(padding=GAP[3], gap=GAP[2], name=f"{form.kind}.{form.id}")
        title = Label("", "body", bold=True, wrap=True)
        card.body.addWidget(title)
        view = FormView(
            self.place, form.record, fields=self.fields(form), stage=When.SIGNING, name=f"{form.kind}.{form.id}"
        )
        view.focused.connect(lambda path, rid=form.id: self.focused.emit(f"{rid}/{path}"))
        view.changed.connect(self.changed)
        card.body.addWidget(view)
        self.column.addWidget(card)
        self.forms[form.id] = view
        self._cards[form.id] = (card, title)


class PartsList(FormsList):
    """Parts built in, brought back, returned by the customer."""

    source = N_("From the parts taken along")
    link = N_("Edit in Follow up")
    name = "service_report.parts"

    def records(self, trip: Trip) -> Sequence[Form]:
        return [move for move in trip.movements if move.movement in PART_FIELDS]

    def fields(self, form: Form) -> tuple[str, ...]:
        return PART_FIELDS[str(form.record.values["movement"])]


class LeftoversList(FormsList):
    """What remains to be done."""

    source = N_("What remains to be done")
    link = N_("Add in Follow up")
    name = "service_report.leftovers"

    def records(self, trip: Trip) -> Sequence[Form]:
        return trip.leftovers

    def fields(self, form: Form) -> tuple[str, ...]:
        return ("what", "responsible", "holder", "due")


class PhotosStrip(Collected):
    """The photos that will be printed, with their captions."""

    source = N_("The photos of this visit")
    link = N_("Edit in Follow up")
    name = "service_report.photos"

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP[3])
        self._grid.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.column.addLayout(self._grid)
        self.tiles: dict[str, PhotoTile] = {}

    def show_trip(self, trip: Trip) -> None:
        wanted = {photo.id: photo for photo in trip.photos if photo.printed is not False}
        for rid in [rid for rid in self.tiles if rid not in wanted]:
            self.tiles.pop(rid).deleteLater()
        for at, (rid, photo) in enumerate(wanted.items()):
            caption = photo.caption or _("No caption yet")
            if rid not in self.tiles:
                self.tiles[rid] = PhotoTile(caption, wide=THUMB, name=f"photo.{rid}")
            self.tiles[rid].set_caption(f"{at + 1} {caption}")
            show_thumbnail(self.place, self.tiles[rid], photo)
            self._grid.addWidget(self.tiles[rid], at // 3, at % 3)
        self.nothing.setVisible(not wanted)
