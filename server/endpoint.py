"""The endpoint ``/graphql``: one request in, one answer out, straight on ASGI.

A route of the framework costs two fifths of a small operation, so this lane stands in front of it.
"""

import re
from typing import Protocol

import orjson
import structlog
from starlette.types import Receive, Scope, Send

from graph.compile.engine import Answer, Engine, NotAQuery, refused
from models.ids import uuid7
from models.viewer import Viewer
from server.body import Bodies, Gone
from server.negotiation import GRAPHQL, JSON, JSON_ANSWER, answer_type, is_json
from server.request import Asked, Refused, from_body, from_query_string

Header = tuple[bytes, bytes]

READ = (b"accept", b"authorization", b"content-type", b"content-encoding", b"content-length")
BEARER = re.compile(rb"bearer +([a-z0-9._~+/-]{1,512}={0,2})", re.IGNORECASE)
CHALLENGE: Header = (b"www-authenticate", b'Bearer realm="enishi", error="invalid_token"')
NO_SNIFFING: Header = (b"x-content-type-options", b"nosniff")
# What a GET answers is one reader's own, and depends on what they accept.
NOT_SHARED: tuple[Header, ...] = ((b"cache-control", b"private, no-store"), (b"vary", b"accept, authorization"))

log = structlog.get_logger(__name__)


class Tokens(Protocol):
    """Whoever knows the viewer behind a token."""

    async def viewer(self, token: str) -> Viewer | None:
        """The viewer that ``token`` speaks for, or None."""


class Endpoint:
    """Answers GraphQL over HTTP; ``max_body`` in bytes, ``body_seconds`` for the whole body to arrive."""

    def __init__(self, engine: Engine, sessions: Tokens, *, max_body: int, body_seconds: float) -> None:
        self._engine = engine
        self._sessions = sessions
        self._bodies = Bodies(max_body, body_seconds)
        self._max_query = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        headers = _headers(scope["headers"])
        media = answer_type(headers.get(b"accept") or b"*/*")
        extra: tuple[Header, ...] = NOT_SHARED if scope["method"] == "GET" else ()
        try:
            answer = await self._answer(scope, headers, media, receive)
            status = 200 if answer.executed or media is JSON_ANSWER else 400
            body = answer.body
        except Gone:
            return
        except Refused as refusal:
            status, body, extra = refusal.status, refused(refusal.message, refusal.code), extra + refusal.headers
        except Exception as error:
            status, body = 500, _masked(error)
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [
                    (b"content-type", media or JSON_ANSWER),
                    (b"content-length", b"%d" % len(body)),
                    NO_SNIFFING,
                    *extra,
                ],
            }
        )
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope, headers: dict[bytes, bytes], media: bytes | None, receive: Receive) -> Answer:
        reading = scope["method"] == "GET"
        if not reading and scope["method"] != "POST":
            raise _wrong_method("Ask by POST, or by GET for queries.", b"GET, POST")
        if media is None:
            raise Refused(406, "NOT_ACCEPTABLE", f"Answers come as {GRAPHQL} or {JSON}.")
        if reading:
            asked = self._from_url(scope)
        else:
            _check_encoding(headers)
            asked = from_body(await self._bodies.read(receive, headers.get(b"content-length", b"")))
        viewer = await self._viewer(headers[b"authorization"]) if b"authorization" in headers else None
        try:
            return await self._engine.execute(
                viewer, asked.document, asked.variables, asked.operation, read_only=reading, priced=asked.priced
            )
        except NotAQuery:
            raise _wrong_method("GET is for queries only: send this operation by POST.", b"POST") from None

    def _from_url(self, scope: Scope) -> Asked:
        if len(scope["query_string"]) > self._max_query:
            raise Refused(414, "URI_TOO_LONG", f"The query string may have at most {self._max_query} bytes.")
        return from_query_string(scope["query_string"])

    async def _viewer(self, authorization: bytes) -> Viewer:
        token = BEARER.fullmatch(authorization)
        viewer = await self._sessions.viewer(token[1].decode()) if token else None
        if viewer is None:
            raise Refused(401, "UNAUTHENTICATED", "The token is malformed, unknown or no longer valid.", (CHALLENGE,))
        return viewer


def _headers(pairs: list[Header]) -> dict[bytes, bytes]:
    """The headers by name; one sent twice counts as a list, as RFC 9110 has it."""
    found = dict(pairs)
    if len(found) < len(pairs):
        for name in READ:
            values = [value for key, value in pairs if key == name]
            found.update({name: b",".join(values)} if values else {})
    return found


def _check_encoding(headers: dict[bytes, bytes]) -> None:
    # Nothing but JSON: a page of another site can send the simple content types without asking first.
    if not is_json(headers.get(b"content-type", b"")):
        raise Refused(415, "UNSUPPORTED_MEDIA_TYPE", "The body must be sent as application/json in UTF-8.")
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        hint = ((b"accept-encoding", b"identity"),)
        raise Refused(415, "UNSUPPORTED_MEDIA_TYPE", "The body must not be compressed.", hint)


def _wrong_method(message: str, allowed: bytes) -> Refused:
    return Refused(405, "METHOD_NOT_ALLOWED", message, ((b"allow", allowed),))


def _masked(error: Exception) -> bytes:
    """Log what happened under a new id, and tell the client no more than the id."""
    incident = uuid7().hex
    log.error("request failed", incident=incident, exc_info=error)
    message = f"Something went wrong on our side. If you report it, quote {incident}."
    extensions = {"code": "INTERNAL_SERVER_ERROR", "id": incident}
    return orjson.dumps({"errors": [{"message": message, "extensions": extensions}]})
