"""Pictures of the real screens at the stages of the case: Chinese and English, light and dark, 1366 × 768.

Needs Qt, and draws off screen: no window ever opens to a person here.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QEvent, QEventLoop
from PySide6.QtWidgets import QApplication

from fieldkit.demo.case import CUSTOMER, Case
from fieldkit.i18n import set_language
from fieldkit.ui.desktop import Desktop
from fieldkit.ui.garbage import Collector
from fieldkit.ui.jobs import Jobs
from fieldkit.ui.theme import theme
from fieldkit.ui.words import Language

WIDTH, HEIGHT = 1366, 768
LOOKS = (("zh", "light"), ("en", "light"), ("zh", "dark"))


@dataclass(frozen=True)
class Shot:
    """One picture: its name, whose laptop, and the route; `{visit}`, `{problem}`, `{report}` are the case's."""

    name: str
    who: str
    route: str


SHOTS = {
    "begin": (Shot("today-empty", "engineer", "today"), Shot("trips-empty", "engineer", "trips")),
    "guide_by_phone": (
        Shot("problems", "line_manager", "problems"),
        Shot("problem", "line_manager", "problems/{problem}"),
        Shot("customers", "line_manager", "customers"),
    ),
    "prepare": (
        Shot("trip-prepare", "engineer", "trips/{visit}/prepare"),
        Shot("customer", "engineer", f"customers/{CUSTOMER}"),
    ),
    "submit": (Shot("review-trip", "line_manager", "review/{visit}"),),
    "arrive": (Shot("trip-diagnose", "engineer", "trips/{visit}/diagnose"),),
    "diagnose": (Shot("trip-conclusion", "engineer", "trips/{visit}/diagnose"),),
    "follow_up": (Shot("trip-follow-up", "engineer", "trips/{visit}/follow_up"),),
    "write_report": (
        Shot("trip-report", "engineer", "trips/{visit}/report"),
        Shot("sign", "engineer", "sign/{report}"),
    ),
    "sign": (Shot("today", "engineer", "today"), Shot("deliveries-waiting", "engineer", "deliveries")),
    "come_back": (Shot("review", "line_manager", "review/{visit}"), Shot("deliveries", "engineer", "deliveries")),
    "return": (
        Shot("today-returned", "engineer", "today"),
        Shot("trip-report-returned", "engineer", "trips/{visit}/report"),
    ),
    "approve": (
        Shot("trips", "engineer", "trips"),
        Shot("trip-hand-over", "engineer", "trips/{visit}/hand_over"),
        Shot("settings", "engineer", "settings"),
        Shot("by-hand", "engineer", "deliveries/by-hand"),
        Shot("lists-parts", "line_manager", "lists/parts"),
        Shot("procedures", "line_manager", "procedures"),
        Shot("procedure", "line_manager", "procedures/switch-reboot"),
        Shot("people", "line_manager", "people"),
    ),
}


class Pictures:
    """Takes the pictures of a play into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        instance = QApplication.instance()
        self._app = instance if isinstance(instance, QApplication) else QApplication(["fieldkit"])
        self._language = Language(self._app, "zh")
        self._bugs: list[Exception] = []
        self._collector = Collector()

    def close(self) -> None:
        self._collector.stop()

    def after(self, stage: str, case: Case) -> int:
        """Takes the pictures that belong after a stage, and returns how many."""
        shots = SHOTS.get(stage, ())
        for language, mode in LOOKS if shots else ():
            theme().apply(self._app, mode)
            self._language.switch(language)
            for who in dict.fromkeys(shot.who for shot in shots):
                self._at_laptop(case, [shot for shot in shots if shot.who == who], f"-{language}-{mode}")
        set_language("zh")
        return len(shots)

    def _at_laptop(self, case: Case, shots: list[Shot], look: str) -> None:
        laptop = case.company.laptops[shots[0].who]
        jobs = Jobs(self._bugs.append)
        desktop = Desktop(laptop, jobs)
        try:
            desktop.frame.resize(WIDTH, HEIGHT)
            desktop.frame.show()
            desktop.place.carrier.offline = not case.company.office.on
            desktop.place.carrier.look()
            for shot in shots:
                report = case.report if case.visit else ""
                route = shot.route.format(visit=case.visit, problem=case.problem, report=report)
                desktop.go(route)
                self._settle(jobs)
                self._keep(desktop, f"{shot.name}{look}.png")
        finally:
            desktop.close()
            desktop.frame.close()
            jobs.close()
            desktop.frame.deleteLater()
            desktop.deleteLater()
            self._app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if self._bugs:
            raise self._bugs[0]

    def _settle(self, jobs: Jobs) -> None:
        """Until everything that the screen asked for has come and has been drawn."""
        quiet = 0
        for _ in self._ticks():
            quiet = quiet + 1 if jobs.idle else 0
            if quiet >= 30:
                return

    def _ticks(self) -> Iterator[None]:
        for _ in range(3_000):
            self._app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            yield
            time.sleep(0.01)

    def _keep(self, desktop: Desktop, name: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        desktop.frame.grab().save(str(self._folder / name))
