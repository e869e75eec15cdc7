"""The door for WebSockets on ``/graphql``: who may open one, and what they speak (graphql-transport-ws)."""

from starlette.types import Receive, Scope, Send

from graph.compile.responses import refused
from graph.live import Live
from server.bearer import Tokens
from server.connections import Connections
from server.origins import Origins
from server.socket import Socket
from server.socket_messages import NOT_THIS_PROTOCOL, PROTOCOL

JSON_TYPE = (b"content-type", b"application/json; charset=utf-8")


class Sockets:
    """Opens sockets for ``live``."""

    def __init__(self, live: Live, sessions: Tokens, connections: Connections, origins: Origins) -> None:
        self._live = live
        self._sessions = sessions
        self._connections = connections
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one WebSocket from its handshake to its end."""
        await receive()
        if not self._origins.admit(scope["headers"]):
            await _refuse(scope, send, 403, refused("Pages of this origin may not connect here.", "FORBIDDEN"))
        elif self._connections.closed:
            await _refuse(scope, send, 503, refused("No room at the moment: try again later.", "UNAVAILABLE"))
        elif PROTOCOL not in scope["subprotocols"]:
            # An upgrade that is refused is told to no page; a code is.
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": NOT_THIS_PROTOCOL, "reason": f"Speak {PROTOCOL}"})
        else:
            socket = Socket(self._live, self._sessions, self._connections, scope, receive, send)
            await send({"type": "websocket.accept", "subprotocol": PROTOCOL})
            await socket.run()


async def _refuse(scope: Scope, send: Send, status: int, body: bytes) -> None:
    if "websocket.http.response" not in (scope.get("extensions") or {}):
        await send({"type": "websocket.close"})
        return
    headers = [JSON_TYPE, (b"content-length", b"%d" % len(body)), (b"cache-control", b"no-store")]
    headers += [(b"retry-after", b"5")] if status == 503 else []
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body})
