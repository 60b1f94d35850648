"""What may come into a paper after its first signature: signatures in the fields that it has, and time stamps.

Anybody can make a time stamp, and one covers the file that it is added to. So what lies before it is held to less than
the standard allows: no other title or metadata, nothing that is seen, and no field but one of its own; else a stranger
could fill the manager's place with a stamp of his own and draw an approval there.
"""

import re
from typing import Any, cast

from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DSSCompareRule,
    FormUpdatingRule,
    ModificationLevel,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    XrefStreamRule,
)
from pyhanko.sign.fields import enumerate_sig_fields

STAMP_FIELD = "FieldKitTimestamp"
_STAMP = re.compile(rf"{STAMP_FIELD}[1-9]\d*")

ADDITIONS = StandardDiffPolicy(
    global_rules=[
        cast(Any, CatalogModificationRule)({"/AcroForm", "/DSS", "/Extensions", "/Version"}),
        XrefStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        DSSCompareRule().as_qualified(ModificationLevel.LTA_UPDATES),
    ],
    form_rule=FormUpdatingRule([cast(Any, SigFieldCreationRule)(), SigFieldModificationRule()]),
)


def fields_are_ours(reader: PdfFileReader) -> bool:
    """Whether time stamps lie in fields of their own that nobody sees, and every other signed field is signed."""
    signed = {one.field_name for one in reader.embedded_regular_signatures}
    stamped = {one.field_name for one in reader.embedded_timestamp_signatures}
    for name, _, field in enumerate_sig_fields(reader, filled_status=True):
        is_stamp = _STAMP.fullmatch(name) and name not in signed and name in stamped
        if not (_is_unseen(field.get_object()) if is_stamp else name in signed - stamped):
            return False
    return True


def _is_unseen(field: DictionaryObject) -> bool:
    edges = field.get("/Rect", ())
    return "/Kids" not in field and "/AP" not in field and not any(edges)
