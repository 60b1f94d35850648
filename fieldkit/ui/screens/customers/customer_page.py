"""A customer's file: equipment with versions, what is special, the past, what is owed, the network."""

from datetime import date

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.i18n import N_, _, translate
from fieldkit.joined import clauses, phrases
from fieldkit.ui.screens.customers.equipment import EquipmentCard
from fieldkit.ui.screens.customers.reading import CustomerFile, Owed, customer_file, stations
from fieldkit.ui.tokens import BETWEEN_CARDS, BETWEEN_COLUMNS, GAP
from fieldkit.ui.widgets.badges import Tag
from fieldkit.ui.widgets.buttons import quiet, secondary
from fieldkit.ui.widgets.labels import SectionHead, body, title
from fieldkit.ui.widgets.network import NetworkDrawing, ring
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Card, Row, Rows
from fieldkit.ui.widgets.states import StateStack
from fieldkit.ui.workplace import Workplace

SIDE, BESIDE_FROM, FIRST = 368, 1080, 12
KINDS = {
    "problem": ("siren", N_("Problem")),
    "visit": ("briefcase", N_("Visit")),
    "report": ("file-text", N_("Report")),
}


class CustomerPage(QWidget):
    """Two columns, one below the other where the window is narrow."""

    def __init__(self, place: Workplace, customer: str) -> None:
        super().__init__()
        self.place, self.customer, self.title = place, customer, ""
        self._shown: CustomerFile | None = None
        self._all = False
        self._page = Page(name="customer.page", gap=GAP[4])
        self._page.column.addWidget(self._head())
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(BETWEEN_COLUMNS)
        self._main, self._side = QVBoxLayout(), QWidget()
        self._main.setSpacing(GAP[2])
        self._side_column = QVBoxLayout(self._side)
        self._side_column.setContentsMargins(0, 0, 0, 0)
        self._side_column.setSpacing(GAP[2])
        self._columns.addLayout(self._main, 1)
        self._columns.addWidget(self._side)
        self._page.column.addLayout(self._columns)
        self._page.column.addStretch(1)
        self._states = StateStack(self._page, name="customer.states")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._states)
        self._build()

    def _head(self) -> QWidget:
        self._name = title(name="customer.name")
        self._name.setWordWrap(False)
        self._level = Tag("", name="customer.level")
        self._second = body(tone="text_2", name="customer.facts")
        call = secondary(_("Take in a call"), icon="phone", name="customer.call")
        call.clicked.connect(lambda: self.place.go.emit(f"problems/new/{self.customer}"))
        first = QHBoxLayout()
        first.setSpacing(GAP[3])
        first.addWidget(self._name)
        first.addWidget(self._level)
        first.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addLayout(first)
        words.addWidget(self._second)
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.addLayout(words, 1)
        line.addWidget(call)
        return holder

    def _build(self) -> None:
        self._units_head = SectionHead(_("Equipment and versions"))
        self._units = EquipmentCard()
        self._past_head = SectionHead(_("What there was"))
        self._past = Rows(name="customer.past")
        self._past_none = body(_("Nothing yet: problems, visits and reports will stand here."), tone="text_2")
        self._more = quiet("", icon="chevron-down", name="customer.more")
        self._more.clicked.connect(self._show_all)
        _put(self._main, self._units_head, self._units)
        self._main.addSpacing(BETWEEN_CARDS - GAP[2])
        _put(self._main, self._past_head, self._past, self._past_none, self._more)
        self._main.addStretch(1)
        self._net_head = SectionHead(_("Network"))
        self._net_card = Card(padding=GAP[2])
        self._net = NetworkDrawing()
        self._net_card.body.addWidget(self._net)
        self._net_none = body(tone="text_2")
        self._owed_head = SectionHead(_("Owed and agreed"))
        self._owed = Rows(name="customer.owed")
        self._owed_none = body(_("Nothing is owed."), tone="text_2")
        _put(self._side_column, self._net_head, self._net_card, self._net_none)
        self._side_column.addSpacing(BETWEEN_CARDS - GAP[2])
        _put(self._side_column, self._owed_head, self._owed, self._owed_none)
        self._side_column.addStretch(1)

    # -- what is shown

    def refresh(self) -> None:
        if self._shown is None:
            self._states.show_loading()
        customer = self.customer
        self.place.read(lambda desk: customer_file(desk, customer), self._show, self._fail, owner=self)

    def _fail(self, error: Exception) -> None:
        self._states.show_error(error, self.refresh)

    def _show(self, news: CustomerFile) -> None:
        self._states.show_content()
        customer = news.customer
        self.title = customer.customer_name or ""
        self._name.setText(self.title)
        self._level.setVisible(bool(customer.level))
        self._level.set(_("Level {level}").format(level=customer.level or ""))
        contact = " ".join(word for word in (customer.contact, customer.phone) if word)
        self._second.setText(phrases(word or "" for word in (customer.number, customer.address, contact)))
        before, self._shown = self._shown, news
        if before is None or _said(before) != _said(news):
            self._fill(news)

    def _fill(self, news: CustomerFile) -> None:
        released = clauses(dict.fromkeys(news.released))
        self._units_head.set_note(_("released: {versions}").format(versions=released) if released else "")
        self._units.show_units(news.units)
        self._fill_past(news)
        self._fill_network(news)
        self._fill_owed(news)

    def _fill_past(self, news: CustomerFile) -> None:
        events = news.events if self._all else news.events[:FIRST]
        self._past.clear()
        for event in events:
            icon, label = KINDS[event.kind]
            second = "·".join(word for word in (translate(label), event.who) if word)
            row = Row(
                event.text, second, icon=icon, lead=event.day, lead_width=92, value=event.status, chevron=True,
                name=event.route,
            )  # fmt: skip
            row.lead.set_bold(False)
            row.clicked.connect(lambda route=event.route: self.place.go.emit(route))
            self._past.add(row)
        self._past.setVisible(bool(events))
        self._past_none.setVisible(not events)
        self._more.setVisible(len(news.events) > len(events))
        self._more.setText(_("Show all {count}").format(count=len(news.events)))

    def _show_all(self) -> None:
        self._all = True
        if self._shown is not None:
            self._fill_past(self._shown)

    def _fill_network(self, news: CustomerFile) -> None:
        site = news.site
        nodes, here = stations(site) if site is not None else ([], "")
        said = (site.network_place or "") if site is not None else ""
        self._net_head.set_note(said)
        self._net_card.setVisible(len(nodes) > 1)
        self._net_none.setVisible(len(nodes) < 2)
        self._net_none.setText(said or _("Not on file. Note the place in the network on the next visit."))
        if len(nodes) > 1:
            self._net.set_network(*ring(nodes, here or nodes[0][0], note=_("ring")))

    def _fill_owed(self, news: CustomerFile) -> None:
        self._owed.clear()
        for one in news.owed:
            late, words = _due(one, news.today)
            row = Row(
                one.text, one.second or (one.due.isoformat() if one.due else ""),
                icon="circle-alert" if late else one.icon, tone="bad" if late else "text_2",
                value=words, value_tone="bad" if late else "text_2", opens=bool(one.route), name=one.route or "owed",
            )  # fmt: skip
            row.line.setContentsMargins(GAP[4], 4, GAP[4], 4)
            if one.route:
                row.clicked.connect(lambda route=one.route: self.place.go.emit(route))
            self._owed.add(row)
        self._owed.setVisible(bool(news.owed))
        self._owed_none.setVisible(not news.owed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._arrange)

    def _arrange(self) -> None:
        beside = self.width() >= BESIDE_FROM
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._side.setMinimumWidth(SIDE if beside else 0)
        self._side.setMaximumWidth(SIDE if beside else 16_777_215)


def _said(news: CustomerFile) -> tuple[object, ...]:
    return news.units, news.released, news.events, news.owed, news.site and dict(news.site.values), news.today


def _due(one: Owed, today: date) -> tuple[bool, str]:
    if one.due is None:
        return False, ""
    if one.due < today:
        return True, _("{days} days late").format(days=(today - one.due).days)
    return False, f"{one.due:%m-%d}" if one.due.year == today.year else one.due.isoformat()


def _put(column: QVBoxLayout, *widgets: QWidget) -> None:
    for widget in widgets:
        column.addWidget(widget)
