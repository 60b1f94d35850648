"""Equipment over its life: it moves to another site or customer, is retired, and comes into use again."""

from datetime import date

from fieldkit.actions.desk import Desk
from fieldkit.actions.records import set_values
from fieldkit.errors import UserError
from fieldkit.forms import Equipment, Record, Values
from fieldkit.forms.seen import legible
from fieldkit.i18n import N_


def move_unit(desk: Desk, unit: str, customer: str, site: str = "", place: str = "") -> Record:
    """Puts equipment to another customer, site or place; its software and its past go with it."""
    opened = desk.store.open(unit)
    if opened.record.values.get("retired_on"):
        raise UserError(N_("It is retired. Take it into use again first."), field="customer")
    if not customer:
        raise UserError(N_("Say to which customer it moves."), field="customer")
    if site and desk.form(site).record.values.get("customer") != customer:
        raise UserError(N_("This site belongs to another customer."), field="site")
    wanted: Values = {"customer": customer, "site": site or None, "place": legible(place) or None}
    before = opened.record.values
    patch = {path: value for path, value in wanted.items() if (before.get(path) or None) != value}
    if not patch:
        raise UserError(N_("It stands there already."), field="site")
    return set_values(desk, unit, patch, opened)


def retire_unit(desk: Desk, unit: str, why: str, on: date | None = None) -> Record:
    """Takes equipment out of use; it stays on file with its past."""
    if not legible(why):
        raise UserError(N_("Say why it is retired."), field="retired_why")
    day = Equipment.retired_on.dump(on or desk.clock.today())
    return set_values(desk, unit, {"retired_on": day, "retired_why": legible(why)}, desk.store.open(unit))


def use_again(desk: Desk, unit: str) -> Record:
    """Takes retired equipment into use again."""
    return set_values(desk, unit, {"retired_on": None, "retired_why": None}, desk.store.open(unit))
