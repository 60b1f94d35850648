"""Makes the pictures of five papers in docs/papers, to be looked at: `make papers`.

usage: pictures.py FOLDER
"""

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PIL import Image

from fieldkit.documents.build import build
from fieldkit.documents.dossier import Dossier
from fieldkit.documents.preview import pages
from tests.documents import case, lengths
from tests.documents.authority import DAY

# Name → paper, pages in a row, pixels a point.
PAPERS: dict[str, tuple[Callable[[], Dossier], int, float]] = {
    "service_report": (case.signed_report, 4, 0.75),
    "service_report_shortest": (lengths.shortest, 1, 0.9),
    "service_report_longest": (lambda: lengths.longest(640), 6, 0.42),
    "maintenance_advice": (case.advice, 2, 0.9),
    "trip_approval": (case.approval, 2, 0.9),
}
COLOURS, BETWEEN = 64, 8


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
