"""Nameplates: the codes on a picture, and whose equipment a serial number is by the customer's list (P7.11)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import zxingcpp
from PIL import Image

from fieldkit.access import may
from fieldkit.actions.desk import Desk
from fieldkit.actions.records import new_record
from fieldkit.errors import UserError
from fieldkit.forms import Equipment, Photo, Record, Values
from fieldkit.forms.seen import plain_line
from fieldkit.i18n import N_
from fieldkit.process.doubles import folded_key
from fieldkit.process.nameplates import serials_in
from fieldkit.records.listing import all_cells

# What nameplates bear. Goods' numbers (EAN) are no serial numbers, and ITF and its like are seen where nothing is.
_KINDS = "QRCode, MicroQRCode, RMQRCode, DataMatrix, Aztec, PDF417, Code128, Code93, Code39"


@dataclass(frozen=True)
class Found:
    """What the list says of a serial number: it stands `here`, is `retired`, stands `elsewhere`, or is `unknown`.

    `said` is the model and place here, or the customer who has it; `model` the one under which it can be added, ""
    where it cannot.
    """

    serial: str
    standing: str
    said: str = ""
    model: str = ""


def codes_on(picture: Image.Image) -> list[str]:
    """What the QR and bar codes on a picture say, as they were printed, from the top down."""
    read = zxingcpp.read_barcodes(picture.convert("L"), formats=zxingcpp.barcode_formats_from_str(_KINDS))
    found = sorted((code.position.top_left.y, code.text) for code in read if code.valid)
    return [text for _top, text in found]


def find_serials(desk: Desk, visit: str, serials: Iterable[str]) -> dict[str, Found]:
    """Each serial number beside the equipment list of the visit's customer, however it is spelt there."""
    wanted = sorted({serial.strip() for serial in serials if folded_key(serial)})
    if not wanted:
        return {}
    customer = str(desk.form(visit).record.values.get("customer"))
    units, model = units_of(desk, wanted), _model(desk, visit)
    others = {unit.customer or "" for same in units.values() for unit in same} - {customer}
    owners = {record.id: str(record.values.get("customer_name") or "—") for record in desk.store.many(others)}

    def found(serial: str) -> Found:
        return _found(serial, units.get(folded_key(serial), []), customer, owners, model)

    return {serial: found(serial) for serial in wanted}


def units_of(desk: Desk, serials: Iterable[str]) -> dict[str, list[Equipment]]:
    """The equipment that bears these serial numbers, by the folded number; the numbers alone are read of all others."""
    wanted = {folded for serial in serials if (folded := folded_key(serial))}
    with desk.store.database.reading() as connection:
        listed = {str(said) for (said,) in all_cells(connection, "equipment", ("serial",)) if said}
    alike = [said for said in listed if folded_key(said) in wanted]
    found: dict[str, list[Equipment]] = {}
    for record in desk.store.find("equipment", {"serial": alike}) if alike else ():
        unit = Equipment(record)
        if not (unit.deleted or unit.merged_into):
            found.setdefault(folded_key(unit.serial or ""), []).append(unit)
    return found


def _found(serial: str, units: list[Equipment], customer: str, owners: Mapping[str, str], model: str) -> Found:
    if not units:
        return Found(serial, "unknown", model=model)
    here = next((unit for unit in units if unit.customer == customer), None)
    if here is None:
        return Found(serial, "elsewhere", owners.get(units[0].customer or "", "—"))
    spelt = here.serial if here.serial != serial else ""
    said = " ".join(word for word in (spelt, here.model, here.place) if word)
    return Found(serial, "retired" if here.retired_on else "here", said)


def _model(desk: Desk, visit: str) -> str:
    """The model of the visit's equipment, where this person may add one more of it."""
    unit = desk.store.get(str(desk.form(visit).record.values.get("equipment") or ""))
    if unit is None or not may(desk.actor, "write", "equipment", unit.scope):
        return ""
    return Equipment(unit).model or ""


def add_unit(desk: Desk, visit: str, serial: str) -> Record:
    """Puts a serial number on the customer's equipment list, beside the visit's equipment: its model, line and site."""
    serial = plain_line(serial)
    found = find_serials(desk, visit, [serial]).get(serial)
    if found is None:
        raise UserError(N_("Type the serial number as the nameplate says."), field="serial")
    if found.standing != "unknown":
        raise UserError(N_("{serial} is on a list already."), field="serial", serial=serial)
    known = desk.store.get(str(desk.form(visit).record.values.get("equipment") or ""))
    if known is None or not found.model:
        raise UserError(N_("Say first which equipment the visit is for; then a new one can be put beside it."))
    unit = Equipment(known)
    values: Values = {
        "customer": str(desk.form(visit).record.values["customer"]),
        "line": unit.line,
        "model": unit.model,
        "serial": found.serial,
        "site": unit.site,
        "in_service": Equipment.in_service.dump(desk.clock.today()),
    }
    return new_record(desk, "equipment", {path: value for path, value in values.items() if value})


def serials_of(desk: Desk, visit: str) -> list[tuple[str, str]]:
    """The serial numbers read from the photos of a visit, each with the caption of its photo, the latest first."""
    photos = [Photo(record) for record in desk.store.find("photo", {"visit": visit})]
    read = [(serial, photo.caption or "") for photo in reversed(photos) for serial in serials_in(photo.codes or "")]
    return list({serial: (serial, said) for serial, said in reversed(read)}.values())[::-1]
