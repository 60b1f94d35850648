"""Qt's own words, and how a screen changes its language.

Qt says some words itself: the buttons of standard dialogs, the context menu of a field. `QtWords` has Qt ask
`fieldkit.i18n` for those that are seen most, and Qt's own Chinese for the rest; all follow one switch.

A switch of language rebuilds the main window: screens say their words while they are built, and whoever
started the window connects `Language.changed` to close the old one and open a new one at the same place.
That is one connection instead of a `retranslate` method in every widget; what is being typed is saved as
the person goes, so nothing is lost.
"""

import logging

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator, Signal

from fieldkit import i18n
from fieldkit.i18n import N_, translate

# What Qt says in the places FieldKit uses: named here so that `make locale` collects them.
QT_WORDS = (
    N_("&Undo"), N_("&Redo"), N_("Cu&t"), N_("&Copy"), N_("&Paste"), N_("Delete"), N_("Select All"),
    N_("Copy &Link Location"), N_("Clear"),
    N_("OK"), N_("&OK"), N_("Save"), N_("&Save"), N_("Save All"), N_("Cancel"), N_("&Cancel"), N_("Close"),
    N_("&Close"), N_("&Yes"), N_("Yes to &All"), N_("&No"), N_("N&o to All"), N_("Abort"), N_("Retry"),
    N_("Ignore"), N_("Discard"), N_("Don't Save"), N_("Help"), N_("Apply"), N_("Reset"),
    N_("Restore Defaults"), N_("Open"), N_("&Open"), N_("Show Details..."), N_("Hide Details..."),
    N_("Look in:"), N_("File &name:"), N_("Files of type:"), N_("Directory:"), N_("&Choose"), N_("Name"),
    N_("Size"), N_("Type"), N_("Date Modified"), N_("All Files (*)"), N_("Computer"), N_("Back"),
    N_("Forward"), N_("Parent Directory"), N_("Create New Folder"), N_("List View"), N_("Detail View"),
    N_("&Step up"), N_("Step &down"), N_("&Select All"),
)  # fmt: skip

QT_CHINESE = "qtbase_zh_CN"  # a file beside Qt's libraries; fieldkit.spec packs it
LOG = logging.getLogger(__name__)
LOCALES = {"zh": QLocale(QLocale.Language.Chinese, QLocale.Country.China), "en": QLocale("en_GB")}


class QtWords(QTranslator):
    """A translator that asks `fieldkit.i18n`, then Qt's own Chinese; a word that neither knows stays English."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._own = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if not self._own.load(QT_CHINESE, folder):
            LOG.warning("%s is not in %s", QT_CHINESE, folder)

    def isEmpty(self) -> bool:
        return False

    def translate(
        self,
        context: str | bytes | bytearray | memoryview,
        sourceText: str | bytes | bytearray | memoryview,  # noqa: N803 - Qt's own name
        /,
        disambiguation: str | bytes | bytearray | memoryview | None = None,
        n: int = -1,
    ) -> str:
        text = sourceText if isinstance(sourceText, str) else bytes(sourceText).decode()
        ours = translate(text)
        if ours != text or i18n.language() != "zh":
            return ours
        return self._own.translate(context, sourceText, disambiguation, n) or text  # type: ignore[arg-type]


class Language(QObject):
    """The language in force: sets it everywhere and says so; whoever shows windows rebuilds them."""

    changed = Signal(str)

    def __init__(self, app: QCoreApplication, code: str = "zh") -> None:
        super().__init__(app)
        self._words = QtWords(self)
        app.installTranslator(self._words)
        self._say(code)

    def switch(self, code: str) -> None:
        """Says everything from now on in `zh` or `en`."""
        if code != i18n.language():
            self._say(code)
            self.changed.emit(code)

    def _say(self, code: str) -> None:
        i18n.set_language(code)
        QLocale.setDefault(LOCALES[code])
