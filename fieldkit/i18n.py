"""Words in Chinese and English, switched while running.

Sentences are written in English in the code, marked with `N_` where they are declared, and looked up with
`_` or `translate` when they are shown. `resources/locale/zh/<room>.po` holds the Chinese, one file a room;
`make locale` collects new sentences into them and compiles them.
"""

import gettext
from functools import cache

from fieldkit import resource

LANGUAGES = {"zh": "中文", "en": "English"}

_state = {"language": "zh"}


def N_(message: str) -> str:  # noqa: N802 - the customary name of a marker
    """Marks a message for translation without translating it."""
    return message


def language() -> str:
    return _state["language"]


def set_language(code: str) -> None:
    """Sets the language of everything said from now on: `zh` or `en`."""
    if code not in LANGUAGES:
        raise ValueError(f"unknown language {code!r}")
    _state["language"] = code


def translate(message: str, code: str | None = None) -> str:
    """The message in a language, by default the one in force; English is the message itself."""
    if not message or (code or _state["language"]) == "en":
        return message
    return _chinese().get(message, message)


_ = translate


@cache
def _chinese() -> dict[str, str]:
    words: dict[str, str] = {}
    for compiled in sorted(resource("locale/zh").glob("*.mo")):
        with compiled.open("rb") as file:
            catalog = gettext.GNUTranslations(file)
        pairs: dict[object, str] = catalog._catalog  # type: ignore[attr-defined]
        words |= {key: text for key, text in pairs.items() if isinstance(key, str) and key and text}
    return words
