"""GraphiQL, the page to ask by hand: served from files beside this module, nothing from anywhere else."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FILES = Path(__file__).with_name("graphiql")
# In the order of the page's tabs: from what everyone has to what only this network can tell.
SAMPLES = ("viewer", "feed", "directory", "profile", "suggestions")

# The one inline style of the page: what GraphiQL's dialogs do to the page behind them.
DIALOG = "sha256-nzTgYzXYDNe6BAHiiI7NNlfK8n/auuOAhh2t92YvuXo="
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        f"style-src 'self' '{DIALOG}'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
GUARDED = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    # Kept, but asked about each time: an upgraded server is seen at once, and a 304 costs nothing.
    "cache-control": "public, no-cache",
}


class Files(StaticFiles):
    """The static files, under the policy of the page."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or a 304 where the browser has it; Starlette compares the ETags."""
        response = await super().get_response(path, scope)
        response.headers.update(GUARDED)
        return response


def samples() -> list[dict[str, str]]:
    """The page's first tabs."""
    folder = FILES / "samples"
    return [{"title": name, "query": (folder / f"{name}.graphql").read_text(encoding="utf-8")} for name in SAMPLES]


def routes() -> list[BaseRoute]:
    """The page at ``/graphql`` (for those who prefer HTML), and what it loads under ``/graphiql``."""
    tabs = samples()

    async def page(request: Request) -> FileResponse:  # noqa: ARG001 - what Starlette passes
        return FileResponse(FILES / "index.html", headers={**GUARDED, "vary": "accept"})

    async def listed(request: Request) -> JSONResponse:  # noqa: ARG001 - what Starlette passes
        return JSONResponse(tabs, headers=GUARDED)

    return [
        Route("/graphql", page, methods=["GET"]),
        Route("/graphiql/samples.json", listed, methods=["GET"]),
        Mount("/graphiql", Files(directory=FILES)),
    ]
