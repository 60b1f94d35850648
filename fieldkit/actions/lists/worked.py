"""Columns of lists that are worked out from other records: stock, what is behind, what is still owed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from fieldkit.actions.desk import Desk
from fieldkit.actions.lists.declared import Cell
from fieldkit.actions.stock import stocks
from fieldkit.forms import Part, Receipt, Receivable, ReleasedVersion
from fieldkit.forms.types import Money
from fieldkit.i18n import N_, _
from fieldkit.joined import listed, phrases
from fieldkit.process.debts import Debt, debt_of
from fieldkit.process.stock import Stock, minimums_of
from fieldkit.process.versions import patch_set, version_key
from fieldkit.records.listing import all_cells, cells_of, how_many

Cells = Mapping[str, Cell]
SOON = timedelta(days=90)
FEW = 500

STOCK_CODES = {"enough": N_("enough"), "below": N_("below the minimum"), "owed": N_("owed by the store")}
VERSION_CODES = {"good": N_("as released"), "behind": N_("behind")}
MEDIA_CODES = {"here": N_("at hand"), "differs": N_("hash differs"), "none": N_("no file")}
DEBT_CODES = {"open": N_("not settled"), "overdue": N_("overdue"), "settled": N_("settled")}
TERM_CODES = {"later": N_("not begun"), "now": N_("in force"), "soon": N_("ends soon"), "over": N_("over")}
UNIT_CODES = {"now": N_("in use"), "soon": N_("warranty ends soon"), "over": N_("warranty over"), "gone": N_("retired")}

LOOKS = {
    "enough": ("circle-check", "good"),
    "below": ("triangle-alert", "warn"),
    "owed": ("circle-alert", "bad"),
    "good": ("circle-check", "good"),
    "behind": ("arrow-up", "bad"),
    "here": ("paperclip", "text_2"),
    "differs": ("circle-alert", "bad"),
    "none": ("circle-dashed", "text_3"),
    "open": ("banknote", "text_2"),
    "overdue": ("circle-alert", "bad"),
    "settled": ("circle-check", "good"),
    "later": ("clock", "text_2"),
    "now": ("circle-check", "good"),
    "soon": ("clock", "warn"),
    "over": ("circle-x", "text_3"),
    "gone": ("archive", "text_3"),
}


def coded(code: str, text: str = "", value: Any = None, *, codes: Mapping[str, str] | None = None) -> Cell:
    """A cell with the icon and colour of its code; its word is that of the code unless another is given."""
    icon, tone = LOOKS[code]
    said = text or _((codes or {})[code])
    return Cell(said, said if value is None else value, icon, tone, code)


# -- parts


def stock_cell(stock: Stock, part: Part | None) -> Cell:
    """Whether what there is is enough, in words; of a part without a minimum only that the store owes some."""
    minimum, at_places = (part.minimum, minimums_of(part)) if part is not None else (None, {})
    if stock.owed:
        lacking = -sum(count for count in stock.places.values() if count < 0)
        return coded("owed", _("owed by the store: {count}").format(count=lacking))
    if stock.below(int(minimum) if minimum is not None else None, at_places):
        return coded("below", codes=STOCK_CODES)
    return coded("enough", codes=STOCK_CODES) if minimum is not None or at_places else Cell(code="enough")


def in_stock(desk: Desk, rids: Sequence[str]) -> Cells:
    """How many good ones there are, at all places together."""
    return {rid: _amount(found) for rid, found in stocks(desk, rids).items()}


def _amount(stock: Stock) -> Cell:
    return Cell(str(stock.total), stock.total, tone="bad" if stock.total < 0 else "")


def stock_standing(desk: Desk, rids: Sequence[str]) -> Cells:
    parts = {record.id: Part(record) for record in desk.store.many(rids)}
    return {rid: stock_cell(found, parts.get(rid)) for rid, found in stocks(desk, rids).items()}


def at_places(desk: Desk, rids: Sequence[str]) -> Cells:
    """Where good ones lie: `Main store 3, East 1`."""
    return {rid: said_cell(places_said(found)) for rid, found in stocks(desk, rids).items()}


def places_said(stock: Stock) -> str:
    nowhere = _("no place")
    return listed(f"{place or nowhere} {count}" for place, count in stock.places.items())


def faulty_parts(desk: Desk, rids: Sequence[str]) -> Cells:
    return {rid: number_cell(found.faulty) for rid, found in stocks(desk, rids).items()}


def said_cell(text: str) -> Cell:
    return Cell(text, text)


def number_cell(number: int) -> Cell:
    """A number; nought says nothing."""
    return Cell(str(number) if number else "", number)


# -- customers, sites


def counted(kind: str, by: str) -> Callable[[Desk, Sequence[str]], Cells]:
    """How many records of a kind point at each row."""

    def work(desk: Desk, rids: Sequence[str]) -> Cells:
        with desk.store.database.reading() as connection:
            numbers = how_many(connection, kind, by)
        return {rid: number_cell(numbers.get(rid, 0)) for rid in rids}

    return work


# -- equipment, software, versions


def unit_state(desk: Desk, rids: Sequence[str]) -> Cells:
    """In use, retired, or how its warranty stands."""
    today = desk.clock.today()
    soon = (today + SOON).isoformat()
    with desk.store.database.reading() as connection:
        found = cells_of(connection, "equipment", ("retired_on", "warranty_until"), rids)
    states = {code: coded(code, codes=UNIT_CODES) for code in UNIT_CODES}
    return {rid: states[_unit(today.isoformat(), soon, *cells)] for rid, cells in found.items()}


def _unit(today: str, soon: str, retired: str | None, warranty: str | None) -> str:
    if retired:
        return "gone"
    if not warranty or warranty > soon:
        return "now"
    return "over" if warranty < today else "soon"


def against_released(desk: Desk, rids: Sequence[str]) -> Cells:
    """Whether a component is what was released for its model, and what it lacks."""
    with desk.store.database.reading() as connection:
        paths = ("equipment.model", "component", "equipment.line", "version_installed", "patches")
        rows = cells_of(connection, "software", paths, rids)
        paths = ("model", "component", "line", "version_released", "must_have")
        released = {row[:3]: row[3:] for row in map(tuple, all_cells(connection, "released_version", paths))}
    found = {}
    for rid, (model, component, line, version, patches) in rows.items():
        wanted = released.get((model, component, line)) or released.get((model, component, None))
        if wanted is not None:
            found[rid] = _against(version or "", patches, *wanted)
    return found


def _against(version: str, patches: str | None, wanted: str | None, must: str | None) -> Cell:
    have = patch_set(patches)
    lacking = [patch for patch in patch_set(must) if patch not in have]
    if version_key(version) < version_key(wanted or ""):
        lacking.insert(0, wanted or "")
    if lacking:
        return coded("behind", _("lacks {what}").format(what=listed(lacking)))
    return coded("good", codes=VERSION_CODES)


def media_at_hand(desk: Desk, rids: Sequence[str]) -> Cells:
    """The files a version is installed from: how many, and whether one is not what its maker published."""
    return {record.id: _media(ReleasedVersion(record)) for record in desk.store.many(rids)}


def _media(version: ReleasedVersion) -> Cell:
    files = [row for row in version.media if row.file is not None]
    wrong = [row.file.name for row in files if row.file is not None and not row.whole]
    if wrong:
        return coded("differs", _("{files}: hash differs").format(files=listed(wrong)))
    if not files:
        return coded("none", codes=MEDIA_CODES)
    return coded("here", listed(row.file.name for row in files if row.file is not None))


# -- receivables


def debts(desk: Desk, rids: Sequence[str]) -> dict[str, tuple[Debt, list[Receipt]]]:
    """How each debt stands, with its receipts."""
    receipts: dict[str, list[Receipt]] = {}
    where = {"receivable": list(rids)} if len(rids) <= FEW else {}
    for record in desk.store.find("receipt", where, order="received_on"):
        receipts.setdefault(str(record.values.get("receivable")), []).append(Receipt(record))
    today = desk.clock.today()
    return {
        record.id: (debt_of(Receivable(record), receipts.get(record.id, ()), today), receipts.get(record.id, []))
        for record in desk.store.many(rids)
    }


def debt_standing(desk: Desk, rids: Sequence[str]) -> Cells:
    return {rid: coded(debt.standing, codes=DEBT_CODES) for rid, (debt, _) in debts(desk, rids).items()}


def still_owed(desk: Desk, rids: Sequence[str]) -> Cells:
    money = Money("")
    return {
        rid: Cell(money.show(debt.rest) if debt.rest else "", debt.rest) for rid, (debt, _) in debts(desk, rids).items()
    }


def receipts_of(desk: Desk, rids: Sequence[str]) -> Cells:
    """Where and by which receipts a debt was settled."""
    return {
        rid: said_cell(listed(phrases((one.number or "", one.shown("where"))) for one in receipts))
        for rid, (_, receipts) in debts(desk, rids).items()
    }


# -- contracts


def term(desk: Desk, rids: Sequence[str]) -> Cells:
    """Whether a contract is in force today."""
    today = desk.clock.today()
    with desk.store.database.reading() as connection:
        found = cells_of(connection, "contract", ("begins", "ends"), rids)
    return {rid: coded(_term(today, *cells), codes=TERM_CODES) for rid, cells in found.items()}


def _term(today: date, begins: str | None, ends: str | None) -> str:
    if begins and begins > today.isoformat():
        return "later"
    if ends and ends < today.isoformat():
        return "over"
    return "soon" if ends and ends <= (today + SOON).isoformat() else "now"
