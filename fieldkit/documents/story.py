"""A paper from its form: the facts, the sections as the form declares them, what it collects, the signatures."""

from collections.abc import Iterator, Sequence

from fieldkit.documents.boxes import Signatures, unsigned_lines
from fieldkit.documents.dossier import Dossier, signature_names
from fieldkit.documents.facts import entry, facts, paired, printable, short, told_at_the_head
from fieldkit.documents.flow import ROOM, Ink, Need, Piece, Together
from fieldkit.documents.layout import Heading, Labelled, Ruled, Sublabel, label_of
from fieldkit.documents.masthead import Masthead
from fieldkit.documents.replaced import replaced_lines
from fieldkit.documents.scans import stamped_pages
from fieldkit.documents.sheet import WIDTH
from fieldkit.documents.tables import collected, rows
from fieldkit.documents.tongue import tongue
from fieldkit.documents.words import PRINTED, Shape
from fieldkit.forms import Form, Section, form_of
from fieldkit.forms.types import LongText
from fieldkit.i18n import N_

NUMERALS = "一二三四五六七八九十"
SHORT = 150.0  # points; a section up to this height stands on one page
SNUG, LOOSE = 0.38, 0.95  # of the usual air, at least and at most where there is not enough for all of it
LAST_SECTION = 200.0  # points; the last piece of a paper, if it is no higher, stays with the signatures
BESIDE = 80.0  # points; so much of the pieces before it goes along


def story(dossier: Dossier, sha256: str) -> list[Piece]:
    """All that flows down the pages of a paper."""
    parts: list[Ink] = [Masthead(dossier, sha256), *facts(dossier), *replaced_lines(dossier)]
    chapters = [(title, body) for title, body in sections(dossier) if body]
    signs = bool(signature_names(type(dossier.form)))
    if signs:
        chapters.append((N_("Signatures"), [*unsigned_lines(dossier), Signatures(dossier)]))
    headed = [(Heading(numeral(place), title), body) for place, (title, body) in enumerate(chapters, 1)]
    _snug([*parts, *(ink for heading, body in headed for ink in (heading, *body))])
    laid = [_chapter(heading, body) for heading, body in headed]
    if signs and len(laid) > 1:
        laid[-2:] = [_not_alone(*laid[-2:])]
    return [*parts, *(piece for chapter in laid for piece in chapter), *stamped_pages(dossier)]


def _not_alone(last: list[Piece], signatures: list[Piece]) -> list[Piece]:
    """Signatures never stand alone on a page: the last section goes with them, or its end when it is long."""
    place = len(last)
    while place and _height([last[0], *last[place - 1 :]]) <= (BESIDE if place < len(last) else LAST_SECTION):
        place -= 1
    if place and isinstance(last[place - 1], Heading):  # a heading does not stay behind alone
        place = min(place + 1, len(last))
    while place and isinstance(last[place - 1], Sublabel | Need):
        place -= 1
    together = [piece for piece in (*last[place:], *signatures) if isinstance(piece, Ink)]
    return [*last[:place], Together(together)]


def numeral(place: int) -> str:
    """The numeral of a section: 一、 十二、, or 12. on an English paper."""
    if tongue() == "en":
        return f"{place}. "
    tens, ones = divmod(place, 10)
    named = (NUMERALS[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (NUMERALS[ones - 1] if ones else "")
    return named + "、"


def _snug(inks: Sequence[Ink]) -> None:
    """Less air on a paper that would go on for a few lines on a second page, so much that it stands on one."""
    if _stacked(inks, 1.0) > ROOM:
        least, most = _stacked(inks, SNUG), _stacked(inks, LOOSE)
        fit = SNUG + (LOOSE - SNUG) * (ROOM - least) / (most - least)
        _stacked(inks, min(fit - 0.01, LOOSE) if least < ROOM else 1.0)


def _stacked(inks: Sequence[Ink], air: float) -> float:
    """The height of all of them on one endless page, with so much of the usual air."""
    for ink in inks:
        ink.air = air
    return sum(ink.wrap(WIDTH, 1e6)[1] + ink.above() + ink.below() for ink in inks)


def _chapter(heading: Heading, body: Sequence[Ink]) -> list[Piece]:
    """A heading with its content, a break before it when what belongs together would be torn."""
    need = heading.above() + heading.wrap(WIDTH, 0)[1] + heading.below()
    whole = _height(body)
    first = whole if whole <= SHORT else body[0].first_need(WIDTH)
    laid: list[Piece] = [Need(need + first), heading]
    for place, ink in enumerate(body):
        if isinstance(ink, Sublabel):
            laid.append(Need(24 + body[place + 1].first_need(WIDTH)))
        laid.append(ink)
    return laid


def _height(pieces: Sequence[Piece]) -> float:
    return sum(ink.wrap(WIDTH, 1e6)[1] + ink.above() for ink in pieces if isinstance(ink, Ink))


def sections(dossier: Dossier) -> Iterator[tuple[str, list[Ink]]]:
    """Title and content of each section; a collection that no section names comes after them."""
    form = dossier.form
    declared = form.sections or (Section(N_("Particulars"), tuple(form.fields)),)
    for section in declared:
        yield section.title, list(_body(dossier, section))
    named = {name for section in declared for name in section.fields}
    for name in dossier.collected:
        if name not in named and dossier.gathered(name):
            yield form_of(dossier.gathered(name)[0]).title, list(collected(dossier, name))


def _body(dossier: Dossier, section: Section) -> Iterator[Ink]:
    """The fields of a section in order: short ones two to a line, long ones and tables over the full width."""
    fields = dossier.form.fields
    waiting: list[Labelled] = []
    started = False
    for name in section.fields:
        if name in fields and told_at_the_head(dossier, name):
            continue
        if name in fields and short(dossier, name):
            waiting.append(entry(dossier, name))
            continue
        block = list(_block(dossier, name, section.title if len(section.fields) == 1 else ""))
        if not block:
            continue
        yield from paired(waiting)
        if not isinstance(block[0], Labelled) and (started or waiting):
            yield Sublabel(fields[name].label if name in fields else form_of(dossier.gathered(name)[0]).title)
        yield from block
        started, waiting = True, []
    yield from paired(waiting)


def _block(dossier: Dossier, name: str, title: str = "") -> Iterator[Ink]:
    """A field or collection that takes the full width; nothing when it is empty or not for paper."""
    form = dossier.form
    if name not in form.fields:
        yield from collected(dossier, name)
    elif printable(dossier, name):
        if PRINTED[type(form.fields[name])].shape is Shape.ROWS:
            yield from rows(dossier, form, name)
        else:
            yield entry(dossier, name, title)
    elif _to_be_written(form, name):
        yield Labelled(label_of(form.fields[name].label), Ruled())


def _to_be_written(form: Form, name: str) -> bool:
    """Whether a field is answered on the paper, by hand, after it was signed."""
    field = form.fields[name]
    return isinstance(field, LongText) and field.follow_up and bool(signature_names(type(form)))
