"""The fields of one record on the screen: built when they are first shown, kept in step with the record, saved."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Qt, Signal

from fieldkit.actions.attachments import keep_file, lay_down
from fieldkit.actions.desk import Desk
from fieldkit.errors import FieldError, UserError
from fieldkit.forms import Field, Json, Record, Values, When, field_at, form_class
from fieldkit.forms.values import Link, StoredFile
from fieldkit.i18n import N_, _
from fieldkit.ui.editors import FileLine, LinkPicker, PictureShown, SerialLine, editor_for
from fieldkit.ui.form.box import FieldBox
from fieldkit.ui.form.saving import Saver, Written
from fieldkit.ui.form.serials import watch_serial
from fieldkit.ui.form.sight import Sight, find_named
from fieldkit.ui.workplace import Workplace

Candidates = Callable[[Desk], Sequence[tuple[str, str]]]

# What could not be stored stays as it was typed, even when the form is closed and opened again.
_DRAFTS: WeakKeyDictionary[Workplace, dict[tuple[str, str], str]] = WeakKeyDictionary()


class FieldSet(QObject):
    """Editors by path over one record. Without a saver the values are only collected, for a new record."""

    changed = Signal()
    focused = Signal(str)
    written = Signal()

    def __init__(self, place: Workplace, record: Record, saver: Saver | None, name: str, stage: When) -> None:
        super().__init__()
        self._place, self._name, self._stage = place, name, stage
        self.record = record
        self.values: Values = dict(record.values)
        self.saver = saver
        self.sight: Sight | None = None
        self.read_only = False
        self.names: dict[str, str] = {}
        self.choices: Mapping[str, Candidates] = {}
        self.sources: Mapping[str, str] = {}
        self.boxes: dict[str, FieldBox] = {}
        self.wrong: dict[str, str] = {}
        self._unfinished: set[str] = set()
        self._busy = ""
        if saver is not None:
            saver.saved.connect(self._on_written)
            saver.failed.connect(self._on_failed)

    @property
    def drafts(self) -> dict[tuple[str, str], str]:
        return _DRAFTS.setdefault(self._place, {})

    # -- building

    def declared(self, path: str) -> Field[object]:
        found = field_at(self.record.kind, path)
        if found is None:
            raise KeyError(f"a {self.record.kind} has no field {path}")
        return found

    def box(self, path: str) -> FieldBox:
        """The box of a path; the same one every time."""
        if path in self.boxes:
            return self.boxes[path]
        field = self.declared(path)
        editor = editor_for(field, f"{self._name}.{path}")
        due = field.required <= self._stage
        box = FieldBox(editor, field.label, required=due)
        self.boxes[path] = box
        if isinstance(editor, LinkPicker):
            editor.seek = partial(self._find, path, field.kind if isinstance(field, Link) else "")
            editor.names = self.names
        if isinstance(editor, PictureShown):
            editor.load = self._load
        if isinstance(editor, FileLine):
            editor.keep, editor.save = self._keep, self._save
        if isinstance(editor, SerialLine):
            watch_serial(self._place, box, editor, str(self.values.get("visit") or ""))
        editor.show_value(self.values.get(path))
        editor.typed.connect(partial(self._typed, path))
        editor.entered.connect(partial(self.focused.emit, path))
        editor.left.connect(partial(self._left, path))
        box.settle.connect(partial(self._settle, path))
        self._restore(path, box)
        self._permit(path, box)
        return box

    def _restore(self, path: str, box: FieldBox) -> None:
        draft = self.drafts.get((self.record.id, path))
        if draft is not None and self.saver is not None:
            box.editor.show_text(draft)
            self._left(path)

    def _permit(self, path: str, box: FieldBox) -> None:
        """Whether it may be typed into now, where its value came from, whether two people wrote it."""
        self._hide_idle(path, box)
        box.set_source(self.sources.get(path, ""))
        conflict = self.sight is not None and path in self.sight.opened.record.conflicts
        box.set_conflict(conflict)
        allowed = self.sight is None or self.sight.may_write(self.declared(path))
        box.editor.set_writable(allowed and not self.read_only and (not conflict or path == self._busy))

    def _hide_idle(self, path: str, box: FieldBox) -> None:
        """A field that is asked for in one case only is not shown in the others, unless it says something."""
        asked = self.declared(path).required_if
        if asked is not None and "." not in path:
            draft = Record(self.record.id, self.record.kind, self.record.scope, self.values)
            wanted = bool(self.values.get(path) or asked(form_class(draft.kind)(draft)))
            if not wanted or box.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
                box.setVisible(wanted)  # one that was never hidden shows by itself, once it has a place

    def _find(self, path: str, kind: str, words: str, then: Callable[[Sequence[tuple[str, str]]], object]) -> None:
        """Candidates for a link: those the screen chose, else every record of the kind."""
        own = self.choices.get(path) or self.choices.get(path.rsplit(".", 1)[-1])

        def ask(desk: Desk) -> Sequence[tuple[str, str]]:
            if own is None:
                return find_named(desk, kind, words)
            return [pair for pair in own(desk) if words.strip().casefold() in pair[1].casefold()]

        self._place.read(ask, then, owner=self.boxes[path].editor)

    def _load(self, sha256: str, then: Callable[[bytes], object]) -> None:
        desk = self._place.desk
        self._place.jobs.run(lambda: desk.file(sha256), then, lambda _error: None, lane="work", owner=self)

    def _keep(self, path: str, then: Callable[[StoredFile], object], failed: Callable[[Exception], object]) -> None:
        desk = self._place.desk
        self._place.jobs.run(lambda: keep_file(desk, Path(path)), then, failed, lane="work", owner=self)

    def _save(self, file: StoredFile, path: str, then: Callable[[Exception | None], object]) -> None:
        desk = self._place.desk
        self._place.jobs.run(lambda: lay_down(desk, file, Path(path)), then, then, lane="work", owner=self)

    # -- typing

    def _typed(self, path: str) -> None:
        self._busy = path
        editor = self.boxes[path].editor
        try:
            value = editor.take()
        except FieldError:
            self._unfinished.add(path)
            self.drafts[self.record.id, path] = editor.text
            if self.saver is not None:
                self.saver.hold(path)
                self.saver.drop(path)
            return
        self._unfinished.discard(path)
        self.drafts.pop((self.record.id, path), None)
        self._set_reason(path, "")
        self.write(path, value)

    def _left(self, path: str) -> None:
        """The keyboard went on: what is wrong is said now, what is good is written now."""
        if self._busy == path:
            self._busy = ""
        if path in self._unfinished or (self.record.id, path) in self.drafts:
            try:
                self.boxes[path].editor.take()
            except FieldError as error:
                self._unfinished.add(path)
                self._set_reason(path, error.say())
                return
        if self.saver is not None:
            self.saver.send()
            if not self.saver.busy and path not in self.wrong:
                self.saver.release(path)
                self.boxes[path].editor.show_value(self.values.get(path))

    def write(self, path: str, value: Json) -> None:
        """Takes a value for a path: to be saved soon, or collected for a new record."""
        if self.values.get(path) == value or (value is None and path not in self.values):
            if self.saver is not None:
                self.saver.drop(path)
                if self.record.values.get(path) == value:
                    return
            else:
                return
        self.values[path] = value
        if self.saver is not None:
            self.saver.stage(path, value)
        for other, box in self.boxes.items():
            self._hide_idle(other, box)
        self.changed.emit()

    def _set_reason(self, path: str, reason: str) -> None:
        if reason:
            self.wrong[path] = reason
        elif self.wrong.pop(path, None) is None:
            return
        if path in self.boxes:
            self.boxes[path].set_reason(reason)
        self.changed.emit()

    def show_error(self, error: UserError) -> bool:
        """Puts an error beside the field that it names; False when there is no such field here."""
        path = error.field.rsplit("/", 1)[-1]
        if field_at(self.record.kind, path) is None or path not in self.boxes:
            return False
        self._set_reason(path, error.say())
        return True

    def check(self) -> bool:
        """Says beside each field what is wrong or missing; whether nothing is."""
        self.changed.emit()
        for path in list(self.boxes):
            self._left(path)
        if self.saver is None:
            for path in self.wrong.keys() - self._unfinished:  # said of what stood here before, perhaps by the action
                self._set_reason(path, "")
            draft = Record(self.record.id, self.record.kind, self.record.scope, self.values)
            for gap in form_class(draft.kind)(draft).gaps(self._stage):
                if gap.path in self.boxes:  # what the form does not ask for, whoever makes the record adds
                    self._set_reason(gap.path, gap.reason)
        return not self.wrong

    # -- news

    def show(self, sight: Sight) -> None:
        """Shows what the record says now, but for what is being typed."""
        self.sight, self.record = sight, sight.opened.record
        self.names |= sight.names
        pending: dict[str, Json] = {}
        if self.saver is not None:
            for path in self._typing():
                self.saver.hold(path)
            self.saver.opened = sight.opened
            pending = self.saver.pending
        self.values = {**self.record.values, **pending}
        for path, box in self.boxes.items():
            if path not in self._typing() and path not in pending:
                box.editor.show_value(self.values.get(path))
            self._permit(path, box)

    def _typing(self) -> set[str]:
        return {path for path in (*self._unfinished, *self.wrong, self._busy) if path}

    def _on_written(self, written: Written) -> None:
        for path in written.paths:
            self._set_reason(path, "")
        for path, error in written.refused.items():
            self._set_reason(path, error.say())
        self.written.emit()

    def _on_failed(self, error: Exception) -> None:
        said = error.say() if isinstance(error, UserError) else _(N_("This could not be kept. It is tried again."))
        for path in self.saver.pending if self.saver else ():
            self._set_reason(path, said)

    def _settle(self, path: str) -> None:
        self._place.go.emit(f"deliveries/{self.record.id}/{path}")
