"""The start page of the demonstration: what happens in its network, as one of its members hears it.

The page has no token: the server listens on behalf of the member, and only for browsers of this machine.
"""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from server.landing import GUARDED
from server.mails import on_this_machine

FILES = Path(__file__).with_name("start")
NAMES = ("start.js", "start.css")
FEED = (FILES / "feed.graphql").read_text(encoding="utf-8")


def routes(endpoint: ASGIApp, token: str) -> Sequence[BaseRoute]:
    """The page, what it loads, and the stream that it shows: of the member whose token it is."""

    async def page(request: Request) -> Response:
        guard(request)
        return FileResponse(FILES / "index.html", headers=GUARDED)

    async def file(request: Request) -> Response:
        guard(request)
        return FileResponse(FILES / request.url.path.rpartition("/")[2], headers=GUARDED)

    files = [Route(f"/start/{name}", file) for name in NAMES]
    return [Route("/", page), *files, Route("/feed", Feed(endpoint, token))]


def guard(request: Request) -> None:
    """It is not there for others: what members of the demonstration say is not for everybody in reach."""
    if not on_this_machine(request):
        raise HTTPException(404)


class Feed:
    """The endpoint's own stream of server-sent events, asked for on behalf of one member; ``after`` is a cursor."""

    def __init__(self, endpoint: ASGIApp, token: str) -> None:
        self.endpoint = endpoint
        self.token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the endpoint answers the member."""
        guard(Request(scope))
        after = parse_qs(scope["query_string"].decode("latin-1")).get("after", [None])[0]
        asked = {"query": FEED, "variables": orjson.dumps({"after": after}).decode()}
        headers = [(b"accept", b"text/event-stream"), (b"authorization", f"Bearer {self.token}".encode())]
        await self.endpoint(
            {**scope, "path": "/graphql", "query_string": urlencode(asked).encode(), "headers": headers}, receive, send
        )
