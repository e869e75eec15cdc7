"""Networks drawn at random: a few members of every standing, and of every table rows that may or may not be seen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import asyncpg

from models.audiences import ALL_FIELDS, NO_CEILING, Audience, ProfileField, mask
from models.ids import uuid7
from tests.models.oracle import TABLES, Facts
from tests.models.random_announcements import announcement, announcement_topic, delivery, topic_subscription
from tests.models.random_applications import application, application_note, application_step, shared_value
from tests.models.random_apps import access_token, app
from tests.models.random_comeback import comeback_interest, talk, talk_answer
from tests.models.random_jobs import contract_terms, job, job_attribute
from tests.models.random_joining import invitation, session
from tests.models.random_messages import conversation, message, message_mention, message_reaction, office, participant
from tests.models.random_notifications import (
    notification,
    notification_item,
    notification_preference,
    notification_setting,
    place_preference,
)
from tests.models.random_posts import kept_up, mention, poll, poll_option, poll_vote, post_edit, topic, written
from tests.models.random_profiles import openness, proposal, saved_search, segment
from tests.models.random_referrals import referral
from tests.models.random_ties import dismissal, introduction, introduction_answer, kept, tie_decline, tie_request

START = datetime(2026, 3, 1, tzinfo=UTC)
COMPANIES = ["株式会社東邦電機", "㈱東邦電機", "Toho Inc.", "西海物産", "Elsewhere"]
HOSTS = ["toho.example", "kyoto.toho.example", "saikai.example", "example.com"]
ATTRIBUTES = (
    "DEPARTMENT",
    "DEPARTMENT",
    "INDUSTRY",
    "INDUSTRY",
    "PLACE",
    "PLACE",
    "SKILL",
    "SKILL",
    "SCHOOL",
    "COHORT",
)
POLICIES = (("OPEN", False, True), ("INVITE", True, True), ("INVITE", False, False), ("REQUEST", False, True))
Values = dict[str, Any]


@dataclass(frozen=True)
class Drawn:
    """Where rows are drawn for: the ids of a network, by table."""

    chance: Random
    network: UUID
    ids: dict[str, list[UUID]]
    kinds: dict[str, list[UUID]]

    def one(self, table: str) -> UUID:
        """Some row of a table."""
        return self.chance.choice(self.ids[table])

    def two(self) -> Values:
        """Two members."""
        member, other = self.chance.sample(self.ids["members"], 2)
        return {"member_id": member, "other_id": other}

    def perhaps(self, value: Any) -> Any:
        """The value, or nothing."""
        return value if self.chance.random() < 0.6 else None

    def attribute(self, kind: str) -> UUID:
        """Some attribute of a kind."""
        return self.chance.choice(self.kinds[kind])

    def moment(self) -> datetime:
        """Some moment."""
        return START + timedelta(minutes=self.chance.randrange(100_000))

    def audience(self) -> int:
        """Some audience: often everybody, or one kind of viewer, sometimes several."""
        if self.chance.random() < 0.2:
            return mask(Audience.NETWORK)
        lists = tuple(self.chance.sample((1, 2, 16), k=self.chance.choice((0, 0, 1))))
        return mask(*self.chance.sample(list(Audience), k=self.chance.choice((0, 1, 1, 2))), lists=lists)

    def word(self) -> str:
        """A text that nothing else has."""
        return f"word {self.chance.randrange(10**6)}"


def member(drawn: Drawn) -> Values:
    chance = drawn.chance
    told = {
        "former_name": drawn.perhaps(drawn.word()),
        "headline": drawn.perhaps(drawn.word()),
        "bio": drawn.perhaps(drawn.word()),
        "avatar_url": drawn.perhaps(drawn.word()),
        "gender": drawn.perhaps(drawn.word()),
        "birthday": drawn.perhaps(date(1970, 1, 1) + timedelta(days=chance.randrange(9_000))),
        "contact_email": drawn.perhaps(drawn.word()),
        "phone": drawn.perhaps(drawn.word()),
        "links": chance.choice([[], [drawn.word()]]),
    }
    audiences = {f"{field.name.lower()}_audience": drawn.audience() for field in list(ProfileField)[:9]}
    return {
        "kind": chance.choice(["ALUMNUS", "ALUMNUS", "EMPLOYEE", "EMPLOYEE", "GUEST"]),
        "status": chance.choice(["ACTIVE"] * 8 + ["SUSPENDED", "LEFT"]),
        "listing": chance.choice(["LISTED"] * 4 + ["TIES_ONLY", "UNLISTED"]),
        "roles": chance.choice([[], [], [], ["HR_ADMIN"], ["RECRUITER"], ["NETWORK_OWNER"], ["COMMUNITY_MANAGER"]]),
        "display_name": f"Name {chance.randrange(10**6)}",
        "family_name": drawn.perhaps(chance.choice(["山田", "佐藤", "鈴木"])),
        "family_name_kana": drawn.perhaps(chance.choice(["ヤマダ", "さとう", "ｽｽﾞｷ"])),
        "joined_at": drawn.moment(),
        "messages_from": chance.choice(["NOBODY", "TIES", "SHARED_GROUP", "NETWORK"]),
        "shows_receipts": chance.random() < 0.7,
        **told,
        **audiences,
    }


def employment(drawn: Drawn) -> Values:
    year = drawn.chance.randrange(2000, 2015)
    return {
        "member_id": drawn.one("members"),
        "department_id": drawn.perhaps(drawn.attribute("DEPARTMENT")),
        "title": drawn.perhaps(drawn.word()),
        "started": f"{year}-{drawn.chance.choice(('01', '04', '10'))}",
        "ended": str(year + drawn.chance.randrange(1, 5)),
        "verified_by": drawn.chance.choice(["HR", "SELF"]),
        "audience": drawn.audience(),
    }


def position(drawn: Drawn) -> Values:
    year = drawn.chance.randrange(2015, 2024)
    return {
        "member_id": drawn.one("members"),
        "company": drawn.chance.choice([*COMPANIES, drawn.word()]),
        "title": drawn.perhaps(drawn.word()),
        "industry_id": drawn.perhaps(drawn.attribute("INDUSTRY")),
        "place_id": drawn.perhaps(drawn.attribute("PLACE")),
        "started": str(year),
        "ended": drawn.chance.choice([None, None, str(year + 1)]),
        "audience": drawn.audience(),
    }


def member_attribute(drawn: Drawn) -> Values:
    return {
        "member_id": drawn.one("members"),
        "attribute_id": drawn.one("attributes"),
        "source": drawn.chance.choice(["MEMBER", "HR"]),
        "year": drawn.perhaps(drawn.chance.randrange(1990, 2020)),
        "audience": drawn.audience(),
    }


def exclusion(drawn: Drawn) -> Values:
    kind = drawn.chance.choice(["MEMBER", "ORGANISATION", "ORGANISATION", "DEPARTMENT", "GROUP"])
    pair = drawn.two()
    company = drawn.perhaps(drawn.chance.choice(COMPANIES)) if kind == "ORGANISATION" else None
    return {
        "member_id": pair["member_id"],
        "kind": kind,
        "other_id": pair["other_id"] if kind == "MEMBER" else None,
        "company": company,
        "domains": [drawn.chance.choice(HOSTS)] if kind == "ORGANISATION" and not company else [],
        "department_id": drawn.attribute("DEPARTMENT") if kind == "DEPARTMENT" else None,
        "group_id": drawn.one("groups") if kind == "GROUP" else None,
        "fields_mask": drawn.chance.choice([ALL_FIELDS, drawn.chance.randrange(1, ALL_FIELDS)]),
    }


def listed(drawn: Drawn) -> Values:
    return {**drawn.two(), "list_number": drawn.chance.choice((1, 2, 16))}


def membership(drawn: Drawn) -> Values:
    status = drawn.chance.choice(["ACTIVE"] * 4 + ["REQUESTED", "INVITED", "BANNED", "OPTED_OUT"])
    return {
        "member_id": drawn.one("members"),
        "group_id": drawn.one("groups"),
        "status": status,
        "role": drawn.chance.choice(["MEMBER", "MODERATOR", "OWNER"]) if status == "ACTIVE" else "MEMBER",
        "since": drawn.moment(),
        "note": drawn.perhaps(drawn.word()) if status == "REQUESTED" else None,
        "invited_by_id": drawn.one("members") if status == "INVITED" else None,
        "by_rule": status == "ACTIVE" and drawn.chance.random() < 0.3,
    }


def group(drawn: Drawn) -> Values:
    policy, secret, by_hr = drawn.chance.choice(POLICIES)
    named = {"name": drawn.word(), "description": drawn.perhaps(drawn.word()), "created_at": drawn.moment()}
    told = {"members_invite": drawn.chance.random() < 0.5, "capacity": drawn.perhaps(drawn.chance.randrange(3, 30))}
    return {**named, **told, "join_policy": policy, "secret": secret, "readable_by_hr": by_hr}


def group_attribute(drawn: Drawn) -> Values:
    return {"group_id": drawn.one("groups"), "attribute_id": drawn.one("attributes")}


def post(drawn: Drawn) -> Values:
    announced = drawn.one("announcements") if drawn.chance.random() < 0.4 else None
    place = None if announced else drawn.chance.choice([None, *drawn.ids["groups"]])
    author = None if announced else drawn.chance.choice([None, *drawn.ids["members"] * 2])
    said = written(drawn)
    kept = kept_up(drawn, in_group=place is not None, says_something=said["body"] is not None)
    by = {"author_id": author, "announcement_id": announced}
    return {"group_id": place, **by, "created_at": drawn.moment(), **said, **kept}


def comment(drawn: Drawn) -> Values:
    author = drawn.chance.choice([None, *drawn.ids["members"] * 2])
    return {"post_id": drawn.one("posts"), "author_id": author, "created_at": drawn.moment(), **written(drawn)}


def reaction(drawn: Drawn) -> Values:
    on_post = drawn.chance.random() < 0.5
    return {
        "post_id": drawn.one("posts") if on_post else None,
        "comment_id": None if on_post else drawn.one("comments"),
        "member_id": drawn.one("members"),
        "emoji": drawn.chance.choice(["👍", "🎉"]),
        "created_at": drawn.moment(),
    }


# How a row of each table is drawn, and how many a network begins with.
ROWS: dict[str, tuple[Callable[[Drawn], Values], int]] = {
    "members": (member, 8),
    "groups": (group, 4),
    "employments": (employment, 10),
    "positions": (position, 10),
    "member_attributes": (member_attribute, 28),
    "listed": (listed, 10),
    "exclusions": (exclusion, 8),
    "group_memberships": (membership, 18),
    "group_attributes": (group_attribute, 4),
    "segments": (segment, 5),
    "announcement_topics": (announcement_topic, 2),
    "announcements": (announcement, 8),
    "deliveries": (delivery, 24),
    "topic_subscriptions": (topic_subscription, 8),
    "posts": (post, 8),
    "comments": (comment, 8),
    "reactions": (reaction, 12),
    "topics": (topic, 12),
    "openness": (openness, 12),
    "saved_searches": (saved_search, 4),
    "jobs": (job, 8),
    "apps": (app, 3),
    "job_attributes": (job_attribute, 10),
    "contract_terms": (contract_terms, 4),
    "referrals": (referral, 12),
    "applications": (application, 14),
    "shared_values": (shared_value, 20),
    "application_steps": (application_step, 16),
    "application_notes": (application_note, 8),
    "comeback_interests": (comeback_interest, 6),
    "talks": (talk, 8),
    "talk_answers": (talk_answer, 10),
    "attribute_proposals": (proposal, 6),
    "post_edits": (post_edit, 4),
    "mentions": (mention, 12),
    "polls": (poll, 1),
    "poll_options": (poll_option, 4),
    "poll_votes": (poll_vote, 10),
    "offices": (office, 4),
    "conversations": (conversation, 6),
    "participants": (participant, 24),
    "messages": (message, 24),
    "message_reactions": (message_reaction, 8),
    "message_mentions": (message_mention, 8),
    "tie_requests": (tie_request, 8),
    "tie_declines": (tie_decline, 4),
    "introductions": (introduction, 8),
    "introduction_answers": (introduction_answer, 8),
    "follows": (kept, 6),
    "mutes": (kept, 4),
    "dismissals": (dismissal, 5),
    "invitations": (invitation, 4),
    "sessions": (session, 6),
    "access_tokens": (access_token, 6),
    "notifications": (notification, 16),
    "notification_items": (notification_item, 32),
    "notification_preferences": (notification_preference, 3),
    "notification_settings": (notification_setting, 2),
    "place_preferences": (place_preference, 5),
}
# What the tables want besides.
FIXED: dict[str, Values] = {
    "members": {"version": 1, "attribute_keys": [], "updated_at": START},
    "comments": {"version": 1, "depth": 0},
    "conversations": {"version": 1, "last_number": 0},
    **{
        key: {"version": 1} for key in ("employments", "positions", "groups", "posts", "saved_searches", "jobs", "apps")
    },
    **{key: {"version": 1} for key in ("messages", "offices", "announcement_topics", "announcements", "applications")},
}
PAIRS = {"ties": 9, "blocks": 2}  # tables with a row in each direction


async def insert(connection: asyncpg.Connection, table: str, values: Values) -> UUID | None:
    """Insert a row; nothing where it would stand beside one that it may not stand beside."""
    row = {"id": uuid7(), **FIXED.get(table, {}), **values}
    places = ", ".join(f"${i + 1}" for i in range(len(row)))
    sql = f"insert into {table} ({', '.join(row)}) values ({places}) on conflict do nothing returning id"
    made: UUID | None = await connection.fetchval(sql, *row.values())
    return made


async def insert_pair(connection: asyncpg.Connection, table: str, drawn: Drawn) -> None:
    """Both rows of a tie or block."""
    pair, since = drawn.two(), drawn.moment()
    for member_id, other_id in (pair.values(), reversed(pair.values())):
        row = {"network_id": drawn.network, "member_id": member_id, "other_id": other_id, "since": since}
        mine = {"by_me": member_id == pair["member_id"]} if table == "blocks" else {}
        await insert(connection, table, row | mine)


async def random_network(connection: asyncpg.Connection, number: int, chance: Random) -> UUID:
    """The id of a network that is made in one transaction."""
    async with connection.transaction():
        drawn = await empty_network(connection, number, chance)
        for table, (draw, count) in ROWS.items():
            drawn.ids[table] = []
            for _ in range(count):
                values = {"network_id": drawn.network, **draw(drawn)}
                if table == "members":
                    values["account_id"] = await account(connection, chance)
                key = await insert(connection, table, values)
                drawn.ids[table] += [key] if key else []
        for table, count in PAIRS.items():
            for _ in range(count):
                await insert_pair(connection, table, drawn)
        await connection.execute("select enishi_keep_rarity($1)", drawn.network)
    return drawn.network


async def empty_network(connection: asyncpg.Connection, number: int, chance: Random) -> Drawn:
    """A network with a policy and attributes, some of them within others."""
    # No network can have what members are open to shown to others.
    floors = [*bounds(chance, mask())[: ProfileField.OPENNESS.number - 1], mask()]
    policy = {"audience_floors": floors, "audience_ceilings": bounds(chance, NO_CEILING)}
    about = {"name": f"Network {number}", "slug": f"network-{number}", "created_at": START}
    emojis = {"locale": "JA", "time_zone": "Asia/Tokyo", "emojis": ["👍", "🎉"]}
    network = await insert(connection, "networks", {**about, **emojis, **policy})
    assert network is not None
    drawn = Drawn(chance, network, {"attributes": []}, {})
    for place, kind in enumerate(ATTRIBUTES):
        wider = drawn.kinds.get(kind, [None])[0] if chance.random() < 0.7 else None
        row: Values = {
            "network_id": network,
            "kind": kind,
            "label_ja": f"属性{place}",
            "parent_id": wider,
            "aliases": [],
        }
        key = await insert(connection, "attributes", row)
        assert key is not None
        drawn.ids["attributes"].append(key)
        drawn.kinds.setdefault(kind, []).append(key)
    return drawn


async def account(connection: asyncpg.Connection, chance: Random) -> UUID | None:
    """An account with a mail address."""
    key = await insert(connection, "accounts", {"created_at": START, "locale": "JA", "time_zone": "Asia/Tokyo"})
    address = f"a{chance.randrange(10**12)}@{chance.choice(HOSTS)}"
    await insert(connection, "account_emails", {"account_id": key, "address": address})
    return key


def bounds(chance: Random, usual: int) -> list[int]:
    """Floors or ceilings that are at hand for some fields only."""
    drawn = [mask(*chance.sample(list(Audience), k=2)) for _ in ProfileField]
    return [each if chance.random() < 0.15 else usual for each in drawn]


async def facts_of(connection: asyncpg.Connection, network: UUID) -> Facts:
    """Every row of one network, as it is now."""
    conditions = {"networks": "id = $1", "account_emails": "account_id in (select account_id from members m"}
    conditions["account_emails"] += " where m.network_id = $1)"
    tables = {}
    for table in TABLES:
        rows = await connection.fetch(
            f"select * from {table} where {conditions.get(table, 'network_id = $1')}", network
        )
        tables[table] = {row["id"]: dict(row) for row in rows}
    return Facts(tables)
