"""The rules of sync.md marked ■ that no random history was seen to find, each switched off in a scene made for it.

Here ids are what they are: the histories of test_mutations.py play with ids that are the same each time.
"""

import inspect
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import pytest
from conftest import ON_POSTGRES
from sqlalchemy.exc import OperationalError

from . import test_between_pages, test_marks, test_restore
from .test_mutations import switched_off

pytestmark = pytest.mark.skipif(ON_POSTGRES, reason="what is switched off is the same on every database")


class Scene(NamedTuple):
    """Where a rule stands, what stands there instead when it is off, and the test that finds it out."""

    place: str
    old: str
    new: str
    test: Callable[..., None]


SCENES = {
    "a base is the record's own number": Scene(
        "fieldkit.store.store:_opened",
        "base_seq = base.last_seq if base else 0",
        'base_seq = int(get_meta(connection, "cursor", [0, 0])[1])',
        test_between_pages.test_a_form_between_two_pages_saw_only_what_had_come,
    ),
    "the floor rises with the last page": Scene(
        "fieldkit.store.incoming:Incoming._move_cursor",
        "if exact and not news.more:",
        "if exact:",
        test_between_pages.test_a_record_that_jumped_ahead_between_two_pages_loses_nothing,
    ),
    "a change before its backfill is left to the backfill": Scene(
        "fieldkit.store.incoming:_merged",
        "return news if whole else None",
        "return news",
        test_between_pages.test_a_record_is_not_shown_before_it_is_whole,
    ),
    "the organisation's row is locked until commit": Scene(
        "fieldkit.office.database:Database.writing",
        "with self.engine.begin() as connection:",
        "with self.engine.connect().execution_options(reading=True) as connection, connection.begin():",
        test_between_pages.test_a_number_is_given_when_all_below_it_can_be_read,
    ),
    "a base of another history counts up to the fork": Scene(
        "fieldkit.office.page:Page.seen",
        "clamp(change.base.history, change.base.seq, self.sequence.history, self.known_forks)",
        "change.base.seq",
        test_marks.test_a_base_of_another_history_counts_up_to_the_fork_only,
    ),
    # The failure that the model of sync.md was left with: a record by backfill, then a restore that nobody told of.
    "a page proves the state it was made from": Scene(
        "fieldkit.store.incoming:Incoming._take",
        "self._outgoing.raise_proof(connection, *news.as_of)",
        "pass",
        partial(test_restore.test_a_page_proves_the_state_it_was_made_from, page="brings a record by backfill"),
    ),
}


@pytest.mark.parametrize("name", SCENES)
def test_without_the_rule_a_scene_ends_otherwise(name: str, request: pytest.FixtureRequest) -> None:
    scene = SCENES[name]
    wanted = [name for name, one in inspect.signature(scene.test).parameters.items() if one.default is one.empty]
    given = {fixture: request.getfixturevalue(fixture) for fixture in wanted}
    with switched_off(scene), pytest.raises((AssertionError, OperationalError)):
        scene.test(**given)
