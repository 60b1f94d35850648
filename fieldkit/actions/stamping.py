"""A customer who stamps paper: the pages are printed and kept, stamped, scanned; the stamp is on what was printed."""

import hashlib
from dataclasses import replace

from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import paper_dossier
from fieldkit.actions.papers import Shown, show_for_signing
from fieldkit.actions.records import set_values
from fieldkit.documents.check_code import new_token
from fieldkit.documents.snapshot import read_snapshot, report_sha256, snapshot
from fieldkit.errors import UserError
from fieldkit.forms import form_of
from fieldkit.forms.paper import AnsweredPaper
from fieldkit.i18n import N_


def print_pages(desk: Desk, rid: str) -> Shown:
    """The final pages, to be printed and stamped; they are kept, so that the stamp is known to be on these."""
    shown = show_for_signing(desk, rid)
    record = shown.opened.record
    number = str(record.values.get("number") or record.kind)
    stored = desk.store.put_file(shown.pdf, f"{number}-print.pdf", "application/pdf")
    set_values(desk, rid, {"printed": AnsweredPaper.printed.dump(stored)}, shown.opened)
    return Shown(shown.pdf, shown.sha256, desk.store.open(rid), shown.token)


def printed_pages(desk: Desk, rid: str) -> Shown | None:
    """The pages that were printed to be stamped; None when none were. UserError when the paper was changed since."""
    opened = desk.store.open(rid)
    form = form_of(opened.record)
    kept = form.printed if isinstance(form, AnsweredPaper) else None
    if kept is None:
        return None
    pdf = desk.file(kept.sha256)
    inside = read_snapshot(pdf)[0]
    dossier = replace(paper_dossier(desk, opened.record, photos=False), token=str(inside.get("token") or ""))
    if report_sha256(inside) != report_sha256(snapshot(dossier)):
        raise UserError(N_("The paper was changed after it was printed. Print it again, and have that stamped."))
    return Shown(pdf, hashlib.sha256(pdf).hexdigest(), opened, dossier.token or new_token())
