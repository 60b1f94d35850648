"""The signatures at the end of a paper: one box a signer; the customer's holds what was drawn by hand."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fieldkit.documents.dossier import Dossier, pdf_field, signature_names
from fieldkit.documents.flow import Ink
from fieldkit.documents.layout import Labelled, Text, label_of
from fieldkit.documents.sheet import GOOD, GREY, HEAD, INK, SMALL, STRONG, TINY, Sheet, Style
from fieldkit.documents.strokes import draw_strokes
from fieldkit.documents.tongue import said, spread
from fieldkit.forms import Person
from fieldkit.forms.signature import ABSENT, CUSTOMER, DRAWN, REFUSED, STAMPED, UNSIGNED, WAYS
from fieldkit.forms.types import ZONE, Moment
from fieldkit.forms.values import Signed
from fieldkit.i18n import N_

HIGH, LOW = 146.0, 118.0  # LOW where the paper would else go on over the page
SEAL = 26.0  # the strip of a hand-signed box that the laptop seals
PAD = 9.0
BETWEEN = 12.0
BY_HAND = frozenset({"customer"})

SIGNED_WORDS = N_("Digitally signed")
HAND_WORDS = N_("Handwritten signature of {name}")
SEALED_WORDS = {
    DRAWN: N_("Signed by hand, sealed by the laptop"),
    STAMPED: N_("Stamped on paper, sealed by the laptop"),
    REFUSED: N_("Not signed: refused; sealed by the laptop"),
    ABSENT: N_("Not signed: not there; sealed by the laptop"),
}
STAMPED_WORDS = N_("Stamped on paper; the scanned pages follow")
WITNESS_WORDS, WITNESS_LABEL = N_("Witness: {name}"), N_("Witness")
NOT_SIGNED_BY, REASON_WORDS = N_("For the customer"), N_("Why it is not signed")
COPY_WORDS = N_("Copy; the signature is in the sealed paper")
NAME = Style(STRONG.font, 19, 26)
_LABEL = Style(HEAD.font, 8.6, 12.4)


class SignatureBox(NamedTuple):
    """One place to sign: the form's field, its label, what was signed by hand."""

    name: str
    label: str
    signed: Signed | None


def boxes_of(dossier: Dossier) -> list[SignatureBox]:
    """The places to sign on a paper, in the order of its form."""
    form = dossier.form
    names = signature_names(type(form))
    return [SignatureBox(name, form.fields[name].label, getattr(form, name)) for name in names]


def moment_words(moment: str) -> str:
    """A stored moment as it is shown on paper; as it came, when it is none."""
    value = Moment("").load(moment)
    return value.astimezone(ZONE).strftime("%Y-%m-%d %H:%M") if value else moment


def _who(*words: str) -> str:
    return "  ".join(word for word in words if word)


def duty(signed: Signed) -> str:
    """As what somebody of the customer's signed, where he said so."""
    return "" if signed.role == CUSTOMER else signed.role


def unsigned_lines(dossier: Dossier) -> Iterator[Ink]:
    """Above the boxes: why a customer did not sign, and who witnessed it."""
    for box in boxes_of(dossier):
        if box.signed and box.signed.how in UNSIGNED:
            who = "，".join(word for word in (box.signed.name, duty(box.signed), box.signed.phone) if word)
            told = ((NOT_SIGNED_BY, who), (REASON_WORDS, box.signed.reason), (WITNESS_LABEL, box.signed.witness))
            yield from (Labelled(label_of(label), Text(said)) for label, said in told if said)


class Signatures(Ink):
    """All boxes in one row, never torn apart; notes where each PDF signature field goes."""

    def __init__(self, dossier: Dossier) -> None:
        self.boxes = boxes_of(dossier)
        self.copy = dossier.copy
        shown = next((box.signed.shown_sha256 for box in self.boxes if box.signed and box.signed.shown_sha256), "")
        words = spread(N_("SHA-256 of the paper as it was shown before signing"))
        self.shown = Text(f"{words} {shown}", TINY) if shown else None

    def above(self) -> float:
        return 8.0

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        self.wide = room
        self.box = HIGH if self.air == 1.0 else LOW
        self.high = self.box + (self.shown.wrap(room, 1e6)[1] + 5 if self.shown else 0)
        return room, self.high

    def draw(self) -> None:
        count = max(2, len(self.boxes))  # a single box takes half the width
        each = (self.wide - BETWEEN * (count - 1)) / count
        for number, box in enumerate(self.boxes):
            self.sheet.saveState()
            self.sheet.translate(number * (each + BETWEEN), self.high - self.box)
            self._box(box, each)
            self.sheet.restoreState()
        if self.shown:
            self.shown.draw_on(self.sheet, 0, 0)

    def _box(self, box: SignatureBox, wide: float) -> None:
        sheet = self.sheet
        with sheet.artifact():
            sheet.setStrokeColor(GREY)
            sheet.setLineWidth(0.6)
            sheet.rect(0, 0, wide, self.box)
        label = label_of(box.label, _LABEL)
        label.wrap(wide - 2 * PAD, self.box)
        label.draw_on(sheet, PAD, self.box - 6 - label.high)
        under = self.box - 8 - label.high
        by_hand = box.name in BY_HAND
        if by_hand and box.signed:
            self._by_hand(box.signed, wide, under)
        elif box.signed and self.copy:
            with sheet.content():
                self._copied(box.signed, wide)
        seal = SEAL if by_hand else under
        sheet.translate(1, 1)
        sheet.boxes[pdf_field(box.name)] = sheet.place(wide - 2, seal - 2)
        sheet.places.setdefault(box.name, sheet.place(wide - 2, self.box - 2))

    def _unsigned(self, signed: Signed, room: float, under: float) -> tuple[float, float]:
        """That nobody signed, and who saw it; gives between which heights the witness's hand stands."""
        large, small = said(WAYS[signed.how])
        top = under - self._words((large,), room, under, STRONG)
        witness = said(WITNESS_WORDS)[0].format(name=signed.witness)
        self.sheet.line_of(witness, PAD, SEAL + 26, STRONG, room=room)
        self.sheet.line_of(_who(moment_words(signed.at), signed.place), PAD, SEAL + 13, SMALL, room=room)
        self.sheet.line_of(small, PAD, top, TINY, room=room)
        return SEAL + 30, top - TINY.leading

    def _words(self, lines: Sequence[str], room: float, top: float, style: Style = SMALL) -> float:
        """Lines from the top of the room under the label; gives how high they are."""
        for place, line in enumerate(lines):
            self.sheet.line_of(line, PAD, top - 2 - place * style.leading, style, room=room)
        return 4 + len(lines) * style.leading

    def _copied(self, signed: Signed, wide: float) -> None:
        """Who signed, on a paper that is printed again: the signature itself is in the one that was sealed."""
        room = wide - 2 * PAD
        self.sheet.line_of(signed.name, PAD, SEAL + 50, NAME, room=room)
        self.sheet.line_of(moment_words(signed.at), PAD, SEAL + 25, SMALL)
        large, small = said(COPY_WORDS)
        self.sheet.line_of(large, PAD, SEAL + 12, SMALL, room=room)
        self.sheet.line_of(small, PAD, SEAL + 1, TINY, room=room)

    def _by_hand(self, signed: Signed, wide: float, under: float) -> None:
        """What the customer answered: name, duty and time below, above them the hand, or why there is none."""
        room = wide - 2 * PAD
        low, high = SEAL + 30, under - 4
        with self.sheet.content():
            if signed.how in UNSIGNED:
                low, high = self._unsigned(signed, room, under)
            else:
                self.sheet.line_of(_who(signed.name, duty(signed)), PAD, SEAL + 26, STRONG, room=room)
                self.sheet.line_of(_who(moment_words(signed.at), signed.place), PAD, SEAL + 13, SMALL, room=room)
            if signed.how == STAMPED:
                self._words(said(STAMPED_WORDS), room, under)
        self.sheet.saveState()
        self.sheet.translate(PAD, low)
        if signed.strokes and high - low > 8:
            with self.sheet.content("Figure", said(HAND_WORDS)[0].format(name=signed.witness or signed.name)):
                draw_strokes(self.sheet, signed.strokes, room, high - low)
        self.sheet.restoreState()
        if self.copy:
            self.sheet.line_of(said(COPY_WORDS)[0], PAD, SEAL - 4, SMALL, room=wide - 2 * PAD)


def draw_stamp(sheet: Sheet, wide: float, high: float, lines: tuple[str, str, str], sealed: str = "") -> None:
    """What a digital signature shows in its box: who, when, and that it is one. The box itself says as what.

    `sealed` is how the customer answered, where the laptop seals that.
    """
    name, number, when = lines
    large, small = said(SEALED_WORDS[sealed] if sealed else SIGNED_WORDS)
    room = wide - 2 * PAD + 2
    sheet.line_of(large, PAD - 1, 24, Style(HEAD.font, 7.4, 10, INK if sealed in UNSIGNED else GOOD), room=room)
    sheet.line_of(small, PAD - 1, 13, TINY, room=room)
    if sealed:
        return
    under = SEAL + 25  # the name stands in the middle, but clear of what is below it
    top = max(high - (high - SEAL - NAME.leading) / 2, under + NAME.leading)
    sheet.line_of(name, PAD - 1, top, NAME, room=room)
    if number:
        known = f"{said(Person.number.label)[0]} {number}"
        sheet.line_of(known, PAD - 1, under, SMALL, room=room)
    sheet.line_of(when, PAD - 1, SEAL + 12, SMALL)
