"""The smallest world that shows every rule: two networks, members of every standing, groups, posts, comments."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from models.ids import uuid7_at
from tests.world_alerts import alerts
from tests.world_announcements import announcements
from tests.world_applications import applications
from tests.world_apps import apps
from tests.world_careers import attributes, careers, careers_elsewhere, holder
from tests.world_comeback import comeback
from tests.world_groups import group_life
from tests.world_jobs import jobs
from tests.world_joining import joining
from tests.world_messages import messages
from tests.world_notifications import notifications
from tests.world_posts import post_life
from tests.world_privacy import privacy
from tests.world_profiles import profiles
from tests.world_referrals import referrals
from tests.world_roster import roster
from tests.world_segments import segments
from tests.world_ties import ties_to_be
from tests.world_topics import topics

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
        """A member with an account of their own, unless one is given."""
        account = values.pop("account_id", None) or await self.add(
            "accounts", f"account of {name}", locale="JA", time_zone="Asia/Tokyo", created_at=START
        )
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
    await attributes(world, chance, MEMBERS)
    await careers(world, MEMBERS)
    await ties(world)
    await groups(world)
    await group_life(world)
    await posts(world, chance)
    await talk(world)
    await elsewhere(world)
    await privacy(world, MEMBERS, STRANGERS)
    await topics(world)
    await post_life(world)
    await roster(world)
    await joining(world)
    await ties_to_be(world)
    await profiles(world, MEMBERS, STRANGERS)
    await segments(world)
    await messages(world)
    await notifications(world)
    await jobs(world)
    await applications(world)
    await comeback(world, MEMBERS, STRANGERS)
    await referrals(world)
    await announcements(world)
    await alerts(world)
    await apps(world)
    return world


async def networks(world: World) -> None:
    for name in ("here", "there"):
        place: dict[str, Any] = {"locale": "JA", "time_zone": "Asia/Tokyo", "emojis": ["👍", "🎉"]}
        await world.add("networks", name, name=f"Network {name}", slug=name, created_at=START, **place)


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
    await world.member("Recruiter", kind="EMPLOYEE", roles=["RECRUITER"])
    for number in range(6):
        await world.member(f"Member {number}")
    for status in ("PENDING", "INVITED", "ERASED"):
        await world.member(status.capitalize(), status=status)


MEMBERS = [
    *("Aoi", "Ben", "Chie", "Dan", "Eri", "Fumi", "Gen", "Hana", "Ivan", "HR", "Recruiter"),
    *(f"Member {n}" for n in range(6)),
    *("Pending", "Invited", "Erased"),
]
VIEWERS = [name for name in MEMBERS if name not in ("Fumi", "Gen", "Pending", "Invited", "Erased")]
STRANGERS = ["Outsider", "Other outsider", "Shy outsider", "Aoi there", "Gone outsider"]


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
        ("Eri", "Member 0"),
        ("Hana", "Member 3"),
        ("Dan", "Member 3"),
        ("Ivan", "Ben"),
    ]
    for one, other in pairs:
        await world.pair("ties", one, other)
    await world.pair("blocks", "Hana", "Ivan", by_me=lambda name: name == "Hana")
    await world.pair("blocks", "Aoi", "Member 1", by_me=True)
    await world.pair("blocks", "Dan", "Member 3", by_me=lambda name: name == "Member 3")  # the tie is still there


GROUPS = {
    "open": ("OPEN", ["Aoi", "Ben", "Hana", "Ivan", "Gen"]),
    "request": ("REQUEST", ["Chie", "Aoi", "Member 1", "Fumi"]),
    "invite": ("INVITE", ["Ben", "Dan", "Eri"]),
    "secret": ("INVITE", ["Hana", "Member 0", "HR"]),
    "no hr": ("OPEN", ["Aoi", "HR"]),
    "closed no hr": ("INVITE", ["Eri", "Recruiter", "HR", "Ben"]),
    "secret no hr": ("INVITE", ["Recruiter", "Hana", "Ivan"]),
}
STANDINGS = [
    ("request", "Member 2", "REQUESTED"),
    ("request", "Member 4", "BANNED"),
    ("secret", "Member 2", "REQUESTED"),
    ("secret", "Member 3", "INVITED"),
    ("secret", "Member 4", "BANNED"),
    ("open", "Member 5", "BANNED"),
    ("secret no hr", "HR", "INVITED"),
    ("invite", "Gen", "INVITED"),
]


async def groups(world: World) -> None:
    for name, (policy, belong) in GROUPS.items():
        await group(world, name, policy)
        for number, each in enumerate(belong):
            await membership(world, name, each, role="MEMBER" if number else "OWNER")
    for name, each, status in STANDINGS:
        await membership(world, name, each, status=status)


async def group(world: World, name: str, policy: str, network: str = "here") -> None:
    await world.add(
        "groups",
        name,
        network_id=world[network],
        name=f"The {name} group",
        description=None if name == "open" else "説明",
        join_policy=policy,
        secret="secret" in name,
        readable_by_hr="no hr" not in name,
        created_at=world.when(),
        archived_at=world.when() if name == "invite" else None,
        version=1,
    )


async def membership(
    world: World, name: str, member: str, network: str = "here", role: str = "MEMBER", status: str = "ACTIVE"
) -> None:
    await world.add(
        "group_memberships",
        network_id=world[network],
        group_id=world[name],
        member_id=world[member],
        role=role,
        status=status,
        since=world.when(),
    )


async def post(
    world: World, name: str, author: str | None, place: str | None, body: str, network: str = "here", **values: Any
) -> UUID:
    return await world.add(
        "posts",
        name,
        network_id=world[network],
        group_id=world[place] if place else None,
        author_id=world[author] if author else None,
        body=body,
        created_at=world.when(),
        version=1,
        **values,
    )


async def comment(
    world: World, name: str, author: str | None, under: UUID, parent: UUID | None, body: str, network: str = "here"
) -> UUID:
    depth = (
        0 if parent is None else 1 + await world.connection.fetchval("select depth from comments where id = $1", parent)
    )
    return await world.add(
        "comments",
        name,
        network_id=world[network],
        post_id=under,
        parent_id=parent,
        author_id=world[author] if author else None,
        depth=depth,
        body=body,
        created_at=world.when(),
        version=1,
    )


async def react(world: World, member: str, emoji: str, network: str = "here", **subject: UUID) -> None:
    who = {"network_id": world[network], "member_id": world[member]}
    await world.add("reactions", **who, **subject, emoji=emoji, created_at=world.when())


async def posts(world: World, chance: random.Random) -> None:
    places = [None, *GROUPS]
    for number in range(32):
        author = None if number == 8 else chance.choice(MEMBERS)
        edited: dict[str, Any] = {"edited_at": world.when()} if number % 5 == 0 else {}
        body = BODIES[number % len(BODIES)]
        made = await post(world, f"post{number}", author, places[number % len(places)], body, **edited)
        await comments(world, chance, made)


async def comments(world: World, chance: random.Random, under: UUID) -> None:
    said: list[UUID | None] = [None]
    for _ in range(chance.randint(0, 4)):
        author, parent, body = chance.choice(MEMBERS), chance.choice(said), chance.choice(BODIES)
        said.append(await comment(world, f"comment{world.made}", author, under, parent, body))
    for key in said:
        subject: dict[str, Any] = {"comment_id": key} if key else {"post_id": under}
        for member in chance.sample(MEMBERS, 3):
            await react(world, member, chance.choice(["👍", "🎉"]), **subject)


async def talk(world: World) -> None:
    """A thread in which those who blocked each other answer each other, and one author is gone."""
    made = await post(world, "thread", "Ben", None, "Who comes to Kyoto?")
    first = await comment(world, "by Hana", "Hana", made, None, "I do")
    second = await comment(world, "Ivan to Hana", "Ivan", made, first, "So do I")
    await comment(world, "HR to Hana", "HR", made, first, "Not me")
    await comment(world, "Ben to Ivan", "Ben", made, second, "Fine")
    await comment(world, "Aoi to Ben", "Aoi", made, None, "Not I")
    gone = await comment(world, "by nobody", None, made, None, "Was here")
    await comment(world, "Member 1 to nobody", "Member 1", made, gone, "Really?")
    for member in ("Hana", "Ivan", "Aoi", "Member 1", "Eri", "Gen"):
        await react(world, member, "👍", post_id=made)
    await react(world, "Ivan", "🎉", comment_id=first)
    await react(world, "Hana", "👍", comment_id=second)
    for author in ("Eri", "Gen", "Dan", "Fumi"):  # some know them, and may not see them
        await comment(world, f"by {author}", author, made, None, "I was there")
        await post(world, f"post by {author}", author, None, "Kyoto was fine")


async def elsewhere(world: World) -> None:
    """The other network: everything that there is here, and one account with a member in both."""
    for name in STRANGERS[:2]:
        await world.member(name, network="there")
    await world.member("Shy outsider", network="there", listing="TIES_ONLY")
    await world.member("Aoi there", network="there", account_id=world["account of Aoi"], family_name="山田")
    await world.member("Gone outsider", network="there", status="LEFT")
    for kind in ("SKILL", "DEPARTMENT", "PLACE"):
        label: dict[str, Any] = {"kind": kind, "label_ja": "属性1", "aliases": ["よそ"], "rarity": 300}
        await world.add("attributes", f"{kind} there", network_id=world["there"], **label)
        for name in STRANGERS:
            await holder(world, f"{kind} there", name, network="there")
    await careers_elsewhere(world, STRANGERS)
    for one, other in (("Outsider", "Other outsider"), ("Aoi there", "Outsider"), ("Gone outsider", "Outsider")):
        await world.pair("ties", one, other, network="there")
    await world.pair("blocks", "Aoi there", "Other outsider", network="there", by_me=lambda name: name == "Aoi there")
    await talk_elsewhere(world)


async def talk_elsewhere(world: World) -> None:
    for name, policy in (("open there", "OPEN"), ("secret there", "INVITE")):
        await group(world, name, policy, network="there")
        for number, each in enumerate(("Outsider", "Aoi there", "Other outsider")):
            await membership(world, name, each, network="there", role="MEMBER" if number else "OWNER")
    for place in (None, "open there", "secret there"):
        made = await post(world, f"post in {place}", "Outsider", place, "東京で会いましょう", network="there")
        first = await comment(world, f"comment in {place}", "Aoi there", made, None, "はい", network="there")
        await comment(world, f"answer in {place}", "Other outsider", made, first, "いいね", network="there")
        for member in ("Outsider", "Aoi there"):
            await react(world, member, "👍", network="there", post_id=made)
            await react(world, member, "🎉", network="there", comment_id=first)
