"""The application: the endpoint's own lane, and beside it a small framework application for everything else."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from graph.compile.engine import Engine
from graph.live import Live
from server import graphiql, health, landing, start
from server.bearer import Tokens
from server.connections import Connections
from server.endpoint import Endpoint
from server.negotiation import prefers_page
from server.origins import Origins
from server.sockets import Sockets
from server.streams import Streams

MAX_BODY = 1024 * 1024
BODY_SECONDS = 10.0

Lifespan = Callable[[Any], AbstractAsyncContextManager[None]]


def create_app(
    engine: Engine,
    sessions: Tokens,
    readiness: health.Readiness,
    *,
    live: Live | None = None,
    connections: Connections | None = None,
    origins: frozenset[str] = frozenset(),
    pages: Sequence[BaseRoute] = (),
    shown_to: str | None = None,
    lifespan: Lifespan | None = None,
    max_body: int = MAX_BODY,
    body_seconds: float = BODY_SECONDS,
) -> ASGIApp:
    """The ASGI application that answers with ``engine`` whoever ``sessions`` knows, and tells them what ``live`` hears.

    Pages of ``origins``, or of our own host where none is named, may open sockets. The start page shows what the member
    hears whose token ``shown_to`` is; without one it leads to GraphiQL.
    """
    connections = connections or Connections()
    streams = Streams(live, connections) if live else None
    sockets = Sockets(live, sessions, connections, Origins(origins)) if live else None
    endpoint = Endpoint(engine, sessions, streams, max_body=max_body, body_seconds=body_seconds)
    home = start.routes(endpoint, shown_to) if shown_to else [Route("/", _home)]
    others = Starlette(
        routes=[*home, *graphiql.routes(), *landing.routes(), *health.routes(readiness), *pages],
        exception_handlers={HTTPException: _no},
        lifespan=lifespan,
    )

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/graphql" and not _wants_page(scope):
            await endpoint(scope, receive, send)
        elif scope["type"] == "websocket" and scope["path"] == "/graphql" and sockets is not None:
            await sockets(scope, receive, send)
        else:
            await others(scope, receive, send)

    return app


def _wants_page(scope: Scope) -> bool:
    if scope["method"] != "GET":
        return False
    return prefers_page(b",".join(value for name, value in scope["headers"] if name == b"accept"))


async def _home(request: Request) -> Response:  # noqa: ARG001 - what Starlette passes
    return RedirectResponse("/graphql")


async def _no(request: Request, error: Exception) -> Response:  # noqa: ARG001 - what Starlette passes
    assert isinstance(error, HTTPException), "it is registered for these"  # noqa: S101
    code = "NOT_FOUND" if error.status_code == 404 else "METHOD_NOT_ALLOWED"
    body = {"errors": [{"message": error.detail, "extensions": {"code": code}}]}
    return JSONResponse(body, error.status_code, headers=error.headers)
