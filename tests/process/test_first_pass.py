from fieldkit.forms import Record, Review, Values, natural_id
from fieldkit.process.first_pass import FirstPass, first_pass


def decisions(*said: tuple[str, str]) -> list[Review]:
    return [
        Review(Record(natural_id("review", str(at)), "review", values=_values(paper, decision)))
        for at, (paper, decision) in enumerate(said)
    ]


def _values(paper: str, decision: str) -> Values:
    return {"paper": natural_id("paper", paper), "decision": decision}


def test_a_report_passed_at_once_when_it_was_never_given_back() -> None:
    said = decisions(("a", "approved"), ("b", "returned"), ("b", "approved"), ("c", "asked"), ("c", "approved"))
    assert first_pass(said) == first_pass(reversed(said)) == FirstPass(2, 3)
    assert first_pass(said).percent == 66


def test_what_was_not_approved_yet_does_not_count() -> None:
    assert first_pass(decisions(("a", "returned"), ("b", "asked"))) == FirstPass(0, 0)
    assert first_pass([]).percent == 0
