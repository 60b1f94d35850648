"""A procedure as a record: what is drawn from its text, whether it may be released, and what a new version changes."""

from collections.abc import Iterator, Mapping

from fieldkit.errors import UserError
from fieldkit.forms import Json, Values
from fieldkit.forms import Procedure as ProcedureForm
from fieldkit.i18n import N_, translate
from fieldkit.playbooks.lines import Finding, Lines
from fieldkit.playbooks.loading import Checked, UnsoundError, check_playbook
from fieldkit.playbooks.model import Kind, Playbook, Step

_AFTER = "; "


def drawn_from(book: Playbook) -> Values:
    """What a procedure's record says about its text."""
    return {
        "name_zh": book.title.zh[:500],
        "name_en": book.title.en[:500],
        "purpose": book.kind,
        "models": _AFTER.join(book.models)[:500],
        "lines": _AFTER.join(book.lines)[:500],
    }


def refuse_release(values: Mapping[str, Json]) -> UserError | None:
    """Why a procedure with these values may not be released, or None: the same at the laptop and at the office."""
    text, code, edition = (values.get(name) for name in ("text", "code", "edition"))
    checked = check_playbook(str(text or ""))
    book = checked.playbook
    if book is None:
        error: UserError = UnsoundError(f"{code} v{edition}", checked.findings)
    elif book.id != code or ProcedureForm.edition.load(edition) != book.version:
        error = UserError(
            N_("The text says “{id}”, version {version}; this is “{code}”, version {edition}."),
            id=book.id, version=book.version, code=code, edition=edition,
        )  # fmt: skip
    elif any(str(values.get(name) or "") != str(said).strip() for name, said in drawn_from(book).items()):
        error = UserError(N_("Title, kind and models do not agree with the text. Keep the text once more."))
    else:
        return None
    error.field = "status"
    return error


def check_against(text: str, before: Playbook | None) -> Checked:
    """A text checked by itself and against the version in force: what was measured in one unit stays in it."""
    checked = check_playbook(text)
    if checked.playbook is None or before is None:
        return checked
    findings = []
    for at, step in enumerate(checked.playbook.steps):
        old = before.step(step.id)
        if old is not None and old.kind is step.kind is Kind.MEASURE and old.unit != step.unit:
            sentence = N_("So far “{id}” was measured in {old}, now in {new}: visits can no longer be compared."
                          " Give the step another id.")  # fmt: skip
            wrong = UserError(sentence, id=step.id, old=old.unit, new=step.unit)
            findings.append(Finding(Lines(text).line(("steps", at, "unit")), step.id, wrong))
    return Checked(None if findings else checked.playbook, tuple(findings))


def changes(before: Playbook | None, after: Playbook, code: str | None = None) -> list[str]:
    """What a version changes against the one in force, a line each, in a language."""
    if before is None:
        return [translate(N_("The first version."), code)]
    return list(_changes(before, after, code)) or [translate(N_("Nothing that shows on site."), code)]


def _changes(before: Playbook, after: Playbook, code: str | None) -> Iterator[str]:
    old = {step.id: step for step in before.steps}
    new = {step.id: step for step in after.steps}
    if before.title != after.title:
        yield translate(N_("Title: {text}"), code).format(text=after.title.say(code))
    if (before.models, before.lines) != (after.models, after.lines):
        named = ", ".join((*after.models, *after.lines)) or translate(N_("any equipment"), code)
        yield translate(N_("Is for: {models}"), code).format(models=named)
    for step in after.steps:
        if step.id not in old:
            yield translate(N_("New: {title}"), code).format(title=step.title.say(code))
        elif old[step.id] != step:
            what = "; ".join(_of_step(old[step.id], step, code))
            yield translate(N_("Changed: {title} ({what})"), code).format(title=step.title.say(code), what=what)
    for step in before.steps:
        if step.id not in new:
            yield translate(N_("Gone: {title}"), code).format(title=step.title.say(code))
    shared = [step.id for step in before.steps if step.id in new]
    if shared != [step.id for step in after.steps if step.id in old]:
        yield translate(N_("The steps come in another order"), code)


def _of_step(old: Step, new: Step, code: str | None) -> Iterator[str]:
    for name, label in _PARTS.items():
        was, now = getattr(old, name), getattr(new, name)
        if was == now:
            continue
        if name in {"low", "high", "minutes", "photos", "unit"}:
            yield f"{translate(label, code)} {_shown(was)} → {_shown(now)}"
        else:
            yield translate(label, code)


def _shown(value: object) -> str:
    return "-" if value in (None, "") else str(value)


_PARTS = {
    "kind": N_("kind of step"),
    "title": N_("title"),
    "question": N_("question"),
    "how": N_("how"),
    "why": N_("why"),
    "unit": N_("unit"),
    "low": N_("lower limit"),
    "high": N_("upper limit"),
    "scale": N_("scale"),
    "possible": N_("possible readings"),
    "photos": N_("number of photos"),
    "what": N_("what is backed up"),
    "where": N_("where it is kept"),
    "minutes": N_("minutes"),
    "hazard": N_("hazard"),
    "no_backup": N_("why no backup is needed"),
    "branches": N_("branches"),
    "cause": N_("cause"),
    "treatment": N_("treatment"),
    "opening": N_("numbering"),
}
