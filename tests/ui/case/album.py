"""The pictures of the user guide: taken while the case is played, of the window as the person sees it.

Each play names them all, so that a test can hold the guide against them; they are drawn only where FIELDKIT_GUIDE
names a folder (`make guide`, once in each language).
"""

import io
import os
from pathlib import Path

from PIL import Image, ImageDraw
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect
from PySide6.QtWidgets import QWidget

from .hands import Hands

FOLDER = os.environ.get("FIELDKIT_GUIDE", "")
COLOURS, ROOM, STROKE, RING = 160, 5, 3, "#D9480F"


class Album:
    """The names of the pictures, in the order in which they were taken."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def take(self, person: Hands, name: str, *marked: str | QWidget) -> None:
        """A picture of the whole window, a ring around what is spoken of: it must be in sight."""
        person.idle()
        assert name not in self.names, f"{name} was taken before"
        self.names.append(name)
        widgets = [person.see(one) if isinstance(one, str) else one for one in marked]
        for widget in widgets:
            person.scroll_to(widget)
        rings = [_place(person, widget) for widget in widgets]
        if FOLDER:
            _draw(person.window, rings).save(Path(FOLDER) / f"{name}.png", optimize=True)


def _place(person: Hands, widget: QWidget) -> QRect:
    """Where a widget is in the window."""
    at = QRect(widget.mapTo(person.window, QPoint(0, 0)), widget.size())
    ring = at.adjusted(-ROOM, -ROOM, ROOM, ROOM).intersected(person.window.rect().adjusted(1, 1, -2, -2))
    assert ring.contains(at.center()), f"“{widget.objectName()}” is out of sight"
    return ring


def _draw(window: QWidget, rings: list[QRect]) -> Image.Image:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    window.grab().save(buffer, "PNG")  # type: ignore[call-overload]
    made = Image.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGB")
    pen = ImageDraw.Draw(made)
    for ring in rings:
        corners = (ring.left(), ring.top(), ring.right(), ring.bottom())
        pen.rounded_rectangle(corners, radius=8, outline=RING, width=STROKE)
    return made.quantize(COLOURS, Image.Quantize.MEDIANCUT, kmeans=2, dither=Image.Dither.NONE)
