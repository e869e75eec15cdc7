"""Follows the stream, and goes on where it stood: after a cut, and after an end of this program."""

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path

from gql.transport.exceptions import TransportConnectionFailed
from websockets.exceptions import ConnectionClosed

from enishi_client import Enishi
from enishi_client.stream import Stream

FORBIDDEN = 4403  # the token is over
MOST_SECONDS = 30.0


async def following(enishi: Enishi, file: Path) -> AsyncIterator[Stream]:
    """Each item; its cursor is kept in the file once the next one is asked for, so that nothing is passed over."""
    cuts = 0
    while True:
        try:
            async for item in enishi.stream(cursor_in(file)):
                cuts = 0
                yield item
                keep(file, item.stream.cursor)
        except TransportConnectionFailed as cut:
            if code(cut) == FORBIDDEN:
                raise
            cuts += 1
            await asyncio.sleep(pause(cuts))
        else:
            return


def code(cut: TransportConnectionFailed) -> int | None:
    """With which code the server closed the socket, where it did."""
    closed = cut.__cause__
    return closed.rcvd.code if isinstance(closed, ConnectionClosed) and closed.rcvd else None


def pause(cuts: int) -> float:
    """Seconds that grow, with chance in them, so that not all clients come back at once."""
    return min(0.25 * 2.0 ** min(cuts, 10), MOST_SECONDS) * random.uniform(0.5, 1)


def cursor_in(file: Path) -> str | None:
    """The cursor that was kept."""
    return file.read_text().strip() or None if file.exists() else None


def keep(file: Path, cursor: str) -> None:
    """Keep a cursor, so that a program that ends in the middle of it finds the old or the new one."""
    new = file.with_name(f"{file.name}.new")
    new.write_text(cursor)
    new.replace(file)
