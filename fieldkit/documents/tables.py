"""The tables of a paper: the rows of a list, and the records that a paper collects, each kind in its own columns."""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import Any

from fieldkit.documents.dossier import Dossier, public
from fieldkit.documents.flow import Ink
from fieldkit.documents.grid import Grid, Line
from fieldkit.documents.layout import Labelled, Stack, Text, label_of
from fieldkit.documents.photos import PhotoCell, photo_rows
from fieldkit.documents.sheet import CELL, HEAD, SMALL, TINY, Style
from fieldkit.documents.tongue import said, tongue
from fieldkit.documents.words import PRINTED, Shape, Words, limits, say
from fieldkit.forms import FORMS, Checklist, Field, Form, PartMovement, Photo, Record, Step, form_of
from fieldkit.forms.checklist import GROUPS, CheckItem
from fieldkit.forms.form import Fields
from fieldkit.forms.types import ZONE, Day, Status
from fieldkit.forms.values import Link, Rows
from fieldkit.i18n import N_
from fieldkit.process.decision import hands_of, reason_of

Cell = Callable[[Dossier, Fields, str], Stack]
_STRONG = Style(HEAD.font, 8.6, 12.6)


def _texts(words: Words, path: str, style: Style = CELL) -> list[Text]:
    large = [Text(words.large, style.loud() if words.alarm else style, path)] if words.large else []
    return large + ([Text(words.small, TINY)] if words.small else [])


def _field(name: str) -> Cell:
    def cell(dossier: Dossier, form: Fields, key: str) -> Stack:
        return Stack(_texts(say(dossier, form, name), key + name))

    return cell


def _head(labels: Sequence[str]) -> Line:
    return Line([label_of(label, HEAD) for label in labels])


def _table(
    dossier: Dossier,
    columns: Sequence[tuple[str, Cell]],
    entries: Sequence[tuple[Fields, str]],
    blanks: Container[int] = (),
) -> Iterator[Ink]:
    """A table of the columns that hold anything, none when nothing does; `blanks` show a dash where they do not."""
    lines = [[cell(dossier, form, key) for _, cell in columns] for form, key in entries]
    kept = [place for place in range(len(columns)) if any(line[place].texts for line in lines)]
    body = [Line([line[place] if line[place].texts else _blank(blanks, place) for place in kept]) for line in lines]
    if kept:
        yield Grid([_head([columns[place][0] for place in kept]), *body])


def _blank(blanks: Container[int], place: int) -> Stack:
    return Stack([Text("—", CELL)] if place in blanks else [])


def rows(dossier: Dossier, form: Form, name: str) -> Iterator[Ink]:
    """The rows of a list inside a form, a column for each field."""
    if isinstance(form, Checklist):
        yield from _checklist(dossier, form.record, "")
        return
    field = form.fields[name]
    assert isinstance(field, Rows)
    columns = _columns_of(field.row.fields.items())
    entries: list[tuple[Fields, str]] = [(row, row.prefix) for row in field.rows(form)]
    days = {field.label for field in field.row.fields.values() if isinstance(field, Day)}
    yield from _table(dossier, columns, entries, {place for place, (label, _) in enumerate(columns) if label in days})


def _columns_of(fields: Iterable[tuple[str, Field[Any]]]) -> list[tuple[str, Cell]]:
    shown = (Shape.SHORT, Shape.LONG)
    named = [(name, field) for name, field in fields if public(field) and PRINTED[type(field)].shape in shown]
    return [(field.label, _field(name)) for name, field in named]


def key_of(record: Record) -> str:
    """What stands before the path of a field of a collected record, where a paper's places are named."""
    return f"{record.id}/"


def collected(dossier: Dossier, name: str) -> Iterator[Ink]:
    """The records a paper collects under a name, in the way their kind is printed."""
    records = dossier.gathered(name)
    if not records:
        return
    kind = records[0].kind
    if kind == Photo.kind:
        yield from _photos(dossier, records)
    elif kind == Checklist.kind:
        for record in records:
            yield from _checklist(dossier, record, key_of(record))
    else:
        columns = COLUMNS.get(kind) or _own_columns(kind)
        yield from _table(dossier, columns, [(form_of(record), key_of(record)) for record in records])


def _own_columns(kind: str) -> list[tuple[str, Cell]]:
    form = FORMS[kind]
    parents = (Link, Status)
    fields = [(name, field) for name, field in form.fields.items() if not isinstance(field, parents)]
    return _columns_of(fields)[:6]


def _order(dossier: Dossier, form: Fields, _key: str) -> Stack:
    records = dossier.gathered("steps")
    place = next((place for place, record in enumerate(records, 1) if record.id == form.record.id), 0)
    return Stack([Text(str(place or ""), CELL)])


def _question(dossier: Dossier, form: Fields, key: str) -> Stack:
    note = say(dossier, form, "note")
    answer = say(dossier, form, "answer") if getattr(form, "reading", None) else Words("")
    below = [
        Text(words.large, SMALL, key + name) for name, words in (("answer", answer), ("note", note)) if words.large
    ]
    told = Text(_told(form), SMALL, key + "told_by") if isinstance(form, Step) and form.told_by else None
    below += [*([told] if told else []), *_hands(dossier, form)]
    return Stack([*_texts(say(dossier, form, "question"), key + "question"), *below, *_further(dossier, form, key)])


def _told(step: Step) -> str:
    """Who answered, when somebody else was asked; the time is the step's."""
    return said(N_("Answered by {name}"))[0].format(name=step.told_by)


def _hands(dossier: Dossier, form: Fields) -> Iterator[Text]:
    """Both engineers, where two answered a step apart and came to the same."""
    for person, at in form.hands if isinstance(form, Step) else ():
        when = at.astimezone(ZONE).strftime("%m-%d %H:%M") if at else ""
        yield Text(" ".join(word for word in (dossier.heading(person), when) if word), SMALL)


def _further(dossier: Dossier, form: Fields, key: str) -> Iterator[Text]:
    """What each of the engineers added to a step, with his name and the time."""
    for note in form.notes if isinstance(form, Step) else ():
        if note.text:
            when = note.at.astimezone(ZONE).strftime("%m-%d %H:%M") if note.at else ""
            head = " ".join(word for word in (dossier.heading(note.by) if note.by else "", when) if word)
            yield Text(f"{head}：{note.text}" if head else note.text, SMALL, f"{key}{note.prefix}text")


def _reading(dossier: Dossier, form: Fields, key: str) -> Stack:
    name = "reading" if getattr(form, "reading", None) else "answer"
    return Stack([*_texts(say(dossier, form, name), key + name), *_last_time(form, key)])


def _last_time(form: Fields, key: str) -> Iterator[Text]:
    """What was read on the visit before, and on which day."""
    if isinstance(form, Step) and form.last_reading is not None:
        day = form.last_at.astimezone(ZONE).strftime("%Y-%m-%d") if form.last_at else ""
        read = f"{form.last_reading.value:f} {form.last_reading.unit}".strip()
        yield Text(
            said(N_("Last visit {day}: {reading}"))[0].format(day=day, reading=read), SMALL, key + "last_reading"
        )


def _limit(_dossier: Dossier, form: Fields, _key: str) -> Stack:
    reading = form.reading if isinstance(form, Step) else None
    shown = limits(reading) if reading else ""
    return Stack([Text(shown, CELL)] if shown else [])


def _moment(name: str) -> Cell:
    def cell(_dossier: Dossier, form: Fields, key: str) -> Stack:
        moment = getattr(form, name)
        return Stack([Text(moment.astimezone(ZONE).strftime("%m-%d %H:%M"), CELL, key + name)] if moment else [])

    return cell


def _quantity(_dossier: Dossier, form: Fields, key: str) -> Stack:
    assert isinstance(form, PartMovement)
    return Stack([Text(form.shown("quantity", tongue()), CELL, key + "quantity")])


COLUMNS: dict[str, list[tuple[str, Cell]]] = {
    "step": [
        (N_("No."), _order),
        (N_("What was checked"), _question),
        (N_("Reading"), _reading),
        (N_("Limit"), _limit),
        (N_("Verdict"), _field("verdict")),
        (N_("When"), _moment("done_at")),
    ],
    "part_movement": [
        (N_("Part"), _field("part")),
        (N_("Movement"), _field("movement")),
        (N_("Quantity"), _quantity),
        (N_("Old serial number"), _field("serial_old")),
        (N_("New serial number"), _field("serial_new")),
        (N_("Notes"), _field("notes")),
    ],
    "leftover": [
        (N_("What remains"), _field("what")),
        (N_("Responsible"), _field("responsible")),
        (N_("Tracked by"), _field("holder")),
        (N_("Until"), _field("due")),
    ],
    "software": [
        (N_("Equipment"), _field("equipment")),
        (N_("Component"), _field("component")),
        (N_("Version"), _field("version_installed")),
        (N_("Patches"), _field("patches")),
        (N_("Special setting"), _field("special")),
    ],
}


def _photos(dossier: Dossier, records: Sequence[Record]) -> Iterator[Ink]:
    cells = []
    for number, record in enumerate(records, 1):
        photo = form_of(record)
        assert isinstance(photo, Photo)
        named = said(N_("Photo {n}"))[0].format(n=number) + "  " + (photo.caption or "")
        when = photo.shown("taken_at", tongue())
        caption = Stack([Text(named, CELL, key_of(record) + "caption"), *([Text(when, SMALL)] if when else [])])
        data = dossier.files.get(photo.picture.sha256) if photo.picture else None
        cells.append(PhotoCell(data, caption, key_of(record) + "picture", photo.drawn))
    yield from photo_rows(cells)


def _checklist(dossier: Dossier, record: Record, before: str) -> Iterator[Ink]:
    """The groups, each under its own line, with how many points of it are settled; below them the rehearsal."""
    checklist = form_of(record)
    assert isinstance(checklist, Checklist)
    names = ("item", "state", "found", "answer")
    fields = Checklist.items.row.fields
    lines = [_head([fields[name].label for name in names])]
    order = list(GROUPS)
    rows = sorted(checklist.items, key=lambda row: order.index(row.group) if row.group in order else len(order))
    for group in dict.fromkeys(item.group for item in rows):
        items = [item for item in rows if item.group == group]
        settled = sum(item.state in {"done", "na"} for item in items)
        words = say(dossier, items[0], "group")
        title = f"{words.large}  {settled}/{len(items)}"
        small = [Text(words.small, TINY)] if words.small else []
        lines.append(Line([Stack([Text(title, _STRONG), *small])], over_all=True))
        lines += [Line(_point(dossier, item, before + item.prefix)) for item in items]
    if len(lines) > 1:
        yield Grid(lines)
    if checklist.rehearsed_at is not None:
        by = dossier.heading(checklist.rehearsed_by) if checklist.rehearsed_by else ""
        head = " ".join(word for word in (checklist.shown("rehearsed_at", tongue()), by) if word)
        found = [Text(line, CELL) for line in (checklist.rehearsed_found or "").split("\n") if line]
        yield Labelled(label_of(Checklist.rehearsed_at.label), Stack([Text(head, SMALL), *found]))


def _point(dossier: Dossier, item: CheckItem, key: str) -> list[Stack]:
    """A point; what must stay stands out, and a gap's reason with who wrote it, who agreed, and when."""
    found = CELL.loud() if item.alarm else CELL
    answer = []
    if item.state == "gap":
        reason = reason_of(item, tongue())
        hands = hands_of(item, dossier.heading, tongue())
        answer = [*([Text(reason, CELL, key + "answer")] if reason else []), *([Text(hands, SMALL)] if hands else [])]
    return [
        Stack(_texts(say(dossier, item, "item"), key + "item")),
        Stack(_texts(say(dossier, item, "state"), key + "state")),
        Stack([Text(item.found, found, key + "found")] if item.found else []),
        Stack(answer),
    ]
