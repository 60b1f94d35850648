"""A serial number beside the equipment list: on file here, at another customer, or not at all, then it can be added."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.actions.nameplates import Found, add_unit, find_serials, serials_of
from fieldkit.actions.photos import clean_photo, read_picture
from fieldkit.errors import UserError
from fieldkit.forms import Record
from fieldkit.i18n import N_, _
from fieldkit.process.nameplates import serials_in
from fieldkit.ui.editors import SerialLine
from fieldkit.ui.form.box import FieldBox
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import secondary
from fieldkit.ui.widgets.labels import Label
from fieldkit.ui.widgets.pictures import bytes_of
from fieldkit.ui.workplace import Workplace

SAID = {
    "here": (N_("On file here: {said}"), "good"),
    "retired": (N_("On file here as retired: {said}"), "warn"),
    "elsewhere": (N_("On file at another customer: {said}. Compare it with the nameplate."), "bad"),
    "unknown": (N_("Not on the customer's equipment list."), "warn"),
}


class SerialNote(QWidget):
    """What the list says of one serial number; one that nobody knows can be added."""

    def __init__(self, place: Workplace, visit: str) -> None:
        super().__init__()
        self._place, self._visit, self._serial = place, visit, ""
        self.said = Label("", "caption", wrap=True, name="serial.said")
        self._add = secondary("", size="small", icon="plus", name="serial.add")
        self._add.clicked.connect(self._put_on_file)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[1])
        column.addWidget(self.said)
        column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)

    def show_found(self, found: Found, *, writable: bool = True, named: bool = False) -> None:
        """`named` says the number, too, where no field beside it does."""
        words, tone = SAID[found.standing]
        said = _(words).format(said=found.said)
        self._serial = found.serial
        self.said.setText(f"{found.serial}\n{said}" if named else said)
        self.said.set_tone(tone)
        self._add.setText(_("Add it"))
        self._add.setToolTip(_("Add it to the equipment list as {model}").format(model=found.model))
        self._add.setAccessibleName(self._add.toolTip())
        self._add.setVisible(writable and found.standing == "unknown" and bool(found.model))

    def _put_on_file(self) -> None:
        visit, serial = self._visit, self._serial
        self._place.act(lambda desk: add_unit(desk, visit, serial), self._added, self._fail, owner=self)

    def _added(self, _record: Record) -> None:
        visit, serial = self._visit, self._serial
        self._place.read(
            lambda desk: find_serials(desk, visit, [serial])[serial], self.show_found, self._fail, owner=self
        )

    def _fail(self, error: Exception) -> None:
        ours = _("This did not work, and it is not your fault.")
        self.said.setText(error.say() if isinstance(error, UserError) else ours)
        self.said.set_tone("bad")


SERIAL = "serial"


class _Watch:
    """Compares what stands in a field whenever the keyboard leaves it, and says so beside the field."""

    def __init__(self, place: Workplace, box: FieldBox, editor: SerialLine, visit: str) -> None:
        self._place, self._box, self._editor, self._visit = place, box, editor, visit
        self._compared = ""

    def look(self) -> None:
        serial = self._editor.text.strip()
        if serial == self._compared:
            return
        self._compared = serial
        if not serial:
            self._box.set_beside(None, SERIAL)
            return
        visit = self._visit
        self._place.read(lambda desk: find_serials(desk, visit, [serial]), self._show, lambda _e: None, owner=self._box)

    def _show(self, found: dict[str, Found]) -> None:
        if self._compared in found:
            note = SerialNote(self._place, self._visit)
            note.show_found(found[self._compared])
            self._box.set_beside(note, SERIAL)

    def tell(self, said: str) -> None:
        """Why nothing could be read."""
        self._compared = ""
        self._box.set_beside(Label(said, "caption", tone="bad", wrap=True, name="serial.said"), SERIAL)


def watch_serial(place: Workplace, box: FieldBox, editor: SerialLine, visit: str) -> None:
    """Lets a field read nameplates; on a visit it is compared with the equipment list of the visit's customer."""
    watch = _Watch(place, box, editor, visit)
    editor.told = watch.tell
    editor.read = lambda picture, then, failed: place.jobs.run(partial(_read, picture), then, failed, owner=editor)
    if visit:
        editor.known = lambda then: place.read(lambda desk: serials_of(desk, visit), then, owner=editor)
        editor.left.connect(watch.look)


def _read(picture: Path | QImage) -> list[str]:
    if isinstance(picture, QImage):
        content, name = bytes_of(picture), _("Pasted picture")
    else:
        content, name = read_picture(picture), picture.name
    return serials_in(clean_photo(content, name).codes)
