"""Appointments on their own: absences that cannot be, and records that are none of it."""

import pytest

from fieldkit.access import Actor, Post, Role, Scope
from fieldkit.errors import FieldError, NotAllowedError
from fieldkit.process.appointing import require_appointing

BOSS = Actor("b", "E1", "甲", frozenset({Post(Role.DEPARTMENT_MANAGER)}), frozenset({Scope()}))
SOMEBODY = {"number": "E2", "person_name": "乙", "roles.r1.role": "engineer"}


@pytest.mark.parametrize(
    ("patch", "field"),
    [
        ({"deputy": "0190c4a0-0000-7000-8000-0000000000aa"}, "deputy"),
        ({"away_from": "2026-11-10", "away_to": "2026-11-09"}, "away_to"),
    ],
)
def test_an_absence_that_cannot_be_is_refused_with_its_field(patch: dict[str, str], field: str) -> None:
    with pytest.raises(FieldError) as caught:
        require_appointing(BOSS, "person", "0190c4a0-0000-7000-8000-0000000000aa", SOMEBODY, patch)
    assert caught.value.field == field


def test_a_vice_president_is_appointed_by_no_manager_but_one_who_is_one() -> None:
    with pytest.raises(NotAllowedError):
        require_appointing(BOSS, "person", "p", SOMEBODY, {"roles.r2.role": "vice_president"})
    both = Actor("b", "E1", "甲", BOSS.posts | {Post(Role.VICE_PRESIDENT)}, BOSS.scopes)
    require_appointing(both, "person", "p", SOMEBODY, {"roles.r2.role": "vice_president"})


def test_what_is_no_appointment_passes() -> None:
    nobody = Actor("n", "", "", frozenset(), frozenset())
    require_appointing(nobody, "person", "p", SOMEBODY, {"phone": "139", "number": "E2"})
    require_appointing(nobody, "customer", "c", None, {"roles.r1.role": "engineer"})
