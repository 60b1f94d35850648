"""Stock is the last count plus the movements after it, by place, in whatever order they came."""

from hypothesis import given
from hypothesis import strategies as st

from fieldkit.process.stock import Move, stock_of

PLACES = ("总库", "华东区库", "")
KINDS = ("count", "taken", "returned", "received", "moved", "used", "settled", "faulty", "repair")
MOVES = st.lists(
    st.builds(
        Move,
        st.sampled_from(KINDS),
        st.integers(0, 9),
        st.sampled_from(PLACES),
        st.sampled_from(PLACES[:2]),
        st.integers(1, 99).map(lambda day: f"2026-11-{day:02d}"),
    ),
    max_size=12,
    unique_by=lambda move: move.at,
)


def at(day: int) -> str:
    return f"2026-11-{day:02d}"


@given(MOVES, st.randoms(use_true_random=False))
def test_the_order_in_which_movements_arrive_is_nothing_to_it(moves, chance):
    mixed = list(moves)
    chance.shuffle(mixed)
    assert stock_of(mixed) == stock_of(moves)


@given(MOVES, st.sampled_from(PLACES[:2]), st.integers(0, 50))
def test_a_count_says_what_lies_at_its_place_and_touches_no_other(moves, place, found):
    before = stock_of(
        [*moves, Move("count", 0, "总库", "", "2026-12-01"), Move("count", 0, "华东区库", "", "2026-12-01")]
    )
    counted = stock_of([*moves, Move("count", found, place, "", "2026-12-02")])
    assert counted.places[place] == found
    assert set(before.places.values()) == {0}
    other = next(one for one in PLACES[:2] if one != place)
    both = [*moves, Move("count", 7, other, "", "2026-12-01")]
    assert (
        stock_of(both).places[other] == stock_of([*both, Move("count", found, place, "", "2026-12-02")]).places[other]
    )


@given(MOVES, st.integers(0, 50))
def test_a_count_without_a_place_is_of_the_whole_store(moves, found):
    assert stock_of([*moves, Move("count", found, "", "", "2026-12-02")]).total == found


@given(MOVES, st.integers(1, 9), st.sampled_from(PLACES[:2]))
def test_after_the_last_count_every_movement_changes_the_total_by_what_it_is(moves, number, place):
    signs = {"taken": -1, "returned": 1, "received": 1, "moved": 0, "used": 0, "settled": 0, "faulty": 0, "repair": 0}
    other = next(one for one in PLACES[:2] if one != place)
    begun = [*moves, Move("count", 3, place, "", "2026-12-01"), Move("count", 3, other, "", "2026-12-01")]
    total, faulty = stock_of(begun).total, stock_of(begun).faulty
    for kind, sign in signs.items():
        after = stock_of([*begun, Move(kind, number, place, other, "2026-12-02")])
        assert after.total == total + sign * number, kind
        assert after.faulty == faulty + {"faulty": 1, "repair": -1}.get(kind, 0) * number, kind


def test_two_engineers_who_took_the_last_board_both_took_it():
    moves = [Move("count", 1, "总库", "", at(1)), Move("taken", 1, "", "", at(2)), Move("taken", 1, "", "", at(3))]
    stock = stock_of(moves)
    assert (stock.places, stock.total, stock.owed, stock.below(1)) == ({"总库": -1}, -1, True, True)


def test_what_was_taken_before_the_count_is_in_the_count():
    moves = [
        Move("taken", 1, "总库", "", at(2)),
        Move("count", 4, "总库", "", at(3)),
        Move("returned", 1, "总库", "", at(4)),
    ]
    assert stock_of(moves).places == {"总库": 5}


def test_the_last_count_alone_counts():
    assert stock_of([Move("count", 5, "A", "", at(1)), Move("count", 2, "A", "", at(2))]).total == 2


def test_a_count_that_names_places_replaces_the_one_of_the_list():
    listed = Move("count", 5, "", "", at(1))
    assert stock_of([listed]).places == {"": 5}
    assert stock_of([listed, Move("count", 4, "A", "", at(2))]).places == {"A": 4}
    both = [listed, Move("count", 4, "A", "", at(2)), Move("count", 2, "B", "", at(4))]
    assert stock_of(both).places == {"A": 4, "B": 2}
    assert stock_of([*both, Move("taken", 1, "", "", at(3)), Move("taken", 1, "", "", at(5))]).places == {
        "": -2,
        "A": 4,
        "B": 2,
    }
    again = [*both, Move("taken", 1, "", "", at(5)), Move("count", 4, "A", "", at(6)), Move("count", 2, "B", "", at(6))]
    assert stock_of(again).places == {"A": 4, "B": 2}


def test_what_moves_leaves_one_place_and_arrives_at_another():
    moves = [Move("count", 5, "A", "", at(1)), Move("moved", 2, "A", "B", at(2))]
    assert stock_of(moves).places == {"A": 3, "B": 2}


def test_nothing_is_below_a_minimum_that_nobody_set():
    assert not stock_of([]).below(None)
    assert stock_of([]).below(1) and not stock_of([Move("count", 1, "", "", at(1))]).below(1)
