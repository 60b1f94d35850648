"""The editor for a file: its name and size; to add one, to put another in its place, to save it, to take it out."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from PySide6.QtWidgets import QFileDialog

from fieldkit.errors import UserError
from fieldkit.forms import Field, Json
from fieldkit.forms.values import StoredFile
from fieldkit.i18n import _
from fieldkit.ui.editors.base import Editor
from fieldkit.ui.moments import size
from fieldkit.ui.tokens import FIELD_HEIGHT, GAP
from fieldkit.ui.widgets.buttons import IconButton, secondary
from fieldkit.ui.widgets.labels import ElidedLabel, IconLabel, Label

# Both work off the screen's thread: one keeps a file of this computer, the other lays a kept one down as a file.
Keep = Callable[[str, Callable[[StoredFile], object], Callable[[Exception], object]], object]
Save = Callable[[StoredFile, str, Callable[[Exception | None], object]], object]


class FileLine(Editor):
    """`keep` takes a file in by its path; `save` writes a kept one to a path. Without them it only shows."""

    most = 0

    def __init__(self, field: Field[Any], name: str) -> None:
        super().__init__(field, name)
        self.keep: Keep | None = None
        self.save: Save | None = None
        self.raw: Json = None
        self._busy, self._writable = False, True
        self._sign = IconLabel("paperclip")
        self.label = ElidedLabel("", "body")
        self.size_label = Label("", "caption", tone="text_3")
        self.add = secondary(_("Add a file…"), icon="paperclip", name=name)
        self.add.clicked.connect(self._ask)
        self.down = IconButton("download", _("Save as a file…"), side=44, name=f"{name}.save")
        self.down.clicked.connect(self._ask_where)
        self.drop = IconButton("x", _("Take the file out"), side=44, name=f"{name}.drop")
        self.drop.clicked.connect(self._drop)
        self.keep_watch(self.add)
        self.line.setSpacing(GAP[2])
        for widget in (self._sign, self.label, self.size_label, self.down, self.drop, self.add):
            self.line.addWidget(widget)
        self.line.addStretch(1)
        self.setMinimumHeight(FIELD_HEIGHT)

    def draw(self, raw: Json) -> None:
        self.raw = raw
        self._tell()

    def take(self) -> Json:
        return self.raw

    @property
    def file(self) -> StoredFile | None:
        loaded = self.field.load(self.raw)
        return loaded if isinstance(loaded, StoredFile) else None

    def set_writable(self, writable: bool) -> None:
        self._writable = writable
        self._tell()

    def _tell(self, problem: str = "") -> None:
        file = self.file
        self._sign.setVisible(file is not None or bool(problem))
        self._sign.set_icon("circle-alert" if problem else "paperclip", "bad" if problem else "text_2")
        words = _("One moment") if self._busy else problem or (file.name if file else "")
        self.label.setText(words or ("" if self._writable else _("No file")))
        self.label.set_tone("bad" if problem else "text" if file else "text_3")
        self.label.setVisible(bool(self.label.text()))
        self.size_label.setText(size(file.size) if file and not self._busy and not problem else "")
        self.size_label.setVisible(bool(self.size_label.text()))
        self.add.setText(_("Another file…") if file else _("Add a file…"))
        self.add.setVisible(self._writable and self.keep is not None)
        self.add.setEnabled(not self._busy)
        self.drop.setVisible(self._writable and file is not None)
        self.down.setVisible(file is not None and self.save is not None)

    def _ask(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, self.says, "")
        if path and self.keep is not None:
            self._busy = True
            self._tell()
            self.keep(path, self._kept, self._failed)

    def _kept(self, file: StoredFile) -> None:
        self._busy = False
        self.raw = asdict(file)
        self._tell()
        self.typed.emit()
        self.left.emit()

    def _failed(self, error: Exception) -> None:
        self._busy = False
        self._tell(_say(error))

    def _drop(self) -> None:
        self.raw = None
        self._tell()
        self.typed.emit()
        self.left.emit()

    def _ask_where(self) -> None:
        if self.file is None or self.save is None:
            return
        path, _kind = QFileDialog.getSaveFileName(self, self.says, self.file.name)
        if path:
            self._busy = True
            self._tell()
            self.save(self.file, path, self._saved)

    def _saved(self, error: Exception | None) -> None:
        self._busy = False
        self._tell(_say(error) if error is not None else "")


def _say(error: Exception) -> str:
    return error.say() if isinstance(error, UserError) else _("This did not work, and it is not your fault.")
