"""Members, their careers, and how they stand to the viewer."""

from datetime import datetime
from typing import TYPE_CHECKING

import strawberry

from graph.attributes import Attribute
from graph.compile.declare import (
    Argument,
    column,
    condition,
    connection,
    derived,
    enum,
    filters,
    listing,
    narrower,
    relation,
    shows,
)
from graph.nodes import Connection, Node, PartialDate
from models.members import Employment as EmploymentTable
from models.members import Member as MemberTable
from models.members import MemberKind, Role, VerifiedBy
from models.members import Position as PositionTable

if TYPE_CHECKING:
    from graph.contents import Content
    from graph.groups import GroupMembership
    from graph.posts import Post, Reaction
    from graph.ties import Tie

enum(
    MemberKind,
    {"ALUMNUS": "Has left the company.", "EMPLOYEE": "Works there today.", "GUEST": "Was invited from elsewhere."},
)
enum(VerifiedBy, {"HR": "HR has it on record.", "SELF": "The member says so."})
enum(
    Role,
    {
        "COMMUNITY_MANAGER": "Looks after announcements, events, claims and listed groups.",
        "RECRUITER": "Looks after jobs and applications.",
        "HR_ADMIN": "Looks after the roster.",
        "MODERATOR": "Looks into reports.",
        "PRIVACY_OFFICER": "Answers data requests.",
        "NETWORK_OWNER": "Sets policy and roles.",
    },
)

KINDS = {"kinds": Argument("list[AttributeKind] | None", "Only of these kinds.")}
OF_KINDS = {"kinds": "{it}.kind = any({kinds})"}
MUTUAL = (
    "{it}.id in (select a.other_id from ties a join ties b on b.member_id = {viewer} and b.other_id = a.other_id"
    " where a.member_id = {self}.id)"
)


@shows(EmploymentTable, order=("-started", "-id"))
class Employment(Node):
    """A spell in this company; a boomerang has several."""

    department: "Attribute | None" = relation("The department, as an attribute of kind DEPARTMENT.")
    title: str | None = column("The title held.")
    started: PartialDate = column("When it began.")
    ended: PartialDate | None = column("When it ended; null while it lasts.")
    cohort: int | None = column("The fiscal year of joining, April to March (同期).")
    verified_by: VerifiedBy = column("On whose word it stands.")
    member: "Member | None" = relation("Whose it is.")


@shows(PositionTable, order=("-started", "-id"))
class Position(Node):
    """A place in a career elsewhere."""

    company: str = column("The employer.")
    title: str | None = column("The title held.")
    industry: "Attribute | None" = relation("The industry, as an attribute of kind INDUSTRY.")
    place: "Attribute | None" = relation("Where it is, as an attribute of kind PLACE.")
    started: PartialDate = column("When it began.")
    ended: PartialDate | None = column("When it ended; null while it lasts.")
    current: bool | None = column("Is it where the member works today?")
    member: "Member | None" = relation("Whose it is.")


@shows(MemberTable, order=("sort_name", "id"))
class Member(Node):
    """A person's life in this network: the node of the graph."""

    kind: MemberKind = column("What the member is to the company today.")
    roles: list[Role] = column("What the member may do beyond being one.")
    display_name: str = column("The name as the member writes it, family name first in Japanese.")
    family_name: str | None = column("The family name.")
    given_name: str | None = column("The given name.")
    family_name_kana: str | None = column("The family name in katakana.")
    given_name_kana: str | None = column("The given name in katakana.")
    family_name_romaji: str | None = column("The family name in Latin letters.")
    given_name_romaji: str | None = column("The given name in Latin letters.")
    headline: str | None = column("What the member says of themselves in one line.")
    bio: str | None = column("What the member says of themselves at length.")
    avatar_url: str | None = column("A picture.")
    joined_at: datetime = column("When the member joined the network.")
    is_viewer: bool = derived("Is this the viewer?")
    employments: "list[Employment]" = listing("The spells in this company, newest first.")
    positions: "list[Position]" = listing("The career elsewhere, newest first.")
    attributes: "list[Attribute]" = listing(
        "Skills, schools, places, …, in the order in which the network took them up.",
        "{it}.key = any({self}.attribute_keys)",
        args=KINDS,
        when=OF_KINDS,
        # The order of the index that finds them: a page of fifty members would sort fifty lists otherwise.
        order=("key",),
    )
    shared_attributes: "list[Attribute]" = listing(
        "What the viewer has too, the rarest first.",
        "{it}.key = any({self}.attribute_keys & {viewer.attribute_keys})",
        args=KINDS,
        when=OF_KINDS,
        order=("-rarity", "-id"),
    )
    shared_attribute_count: int = derived("How many attributes the viewer has too.")
    viewer_is_tied: bool = derived("Are the two tied?")
    tie_count: int = derived("How many ties of the member the viewer may see.")
    ties: "Connection[Tie]" = connection("The ties, newest first.")
    mutual_tie_count: int = derived("How many members both are tied to.")
    mutual_ties: "Connection[Member]" = connection("The members whom both are tied to, by name.", MUTUAL)
    group_memberships: "Connection[GroupMembership]" = connection(
        "The groups that the member belongs to, newest first.",
        "{it}.member_id = {self}.id and {it}.status = 'ACTIVE'",
        arrived="member",
        order=("-since", "-id"),
    )
    posts: "Connection[Post]" = connection("What the member posted, newest first.")
    reactions: "Connection[Reaction]" = connection("What the member reacted to, newest first.")
    activity: "Connection[Content]" = connection(
        "What the member posted and commented, newest first.", "{it}.author_id = {self}.id"
    )


@filters
class AttributesFilter:
    """Which attributes a member has."""

    all_of: list[strawberry.ID] | None = condition(
        "All of these.",
        "cardinality({value}) = (select count(*) from attributes a"
        " where a.id = any({value}) and a.network_id = {network})"
        " and {it}.attribute_keys @> array(select a.key from attributes a where a.id = any({value}))",
        id_of="att",
    )
    any_of: list[strawberry.ID] | None = condition(
        "At least one of these.",
        "{it}.attribute_keys && array(select a.key from attributes a"
        " where a.id = any({value}) and a.network_id = {network})",
        id_of="att",
    )


@filters
class MemberFilter:
    """Which members; all conditions must hold."""

    name: str | None = condition(
        "Only those with this text in a name, kanji, kana or romaji.",
        "{it}.name_fold like (select '%' || enishi_pattern({value}) || '%')",
        longest=200,
    )
    kinds: list[MemberKind] | None = condition("Only of one of these kinds.", "{it}.kind = any({value})")
    attributes: "AttributesFilter | None" = narrower("Only those with these attributes.", "AttributesFilter")
    department: strawberry.ID | None = condition(
        "Only those who worked in this department.",
        "{it}.id in (select e.member_id from employments e"
        " where e.network_id = {network} and e.department_id = {value})",
        id_of="att",
    )
    cohort: int | None = condition(
        "Only those who joined in this fiscal year, April to March.",
        "{it}.id in (select e.member_id from employments e where e.network_id = {network} and e.cohort = {value})",
    )
    place: strawberry.ID | None = condition(
        "Only those at this place or at one within it.",
        "{it}.attribute_keys && array(with recursive places(id, key) as (select a.id, a.key from attributes a"
        " where a.id = {value} and a.network_id = {network} union select a.id, a.key from attributes a"
        " join places on a.parent_id = places.id and a.network_id = {network}) select key from places)",
        id_of="att",
    )
    tied_to_viewer: bool | None = condition(
        "Only those who are tied to the viewer, or are not.",
        "({it}.id in (select tied.other_id from ties tied where tied.member_id = {viewer})) = {value}",
    )
