"""Serial numbers: typed, or read from the code of a nameplate on a photo, a file, the clipboard, or what is dropped."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMenu

from fieldkit.errors import UserError
from fieldkit.forms import Field
from fieldkit.i18n import _
from fieldkit.ui.editors.lines import WordsLine
from fieldkit.ui.widgets.buttons import IconButton

Failed = Callable[[Exception], object]
Known = Callable[[Callable[[Sequence[tuple[str, str]]], object]], object]
Read = Callable[[Path | QImage, Callable[[list[str]], object], Failed], object]
SIDE = 32


class SerialLine(WordsLine):
    """`known` brings the serial numbers on the visit's photos, `read` those on a picture; `told` says what failed."""

    def __init__(self, field: Field[Any], name: str) -> None:
        super().__init__(field, name)
        self.known: Known | None = None
        self.read: Read | None = None
        self.told: Callable[[str], object] | None = None
        self._button = IconButton("qr-code", _("Read it from a nameplate"), side=SIDE, name=f"{name}.read")
        self._button.clicked.connect(self._offer)
        self.box.add_end(self._button)
        self.setAcceptDrops(True)
        self.box.setAcceptDrops(True)

    def set_writable(self, writable: bool) -> None:
        super().set_writable(writable)
        self._button.setVisible(writable)
        self.setAcceptDrops(writable)

    def take_serial(self, serial: str) -> None:
        """Writes a serial number as if it had been typed."""
        self.box.setText(serial)
        self.left.emit()

    # -- where from

    def _offer(self) -> None:
        if self.known is None:
            self.show_menu([])
        else:
            self.known(self.show_menu)

    def show_menu(self, found: Sequence[tuple[str, str]]) -> QMenu:
        """The serial numbers that were read, each with what its photo shows; below them other pictures."""
        menu = QMenu(self)
        menu.setObjectName(f"{self.name}.menu")
        menu.aboutToHide.connect(menu.deleteLater)
        for serial, said in found:
            menu.addAction(f"{serial}  {said}".strip(), partial(self.take_serial, serial))
        if found:
            menu.addSeparator()
        menu.addAction(_("From a picture…"), self._choose)
        paste = menu.addAction(_("From the clipboard"), self._paste)
        paste.setEnabled(QGuiApplication.clipboard().mimeData().hasImage())
        menu.popup(self.box.mapToGlobal(QPoint(0, self.box.height())))
        return menu

    def _choose(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, self.says, "")
        if path:
            self.look_at(Path(path))

    def _paste(self) -> None:
        self._take(QGuiApplication.clipboard().mimeData())

    def _take(self, held: QMimeData) -> bool:
        paths = [Path(url.toLocalFile()) for url in held.urls() if url.isLocalFile()]
        picture = held.imageData() if held.hasImage() and not paths else None
        if paths:
            self.look_at(paths[0])
        elif isinstance(picture, QImage):
            self.look_at(picture)
        return bool(paths) or isinstance(picture, QImage)

    def look_at(self, picture: Path | QImage) -> None:
        """Reads the codes on a picture: one serial number is taken, of several one is chosen."""
        if self.read is not None:
            self.read(picture, self._found, self._failed)

    def _found(self, serials: list[str]) -> None:
        if len(serials) == 1:
            self.take_serial(serials[0])
        elif serials:
            self.show_menu([(serial, "") for serial in serials])
        else:
            self._tell(_("No serial number can be read on this picture. Type it as the nameplate says."))

    def _failed(self, error: Exception) -> None:
        self._tell(error.say() if isinstance(error, UserError) else _("This did not work, and it is not your fault."))

    def _tell(self, said: str) -> None:
        if self.told is not None:
            self.told(said)

    # -- dropped

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A picture that is dropped on the line is read; words are put in as everywhere."""
        if isinstance(event, QDropEvent) and _pictured(event.mimeData()):  # entering and moving are of this type, too
            if event.type() != QEvent.Type.Drop or self._take(event.mimeData()):
                event.acceptProposedAction()
            return True
        return super().eventFilter(watched, event)


def _pictured(held: QMimeData) -> bool:
    return held.hasImage() or any(url.isLocalFile() for url in held.urls())
