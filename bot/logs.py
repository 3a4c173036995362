"""What the log says: structured lines that never hold a token, a text, a name or a Telegram id."""

import logging
import re
import sys
import traceback
from collections.abc import Iterable
from types import TracebackType
from typing import Any, TextIO, cast

import structlog

MASK = "***"
# Fields that hold what people said or who they are; whoever logs them by mistake logs nothing.
PERSONAL = frozenset(
    (
        *("text", "caption", "message", "reply", "answer", "value"),
        *("name", "first_name", "last_name", "username", "phone"),
        *("telegram_id", "user_id", "chat_id", "from_id"),
        *("data", "payload", "parameters"),
    )
)
# Others' loggers whose lines hold nothing of people and may be written out with their values.
TRUSTED = ("uvicorn.error", "apscheduler", "alembic")
SILENT = ("uvicorn.access", "aiohttp.access", "httpx", "httpcore", "asyncio.sslproto")
QUIET = ("apscheduler", "alembic")
TOKEN = re.compile(r"\b\d+:[A-Za-z0-9_-]{20,}")
TOKEN_IN_PATH = re.compile(r"/bot\d+:[^/\s\"']+")
QUERY = re.compile(r"\?[^\s\"'<>?]*=[^\s\"'<>]*")
PASSWORD_IN_ADDRESS = re.compile(r"://[^/\s\"'@]+@")
PLACEHOLDER = re.compile(r"%(\([^)]*\))?[-+ #0]*\d*(\.\d+)?[sdrfxic]")

Event = dict[str, Any]
ErrorInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def set_up(
    level: str, form: str, known_secrets: Iterable[str] = (), stream: TextIO | None = None
) -> None:
    """Send every logger's lines, ours and others', through the same processors to one stream."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        leave_out_personal,
        tell_errors,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Masked(_renderer(form), [only_the_template, *shared], known_secrets))
    logging.raiseExceptions = False
    logging.captureWarnings(True)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL)


class Masked(structlog.stdlib.ProcessorFormatter):
    """The last look at each line, whoever wrote it."""

    def __init__(self, renderer: Any, foreign: list[Any], known_secrets: Iterable[str]) -> None:
        clean = structlog.stdlib.ProcessorFormatter.remove_processors_meta
        super().__init__(processors=[clean, renderer], foreign_pre_chain=foreign)
        self._secrets = sorted((one for one in known_secrets if one), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, MASK)
        return mask(line)


def mask(line: str) -> str:
    line = TOKEN_IN_PATH.sub(f"/bot{MASK}", line)
    line = TOKEN.sub(MASK, line)
    line = PASSWORD_IN_ADDRESS.sub(f"://{MASK}@", line)
    return QUERY.sub(f"?{MASK}", line)


def leave_out_personal(_logger: Any, _method: str, event: Event) -> Event:
    return {name: value for name, value in event.items() if name not in PERSONAL}


def only_the_template(_logger: Any, _method: str, event: Event) -> Event:
    """Of a library's own line keep what is written in its code, not what was filled in."""
    record: logging.LogRecord = event["_record"]
    if not record.name.startswith(TRUSTED):
        first_line, _, _ = str(record.msg).partition("\n")
        event["event"] = PLACEHOLDER.sub("…", first_line)
    return event


def tell_errors(_logger: Any, _method: str, event: Event) -> Event:
    """Say which error it was and where, without its message, which may quote a resident."""
    info = _error_info(event.pop("exc_info", None))
    given = event.get("error")
    if isinstance(given, BaseException):
        event["error"] = kind(given)
    if info:
        event["error"] = " < ".join(kind(one) for one in _chain(info[1]))
        event["trace"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for one in _chain(info[1])
            for frame in traceback.extract_tb(one.__traceback__)
        ]
    return event


def kind(error: BaseException) -> str:
    """The error's type, and of an error of SQLAlchemy's the code that the database gives it."""
    name = type(error).__name__
    cause = getattr(error, "orig", None)
    if isinstance(cause, BaseException):
        code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
        return f"{name}({code or type(cause).__name__})"
    if isinstance(error, OSError) and error.strerror:
        return f"{name}({error.strerror})"
    return name


def _chain(error: BaseException) -> list[BaseException]:
    """The error and those behind it, the newest first."""
    chain: list[BaseException] = []
    seen: BaseException | None = error
    while seen is not None and seen not in chain:
        chain.append(seen)
        hidden = seen.__suppress_context__
        seen = seen.__cause__ or (None if hidden else seen.__context__)
    return chain


def _error_info(given: Any) -> ErrorInfo | None:
    if isinstance(given, BaseException):
        return type(given), given, given.__traceback__
    if isinstance(given, tuple):
        return cast(ErrorInfo, given) if given[1] else None
    if given:
        current = sys.exc_info()
        return cast(ErrorInfo, current) if current[1] else None
    return None


def _renderer(form: str) -> Any:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=False, sort_keys=False)
