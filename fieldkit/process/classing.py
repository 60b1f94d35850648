"""What a problem is and since when it waits: said when it is taken in, changed afterwards by those who judge.

Its class and severity decide who is told, what closing asks for and what was promised. Whoever holds another severity
to be right says so beside it (`other_level`): both opinions stay, and who decided (P7.5.2). A grave problem is made
less grave by those above the product line alone, with the reason.
"""

from collections.abc import Mapping

from fieldkit.access import Role
from fieldkit.errors import UserError, Word
from fieldkit.forms import FORMS, Json
from fieldkit.forms.problem import ENDED, JUDGES
from fieldkit.i18n import N_

_CLASS = ("level", "nature", "major")
_TIMES = ("received_at", "respond_by", "on_site_by")
_ABOVE = frozenset({Role.DEPARTMENT_MANAGER, Role.QA})


def require_judged(
    kind: str, before: Mapping[str, Json] | None, patch: Mapping[str, Json], roles: frozenset[Role], person: str
) -> None:
    """Raises a UserError when a patch changes what a problem is, or what was promised for it, without leave."""
    if kind != "problem" or before is None:
        return
    changed = [name for name in (*_CLASS, *_TIMES) if name in patch and _changes(before.get(name), patch[name])]
    if changed and not roles & JUDGES and not _own_intake(before, person):
        name = changed[0]
        raise UserError(
            N_("“{label}” is changed by a manager or quality assurance (P7.3). If you hold another severity to be "
               "right, write it under “{other}”."),
            field=name, label=_label(name), other=_label("other_level"),
        )  # fmt: skip
    _require_above(before, patch, roles)


def _require_above(before: Mapping[str, Json], patch: Mapping[str, Json], roles: frozenset[Role]) -> None:
    after = {**before, **patch}
    for name in (*_CLASS, "status"):
        if name not in patch or not _makes_less(name, before, after):
            continue
        if not roles & _ABOVE:
            raise UserError(
                N_("A problem of level 1, or a major one, is made less grave, or cancelled, by the department manager "
                   "or quality assurance alone (P7.5.2)."),
                field=name,
            )  # fmt: skip
        if name != "status" and not after.get("level_reason"):
            raise UserError(
                N_("First write “{label}”: the problem is grave."), field=name, label=_label("level_reason")
            )


def _own_intake(before: Mapping[str, Json], person: str) -> bool:
    """Whether whoever took it in corrects what he wrote, before anybody judged it or works on it."""
    return before.get("received_by") == person and before.get("status") == "open"


def _changes(before: Json, after: Json) -> bool:
    return before not in (None, "", False) and after != before


def _label(name: str) -> Word:
    return Word(FORMS["problem"].fields[name].label)


def _grave(problem: Mapping[str, Json]) -> bool:
    return problem.get("level") == "1" or problem.get("major") is True


def _makes_less(name: str, before: Mapping[str, Json], after: Mapping[str, Json]) -> bool:
    """Whether the change of a field makes less of what was grave."""
    if name == "level":
        return before.get("level") == "1" != after.get("level")
    if name == "status":
        return _grave(before) and before.get("status") not in ENDED and after.get("status") in {"cancelled", "merged"}
    if name == "major":
        return before.get("major") is True and after.get("major") is not True
    return _grave(before) and _fault(before) and not _fault(after)


def _fault(problem: Mapping[str, Json]) -> bool:
    return problem.get("nature") in {None, "", "fault"}
