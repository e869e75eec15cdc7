"""A network of alumni whose careers a test deals out anew, to be counted."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import orjson

from graph.compile.engine import Engine
from graph.compile.variables import Refused
from models.viewer import Viewer
from tests.world import World, networks

SIZE = 64
SILENT = 24  # as many as there are different careers in a test
INDUSTRIES = ("金融", "医療", "教育")


class Career(NamedTuple):
    """What is dealt to a member: an industry, and the fiscal year of joining; None for what they do not have."""

    industry: int | None = None
    cohort: int | None = None


class Population:
    """Alumni who agreed to be counted, some who did not, and one more who reads."""

    def __init__(self, world: World, engine: Engine) -> None:
        self.world = world
        self.engine = engine
        self.members: list[UUID] = []
        self.silent: list[UUID] = []
        self.industries: list[UUID] = []

    @property
    def connection(self) -> asyncpg.Connection:
        """Where a test changes what there is."""
        return self.world.connection

    async def fill(self) -> None:
        """The network, its industries, its members without careers, and the reader."""
        await networks(self.world)
        for label in INDUSTRIES:
            own = {"network_id": self.world["here"], "kind": "INDUSTRY", "label_ja": label, "aliases": []}
            self.industries.append(await self.world.add("attributes", label, **own))
        await self.world.member("Reader")
        for number in range(SIZE):
            self.members.append(await self.world.member(f"Alumnus {number}", in_statistics=True))
        for number in range(SILENT):
            self.silent.append(await self.world.member(f"Silent {number}"))

    async def deal(self, careers: Sequence[Career], *, all_agreed: bool = True) -> None:
        """Give the first members these careers, the others none; each also to one who did not agree, if so."""
        await self.connection.execute("delete from positions")
        await self.connection.execute("delete from employments")
        here = self.world["here"]
        dealt = list(zip(self.members, careers, strict=False))
        if not all_agreed:
            dealt += zip(self.silent, dict.fromkeys(careers), strict=False)
        await self.connection.executemany(
            "insert into positions (id, network_id, member_id, company, industry_id, started, version)"
            " values (gen_random_uuid(), $1, $2, 'Example', $3, '2020-04', 1)",
            [(here, member, self.industries[one.industry]) for member, one in dealt if one.industry is not None],
        )
        await self.connection.executemany(
            "insert into employments (id, network_id, member_id, started, ended, verified_by, version)"
            " values (gen_random_uuid(), $1, $2, $3, '2019-03', 'SELF', 1)",
            [(here, member, f"{one.cohort}-04") for member, one in dealt if one.cohort is not None],
        )

    async def ask(self, document: str, reader: UUID | None = None, /, **variables: Any) -> Any:
        """The data that the reader gets; graphql-core must say the same as the plan."""
        data = await self.by_plan(document, reader, **variables)
        operation = self.engine.documents.operation(document, None)
        assert not isinstance(operation, Refused)
        assert orjson.loads(await self.engine.resolved(self.viewer(reader), operation, variables))["data"] == data
        return data

    async def by_plan(self, document: str, reader: UUID | None = None, /, **variables: Any) -> Any:
        """The data that the reader gets."""
        answer = orjson.loads((await self.engine.execute(self.viewer(reader), document, variables)).body)
        assert "errors" not in answer, answer
        return answer["data"]

    def viewer(self, reader: UUID | None) -> Viewer:
        """Who reads: the one who is nothing else, where nobody is named."""
        return Viewer(reader or self.world["Reader"], self.world["here"])
