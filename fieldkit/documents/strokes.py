"""What is drawn as lines: a signature by hand, and a QR code."""

from itertools import pairwise
from typing import Any

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

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
    """A QR code of some text, its lower left corner at (x, y), without quiet zone: the paper is white."""
    code: Any = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    count = code.getModuleCount()
    module = size / count
    sheet.setFillColor(INK)
    for row in range(count):
        start = None
        for column in range(count + 1):
            dark = column < count and code.isDark(row, column)
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                bottom = y + size - (row + 1) * module
                sheet.rect(x + start * module, bottom, (column - start) * module, module, stroke=0, fill=1)
                start = None
