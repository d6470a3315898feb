"""The program's log: one line per event on standard error, as text or JSON, with every secret masked."""

import json
import logging
import re
import sys
import threading
from datetime import UTC, datetime
from urllib.parse import quote

from bot.values import utc_text

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_MASK = "•••"
_SHAPES = (
    re.compile(r"\bx(?:ox[a-z]|app|oxe\.xox[a-z])-[A-Za-z0-9-]+"),  # Slack's tokens
    re.compile(r"https://hooks\.slack\.com/\S+"),  # a response_url lets anybody answer in our name
    re.compile(r"(?<=[?&]ticket=)[^&\s\"']+"),  # of a Socket Mode address
    re.compile(r"(?<=://)[^/\s@]+:[^\s@]+(?=@)"),  # account and password inside a URL
    re.compile(r"(?i)(?<=authorization: )[^\r\n]+"),
)
_known: set[str] = set()


def hide(secret: str) -> None:
    """Masks this secret in all that is logged from now on, however quoted. Very short ones would mask everything."""
    if len(secret) >= 4:
        _known.update({secret, repr(secret)[1:-1], json.dumps(secret)[1:-1], quote(secret, safe="")})


def masked(text: str) -> str:
    """The text without secrets."""
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, _MASK)
    for shape in _SHAPES:
        text = shape.sub(_MASK, text)
    return text


def set_up(form: str, level: str) -> None:
    """Everything that this process logs goes through here, DBOS's own logger and failing threads included."""
    handler = _StandardError()
    handler.setFormatter(_Json() if form == "json" else _Text())
    for logger in (logging.getLogger(), logging.getLogger("dbos")):  # dbos does not propagate
        logger.handlers = [handler]
    logging.getLogger().setLevel(level)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # at every start it tells of its own set-up
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False  # its report of a broken log would show the record unmasked
    threading.excepthook = _thread_failed


class _StandardError(logging.Handler):
    """Writes to what is standard error at that moment, so that nothing is kept open or written into a closed file."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            print(self.format(record), file=sys.stderr, flush=True)  # noqa: T201  # this is where the log comes out
        except Exception:  # noqa: BLE001  # a log that cannot be written must not end the work
            self.handleError(record)


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        # Only the first line begins at the margin, so that no text can pass itself off as a line of its own.
        body = masked(super().format(record)).replace("\n", "\n    ")
        return f"{_at(record)} {record.levelname} {record.name}: {body}"


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {"at": _at(record), "level": record.levelname, "logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps({key: masked(value) for key, value in line.items()}, ensure_ascii=False)


def _at(record: logging.LogRecord) -> str:
    return utc_text(datetime.fromtimestamp(record.created, UTC))


def _thread_failed(failure: threading.ExceptHookArgs) -> None:
    name = failure.thread.name if failure.thread else "?"
    logging.getLogger(__name__).error("thread %s failed", name, exc_info=failure.exc_value)
