"""The process around the desktop: start window, desktop, and what is closed in which order."""

import sys
from contextlib import suppress
from pathlib import Path

from PySide6.QtWidgets import QApplication

from fieldkit.clock import Clock
from fieldkit.i18n import set_language
from fieldkit.settings import Settings
from fieldkit.ui.crash import Crash
from fieldkit.ui.desktop import Desktop
from fieldkit.ui.garbage import Collector
from fieldkit.ui.jobs import Jobs
from fieldkit.ui.start import Start
from fieldkit.ui.theme import theme
from fieldkit.ui.words import Language


class Application:
    """Start window first, desktop afterwards. `close` ends the jobs before the laptop they work on."""

    def __init__(
        self, app: QApplication, home: Path, lang: str = "", clock: Clock | None = None, route: str = "today"
    ) -> None:
        settings = Settings(home / "settings.json")
        self._lang = lang or settings.get("language")
        theme().apply(app, settings.get("theme"))
        self.language = Language(app, self._lang)
        self.crash = Crash(home)
        self.jobs = Jobs(self.crash.unexpected)
        self.desktop: Desktop | None = None
        self._route, self._home = route, home
        self.start = Start(home, self.jobs, clock)
        self.start.ready.connect(self._ready)
        self.start.language_chosen.connect(self._speak)

    def begin(self) -> None:
        self.start.begin()

    def _speak(self, code: str) -> None:
        """A language chosen before the desktop is open is a setting like one chosen in it."""
        laptop = self.start.laptop
        settings = laptop.settings if laptop is not None else Settings(self._home / "settings.json")
        with suppress(OSError):  # a folder that cannot be written has its own page
            settings.set("language", code)
        self._lang = code
        self.language.switch(code)

    def _ready(self) -> None:
        laptop = self.start.laptop
        assert laptop is not None
        set_language(self._lang)  # a language given for this run goes before the one in the settings
        self.desktop = Desktop(laptop, self.jobs, self.language)
        self.desktop.show(self._route)
        self.start.close()

    def close(self) -> None:
        """Gives up the network, finishes what is to be stored, and lets go of the home."""
        if self.desktop is not None:
            self.desktop.close()
        self.jobs.close()
        if self.start.laptop is not None:
            self.start.laptop.close()


def run(home: Path, lang: str = "", *, clock: Clock | None = None, route: str = "today") -> int:
    """Runs the desktop on a home until it is closed, beginning at a route; the process's exit code."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("FieldKit")
    collector = Collector()
    application = Application(app, home, lang, clock, route)
    application.crash.install()
    application.begin()
    code = app.exec()
    application.close()
    collector.stop()
    return code
