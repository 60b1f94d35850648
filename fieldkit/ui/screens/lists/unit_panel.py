"""Where equipment stands, beside its form: moved to another site or customer, retired, taken into use again."""

from dataclasses import dataclass

from fieldkit.access import may
from fieldkit.actions.desk import Desk
from fieldkit.actions.equipment import move_unit, retire_unit, use_again
from fieldkit.errors import UserError
from fieldkit.forms import Equipment, Site, Values, form_of
from fieldkit.i18n import _
from fieldkit.joined import phrases
from fieldkit.ui.editors import LinkPicker
from fieldkit.ui.screens.lists.panels import Panel
from fieldkit.ui.screens.new_entry import NewEntry
from fieldkit.ui.widgets.buttons import secondary
from fieldkit.ui.widgets.labels import SectionHead
from fieldkit.ui.widgets.rows import Row, Rows
from fieldkit.ui.workplace import Workplace

MOVE, RETIRE = ("customer", "site", "place"), ("retired_why",)


@dataclass(frozen=True)
class Whereabouts:
    """Whose the equipment is and where, with names; why and when it was retired; whether this person may change it."""

    customer: str
    names: dict[str, str]
    site: str
    place: str
    retired: str
    writable: bool


def whereabouts(desk: Desk, rid: str) -> Whereabouts:
    unit = Equipment(desk.form(rid).record)
    linked = [link for link in (unit.customer, unit.site) if link]
    names = {record.id: form_of(record).name for record in desk.store.many(linked)}
    retired = phrases((unit.shown("retired_on"), unit.retired_why or "")) if unit.retired_on else ""
    writable = may(desk.actor, "write", "equipment", unit.record.scope) and not unit.record.deleted
    return Whereabouts(unit.customer or "", names, unit.site or "", unit.place or "", retired, writable)


class UnitPanel(Panel):
    """The customer, the site, the place; *Move* and *Retire* each unfold what they need to know."""

    def __init__(self, place: Workplace, rid: str) -> None:
        super().__init__(place, rid, "unit")
        self._now = Whereabouts("", {}, "", "", "", False)
        self.rows = Rows(name="unit.where")
        self.moving = NewEntry(
            place, "equipment", words=_("Move…"), add=_("Move it"), icon="move-right", fields=MOVE,
            preset=self._there, choices={"site": self._sites}, name="unit.move",
        )  # fmt: skip
        self.moving.entered.connect(self._move)
        self.retiring = NewEntry(
            place,
            "equipment",
            words=_("Retire…"),
            add=_("Retire it"),
            icon="archive",
            fields=RETIRE,
            name="unit.retire",
        )
        self.retiring.entered.connect(self._retire)
        self.again = secondary(_("Take into use again"), icon="rotate-ccw", name="unit.again")
        self.again.clicked.connect(lambda: self.do(lambda desk: use_again(desk, self.rid)))
        self.again.hide()
        for widget in (
            SectionHead(_("Where it stands")),
            self.rows,
            self.moving,
            self.retiring,
            self.again,
            self.error,
        ):
            self.column.addWidget(widget)

    def _there(self) -> Values:
        now = self._now
        return {name: value for name, value in zip(MOVE, (now.customer, now.site, now.place), strict=True) if value}

    def _sites(self, desk: Desk) -> list[tuple[str, str]]:
        """The sites of the customer that was chosen."""
        form = self.moving.form
        customer = form.record.values.get("customer") if form is not None else None
        found = desk.store.find("site", {"customer": customer} if customer else {})
        return [(record.id, Site(record).name) for record in found]

    def refresh(self) -> None:
        self.place.read(lambda desk: whereabouts(desk, self.rid), self._show, owner=self)

    def _show(self, now: Whereabouts) -> None:
        self._now = now
        self.rows.clear()
        customer = Row(now.names.get(now.customer, ""), _("Customer file"), icon="building-2", chevron=True,
                       name="unit.customer")  # fmt: skip
        customer.clicked.connect(lambda: self.place.go.emit(f"customers/{now.customer}"))
        self.rows.add(customer)
        site = now.names.get(now.site, "")
        where = Row(site or _("no site on file"), now.place, icon="map-pin", opens=bool(site), name="unit.site")
        where.clicked.connect(lambda: self.place.go.emit(f"lists/sites/{now.site}"))
        self.rows.add(where)
        if now.retired:
            self.rows.add(Row(_("Retired"), now.retired, icon="archive", opens=False, bold=True, name="unit.retired"))
        self.moving.setVisible(now.writable and not now.retired)
        self.retiring.setVisible(now.writable and not now.retired)
        self.again.setVisible(now.writable and bool(now.retired))
        if not self.moving.open:
            self.moving.use(MOVE, self._there())
        if self.moving.form is not None:
            picker = self.moving.form.fieldset.boxes["customer"].editor
            if isinstance(picker, LinkPicker):
                picker.know(now.names)

    def _move(self, values: Values) -> None:
        customer, site, place = (str(values.get(name) or "") for name in MOVE)
        self.do(lambda desk: move_unit(desk, self.rid, customer, site, place), lambda _unit: self.moving.close_form())

    def _retire(self, values: Values) -> None:
        why = str(values.get("retired_why") or "")
        self.do(lambda desk: retire_unit(desk, self.rid, why), lambda _unit: self.retiring.close_form())

    def refused(self, error: UserError) -> None:
        entry = self.moving if self.moving.open else self.retiring
        if entry.open:
            entry.show_error(error)
        else:
            super().refused(error)


class CustomerPanel(Panel):
    """The way to a customer's file, which has equipment, past and debts together."""

    def __init__(self, place: Workplace, rid: str) -> None:
        super().__init__(place, rid, "customer_beside")
        file = Row(_("Customer file"), icon="building-2", chevron=True, name="customer_beside.file")
        file.clicked.connect(lambda: place.go.emit(f"customers/{rid}"))
        card = Rows()
        card.add(file)
        self.column.addWidget(card)
