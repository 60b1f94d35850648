"""Which software is behind the released version, and by what (P7.10.1, P7.11.5)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fieldkit.forms import Equipment, ReleasedVersion, Software


@dataclass(frozen=True)
class Behind:
    """One component that is not at the released version: what runs, what is in force, which patches lack; both ids."""

    equipment: str
    serial: str
    component: str
    installed: str
    released: str
    lacking: tuple[str, ...]
    special: str
    software: str = ""


def patch_set(text: str | None) -> tuple[str, ...]:
    """The patches written in one cell, in order: separated by ; + , or a space."""
    return tuple(dict.fromkeys(word for word in re.split(r"[;；,，、+\s]+", text or "") if word and word != "-"))


def version_key(version: str) -> tuple[int, ...]:
    """A version's numbers for comparison: V3.1.4 → (3, 1, 4)."""
    return tuple(int(number) for number in re.findall(r"\d+", version))


def meant_for(released: Sequence[ReleasedVersion], units: Sequence[Equipment]) -> list[ReleasedVersion]:
    """What is released for the models of these units, in their own product lines."""
    models = {(unit.model, line) for unit in units for line in (unit.line, None)}
    return [row for row in released if (row.model, row.line or None) in models]


def behind(
    equipment: Sequence[Equipment], software: Sequence[Software], released: Sequence[ReleasedVersion]
) -> list[Behind]:
    """Every installed component that lacks a version or a required patch."""
    units = {unit.id: unit for unit in equipment}
    in_force = {(row.model, row.component): row for row in released}
    found = []
    for row in software:
        unit = units.get(row.equipment or "")
        current = in_force.get((unit.model, row.component)) if unit else None
        if unit is None or current is None:
            continue
        older = version_key(row.version_installed or "") < version_key(current.version_released or "")
        have = patch_set(row.patches)
        lacking = tuple(patch for patch in patch_set(current.must_have) if patch not in have)
        if older or lacking:
            shown = "+".join((row.version_installed or "", *have))
            found.append(
                Behind(unit.id, unit.serial or "", row.component or "", shown, current.version_released or "", lacking,
                       row.special or "", row.id)
            )  # fmt: skip
    return found
