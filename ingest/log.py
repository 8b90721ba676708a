"""Everything on standard error: lines for people, or one JSON object a line for programs."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from enum import StrEnum
from types import TracebackType

from ingest.terminal import json_line, neutral, to_nowhere

LOG = logging.getLogger("ingest")


class LogFormat(StrEnum):
    """How a line looks."""

    PLAIN = "plain"
    JSON = "json"


class PlainLines(logging.Formatter):
    """The message, and a traceback below it when there is one."""

    def format(self, record: logging.LogRecord) -> str:
        lines = [record.getMessage()]
        if record.exc_info:  # its last line may hold anything, too
            lines += self.formatException(record.exc_info).split("\n")
        return "\n".join(map(neutral, lines))


class JsonLines(logging.Formatter):
    """One object. The message stays within its quotes."""

    def format(self, record: logging.LogRecord) -> str:
        found: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        if "exit" in record.__dict__:
            found["exit"] = record.__dict__["exit"]
        if record.exc_info:
            found["traceback"] = self.formatException(record.exc_info)
        return json_line(found)


class _StandardError(logging.Handler):
    """Standard error as it is at the moment: a bar puts itself in between."""

    def emit(self, record: logging.LogRecord) -> None:
        if sys.stderr is None:  # closed: the caller wants no messages
            return
        try:
            print(self.format(record), file=sys.stderr, flush=True)
        except OSError:
            # A full log is no reason to stop landing; the exit code still shows how it ended.
            to_nowhere(2)


def be_quiet() -> None:
    """Say only warnings and errors from now on, and show no bar."""
    LOG.setLevel(logging.WARNING)


def is_quiet() -> bool:
    """Whether the user wants no lines but warnings and errors."""
    return not LOG.isEnabledFor(logging.INFO)


def start_logging(log_format: LogFormat) -> None:
    """Say everything in this format from now on; the last call counts."""
    handler = _StandardError()
    handler.setFormatter(JsonLines() if log_format is LogFormat.JSON else PlainLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    LOG.setLevel(logging.INFO)
    logging.captureWarnings(True)
    sys.excepthook = _unexpected


def in_json() -> bool:
    """Whether lines are JSON, among which a bar or another program's lines have no place."""
    return any(isinstance(one.formatter, JsonLines) for one in logging.getLogger().handlers)


def _unexpected(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    LOG.critical(f"ingest: unexpected: {kind.__name__}", exc_info=(kind, error, trace))
