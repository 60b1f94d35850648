"""Writing a list into a file as it is seen, with progress that can be given up, and what came of it."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from fieldkit.actions.lists.declared import ListOf, Query
from fieldkit.actions.lists.export import export_list
from fieldkit.errors import UserError
from fieldkit.i18n import _
from fieldkit.ui.jobs import Cancelled
from fieldkit.ui.widgets.progress import ProgressPanel
from fieldkit.ui.widgets.said import SaidLine
from fieldkit.ui.workplace import Workplace


class Exporting(QWidget):
    """Nothing until asked; then a panel with progress, and a line that says where the file is."""

    def __init__(self, place: Workplace, listed: ListOf, query: Callable[[], Query]) -> None:
        super().__init__()
        self._place, self._listed, self._query = place, listed, query
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._stop = Event()
        self._panel: ProgressPanel | None = None
        self.said = SaidLine(name="lists.exported")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.said)
        self.hide()

    def ask(self) -> None:
        """Asks for the file, and writes it."""
        if self._panel is not None:
            return
        today = f"{self._place.desk.clock.today():%Y%m%d}"
        proposed = str(Path(self._folder) / f"{_(self._listed.title)}-{today}.xlsx")
        kinds = ";;".join((_("Excel file (*.xlsx)"), _("CSV file (*.csv)")))
        named, chosen = QFileDialog.getSaveFileName(self, _("Export"), proposed, kinds)
        if not named:
            return
        path = Path(named)
        if path.suffix.lower() not in {".xlsx", ".csv"}:
            path = path.with_name(path.name + (".csv" if "csv" in chosen else ".xlsx"))
        self._folder = str(path.parent)
        self._write(path)

    def _write(self, path: Path) -> None:
        self._stop = Event()
        stop, desk, listed, query = self._stop, self._place.desk, self._listed, self._query()

        def work(report: Callable[[int, int], None]) -> int | None:
            def tell(done: int, whole: int) -> None:
                if stop.is_set():
                    raise Cancelled
                report(done, whole)

            try:
                return export_list(desk, listed, query, path, tell)
            except Cancelled:
                return None

        self._begin()
        self._place.jobs.run_counted(
            work, self._progress, lambda count: self._ended(count, path), self._failed, lane="work", owner=self
        )

    def _begin(self) -> None:
        self.said.hide()
        self._panel = ProgressPanel(_("Writing the file"), icon="download", name="lists.exporting")
        self._panel.cancelled.connect(self._stop.set)
        self._column.addWidget(self._panel)
        self.show()

    def _progress(self, done: int, whole: int) -> None:
        if self._panel is not None:
            self._panel.show_progress(done, whole)

    def _ended(self, count: int | None, path: Path) -> None:
        if count is None:
            self._say("info", "text_2", _("Given up. No file was written."))
            return
        told = _("{count} rows are in {file}. It is not encrypted: keep it where only those see it who may.")
        self._say("circle-check", "good", told.format(count=f"{count:,}", file=str(path)))

    def _failed(self, error: Exception) -> None:
        ours = _("This did not work, and it is not your fault.")
        self._say("circle-alert", "bad", error.say() if isinstance(error, UserError) else ours)

    def _say(self, icon: str, tone: str, words: str) -> None:
        if self._panel is not None:
            self._panel.hide()
            self._panel.deleteLater()
            self._panel = None
        self.said.say(words, icon, tone)
        self.show()
