"""Signing in at the OpenID provider of a network: authorization code with PKCE (OpenID Connect Core, RFC 7636)."""

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import structlog
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from httpx2 import HTTPError
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from actions import providers
from actions.providers import Sent, Trusted
from actions.refusals import Refusal
from models.networks import Locale

SECONDS = 10
KEPT = 3_600.0  # seconds that what a provider says of itself is believed
LEEWAY = 60  # seconds that clocks may differ
ALGORITHMS = ["RS256", "PS256", "ES256"]  # no secret of ours can sign these
DESCRIPTION = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
COOKIE = "enishi_visit"
NOT_STORED = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
FAILED = "The provider's answer could not be used. · ログインに失敗しました。\n"

log = structlog.get_logger(__name__)


class Unusable(Exception):
    """What a provider says cannot be believed, or is not what was asked for."""


@dataclass(frozen=True)
class Described:
    """What a provider says of itself."""

    authorization: str
    token: str
    keys: dict[str, Any]
    until: float


class Oidc:
    """The two steps of signing in, for every network that trusts a provider; ``public_url`` is ours."""

    def __init__(self, public_url: str) -> None:
        self.public_url = public_url.rstrip("/")
        self.known: dict[str, Described] = {}

    def routes(self) -> list[Route]:
        """Where a browser begins, and where it comes back."""
        return [
            Route("/auth/oidc/{network}/start", self.start),
            Route("/auth/oidc/{network}/callback", self.callback),
        ]

    async def start(self, request: Request) -> Response:
        """Send the browser to the provider."""
        try:
            provider = await providers.provider_of(request.path_params["network"])
            described = await self.described(provider)
        except Refusal as refusal:
            return said_no(refusal)
        except (Unusable, HTTPError) as error:
            return failed(error)
        sent = await providers.begin(provider)
        async with self.client(provider) as client:
            url, _ = client.create_authorization_url(
                described.authorization, state=sent.state, nonce=sent.nonce, code_verifier=sent.verifier
            )
        answer = RedirectResponse(url, 303, headers=NOT_STORED)
        secure = self.public_url.startswith("https:")
        age, path = providers.MINUTES * 60, "/auth/oidc"
        answer.set_cookie(COOKIE, sent.browser, age, path=path, secure=secure, httponly=True, samesite="lax")
        return answer

    async def callback(self, request: Request) -> Response:
        """Take the browser back, and send it on with what signs it in."""
        asked = request.query_params
        try:
            provider = await providers.provider_of(request.path_params["network"])
            sent = await providers.end(provider, asked.get("state", ""), request.cookies.get(COOKIE, ""))
            if "code" not in asked:
                raise Unusable(asked.get("error", "no code"))
            claims = await self.claims(provider, sent, asked["code"])
            token = await providers.identified(provider, claims["sub"], verified_address(claims))
        except Refusal as refusal:
            return said_no(refusal)
        except (Unusable, HTTPError, AuthlibBaseError, JoseError, KeyError, ValueError) as error:
            return failed(error)
        told = urlencode({"network": provider.slug, "token": token})
        answer = RedirectResponse(f"{self.public_url}/sign-in#{told}", 303, headers=NOT_STORED)
        answer.delete_cookie(COOKIE, path="/auth/oidc")
        return answer

    async def claims(self, provider: Trusted, sent: Sent, code: str) -> dict[str, Any]:
        """What the provider says of who signed in there: of this issuer, for us, now, and for this very visit."""
        described = await self.described(provider)
        async with self.client(provider) as client:
            tokens = await client.fetch_token(described.token, code=code, code_verifier=sent.verifier)
        keys = KeySet.import_key_set(described.keys)  # type: ignore[arg-type]
        try:
            read = jwt.decode(tokens["id_token"], keys, algorithms=ALGORITHMS)
        except JoseError:
            self.known.pop(provider.issuer, None)  # it may have new keys
            raise
        options: Any = {
            "iss": {"essential": True, "value": provider.issuer},
            "aud": {"essential": True, "value": provider.client_id},
        }
        params = {"nonce": sent.nonce, "client_id": provider.client_id, "access_token": tokens.get("access_token")}
        claims = CodeIDToken(read.claims, read.header, options, params)
        claims.validate(leeway=LEEWAY)
        return dict(claims)

    def client(self, provider: Trusted) -> AsyncOAuth2Client:
        """Our side of the talk with a provider."""
        return AsyncOAuth2Client(
            provider.client_id,
            provider.client_secret,
            token_endpoint_auth_method="client_secret_basic" if provider.client_secret else "none",
            scope="openid email",
            redirect_uri=f"{self.public_url}/auth/oidc/{provider.slug}/callback",
            code_challenge_method="S256",
            timeout=SECONDS,
        )

    async def described(self, provider: Trusted) -> Described:
        """What the provider says of itself, asked for once an hour; raises Unusable and HTTPError."""
        known = self.known.get(provider.issuer)
        if known is not None and known.until > time.monotonic():
            return known
        async with self.client(provider) as client:
            said = await asked_for(client, provider.issuer.rstrip("/") + DESCRIPTION)
            if said.get("issuer") != provider.issuer:
                raise Unusable("it calls itself otherwise")
            authorization, token, keys = (address(said, name, provider) for name in ENDPOINTS)
            found = Described(authorization, token, await asked_for(client, keys), time.monotonic() + KEPT)
        self.known[provider.issuer] = found
        return found


async def asked_for(client: AsyncOAuth2Client, url: str) -> dict[str, Any]:
    """A JSON object of the provider; raises Unusable and HTTPError."""
    answer = await client.request("GET", url, withhold_token=True)
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise Unusable("it gives no object")
    return found


def address(said: dict[str, Any], name: str, provider: Trusted) -> str:
    """A URL that the provider names, as safe as its own; raises Unusable."""
    url = said.get(name)
    if not isinstance(url, str) or urlsplit(url).scheme not in ("https", urlsplit(provider.issuer).scheme):
        raise Unusable(f"it has no {name}")
    return url


def verified_address(claims: dict[str, Any]) -> str | None:
    """The address that the provider vouches for."""
    email = claims.get("email")
    return email if isinstance(email, str) and claims.get("email_verified") is True else None


def said_no(refusal: Refusal) -> Response:
    """A refusal, in both languages: nobody is known yet."""
    words = f"{refusal.told(Locale.EN)} · {refusal.told(Locale.JA)}\n"
    return PlainTextResponse(words, 403, headers=NOT_STORED)


def failed(error: Exception) -> Response:
    """What went wrong with a provider is for the log, by its kind alone."""
    log.warning("a provider's answer was of no use", kind=type(error).__qualname__)
    return PlainTextResponse(FAILED, 502, headers=NOT_STORED)
