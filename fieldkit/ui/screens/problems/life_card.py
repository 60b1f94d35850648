"""How far a problem has come: every station that was reached, with its time, and what is still ahead."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fieldkit.i18n import _, translate
from fieldkit.process.life import Station
from fieldkit.ui.moments import moment
from fieldkit.ui.screens.problems.reading import ProblemFile
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.labels import IconLabel, Label, caption, heading
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.rows import Card


class LifeCard(Card):
    """A line a station; who is responsible and who was asked for support stand above them."""

    def __init__(self) -> None:
        super().__init__(name="problem.life")
        self._shown: tuple[object, ...] | None = None

    def show_life(self, news: ProblemFile) -> None:
        shown = (news.life.stations, news.life.support, news.problem.holder, news.problem.status, news.now.date())
        if shown == self._shown:
            return
        self._shown = shown
        empty(self.body)
        self.body.addWidget(heading(_("How far it has come"), name="problem.life.head"))
        holder = news.people.get(news.problem.holder, "")
        if holder:
            self.body.addWidget(
                Label(_("Responsible: {name}").format(name=holder), "body", wrap=True, name="problem.holder")
            )
        if news.life.support:
            self.body.addWidget(Label(translate(news.life.support), "body", tone="warn", wrap=True))
        for station in news.life.stations:
            self.body.addWidget(self._line(station, news))

    @staticmethod
    def _line(station: Station, news: ProblemFile) -> QWidget:
        holder = QWidget()
        holder.setObjectName(f"station.{station.code}")
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP[2])
        line.addWidget(IconLabel("circle-check" if station.done else "circle", "good" if station.done else "text_3"))
        line.addWidget(Label(translate(station.label), "body", tone="text" if station.done else "text_2"), 1)
        if station.at is not None:
            line.addWidget(caption(moment(station.at, news.now), tone="text_2"), 0, Qt.AlignmentFlag.AlignRight)
        return holder
