"""What is drawn on a photo is burned into what leaves the house; below a blur nothing is left."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pikepdf
import zxingcpp
from nameplate import nameplate
from PIL import Image, ImageChops

from fieldkit.documents.build import build
from fieldkit.documents.marks import burned, marked
from fieldkit.documents.photos import cleaned
from fieldkit.documents.snapshot import read_snapshot
from fieldkit.forms import Json
from fieldkit.forms.photo import Drawn
from tests.documents.case import report

NOW = datetime(2026, 11, 10, 6, tzinfo=UTC)
ALL = Drawn("blur", 0, 0, 1000, 1000)
SECRET = "13800001234"


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def test_below_a_blur_nothing_can_be_read_and_the_rest_stays() -> None:
    plain = cleaned(nameplate(SECRET))
    assert [code.text for code in zxingcpp.read_barcodes(opened(plain))] == [SECRET]
    mark = Drawn("blur", 50, 50, 500, 950)
    covered = marked(opened(plain), [mark])
    assert zxingcpp.read_barcodes(covered) == []
    wide, high = covered.size
    right = (wide // 2 + 2, 0, wide, high)
    assert ImageChops.difference(opened(plain).crop(right), covered.crop(right)).getbbox() is None


def test_what_a_blur_leaves_follows_from_four_means_alone() -> None:
    plain = opened(nameplate(SECRET)).resize((800, 600))
    mirrored = plain.copy()
    for corner in ((0, 0), (400, 0), (0, 300), (400, 300)):
        edges = (*corner, corner[0] + 400, corner[1] + 300)
        mirrored.paste(plain.crop(edges).transpose(Image.Transpose.ROTATE_180), edges)
    assert ImageChops.difference(plain, mirrored).getbbox() is not None
    assert ImageChops.difference(marked(plain, [ALL]), marked(mirrored, [ALL])).getbbox() is None


def test_an_arrow_and_a_box_are_drawn_where_they_were_put_at_every_size() -> None:
    for size in ((2000, 1500), (300, 200)):
        grey = Image.new("RGB", size, "gray")
        drawn = marked(grey, [Drawn("box", 100, 100, 400, 400), Drawn("arrow", 900, 900, 600, 600)])
        changed = ImageChops.difference(grey, drawn).getbbox()
        assert changed is not None
        left, top, right, bottom = (edge / side for edge, side in zip(changed, (*size, *size), strict=True))
        assert 0.05 < left < 0.1 and 0.05 < top < 0.1 and 0.88 < right < 0.93 and 0.88 < bottom < 0.93
        assert ImageChops.difference(grey, Image.new("RGB", size, "gray")).getbbox() is None  # the original stays


def test_marks_at_the_edge_and_of_no_size_do_no_harm() -> None:
    for shape in ("blur", "box", "arrow"):
        for places in ((1000, 1000, 1000, 1000), (0, 0, 0, 0), (0, 1000, 1000, 0)):
            assert marked(Image.new("RGB", (7, 5)), [Drawn(shape, *places)]).size == (7, 5)


def test_a_paper_holds_the_marked_photo_alone_and_its_data_name_the_original() -> None:
    plain = cleaned(nameplate(SECRET), 600)
    dossier = report()
    photo = dossier.collected["photos"][0]
    row: dict[str, Json] = {f"marks.m1.{name}": str(value) for name, value in ALL._asdict().items()}
    blurred = replace(photo, values=photo.values | row)
    sha256 = str(blurred.values["picture"]["sha256"])  # type: ignore[index, call-overload]
    covered = replace(dossier, collected={**dossier.collected, "photos": [blurred]}, files={sha256: plain})
    paper = build(covered, now=NOW)
    assert build(covered, now=NOW) == paper
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        pictures = [raw for one in pdf.objects if (raw := jpeg_of(one)) is not None]
    assert burned(plain, (ALL,)) in pictures and plain not in pictures
    assert all(not zxingcpp.read_barcodes(opened(picture)) for picture in pictures)
    data, _raw = read_snapshot(paper)
    assert sha256 in json.dumps(data) and SECRET not in json.dumps(data)


def jpeg_of(one: pikepdf.Object) -> bytes | None:
    if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image":
        return one.read_raw_bytes()
    return None
