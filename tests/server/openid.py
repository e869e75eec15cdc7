"""A small OpenID provider for the tests: discovery, authorization code with PKCE, signed tokens, over a socket."""

import base64
import hashlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.server.conftest import served

CLIENT, SECRET = "enishi-at-home", "s3cret"


@dataclass
class Provider:
    """Who signs in there is said by ``claims``; what is wrong with an answer, by the rest."""

    claims: dict[str, Any] = field(default_factory=dict)
    port: int = 0
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signing: Any = None
    calls_itself: str = ""
    header: dict[str, str] = field(default_factory=lambda: {"alg": "RS256", "kid": "one"})
    refuses: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def described(self, _: Request) -> Response:
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        places = {name: f"{self.issuer}/{path}" for name, path in names.items()}
        return JSONResponse({"issuer": self.calls_itself or self.issuer, **places})

    async def keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["client_id"] == CLIENT
        assert set(asked["scope"].split()) == {"openid", "email"}
        if self.refuses:
            return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'error': 'no', 'state': asked['state']})}")
        code = f"code {len(self.codes)}"
        self.codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

    async def token(self, request: Request) -> Response:
        given = dict(parse_qsl((await request.body()).decode()))
        asked = self.codes.pop(given.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given["code_verifier"].encode()).digest())
        signed_in = base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
        if (
            asked is None
            or challenge.rstrip(b"=").decode() != asked["code_challenge"]
            or given["redirect_uri"] != asked["redirect_uri"]
            or signed_in != f"{CLIENT}:{SECRET}"
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        token = jwt.encode(self.header, {**usual, **self.claims}, self.signing or self.key, ["RS256", "HS256"])
        return JSONResponse({"access_token": "access", "token_type": "Bearer", "id_token": token})


@asynccontextmanager
async def openid_provider() -> AsyncIterator[Provider]:
    """A provider that listens on this machine while the context lasts."""
    made = Provider()
    routes = [
        Route("/.well-known/openid-configuration", made.described),
        Route("/authorize", made.authorize),
        Route("/token", made.token, methods=["POST"]),
        Route("/keys", made.keys),
    ]
    async with served(Starlette(routes=routes)) as port:
        made.port = port
        yield made
