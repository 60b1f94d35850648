"""What can go wrong, in two kinds: what a person can act on, and bugs."""

from fieldkit.i18n import N_, translate


class Word(str):
    """A marked word among the facts of an error: translated when the sentence is said."""

    __slots__ = ()


class UserError(Exception):
    """Something a person can act on: a sentence that says what is wrong and what to do.

    `message` is an untranslated sentence marked with `N_`, with `{names}` for its facts; `field` is the
    path of the form field it belongs to, so that the sentence can stand beside it.
    """

    def __init__(self, message: str, *, field: str = "", **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.facts = facts

    def say(self, language: str | None = None) -> str:
        """The sentence in a language (`zh`, `en`), by default the one in force."""
        facts = {name: _in(fact, language) for name, fact in self.facts.items()}
        return translate(self.message, language).format(**facts)

    def __str__(self) -> str:
        return self.say()


def _in(fact: object, language: str | None) -> object:
    if isinstance(fact, Word):
        return translate(fact, language)
    if isinstance(fact, UserError):
        return fact.say(language)
    if isinstance(fact, tuple):
        return translate(N_(", "), language).join(str(_in(part, language)) for part in fact)
    return fact


class FieldError(UserError):
    """A value that a field cannot hold."""


class NotAllowedError(UserError):
    """The actor's roles do not allow this."""


class DamagedError(UserError):
    """A file or database cannot be read as what it should be; nothing was overwritten."""


class OfflineError(UserError):
    """The office cannot be reached; a normal state, not a fault."""

    def __init__(self, reason: str = "", *, message: str = "", field: str = "") -> None:
        usual = N_("The office cannot be reached now. Everything is kept and will go out later.")
        super().__init__(message or usual, field=field)
        self.reason = reason


class BrokenOffError(OfflineError):
    """The office was reached, but the line broke or was too slow for the whole: a smaller page may pass."""
