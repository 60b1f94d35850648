"""Arriving on site: the time, and what is waiting there."""

from datetime import datetime

from PySide6.QtCore import QDateTime, QTimeZone
from PySide6.QtWidgets import QDateTimeEdit

from fieldkit.forms.types import ZONE
from fieldkit.i18n import _
from fieldkit.process.dossier import Trip
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.labels import Label, body, caption, stack, title
from fieldkit.ui.widgets.page import Page


class ArrivalPane(Page):
    """Stands where the diagnosis will be until the engineer says that he is there; `waits` says why he may not yet."""

    def __init__(self, trip: Trip, now: datetime, waits: str = "") -> None:
        super().__init__(role="surface", gap=GAP[3], name="arrival")
        here = trip.site.site_name if trip.site else trip.customer.customer_name if trip.customer else ""
        self.column.addWidget(title(_("Are you there?"), name="arrival.title"))
        self.column.addWidget(body(_place(trip), tone="text_2"))
        self._when = QDateTimeEdit()
        self._when.setObjectName("arrival.at")
        self._when.setAccessibleName(_("Arrival at {place}").format(place=here or ""))
        self._when.setDisplayFormat("yyyy-MM-dd HH:mm")
        self._when.setCalendarPopup(True)
        self._when.setFixedWidth(240)
        self._when.setTimeZone(QTimeZone(ZONE.key.encode()))
        self._offered = QDateTime()
        self.offer(now)
        self.column.addSpacing(GAP[2])
        self.column.addWidget(stack(caption(_("Arrival"), tone="text_2"), self._when, gap=4))
        if trip.problem is not None:
            self.column.addSpacing(GAP[2])
            self.column.addWidget(caption(_("Symptom as reported"), tone="text_2"))
            self.column.addWidget(body(trip.problem.symptom or trip.problem.summary or ""))
        self._error = Label(waits, "body", tone="bad", wrap=True, name="arrival.error")
        if not waits:
            self._error.hide()
        self.column.addWidget(self._error)
        self.column.addStretch(1)

    def offer(self, now: datetime) -> None:
        """The present minute, as long as nobody chose another: the page may have been open since yesterday."""
        if not self._offered.isValid() or self._when.dateTime() == self._offered:
            self._when.setDateTime(QDateTime.fromSecsSinceEpoch(int(now.timestamp()), QTimeZone(ZONE.key.encode())))
            self._offered = self._when.dateTime()

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self._when.dateTime().toSecsSinceEpoch(), ZONE)

    def show_error(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.show()


def _place(trip: Trip) -> str:
    customer, site = trip.customer, trip.site
    said = [site.site_name if site else "", (site and site.address) or (customer and customer.address) or ""]
    if site and site.access:
        said.append(_("Access: {access}").format(access=site.shown("access")))
    if customer and (customer.contact or customer.phone):
        said.append(" ".join(word for word in (customer.contact, customer.phone) if word))
    return "·".join(word for word in said if word)
