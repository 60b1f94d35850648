"""What a row of each list becomes beyond one value a column: roles, counts of stock, what cannot be true."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from fieldkit.access import Role
from fieldkit.errors import FieldError
from fieldkit.forms import Json, PartMovement, Receivable, ReleasedVersion, Values, natural_id, row_ids
from fieldkit.i18n import N_
from fieldkit.office.reading.links import Entry, Names, key_of
from fieldkit.office.reading.tidy import clean, empty, models_of, number, parts_of, plain, same

Words = dict[str, tuple[str, ...]]

ROLES = {
    Role.RECEIVER: ("问题受理人", "受理人", "受理", "客服", "热线", "receiver", "help desk"),
    Role.ENGINEER: (
        "工程师",
        "技术支持工程师",
        "维护工程师",
        "现场工程师",
        "engineer",
        "support engineer",
        "field engineer",
    ),
    Role.LINE_MANAGER: ("产品线经理", "产品经理", "product-line manager", "product line manager", "line manager"),
    Role.DEPARTMENT_MANAGER: ("部门经理", "工程部经理", "department manager"),
    Role.QA: ("质检", "质检部", "质检员", "项目督察", "项目督察部", "quality assurance", "qa"),
    Role.SECRETARY: ("工程秘书", "秘书", "货管", "secretary"),
    Role.VICE_PRESIDENT: ("工程副总", "副总", "副总经理", "vice president", "vp"),
}
DEBTS: Words = {
    "repair": ("维修款", "维修费", "返修款", "返修费", "repair money", "repair"),
    "parts": ("备件款", "备件费", "spare-part money", "spare part money", "parts"),
    "part_back": ("备件清欠", "欠返备件", "欠件", "旧件返还", "坏件返还", "faulty part to return", "part to return"),
}
ACCESS: Words = {
    "free": ("自由", "自由进入", "自由进出", "free"),
    "escort": ("陪同", "须陪同", "需陪同", "with escort"),
}
SETTLED: Words = {
    "open": ("未结", "未结清", "未清", "欠", "open"),
    "settled": ("已结", "已结清", "已清", "settled", "paid"),
}
WORDS: dict[tuple[str, str], Words] = {
    ("receivable", "debt"): DEBTS,
    ("site", "access"): ACCESS,
    ("receivable", "status"): SETTLED,
}

_ROLE_OF = {same(word): role for role, words in ROLES.items() for word in words}
_CODE_OF = {
    place: {same(word): code for code, words in choices.items() for word in words} for place, choices in WORDS.items()
}


@dataclass(frozen=True)
class Line:
    """A row on its way to becoming records: its entry so far, and its cells by column name."""

    entry: Entry
    cells: dict[str, str]
    names: Names

    def cell(self, name: str) -> str:
        said = self.cells.get(name, "")
        return "" if empty(said) else said


def choice_code(kind: str, name: str, text: str) -> str:
    """The code of what a file says for a choice; the text itself when it is none of the customary words."""
    return _CODE_OF.get((kind, name), {}).get(same(text), plain(text))


def person(line: Line) -> list[Entry]:
    """The person with one role row for each role and product line of the cell; rows are r1, r2, …"""
    roles = [_role(said) for said in parts_of(line.cell("role"))]
    said_lines = parts_of(line.cell("line"))
    if Role.LINE_MANAGER in roles and not said_lines:
        raise FieldError(N_("A product-line manager needs a product line."))
    lines: list[str | None] = [line.names.line(said, line.entry.file, line.entry.row) for said in said_lines]
    rows = _role_rows((str(role), held_line) for role in roles for held_line in lines or [None])
    return [replace(line.entry, values=line.entry.values | rows)]


def merged(before: Entry, entry: Entry) -> Entry | None:
    """Two rows of one record as one: equal ones, those that add a role or a place; None when they contradict."""
    if before.values == entry.values:
        return before
    if entry.kind == "part":
        return _merged_places(before, entry)
    if entry.kind != "person" or _without(before, "roles") != _without(entry, "roles"):
        return None
    roles = [
        (one.values[f"roles.{row}.role"], one.values.get(f"roles.{row}.line"))
        for one in (before, entry)
        for row in row_ids(one.values, "roles")
    ]
    return replace(before, values=_without(before, "roles") | _role_rows(dict.fromkeys(roles)))


def _merged_places(before: Entry, entry: Entry) -> Entry | None:
    """Two rows of a part that speak of different places."""
    both = {**before.values, **entry.values}
    if _without(before, "minimums") != _without(entry, "minimums") or any(
        both[path] != value for path, value in before.values.items()
    ):
        return None
    return replace(before, values=both)


def _without(entry: Entry, rows: str) -> Values:
    return {path: value for path, value in entry.values.items() if not path.startswith(f"{rows}.")}


def _role_rows(roles: Iterable[tuple[Json, Json]]) -> Values:
    """Roles with their lines as rows r1, r2, … of a person."""
    rows: Values = {}
    for place, (role, held_line) in enumerate(roles, 1):
        rows[f"roles.r{place}.role"] = role
        if held_line:
            rows[f"roles.r{place}.line"] = held_line
    return rows


def _role(said: str) -> Role:
    role = _ROLE_OF.get(same(said))
    if role is None:
        raise FieldError(N_("“{text}” is not a role of the process."), text=said[:40])
    return role


def part(line: Line) -> list[Entry]:
    """The part, and its count as a movement: stock is never a field. A row that names a place speaks of that place."""
    place = clean(line.cell("place"))
    entries = [_at_place(line.entry, place) if place else line.entry]
    price = line.entry.values.get("price")
    if isinstance(price, str) and Decimal(price) < 0:
        raise FieldError(N_("A price cannot be negative."))
    if said := line.cell("stock"):
        quantity = PartMovement.quantity.parse(number(said))
        if quantity is not None and quantity != int(quantity):
            raise FieldError(N_("Parts are counted in whole numbers, not “{text}”."), text=plain(said)[:40])
        values: Values = {
            "part": line.entry.id,
            "movement": "count",
            "quantity": PartMovement.quantity.dump(quantity),
        }
        key = ["count", same(str(line.entry.values["code"]))]
        if place:
            values["place"] = place
            key.append(same(place))
        entries.append(replace(line.entry, kind="part_movement", id=natural_id("part_movement", *key), values=values))
    return entries


def check_places(entries: Iterable[Entry], by_place: dict[str, bool]) -> None:
    """FieldError where a part is counted both at places and as a whole: nobody could tell what the whole is of."""
    for entry in entries:
        if entry.kind == "part_movement":
            named = "place" in entry.values
            if by_place.setdefault(str(entry.values["part"]), named) != named:
                raise FieldError(
                    N_("Other rows of this part say where it lies, or this one alone does. Say it in all.")
                )


def _at_place(entry: Entry, place: str) -> Entry:
    """The part with its minimum as that of a place: a row of its own, at an id that the place makes."""
    values = {path: value for path, value in entry.values.items() if path != "minimum"}
    if (minimum := entry.values.get("minimum")) is not None:
        row = f"minimums.{natural_id('place', same(place))}"
        values |= {f"{row}.place": place, f"{row}.minimum": minimum}
    return replace(entry, values=values)


def equipment(line: Line) -> list[Entry]:
    start, end = (line.entry.values.get(name) for name in ("in_service", "warranty_until"))
    if isinstance(start, str) and isinstance(end, str) and end < start:
        raise FieldError(
            N_("The warranty ends ({end}) before the equipment was in service ({start})."), end=end, start=start
        )
    return [line.entry]


def receivable(line: Line) -> list[Entry]:
    """The debt; it is open unless the file says otherwise, but only where it was not known before."""
    values = dict(line.entry.values)
    said = line.cell("part_owed")
    amount = values.get("amount")
    if isinstance(amount, str) and Decimal(amount) < 0:
        raise FieldError(N_("An amount that is owed cannot be negative."))
    if values["debt"] == "part_back":
        if not said:
            raise FieldError(N_("It is not said which part is to be returned."))
    elif amount is None:
        raise FieldError(N_("The amount is missing."))
    if said:
        values["part_owed"] = Receivable.part_owed.dump(line.names.part_code(said))
    key = key_of(Receivable.key, values)
    initial: Values = {} if "status" in values else {"status": "open"}
    return [replace(line.entry, id=line.names.row_id("receivable", *key), values=values, initial=initial)]


def released(line: Line) -> list[Entry]:
    """A version for each model that the cell names; where the file says no product line, the model's equipment does."""
    found = []
    for model in models_of(line.cells["model"]):
        values = {**line.entry.values, "model": ReleasedVersion.model.dump(model)}
        if "line" not in values and (own := line.names.line_of(model)):
            values["line"] = own
        key = key_of(ReleasedVersion.key, values)
        rid = line.names.row_id("released_version", *key)
        found.append(replace(line.entry, id=rid, values=values))
    return found


def alone(line: Line) -> list[Entry]:
    """A row that is just its values."""
    return [line.entry]


RULES: dict[str, Callable[[Line], list[Entry]]] = {
    "customers": alone,
    "sites": alone,
    "people": person,
    "equipment": equipment,
    "software": alone,
    "released": released,
    "parts": part,
    "receivables": receivable,
}
