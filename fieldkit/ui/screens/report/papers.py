"""The two papers of a visit as forms: the service report with what it collects, and the maintenance advice."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from fieldkit.forms import Form, Record, When, only_child_id
from fieldkit.i18n import _
from fieldkit.ui.form_view import FormView
from fieldkit.ui.screens.report.collected import Collected, FormsList, LeftoversList, PartsList, PhotosStrip, StepsList
from fieldkit.ui.screens.report.remarks import notes_of
from fieldkit.ui.screens.report.sight import ReportSight, trail_of
from fieldkit.ui.workplace import Workplace

REPORT, ADVICE = "service_report", "maintenance_advice"


class PaperForms(QWidget):
    """The forms of one visit's papers. A field is named as on the page: by its path in the report, by
    `<record id>/<path>` in every other record.
    """

    focused = Signal(str)
    changed = Signal()
    saved = Signal(str)
    go = Signal(str)

    def __init__(self, place: Workplace, visit: str) -> None:
        super().__init__()
        self.place, self.visit = place, visit
        self.ids = {kind: only_child_id(visit, kind) for kind in (REPORT, ADVICE)}
        self.forms: dict[str, FormView] = {}
        self.lists: list[Collected] = []
        self._sight: ReportSight | None = None
        self._pinned: dict[str, list[str]] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    # -- showing

    def show_sight(self, sight: ReportSight) -> None:
        """Brings forms, collected lists and comments up to date."""
        self._sight = sight
        for record in (sight.report, sight.advice):
            if record is not None and record.kind not in self.forms:
                self.add(record)
        for one in self.lists:
            one.show_trip(sight.trip)
        if REPORT in self.forms:
            self.forms[REPORT].set_sources(sight.sources)
            self._say_collected(sight)
        self._pin(sight)

    def show_paper(self, kind: str) -> None:
        for name, form in self.forms.items():
            form.setVisible(name == kind)

    def add(self, record: Record) -> None:
        """Takes in one of the two papers."""
        lists = {"steps": StepsList, "parts": PartsList, "leftovers": LeftoversList, "photos": PhotosStrip}
        extras = {name: partial(self._collect, made) for name, made in lists.items()}
        form = FormView(self.place, record, stage=When.SIGNING, extras=extras if record.kind == REPORT else {})
        before = "" if record.kind == REPORT else f"{record.id}/"
        form.focused.connect(lambda path: self.focused.emit(before + path))
        form.changed.connect(self.changed)
        form.saved.connect(self.saved)
        self.forms[record.kind] = form
        self._column.addWidget(form)

    def _collect(self, kind: type[Collected]) -> QWidget:
        made = kind(self.place)
        self.lists.append(made)
        made.go.connect(self.go)
        if isinstance(made, FormsList):
            made.focused.connect(self.focused)
            made.changed.connect(self.changed)
        if self._sight is not None:
            made.show_trip(self._sight.trip)
        return made

    def _say_collected(self, sight: ReportSight) -> None:
        """What the sections that collect say in short."""
        trip = sight.trip
        lacking = {lack.record: lack.text for lack in sight.lacking}
        told = (
            ("steps", _("1 step"), _("{count} steps"), [step.id for step in trail_of(trip)]),
            (
                "parts",
                _("1 part"),
                _("{count} parts"),
                [part.id for part in trip.movements if part.movement != "taken"],
            ),
            ("leftovers", _("1 left over"), _("{count} left over"), [left.id for left in trip.leftovers]),
            ("photos", _("1 photo"), _("{count} photos"), [photo.id for photo in trip.photos]),
        )
        for name, one, many, held in told:
            missing = [lacking[rid] for rid in held if rid in lacking]
            words = one if len(held) == 1 else many.format(count=len(held))
            said = _("{what} still missing").format(what=missing[0]) if missing else words
            state = "missing" if missing else "good" if held else "empty"
            self.forms[REPORT].set_note(name, said if held else "", state)

    def _pin(self, sight: ReportSight) -> None:
        """Each open comment beside its field; what was answered goes."""
        by_key: dict[str, list[str]] = {}
        for remark in sight.remarks:
            by_key.setdefault(remark.key, []).append(f"{remark.number} {remark.comment.id}")
        for key in [key for key in self._pinned if key not in by_key]:
            self._set_beside(key, None)
        for key, marks in by_key.items():
            if self._pinned.get(key) != marks:
                self._set_beside(key, notes_of(self.place, [one for one in sight.remarks if one.key == key]))
        self._pinned = by_key

    def _set_beside(self, key: str, widget: QWidget | None) -> None:
        form, path = self.find_form(key)
        if form is not None and path:
            form.set_beside(path, widget)
        elif (held := self._collecting(key.split("/", maxsplit=1)[0])) is not None:
            held.set_notes(key, widget)

    # -- finding

    def find_form(self, key: str) -> tuple[FormView | None, str]:
        """The form in which a field is edited, opened if need be, and the field's path in it."""
        if "/" not in key:
            return self.forms.get(REPORT), key
        rid, path = key.split("/", 1)
        for kind, form in self.forms.items():
            if self.ids[kind] == rid:
                return form, path
        self._open_collecting(rid)
        small = (one.forms[rid] for one in self.lists if isinstance(one, FormsList) and rid in one.forms)
        return next(small, None), path

    def _collecting(self, rid: str) -> Collected | None:
        """The list that holds a record, once its section was opened."""
        name = self._open_collecting(rid)
        return next((one for one in self.lists if one.name == f"{REPORT}.{name}"), None)

    def _open_collecting(self, rid: str) -> str:
        """Opens the section that collects a record; its name, "" where none does."""
        if self._sight is None or REPORT not in self.forms:
            return ""
        trip = self._sight.trip
        held: dict[str, Sequence[Form]]
        held = {"parts": trip.movements, "leftovers": trip.leftovers, "steps": trip.steps, "photos": trip.photos}
        for name, forms in held.items():
            if any(form.id == rid for form in forms):
                self.forms[REPORT].open_section(name)
                return name
        return ""

    def go_to(self, key: str) -> None:
        """Brings the keyboard to a field."""
        form, path = self.find_form(key)
        if form is not None:
            form.go_to(path)
        elif (held := self._collecting(key.split("/", maxsplit=1)[0])) is not None and key in held.notes:
            self.forms[REPORT].bring(held.notes[key])
            held.notes[key].findChildren(QLineEdit)[0].setFocus()

    def missing(self) -> list[tuple[str, str]]:
        """What the report and what it collects lack, as (key, label)."""
        if self._sight is None or REPORT not in self.forms:
            return []
        found = dict(self.forms[REPORT].missing())
        for lack in self._sight.lacking:
            if lack.record and lack.record != self.ids[REPORT]:
                found[f"{lack.record}/{lack.path}"] = lack.text
        return list(found.items())

    def flush(self) -> None:
        small = [form for one in self.lists if isinstance(one, FormsList) for form in one.forms.values()]
        for form in (*self.forms.values(), *small):
            form.flush()
