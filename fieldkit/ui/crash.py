"""When FieldKit itself fails: the traceback goes to a log in the home, and a calm window says that nothing is lost."""

import sys
import threading
import traceback
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout

from fieldkit import __version__
from fieldkit.errors import OfflineError, UserError
from fieldkit.i18n import _
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Button
from fieldkit.ui.widgets.labels import IconLabel, body, caption, heading, stack

LARGEST = 1_000_000


class Crash:
    """Hears of every exception that nobody expected. Only the traceback is written down: no records, no names."""

    def __init__(self, home: Path) -> None:
        self.log = home / "logs" / "errors.log"
        self.window: CrashWindow | None = None

    def install(self) -> None:
        """From now on nothing fails silently, in no thread."""
        sys.excepthook = self._hook
        threading.excepthook = lambda told: self.write(told.exc_value) if told.exc_value else None

    def unexpected(self, error: BaseException) -> None:
        """What `Jobs` calls: a sentence for a person is shown as it is, a bug is written down first."""
        if isinstance(error, OfflineError):
            return  # off line is a state, and the line at the top says it
        if isinstance(error, UserError):
            self._show(CrashWindow(error.say()))
            return
        self.write(error)
        if self.window is None or not self.window.isVisible():
            self._show(CrashWindow("", "".join(traceback.format_exception(error)), self.log))

    def write(self, error: BaseException) -> None:
        """Appends the traceback; the log before last is dropped when it grows large. A full disk must not matter."""
        try:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            if self.log.exists() and self.log.stat().st_size > LARGEST:
                self.log.replace(self.log.with_suffix(".old"))
            with self.log.open("a", encoding="utf-8") as file:
                file.write(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S %z}  FieldKit {__version__}\n")
                file.write("".join(traceback.format_exception(error)) + "\n")
        except OSError:
            return

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QGuiApplication.quit()
            return
        self.unexpected(error)

    def _show(self, window: "CrashWindow") -> None:
        if QApplication.instance() is None:
            return
        if self.window is not None:
            self.window.close()
        self.window = window
        window.show()
        window.raise_()


class CrashWindow(QDialog):
    """What happened, that nothing is lost, where the log is; the details are folded away but can be copied."""

    def __init__(self, said: str, details: str = "", log: Path | None = None) -> None:
        super().__init__(QApplication.activeWindow())
        self.setObjectName("crash")
        self.setWindowTitle("FieldKit")
        self.setMinimumWidth(560)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP[6], GAP[6], GAP[6], GAP[6])
        column.setSpacing(GAP[4])
        line = QHBoxLayout()
        line.setSpacing(GAP[4])
        line.addWidget(IconLabel("circle-alert", "bad", 28))
        title = heading(said or _("Something went wrong inside FieldKit"), name="crash.title")
        title.setWordWrap(True)
        second = "" if said else _("Nothing you wrote is lost: it was saved while you typed. You can go on working.")
        text = body(second, tone="text_2")
        line.addWidget(stack(title, text, gap=GAP[1]), 1)
        text.setVisible(bool(second))
        column.addLayout(line)
        if log is not None:
            where = caption(_("What happened is written in {log}.").format(log=log), wrap=True, name="crash.log")
            column.addWidget(where)
        self._details = QPlainTextEdit(details)
        self._details.setReadOnly(True)
        self._details.setObjectName("crash.details")
        self._details.setAccessibleName(_("Details"))
        self._details.hide()
        column.addWidget(self._details)
        column.addLayout(self._buttons(details, log))

    def _buttons(self, details: str, log: Path | None) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(GAP[3])
        if details:
            fold = Button(_("Details"), "quiet", name="crash.fold")
            fold.setCheckable(True)
            fold.toggled.connect(self._details.setVisible)
            line.addWidget(fold)
        line.addStretch(1)
        if log is not None:
            folder = Button(_("Open the folder"), icon="folder-open", name="crash.folder")
            folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(log.parent))))
            line.addWidget(folder)
        on = Button(_("Go on") if details else _("Close"), "primary", name="crash.close")
        on.setDefault(True)
        on.clicked.connect(self.accept)
        line.addWidget(on)
        return line
