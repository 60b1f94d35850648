"""The letterhead is written once by who keeps the house's lists, and every laptop prints it."""

import io
from pathlib import Path

import pytest
from courier_trips import DEPARTMENT, ENGINEER, Trips, new_problem
from PIL import Image

from fieldkit.actions.attachments import keep_file
from fieldkit.actions.dossiers import paper_dossier
from fieldkit.actions.enrol import sync
from fieldkit.actions.letterhead import begin_letterhead, letterhead, logo_trouble
from fieldkit.actions.luggage import needs
from fieldkit.actions.records import set_values
from fieldkit.actions.trips import plan_visit
from fieldkit.errors import NotAllowedError, UserError
from fieldkit.forms import Letterhead
from fieldkit.forms.letterhead import LETTERHEAD


def logo(folder: Path, content: bytes = b"") -> Path:
    path = folder / "logo.png"
    Image.new("RGBA", (300, 80), (180, 20, 20, 128)).save(path)
    if content:
        path.write_bytes(content)
    return path


def test_it_begins_with_what_papers_said_and_reaches_every_laptop(trips: Trips, tmp_path: Path) -> None:
    boss, engineer = trips.laptop(DEPARTMENT), trips.laptop(ENGINEER)
    before = letterhead(engineer.desk)
    assert before.name == engineer.desk.identity.company
    begun = begin_letterhead(boss.desk)
    assert begin_letterhead(boss.desk).id == begun.id == LETTERHEAD
    assert letterhead(boss.desk) == before
    kept = keep_file(boss.desk, logo(tmp_path))
    values = {"street": "银川市金凤区 1 号", "labels": "zh", "department": None, "logo": Letterhead.logo.dump(kept)}
    set_values(boss.desk, begun.id, values, boss.store.open(begun.id))
    sync(boss.desk)
    sync(engineer.desk)
    after = letterhead(engineer.desk)
    assert (after.name, after.street, after.labels) == (before.name, "银川市金凤区 1 号", "zh")
    assert after.department == before.department, "an empty line says what it said before"
    wanted = {need.file.sha256 for need in needs(engineer.desk)}
    assert wanted == set() or kept.sha256 in wanted
    engineer.desk.file(kept.sha256)
    with Image.open(io.BytesIO(letterhead(boss.desk).logo)) as printed:
        assert (printed.format, printed.mode, printed.size) == ("JPEG", "RGB", (300, 80))
        assert min(printed.getpixel((5, 5))[1:]) > 100, "what shines through is white"
    assert letterhead(engineer.desk).logo == letterhead(boss.desk).logo


def test_an_engineer_may_not_write_it(trips: Trips) -> None:
    with pytest.raises(NotAllowedError):
        begin_letterhead(trips.laptop(ENGINEER).desk)


@pytest.mark.parametrize("content", [b"<svg/>", b"\x89PNG\r\n\x1a\n" + b"0" * 40])
def test_a_logo_that_is_no_picture_is_named_and_papers_go_on_without(
    trips: Trips, tmp_path: Path, content: bytes
) -> None:
    boss = trips.laptop(DEPARTMENT)
    begun = begin_letterhead(boss.desk)
    assert logo_trouble(boss.desk) is None
    kept = keep_file(boss.desk, logo(tmp_path, content))
    set_values(boss.desk, begun.id, {"logo": Letterhead.logo.dump(kept)}, boss.store.open(begun.id))
    trouble = logo_trouble(boss.desk)
    assert isinstance(trouble, UserError)
    assert "PNG" in trouble.say("zh")
    assert letterhead(boss.desk).logo == b""


def test_papers_lead_to_the_address_that_the_house_wrote(trips: Trips) -> None:
    boss, engineer = trips.laptop(DEPARTMENT), trips.laptop(ENGINEER)
    begun = begin_letterhead(boss.desk)
    assert letterhead(boss.desk).address == boss.desk.identity.url, "nothing written: as it was"
    set_values(boss.desk, begun.id, {"check_address": "https://service.example.com:8443/fk"}, boss.store.open(begun.id))
    sync(boss.desk)
    sync(engineer.desk)
    problem = new_problem(engineer)
    dossier = paper_dossier(engineer.desk, engineer.desk.form(plan_visit(engineer.desk, problem, "x").id).record)
    assert dossier.office == "https://service.example.com:8443/fk"


@pytest.mark.parametrize(
    "address", ["service.example.com", "javascript:alert(1)", "https://a.b/#x", "https://u:p@a.b", "https://a b"]
)
def test_what_is_no_address_is_not_taken_for_one(trips: Trips, address: str) -> None:
    boss = trips.laptop(DEPARTMENT)
    begun = begin_letterhead(boss.desk)
    with pytest.raises(UserError, match="https://"):
        set_values(boss.desk, begun.id, {"check_address": address}, boss.store.open(begun.id))
