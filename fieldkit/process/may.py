"""Who may do what, in words: made from GRANTS, TRANSITIONS and the forms themselves, and so never otherwise."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fieldkit.access import APPOINTERS, GRANTS, Role
from fieldkit.forms import FORMS
from fieldkit.forms.merging import MERGED_INTO
from fieldkit.i18n import N_, translate
from fieldkit.process.transitions import TRANSITIONS

_UNSAID = frozenset({"deleted", MERGED_INTO})


@dataclass(frozen=True)
class Said:
    """One paragraph: what it is about, and the things it names."""

    heading: str
    things: tuple[str, ...]


def in_words(roles: Iterable[Role], language: str | None = None) -> list[Said]:
    """What somebody with these roles may read and write, which steps he takes, and what is kept from him."""
    held = frozenset(roles)
    writes = [kind for kind, grant in GRANTS.items() if grant.write & held]
    reads = [kind for kind, grant in GRANTS.items() if grant.read & held and kind not in writes]
    hidden = [kind for kind, grant in GRANTS.items() if not grant.read & held]
    paragraphs = [
        (N_("Reads and writes"), _titles(writes, language)),
        (N_("Only reads"), _titles(reads, language)),
        (N_("Does not see"), _titles(hidden, language)),
        (N_("Takes these steps"), _steps(held, language)),
        (N_("Fields that only this role writes"), _fields(held, language)),
        (N_("Fields that others write"), _kept_back(writes, held, language)),
        (N_("Looks after people"), _people(held, language)),
    ]
    return [Said(translate(heading, language), things) for heading, things in paragraphs if things]


def _titles(kinds: Iterable[str], language: str | None) -> tuple[str, ...]:
    return tuple(translate(FORMS[kind].title, language) for kind in kinds)


def _steps(held: frozenset[Role], language: str | None) -> tuple[str, ...]:
    """The steps of the process, one thing a kind: `Problem: Assigned, Solved`. What everybody may begin is no step."""
    found: dict[str, dict[str, None]] = {}
    for step in TRANSITIONS:
        if step.source not in {"", step.target} and step.roles & held:  # handing over leads nowhere new
            found.setdefault(step.kind, {})[step.target] = None
    return tuple(_step(kind, list(targets), language) for kind, targets in found.items())


def _step(kind: str, targets: list[str], language: str | None) -> str:
    form = FORMS[kind]
    status = form.status_field()
    options = status.options if status is not None else {}
    words = translate(N_(", "), language).join(translate(options.get(target, target), language) for target in targets)
    return translate(N_("{a}: {b}"), language).format(a=translate(form.title, language), b=words)


def _fields(held: frozenset[Role], language: str | None) -> tuple[str, ...]:
    """The fields that are not for whoever writes the kind, but for one of these roles."""
    return _narrowed(FORMS, lambda write: bool(write & held), language)


def _kept_back(kinds: Iterable[str], held: frozenset[Role], language: str | None) -> tuple[str, ...]:
    """The fields of what these roles write that are for others alone."""
    return _narrowed(kinds, lambda write: not write & held, language)


def _narrowed(kinds: Iterable[str], wanted: Callable[[frozenset[Role]], bool], language: str | None) -> tuple[str, ...]:
    """By kind the fields that only some roles write, of those roles that are wanted."""
    found = []
    for form in map(FORMS.__getitem__, kinds):
        fields = [field for field in form.fields.values() if field.name not in _UNSAID]
        labels = [
            translate(field.label, language) for field in fields if field.write is not None and wanted(field.write)
        ]
        if labels:
            words = translate(N_(", "), language).join(labels)
            found.append(translate(N_("{a}: {b}"), language).format(a=translate(form.title, language), b=words))
    return tuple(found)


def _people(held: frozenset[Role], language: str | None) -> tuple[str, ...]:
    if not held & APPOINTERS:
        return ()
    said = (N_("gives roles"), N_("names deputies"), N_("invites laptops"), N_("locks laptops out"))
    return tuple(translate(one, language) for one in said)
