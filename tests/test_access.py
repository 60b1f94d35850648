"""Roles and scopes: one table, and it is complete."""

import pytest

from fieldkit.access import GRANTS, ROLE_LABELS, Actor, Role, Scope, may, require, scopes_of
from fieldkit.errors import NotAllowedError
from fieldkit.forms import FORMS


def actor(*roles: Role, scopes: frozenset[Scope] = frozenset({Scope("*", "an")})) -> Actor:
    return Actor("p", "E1", "甲", frozenset(roles), scopes)


def test_every_form_has_its_grant_and_every_role_its_name() -> None:
    assert set(GRANTS) == set(FORMS)
    assert set(ROLE_LABELS) == set(Role)


def test_everybody_who_writes_a_kind_may_read_it() -> None:
    for kind, grant in GRANTS.items():
        assert grant.write <= grant.read, kind


@pytest.mark.parametrize(
    ("held", "of", "seen"),
    [
        (Scope("*", "an"), Scope("c1", "an"), True),
        (Scope("*", "an"), Scope("c1", "sw"), False),
        (Scope("*", "an"), Scope("c1", "*"), True),
        (Scope("c1", "sw"), Scope("c1", "sw"), True),
        (Scope("c1", "sw"), Scope("c2", "sw"), False),
        (Scope(), Scope("c2", "sw"), True),
    ],
)
def test_who_sees_what(held: Scope, of: Scope, seen: bool) -> None:
    assert held.meets(of) is seen


def test_a_role_without_a_line_is_not_limited_and_an_assignment_adds_to_a_limited_one() -> None:
    assert scopes_of([Role.DEPARTMENT_MANAGER], []) == {Scope()}
    assert scopes_of([Role.ENGINEER], ["an"], [Scope("c", "sw")]) == {Scope("*", "an"), Scope("c", "sw")}
    assert scopes_of([], []) == frozenset()


def test_nobody_without_a_role_may_anything() -> None:
    for kind in GRANTS:
        assert not may(actor(), "read", kind)
        assert not may(actor(), "write", kind)


def test_an_unknown_kind_is_for_nobody() -> None:
    assert not may(actor(*Role), "read", "diary")


def test_the_refusal_says_whether_role_or_line_is_missing() -> None:
    with pytest.raises(NotAllowedError, match="产品线"):
        require(actor(Role.ENGINEER), "write", "visit", Scope("c", "sw"))
    with pytest.raises(NotAllowedError, match="角色"):
        require(actor(Role.QA), "write", "visit", Scope("c", "an"))
