"""Certificates expire at the end of their last day, and are named sixty days before."""

from datetime import date

import pytest

from fieldkit.forms import Person, Record
from fieldkit.process.certificates import standing, worst

TODAY = date(2026, 11, 9)


def person(*days: str | None) -> Person:
    values = {f"certificates.c{at}.expires": day for at, day in enumerate(days)}
    names = {f"certificates.c{at}.certificate": "高处作业" for at, _ in enumerate(days)}
    return Person(Record("p", "person", values={**names, **values}))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-11-08", "expired"),
        ("2026-11-09", "soon"),
        ("2027-01-08", "soon"),
        ("2027-01-09", "valid"),
        (None, "valid"),
    ],
)
def test_how_one_stands(day: str | None, said: str) -> None:
    assert standing(person(day).certificates[0], TODAY) == said


def test_the_worst_speaks_for_all() -> None:
    assert worst(person(None, "2026-11-20", "2026-01-01").certificates, TODAY) == "expired"
    assert worst(person(None, "2026-11-20").certificates, TODAY) == "soon"
    assert worst(person().certificates, TODAY) == ""
