"""The desktop of one laptop: which screen is shown, and how one gets back."""

import json
from contextlib import suppress
from functools import partial
from urllib.parse import quote

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut

from fieldkit.access import Actor
from fieldkit.actions.today import back_count
from fieldkit.app import Laptop
from fieldkit.i18n import _
from fieldkit.ui.frame import Frame
from fieldkit.ui.garbage import settle
from fieldkit.ui.jobs import Jobs
from fieldkit.ui.notifier import Notifier
from fieldkit.ui.pin import PinKeeper
from fieldkit.ui.spots import FOOT, HIDDEN, SPOTS, Spot, load_screens, make_screen
from fieldkit.ui.theme import theme
from fieldkit.ui.widgets.rail import Entry
from fieldkit.ui.words import Language
from fieldkit.ui.workplace import Screen, Workplace

SETTLE_MS, LOAD_MS = 300, 1_500
MOST_PAST = 50


class Desktop(QObject):
    """Shows screens by route, one at a time, each built when it is first needed.

    A route is a screen's key and what the screen itself understands: `trips/<visit>/report`. A switch of language
    or colours builds frame and screens anew at the same route; screens save what is typed when they are left.
    """

    def __init__(self, laptop: Laptop, jobs: Jobs, words: Language | None = None) -> None:
        super().__init__()
        self.laptop, self.jobs = laptop, jobs
        self.place = Workplace(laptop, jobs)
        self.actor: Actor = laptop.desk.actor
        self.route = ""
        self._closed = self._outdated = False
        self._past: list[str] = []
        self._screens: dict[str, Screen] = {}
        self._line: tuple[str, int] | None = None
        self._here: tuple[str, tuple[tuple[str, str], ...]] = ("", ())
        self._words = words
        self._window_file = laptop.home / "window.json"
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._count)
        self.notifier = Notifier(self.place)
        self.notifier.opened.connect(self._show_due)
        self.frame = self._new_frame()
        place = self.place
        place.go.connect(self.go)
        place.line.connect(self._tell_line)
        place.settled.connect(self._describe)
        place.changed.connect(self._hear)
        place.setting.connect(self._set)
        if words is not None:
            words.changed.connect(self.rebuild)
        theme().changed.connect(self._rebuild_soon)

    def show(self, route: str = "today") -> None:
        """Opens the window at a route, and begins to carry records."""
        self.frame.show()
        self.go(route)
        self.place.carrier.start()
        self.notifier.start()
        QTimer.singleShot(LOAD_MS, self, self._load_screens)
        self._count()

    def _show_due(self) -> None:
        """A notification was clicked: what is due stands on Today."""
        self.frame.showNormal() if self.frame.isMinimized() else self.frame.show()
        self.frame.raise_()
        self.frame.activateWindow()
        self.go("today")

    def _load_screens(self) -> None:
        if not self._closed:
            self.jobs.run(load_screens, lambda _loaded: settle())

    def close(self) -> None:
        """Keeps what is typed, and ends the carrying; the jobs and the laptop are their owner's to close."""
        if self._closed:
            return
        self._closed = True
        self._leave()
        self.place.carrier.stop()
        self.notifier.stop()
        theme().changed.disconnect(self._rebuild_soon)
        if self._words is not None:
            self._words.changed.disconnect(self.rebuild)

    @property
    def screen(self) -> Screen | None:
        """The screen in front."""
        return self._screens.get(self.route.split("/", 1)[0])

    # -- going

    def go(self, route: str) -> None:
        """Shows what a route names; the way back leads to where one was."""
        key = route.split("/", 1)[0]
        if key == "me":
            route = key = "settings"
        if key not in self._spots():
            return
        before = self.route.split("/", 1)[0]
        if self.route and self.route != route and before != "search":
            self._past = [*self._past[1 - MOST_PAST :], self.route]
        if before == "search" and key != "search":
            self._empty_search()
        self._open(route)

    def back(self) -> None:
        """To the route before this one."""
        while self._past:
            route = self._past.pop()
            if route.split("/", 1)[0] in self._spots() and route != self.route:
                self._open(route)
                return

    def _open(self, route: str) -> None:
        self._leave()
        key, *parts = route.split("/")
        self.route = route
        screen = self._screen(key)
        self.frame.show_screen(screen)
        screen.open([part for part in parts if part])
        self._describe()
        if self._outdated:
            self._rebuild_soon()

    def _screen(self, key: str) -> Screen:
        if key not in self._screens:
            self._screens[key] = make_screen(key, self.place)
        return self._screens[key]

    def _leave(self) -> None:
        if self.screen is not None:
            self.screen.leave()

    def _describe(self) -> None:
        """Where one is: a screen may know its crumbs only once it has read."""
        screen = self.screen
        if screen is None:
            return
        here = (self.route.split("/", 1)[0], tuple(screen.crumbs()))
        if here != self._here:  # else the crumb that has the keyboard would lose it
            self._here = here
            self.frame.set_place(*here)
        self.frame.set_bare(screen.bare)

    # -- what the frame shows

    def _spots(self) -> dict[str, Spot]:
        return {spot.key: spot for spot in SPOTS if spot.roles & self.actor.roles}

    def _new_frame(self) -> Frame:
        spots = self._spots().values()
        entries = [Entry(spot.key, spot.icon, _(spot.label), spot.group) for spot in spots]
        frame = Frame(
            [entry for entry in entries if entry.group not in {FOOT, HIDDEN}],
            [entry for entry in entries if entry.group == FOOT],
            person=self.actor.name,
            place=self._kept_place(),
            keep=self._keep_place,
        )
        PinKeeper(self.place, frame)
        frame.navigate.connect(self.go)
        frame.search.connect(self._search)
        frame.chip_clicked.connect(lambda: self.go("deliveries"))
        frame.closing.connect(self.close)
        frame.top.search.down.connect(self._to_results)
        frame.top.search.entered.connect(self._open_result)
        QShortcut(QKeySequence("Alt+Left"), frame, self.back)
        if self._line is not None:
            frame.set_chip(*self._line)
        return frame

    def rebuild(self) -> None:
        """The same place in new words or colours, or with the screens of new roles.

        Not under the hands of a customer who is signing: then it waits until that screen is left.
        """
        if self._closed:
            return
        self._outdated = self.screen is not None and self.screen.bare
        if self._outdated:
            return
        self._leave()
        old, route = self.frame, self.route
        QGuiApplication.setQuitOnLastWindowClosed(False)
        old.closing.disconnect(self.close)
        old.close()
        self._screens.clear()
        self._here = ("", ())
        self.frame = self._new_frame()
        self.frame.show()
        QGuiApplication.setQuitOnLastWindowClosed(True)
        old.deleteLater()
        self.route = ""
        self._open(route if route.split("/", 1)[0] in self._spots() else "today")
        self._count()

    def _set(self, key: str, value: str) -> None:
        if key == "theme":
            theme().set_mode(value)
        elif key == "language" and self._words is not None:
            QTimer.singleShot(0, self, partial(self._words.switch, value))  # the screen that was clicked goes

    def _rebuild_soon(self) -> None:
        QTimer.singleShot(0, self, self.rebuild)

    def _hear(self) -> None:
        self._describe()
        self._settle.start()

    def _tell_line(self, state: str, count: int) -> None:
        self._line = (state, count)
        self.frame.set_chip(state, count)
        self._settle.start()

    def _count(self) -> None:
        if self._closed:
            return
        self.place.read(lambda desk: (desk.actor, back_count(desk)), self._counted, owner=self)

    def _counted(self, found: tuple[Actor, int]) -> None:
        actor, count = found
        changed = (actor.roles, actor.name) != (self.actor.roles, self.actor.name)
        self.actor = actor
        if changed:
            self.rebuild()
            return
        self.frame.set_count("today", count)

    # -- search

    def _search(self, words: str) -> None:
        searching = self.route.startswith("search/")
        if words:
            self.go(f"search/{quote(words, safe='')}")
        elif searching:
            self.back()

    def _to_results(self) -> None:
        if self.route.startswith("search/") and self.screen is not None:
            self.screen.setFocus()

    def _open_result(self) -> None:
        if self.route.startswith("search/") and self.screen is not None:
            self.screen.enter()

    def _empty_search(self) -> None:
        field = self.frame.top.search
        field.blockSignals(True)
        field.empty()
        field.blockSignals(False)

    # -- where the window is

    def _kept_place(self) -> dict[str, int]:
        try:
            stored = json.loads(self._window_file.read_text("utf-8"))
            return {str(name): int(value) for name, value in stored.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def _keep_place(self, place: dict[str, int]) -> None:
        with suppress(OSError):  # where the window was is not worth a word
            self._window_file.write_text(json.dumps(place), "utf-8")
