"""The office's log: one JSON object a line on standard error. Never a value, a name, a token or a query.

Of an error its kind and where it happened are written, not what it says: the sentence of a database's error repeats
the values it stumbled over.
"""

import json
import logging
from datetime import UTC, datetime
from traceback import TracebackException
from typing import Any

LOG = logging.getLogger("fieldkit.office")


class JsonLines(logging.Formatter):
    """`facts` of a record become members beside time, level, logger and message."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said: dict[str, Any] = {"time": at, "level": record.levelname.lower(), "logger": record.name}
        said |= {"message": record.getMessage().strip(), **getattr(record, "facts", {})}
        if record.exc_info and record.exc_info[1] is not None:
            said["trace"] = trace(record.exc_info[1])
        return json.dumps(said, ensure_ascii=False, default=str)


def trace(error: BaseException) -> str:
    """Where an error and its causes happened: kinds of errors and lines of code, without their sentences."""
    parts: list[str] = []
    found: TracebackException | None = TracebackException.from_exception(error)
    while found is not None:
        kind = found.exc_type
        parts.append("".join(found.stack.format()) + (f"{kind.__module__}.{kind.__qualname__}" if kind else "?"))
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)
    return "\ncaused by:\n".join(parts)


CONFIG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonLines}},
    "handlers": {"error": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "json"}},
    "loggers": {"fieldkit.office": {"level": "INFO"}, "uvicorn.error": {"level": "WARNING"}},
    "root": {"level": "WARNING", "handlers": ["error"]},
}
