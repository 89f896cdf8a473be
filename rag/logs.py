"""What is logged: on stderr, one line a record, for people or in JSON; a question's words at debug only."""

import json
import logging
import sys
from datetime import UTC, datetime

from rag.settings import LogFormat, Settings

_ROOMS = ("rag", "ingest", "eval")
_ALWAYS_THERE = logging.makeLogRecord({}).__dict__.keys() | {"message", "asctime", "taskName"}


def start_logging(settings: Settings, verbosity: int = 0) -> None:
    """Log from now on as the settings say, or at info for a verbosity of 1 and at debug from 2 on.

    Libraries are heard from warnings on, whatever is set.
    """
    level = {0: str(settings.log).upper(), 1: "INFO"}.get(verbosity, "DEBUG")
    handler = _ToStderr()
    handler.setFormatter(_InJson() if settings.log_format is LogFormat.JSON else _InWords())
    root = logging.getLogger()
    root.handlers = [one for one in root.handlers if not isinstance(one, _ToStderr)] + [handler]
    for room in _ROOMS:
        logging.getLogger(room).setLevel(level)


class _ToStderr(logging.Handler):
    """Writes to stderr as it is at that moment: progress bars and tests put another in its place."""

    def emit(self, record: logging.LogRecord) -> None:
        print(self.format(record), file=sys.stderr, flush=True)


class _InWords(logging.Formatter):
    """A line for people: time, level, message, and what is said of it."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname:7} {message}", "%H:%M:%S", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:
        details = " ".join(f"{name}={value}" for name, value in _details(record).items())
        return f"{super().formatMessage(record)} {details}".rstrip()


class _InJson(logging.Formatter):
    """A line for programs: the same as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_details(record),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def _details(record: logging.LogRecord) -> dict[str, object]:
    """What was given as `extra`."""
    given = record.__dict__.items()  # a library may note things of its own in each record
    return {name: value for name, value in given if name not in _ALWAYS_THERE and not name.startswith("_")}
