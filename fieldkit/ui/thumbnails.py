"""Photos as small pictures: read, marked and cut to size off the screen's thread, and kept for the next screen."""

from collections import OrderedDict
from functools import partial
from weakref import WeakKeyDictionary

from PySide6.QtGui import QImage

from fieldkit.actions.desk import Desk
from fieldkit.actions.photos import show_picture
from fieldkit.forms import Photo
from fieldkit.forms.photo import Drawn
from fieldkit.ui.widgets.pictures import PhotoTile, qimage
from fieldkit.ui.workplace import Workplace

MOST = 240  # pictures kept; of 300 × 200 dots they are 43 MB
Key = tuple[str, tuple[int, int], tuple[Drawn, ...]]

_KEPT: WeakKeyDictionary[Workplace, "OrderedDict[Key, QImage]"] = WeakKeyDictionary()


def show_thumbnail(place: Workplace, tile: PhotoTile, photo: Photo) -> None:
    """Brings a photo with its marks into a tile: at once when it was shown before; nothing when it shows it already."""
    if photo.picture is None:
        return
    goal = tile.goal
    key = (photo.picture.sha256, (goal.width(), goal.height()), photo.drawn)
    if tile.shows == key:
        return
    tile.shows = key
    kept = _KEPT.setdefault(place, OrderedDict())
    if key in kept:
        kept.move_to_end(key)
        tile.set_image(kept[key])
        return
    desk = place.desk
    place.jobs.run(partial(_read, desk, key), partial(_keep, kept, tile, key), partial(_fail, tile), owner=tile)


def _read(desk: Desk, key: Key) -> QImage:
    sha256, size, marks = key
    return qimage(show_picture(desk, sha256, size, marks, fill=True))


def _keep(kept: "OrderedDict[Key, QImage]", tile: PhotoTile, key: Key, image: QImage) -> None:
    kept[key] = image
    while len(kept) > MOST:
        kept.popitem(last=False)
    if tile.shows == key:  # it may have got other marks meanwhile
        tile.set_image(image)


def _fail(tile: PhotoTile, _error: Exception) -> None:
    """The tile says that the picture is not here; the next time it is shown it is asked for again."""
    tile.shows = None
