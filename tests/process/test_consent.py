"""The rule of consent by itself: which request counts, which time, which patches it looks at."""

import pytest
from documents.papers_case import REQUEST

from fieldkit.errors import UserError
from fieldkit.forms import Json, Values, natural_id, new_id
from fieldkit.process.consent import require_consent

REPORT = natural_id("remote_report", "1")
SIGNED: Values = {"name": "王𠅤", "role": "customer", "at": "2026-11-09T01:25:30Z"}
AGREED: Values = {**REQUEST.values, "status": "consented", "customer": SIGNED}
BEFORE: Values = {"problem": REQUEST.values["problem"], "request": REQUEST.id}
ROW = "operations.r1."


def refused(request: Values | None, patch: Values, before: Values = BEFORE) -> str:
    """The refusal's sentence, "" when it is taken."""
    try:
        require_consent("remote_report", REPORT, before, patch, lambda rid: request if rid == REQUEST.id else None)
    except UserError as error:
        return error.say("en")
    return ""


@pytest.mark.parametrize(
    "change",
    [
        {"status": "sent"},
        {"status": "draft"},
        {"status": "refused"},
        {"customer": None},
        {"promise": None},
        {"deleted": True},
        {"problem": new_id()},
        {"customer": {**SIGNED, "at": "yesterday"}},
    ],
)
def test_what_is_no_consent(change: dict[str, Json]) -> None:
    assert refused(AGREED, {f"{ROW}what": "x"}) == ""
    assert "P7.8.1" in refused({**AGREED, **change}, {f"{ROW}what": "x"})
    assert "P7.8.1" in refused(None, {f"{ROW}what": "x"})


def test_the_minute_of_the_consent_counts() -> None:
    assert refused(AGREED, {f"{ROW}done_at": "2026-11-09T01:25:00Z"}) == ""
    assert "before" in refused(AGREED, {f"{ROW}done_at": "2026-11-09T01:24:59Z"})
    ended: Values = {**AGREED, "status": "withdrawn", "ended_at": "2026-11-09T02:00:00Z"}
    assert refused(ended, {f"{ROW}done_at": "2026-11-09T02:00:00Z"}) == ""
    assert "after" in refused(ended, {f"{ROW}done_at": "2026-11-09T02:00:01Z"})


def test_only_what_logs_an_operation_is_looked_at() -> None:
    logged: Values = {**BEFORE, f"{ROW}what": "x"}
    assert refused(None, {"symptom": "x", "request": new_id()}) == ""
    assert refused(None, {"result": "x"}, logged) == ""
    assert refused(None, {f"{ROW}deleted": True}, logged) == ""
    assert "P7.8.1" in refused(None, {f"{ROW}deleted": None}, {**logged, f"{ROW}deleted": True})
    assert "P7.8.1" in refused(AGREED, {"request": new_id()}, logged)
    assert "P7.8.1" in refused(AGREED, {"problem": new_id()}, logged)
    require_consent("service_report", REPORT, None, {f"{ROW}what": "x"}, lambda _rid: None)
