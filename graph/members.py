"""Members, their careers, and how they stand to the viewer."""

from datetime import date, datetime
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
from models.attributes import AttributeSource
from models.attributes import MemberAttribute as MemberAttributeTable
from models.audiences import Audience
from models.members import Employment as EmploymentTable
from models.members import Member as MemberTable
from models.members import MemberKind, Role, VerifiedBy
from models.members import Position as PositionTable
from models.paths import COLLEAGUE_OF_FRIEND, FRIEND_OF_FRIEND, MOST_HOPS, MUTUAL, WITHIN, WORKS_AT
from models.posts import RECEIVED
from models.search import CANDIDATES, FOUND
from models.topics import COMMENTED_ON, ON_POST_ABOUT

if TYPE_CHECKING:
    from graph.common_ground import CommonGround
    from graph.contents import Content
    from graph.groups import GroupMembership
    from graph.paths import Path
    from graph.posts import Comment, Post, Reaction
    from graph.privacy import Exclusion, FieldAudience, Listed, Sight
    from graph.roster import AccessLogEntry
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
WITH = {"with": Argument(strawberry.ID | None, "The other member; the viewer where nobody is named.", id_of="mem")}
TO = {"to": Argument(strawberry.ID, "The other member.", id_of="mem")}


@shows(EmploymentTable, order=("-started", "-id"))
class Employment(Node):
    """A spell in this company; a boomerang has several."""

    department: "Attribute | None" = relation("The department, as an attribute of kind DEPARTMENT.")
    title: str | None = column("The title held.")
    started: PartialDate = column("When it began.")
    ended: PartialDate | None = column("When it ended; null while it lasts.")
    cohort: int | None = column("The fiscal year of joining, April to March (同期).")
    verified_by: VerifiedBy = column("On whose word it stands.")
    audience: "list[Audience] | None" = derived("To whom the viewer shows it; null for what is another's.")
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
    audience: "list[Audience] | None" = derived("To whom the viewer shows it; null for what is another's.")
    member: "Member | None" = relation("Whose it is.")


enum(
    AttributeSource,
    {
        "MEMBER": "The member says so.",
        "HR": "HR has it on record.",
        "IMPORT": "It was imported.",
        "DERIVED": "It follows from something else.",
    },
)


@shows(MemberAttributeTable)
class MemberAttribute(Node):
    """That a member has an attribute."""

    attribute: "Attribute | None" = relation("The attribute.")
    source: AttributeSource = column("On whose word.")
    year: int | None = column("Since which year, for a school or a certificate.")
    confirmed_at: datetime | None = column("When it was last confirmed; null where it never was.")
    audience: "list[Audience] | None" = derived("To whom the viewer shows it; null for what is another's.")
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
    former_name: str | None = column("A family name of before.")
    headline: str | None = column("What the member says of themselves in one line.")
    bio: str | None = column("What the member says of themselves at length.")
    avatar_url: str | None = column("A picture.")
    gender: str | None = column("The gender, in the member's own word.")
    birthday: date | None = column("The day of birth.")
    contact_email: str | None = column("Where the member reads mail.")
    phone: str | None = column("Where the member can be called.")
    links: list[str] | None = column("Pages of the member's own elsewhere.")
    joined_at: datetime = column("When the member joined the network.")
    is_viewer: bool = derived("Is this the viewer?")
    in_statistics: bool | None = derived(
        "Did the member agree to be counted in the career statistics? Null for everybody but the member."
    )
    employments: "list[Employment]" = listing("The spells in this company, newest first.")
    positions: "list[Position]" = listing("The career elsewhere, newest first.")
    attributes: "list[Attribute]" = listing(
        "Skills, schools, places, …, in the order in which the network took them up.",
        "{it}.key = any({self.attribute_keys})",
        args={
            **KINDS,
            "viewer_has": Argument(bool | None, "Only those that the viewer has too, or has not."),
        },
        when={**OF_KINDS, "viewer_has": "({it}.key = any({viewer.attribute_keys})) = {viewer_has}"},
        # The order of the index that finds them: a page of fifty members would sort fifty lists otherwise.
        order=("key",),
    )
    member_attributes: "list[MemberAttribute]" = listing(
        "The same with what is known of each, such as the year of a school.",
        args=KINDS,
        when={"kinds": "(select a.kind from attributes a where a.id = {it}.attribute_id) = any({kinds})"},
    )
    shared_attributes: "list[CommonGround]" = listing(
        "What the member has in common with the viewer or another member, and how one knows; what says most first.",
        "{it}.member_id = {self}.id and {it}.other_id = coalesce({with}, {viewer})",
        args={
            "with": Argument(strawberry.ID | None, "The id of the other member; the viewer where it is absent.", "mem"),
            "kinds": Argument("list[CommonGroundKind] | None", "Only of these kinds."),
        },
        # An id that names nobody is not the viewer's.
        when={**OF_KINDS, "with": "{with} is not null"},
    )
    shared_attribute_count: int = derived("How many of the attributes listed here the viewer has too.")
    viewer_is_tied: bool = derived("Are the two tied?")
    tie_count: int = derived("How many ties of the member the viewer may see.")
    ties: "Connection[Tie]" = connection("The ties, newest first.")
    mutual_tie_count: int = derived("How many members both are tied to.", args=WITH)
    mutual_ties: "Connection[Member]" = connection("The members whom both are tied to, by name.", MUTUAL, args=WITH)
    degree: int | None = derived(
        "How many ties away another member is; null where it is more than three.", args=TO, price=20
    )
    paths: "list[Path]" = listing(
        "The shortest ways to another member over ties, by the names of those between.",
        args=TO
        | {"max_hops": Argument(int, "At most so many ties long, 1 to 3.", within=(1, MOST_HOPS), default=MOST_HOPS)},
        usual=10,
        price=50,
    )
    group_memberships: "Connection[GroupMembership]" = connection(
        "The groups that the member belongs to, newest first.",
        "{it}.member_id = {self}.id and {it}.status = 'ACTIVE'",
        args={"since": Argument("datetime | None", "Only those that the member joined then or after.")},
        when={"since": "{it}.since >= {since}"},
        arrived="member",
        order=("-since", "-id"),
    )
    posts: "Connection[Post]" = connection("What the member posted, newest first.")
    comments: "Connection[Comment]" = connection(
        "What the member commented directly on posts, newest first: what the member can be asked about.",
        "{it}.author_id = {self}.id and {it}.parent_id is null",
        args={"topic": Argument(strawberry.ID | None, "Only on posts about this attribute or one within it.", "att")},
        when={"topic": ON_POST_ABOUT},
        order=("-created_at", "-id"),
    )
    reactions: "Connection[Reaction]" = connection("What the member reacted to, newest first.")
    reactions_received: "Connection[Reaction]" = connection(
        "Reactions to what the member wrote, newest first.", RECEIVED
    )
    activity: "Connection[Content]" = connection(
        "What the member posted and commented, newest first.", "{it}.author_id = {self}.id"
    )
    audiences: "list[FieldAudience]" = listing("The viewer's own: to whom each field is shown.")
    exclusions: "list[Exclusion]" = listing("The viewer's own: who is shown less than the audiences say.")
    lists: "list[Listed]" = listing("The viewer's own: who is on which list.", "{it}.member_id = {self}.id")
    profile: "Sight | None" = relation(
        "The viewer's own: the profile as another member sees it, with the reasons.",
        args={"as": Argument(strawberry.ID, "The member who looks.", id_of="mem")},
    )
    access_log: "Connection[AccessLogEntry]" = connection(
        "Who read what HR has on record of the viewer, newest first; empty for every other member.",
        "{it}.subject_id = {self}.id and {self}.id = {viewer}",
    )


ALL_OF = "@> array(select a.key from attributes a where a.id = any({value}))"
ANY_OF = "&& array(select a.key from attributes a where a.id = any({value}) and a.network_id = {network})"
AT_OR_IN = (
    "&& array(with recursive places(id, key) as (select a.id, a.key from attributes a"
    " where a.id = {value} and a.network_id = {network} union select a.id, a.key from attributes a"
    " join places on a.parent_id = places.id and a.network_id = {network}) select key from places)"
)


@filters
class AttributesFilter:
    """Which attributes a member has."""

    all_of: list[strawberry.ID] | None = condition(
        "All of these.",
        "cardinality({value}) = (select count(*) from attributes a"
        " where a.id = any({value}) and a.network_id = {network})"
        f" and {{it.attribute_keys}} {ALL_OF}",
        id_of="att",
        among=f"{{it}}.attribute_keys {ALL_OF}",
    )
    any_of: list[strawberry.ID] | None = condition(
        "At least one of these.",
        f"{{it.attribute_keys}} {ANY_OF}",
        id_of="att",
        among=f"{{it}}.attribute_keys {ANY_OF}",
    )


@filters
class MemberFilter:
    """Which members; all conditions must hold, each on what the viewer may see."""

    name: str | None = condition(
        "Only those with this text in a name, kanji, kana or romaji.",
        "{it}.name_fold like (select '%' || enishi_pattern({value}) || '%')",
        longest=200,
    )
    search: str | None = condition(
        "Only those with each of these words in a name, the headline, a company or an attribute, however written.",
        FOUND,
        among=CANDIDATES,
        longest=100,
    )
    kinds: list[MemberKind] | None = condition("Only of one of these kinds.", "{it}.kind = any({value})")
    attributes: "AttributesFilter | None" = narrower("Only those with these attributes.", "AttributesFilter")
    department: strawberry.ID | None = condition(
        "Only those who worked in this department.",
        "{it}.id in (select e.member_id from employments e"
        " where e.network_id = {network} and e.department_id = {value} and {visible:Employment:e:member})",
        id_of="att",
    )
    cohort: int | None = condition(
        "Only those who joined in this fiscal year, April to March.",
        "{it}.id in (select e.member_id from employments e"
        " where e.network_id = {network} and e.cohort = {value} and {visible:Employment:e:member})",
    )
    industry: strawberry.ID | None = condition(
        "Only those who work in this industry today.",
        "{it}.id in (select p.member_id from positions p where p.network_id = {network} and p.industry_id = {value}"
        " and p.ended is null and {visible:Position:p:member})",
        id_of="att",
    )
    company: str | None = condition(
        "Only those who work for this company today, however its name is written.", WORKS_AT, longest=200
    )
    place: strawberry.ID | None = condition(
        "Only those at this place or at one within it.",
        f"{{it.attribute_keys}} {AT_OR_IN}",
        id_of="att",
        among=f"{{it}}.attribute_keys {AT_OR_IN}",
    )
    commented_on: strawberry.ID | None = condition(
        "Only those who commented directly on posts about this attribute or one within it.", COMMENTED_ON, id_of="att"
    )
    tied_to_viewer: bool | None = condition(
        "Only those who are tied to the viewer, or are not.",
        "({it}.id in (select tied.other_id from ties tied where tied.member_id = {viewer})) = {value}",
    )
    within_ties: int | None = condition(
        "Only those whom the viewer reaches over so many ties, 1 to 3.", WITHIN, within=(1, MOST_HOPS)
    )
    friends_of_friends: bool | None = condition(
        "Only those who are tied to a tie of the viewer and not to the viewer, or all others.", FRIEND_OF_FRIEND
    )
    colleagues_of_friends: bool | None = condition(
        "Only those who work today where a tie of the viewer works and are not tied to the viewer, or all others.",
        COLLEAGUE_OF_FRIEND,
    )
