"""What plain Strawberry reads with: one Reader a request, its DataLoaders over Tortoise, the rules as filters."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from strawberry.dataloader import DataLoader
from tortoise import connections
from tortoise.expressions import Q, Subquery
from tortoise.functions import Count

from models.attributes import Attribute, MemberAttribute
from models.groups import Group, GroupMembership, JoinPolicy, MembershipStatus
from models.members import Listing, Member, MemberStatus, Position, Role
from models.posts import Comment, Post, Reaction
from models.ties import Block, Tie

NETWORK = UUID(os.environ["BENCH_NETWORK"])
SCORED = "select member_id, score from peers.scored($1, $2, $3)"
key = UUID


def _by(rows: Iterable[Any], column: str) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return found


class Reader:
    """Reads on behalf of one viewer, for one request."""

    def __init__(self, viewer: UUID) -> None:
        self.viewer = viewer
        loader: Callable[..., Any] = DataLoader
        self.member = loader(load_fn=self._members)
        self.group = loader(load_fn=self._groups)
        self.attribute = loader(load_fn=self._attribute)
        self.attributes = loader(load_fn=self._attributes)
        self.positions = loader(load_fn=self._positions)
        self.comments = loader(load_fn=self._comments)
        self.reaction_count = loader(load_fn=self._reaction_counts)
        self.reacted = loader(load_fn=self._reacted)
        self.mutual_ties = loader(load_fn=self._mutual_ties)

    @property
    def _blocked(self) -> Subquery:
        return Subquery(Block.filter(member_id=self.viewer).values("other_id"))

    @property
    def _tied(self) -> Subquery:
        return Subquery(Tie.filter(member_id=self.viewer).values("other_id"))

    def _visible(self, at: str = "") -> Q:
        def where(**conditions: Any) -> Q:
            given: dict[str, Any] = {f"{at}{name}": value for name, value in conditions.items()}
            return Q(**given)

        tied = where(listing=Listing.TIES_ONLY, id__in=self._tied)
        seen = where(network_id=NETWORK, status=MemberStatus.ACTIVE, id__not_in=self._blocked)
        return seen & (where(listing=Listing.LISTED) | where(id=self.viewer) | tied)

    def _said_by_others(self) -> Q:
        return Q(author_id__isnull=True) | Q(author_id__not_in=self._blocked)

    async def feed(self, size: int) -> list[Post]:
        viewer = await Member.get(id=self.viewer)
        mine = Subquery(
            GroupMembership.filter(member_id=self.viewer, status=MembershipStatus.ACTIVE).values("group_id")
        )
        readable = Q(join_policy=JoinPolicy.OPEN) | Q(id__in=mine)
        if {Role.HR_ADMIN, Role.RECRUITER} & set(viewer.roles):
            readable &= Q(readable_by_hr=True)
        places = Subquery(Group.filter(readable, network_id=NETWORK).values("id"))
        where = Q(network_id=NETWORK) & (Q(group_id__isnull=True) | Q(group_id__in=places)) & self._said_by_others()
        return await Post.filter(where).order_by("-created_at", "-id").limit(size)

    async def directory(self, attributes: list[UUID], size: int) -> tuple[int, list[Member]]:
        keys = await Attribute.filter(id__in=attributes).values_list("key", flat=True)
        found = Member.filter(self._visible(), attribute_keys__contains=list(keys))
        return await found.count(), await found.order_by("sort_name", "id").limit(size)

    async def suggestions(self, size: int) -> list[tuple[UUID, int]]:
        rows = await connections.get("default").execute_query_dict(SCORED, [self.viewer, NETWORK, size])
        return [(row["member_id"], row["score"]) for row in rows]

    async def _members(self, keys: list[UUID]) -> list[Member | None]:
        found = {row.id: row for row in await Member.filter(self._visible(), id__in=keys)}
        return [found.get(each) for each in keys]

    async def _groups(self, keys: list[UUID]) -> list[Group | None]:
        found = await Group.in_bulk(keys, "id")
        return [found.get(each) for each in keys]

    async def _attribute(self, keys: list[UUID]) -> list[Attribute | None]:
        found = await Attribute.in_bulk(keys, "id")
        return [found.get(each) for each in keys]

    async def _attributes(self, keys: list[UUID]) -> list[list[Attribute]]:
        rows = await MemberAttribute.filter(member_id__in=keys).select_related("attribute").order_by("attribute__key")
        found = _by(rows, "member_id")
        return [[row.attribute for row in found[each]] for each in keys]

    async def _positions(self, keys: list[UUID]) -> list[list[Position]]:
        found = _by(
            await Position.filter(network_id=NETWORK, member_id__in=keys).order_by("-started", "-id"), "member_id"
        )
        return [found[each] for each in keys]

    async def _comments(self, keys: list[UUID]) -> list[list[Comment]]:
        rows = await Comment.filter(self._said_by_others(), post_id__in=keys).order_by("created_at", "id")
        found = _by(rows, "post_id")
        return [found[each] for each in keys]

    async def _reaction_counts(self, keys: list[UUID]) -> list[int]:
        rows = Reaction.filter(post_id__in=keys, member_id__not_in=self._blocked).group_by("post_id")
        found = dict(await rows.annotate(count=Count("id")).values_list("post_id", "count"))
        return [found.get(each, 0) for each in keys]

    async def _reacted(self, keys: list[UUID]) -> list[bool]:
        found = set(await Reaction.filter(post_id__in=keys, member_id=self.viewer).values_list("post_id", flat=True))
        return [each in found for each in keys]

    async def _mutual_ties(self, keys: list[UUID]) -> list[int]:
        rows = Tie.filter(self._visible("other__"), member_id__in=keys, other_id__in=self._tied).group_by("member_id")
        found = dict(await rows.annotate(count=Count("id")).values_list("member_id", "count"))
        return [found.get(each, 0) for each in keys]
