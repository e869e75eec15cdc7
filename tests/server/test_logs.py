"""Logs: what happened, and nothing in it that belongs to a member."""

import asyncio
import base64
import hashlib
import io
import logging
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import structlog

from server import logs

TOKEN = base64.urlsafe_b64encode(hashlib.sha256(b"a token").digest()).decode().rstrip("=")


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where the lines go; the tests' own logging is put back afterwards."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure("json", stream=stream)
    yield stream
    root.handlers[:], root.level = before, level
    structlog.reset_defaults()


def line(stream: io.StringIO) -> dict[str, Any]:
    """The one line that was logged."""
    lines = stream.getvalue().splitlines()
    assert len(lines) == 1, lines
    parsed: dict[str, Any] = orjson.loads(lines[0])
    return parsed


def test_a_line_says_what_when_and_how_bad(stream: io.StringIO) -> None:
    structlog.get_logger().warning("a thing happened", count=3, ok=True, nothing=None)
    found = line(stream)
    assert found.pop("timestamp").endswith("Z")
    assert found == {"event": "a thing happened", "level": "warning", "count": 3, "ok": True, "nothing": None}


@pytest.mark.parametrize(
    "name",
    ["token", "access_token", "Authorization", "password", "secret", "cookie", "variables", "email", "database_url"],
)
def test_a_private_name_hides_its_value_at_any_depth(stream: io.StringIO, name: str) -> None:
    structlog.get_logger().info("x", **{name: "plain"}, inner=[{"deep": {name: ["plain"]}}])
    assert "plain" not in stream.getvalue()
    assert line(stream)[name] == logs.HIDDEN


@pytest.mark.parametrize(
    "private",
    [
        TOKEN,
        "hana.suzuki+alumni@example.co.jp",
        "鈴木@example.jp",
        "postgresql://enishi:hunter2@db/enishi",
        "Bearer abc.def",
        "basic aGFuYQ==",
    ],
)
@pytest.mark.parametrize("place", ["event", "value", "list", "object", "bytes"])
def test_a_private_text_is_hidden_wherever_it_stands(stream: io.StringIO, private: str, place: str) -> None:
    text = f"seen: {private}, there"
    log = structlog.get_logger()
    if place == "event":
        log.info(text)
    else:
        things = {"value": text, "list": [[text]], "object": ValueError(text), "bytes": {"raw": text.encode()}}
        log.info("x", thing=things[place])
    for part in (private, "hunter2", "aGFuYQ", "abc.def", "hana.suzuki"):
        assert part not in stream.getvalue()
    assert logs.HIDDEN in stream.getvalue() or place == "bytes"


@pytest.mark.parametrize(
    "harmless",
    [
        "0190b3c8-7c1e-7c3a-9c3e-000000000001",
        "graph/compile/engine.py:120",
        "an_event_of_many_words_that_is_longer_than_forty",
    ],
)
def test_what_only_looks_long_stays_readable(stream: io.StringIO, harmless: str) -> None:
    structlog.get_logger().info("x", thing=harmless)
    assert line(stream)["thing"] == harmless


def fail(value: str) -> None:
    raise ValueError(f"invalid input for query argument $1: {value}")


@pytest.mark.parametrize("library", [False, True])
def test_of_an_exception_only_its_kind_and_places_are_told(stream: io.StringIO, library: bool) -> None:
    log = logging.getLogger("some.library") if library else structlog.get_logger()
    try:
        try:
            fail("what a member wrote")
        except ValueError as error:
            raise KeyError("another word") from error
    except KeyError:
        log.exception("it failed")
    said = line(stream)["exception"]
    assert said.startswith("KeyError at tests/server/test_logs.py:")
    assert " from ValueError at tests/server/test_logs.py:" in said
    assert "wrote" not in stream.getvalue()
    assert "another word" not in stream.getvalue()


async def test_what_asyncio_says_of_a_lost_task_does_not_show_its_exception(stream: io.StringIO) -> None:
    loop = asyncio.get_running_loop()
    loop.default_exception_handler(
        {"message": "Task exception was never retrieved", "exception": ValueError("wrote"), "future": "<Task wrote>"}
    )
    assert line(stream)["event"] == "Task exception was never retrieved"
    assert "wrote" not in stream.getvalue()


def test_libraries_speak_only_when_something_is_wrong(stream: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").info("Started server process")
    assert stream.getvalue() == ""
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request of %s", "hana@example.com")
    assert line(stream)["event"] == f"Invalid HTTP request of {logs.HIDDEN}"


def test_text_is_as_discreet_as_json(stream: io.StringIO) -> None:
    logs.configure("text", stream=stream)
    structlog.get_logger().error("it failed", thing=TOKEN, address="hana@example.com")
    assert "it failed" in stream.getvalue()
    assert TOKEN not in stream.getvalue()
    assert "hana" not in stream.getvalue()


def test_for_debugging_the_whole_trace_is_told_without_what_looks_private(stream: io.StringIO) -> None:
    logs.configure("json", debug=True, stream=stream)
    try:
        fail(TOKEN)
    except ValueError:
        structlog.get_logger().exception("it failed")
    assert "invalid input for query argument" in stream.getvalue()
    assert TOKEN not in stream.getvalue()
