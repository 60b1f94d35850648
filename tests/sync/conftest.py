"""What the tests of sync share."""

from typing import Any

import pytest

from fieldkit.sync.line import Line

from .forgotten import two
from .yesterday import yesterday

__all__ = ["two", "yesterday"]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every call of a laptop: method and path."""
    calls: list[str] = []
    once = Line._once

    def counted(line: Line, method: str, path: str, *more: Any) -> Any:
        calls.append(f"{method} {path}")
        return once(line, method, path, *more)

    monkeypatch.setattr(Line, "_once", counted)
    return calls
