"""The user guide: it names every picture that the played case made, and the words that stand on the screens."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from PIL import Image

from fieldkit import resource
from fieldkit.playbooks import load_playbooks

GUIDE = Path(__file__).resolve().parents[1] / "docs" / "guide"
CHAPTERS = {"zh": GUIDE / "first-case.zh.md", "en": GUIDE / "first-case.md"}
PICTURES = {"zh": GUIDE / "pictures", "en": GUIDE / "pictures-en"}
MOST = 3_000_000  # bytes of a language; the pictures come along with every checkout
WINDOW = (1366, 768)


def named(language: str) -> list[str]:
    folder = PICTURES[language].name
    return re.findall(rf"!\[[^\]]+\]\({folder}/([^)]+)\.png\)", CHAPTERS[language].read_text("utf-8"))


def test_both_chapters_tell_the_same_story() -> None:
    assert named("zh") == named("en")
    heads = [re.findall(r"^(#+) (\d*)", path.read_text("utf-8"), re.MULTILINE) for path in CHAPTERS.values()]
    assert heads[0] == heads[1]


@pytest.mark.parametrize("language", CHAPTERS)
def test_every_picture_is_there_once_and_none_beside(language: str) -> None:
    pictures = list(PICTURES[language].iterdir())
    assert sorted(named(language)) == sorted(path.stem for path in pictures)
    for path in pictures:
        with Image.open(path) as image:
            assert (image.format, image.size) == ("PNG", WINDOW), path.name
    assert sum(path.stat().st_size for path in pictures) < MOST


def on_the_screens(language: str) -> list[re.Pattern[str]]:
    """What can stand on a screen, numbers and names left open."""
    said: set[str] = set()
    for catalogue in resource("locale/zh").glob("*.po"):
        with catalogue.open("rb") as file:
            for message in read_po(file):
                for text in (message.string,) if language == "zh" else (message.id,):
                    said |= {text} if isinstance(text, str) else set(text)
    for book in load_playbooks().values():
        said |= {branch.label.say(language) for step in book.steps for branch in step.branches if branch.label}
    worded = [text for text in said if re.sub(r"\{.*?\}|\W", "", text)]
    return [re.compile(re.sub(r"\\\{.*?\\\}", ".+", re.escape(text))) for text in worded]


@pytest.mark.parametrize("language", CHAPTERS)
def test_what_it_tells_to_press_is_called_so(language: str) -> None:
    known = on_the_screens(language)
    told = set(re.findall(r"\*\*(.+?)\*\*", CHAPTERS[language].read_text("utf-8")))
    assert len(told) > 30
    assert not {words for words in told if not any(one.fullmatch(words) for one in known)}
