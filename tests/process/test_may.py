"""Rights in words say what the tables say, for every role and in both languages."""

import re

import pytest

from fieldkit.access import GRANTS, Role
from fieldkit.forms import FORMS
from fieldkit.i18n import translate
from fieldkit.process.may import in_words

READS_WRITES, ONLY_READS, HIDDEN, STEPS = "Reads and writes", "Only reads", "Does not see", "Takes these steps"


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_kind_is_named_once_as_the_table_has_it(role: Role, language: str) -> None:
    said = {one.heading: one.things for one in in_words([role], language)}
    wanted = {READS_WRITES: [], ONLY_READS: [], HIDDEN: []}
    for kind, grant in GRANTS.items():
        heading = READS_WRITES if role in grant.write else ONLY_READS if role in grant.read else HIDDEN
        wanted[heading].append(translate(FORMS[kind].title, language))
    for heading, things in wanted.items():
        assert list(said.get(translate(heading, language), ())) == things
    if language == "zh":
        assert all(
            re.search("[\u4e00-\u9fff]", word) for heading, things in said.items() for word in (heading, *things)
        )


def test_steps_and_what_only_a_role_does_are_said() -> None:
    manager = {one.heading: " | ".join(one.things) for one in in_words([Role.DEPARTMENT_MANAGER], "en")}
    engineer = {one.heading: " | ".join(one.things) for one in in_words([Role.ENGINEER], "en")}
    assert "Problem: Assigned, Judged, Answered, " in manager[STEPS]
    assert (
        "Problem: Answered, Proposal put forward, Solved, Taken in" in engineer[STEPS]
        and "Closed" not in engineer[STEPS]
    )
    assert "invites laptops" in manager["Looks after people"] and "Looks after people" not in engineer
    assert "Person: Roles, Deputy" in manager["Fields that only this role writes"]
    assert "Fields that only this role writes" not in engineer
    secretary = {one.heading: " | ".join(one.things) for one in in_words([Role.SECRETARY], "en")}
    assert "Person: Roles, Deputy" in secretary["Fields that others write"]
    assert "Receivable: Customer" in engineer["Fields that others write"]


def test_roles_together_may_what_each_may_and_nobody_without_one_may_anything() -> None:
    both = {one.heading: one.things for one in in_words([Role.SECRETARY, Role.ENGINEER], "en")}
    assert {FORMS["part"].title, FORMS["visit"].title} <= set(both[READS_WRITES])
    assert [one.heading for one in in_words([], "en")] == [HIDDEN]
