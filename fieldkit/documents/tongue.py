"""Chinese, English or both on a paper: which words stand large, and which small beside or below them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from fieldkit.i18n import translate

# `both`, `zh` or `en`, while one paper is drawn.
LABELS: ContextVar[str] = ContextVar("labels", default="both")


@contextmanager
def labels(wanted: str) -> Iterator[None]:
    """Draws a paper with `both`, `zh` or `en`."""
    before = LABELS.set(wanted)
    try:
        yield
    finally:
        LABELS.reset(before)


def tongue() -> str:
    """The language of the large words."""
    return "en" if LABELS.get() == "en" else "zh"


def pair(chinese: str, english: str) -> tuple[str, str]:
    """The large words and the small ones, empty where they would say the same or are not wanted."""
    if LABELS.get() == "both":
        return chinese, english if english != chinese else ""
    return (english if LABELS.get() == "en" else chinese), ""


def said(message: str) -> tuple[str, str]:
    """The large and the small words of a message."""
    return pair(translate(message, "zh"), translate(message, "en"))


def spread(message: str, **filled: object) -> str:
    """Both on one line, as at the edges of a page: 第 2 版  Revision 2."""
    return "  ".join(words.format(**filled) for words in said(message) if words)
