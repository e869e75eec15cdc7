"""The endpoint ``/graphql``: one request in, one answer out, straight on ASGI.

A route of the framework costs two fifths of a small operation, so this lane stands in front of it.
"""

from starlette.types import Receive, Scope, Send

from graph.compile.engine import Answer, Engine, NotAQuery
from graph.compile.responses import refused
from models.viewer import Viewer
from server.bearer import Tokens, in_header
from server.body import Bodies, Gone
from server.incidents import masked
from server.negotiation import GRAPHQL, JSON, JSON_ANSWER, answer_type, is_json, stream_type
from server.request import Asked, Refused, from_body, from_query_string
from server.streams import Streams

Header = tuple[bytes, bytes]

READ = (b"accept", b"authorization", b"content-type", b"content-encoding", b"content-length")
CHALLENGE: Header = (b"www-authenticate", b'Bearer realm="enishi", error="invalid_token"')
NO_SNIFFING: Header = (b"x-content-type-options", b"nosniff")
# What a GET answers is one reader's own, and depends on what they accept.
NOT_SHARED: tuple[Header, ...] = ((b"cache-control", b"private, no-store"), (b"vary", b"accept, authorization"))


class Endpoint:
    """Answers GraphQL over HTTP; ``max_body`` in bytes, ``body_seconds`` for the whole body to arrive."""

    def __init__(
        self, engine: Engine, sessions: Tokens, streams: Streams | None, *, max_body: int, body_seconds: float
    ) -> None:
        self._engine = engine
        self._sessions = sessions
        self._streams = streams
        self._bodies = Bodies(max_body, body_seconds)
        self._max_query = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        headers = _headers(scope["headers"])
        media = answer_type(headers.get(b"accept") or b"*/*")
        extra: tuple[Header, ...] = NOT_SHARED if scope["method"] == "GET" else ()
        try:
            answer = await self._answer(scope, headers, media, receive, send)
            if answer is None:
                return
            status = 200 if answer.executed or media is JSON_ANSWER else 400
            body = answer.body
        except Gone:
            return
        except Refused as refusal:
            status, body, extra = refusal.status, refused(refusal.message, refusal.code), extra + refusal.headers
        except Exception as error:
            status, body = 500, masked(error)
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

    async def _answer(
        self, scope: Scope, headers: dict[bytes, bytes], media: bytes | None, receive: Receive, send: Send
    ) -> Answer | None:
        """The answer; None where it was sent already, as a stream."""
        reading = scope["method"] == "GET"
        if not reading and scope["method"] != "POST":
            raise _wrong_method("Ask by POST, or by GET for queries.", b"GET, POST")
        wish = stream_type(headers.get(b"accept", b"")) if self._streams else None
        if media is None and wish is None:
            raise Refused(406, "NOT_ACCEPTABLE", f"Answers come as {GRAPHQL} or {JSON}.")
        asked = self._from_url(scope) if reading else await self._from_body(headers, receive)
        viewer = await self._viewer(headers[b"authorization"]) if b"authorization" in headers else None
        form = self._streams.form(asked, wish) if self._streams else None
        try:
            if form is not None and self._streams is not None:
                await self._streams.answer(form, viewer, asked, scope, receive, send)
                return None
            return await self._engine.execute(
                viewer, asked.document, asked.variables, asked.operation, read_only=reading, priced=asked.priced
            )
        except NotAQuery:
            raise _wrong_method("GET is for queries only: send this operation by POST.", b"POST") from None

    async def _from_body(self, headers: dict[bytes, bytes], receive: Receive) -> Asked:
        _check_encoding(headers)
        return from_body(await self._bodies.read(receive, headers.get(b"content-length", b"")))

    def _from_url(self, scope: Scope) -> Asked:
        if len(scope["query_string"]) > self._max_query:
            raise Refused(414, "URI_TOO_LONG", f"The query string may have at most {self._max_query} bytes.")
        return from_query_string(scope["query_string"])

    async def _viewer(self, authorization: bytes) -> Viewer:
        token = in_header(authorization)
        viewer = await self._sessions.viewer(token) if token else None
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
