"""The page that links in mails lead to, where no other front end is named: it signs in, joins, or proves a claim."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

FILES = Path(__file__).with_name("landing")
PAGES = ("sign-in", "join", "claim")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
GUARDED = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "public, no-cache",
}


def routes() -> list[BaseRoute]:
    """One page under three names, and what it loads."""

    async def page(request: Request) -> Response:  # noqa: ARG001 - what Starlette passes
        return FileResponse(FILES / "index.html", headers=GUARDED)

    async def file(request: Request) -> Response:
        return FileResponse(FILES / request.url.path.rpartition("/")[2], headers=GUARDED)

    files = [Route(f"/landing/{name}", file) for name in ("landing.js", "landing.css")]
    return [*(Route(f"/{name}", page) for name in PAGES), *files]
