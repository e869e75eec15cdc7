"""The commands that serve: serve, and demo with its network and tokens."""

import argparse
import json
import socket
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog

from server.commands_database import database
from server.failure import USAGE, Failure
from server.process import Process, bind, run, serve, url_of
from server.progress import Report, progress
from server.settings import Settings
from server.workers import Workers, with_parent

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

MEMBERS = 2000
SAMPLE = '{"query":"{ viewer { id displayName } }"}'


def serve_network(settings: Settings, asked: argparse.Namespace) -> None:
    """Serve the database until a signal ends it."""
    if asked.workers > 1 and settings.redis_url is None:
        raise Failure("Several workers tell each other by Redis what happened: set ENISHI_REDIS_URL.", USAGE)
    taken = bind(settings.host, settings.port, shared=asked.workers > 1)
    with ExitStack() as running:
        with progress(quiet=asked.quiet) as report:
            url = running.enter_context(database(settings, report, migrated=False))
        said = partial(_say, f"Enishi serves {url_of(taken)}/graphql")
        if asked.workers == 1:
            run(_served(settings, url, taken, said))
            return
        import server.app  # noqa: F401, PLC0415 - loaded before they part, so that they share its memory

        Workers(asked.workers, partial(_work, settings, url, taken), said, settings.drain + settings.spread).run()


def _work(settings: Settings, url: str, taken: socket.socket, ready: Callable[[], None]) -> None:
    """What one of several workers does: it serves on a socket of its own at the same address."""
    host, port = taken.getsockname()[:2]
    run(with_parent(_served(settings, url, bind(host, port, shared=True), ready)))


def serve_demo(settings: Settings, asked: argparse.Namespace) -> None:
    """Serve the demonstration network, made first if it is not there, and hand out three tokens."""
    taken = bind(settings.host, settings.port)
    with ExitStack() as running:
        with progress(quiet=asked.quiet or asked.json) as report:
            url = running.enter_context(database(settings, report))
            tokens = run(_demo_tokens(url, asked.members, report))
        said = partial(_say, _welcome(asked, url_of(taken), tokens))
        run(_served(settings, url, taken, said, demo=tokens["alumnus"]))


async def _served(
    settings: Settings, url: str, taken: socket.socket, ready: Callable[[], None], *, demo: str | None = None
) -> None:
    from actions.sessions import Sessions  # noqa: PLC0415 - other commands need not wait for the graph
    from graph.compile.engine import Engine  # noqa: PLC0415
    from graph.live import Live  # noqa: PLC0415
    from models.database import orm  # noqa: PLC0415
    from server.app import create_app  # noqa: PLC0415
    from server.connections import Connections  # noqa: PLC0415
    from server.health import Readiness  # noqa: PLC0415
    from server.oidc import Oidc  # noqa: PLC0415
    from server.unsubscribing import links  # noqa: PLC0415
    from server.upkeep import upkeep  # noqa: PLC0415

    public_url = settings.public_url or url_of(taken)
    async with AsyncExitStack() as opened:
        await opened.enter_async_context(orm(url, connections=settings.writers))
        engine = await Engine.open(url, connections=settings.connections, budget=settings.budget)
        opened.push_async_callback(engine.close)
        redis_url = settings.redis_url.get_secret_value() if settings.redis_url else None
        live = await opened.enter_async_context(Live.running(engine, redis_url, connections=settings.listeners))
        sessions = await Sessions.open(url)
        opened.push_async_callback(sessions.close)
        await opened.enter_async_context(upkeep())
        readiness = Readiness(sessions.answer)
        mailing = await _mailing(settings, url, public_url, opened, demo=demo is not None)
        pages = mailing + Oidc(public_url).routes() + links()
        connections = Connections()
        told: dict[str, Any] = {"live": live, "connections": connections, "origins": settings.pages}
        app = create_app(engine, sessions, readiness, pages=pages, shown_to=demo, **told)
        times = {"drain": settings.drain, "spread": settings.spread}
        await serve(Process(app, ready=ready, ending=readiness.end, connections=connections, **times), taken)
    # What no plan answered: introspection, and what had to end in an error (README, How it answers).
    # Not a mapping: what is called Query.… would be hidden with what members ask.
    reasons = [f"{why}: {count}" for why, count in engine.plain_answers.most_common()]
    structlog.get_logger().info("answered by graphql-core", reasons=reasons)


async def _mailing(
    settings: Settings, url: str, public_url: str, opened: AsyncExitStack, *, demo: bool
) -> "list[BaseRoute]":
    """Let a worker send the mails; the demonstration has a page that shows them instead."""
    from server.mails import SmtpServer, delivering, page  # noqa: PLC0415

    if demo:
        return [page(url, public_url)]
    if settings.smtp_url is None or settings.mail_from is None:
        structlog.get_logger().warning("nobody sends mails: set ENISHI_SMTP_URL and ENISHI_MAIL_FROM")
        return []
    smtp = SmtpServer.of(settings.smtp_url.get_secret_value(), settings.mail_from)
    await opened.enter_async_context(delivering(url, smtp, public_url))
    return []


async def _demo_tokens(url: str, members: int | None, report: Report) -> dict[str, str]:
    from actions.demo_network import create_demo, demo_members, has_demo  # noqa: PLC0415

    if not await has_demo(url):
        await create_demo(url, members=members or MEMBERS, report=report)
    return {kind: await _token(url, member) for kind, member in (await demo_members(url)).items()}


async def _token(url: str, member: UUID) -> str:
    from actions.sessions import open_session  # noqa: PLC0415

    return await open_session(url, member, device="enishi demo")


def _welcome(asked: argparse.Namespace, url: str, tokens: dict[str, str]) -> str:
    if asked.json:
        return json.dumps({"url": url, "tokens": tokens})
    lines = [f"Enishi is ready:  {url}"]
    if not asked.quiet:
        places = {"What happens": f"{url}/", "GraphiQL": f"{url}/graphql", "Mails": f"{url}/mails"}
        lines += [f"{name + ':':<17} {place}" for name, place in places.items()]
        lines += ["", "Tokens, good for 30 days:"]
    lines += [f"  {kind:<9} {token}" for kind, token in tokens.items()]
    if not asked.quiet:
        header = f"-H 'Authorization: Bearer {tokens['alumnus']}' -H 'Content-Type: application/json'"
        lines += ["", "Try:", f"  curl {url}/graphql {header} -d '{SAMPLE}'", "", "Ctrl-C ends it, PostgreSQL too."]
    return "\n".join(lines)


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the command's answer
