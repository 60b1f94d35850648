"""What other lists call a record: a customer by number or name, equipment by serial number, a line by code."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from fieldkit.errors import FieldError
from fieldkit.forms import Values, natural_id
from fieldkit.forms.merging import stays_instead
from fieldkit.i18n import N_
from fieldkit.office.reading.columns import ListOf
from fieldkit.office.reading.tidy import clean, empty, plain, same

LINE_NAMES = {"AN": "接入网", "SW": "交换", "SEC": "安防", "VC": "视频会议"}


@dataclass(frozen=True)
class Entry:
    """One record as a file has it: stored values by path, and where they stand.

    `initial` are values for a record that is not there yet, e.g. a debt's status: what was settled since
    stays settled when the same file comes again. Cells without a word say nothing and have no value here.
    """

    kind: str
    id: str
    values: Values
    file: str = ""
    row: int = 0
    initial: Values = field(default_factory=dict)


_LINKS = ("customer", "equipment", "part")
_AS_IT_IS = {*_LINKS, "debt", "due", "part_owed"}  # ids and codes: their letters are not to be compared loosely


def key_of(names: Iterable[str], values: Mapping[str, object]) -> list[str]:
    """The key of a row as ids are made of it; `names` are the fields that it is made of."""
    said = ((name, str(values.get(name) or "")) for name in names)
    return [text if name in _AS_IT_IS else same(text) for name, text in said]


class Names:
    """Ids by what people call the records, from what the office knows already and what has been read so far.

    `standing` are records that there are, by their own id and by the one that their key makes today.
    """

    def __init__(self, known: Iterable[Entry] = (), standing: Mapping[str, str] | None = None) -> None:
        self._standing = standing or {}
        self._ids: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._texts: dict[str, Values] = {}
        self._instead: dict[str, str] = {}
        self.lines_closed = False
        self.new_lines: list[Entry] = []
        self._line_codes = {natural_id("product_line", code): code for code in LINE_NAMES}
        self._lines: set[str] = set()
        self._keyless: set[str] = set()
        self._lines_of: dict[str, set[str]] = defaultdict(set)
        for rid, code in self._line_codes.items():
            self._name("product_line", rid, {"code": code, "line_name": LINE_NAMES[code]})
        for entry in known:
            self.learn(entry)
            if entry.kind == "product_line":
                self._lines.add(entry.id)
                self.lines_closed = True

    def learn(self, entry: Entry) -> None:
        self._name(entry.kind, entry.id, entry.values)
        if instead := stays_instead(entry.id, entry.values):
            self._instead[entry.id] = instead

    def stays(self, rid: str) -> str:
        """The record that stands for one which was merged into it."""
        while rid in self._instead:
            rid = self._instead[rid]
        return rid

    def row_id(self, kind: str, *key: str) -> str:
        """The id of the record that a row with this key is of: of one that there is, under whatever id, else a new one.

        So a debt that was entered by hand, or whose customer was merged with another since, is owed once.
        """
        own = natural_id(kind, *key)
        return self._standing.get(own) or self._standing.get(natural_id(kind, *map(self.stays, key))) or own

    def linked(self, entry: Entry) -> Entry:
        """An entry as it is written: its links lead to the records that stay; its id is that of the list's own row."""
        links = {name: self.stays(str(entry.values[name])) for name in _LINKS if name in entry.values}
        return replace(entry, values={**entry.values, **links})

    def _name(self, kind: str, rid: str, values: Mapping[str, object]) -> None:
        for name in _CALLED.get(kind, ()):
            said = values.get(name)
            if isinstance(said, str) and said:
                self._ids[kind, name][same(said)].add(rid)
        if kind == "customer" and not values.get("number"):
            self._keyless.add(rid)
        if kind == "equipment" and (line := values.get("line")):
            self._lines_of[same(str(values.get("model") or ""))].add(str(line))
        if kind == "part":
            self._texts[rid] = {name: str(values.get(name) or "") for name in ("code", "part_name")}

    def _one(self, kind: str, said: str, *names: str) -> str:
        """The id of the only record called so; "" for none, FieldError for several.

        Of doubles that were merged it is the one that a list with this very key made: each row keeps its record.
        """
        for name in names:
            ids = self._ids[kind, name].get(same(said), set())
            if len({self.stays(rid) for rid in ids}) > 1:
                raise FieldError(N_("Several are called “{text}”. Write the number instead."), text=clean(said)[:60])
            if ids:
                return min(ids, key=lambda rid: (rid != natural_id(kind, same(said)), rid in self._instead, rid))
        return ""

    def id_of(self, wanted: ListOf, values: Values) -> str:
        """The id of the record that a row is of: by its key, or else by what tells the records of its list apart.

        Who had no number in the lists before, and has one now, is the same.
        """
        if len(wanted.key) > 1:
            return self.row_id(wanted.kind, *key_of(wanted.key, values))
        name, said = wanted.key[0], str(values.get(wanted.key[0]) or "")
        other = str(values[wanted.else_by]) if wanted.else_by else ""
        if said:
            keyless = self._ids[wanted.kind, wanted.else_by].get(same(other), set()) & self._keyless
            joins = next(iter(keyless)) if len(keyless) == 1 else ""
            return self.known_id(wanted.kind, name, said) or joins or self.row_id(wanted.kind, same(said))
        return self.known_id(wanted.kind, wanted.else_by, other) or natural_id(wanted.kind, "", same(other))

    def known_id(self, kind: str, name: str, said: str) -> str:
        """The id under which the office has a record already, perhaps entered by hand; "" for none."""
        return self._one(kind, said, name) if name in _CALLED.get(kind, ()) else ""

    def customer(self, number: str, name: str) -> str:
        """The customer by number, by name, or by both when they agree."""
        by_number = "" if empty(number) else self._one("customer", number, "number", "customer_name")
        said = clean(number if not empty(number) else name)
        if not empty(number) and not by_number:
            raise FieldError(N_("There is no customer “{text}” in the lists."), text=said[:60])
        if empty(name) and by_number:
            return by_number
        if by_number and by_number in self._ids["customer", "customer_name"].get(same(name), set()):
            return by_number
        by_name = self._one("customer", name, "customer_name", "number")
        if by_number and self.stays(by_name) != self.stays(by_number):
            facts = {"number": plain(number)[:60], "name": clean(name)[:60]}
            raise FieldError(N_("“{number}” is not the number of customer “{name}”."), **facts)
        if not by_name:
            raise FieldError(N_("There is no customer “{text}” in the lists."), text=said[:60])
        return by_name

    def equipment(self, serial: str) -> str:
        found = self._one("equipment", serial, "serial")
        if not found:
            raise FieldError(
                N_("There is no equipment with serial number “{text}” in the lists."), text=plain(serial)[:60]
            )
        return found

    def part_code(self, said: str) -> str:
        """The code of a part that is named by code or name; without a list of parts, what is said stands."""
        if not self._ids["part", "code"]:
            return plain(said)
        found = self._one("part", said, "code", "part_name")
        if not found:
            raise FieldError(N_("There is no spare part “{text}” in the lists."), text=plain(said)[:60])
        return str(self._texts[found]["code"])

    def line_of(self, model: str) -> str:
        """The product line of all equipment of a model; "" where there is none, or it is of several."""
        lines = self._lines_of.get(same(model), set())
        return next(iter(lines)) if len(lines) == 1 else ""

    def line(self, said: str, file: str, row: int) -> str:
        """The product line by code or name. The list of people decides which there are; without it, any code is one."""
        found = self._one("product_line", said, "code", "line_name")
        if not found and self.lines_closed:
            raise FieldError(N_("There is no product line “{text}”."), text=plain(said)[:60])
        code = self._line_codes.get(found, plain(said))
        rid = found or natural_id("product_line", same(code))
        if rid not in self._lines:
            values: Values = {"code": code, "line_name": LINE_NAMES.get(code, code)}
            self.new_lines.append(Entry("product_line", rid, values, file, row))
            self._lines.add(rid)
            self._name("product_line", rid, values)
        return rid


_CALLED = {
    "person": ("number",),
    "customer": ("number", "customer_name"),
    "equipment": ("serial",),
    "part": ("code", "part_name"),
    "product_line": ("code", "line_name"),
}
