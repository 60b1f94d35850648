"""Procedures from YAML: read, and checked so that no run can end nowhere; all that is wrong is said, with its lines."""

import copy
import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from fieldkit import resource
from fieldkit.errors import UserError
from fieldkit.forms.types import plain_text
from fieldkit.i18n import N_
from fieldkit.playbooks.lines import MOST_IN_LIST, Finding, Lines, NotYamlError, Place
from fieldkit.playbooks.model import Playbook, Step
from fieldkit.playbooks.sound import Fault, faults

MOST_SHOWN, MOST_FOUND = 20, 100
_LIMIT = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*(\S{1,20})\s*")


@dataclass(frozen=True)
class Checked:
    """A text that was checked: the procedure when it is sound, and all that is wrong, by line."""

    playbook: Playbook | None
    findings: tuple[Finding, ...] = ()


class UnsoundError(UserError):
    """A procedure that is not sound: every finding in one sentence each, in the order of the lines."""

    def __init__(self, name: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(N_("The procedure “{file}” cannot be used:"), field="text", file=name)
        self.findings = findings

    def say(self, language: str | None = None) -> str:
        return "\n".join([super().say(language), *(one.say(language) for one in self.findings[:MOST_SHOWN])])


def load_playbooks(folder: Path | None = None) -> dict[str, Playbook]:
    """The playbooks of a folder (by default those that come with FieldKit) by id."""
    found: dict[str, Playbook] = {}
    for path in sorted((folder or resource("playbooks")).glob("*.yaml")):
        playbook = load_playbook(path.name, path.read_bytes())
        if playbook.id in found:
            wrong = UserError(N_("Another file has the id “{code}” already."), code=playbook.id)
            raise UnsoundError(path.name, (Finding(1, "", wrong),))
        found[playbook.id] = playbook
    return found


def load_former() -> dict[tuple[str, int], Playbook]:
    """The versions that came with FieldKit before, by id and number: a run that was begun by one goes on by it."""
    files = sorted((resource("playbooks") / "former").glob("*.yaml"))
    books = [load_playbook(path.name, path.read_bytes()) for path in files]
    return {(book.id, book.version): book for book in books}


def load_playbook(name: str, data: bytes) -> Playbook:
    """The playbook in a file's bytes; UnsoundError says all that is wrong with it."""
    return sound_playbook(name, text_of(name, data))


def text_of(name: str, data: bytes) -> str:
    """The text in a file's bytes, as it stands there but for the mark of its beginning and the ends of its lines."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        wrong = UserError(N_("This is no text in UTF-8. Save the file as UTF-8."))
        raise UnsoundError(name, (Finding(line, "", wrong),)) from error


def sound_playbook(name: str, text: str) -> Playbook:
    """The playbook in a text; UnsoundError says all that is wrong with it."""
    checked = check_playbook(text)
    if checked.playbook is None:
        raise UnsoundError(name, checked.findings)
    return checked.playbook


def check_playbook(text: str) -> Checked:
    """Reads a text and looks for everything that is wrong with it, not only the first."""
    try:
        lines = Lines(text)
    except NotYamlError as error:
        return Checked(None, (error.finding,))
    raw = lines.values
    if not isinstance(raw, dict) or not isinstance(raw.get("steps"), list) or not raw["steps"]:
        wrong = UserError(N_("A procedure has words such as id, version, kind and title, and a list of “steps”."))
        return Checked(None, (Finding(1, "", wrong),))
    if len(raw["steps"]) > MOST_IN_LIST:
        wrong = UserError(N_("A procedure has at most {most} steps."), most=MOST_IN_LIST)
        return Checked(None, (Finding(lines.line(("steps", MOST_IN_LIST)), "", wrong),))
    overlong = lines.overlong()
    if overlong is not None:
        wrong = UserError(N_("This list is longer than any of a procedure: it has at most {most} entries."),
                          most=MOST_IN_LIST)  # fmt: skip
        return Checked(None, (Finding(lines.line(overlong), "", wrong),))
    found: list[Fault] = [
        (place, UserError(N_("“{word}” stands here twice."), word=name)) for place, name in lines.twice()
    ]
    raw, limits = _limits(raw)
    found += limits
    playbook, whole, wrongs = _read(raw)
    found += wrongs
    if playbook is not None:
        found += islice(faults(playbook, whole), MOST_FOUND + 1)
    names = [step.get("id") if isinstance(step, dict) else None for step in raw["steps"]]
    told = [_finding(lines, names, place, wrong) for place, wrong in found[:MOST_FOUND]]
    findings = {(one.line, one.say("en")): one for one in told}
    ordered = sorted(findings.values(), key=lambda one: one.line)
    if len(found) > MOST_FOUND:
        ordered.append(Finding(ordered[-1].line, "", UserError(N_("There is more: mend what is said above first."))))
    return Checked(None if ordered else playbook, tuple(ordered))


def _finding(lines: Lines, names: list[Any], place: Place, wrong: UserError) -> Finding:
    inside = place[1] if len(place) > 1 and place[0] == "steps" else None
    name = names[inside] if isinstance(inside, int) and isinstance(names[inside], str) else ""
    return Finding(lines.line(place), name, wrong)


def _limits(raw: dict[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """Limits that are written with their unit, as numbers; and those whose unit is not the step's."""
    raw = {**raw, "steps": [dict(step) if isinstance(step, dict) else step for step in raw["steps"]]}
    found: list[Fault] = []
    for at, step in enumerate(raw["steps"]):
        if not isinstance(step, dict):
            continue
        own = _shown(step.get("unit") or "")

        def number(said: Any, place: Place, own: str = own) -> Any:
            typed = _LIMIT.fullmatch(said) if isinstance(said, str) else None
            if typed is None or typed[2].replace(".", "").isdigit():
                return said
            if plain_text(typed[2]) != plain_text(own):
                found.append(
                    (place, UserError(N_("“{said}” does not fit: this step is measured in {own}."), said=said, own=own))
                )
            return typed[1]

        for word in ("low", "high"):
            if word in step:
                step[word] = number(step[word], ("steps", at, word))
        for word in ("scale", "possible"):
            if isinstance(step.get(word), list):
                step[word] = [number(one, ("steps", at, word)) for one in step[word]]
    return raw, found


def _read(raw: dict[str, Any]) -> tuple[Playbook | None, bool, list[Fault]]:
    """The procedure in these values, as far as it can be read; whether that is all of it; and what cannot be."""
    try:
        return Playbook.model_validate(raw), True, []
    except ValidationError as error:
        wrongs = [(_place(one["loc"]), _sentence(one)) for one in error.errors()]
        mended = _mended(raw, error.errors())
    try:
        return Playbook.model_validate(mended), True, wrongs
    except ValidationError:
        return *_in_parts(mended), wrongs


def _in_parts(mended: dict[str, Any]) -> tuple[Playbook | None, bool]:
    """The steps that can be read under a beginning that can be; and whether these are all."""
    steps: list[Step] = []
    whole = True
    for step in mended["steps"]:
        try:
            steps.append(Step.model_validate(step))
        except ValidationError:
            whole = False
    kind = "inspection" if mended.get("kind") in ("checklist", "inspection") else "diagnosis"
    nothing = {"id": "unread", "version": 1, "title": {"zh": "?", "en": "?"}}
    return Playbook.model_validate({**nothing, "kind": kind, "steps": steps}) if steps else None, whole


def _place(location: tuple[int | str, ...]) -> Place:
    return tuple(part for part in location if part != "[key]")


def _mended(raw: dict[str, Any], errors: list[ErrorDetails]) -> dict[str, Any]:
    """The values without unknown words, and with a mark for what is not translated, so that reading goes on."""
    mended = copy.deepcopy(raw)
    for error in errors:
        holder: Any = mended
        try:
            for part in error["loc"][:-1]:
                holder = holder[part]
            if error["type"] == "extra_forbidden":
                holder.pop(error["loc"][-1], None)
            elif error["type"] == "missing" and error["loc"][-1] in {"zh", "en"}:
                holder[error["loc"][-1]] = "?"
        except (KeyError, IndexError, TypeError):
            continue  # a place that pydantic names and the values do not have: that step stays unread
    return mended


def _shown(given: object) -> str:
    """How a value begins: what holds itself would print without end, and Python prints no number of 5,000 digits."""
    try:
        return str(given)[:40] if isinstance(given, str | int | float) else "…"
    except ValueError:
        return "…"


def _sentence(error: ErrorDetails) -> UserError:
    """What pydantic found, as a person says it."""
    word = next((str(part) for part in reversed(error["loc"]) if isinstance(part, str) and part != "[key]"), "")
    given = error["input"]
    said = _shown(given)
    sort = error["type"]
    if sort == "missing" and word in _TRANSLATIONS:
        of = next((str(part) for part in reversed(error["loc"][:-1]) if isinstance(part, str)), "")
        return UserError(_TRANSLATIONS[word], word=of)
    if sort == "string_pattern_mismatch" and not said.strip():
        return UserError(N_("“{word}” is empty."), word=word)
    for beginning, sentence in _SENTENCES:
        if sort.startswith(beginning):
            known = str((error.get("ctx") or {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
            return UserError(sentence, word=word, said=said, known=known)
    return UserError(N_("“{word}” cannot be “{said}”."), word=word, said=said)


_TRANSLATIONS = {
    "zh": N_("The Chinese of “{word}” is missing (zh: …)."),
    "en": N_("The English of “{word}” is missing (en: …)."),
}
_SENTENCES = (
    ("missing", N_("“{word}” is missing.")),
    ("extra_forbidden", N_("“{word}” is not a word that procedures know.")),
    (
        "string_pattern",
        N_("“{word}” cannot be “{said}”: a code begins with a small letter; then letters, digits, - and _."),
    ),
    ("string_type", N_("“{word}” is not a text: put “{said}” into quotation marks.")),
    ("string_too_long", N_("“{word}” is too long.")),
    ("enum", N_("“{word}” cannot be “{said}”; it is one of: {known}.")),
    ("literal", N_("“{word}” cannot be “{said}”; it is one of: {known}.")),
    (
        "model_type",
        N_("“{word}” is not as it should be: a text is written {{zh: …, en: …}}, a step as words and values."),
    ),
    ("decimal", N_("“{word}” is not a number: “{said}”.")),
    ("finite", N_("“{word}” is not a number: “{said}”.")),
    ("int", N_("“{word}” is not a whole number: “{said}”.")),
    ("less", N_("“{word}” is too large: “{said}”.")),
    ("greater", N_("“{word}” is too small: “{said}”.")),
    ("tuple", N_("“{word}” is a list.")),
)
