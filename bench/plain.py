"""Plain Strawberry over Tortoise with DataLoaders, as their documentation says, on our own models."""

import asyncio
import datetime
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import Enum
from typing import Any, Optional

import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache
from tortoise import Tortoise

from bench import plain_reads
from bench.plain_reads import Reader
from models.attributes import Attribute as AttributeRow
from models.database import tortoise_config
from models.groups import Group as GroupRow
from models.members import Member as MemberRow
from models.members import Position as PositionRow
from models.posts import Comment as CommentRow
from models.posts import Post as PostRow

Info = strawberry.Info[dict[str, Any], None]


def reader(info: Info) -> Reader:
    return info.context["reader"]  # type: ignore[no-any-return]


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class Attribute:
    id: strawberry.ID
    kind: str
    label: str

    @classmethod
    def of(cls, row: AttributeRow) -> "Attribute":
        return cls(id=strawberry.ID(str(row.id)), kind=row.kind.value, label=row.label_ja)


@strawberry.type
class Group:
    id: strawberry.ID
    name: str

    @classmethod
    def of(cls, row: GroupRow) -> "Group":
        return cls(id=strawberry.ID(str(row.id)), name=row.name)


@strawberry.type
class Position:
    row: strawberry.Private[PositionRow]
    company: str
    title: str | None
    current: bool

    @strawberry.field
    async def industry(self, info: Info) -> Attribute | None:
        if self.row.industry_id is None:  # type: ignore[attr-defined]
            return None
        row = await reader(info).attribute.load(self.row.industry_id)  # type: ignore[attr-defined]
        return row and Attribute.of(row)

    @classmethod
    def of(cls, row: PositionRow) -> "Position":
        return cls(row=row, company=row.company, title=row.title, current=row.current)


@strawberry.type
class Member:
    row: strawberry.Private[MemberRow]
    id: strawberry.ID
    display_name: str
    headline: str | None

    @strawberry.field
    async def positions(self, info: Info) -> list[Position]:
        return [Position.of(row) for row in await reader(info).positions.load(self.row.id)]

    @strawberry.field
    async def attributes(self, info: Info, viewer_has: bool = False) -> list[Attribute]:
        rows = await self._shared(info) if viewer_has else await reader(info).attributes.load(self.row.id)
        return [Attribute.of(row) for row in rows]

    @strawberry.field
    async def shared_attribute_count(self, info: Info) -> int:
        return len(await self._shared(info))

    @strawberry.field
    async def mutual_tie_count(self, info: Info) -> int:
        return int(await reader(info).mutual_ties.load(self.row.id))

    async def _shared(self, info: Info) -> list[AttributeRow]:
        load = reader(info).attributes.load
        theirs, mine = await asyncio.gather(load(self.row.id), load(reader(info).viewer))
        keys = {row.key for row in mine}
        return [row for row in theirs if row.key in keys]

    @classmethod
    def of(cls, row: MemberRow) -> "Member":
        return cls(row=row, id=strawberry.ID(str(row.id)), display_name=row.display_name, headline=row.headline)


async def _member(info: Info, key: Any) -> Member | None:
    row = key and await reader(info).member.load(key)
    return row and Member.of(row)


@strawberry.type
class Comment:
    row: strawberry.Private[CommentRow]
    body: str

    @strawberry.field
    async def author(self, info: Info) -> Member | None:
        return await _member(info, self.row.author_id)  # type: ignore[attr-defined]


@strawberry.type
class CommentEdge:
    node: Comment


@strawberry.type
class CommentConnection:
    edges: list[CommentEdge]


@strawberry.type
class Post:
    row: strawberry.Private[PostRow]
    id: strawberry.ID
    body: str
    created_at: datetime.datetime

    @strawberry.field
    async def author(self, info: Info) -> Member | None:
        return await _member(info, self.row.author_id)  # type: ignore[attr-defined]

    @strawberry.field
    async def group(self, info: Info) -> Group | None:
        key = self.row.group_id  # type: ignore[attr-defined]
        row = key and await reader(info).group.load(key)
        return row and Group.of(row)

    @strawberry.field
    async def reaction_count(self, info: Info) -> int:
        return int(await reader(info).reaction_count.load(self.row.id))

    @strawberry.field
    async def comment_count(self, info: Info) -> int:
        return len(await reader(info).comments.load(self.row.id))

    @strawberry.field
    async def viewer_has_reacted(self, info: Info) -> bool:
        return bool(await reader(info).reacted.load(self.row.id))

    @strawberry.field
    async def comments(self, info: Info, first: int) -> CommentConnection:
        rows = await reader(info).comments.load(self.row.id)
        return CommentConnection(edges=[CommentEdge(node=Comment(row=row, body=row.body)) for row in rows[:first]])

    @classmethod
    def of(cls, row: PostRow) -> "Post":
        return cls(row=row, id=strawberry.ID(str(row.id)), body=row.body, created_at=row.created_at)


@strawberry.type
class PostEdge:
    node: Post


@strawberry.type
class PostConnection:
    edges: list[PostEdge]
    page_info: PageInfo


@strawberry.type
class MemberEdge:
    node: Member


@strawberry.type
class MemberConnection:
    total_count: int
    edges: list[MemberEdge]
    page_info: PageInfo


@strawberry.type
class Suggestion:
    score: int
    key: strawberry.Private[Any]

    @strawberry.field
    async def member(self, info: Info) -> Optional[Member]:  # noqa: UP045
        return await _member(info, self.key)


@strawberry.input
class AttributeFilter:
    all_of: list[strawberry.ID]


@strawberry.input
class MemberFilter:
    attributes: AttributeFilter


@strawberry.enum
class MemberOrder(Enum):
    NAME = "NAME"


@strawberry.type
class Query:
    @strawberry.field
    async def viewer(self, info: Info) -> Member | None:
        return await _member(info, reader(info).viewer)

    @strawberry.field
    async def member(self, info: Info, id: strawberry.ID) -> Member | None:  # noqa: A002
        return await _member(info, plain_reads.key(id))

    @strawberry.field
    async def feed(self, info: Info, first: int) -> PostConnection:
        rows = await reader(info).feed(first + 1)
        page = rows[:first]
        end = f"{page[-1].created_at.isoformat()},{page[-1].id}" if page else None
        return PostConnection(
            edges=[PostEdge(node=Post.of(row)) for row in page],
            page_info=PageInfo(has_next_page=len(rows) > first, end_cursor=end),
        )

    @strawberry.field
    async def members(self, info: Info, filter: MemberFilter, order_by: MemberOrder, first: int) -> MemberConnection:  # noqa: A002, ARG002
        total, rows = await reader(info).directory(
            [plain_reads.key(each) for each in filter.attributes.all_of], first + 1
        )
        page = rows[:first]
        end = f"{page[-1].sort_name},{page[-1].id}" if page else None
        return MemberConnection(
            total_count=total,
            edges=[MemberEdge(node=Member.of(row)) for row in page],
            page_info=PageInfo(has_next_page=len(rows) > first, end_cursor=end),
        )

    @strawberry.field
    async def suggestions(self, info: Info, first: int) -> list[Suggestion]:
        return [Suggestion(score=score, key=key) for key, score in await reader(info).suggestions(first)]


class Endpoint(GraphQL[dict[str, Any], None]):
    async def get_context(self, request: Any, response: Any) -> dict[str, Any]:  # noqa: ARG002 - theirs to name
        assert isinstance(request, Request)
        return {"reader": Reader(plain_reads.key(request.headers["x-viewer"]))}


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    config = tortoise_config(os.environ["DATABASE_URL"])
    config["connections"]["default"]["credentials"].update(min_size=8, max_size=8)
    await Tortoise.init(config=config, _enable_global_fallback=True)
    yield
    await Tortoise.close_connections()


# Both caches are what Strawberry's performance guide advises.
schema = strawberry.Schema(Query, extensions=[lambda: ParserCache(maxsize=100), lambda: ValidationCache(maxsize=100)])
app = Starlette(routes=[Route("/graphql", Endpoint(schema, graphql_ide=None))], lifespan=lifespan)
