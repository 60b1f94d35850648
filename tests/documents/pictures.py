"""Makes the pictures of papers in docs/papers, to be looked at: `make papers`.

usage: pictures.py FOLDER
"""

import hashlib
import io
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PIL import Image, ImageDraw

from fieldkit.documents.build import build
from fieldkit.documents.dossier import Dossier
from fieldkit.documents.preview import page as preview_page
from fieldkit.documents.preview import pages
from fieldkit.forms import accept_patch
from fieldkit.forms.signature import REFUSED, STAMPED
from tests.documents import case, lengths
from tests.documents.authority import DAY

COLOURS, BETWEEN = 64, 8


def refused() -> Dossier:
    """Advice that the customer did not sign; the witness did."""
    said = {
        "how": REFUSED,
        "reason": "对第三条有异议, 要求更换整框后再签",
        "witness": "李海波 E106",
        "place": "县局中心机房",
    }
    return case.advice(
        customer={**case.signed("周强", "机房主任", by_hand=True), **said}, engineer=case.signed("何志强", "")
    )


def stamped() -> Dossier:
    """Advice whose printed page was stamped and photographed."""
    printed = preview_page(build(case.advice(), now=DAY), 0, 1.6).convert("RGB")
    pen = ImageDraw.Draw(printed)
    pen.ellipse((560, 980, 760, 1180), outline=(200, 30, 30), width=6)
    out = io.BytesIO()
    printed.rotate(0.6, expand=False, fillcolor=(230, 230, 226)).save(out, "JPEG", quality=85)
    scan = out.getvalue()
    sha256 = hashlib.sha256(scan).hexdigest()
    customer = {**case.signed("王𠅤", "机房值班员"), "how": STAMPED, "scans": [sha256], "shown_sha256": "5e" * 32}
    paper = case.advice(customer=customer, engineer=case.signed("何志强", ""))
    return replace(paper, files={sha256: scan})


def english() -> Dossier:
    """A report in English, with the procedure's English words."""
    whole = case.report()
    words = (
        "Room temperature",
        "Temperature of the active main board",
        "Versions of both boards",
        "Free memory of the active main board",
        "Switch over to the standby board, watch for 30 minutes",
    )
    steps = [
        replace(step, values={**step.values, "question_en": said}) for step, said in zip(case.STEPS, words, strict=True)
    ]
    return replace(whole, collected={**whole.collected, "steps": steps}, company=replace(whole.company, labels="en"))


def revised() -> Dossier:
    """A report of revision 2."""
    whole = case.signed_report()
    file = {"sha256": "52" * 32, "name": "SR-1.pdf", "size": 1, "type": "application/pdf"}
    before = {"file": file, "sealed_at": "2026-11-10T05:22:00Z", "revision": "1"}
    sheets = {f"sheets.001.{name}": said for name, said in before.items()}
    opened = {"sheets.002.why": "旧板序列号与附图不一致", "sheets.002.revision": "2"}
    values = {**whole.record.values, **accept_patch("service_report", {**sheets, **opened}), "revision": "2"}
    return replace(whole, record=replace(whole.record, values=values))


# Name → paper, pages in a row, pixels a point.
PAPERS: dict[str, tuple[Callable[[], Dossier], int, float]] = {
    "service_report": (case.signed_report, 4, 0.75),
    "service_report_shortest": (lengths.shortest, 1, 0.9),
    "service_report_longest": (lambda: lengths.longest(640), 6, 0.42),
    "maintenance_advice": (case.advice, 2, 0.9),
    "trip_approval": (case.approval, 2, 0.9),
    "maintenance_advice_refused": (refused, 2, 0.9),
    "maintenance_advice_stamped": (stamped, 3, 0.75),
    "service_report_revised": (revised, 4, 0.75),
    "service_report_english": (english, 4, 0.75),
}


def sheet(drawn: list[Image.Image], across: int) -> Image.Image:
    """Pages side by side on grey, in rows."""
    wide, high = drawn[0].size
    across = min(across, len(drawn))
    rows = -(-len(drawn) // across)
    made = Image.new("RGB", (across * (wide + BETWEEN) + BETWEEN, rows * (high + BETWEEN) + BETWEEN), "#9aa1ab")
    for number, page in enumerate(drawn):
        down, right = divmod(number, across)
        made.paste(page.convert("RGB"), (BETWEEN + right * (wide + BETWEEN), BETWEEN + down * (high + BETWEEN)))
    return made.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, (paper, across, scale) in PAPERS.items():
        drawn = pages(build(paper(), now=DAY), scale)
        sheet(drawn, across).save(folder / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
