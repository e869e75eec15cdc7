"""Whether the process lives (``/healthz``) and whether it should be sent requests (``/readyz``)."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

Probe = Callable[[], Awaitable[object]]
NOT_STORED = {"cache-control": "no-store"}

log = structlog.get_logger(__name__)


class Readiness:
    """Ready while the database answers ``probe`` within ``seconds``, until the process begins to end."""

    def __init__(self, probe: Probe, seconds: float = 2.0) -> None:
        self._probe = probe
        self._seconds = seconds
        self._ending = False

    def end(self) -> None:
        """From now on the process is not ready: it finishes what it has and takes nothing new."""
        self._ending = True

    async def state(self) -> str:
        """``ready``, ``ending`` or ``no database``."""
        if self._ending:
            return "ending"
        try:
            async with asyncio.timeout(self._seconds):
                await self._probe()
        except Exception as error:
            # Whatever is wrong with the database, the answer is the same, and its words may name hosts and users.
            log.warning("the database does not answer", kind=type(error).__qualname__)
            return "no database"
        return "ending" if self._ending else "ready"


def routes(readiness: Readiness) -> list[Route]:
    """The two questions of whoever watches over the process."""

    async def healthz(request: Request) -> JSONResponse:  # noqa: ARG001 - what Starlette passes
        return JSONResponse({"status": "alive"}, headers=NOT_STORED)

    async def readyz(request: Request) -> JSONResponse:  # noqa: ARG001 - what Starlette passes
        state = await readiness.state()
        return JSONResponse({"status": state}, 200 if state == "ready" else 503, headers=NOT_STORED)

    return [Route("/healthz", healthz), Route("/readyz", readyz)]
