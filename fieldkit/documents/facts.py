"""Single fields on paper: with their labels, two to a line when short, and the block of facts at the head."""

from collections.abc import Iterator, Sequence

from fieldkit.documents.dossier import FACTS, Dossier, public, signature_names
from fieldkit.documents.flow import Ink
from fieldkit.documents.layout import Labelled, Pairs, Stack, Text, label_of
from fieldkit.documents.lines import natural_width
from fieldkit.documents.sheet import BODY, CELL, GAP, LABEL, STRONG, TINY, WIDTH, Style
from fieldkit.documents.words import PRINTED, Shape, Words, say
from fieldkit.forms import Form, Record, form_of
from fieldkit.forms.types import Status
from fieldkit.forms.values import Link, PersonLink

ROOM = (WIDTH - GAP) / 2 - LABEL  # points beside a label when two stand on a line


def labelled(label: str, words: Words, path: str, style: Style = BODY) -> Labelled:
    """A label and what it says."""
    style = CELL if words.listed else style
    texts = [Text(words.large, style.loud() if words.alarm else style, path)]
    if words.small:
        texts.append(Text(words.small, TINY))
    return Labelled(label_of(label), Stack(texts))


def entry(dossier: Dossier, name: str, title: str = "") -> Labelled:
    """One field of the paper with its label; without it where the section's title says the same."""
    label = dossier.form.fields[name].label
    made = labelled(label, say(dossier, dossier.form, name), name)
    if label == title:
        made.label = Stack([])
    return made


def printable(dossier: Dossier, name: str) -> bool:
    """Whether a field has something to print in the text of a paper."""
    form = dossier.form
    field = form.fields[name]
    if not public(field) or PRINTED[type(field)].shape in (Shape.BOX, Shape.PICTURE):
        return False
    if isinstance(field, Status) and signature_names(type(form)):
        return False  # a signed paper's status goes on after it was printed
    return getattr(form, name) not in (None, "", [])


def short(dossier: Dossier, name: str) -> bool:
    """Whether a field stands beside another one."""
    is_short = PRINTED[type(dossier.form.fields[name])].shape is Shape.SHORT and printable(dossier, name)
    return is_short and fits(say(dossier, dossier.form, name).large)


def fits(text: str) -> bool:
    return natural_width(text, STRONG.font, STRONG.size) <= ROOM


def paired(cells: Sequence[Labelled]) -> Iterator[Ink]:
    """Short facts, two to a line."""
    for start in range(0, len(cells), 2):
        yield Pairs(list(cells[start : start + 2]))


def facts(dossier: Dossier) -> Iterator[Ink]:
    """The block at the head: customer, site, equipment, problem, and the paper's own facts outside its sections."""
    waiting: list[Labelled] = []
    for long, cell in [*_linked_facts(dossier), *_own_facts(dossier)]:
        if not long:
            waiting.append(cell)
        if long or len(waiting) == 2:
            yield from paired(waiting)
            waiting = []
        if long:
            yield cell
    yield from paired(waiting)


def _linked_facts(dossier: Dossier) -> Iterator[tuple[bool, Labelled]]:
    for kind, names in FACTS:
        record = dossier.nearest(kind)
        form = form_of(record) if record else None
        shown = _told(dossier, record, names)
        if record and form and shown:
            large, small = "·".join(words.large for words in shown), "·".join(words.small for words in shown)
            label = form.fields[names[0]].label if kind == "problem" and names != form.heading else form.title
            style = STRONG if kind == "customer" else BODY
            path = _own_link(dossier, record) or f"{kind}.{names[0]}"
            cell = labelled(label, Words(large, small.strip("·")), path, style)
            yield names == ("summary",) or not fits(large), cell


def _told(dossier: Dossier, record: Record | None, names: Sequence[str]) -> list[Words]:
    """What the head says of a linked record; nothing of a problem that the paper tells of itself."""
    if record is None or (record.kind == "problem" and names[0] in dossier.form.fields):
        return []
    form = form_of(record)
    return [say(dossier, form, name) for name in names if getattr(form, name)]


def _own_link(dossier: Dossier, record: Record) -> str:
    """The field by which the paper itself links to a record; "" when it is linked from elsewhere."""
    links = (name for name, field in dossier.form.fields.items() if isinstance(field, Link))
    return next((name for name in links if dossier.record.values.get(name) == record.id), "")


def told_at_the_head(dossier: Dossier, name: str) -> bool:
    """Whether a field links to a record that the head of the paper has named already."""
    nearest = ((dossier.nearest(kind), names) for kind, names in FACTS)
    return any(
        record and _own_link(dossier, record) == name and _told(dossier, record, names) for record, names in nearest
    )


def _own_facts(dossier: Dossier) -> Iterator[tuple[bool, Labelled]]:
    form: Form = dossier.form
    if not form.sections:
        return
    named = {name for section in form.sections for name in section.fields} | {"number", "revision"}
    for name, field in form.fields.items():
        reference = isinstance(field, Link) and not isinstance(field, PersonLink)
        if name not in named and not reference and printable(dossier, name):
            yield not short(dossier, name), entry(dossier, name)
