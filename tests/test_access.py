"""Roles and scopes: one table, and it is complete."""

import pytest

from fieldkit.access import GRANTS, ROLE_LABELS, Actor, Post, Role, Scope, may, require, require_move, scopes_of
from fieldkit.errors import NotAllowedError
from fieldkit.forms import FORMS


def actor(*roles: Role, scopes: frozenset[Scope] = frozenset({Scope("*", "an")})) -> Actor:
    return Actor("p", "E1", "甲", frozenset(map(Post, roles)), scopes)


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
    assert scopes_of([Post(Role.DEPARTMENT_MANAGER)]) == {Scope()}
    assert scopes_of([Post(Role.ENGINEER, "an")], [Scope("c", "sw")]) == {Scope("*", "an"), Scope("c", "sw")}
    assert scopes_of([]) == frozenset()


BOTH = frozenset({Post(Role.LINE_MANAGER, "an"), Post(Role.ENGINEER, "sw")})


def test_a_role_counts_in_its_own_line() -> None:
    both = Actor("p", "E1", "甲", BOTH, scopes_of(BOTH))
    assert both.roles == {Role.LINE_MANAGER, Role.ENGINEER}
    assert both.roles_in(Scope("c", "an")) == {Role.LINE_MANAGER}
    assert both.roles_in(Scope("c", "sw")) == {Role.ENGINEER}
    assert both.roles_in(Scope("c", "*")) == both.roles
    assert both.roles_in(Scope("c", "nvr")) == frozenset()
    assert may(both, "write", "review", Scope("c", "an"))
    assert not may(both, "write", "review", Scope("c", "sw"))
    assert not both.everywhere


def test_who_is_sent_to_a_customer_is_an_engineer_there_and_who_stands_in_is_what_he_is() -> None:
    sent = Actor("p", "E1", "甲", BOTH, scopes_of(BOTH, [Scope("c", "an")]))
    assert sent.roles_in(Scope("c", "an")) == {Role.LINE_MANAGER, Role.ENGINEER}
    assert sent.roles_in(Scope("d", "an")) == {Role.LINE_MANAGER}
    manager = frozenset({Post(Role.LINE_MANAGER, "an")})
    away = Actor("p", "E1", "甲", manager, scopes_of(manager, [Scope("c", "sw"), Scope("*", "nvr")]))
    assert away.roles_in(Scope("c", "sw")) == away.roles_in(Scope("d", "nvr")) == {Role.LINE_MANAGER}


def test_a_role_for_all_lines_stands_beside_one_of_a_line() -> None:
    posts = frozenset({Post(Role.SECRETARY), Post(Role.ENGINEER, "an")})
    person = Actor("p", "E1", "甲", posts, scopes_of(posts))
    assert person.everywhere == person.roles_in(Scope("c", "sw")) == {Role.SECRETARY}
    assert person.roles_in(Scope("c", "an")) == {Role.SECRETARY, Role.ENGINEER}


def test_a_manager_hands_on_what_he_manages_alone() -> None:
    both = Actor("p", "E1", "甲", BOTH, scopes_of(BOTH))
    require_move("equipment", both.roles_in(Scope("c", "an")), both.scopes, Scope("c", "nvr"))
    with pytest.raises(NotAllowedError, match="产品线"):
        require_move("equipment", both.roles_in(Scope("c", "sw")), both.scopes, Scope("c", "nvr"))


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
