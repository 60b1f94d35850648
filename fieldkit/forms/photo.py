"""照片: one photo of a visit, with what it shows and what was drawn on it."""

from collections.abc import Iterator
from typing import NamedTuple

from fieldkit.forms.field import When
from fieldkit.forms.form import Form, Row
from fieldkit.forms.types import Choice, Moment, Number, Text, YesNo
from fieldkit.forms.values import Link, Picture, Rows
from fieldkit.i18n import N_

SHAPES = {"arrow": N_("Arrow"), "box": N_("Box"), "blur": N_("Blur")}
WHOLE = 1000  # thousandths of the picture's width and height, in which marks are placed


class Drawn(NamedTuple):
    """A mark to be drawn: from one point to another, in thousandths of the width and the height."""

    shape: str
    x: int
    y: int
    to_x: int
    to_y: int


def _place(label: str) -> Number:
    return Number(label, low=0, high=WHOLE)


class Mark(Row):
    """标注: an arrow that points at something, a box around it, or what nobody outside may see."""

    shape = Choice(N_("Mark"), SHAPES)
    x = _place(N_("From left"))
    y = _place(N_("From top"))
    to_x = _place(N_("To left"))
    to_y = _place(N_("To top"))


class Photo(Form):
    """照片. The picture stays as it was taken; `marks` are drawn on whatever is shown or printed of it.

    `original` names the camera's file, which is not kept: it holds the place and is up to 64 MB. Whoever has the file
    can show that the picture was made of it.
    """

    kind = "photo"
    # 2: its marks, which an office that does not know them holds, so that nothing blurred is shown plain; 3: `original`
    version = 3
    title = N_("Photo")
    heading = ("caption",)
    belongs_to = "visit"
    sealed_with = "service_report"

    visit = Link("visit", N_("Visit"), required=When.ALWAYS, find=True)
    step = Link("step", N_("Step"))
    picture = Picture(N_("Photo"), required=When.ALWAYS)
    original = Text(N_("SHA-256 of the file it was made of"), longest=64)
    caption = Text(N_("What it shows"), required=When.SIGNING)
    taken_at = Moment(N_("Taken"), find=True)
    printed = YesNo(N_("In the report"))
    codes = Text(N_("Codes on it"), internal=True)
    marks = Rows(Mark, N_("Marks"))

    @property
    def drawn(self) -> tuple[Drawn, ...]:
        """The marks that are whole, in the order in which they were made."""
        return tuple(self._whole())

    def _whole(self) -> Iterator[Drawn]:
        for mark in self.marks:
            places = (mark.x, mark.y, mark.to_x, mark.to_y)
            if mark.shape in SHAPES and None not in places:
                yield Drawn(mark.shape, *(int(place or 0) for place in places))
