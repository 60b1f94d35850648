"""Makes a printed PDF one that lasts and can be signed: PDF/A-3b, the data inside, the empty signature fields.

PDF/A-3b (ISO 19005-3) asks for: XMP that agrees with the document information, an output intent with its colour
profile, every font embedded, every embedded file related to the document, no scripts, no encryption.
"""

import io
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import ImageCms

from fieldkit import __version__
from fieldkit.documents.sheet import Place
from fieldkit.documents.tags import Node, tag
from fieldkit.errors import DamagedError
from fieldkit.i18n import N_

REPORT, LAYOUT = "report.json", "layout.json"
LARGEST_ATTACHMENT = 32_000_000  # bytes, of a file that came from outside
_PRINT = 4  # annotation flag
# What pikepdf says of a file from outside that is no PDF, is locked, or holds something else than it should.
_UNREAD = (pikepdf.PdfError, pikepdf.PasswordError, AttributeError, TypeError, RuntimeError)


@dataclass(frozen=True)
class Title:
    """What the file says of itself."""

    title: str
    author: str
    number: str
    report_sha256: str
    language: str = "zh-CN"


@cache
def _srgb() -> bytes:
    """The sRGB colour profile; its date is fixed, so that two builds of one paper are equal."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes.fromhex("07d0 0001 0001 0000 0000 0000".replace(" ", ""))
    return bytes(profile)


@dataclass(frozen=True)
class Printed:
    """The pages as they were drawn; where each field and each box to sign stands; headings; the structure."""

    pdf: bytes
    places: Mapping[str, Place]
    boxes: Mapping[str, Place]
    outline: Sequence[tuple[str, int, float]]
    tree: Node


def archived(printed: Printed, title: Title, report: bytes, now: datetime) -> bytes:
    """The file to be shown, signed and kept."""
    with pikepdf.open(io.BytesIO(printed.pdf)) as pdf:
        _colours(pdf)
        _attach(pdf, REPORT, report, Name.Data, "The paper as data", now)
        layout = json.dumps({path: list(place) for path, place in printed.places.items()}, ensure_ascii=False)
        _attach(pdf, LAYOUT, layout.encode(), Name.Supplement, "Where each field stands", now)
        _signature_fields(pdf, printed.boxes)
        _outline(pdf, printed.outline)
        tag(pdf, printed.tree)
        pdf.Root.Lang = String(title.language)
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        for page in pdf.pages:
            if "/Trans" in page.obj:
                del page.obj["/Trans"]
        _metadata(pdf, title, now)
        out = io.BytesIO()
        pdf.save(
            out,
            min_version="1.7",
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            compress_streams=True,
        )
    return out.getvalue()


def _colours(pdf: Any) -> None:
    profile = pdf.make_stream(_srgb())
    profile.N = 3
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
        Info=String("sRGB IEC61966-2.1"),
        RegistryName=String("http://www.color.org"),
        DestOutputProfile=profile,
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


def _attach(pdf: Any, name: str, data: bytes, relation: Any, description: str, now: datetime) -> None:
    stamp = _pdf_date(now)
    spec = cast(Any, pikepdf.AttachedFileSpec)(
        pdf,
        data,
        filename=name,
        description=description,
        mime_type="application/json",
        creation_date=stamp,
        mod_date=stamp,
        relationship=relation,
    )
    pdf.attachments[name] = spec  # which relates it to the document by /AF, too


def _signature_fields(pdf: Any, boxes: Mapping[str, Place]) -> None:
    """All fields before the first signature: a certified file takes no new ones."""
    if not boxes:
        return
    fields = Array()
    for name, place in boxes.items():
        page = pdf.pages[place.page]
        empty = pdf.make_stream(b"")
        empty.Type, empty.Subtype = Name.XObject, Name.Form
        empty.BBox = Array([0, 0, place.x1 - place.x0, place.y1 - place.y0])
        empty.Resources = Dictionary()
        widget = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String(name),
            F=_PRINT,
            Rect=Array([place.x0, place.y0, place.x1, place.y1]),
            P=page.obj,
            AP=Dictionary(N=empty),
        )
        field = pdf.make_indirect(widget)
        fields.append(field)
        if "/Annots" not in page.obj:
            page.obj.Annots = Array()
        page.obj.Annots.append(field)
    pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=fields))


def _outline(pdf: Any, headings: Sequence[tuple[str, int, float]]) -> None:
    """The headings as bookmarks, each leading to its place."""
    with pdf.open_outline() as outline:
        for text, page, top in headings:
            outline.root.append(pikepdf.OutlineItem(text, page, "XYZ", top=top, left=0, zoom=0))


def _metadata(pdf: Any, title: Title, now: datetime) -> None:
    """XMP and document information that say the same."""
    del pdf.docinfo
    when = now.astimezone(UTC)
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        xmp["pdfaid:part"], xmp["pdfaid:conformance"] = "3", "B"
        xmp["dc:title"] = title.title
        xmp["dc:creator"] = [title.author]
        xmp["dc:description"] = title.number
        xmp["pdf:Keywords"] = title.report_sha256
        xmp["pdf:Producer"] = xmp["xmp:CreatorTool"] = f"FieldKit {__version__}"
        xmp["xmp:CreateDate"] = xmp["xmp:ModifyDate"] = when.strftime("%Y-%m-%dT%H:%M:%SZ")
    information = {
        "/Title": title.title,
        "/Author": title.author,
        "/Subject": title.number,
        "/Keywords": title.report_sha256,
        "/Producer": f"FieldKit {__version__}",
        "/Creator": f"FieldKit {__version__}",
        "/CreationDate": _pdf_date(now),
        "/ModDate": _pdf_date(now),
    }
    for key, text in information.items():
        pdf.docinfo[key] = text


def _pdf_date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")


def attachment(pdf: bytes, name: str) -> bytes:
    """A file embedded in a paper; DamagedError when there is none, it is too large, or this is no PDF."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            return _inflated(opened.attachments[name].get_file().obj)
    except (*_UNREAD, KeyError, ValueError, zlib.error) as error:
        raise DamagedError(N_("This file is not a paper of FieldKit.")) from error


def holds(pdf: bytes, name: str) -> bool:
    """Whether a file of this name is embedded, readable or not."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            return name in opened.attachments
    except _UNREAD:
        return False


def _inflated(stream: Any) -> bytes:
    """A stream's bytes, unpacked no further than the limit: a file from outside may be a bomb."""
    raw: bytes = stream.read_raw_bytes()
    kind = str(stream.get("/Filter", ""))
    if kind not in ("", "/FlateDecode") or "/DecodeParms" in stream:
        raise ValueError(kind)
    data = zlib.decompressobj().decompress(raw, LARGEST_ATTACHMENT + 1) if kind else raw
    if len(data) > LARGEST_ATTACHMENT:
        raise ValueError(len(data))
    return data


def stated_sha256(pdf: bytes) -> str:
    """The report's SHA-256 as the file states it."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            return str(opened.docinfo.get("/Keywords", ""))
    except _UNREAD as error:
        raise DamagedError(N_("This file is not a paper of FieldKit.")) from error
