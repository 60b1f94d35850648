"""The pages that a customer stamped, printed behind the paper, one a page."""

import hashlib
from collections.abc import Iterator

from fieldkit.documents.dossier import Dossier
from fieldkit.documents.flow import Ink, NewPage, Piece
from fieldkit.documents.photos import Jpeg
from fieldkit.documents.sheet import GREY, SMALL, TINY
from fieldkit.documents.tongue import said
from fieldkit.forms.values import Signature, Signed
from fieldkit.i18n import N_

_TITLE = N_("Page {number} of {count} as the customer stamped it; SHA-256 {sha256}")


class StampedPage(Ink):
    """One scanned page over the whole sheet, with its number and the hash of its picture above."""

    def __init__(self, data: bytes, number: int, count: int) -> None:
        self.data = data
        self.facts = {"number": number, "count": count, "sha256": hashlib.sha256(data).hexdigest()}

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        self.wide, self.high = room, height - 1
        return room, self.high

    def draw(self) -> None:
        top = self.high
        large, small = (words.format(**self.facts) for words in said(_TITLE))
        with self.sheet.content():
            for words, style in ((large, SMALL), (small, TINY)):
                self.sheet.line_of(words, 0, top, style, room=self.wide)
                top -= style.leading
        picture = Jpeg(self.data)
        across, down = picture.getSize()
        scale = min(self.wide / across, (top - 6) / down)
        wide, high = across * scale, down * scale
        x, y = (self.wide - wide) / 2, top - 6 - high
        with self.sheet.content("Figure", large):
            self.sheet.drawImage(picture, x, y, wide, high)
        with self.sheet.artifact():
            self.sheet.setStrokeColor(GREY)
            self.sheet.setLineWidth(0.4)
            self.sheet.rect(x, y, wide, high)


def answers(dossier: Dossier) -> list[Signed]:
    """What customers answered on a paper."""
    form = dossier.form
    fields = form.fields.items()
    given = [getattr(form, name) for name, field in fields if isinstance(field, Signature) and not field.house]
    return [one for one in given if isinstance(one, Signed)]


def scans_of(dossier: Dossier) -> list[str]:
    """The hashes of the stamped pages."""
    return [scan for answer in answers(dossier) for scan in answer.scans]


def stamped_pages(dossier: Dossier) -> Iterator[Piece]:
    """The stamped pages behind the paper; those that are not at hand are left out."""
    wanted = scans_of(dossier)
    for number, sha256 in enumerate(wanted, 1):
        if sha256 in dossier.files:
            yield NewPage()
            yield StampedPage(dossier.files[sha256], number, len(wanted))
