"""From a dossier to the bytes of its paper, and the check that everything on it can be printed."""

import io
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from fieldkit.documents.archive import Printed, Title, archived
from fieldkit.documents.dossier import FACTS, Dossier, public_values
from fieldkit.documents.flow import fill
from fieldkit.documents.fonts import DRAWING, faces, lacking, no_glyph
from fieldkit.documents.masthead import furniture
from fieldkit.documents.replaced import REASON, replaced
from fieldkit.documents.scans import scans_of
from fieldkit.documents.sheet import PAGE_HEIGHT, PAGE_WIDTH, Sheet
from fieldkit.documents.snapshot import canonical, report_sha256, snapshot
from fieldkit.documents.story import story
from fieldkit.documents.tongue import labels
from fieldkit.errors import UserError
from fieldkit.forms import FORMS, Form, Record, field_at, form_class, form_of
from fieldkit.forms.letterhead import Letterhead
from fieldkit.forms.values import File, Link, Signed
from fieldkit.i18n import N_, translate


def build(dossier: Dossier, *, now: datetime) -> bytes:
    """The paper as PDF/A-3b, with its data inside and an empty field for each signature.

    Two builds of one dossier at one time are equal to the byte. Characters without a glyph print as boxes: ask
    `require_printable` before anybody signs.
    """
    data = snapshot(dossier)
    sha256 = report_sha256(data)
    printed = _printed(dossier, sha256)
    language = "en" if dossier.company.labels == "en" else "zh"
    title = f"{translate(dossier.form.title, language)} {dossier.number}"
    author = dossier.company.name or dossier.company.department or "FieldKit"
    said = Title(title, author, dossier.number, sha256, {"zh": "zh-CN"}.get(language, language))
    return archived(printed, said, canonical(data), now)


def _printed(dossier: Dossier, sha256: str) -> Printed:
    out = io.BytesIO()
    with DRAWING, labels(dossier.company.labels):
        faces()
        sheet = Sheet(out, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), furniture=furniture(dossier, sha256))
        fill(sheet, story(dossier, sha256))
        sheet.save()
    printed = Printed(out.getvalue(), sheet.places, sheet.boxes, sheet.outline, sheet.tree)
    vars(sheet).clear()  # reportlab's canvas and document hold each other: a long paper would stay until a collection
    return printed


# What the edges of a page say of the company, by the letterhead's field.
_LETTERHEAD = {
    "name": Letterhead.company_name,
    "name_en": Letterhead.name_en,
    "department": Letterhead.department,
    "department_en": Letterhead.department_en,
    "street": Letterhead.street,
    "phone": Letterhead.phone,
}


class Unprintable(NamedTuple):
    """A character that the fonts lack: the path of the field (`<record id>/<path>` on a collected one), its label."""

    path: str
    label: str
    character: str


def unprintable(dossier: Dossier) -> list[Unprintable]:
    """Every character on the paper for which there is no glyph."""
    records = [(dossier.record, "")]
    records += [(record, f"{record.id}/") for name in dossier.collected for record in dossier.gathered(name)]
    found = [gap for record, key in records for gap in _gaps(record, key)]
    for link, record in dossier.linked.items():
        if record.kind in FORMS:
            label = form_class(record.kind).title
            found += [Unprintable(f"{link}/", label, mark) for mark in lacking(dossier.heading(link))]
    found += _told_at_the_head(dossier)
    before = replaced(dossier)
    found += [Unprintable("sheets", REASON, mark) for mark in lacking(before.why if before else "")]
    return found


def _told_at_the_head(dossier: Dossier) -> Iterator[Unprintable]:
    """What lacks a glyph in the letterhead, and in the facts of linked records."""
    texts = {field: getattr(dossier.company, attribute) for attribute, field in _LETTERHEAD.items()}
    yield from (Unprintable(f"letterhead/{one.name}", one.label, mark) for one in texts for mark in lacking(texts[one]))
    for kind, names in FACTS:
        record = dossier.nearest(kind)
        if record is not None:
            told = {f"{record.id}/{name}" for name in names}
            yield from (gap for gap in _gaps(record, f"{record.id}/") if gap.path in told)


def _gaps(record: Record, key: str) -> list[Unprintable]:
    found = []
    for path, raw in public_values(record).items():
        field = field_at(record.kind, path)
        if field is None or isinstance(field, Link | File):
            continue
        value = field.load(raw)
        text = "".join(_said(value)) if isinstance(value, Signed) else field.show(value, "zh")
        found += [Unprintable(key + path, field.label, mark) for mark in lacking(text)]
    return found


def _said(signed: Signed) -> tuple[str, ...]:
    return (signed.name, signed.role, signed.phone, signed.place, signed.reason, signed.witness)


def missing_photos(dossier: Dossier) -> list[Form]:
    """The photos that belong on the paper and whose file is not at hand."""
    photos = [
        form_of(record) for name in dossier.collected for record in dossier.gathered(name) if record.kind == "photo"
    ]
    return [photo for photo in photos if getattr(photo.picture, "sha256", "") not in dossier.files]  # type: ignore[attr-defined]


def require_printable(dossier: Dossier) -> None:
    """UserError that names the first character and field that cannot be printed, or the photo that is not here."""
    for gap in unprintable(dossier):
        raise no_glyph(gap.label, gap.character, gap.path)
    for photo in missing_photos(dossier):
        raise UserError(
            N_("The photo “{name}” is not on this computer. Add it again, or leave it out of the paper."),
            name=photo.name,
        )
    if any(scan not in dossier.files for scan in scans_of(dossier)):
        raise UserError(N_("A stamped page is not on this computer. Add the scan again."))
