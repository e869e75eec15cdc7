"""Logs: one line a happening, as text or JSON, on stderr, and nothing in them that belongs to a member."""

import logging
import re
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, TextIO, cast

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "[hidden]"
DEEPEST = 6
ROOT = Path(__file__).parents[1]

# What is called so is never shown, whatever it holds.
PRIVATE_NAME = re.compile(
    r"token|authori[sz]ation|bearer|password|passwd|secret|cookie|credential|api_?key|variables|arguments"
    r"|e?mail|address|dsn|database_url|headers|body|document|query",
    re.IGNORECASE,
)
# What looks so is never shown, wherever it stands.
PRIVATE_TEXT = re.compile(
    r"(?P<login>(?<=://)[^/\s@]*:[^/\s]*@)"
    r"|(?P<bearer>\b(?i:bearer|basic)\s+[^\s'\",;]+)"
    r"|(?P<address>[^\s<>\"'(),;:=]+@[^\s<>\"'(),;:]+)"
    r"|(?P<token>(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[A-Za-z0-9_-]{40,}(?![\w-]))"
)


def configure(form: Literal["json", "text"], *, debug: bool = False, stream: TextIO | None = None) -> None:
    """Send every log line, ours and the libraries', through the same processors to ``stream`` (stderr)."""
    stream = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info if debug else tell_where,
        redact,
        _as_json if form == "json" else structlog.dev.ConsoleRenderer(colors=stream.isatty()),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG if debug else logging.INFO),
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=[*shared, first_line], processors=last))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for library in ("uvicorn", "asyncio", "asyncpg", "tortoise", "httpx2"):
        logging.getLogger(library).setLevel(logging.WARNING)


def first_line(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:  # noqa: ARG001 - structlog's form
    """Keep the first line of what a library says: the others show the values it was given."""
    event["event"] = str(event["event"]).partition("\n")[0]
    return event


def tell_where(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:  # noqa: ARG001 - structlog's form
    """Say of an exception its kind and where it was raised, not its words: they quote what a member sent."""
    raised = _exception(event.pop("exc_info", None))
    if raised is not None:
        event["exception"] = " from ".join(_kind_and_place(link) for link in _chain(raised))
    return event


def _exception(said: Any) -> BaseException | None:
    if isinstance(said, BaseException):
        return said
    if isinstance(said, tuple):
        return cast("tuple[Any, BaseException | None, TracebackType | None]", said)[1]
    return sys.exception() if said else None


def _chain(raised: BaseException) -> list[BaseException]:
    links: list[BaseException] = []
    link: BaseException | None = raised
    while link is not None and link not in links:
        links.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return links


def _kind_and_place(raised: BaseException) -> str:
    frames = reversed(traceback.extract_tb(raised.__traceback__))
    places = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    return f"{type(raised).__qualname__} at {' < '.join(places) or 'an unknown place'}"


def _short(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else "/".join(path.parts[-2:])


def redact(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:  # noqa: ARG001 - structlog's form
    """Hide tokens, logins, mail addresses and variables, by the name of a value and by its look."""
    return {str(key): HIDDEN if PRIVATE_NAME.search(str(key)) else _shown(value) for key, value in event.items()}


def _shown(value: Any, depth: int = 0) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if depth > DEEPEST:
        return HIDDEN
    if isinstance(value, dict):
        return {
            str(key): HIDDEN if PRIVATE_NAME.search(str(key)) else _shown(inner, depth + 1)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [_shown(inner, depth + 1) for inner in value]
    return PRIVATE_TEXT.sub(HIDDEN, str(value))


def _as_json(logger: WrappedLogger, name: str, event: EventDict) -> str:  # noqa: ARG001 - structlog's form
    return orjson.dumps(event, default=str).decode()
