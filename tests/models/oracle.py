"""Who may see what, a second time: the rules of the domain as set logic over all rows, with no SQL of the models."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg

from tests.models.oracle_announcements import ANNOUNCEMENT_TABLES, announcement_rules
from tests.models.oracle_applications import APPLICATION_TABLES, application_rules
from tests.models.oracle_apps import APP_TABLES, app_rules
from tests.models.oracle_audiences import COLUMNS, FIELDS, FIELDS_OF_ROWS, Standing
from tests.models.oracle_comeback import COMEBACK_TABLES, comeback_rules
from tests.models.oracle_jobs import JOB_TABLES, job_rules
from tests.models.oracle_joining import JOINING_TABLES, joining_rules
from tests.models.oracle_messages import MESSAGE_TABLES, message_rules
from tests.models.oracle_notifications import NOTIFICATION_TABLES, notification_rules
from tests.models.oracle_posts import POST_TABLES, post_rules, told
from tests.models.oracle_profiles import PROFILE_TABLES, profile_rules
from tests.models.oracle_referrals import REFERRAL_TABLES, referral_rules
from tests.models.oracle_segments import SEGMENT_TABLES, segment_rules
from tests.models.oracle_ties import TIE_TABLES, dismissed, tie_rules, unmuted

Row = dict[str, Any]
Ids = set[UUID]

TABLES = (
    *("networks", "members", "attributes", "employments", "positions", "member_attributes", "ties", "blocks"),
    *("groups", "group_memberships", "posts", "comments", "reactions"),
    *("listed", "exclusions", "account_emails"),
    *("topics", "group_attributes"),
    *("access_log", "roster_entries", "audit_entries"),
    *PROFILE_TABLES,
    *TIE_TABLES,
    *JOINING_TABLES,
    *POST_TABLES,
    *SEGMENT_TABLES,
    *MESSAGE_TABLES,
    *NOTIFICATION_TABLES,
    *JOB_TABLES,
    *APPLICATION_TABLES,
    *COMEBACK_TABLES,
    *REFERRAL_TABLES,
    *ANNOUNCEMENT_TABLES,
    *APP_TABLES,
)
# The rules of areas, in this order: each may ask what is seen of those before it.
AREAS: tuple[Callable[["Sight"], dict[str, Callable[[Row], bool]]], ...] = (
    profile_rules,
    tie_rules,
    joining_rules,
    post_rules,
    segment_rules,
    message_rules,
    job_rules,
    application_rules,
    referral_rules,
    comeback_rules,
    notification_rules,
    app_rules,
)
# What a segment asks of members is in these.
AIMED_BY = {"members", "attributes", "employments", "positions", "member_attributes"}
HR_ROLES = {"HR_ADMIN", "RECRUITER"}
REACH, MUTUAL_TIE = 500, 60  # how many holders suggestions look at, and what a mutual tie is worth


@dataclass(frozen=True)
class Facts:
    """Every row there is, by table and id."""

    tables: dict[str, dict[UUID, Row]]
    aiming: "dict[UUID, Sight]" = field(default_factory=dict, compare=False)
    groups: dict[tuple[str, str], dict[Any, list[Row]]] = field(default_factory=dict, compare=False)

    @classmethod
    async def read(cls, connection: asyncpg.Connection) -> "Facts":
        """All rows of all tables, as they are now."""
        rows = {table: await connection.fetch(f"select * from {table}") for table in TABLES}
        return cls({table: {row["id"]: dict(row) for row in found} for table, found in rows.items()})

    def __getitem__(self, table: str) -> dict[UUID, Row]:
        return self.tables[table]

    def by(self, table: str, column: str, value: Any) -> list[Row]:
        """The rows of a table with this value in a column."""
        if (table, column) not in self.groups:
            groups = self.groups[table, column] = {}
            for row in self[table].values():
                groups.setdefault(row[column], []).append(row)
        return self.groups[table, column].get(value, [])

    def pairs(self, table: str, member: UUID) -> Ids:
        """With whom a member has a tie or a block."""
        return {row["other_id"] for row in self[table].values() if row["member_id"] == member}

    def holds(self, member: UUID) -> Ids:
        """The attributes of a member, whoever may see them."""
        return {row["attribute_id"] for row in self["member_attributes"].values() if row["member_id"] == member}


class Sight:
    """What one member may see of the facts: for each table the ids of the visible rows."""

    def __init__(self, facts: Facts, viewer: UUID, *, aims: bool = False) -> None:
        self.facts, self.viewer, self.aims = facts, viewer, aims
        self.me = facts["members"][viewer]
        self.blocked = facts.pairs("blocks", viewer)
        self.tied = facts.pairs("ties", viewer)
        self.hr = bool(HR_ROLES & set(self.me["roles"]))
        self.standing_to = Standing(facts, self.me)
        self.sees: dict[str, Ids] = {}
        rules: dict[str, Callable[[Row], bool]] = {
            "networks": lambda row: row["id"] == self.me["network_id"],
            "members": self.member,
            "attributes": lambda _: True,
            "employments": lambda row: self.shown("employments", row),
            "positions": lambda row: self.shown("positions", row),
            "member_attributes": lambda row: self.shown("member_attributes", row),
            "listed": lambda row: row["member_id"] == viewer and row["other_id"] in self.sees["members"],
            "exclusions": lambda row: row["member_id"] == viewer,
            "ties": lambda row: self.owned(row) and row["other_id"] in self.sees["members"],
            **announcement_rules(self),
            "groups": self.group,
            "group_memberships": self.membership,
            "group_attributes": lambda row: row["group_id"] in self.sees["groups"],
            "posts": self.post,
            "comments": lambda row: row["post_id"] in self.sees["posts"] and not self.blocked & self.authors_above(row),
            "reactions": self.reaction,
            "roster_entries": lambda row: "HR_ADMIN" in self.me["roles"],
            "access_log": lambda row: row["subject_id"] == viewer or "PRIVACY_OFFICER" in self.me["roles"],
            "audit_entries": lambda _: bool({"NETWORK_OWNER", "PRIVACY_OFFICER"} & set(self.me["roles"])),
            **{table: rule for area in AREAS for table, rule in area(self).items()},
            "topics": lambda row: row["post_id"] in self.sees["posts"] or row["comment_id"] in self.sees["comments"],
        }
        for table, rule in rules.items():
            self.sees[table] = self.seen(table, rule)

    def seen(self, table: str, rule: Callable[[Row], bool]) -> Ids:
        """The rows of a table that pass its rule; who aims a segment is asked for those alone that it asks about."""
        if self.aims and table not in AIMED_BY:
            return set()
        return {key for key, row in self.facts[table].items() if self.at_home(row) and rule(row)}

    def at_home(self, row: Row) -> bool:
        """No read without an ACTIVE member, and none of another network (domain.md, invariants 1 and 3)."""
        network = row.get("network_id", row["id"])
        return bool((self.aims or self.me["status"] == "ACTIVE") and network == self.me["network_id"])

    def seen_by(self, author: UUID) -> "Sight":
        """What the author of a segment sees of members, who may have left meanwhile."""
        if author not in self.facts.aiming:
            self.facts.aiming[author] = Sight(self.facts, author, aims=True)
        return self.facts.aiming[author]

    def member(self, row: Row) -> bool:
        """Oneself; of the others those who are active, not blocked either way, and listed for the viewer."""
        if row["id"] == self.viewer:
            return True
        if row["status"] != "ACTIVE" or row["id"] in self.blocked:
            return False
        return row["listing"] == "LISTED" or (row["listing"] == "TIES_ONLY" and row["id"] in self.tied)

    def owned(self, row: Row) -> bool:
        """What belongs to a member is seen with the member."""
        return row["member_id"] in self.sees["members"]

    def shown(self, table: str, row: Row) -> bool:
        """What has an audience of its own is seen with the member by those who are in it."""
        return self.owned(row) and self.standing_to.admits(row["member_id"], FIELDS_OF_ROWS[table], row["audience"])

    def profile(self, member: UUID) -> Row:
        """The guarded columns of a visible member: what the viewer may not see is null."""
        row = self.facts["members"][member]
        told = {
            column: self.standing_to.admits(member, field, row[f"{field.lower()}_audience"])
            for column, field in zip(COLUMNS, FIELDS, strict=True)
        }
        return {column: row[column] if told[column] else None for column in COLUMNS}

    def standing(self, group: UUID) -> str | None:
        """Where the viewer stands with a group."""
        rows = self.facts["group_memberships"].values()
        mine = [row["status"] for row in rows if row["group_id"] == group and row["member_id"] == self.viewer]
        return mine[0] if mine else None

    def group(self, row: Row) -> bool:
        """Who is banned from a closed group sees none; a secret one is seen by its own and those invited."""
        standing = self.standing(row["id"])
        if standing == "BANNED" and row["join_policy"] != "OPEN":
            return False
        return not row["secret"] or standing in ("ACTIVE", "INVITED")

    def leads(self, group: UUID) -> bool:
        """Owners and moderators lead a group; community managers lead the open ones as well."""
        if not self.readable(group):
            return False
        mine = [row for row in self.facts["group_memberships"].values() if row["member_id"] == self.viewer]
        if any(row["group_id"] == group and row["role"] in ("OWNER", "MODERATOR") for row in mine):
            return True
        return "COMMUNITY_MANAGER" in self.me["roles"] and self.facts["groups"][group]["join_policy"] == "OPEN"

    def readable(self, group: UUID | None) -> bool:
        """The network's own feed and open groups are everybody's, the others their members'; some are not for HR."""
        if group is None:
            return True
        row = self.facts["groups"][group]
        if self.hr and not row["readable_by_hr"]:
            return False
        return bool(row["join_policy"] == "OPEN" or self.standing(group) == "ACTIVE")

    def membership(self, row: Row) -> bool:
        """One's own, unless banned; whom one invited; who belongs to what one reads, who is about to what one leads."""
        if not self.owned(row) or row["group_id"] not in self.sees["groups"]:
            return False
        if row["member_id"] == self.viewer:
            return bool(row["status"] != "BANNED")
        if row["invited_by_id"] == self.viewer:
            return True
        if row["status"] == "ACTIVE":
            return self.readable(row["group_id"])
        return row["status"] != "OPTED_OUT" and self.leads(row["group_id"])

    def post(self, row: Row) -> bool:
        """Who reads the place reads what is told to them, not of somebody blocked, nor announced to others."""
        if row["announcement_id"] is not None and row["announcement_id"] not in self.sees["announcements"]:
            return False
        return self.readable(row["group_id"]) and row["author_id"] not in self.blocked and told(self, row)

    def authors_above(self, row: Row | None) -> set[UUID]:
        """Who wrote a comment and all that it stands under: a thread ends where one may not read on."""
        authors = set()
        while row is not None:
            authors.add(row["author_id"])
            row = self.facts["comments"].get(row["parent_id"])
        return authors

    def reaction(self, row: Row) -> bool:
        """Seen with the post or comment, unless it is of somebody blocked."""
        place = "posts" if row["post_id"] else "comments"
        return (row["post_id"] or row["comment_id"]) in self.sees[place] and row["member_id"] not in self.blocked

    def rows(self, table: str, **equal: Any) -> Iterator[Row]:
        """The visible rows with these values."""
        for key in self.sees[table]:
            row = self.facts[table][key]
            if all(row[name] == value for name, value in equal.items()):
                yield row

    def ids(self, table: str, **equal: Any) -> Ids:
        """The ids of the visible rows with these values."""
        return {row["id"] for row in self.rows(table, **equal)}

    def members_of(self, group: UUID) -> Ids:
        """The visible memberships of those who belong to a group."""
        return self.ids("group_memberships", group_id=group, status="ACTIVE")

    def owners_of(self, group: UUID) -> Ids:
        """The visible members who run a group."""
        return {row["member_id"] for row in self.rows("group_memberships", group_id=group, role="OWNER")}

    def friends(self) -> Ids:
        """Those the viewer is tied to and may see."""
        return self.tied & self.sees["members"]

    def mutual(self, member: UUID) -> Ids:
        """The members whom both are tied to."""
        return self.friends() & self.facts.pairs("ties", member)

    def holds(self, member: UUID) -> Ids:
        """The attributes of a member that the viewer may see."""
        return {row["attribute_id"] for row in self.rows("member_attributes", member_id=member)}

    def shared(self, member: UUID) -> Ids:
        """The attributes that both have, as far as the viewer may see."""
        return self.holds(member) & self.holds(self.viewer)

    def holders(self, attribute: UUID) -> Ids:
        """The visible members who have an attribute."""
        return {row["member_id"] for row in self.rows("member_attributes", attribute_id=attribute)}

    def feed(self, scope: str) -> Ids:
        """The posts of a scope."""
        followed = {row["other_id"] for row in self.rows("follows")}
        inside: dict[str, Callable[[Row], bool]] = {
            "ALL": lambda _: True,
            "NETWORK": lambda row: row["group_id"] is None,
            "GROUPS": lambda row: row["group_id"] is not None and self.standing(row["group_id"]) == "ACTIVE",
            "TIES": lambda row: row["author_id"] in self.friends(),
            "FOLLOWED": lambda row: row["author_id"] in followed,
        }
        return unmuted(self, {row["id"] for row in self.rows("posts", deleted_at=None) if inside[scope](row)})

    def written_by(self, authors: Iterable[UUID]) -> Ids:
        """Posts and comments of these members."""
        return {key for one in authors for table in ("posts", "comments") for key in self.said(table, author_id=one)}

    def said(self, table: str, **equal: Any) -> Ids:
        """The visible posts or comments with these values that are not deleted."""
        return self.ids(table, **equal, deleted_at=None)

    def answers(self) -> Ids:
        """The comments right under a post or comment of the viewer."""
        posts, comments = self.ids("posts", author_id=self.viewer), self.ids("comments", author_id=self.viewer)
        return {
            row["id"]
            for row in self.rows("comments", deleted_at=None)
            if (row["parent_id"] in comments if row["parent_id"] else row["post_id"] in posts)
        }

    def reacted(self, **subject: UUID) -> list[tuple[str, int, bool]]:
        """(emoji, how many, is the viewer among them) of a post or comment, the first used first."""
        rows = sorted(self.rows("reactions", **subject), key=lambda row: (row["created_at"], row["emoji"]))
        counts = Counter(row["emoji"] for row in rows)
        mine = {row["emoji"] for row in rows if row["member_id"] == self.viewer}
        return [(emoji, count, emoji in mine) for emoji, count in counts.items()]

    def followed(self) -> Ids:
        """The viewer's rarest attributes, as many as some thousand members hold."""
        rows = [self.facts["attributes"][key] for key in self.facts.holds(self.viewer)]
        found, holders = set(), 0
        for row in sorted(rows, key=lambda row: (-row["rarity"], row["id"])):
            if holders < REACH:
                found.add(row["id"])
            holders += row["holders_kept"]
        return found

    def suggestions(self) -> dict[UUID, tuple[int, int]]:
        """member → (score, mutual ties) of those whom the viewer may want to know."""
        found, telling = {}, self.followed()
        for member in self.sees["members"] - self.tied - dismissed(self) - {self.viewer}:
            shared, mutual = telling & self.holds(member), len(self.mutual(member))
            if shared or mutual:
                rarities = [self.facts["attributes"][each]["rarity"] for each in shared]
                found[member] = (sum(rarities) + mutual * MUTUAL_TIE, mutual)
        return found
