"""Do the servers say the same? Compared as data, before anything is timed."""

import http.client
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson

from bench.operations import Request

if TYPE_CHECKING:
    from bench.servers import Running

GLOBAL_ID = re.compile(r"^[a-z]+_(?=[0-9a-f]{8}-)")


class Wrong(Exception):
    """A server answered with an error, or otherwise than another one."""


def ask(running: "Running", requests: list[Request]) -> list[dict[str, Any]]:
    """The data that a server answers to each request."""
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
    try:
        return [_ask(connection, running, request) for request in requests]
    finally:
        connection.close()


def _ask(connection: http.client.HTTPConnection, running: "Running", request: Request) -> dict[str, Any]:
    server = running.server
    headers = {"content-type": "application/json", "accept": "application/json", **server.headers(request.viewer)}
    connection.request("POST", "/graphql", orjson.dumps(server.body(request)), headers)
    response = connection.getresponse()
    text = response.read()
    try:
        answer = orjson.loads(text)
    except orjson.JSONDecodeError:
        answer = {}
    if response.status != 200 or answer.get("errors") or not isinstance(answer.get("data"), dict):
        raise Wrong(f"{server.title} answers {request.operation.name} with {response.status} {text[:500]!r}")
    return answer["data"]  # type: ignore[no-any-return]


def plain(value: Any, name: str = "") -> Any:
    """The same data without what each server may write in its own way: ids, moments and cursors."""
    match value:
        case dict():
            return {key: plain(each, key) for key, each in value.items()}
        case list():
            return [plain(each, name) for each in value]
        case str() if name == "id":
            return GLOBAL_ID.sub("", value)
        case str() if name == "createdAt":
            return datetime.fromisoformat(value).astimezone(UTC)
        case str() if name == "endCursor":
            return "a cursor"
        case _:
            return value


def agree(running: list["Running"], requests: list[Request]) -> None:
    """Hold every server's answers against the first one's, or say where they part."""
    reference, *others = running
    expected = ask(reference, requests)
    for other in others:
        for request, ours, theirs in zip(requests, expected, ask(other, requests), strict=True):
            place = difference(plain(ours), plain(theirs))
            if place:
                raise Wrong(
                    f"{request.operation.name} as {request.viewer} with {request.variables}: {reference.server.title}"
                    f" and {other.server.title} differ at {place}"
                )


def difference(left: Any, right: Any, at: str = "data") -> str | None:
    """Where two answers part first, and what stands there."""
    if isinstance(left, dict) and isinstance(right, dict) and left.keys() == right.keys():
        parts = [(left[key], right[key], f"{at}.{key}") for key in left]
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        parts = [(one, two, f"{at}[{index}]") for index, (one, two) in enumerate(zip(left, right, strict=True))]
    elif left == right:
        return None
    else:
        return f"{at}: {str(left)[:300]} | {str(right)[:300]}"
    return next((found for part in parts if (found := difference(*part))), None)
