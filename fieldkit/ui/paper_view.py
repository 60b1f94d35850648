"""A paper on the screen: its pages drawn off the screen's thread as they are seen, with the place of every field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage

from fieldkit.documents.preview import page, places, sizes
from fieldkit.documents.sheet import PAGE_HEIGHT, PAGE_WIDTH, Place
from fieldkit.errors import DamagedError
from fieldkit.ui.jobs import Job
from fieldkit.ui.paper_out import PaperOut
from fieldkit.ui.widgets.pages import Highlight
from fieldkit.ui.widgets.pdf import PdfView
from fieldkit.ui.widgets.pictures import qimage
from fieldkit.ui.workplace import Workplace

LEGIBLE = 260  # px a page is wide


@dataclass(frozen=True)
class Paper:
    """A PDF that is shown: the size of each page in points, and where each field stands on them."""

    pdf: bytes
    sizes: Sequence[tuple[float, float]]
    places: Mapping[str, Place]


def open_paper(pdf: bytes) -> Paper:
    """Looks into a PDF; to be called off the screen's thread. One of another origin has no places."""
    found = sizes(pdf)
    try:
        return Paper(pdf, found, places(pdf))
    except DamagedError:
        return Paper(pdf, found, {})


def picture_of(paper: Paper, number: int, wide: int) -> QImage:
    """A page as a picture; to be called off the screen's thread. A page that cannot be drawn is null."""
    try:
        return qimage(page(paper.pdf, number, (wide - 0.01) / paper.sizes[number][0]))  # so that it rounds up to it
    except DamagedError:
        return QImage()


class PaperView(PdfView):
    """A PdfView that is given a PDF, and draws the pages that are seen. `field_clicked` carries the path of the field
    under a click, as in `places`; `seen_changed` says that another page was seen to its end."""

    field_clicked = Signal(str)
    opened = Signal()
    seen_changed = Signal()

    def __init__(self, place: Workplace, title: str = "", *, thumbs: bool = False, name: str = "paper") -> None:
        super().__init__(title, thumbs=thumbs, name=name)
        self._workplace = place
        self.out = PaperOut(place, self, lambda: self.paper.pdf if self.paper is not None else b"")
        self.paper: Paper | None = None
        self._job: Job[Paper] | None = None
        self._drawing: Job[QImage] | None = None
        self._marked: list[tuple[str, int]] = []
        self.wanted.connect(self._draw)
        self.spot_clicked.connect(self._clicked)

    def show_pdf(self, pdf: bytes) -> None:
        """Opens a PDF and shows it; the one before stays until then."""
        if self._job is not None:
            self._job.cancel()
        self._job = self._workplace.jobs.run(
            lambda: open_paper(pdf), self.show_paper, lambda _error: self.clear(), lane="work", owner=self
        )

    def show_paper(self, paper: Paper) -> None:
        """Shows a paper that was opened elsewhere."""
        self._stop_drawing()
        self.paper = paper
        self.set_shapes([high / wide for wide, high in paper.sizes])
        self.mark(self._marked)
        self.opened.emit()

    def clear(self) -> None:
        """Shows nothing."""
        if self._job is not None:
            self._job.cancel()
        self._stop_drawing()
        self.paper = None
        self.set_shapes([])

    def _stop_drawing(self) -> None:
        if self._drawing is not None:
            self._drawing.cancel()
            self._drawing = None

    def _draw(self, number: int, wide: int) -> None:
        """One page at a time: what is wanted next may be another one by then."""
        if self._drawing is not None or self.paper is None:
            return
        paper = self.paper

        def drawn(picture: QImage) -> None:
            self._drawing = None
            self.set_picture(number, picture, wide)

        self._drawing = self._workplace.jobs.run(
            lambda: picture_of(paper, number, wide), drawn, lane="work", owner=self
        )

    def read_on(self) -> None:
        """Scrolls on by what is in sight, or to the next page that was not seen yet."""
        bar = self._scroll.verticalScrollBar()
        if bar.value() < bar.maximum():
            bar.setValue(bar.value() + round(self._scroll.viewport().height() * 0.9))
            return
        unseen = [page for page in range(self.canvas.count) if page not in self.seen]
        if unseen:
            self.go_to(unseen[0])

    def _look(self) -> None:
        before = set(self.seen)
        super()._look()
        if self.canvas.page_width < LEGIBLE and self.seen != before:
            self.seen = before  # a page too small to be read was not seen
            self._say(self.page, self.canvas.count)
        if self.seen != before:
            self.seen_changed.emit()

    # -- places

    def mark(self, marked: Sequence[tuple[str, int]]) -> None:
        """Frames these fields, each with its pin's number, or 0 for none."""
        self._marked = list(marked)
        found = [(self.place_for(path), number) for path, number in self._marked]
        self.set_highlights([_highlight(place, number) for place, number in found if place is not None])

    def place_for(self, path: str) -> Place | None:
        """Where a field stands; an empty one, which is not printed, stands with the rest of its row."""
        known = self.paper.places if self.paper is not None else {}
        if path in known:
            return known[path]
        stem = path.rsplit("/", 1)[0] + "/" if "/" in path else path.rsplit(".", 1)[0] + "."
        near = [place for key, place in known.items() if key.startswith(stem)] if stem != path + "." else []
        if not near:
            return None
        page = near[0].page
        near = [place for place in near if place.page == page]
        return Place(
            page,
            min(place.x0 for place in near),
            min(place.y0 for place in near),
            max(place.x1 for place in near),
            max(place.y1 for place in near),
        )

    def reveal(self, path: str) -> None:
        """Brings the page with a field into sight, unless it is in sight already."""
        place = self.place_for(path)
        if place is not None:
            spot = self.canvas.place_of(_highlight(place, 0))
            self._scroll.ensureVisible(round(spot.center().x()), round(spot.center().y()), 0, self.height() // 4)

    def field_at(self, page: int, x: float, y: float) -> str:
        """The field under a point of a page, given as shares of its width and height; the nearest in its row."""
        across, up = x * PAGE_WIDTH, (1 - y) * PAGE_HEIGHT
        best, least = "", 24.0
        for path, place in (self.paper.places if self.paper is not None else {}).items():
            if place.page != page:
                continue
            aside = max(place.x0 - across, 0, across - place.x1)
            away = max(place.y0 - up, 0, up - place.y1)
            far = away * 3 + aside * 0.2
            if far < least:
                best, least = path, far
        return best

    def _clicked(self, page: int, x: float, y: float) -> None:
        path = self.field_at(page, x, y)
        if path:
            self.field_clicked.emit(path)


def _highlight(place: Place, number: int) -> Highlight:
    return Highlight(
        place.page,
        place.x0 / PAGE_WIDTH,
        (PAGE_HEIGHT - place.y1) / PAGE_HEIGHT,
        (place.x1 - place.x0) / PAGE_WIDTH,
        (place.y1 - place.y0) / PAGE_HEIGHT,
        number,
    )
