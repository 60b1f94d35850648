"""What stands at the edges: the title with number and QR code, and the head and foot of every page."""

from fieldkit.documents.check_code import check_address
from fieldkit.documents.dossier import Company, Dossier, signature_names
from fieldkit.documents.flow import Ink
from fieldkit.documents.fonts import width
from fieldkit.documents.photos import Jpeg
from fieldkit.documents.sheet import (
    BOTTOM,
    GREY,
    HEAD,
    INK,
    MARGIN,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    SMALL,
    TINY,
    TITLE,
    WIDTH,
    Furniture,
    Sheet,
    Style,
)
from fieldkit.documents.strokes import draw_qr
from fieldkit.documents.tongue import pair, said, spread
from fieldkit.i18n import N_

QR = 52.0
_SUBTITLE = Style(size=9.2, leading=14, colour=GREY)
_RIGHT = PAGE_WIDTH - MARGIN
_HALF = WIDTH / 2 - 8
_HEAD_TOP = PAGE_HEIGHT - 34
_HEAD_RULE = PAGE_HEIGHT - 50
_LOGO_WIDE, _LOGO_HIGH = 120.0, 27.0


class Masthead(Ink):
    """The title in both languages, the paper's number and revision, and a QR code that leads to where it is checked."""

    BELOW = 12.0

    def __init__(self, dossier: Dossier, sha256: str) -> None:
        self.large, self.small = said(dossier.form.title)
        self.number = dossier.number
        self.revision = revision_words(dossier.revision)
        human = " ".join(filter(None, (self.large, self.small)))
        self.code = check_address(dossier.office, dossier.number, dossier.token, sha256)
        self.code = self.code or f"{human}\nFIELDKIT/1 {dossier.number} R{dossier.revision} {sha256[:16]}"

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        self.wide, self.high = room, QR + 8
        return room, self.high

    def draw(self) -> None:
        sheet = self.sheet
        with sheet.element("H1"):
            with sheet.content():
                wide = sheet.line_of(self.large, -1, self.high - 2, TITLE, room=self.wide - QR - 18)
            top = self.high - 2 - TITLE.drop + _SUBTITLE.drop
            with sheet.content(english=True):
                sheet.line_of(self.small, wide + 9, top, _SUBTITLE, room=self.wide - QR - wide - 18)
        with sheet.content():
            sheet.line_of(self.number, 0, 24, Style(HEAD.font, 10, 14))
            sheet.line_of(self.revision, width(self.number, HEAD.font, 10) + 9, 24, _SUBTITLE)
        with sheet.content("Figure", "QR " + self.number):
            self._code()

    def _code(self) -> None:
        draw_qr(self.sheet, self.code, self.wide - QR, self.high - QR, QR)


def revision_words(revision: int) -> str:
    """第 2 版 Revision 2."""
    return spread(N_("Revision {n}"), n=revision)


def page_words(number: int, count: int) -> str:
    """第 1 页 共 4 页 Page 1 of 4."""
    return spread(N_("Page {n} of {count}"), n=number, count=count)


def check_words(sha256: str, *, code: bool) -> tuple[str, str]:
    """How to check the paper, in both languages, and the hash of what it says; `code`: its QR code leads to a page."""
    how = N_("To check this paper: FieldKit (fieldkit verify) or any PDF reader shows its digital signatures.")
    if code:
        how = N_("To check this paper: scan the code on page 1; any PDF reader shows its digital signatures.")
    contents = spread(N_("Contents of this paper"))
    return spread(how), f"{contents}  SHA-256 {sha256}"


def _letterhead(sheet: Sheet, company: Company, names: tuple[str, str]) -> None:
    """Logo, name, address: one line, or two where there is something for the second."""
    left = MARGIN
    if company.logo:
        logo = Jpeg(company.logo)
        across, down = logo.getSize()
        scale = min(_LOGO_WIDE / across, _LOGO_HIGH / down)
        sheet.drawImage(logo, MARGIN, _HEAD_RULE + 5, across * scale, down * scale)
        left += across * scale + 9
    second = bool(company.street or company.phone)
    top = _HEAD_TOP + 10 if second else _HEAD_TOP
    room = (_RIGHT - left) / 2 - 8
    sheet.line_of(names[0], left, top, HEAD, room=room)
    sheet.line_of(names[1], _RIGHT, top, SMALL, right=True, room=room)
    if second:
        sheet.line_of(company.street, left, top - 13, SMALL, room=room * 1.4)
        sheet.line_of(company.phone, _RIGHT, top - 13, SMALL, right=True, room=room * 0.6)


def furniture(dossier: Dossier, sha256: str) -> Furniture:
    """Draws the letterhead on the first page, a running head on the others, and the foot of each.

    The last page of a paper that is signed says how to check it.
    """
    company = dossier.company
    chinese = " ".join(word for word in (company.name, company.department) if word)
    english = ", ".join(word for word in (company.name_en, company.department_en) if word and company.name_en)
    names = pair(chinese, english or chinese)
    title = said(dossier.form.title)[0]
    customer = dossier.nearest("customer")
    whom = dossier.heading(customer.id) if customer else ""
    foot = f"{dossier.number}  {revision_words(dossier.revision)}"

    signs = signature_names(type(dossier.form)) and not dossier.copy
    check = check_words(sha256, code=bool(dossier.office and dossier.token)) if signs else ()

    def draw(sheet: Sheet, number: int, count: int) -> None:
        if number == 1:
            _letterhead(sheet, company, names)
        else:
            sheet.line_of(title, MARGIN, _HEAD_TOP, SMALL, room=_HALF)
            sheet.line_of(whom, _RIGHT, _HEAD_TOP, SMALL, right=True, room=_HALF)
        sheet.rule(MARGIN, MARGIN + WIDTH, _HEAD_RULE, colour=INK if number == 1 else GREY, thick=0.5)
        for place, line in enumerate(check if number == count else ()):
            sheet.line_of(line, MARGIN, BOTTOM - 2 - place * TINY.leading, TINY)
        sheet.rule(MARGIN, MARGIN + WIDTH, BOTTOM - 21)
        sheet.line_of(foot, MARGIN, BOTTOM - 26, SMALL)
        sheet.line_of(page_words(number, count), _RIGHT, BOTTOM - 26, SMALL, right=True)

    return draw
