"""A shown paper leaves the screen: saved, printed, opened in the computer's own viewer, or sent by its mail program."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import quote

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QTemporaryDir, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QMenu

from fieldkit.documents.preview import page, page_count
from fieldkit.documents.snapshot import read_snapshot
from fieldkit.errors import DamagedError, UserError
from fieldkit.i18n import N_, _
from fieldkit.ui.icons import icon
from fieldkit.ui.widgets.buttons import IconButton
from fieldkit.ui.widgets.pdf import PdfView
from fieldkit.ui.widgets.pictures import qimage
from fieldkit.ui.workplace import Workplace

PRINTED = 220 / 72  # pixels a point on paper: text is sharp, and a page takes 13 MB
SAID_MS = 8000


def name_of(pdf: bytes) -> str:
    """The number of a paper, as the name of its file; one of another origin is called `paper`."""
    try:
        number = str(read_snapshot(pdf)[0].get("number") or "paper")
    except DamagedError:
        return "paper"
    return "".join(mark for mark in number if mark.isalnum() or mark in "-_") or "paper"


class PaperOut(QObject):
    """The menu in the head of a shown paper, whose bytes `pdf` gives. What is opened or sent lies in a
    folder that goes with the window."""

    def __init__(self, place: Workplace, view: PdfView, pdf: Callable[[], bytes]) -> None:
        super().__init__(view)
        self._place, self._view, self._bytes = place, view, pdf
        self._folder: QTemporaryDir | None = None
        self._printing: Printing | None = None
        self.menu = QMenu(view)
        for sign, words, act in (
            ("download", N_("Save as PDF…"), self.ask_where),
            ("printer", N_("Print…"), self.ask_printer),
            ("external-link", N_("Open in another program"), self.open_outside),
            ("mail", N_("Send by mail…"), self.mail),
        ):
            self.menu.addAction(icon(sign, "text_2"), _(words), act)
        button = IconButton("ellipsis", _("Save, print, open, send"), side=36, name="pdf.out")
        button.clicked.connect(lambda: self._pop(button))
        if view.head is not None:
            view.head.line.addWidget(button)

    def _pop(self, button: IconButton) -> None:
        for action in self.menu.actions():
            action.setEnabled(bool(self._pdf))
        self.menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    @property
    def _pdf(self) -> bytes:
        return self._bytes()

    # -- save

    def ask_where(self) -> None:
        """Lets the person choose the place: a folder, a stick."""
        usual = f"{name_of(self._pdf)}.pdf"
        chosen, _kind = QFileDialog.getSaveFileName(self._view, _("Save as PDF…"), usual, "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, target: Path) -> None:
        self._place.jobs.run(partial(write, self._pdf, target), self._saved, self._failed, owner=self._view)

    def _saved(self, target: Path) -> None:
        self._say(_("Saved: {name}").format(name=target.name), "good")

    # -- print

    def ask_printer(self) -> None:
        """Lets the person choose printer and pages."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self._view).exec() == QPrintDialog.DialogCode.Accepted:
            self.print_on(printer)

    def print_on(self, printer: QPrinter) -> None:
        """Prints the pages that the printer was told, all of them otherwise."""
        self._printing = Printing(self._place, self._pdf, printer, self)
        self._printing.start()

    def printed(self, error: Exception | None) -> None:
        """All pages were handed over, or it failed."""
        if error is not None:
            self._failed(error)
        else:
            self._say(_("Handed over to the printer"), "good")

    # -- other programs

    def open_outside(self) -> None:
        self._lay_down(lambda target: self._show(QUrl.fromLocalFile(str(target))))

    def mail(self) -> None:
        """A letter with subject and number in the mail program, and the folder with the file to be attached."""
        self._lay_down(self._write_letter)

    def _write_letter(self, target: Path) -> None:
        said = _("The paper {number} is attached as a PDF.").format(number=target.stem)
        self._show(QUrl(f"mailto:?subject={quote(target.stem)}&body={quote(said)}"))
        self._show(QUrl.fromLocalFile(str(target.parent)))
        self._say(_("Attach {name} from the folder that opens").format(name=target.name), "text_2")

    def _lay_down(self, then: Callable[[Path], object]) -> None:
        self._folder = self._folder or QTemporaryDir()
        target = Path(self._folder.path()) / f"{name_of(self._pdf)}.pdf"
        self._place.jobs.run(partial(write, self._pdf, target), then, self._failed, owner=self._view)

    def _show(self, url: QUrl) -> None:
        if not QDesktopServices.openUrl(url):
            self._say(_("This computer has no program for it."), "bad")

    # -- words

    def _failed(self, error: Exception) -> None:
        self._say(error.say() if isinstance(error, UserError) else _("This could not be done. Try again."), "bad")

    def _say(self, words: str, tone: str) -> None:
        head = self._view.head
        if head is None:
            return
        head.say(words, tone)
        QTimer.singleShot(SAID_MS, head, lambda: head.say(head.usual, "text"))


def write(pdf: bytes, target: Path) -> Path:
    """Writes a paper to a place; UserError says why it cannot."""
    try:
        target.write_bytes(pdf)
    except OSError as error:
        raise UserError(N_("“{name}” cannot be written: {reason}."), name=target.name, reason=error.strerror) from None
    return target


class Printing(QObject):
    """Page after page: drawn in the background, painted on the screen's thread, one in memory at a time."""

    def __init__(self, place: Workplace, pdf: bytes, printer: QPrinter, out: PaperOut) -> None:
        super().__init__(out)
        self._place, self._pdf, self._printer, self._out = place, pdf, printer, out
        self._painter = QPainter()
        last = page_count(pdf)
        self._left = list(range(max(printer.fromPage(), 1), min(printer.toPage() or last, last) + 1))

    def start(self) -> None:
        self._printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        self._printer.setFullPage(True)
        self._printer.setDocName(name_of(self._pdf))
        if self._left and self._painter.begin(self._printer):
            self._next()
        else:
            self._out.printed(UserError(N_("The printer does not answer. Choose another one.")))

    def _next(self) -> None:
        number = self._left.pop(0)
        drawn = partial(page, self._pdf, number - 1, PRINTED)
        self._place.jobs.run(lambda: qimage(drawn()), self._paint, self._end, owner=self)

    def _paint(self, image: QImage) -> None:
        sheet = self._painter.viewport()
        size = image.size().scaled(sheet.size(), Qt.AspectRatioMode.KeepAspectRatio)
        self._painter.drawImage(QRect(QPoint(), size), image)
        if not self._left:
            self._end(None)
        elif self._printer.newPage():
            self._next()
        else:
            self._end(UserError(N_("The printer does not answer. Choose another one.")))

    def _end(self, error: Exception | None) -> None:
        self._painter.end()
        self._out.printed(error)
