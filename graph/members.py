"""Members, their careers, and how they stand to the viewer."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import strawberry

from graph.attributes import Attribute
from graph.compile.declare import (
    Argument,
    column,
    connection,
    derived,
    enum,
    listing,
    relation,
    shows,
)
from graph.nodes import Connection, Node, PartialDate
from models.attributes import AttributeSource
from models.attributes import MemberAttribute as MemberAttributeTable
from models.audiences import Audience
from models.conversations import BOXES, LATEST_AT, ConversationBox
from models.members import Employment as EmploymentTable
from models.members import Listing, MemberKind, Role, VerifiedBy
from models.members import Member as MemberTable
from models.members import Position as PositionTable
from models.notification_kinds import MOST_COUNTED
from models.paths import MOST_HOPS, MUTUAL
from models.posts import RECEIVED
from models.topics import ON_POST_ABOUT

if TYPE_CHECKING:
    from graph.announcements import TopicSubscription
    from graph.applications import Application
    from graph.attribute_proposals import AttributeProposal
    from graph.common_ground import CommonGround
    from graph.contents import Content
    from graph.conversations import Conversation
    from graph.follows import Dismissal, Follow, Mute
    from graph.groups import GroupMembership
    from graph.introductions import Introduction
    from graph.joining import Claim
    from graph.notifications import Notification, NotificationMails, NotificationPreference, PlacePreference
    from graph.openness import Openness
    from graph.paths import Path
    from graph.posts import Comment, Post, Reaction
    from graph.privacy import Exclusion, FieldAudience, Listed, Sight
    from graph.referrals import Referral
    from graph.roster import AccessLogEntry
    from graph.saved_searches import SavedSearch
    from graph.sessions import Session
    from graph.ties import Block, Tie, TieRequest
    from models.admission import MessagesFrom
    from models.tie_states import TieState

enum(
    MemberKind,
    {"ALUMNUS": "Has left the company.", "EMPLOYEE": "Works there today.", "GUEST": "Was invited from elsewhere."},
)
enum(
    Listing,
    {
        "LISTED": "Everybody in the network.",
        "TIES_ONLY": "Those who are tied to the member.",
        "UNLISTED": "Nobody.",
    },
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
    lists: list[int] | None = derived("The viewer's own lists among these; null for what is another's.")
    version: int | None = derived("The version that an edit starts from; null for who may not edit it.")
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
    lists: list[int] | None = derived("The viewer's own lists among these; null for what is another's.")
    version: int | None = derived("The version that an edit starts from; null for who may not edit it.")
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
    lists: list[int] | None = derived("The viewer's own lists among these; null for what is another's.")
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
    shows_presence: bool | None = derived("Do others see that the member is here? Null for everybody but the member.")
    messages_from: "MessagesFrom | None" = derived(
        "From whom the member takes a first message; null for everybody but the member."
    )
    shows_receipts: bool | None = derived(
        "Do others see what the member has read, and the member what they have? Null for everybody but the member."
    )
    viewer_may_message: bool = derived("Does the member take a first message from the viewer?")
    unread_conversation_count: int | None = derived(
        "The viewer's own: in how many conversations that are not muted something is unread; null for another's.",
        price=300,
    )
    conversations: "Connection[Conversation]" = connection(
        "The viewer's own: the last written to first; empty for another's.",
        "{self}.id = {viewer}",
        args={"box": Argument("ConversationBox", "Which of them.", default=ConversationBox.INBOX)},
        choices={"box": BOXES},
        computed={"said_at": ("timestamptz", LATEST_AT)},
        order=("-said_at", "-id"),
        price=300,
        counting=100,
    )
    conversation: "Conversation | None" = relation(
        "The direct conversation of the member and the viewer; null where they have none.",
        "{it}.one_id = least({self}.id, {viewer}) and {it}.other_id = greatest({self}.id, {viewer})",
    )
    version: int | None = derived("The version that an edit of the profile starts from; null for another's.")
    openness: "list[Openness]" = listing("What the member is open to, as far as the viewer is told.")
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
        price=70,
    )
    shared_attribute_count: int = derived("How many of the attributes listed here the viewer has too.", price=1)
    viewer_is_tied: bool = derived("Are the two tied?")
    viewer_tie_state: "TieState | None" = derived("How far the two are on the way to a tie; null for the viewer.")
    viewer_follows: bool = derived("Does the viewer follow the member?")
    viewer_has_muted: bool = derived("Has the viewer muted the member?")
    tie_requests: "Connection[TieRequest]" = connection(
        "Requests of ties between the member and the viewer, or all of the viewer's own; newest first.",
        "({it}.member_id = {self}.id or {it}.other_id = {self}.id)",
        args={"direction": Argument("TieRequestDirection | None", "Only those that go this way.")},
        when={"direction": "({it}.member_id = {viewer}) = ({direction} = 'OUTGOING')"},
    )
    introductions: "Connection[Introduction]" = connection(
        "Introductions in which the member and the viewer take part, or all of the viewer's own; newest first.",
        "({it}.introducer_id = {self}.id or {it}.one_id = {self}.id or {it}.other_id = {self}.id)",
    )
    follows: "Connection[Follow]" = connection("The viewer's own: whom they follow, newest first.")
    mutes: "Connection[Mute]" = connection("The viewer's own: whom they have muted, newest first.")
    blocks: "Connection[Block]" = connection("The viewer's own: whom they have blocked, newest first.")
    dismissals: "Connection[Dismissal]" = connection("The viewer's own: whom they do not want suggested.")
    tie_count: int = derived("How many ties of the member the viewer may see.", price=5)
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
        counting=30,
    )
    group_invitations: "Connection[GroupMembership]" = connection(
        "The viewer's own: the groups that they are invited to, newest first.",
        "{it}.member_id = {self}.id and {it}.status = 'INVITED' and {self}.id = {viewer}",
        arrived="member",
        order=("-since", "-id"),
    )
    group_requests: "Connection[GroupMembership]" = connection(
        "The viewer's own: the groups that they ask to join, newest first.",
        "{it}.member_id = {self}.id and {it}.status = 'REQUESTED' and {self}.id = {viewer}",
        arrived="member",
        order=("-since", "-id"),
    )
    posts: "Connection[Post]" = connection(
        "What the member posted, newest first.",
        "{it}.author_id = {self}.id and {it}.deleted_at is null",
        arrived="author",
    )
    comments: "Connection[Comment]" = connection(
        "What the member commented directly on posts, newest first: what the member can be asked about.",
        "{it}.author_id = {self}.id and {it}.parent_id is null and {it}.deleted_at is null",
        args={"topic": Argument(strawberry.ID | None, "Only on posts about this attribute or one within it.", "att")},
        when={"topic": ON_POST_ABOUT},
        order=("-created_at", "-id"),
    )
    reactions: "Connection[Reaction]" = connection("What the member reacted to, newest first.")
    reactions_received: "Connection[Reaction]" = connection(
        "Reactions to what the member wrote, newest first.", RECEIVED, price=15
    )
    activity: "Connection[Content]" = connection(
        "What the member posted and commented, newest first.", "{it}.author_id = {self}.id"
    )
    audiences: "list[FieldAudience]" = listing("The viewer's own: to whom each field is shown.")
    exclusions: "list[Exclusion]" = listing("The viewer's own: who is shown less than the audiences say.")
    lists: "list[Listed]" = listing("The viewer's own: who is on which list.", "{it}.member_id = {self}.id")
    applications: "Connection[Application]" = connection(
        "The viewer's own: what they have applied for, newest first; empty for another's.",
        "{it}.applicant_id = {self}.id and {self}.id = {viewer}",
    )
    referrals_made: "Connection[Referral]" = connection(
        "The viewer's own: the jobs that they told others of, newest first; empty for another's.",
        "{it}.referrer_id = {self}.id and {self}.id = {viewer}",
    )
    referrals_received: "Connection[Referral]" = connection(
        "The viewer's own: the jobs that others told them of, newest first; empty for another's.",
        "{it}.candidate_id = {self}.id and {self}.id = {viewer}",
    )
    saved_searches: "list[SavedSearch]" = listing(
        "The viewer's own: filters of the directory and of jobs, the oldest first."
    )
    topic_subscriptions: "list[TopicSubscription]" = listing(
        "The viewer's own: what they said of which topics of announcements.",
        "{it}.member_id = {self}.id and {it}.ended_at is null",
    )
    attribute_proposals: "list[AttributeProposal]" = listing(
        "The viewer's own: attributes that the network has not taken up yet.",
        "{it}.member_id = {viewer} and {self}.id = {viewer}",
    )
    profile: "Sight | None" = relation(
        "The viewer's own: the profile as another member sees it, with the reasons.",
        args={"as": Argument(strawberry.ID, "The member who looks.", id_of="mem")},
    )
    access_log: "Connection[AccessLogEntry]" = connection(
        "Who read what HR has on record of the viewer, newest first; empty for every other member.",
        "{it}.subject_id = {self}.id and {self}.id = {viewer}",
    )
    sessions: "list[Session]" = listing(
        "The viewer's own: where they are signed in, the last sign-in first.",
        "{it}.member_id = {self}.id and {it}.revoked_at is null and {it}.expires_at > now()",
        arrived="member",
    )
    claims: "list[Claim]" = listing(
        "The member's claims of the roster, the newest first; for the member and for those who decide."
    )
    notifications: "Connection[Notification]" = connection(
        "The viewer's own: what they are told of what happened, the latest first.",
        "{it}.member_id = {self}.id and {self}.id = {viewer} and {it}.in_app",
        args={"filter": Argument("NotificationFilter | None", "Which notifications.")},
    )
    unseen_notification_count: int | None = derived(
        f"The viewer's own: how many notifications are new, at most {MOST_COUNTED}.", price=60
    )
    unread_notification_count: int | None = derived(
        f"The viewer's own: how many notifications are not read, at most {MOST_COUNTED}.", price=60
    )
    notification_preferences: "list[NotificationPreference]" = listing(
        "The viewer's own: each kind, and where it comes.", "true"
    )
    notification_mails: "NotificationMails | None" = relation(
        "The viewer's own: when notifications are mailed.", "true"
    )
    place_preferences: "list[PlacePreference]" = listing(
        "The viewer's own: of which groups and posts they want to hear all or nothing, the latest first."
    )
    # Last: from here on the word means the field, not the function.
    listing: Listing | None = derived("Who finds the member at all; null for everybody but the member.")
