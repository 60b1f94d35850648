"""The worked case with its office, for the tests of papers that arrive there."""

from fieldkit.demo.case import Case
from fieldkit.forms import Json
from fieldkit.office.house import House
from fieldkit.records.tables import load


def house_of(case: Case) -> House:
    assert case.company._house is not None
    return case.company._house


def values_of(case: Case, rid: str) -> dict[str, Json]:
    with house_of(case).database.reading() as connection:
        found = load(connection, rid)
    assert found is not None
    return found.values


def sent(case: Case) -> None:
    case.company.switch_on()
    case.company.sync("engineer", "line_manager")
