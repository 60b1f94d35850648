"""The merge of one path: nothing is superseded unless its author saw it, in whatever order changes arrive."""

from hypothesis import given
from hypothesis import strategies as st

from fieldkit.records.heads import Head, Seen, covers, first, put

values = st.sampled_from(["a", "b", "c", "d"])
incs = st.sampled_from(["x", "y", "z"])


def head(value: str, seq: int, inc: str, n: int, own: dict[str, int] | None = None, rank: int = 0) -> Head:
    return Head(value, seq, inc, n, rank, inc, f"{inc}{n}", own or {})


@st.composite
def heads(draw: st.DrawFn) -> list[Head]:
    count = draw(st.integers(0, 5))
    return [head(draw(values), seq, draw(incs), seq, rank=draw(st.integers(0, 9))) for seq in range(1, count + 1)]


seens = st.builds(Seen, st.integers(0, 6), st.dictionaries(incs, st.integers(0, 6)))


@given(heads(), values, seens)
def test_what_the_author_did_not_see_stays(before: list[Head], value: str, seen: Seen) -> None:
    new = head(value, 10, "new", 1)
    after = put(before, new, seen)
    for old in before:
        assert (old in after) == (not covers(seen, old) and old.value != value)
    assert new in after


@given(heads(), values)
def test_who_saw_everything_replaces_everything(before: list[Head], value: str) -> None:
    new = head(value, 10, "new", 1)
    assert put(before, new, Seen(10, {})) == [new]


@given(heads(), values, seens)
def test_the_same_value_is_one_head(before: list[Head], value: str, seen: Seen) -> None:
    after = put(before, head(value, 10, "new", 1), seen)
    assert [one.value for one in after].count(value) == 1


def test_a_late_change_that_a_later_own_one_saw_is_covered_at_once() -> None:
    later = head("b", 9, "x", 4, own={"x": 3})
    assert put([later], head("a", 10, "x", 3), Seen(0, {})) == [later]


@given(heads().filter(bool))
def test_the_latest_is_shown_first(some: list[Head]) -> None:
    shown = first(some)
    assert all((one.rank, one.seq) <= (shown.rank, shown.seq) for one in some)
