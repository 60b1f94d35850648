"""What is drawn as lines: a signature by hand, and a QR code."""

from itertools import groupby, pairwise
from typing import Any

import zxingcpp

from fieldkit.documents.sheet import INK, Sheet

Strokes = tuple[tuple[tuple[int, int, int], ...], ...]


def draw_strokes(sheet: Sheet, strokes: Strokes, wide: float, high: float) -> None:
    """A signature by hand, fitted into a box at the origin; points are (x, y down, width) in thousandths."""
    points = [point for line in strokes for point in line]
    if not points:
        return
    left, top = min(x for x, _, _ in points), min(y for _, y, _ in points)
    across = max(max(x for x, _, _ in points) - left, 1)
    down = max(max(y for _, y, _ in points) - top, 1)
    scale = min(wide / across, high / down, wide / 600)
    sheet.saveState()
    sheet.translate((wide - across * scale) / 2, (high + down * scale) / 2)
    sheet.setStrokeColor(INK)
    sheet.setLineCap(1)
    sheet.setLineJoin(1)
    for line in strokes:
        ends = line if len(line) > 1 else (*line, *line)
        for (x0, y0, w0), (x1, y1, w1) in pairwise(ends):
            sheet.setLineWidth(max((w0 + w1) / 2 * scale, 0.3))
            sheet.line((x0 - left) * scale, (top - y0) * scale, (x1 - left) * scale, (top - y1) * scale)
    sheet.restoreState()


def draw_qr(sheet: Sheet, text: str, x: float, y: float, size: float) -> None:
    """A QR code of some text, its lower left corner at (x, y), without quiet zone: the paper is white. One path."""
    rows = qr_modules(text)
    bars = []
    for number, row in enumerate(rows):
        column = 0
        for dark, same in groupby(row):
            count = len(list(same))
            if dark:
                bars.append((column, number, count))
            column += count
    sheet.saveState()
    sheet.setFillColor(INK)
    sheet.translate(x, y + size)
    sheet.scale(size / len(rows), -size / len(rows))
    sheet.bars(bars)
    sheet.restoreState()


def qr_modules(text: str) -> list[list[bool]]:
    """The rows of a QR code from the top, True for a dark module; of errors it takes 15 %."""
    code: Any = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture: Any = memoryview(code.to_image(scale=1, add_quiet_zones=False))
    return [[shade == 0 for shade in row] for row in picture.tolist()]
