"""Somebody who searches for members: each page by one statement, and where it is wanted field by field as well."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
import pytest

from graph.compile.engine import Engine
from models import search
from models.database import connect
from models.viewer import Viewer
from tests.conftest import fresh_database, on_database
from tests.graph.numbers import NO_LIMITS
from tests.world import START, World

PAGE = "first: $first, after: $after, last: $last, before: $before"
HITS = f"""
query Hits($filter: MemberFilter!, $first: Int, $after: String, $last: Int, $before: String) {{
  members(filter: $filter, orderBy: RELEVANCE, {PAGE}) {{
    totalCount
    edges {{ cursor node {{ displayName }} }}
    pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
  }}
}}
"""
WALKS = [0, 1, 2, 3]  # how many members are walked; 0 leaves it as it is


@dataclass(frozen=True)
class Asking:
    """Somebody who asks, and the engines that answer, by how many members each walks."""

    engines: dict[int, Engine]
    viewer: Viewer

    async def answer(self, document: str, walked: int = 0, *, plainly: bool = True, **variables: Any) -> Any:
        """The answer by one statement; field by field it is the same bytes."""
        engine = self.engines[walked]
        with walking(walked):
            answer = await engine.execute(self.viewer, document, variables)
        if plainly:
            operation = engine.documents.operation(document, None)
            assert answer.body.decode() == (await engine.resolved(self.viewer, operation, variables)).decode()
        return orjson.loads(answer.body)

    async def page(self, typed: str, walked: int = 0, *, plainly: bool = False, also: Any = None, **page: Any) -> Any:
        """A page of hits."""
        asked = {"search": typed, **(also or {})}
        body = await self.answer(HITS, walked, plainly=plainly, filter=asked, **page)
        return body["data"]["members"]

    async def pages(self, typed: str, walked: int, **size: Any) -> AsyncIterator[Any]:
        """Pages of one size, one after the other: from the start, or with ``last`` from the end."""
        on, to, more = ("before", "startCursor", "hasPreviousPage")
        if "first" in size:
            on, to, more = ("after", "endCursor", "hasNextPage")
        page = await self.page(typed, walked, **size)
        read = [page["pageInfo"][to]]
        yield page
        while page["pageInfo"][more]:
            place: dict[str, Any] = {**size, on: page["pageInfo"][to]}
            page = await self.page(typed, walked, **place)
            assert page["pageInfo"][to] not in read, "the same page again"
            read.append(page["pageInfo"][to])
            yield page


@contextmanager
def walking(members: int) -> Iterator[None]:
    """Plans that are made now walk so many members before they ask the index."""
    with pytest.MonkeyPatch.context() as patched:
        if members:
            patched.setattr(search, "WALKED", dict.fromkeys(search.WALKED, members))
        yield


def asking(engine: Engine, viewer: UUID, network: UUID) -> Asking:
    """One who asks engines that share their connections, and keep plans of their own."""
    engines = {walked: Engine(engine.schema, engine.readers, NO_LIMITS) for walked in WALKS}
    return Asking(engines, Viewer(viewer, network))


def names(page: Any) -> list[str]:
    return [edge["node"]["displayName"] for edge in page["edges"]]


async def network(world: World, name: str) -> dict[str, UUID]:
    place: dict[str, Any] = {"locale": "JA", "time_zone": "Asia/Tokyo", "emojis": ["👍"], "created_at": START}
    return {"network_id": await world.add("networks", name, name=name, slug=name, **place)}


async def opened(postgres_url: str, template: str, name: str) -> AsyncIterator[tuple[World, Engine]]:
    await fresh_database(postgres_url, name, template)
    url = on_database(postgres_url, name)
    world, engine = World(await connect(url)), await Engine.open(url, connections=1)
    yield world, engine
    await engine.close()
    await world.connection.close()
