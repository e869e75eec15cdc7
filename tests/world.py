"""The smallest world that shows every rule: two networks, members of every standing, groups, posts, comments."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from models.ids import uuid7_at

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
BODIES = [
    "お久しぶりです。皆さんお元気ですか？",
    'He said "hi" \\ and left\n\tfor 👍 \u2028 lunch / ünï',
    "control \x01\x1f\x7f characters",
    "東京で会いましょう",
    "' or 1=1; -- {it} {viewer} $1 %s",
]


@dataclass
class World:
    """Ids by name, and the connection they were written through."""

    connection: asyncpg.Connection
    ids: dict[str, UUID] = field(default_factory=dict)
    made: int = 0

    async def add(self, table: str, called: str | None = None, /, **values: Any) -> UUID:
        """Insert a row; ``called`` is its name in the tests."""
        self.made += 1
        key = uuid7_at(START + timedelta(minutes=self.made), self.made)
        row = {"id": key, **values}
        places = ", ".join(f"${i + 1}" for i in range(len(row)))
        await self.connection.execute(f"insert into {table} ({', '.join(row)}) values ({places})", *row.values())
        if called:
            self.ids[called] = key
        return key

    def __getitem__(self, name: str) -> UUID:
        return self.ids[name]

    def when(self) -> datetime:
        """A moment of its own for each row, some with fractions of a second and some without."""
        return START + timedelta(hours=self.made, microseconds=(self.made % 4) * 120_500)

    async def member(self, name: str, /, network: str = "here", **values: Any) -> UUID:
        """A member with an account."""
        account = await self.add("accounts", locale="JA", time_zone="Asia/Tokyo", created_at=START)
        usual = {
            "kind": "ALUMNUS",
            "status": "ACTIVE",
            "listing": "LISTED",
            "roles": [],
            "display_name": name,
            "joined_at": self.when(),
            "updated_at": self.when(),
            "version": 1,
            "attribute_keys": [],
        }
        row = {**usual, "network_id": self[network], "account_id": account, **values}
        return await self.add("members", name, **row)

    async def pair(self, table: str, one: str, other: str, network: str = "here", **values: Any) -> None:
        """Both rows of a tie or block."""
        async with self.connection.transaction():
            for a, b in ((one, other), (other, one)):
                more = {key: value(a) if callable(value) else value for key, value in values.items()}
                await self.add(
                    table, network_id=self[network], member_id=self[a], other_id=self[b], since=self.when(), **more
                )


async def make_world(connection: asyncpg.Connection, seed: int = 1) -> World:
    """Two networks; most of what happens happens in the one called ``here``."""
    world, chance = World(connection), random.Random(seed)
    await networks(world)
    await members(world)
    await attributes(world, chance)
    await careers(world)
    await ties(world)
    await groups(world)
    await posts(world, chance)
    return world


async def networks(world: World) -> None:
    for name in ("here", "there"):
        await world.add(
            "networks",
            name,
            name=f"Network {name}",
            slug=name,
            locale="JA",
            time_zone="Asia/Tokyo",
            emojis=["👍", "🎉"],
            created_at=START,
        )


async def members(world: World) -> None:
    await world.member(
        "Aoi",
        family_name="山田",
        given_name="葵",
        family_name_kana="ヤマダ",
        given_name_kana="アオイ",
        headline='Says "hello"',
        bio="線\nと\\tab\t",
    )
    await world.member("Ben", family_name="O'Neil", given_name="Ben", headline="50 % off_")
    await world.member("Chie", kind="EMPLOYEE", family_name_kana="さとう", given_name_kana="ちえ")
    await world.member("Dan", listing="TIES_ONLY")
    await world.member("Eri", listing="UNLISTED")
    await world.member("Fumi", status="SUSPENDED")
    await world.member("Gen", status="LEFT")
    await world.member("Hana")
    await world.member("Ivan", kind="GUEST", avatar_url="https://example.com/i.png")
    await world.member("HR", kind="EMPLOYEE", roles=["HR_ADMIN", "COMMUNITY_MANAGER"])
    for number in range(6):
        await world.member(f"Member {number}")
    await world.member("Outsider", network="there")
    await world.member("Other outsider", network="there")


async def attributes(world: World, chance: random.Random) -> None:
    kinds = ["SKILL", "INDUSTRY", "DEPARTMENT", "SCHOOL", "PLACE", "LANGUAGE"]
    for number in range(12):
        parent = world.ids.get(f"att{number - 6}") if number % 3 == 0 else None
        await world.add(
            "attributes",
            f"att{number}",
            network_id=world["here"],
            kind=kinds[number % 6],
            label_ja=f"属性{number}",
            label_en=f"Attribute {number}" if number % 2 else None,
            aliases=[f'alias "{number}"', "ｱﾘｱｽ"] if number % 4 == 0 else [],
            parent_id=parent,
            rarity=chance.randint(50, 400),
        )
    await world.add(
        "attributes", "att elsewhere", network_id=world["there"], kind="SKILL", label_ja="よそ", aliases=[], rarity=200
    )
    for name, member in list(world.ids.items()):
        if name in MEMBERS:
            for number in chance.sample(range(12), 5):
                await world.add(
                    "member_attributes",
                    network_id=world["here"],
                    member_id=member,
                    attribute_id=world[f"att{number}"],
                    source="MEMBER",
                )


MEMBERS = ["Aoi", "Ben", "Chie", "Dan", "Eri", "Fumi", "Gen", "Hana", "Ivan", "HR", *(f"Member {n}" for n in range(6))]
VIEWERS = [name for name in MEMBERS if name not in ("Fumi", "Gen")]


async def careers(world: World) -> None:
    for number, name in enumerate(MEMBERS):
        employee = name in ("Chie", "HR")
        await world.add(
            "employments",
            network_id=world["here"],
            member_id=world[name],
            department_id=world["att2" if number % 2 else "att8"],
            title=None if number % 3 else "主任",
            started=["2010", "2012-04", "2011-03-31"][number % 3],
            ended=None if employee else "2020-03",
            verified_by="HR" if number % 2 else "SELF",
            version=1,
        )
        if not employee:
            await world.add(
                "positions",
                network_id=world["here"],
                member_id=world[name],
                company=f"Company {number}",
                industry_id=world["att1"] if number % 2 else None,
                place_id=world["att4"],
                started="2020-04",
                ended=None if number % 3 else "2023",
                version=1,
            )


async def ties(world: World) -> None:
    pairs: Sequence[tuple[str, str]] = [
        ("Aoi", "Ben"),
        ("Aoi", "Dan"),
        ("Aoi", "Chie"),
        ("Ben", "Chie"),
        ("Ben", "Eri"),
        ("Chie", "Hana"),
        ("Dan", "Hana"),
        ("Member 0", "Aoi"),
        ("Member 0", "Ben"),
        ("Gen", "Aoi"),
    ]
    for one, other in pairs:
        await world.pair("ties", one, other)
    await world.pair("blocks", "Hana", "Ivan", by_me=lambda name: name == "Hana")
    await world.pair("blocks", "Aoi", "Member 1", by_me=True)


async def groups(world: World) -> None:
    kinds = {"open": "OPEN", "request": "REQUEST", "invite": "INVITE", "secret": "INVITE", "no hr": "OPEN"}
    belong = {
        "open": ["Aoi", "Ben", "Hana"],
        "request": ["Chie", "Aoi"],
        "invite": ["Ben", "Dan", "Eri"],
        "secret": ["Hana", "Member 0", "HR"],
        "no hr": ["Aoi", "HR"],
    }
    for name, policy in kinds.items():
        await world.add(
            "groups",
            name,
            network_id=world["here"],
            name=f"The {name} group",
            description=None if name == "open" else "説明",
            join_policy=policy,
            secret=name == "secret",
            readable_by_hr=name != "no hr",
            created_at=world.when(),
            version=1,
        )
        for number, member in enumerate(belong[name]):
            await world.add(
                "group_memberships",
                network_id=world["here"],
                group_id=world[name],
                member_id=world[member],
                role="MEMBER" if number else "OWNER",
                status="ACTIVE",
                since=world.when(),
            )
    for member, status in (("Member 2", "REQUESTED"), ("Member 3", "INVITED"), ("Member 4", "BANNED")):
        await world.add(
            "group_memberships",
            network_id=world["here"],
            group_id=world["secret" if status == "INVITED" else "request"],
            member_id=world[member],
            role="MEMBER",
            status=status,
            since=world.when(),
        )


async def posts(world: World, chance: random.Random) -> None:
    places = [None, "open", "request", "invite", "secret", "no hr"]
    for number in range(30):
        place, author = places[number % 6], chance.choice(MEMBERS)
        post = await world.add(
            "posts",
            f"post{number}",
            network_id=world["here"],
            group_id=world[place] if place else None,
            author_id=None if number == 7 else world[author],
            body=BODIES[number % len(BODIES)],
            created_at=world.when(),
            edited_at=world.when() if number % 5 == 0 else None,
            version=1,
        )
        await comments(world, chance, post)
    post = await world.add(
        "posts",
        "post elsewhere",
        network_id=world["there"],
        author_id=world["Outsider"],
        body="Elsewhere",
        created_at=world.when(),
        version=1,
    )


async def comments(world: World, chance: random.Random, post: UUID) -> None:
    said: list[tuple[UUID | None, int]] = [(None, -1)]
    for _ in range(chance.randint(0, 5)):
        parent, depth = chance.choice(said)
        comment = await world.add(
            "comments",
            network_id=world["here"],
            post_id=post,
            parent_id=parent,
            author_id=world[chance.choice(MEMBERS)],
            depth=depth + 1,
            body=chance.choice(BODIES),
            created_at=world.when(),
            version=1,
        )
        world.ids[f"comment{world.made}"] = comment
        said.append((comment, depth + 1))
    for subject, key in [("post_id", post), *(("comment_id", each) for each, _ in said if each)]:
        for member in chance.sample(MEMBERS, 3):
            await world.add(
                "reactions",
                network_id=world["here"],
                member_id=world[member],
                emoji=chance.choice(["👍", "🎉"]),
                created_at=world.when(),
                **{subject: key},
            )
