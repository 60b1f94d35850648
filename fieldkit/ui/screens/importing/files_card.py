"""The files that are to be taken in: chosen in a dialog or dropped here, and taken out again."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.actions.importing import SUFFIXES
from fieldkit.i18n import _
from fieldkit.ui.moments import size
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import IconButton, secondary
from fieldkit.ui.widgets.labels import IconLabel, body, caption, stack
from fieldkit.ui.widgets.rows import Row, Rows


class FilesCard(QWidget):
    """`changed` says that there are other files now."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("import.files")
        self.setAcceptDrops(True)
        self.paths: list[Path] = []
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.choose = secondary(_("Choose files…"), icon="folder-open", name="import.choose")
        self.choose.clicked.connect(self._ask)
        self._rows = Rows(name="import.chosen")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._rows)
        self._draw()

    def add(self, paths: Iterable[Path]) -> None:
        """Adds files, each once, and those in a folder that may hold lists."""
        found: list[Path] = []
        for path in paths:
            if path.is_dir():
                found += sorted(file for file in path.iterdir() if file.suffix.casefold() in SUFFIXES)
            elif path.is_file():
                found.append(path)
        self.paths = list(dict.fromkeys([*self.paths, *found]))
        self._tell()

    def clear(self) -> None:
        self.paths = []
        self._tell()

    def _ask(self) -> None:
        kinds = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        chosen, _kind = QFileDialog.getOpenFileNames(
            self, _("The lists of the company"), self._folder, _("Excel and CSV ({kinds})").format(kinds=kinds)
        )
        if chosen:
            self._folder = str(Path(chosen[0]).parent)
            self.add(Path(path) for path in chosen)

    def _take_out(self, path: Path) -> None:
        self.paths.remove(path)
        self._tell()

    def _tell(self) -> None:
        self._draw()
        self.changed.emit()

    def _draw(self) -> None:
        self.choose.setParent(None)
        self._rows.clear()
        for number, path in enumerate(self.paths):
            large = size(path.stat().st_size) if path.exists() else ""
            row = Row(path.name, icon="file-text", opens=False, value=large, name=f"import.file.{number}")
            out = IconButton("x", _("Take “{name}” out again").format(name=path.name), name=f"import.out.{number}")
            out.clicked.connect(lambda _=False, path=path: self._take_out(path))
            row.add(out)
            self._rows.add(row)
        self._rows.add(self._drop_here())

    def _drop_here(self) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(GAP[5], GAP[3], GAP[5], GAP[3])
        line.setSpacing(GAP[4])
        line.addWidget(IconLabel("upload"))
        says = _("Drop files here, or choose them") if not self.paths else _("More files")
        line.addWidget(stack(body(says, wrap=False), caption(_("Excel (.xlsx) and CSV, in any order"))), 1)
        line.addWidget(self.choose)
        self.choose.show()
        return holder

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.add(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
        event.acceptProposedAction()
