"""How a section stands, for its head: what is wrong, what is missing, else what it says in a few words."""

from collections.abc import Mapping, Sequence
from typing import Any

from fieldkit.forms import Field, Form, Json, Section
from fieldkit.forms.types import Choice, Moment, Text
from fieldkit.forms.values import Link, Rows
from fieldkit.i18n import _

BARE = (Text, Choice, Link)  # their values speak for themselves; others need their label


def in_short(declared: Field[Any], raw: Json, names: Mapping[str, str]) -> str:
    """A value in the head of a section: one line, and without the year."""
    shown = names.get(raw) if isinstance(raw, str) else None
    shown = shown or declared.show(declared.load(raw)).replace("\n", " ").rstrip("。；")[:60]
    if not shown or isinstance(declared, BARE):
        return shown
    if isinstance(declared, Moment):
        shown = shown[5:]
    return f"{_(declared.label)} {shown}"


def state_of(
    form: Form,
    section: Section,
    missing: Mapping[str, str],
    wrong: set[str],
    notes: Sequence[tuple[str, str]],
    names: Mapping[str, str],
) -> tuple[str, str]:
    """The state of a section and the words beside its name; `missing` are its own gaps, `notes` what its extras say."""
    count = len(wrong & missing.keys())
    if count:
        return "wrong", _("{count} to correct").format(count=count)
    if missing:
        first = list(dict.fromkeys(missing.values()))[:3]
        return "missing", _("{what} still missing").format(what=_(", ").join(first))
    said = [*_said(form, section, names), *(words for words, _state in notes)]
    said = [words for words in said if words]
    bad = next((state for _words, state in notes if state in ("missing", "wrong")), "")
    return bad or ("good" if said else "empty"), _(", ").join(said)


def _said(form: Form, section: Section, names: Mapping[str, str]) -> list[str]:
    """The section in a few words: its values, its rows by number."""
    said = []
    for name in section.fields:
        declared = form.fields.get(name)
        if isinstance(declared, Rows):
            count = len(getattr(form, name))
            said.append(f"{_(declared.label)} {count}" if count else "")
        elif declared is not None:
            said.append(in_short(declared, form.values.get(name), names))
    return said
