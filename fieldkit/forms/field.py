"""What every field of a form knows, and the typed descriptor that gives its value.

Under mypy `advice.reply_by` is `date | None`; `MaintenanceAdvice.reply_by.label` is its label.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar, overload

from fieldkit.errors import FieldError, Word
from fieldkit.forms.seen import legible
from fieldkit.i18n import N_

if TYPE_CHECKING:
    from fieldkit.access import Role
    from fieldkit.forms.form import Fields
    from fieldkit.forms.record import Json

T = TypeVar("T")

ERASED = "***"  # where a person was named


class When(IntEnum):
    """From which moment a field must be filled; a draft may lack anything but what is ALWAYS needed."""

    ALWAYS = 0
    SUBMITTING = 1
    SIGNING = 2
    NEVER = 9


class Field(Generic[T]):
    """One field of a form.

    `follow_up` fields stay writable after the signature, the others are sealed by it; `internal` ones never
    reach a paper or the JSON inside it; `find` makes a typed, indexed column; `write` and `read` narrow the roles
    that the kind's grant allows. `required_if` adds a condition to `required`. `personal` ones say who somebody is or
    how to reach him: what they hold is erased when he asks for it. A `byline` only says of another field who wrote it,
    when, or what it is in English: two of them are no conflict, both hands are shown. A `counted` one is worked out
    from other records: screens show it, and nobody types it.
    """

    column: ClassVar[str] = "text"
    merge: ClassVar[str] = "later"

    def __init__(
        self,
        label: str,
        *,
        required: When = When.NEVER,
        required_if: Callable[[Any], bool] | None = None,
        follow_up: bool = False,
        internal: bool = False,
        personal: bool = False,
        byline: bool = False,
        counted: bool = False,
        find: bool = False,
        write: frozenset[Role] | None = None,
        read: frozenset[Role] | None = None,
        hint: str = "",
    ) -> None:
        self.label = label
        self.required = required
        self.required_if = required_if
        self.follow_up = follow_up
        self.internal = internal
        self.personal = personal
        self.byline = byline
        self.counted = counted
        self.find = find
        self.write = write
        self.read = read
        self.hint = hint
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, form: None, owner: type) -> Self: ...
    @overload
    def __get__(self, form: Fields, owner: type) -> T | None: ...
    def __get__(self, form: Fields | None, owner: type) -> Self | T | None:
        if form is None:
            return self
        return self.load(form.values.get(form.prefix + self.name))

    @property
    def erased(self) -> Json:
        """What stands in the place of an erased value: nothing, or a mark where a form needs something."""
        return None if self.required == When.NEVER else ERASED

    def load(self, raw: Json) -> T | None:
        """The value of what is stored; None for nothing, and for what an older program cannot read."""
        if raw is None or (isinstance(raw, str) and not legible(raw)):
            return None
        try:
            return self.read_stored(raw)
        except (ValueError, TypeError, KeyError, ArithmeticError):
            return None

    def read_stored(self, raw: Json) -> T:
        raise NotImplementedError

    def dump(self, value: T | None) -> Json:
        """What is stored of a value; FieldError when the field cannot hold it."""
        if value is None:
            return None
        self.check(value)
        return self.write_stored(value)

    def write_stored(self, value: T) -> Json:
        raise NotImplementedError

    def parse(self, text: str) -> T | None:
        """The value of what a person typed or a file holds; FieldError with a sentence when it is none."""
        text = legible(text)
        if not text:
            return None
        value = self.read_typed(text)
        self.check(value)
        return value

    def read_typed(self, text: str) -> T:
        raise NotImplementedError

    def check(self, value: T) -> None:
        """Raises FieldError when the value is outside of what the field allows."""

    def accept(self, raw: Json) -> Json:
        """What came from outside, brought to stored form; FieldError when it is not such a value.

        Everything from a peer or a script passes here before it is stored, at the laptop and at the office.
        """
        if raw is None or (isinstance(raw, str) and not legible(raw)):
            return None
        try:
            value = self.read_stored(raw)
        except (ValueError, TypeError, KeyError, ArithmeticError) as error:
            raise self.wrong(N_("This is not a value of “{label}”.")) from error
        return self.dump(value)

    def show(self, value: T | None, language: str | None = None) -> str:
        """The value as text for people."""
        return "" if value is None else self.write_shown(value, language)

    def write_shown(self, value: T, language: str | None) -> str:
        return str(value)

    def wrong(self, message: str, **facts: object) -> FieldError:
        """A FieldError about this field; `{label}` in the message is its label."""
        return FieldError(message, field=self.name, label=Word(self.label), **facts)


def stored_word(raw: Json, longest: int = 500) -> str:
    """A text inside a stored value; ValueError for what is none, is too long, or cannot be written in UTF-8."""
    if not isinstance(raw, str) or len(raw) > longest:
        raise ValueError
    raw.encode()
    return raw
