"""Words joined as the language in force joins them; what is empty is left out."""

from collections.abc import Iterable

from fieldkit.i18n import _


def listed(words: Iterable[str]) -> str:
    """Things of one kind: `P03, SP1`."""
    return _(", ").join(word for word in words if word)


def phrases(words: Iterable[str]) -> str:
    """Parts of one sentence, loosely: `the first, the second`."""
    return _joined(_("{a}, {b}"), words)


def clauses(words: Iterable[str]) -> str:
    """Sentences that belong together: `step 3; noted as a suspect`."""
    return _joined(_("{a}; {b}"), words)


def told(words: Iterable[str]) -> str:
    """Who or what, and what is said of it: `Name: text`."""
    return _joined(_("{a}: {b}"), words)


def _joined(two: str, words: Iterable[str]) -> str:
    whole = ""
    for word in words:
        if word:
            whole = two.format(a=whole, b=word) if whole else word
    return whole
