"""How a record prints and is sealed: the paper as PDF/A-3b, its preview, its signatures, and their check."""

from fieldkit.documents.build import Unprintable, build, missing_photos, require_printable, unprintable
from fieldkit.documents.dossier import Company, Dossier, pdf_field
from fieldkit.documents.photos import cleaned
from fieldkit.documents.preview import page, page_count, pages, places
from fieldkit.documents.sheet import Place
from fieldkit.documents.signing import Signer, certify, open_fields, sign
from fieldkit.documents.snapshot import canonical, read_snapshot, report_sha256, snapshot
from fieldkit.documents.verify import SignedBy, Verification, verify

__all__ = [
    "Company",
    "Dossier",
    "Place",
    "SignedBy",
    "Signer",
    "Unprintable",
    "Verification",
    "build",
    "canonical",
    "certify",
    "cleaned",
    "missing_photos",
    "open_fields",
    "page",
    "page_count",
    "pages",
    "pdf_field",
    "places",
    "read_snapshot",
    "report_sha256",
    "require_printable",
    "sign",
    "snapshot",
    "unprintable",
    "verify",
]
