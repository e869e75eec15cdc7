"""Query: everything that can be asked."""

from enum import StrEnum

import strawberry

from graph.announcements import Announcement, AnnouncementTopic
from graph.applications import Application
from graph.apps import AccessToken, App
from graph.attribute_proposals import AttributeProposal
from graph.attributes import FILTER, Attribute
from graph.comeback import ComebackInterest, Talk
from graph.compile.declare import Argument, Ranked, any_node, connection, enum, listing, of_viewer, own, relation, shows
from graph.contents import Content
from graph.conversations import SEARCH, Conversation, Message, Office
from graph.groups import Group
from graph.job_filters import JobFilter  # noqa: F401 - it declares which jobs can be asked for
from graph.jobs import Job, JobOrder
from graph.joining import Claim, Invitation
from graph.members import Member
from graph.networks import Network
from graph.nodes import Connection, Node
from graph.posts import Comment, Mention, Post
from graph.referrals import Referral
from graph.roles import AuditChain, AuditEntry
from graph.roster import PURPOSE, RosterEntry, RosterOrder
from graph.statistics import FACET_ARGUMENTS, FACET_PRICES, FACETS, MemberFacets
from graph.suggestions import Suggestion
from models.follows import EACH_FOLLOWED, NOT_MUTED
from models.job_matches import score
from models.messages import EACH_CONVERSATION, FOUND
from models.roster import ENTRY_PREFIX
from models.search import RELEVANT, Hits
from models.topics import CONTENT_ABOUT, POST_ABOUT


class MemberOrder(StrEnum):
    """How members are ordered."""

    NAME = "NAME"
    JOINED = "JOINED"
    SHARED = "SHARED"
    RELEVANCE = "RELEVANCE"


class GroupOrder(StrEnum):
    """How groups are ordered."""

    NAME = "NAME"
    CREATED = "CREATED"


class Scope(StrEnum):
    """From where."""

    ALL = "ALL"
    NETWORK = "NETWORK"
    GROUPS = "GROUPS"
    TIES = "TIES"
    TIES_OF_TIES = "TIES_OF_TIES"
    FOLLOWED = "FOLLOWED"


class Circle(StrEnum):
    """How far around the viewer."""

    TIES = "TIES"
    TIES_OF_TIES = "TIES_OF_TIES"


enum(
    MemberOrder,
    {
        "NAME": "By name, in the order of kana.",
        "JOINED": "Those who joined the network last first.",
        "RELEVANCE": "By how well the names match `search`, then by name.",
        "SHARED": "Those who have most in common with the viewer first, then by name.",
    },
)
enum(GroupOrder, {"NAME": "By name.", "CREATED": "The newest first."})
enum(
    Scope,
    {
        "ALL": "Everything that the viewer may see.",
        "NETWORK": "What was told to the whole network.",
        "GROUPS": "What was told in groups that the viewer belongs to.",
        "TIES": "What the viewer's ties wrote.",
        "TIES_OF_TIES": "What the viewer's ties and their ties wrote.",
        "FOLLOWED": "What those wrote whom the viewer follows.",
    },
)
enum(Circle, {"TIES": "The viewer's ties.", "TIES_OF_TIES": "The viewer's ties and their ties."})

# Only ties that the viewer may see: a post whose author is hidden must not be told from others by standing here.
EACH_TIE = (
    "(select tied.other_id from ties tied join members friend on friend.id = tied.other_id"
    " where tied.member_id = {viewer} and {visible:Member:friend})"
)
# The same one tie further: over members whom the viewer may see, to members whom the viewer may see. They are many,
# so what they wrote is found by going back in time; "is true" keeps PostgreSQL from going through them instead.
CIRCLE = (
    "select around.other_id from (select near.other_id from ties near where near.member_id = {viewer}"
    " union select far.other_id from ties near join members one on one.id = near.other_id"
    " join ties far on far.member_id = one.id where near.member_id = {viewer} and {visible:Member:one}) around"
    " join members friend on friend.id = around.other_id"
    " where around.other_id <> {viewer} and {visible:Member:friend}"
)
BY_CIRCLE = f"({{it}}.author_id in ({CIRCLE})) is true"
BY_TIE = "{it}.author_id = e.other_id"
EACH_GROUP = (
    "(select mine.group_id from group_memberships mine where mine.member_id = {viewer} and mine.status = 'ACTIVE')"
)
SCOPES = {"ALL": None, "NETWORK": "{it}.group_id is null", "GROUPS": "{it}.group_id = e.group_id", "TIES": BY_TIE}
SCOPES |= {"TIES_OF_TIES": BY_CIRCLE, "FOLLOWED": BY_TIE}
CIRCLES: dict[str, str | None] = {"TIES": BY_TIE, "TIES_OF_TIES": BY_CIRCLE}
UNTIL = {"until": "{it}.created_at <= {until}"}
UNTIL_ARGUMENT = Argument("datetime | None", "Only what was written then or before.")
TOPIC_ARGUMENT = Argument(strawberry.ID | None, "Only what is about this attribute or one within it.", id_of="att")


def by_id(type_: str, prefix: str) -> dict[str, Argument]:
    """The argument that names one row."""
    return {"id": Argument(strawberry.ID, f"The id of the {type_}.", id_of=prefix)}


@shows()
class Query:
    """Everything that can be asked, under the rights of the member who asks."""

    viewer: "Member | None" = own("The member who asks.")
    network: "Network | None" = relation("The network of the viewer.", "{it}.id = {network}")
    stream_cursor: str = of_viewer(
        "Where the stream stands as this answer sees it: who listens after it misses nothing between the two.",
        "stream_cursor",
    )
    node: "Node | None" = any_node("Whatever has this id, if the viewer may see it.")
    nodes: "list[Node | None]" = any_node(
        "Whatever has these ids, in their order; null for what is not there.", many=True
    )
    member: "Member | None" = relation("A member.", "{it}.id = {id}", args=by_id("member", "mem"))
    members: "Connection[Member]" = connection(
        "The directory.",
        args={
            "filter": Argument("MemberFilter | None", "Which members."),
            "order_by": Argument("MemberOrder", "In which order.", default=MemberOrder.NAME),
        },
        orders={
            "NAME": ("sort_name", "id"),
            "JOINED": ("-joined_at", "-id"),
            "SHARED": ("apart", "sort_name", "id"),
            "RELEVANCE": ("relevance", "sort_name", "id"),
        },
        ranked=Ranked("RELEVANCE", "search", Hits, price=250),
        computed={
            "apart": ("int4", "-cardinality({it.attribute_keys} & {viewer.attribute_keys})"),
            "relevance": ("int4", RELEVANT.replace("{value}", "{filter.search}")),
        },
        keep=True,
        prices={"order_by": {"SHARED": 10_000, "RELEVANCE": 2_400}},
        counting=1_400,
    )
    member_facets: "MemberFacets" = relation(
        "How many members have which values: for what a directory offers to narrow it by.",
        args=FACET_ARGUMENTS,
        choices=FACETS,
        prices={"by": FACET_PRICES},
    )
    announcement: "Announcement | None" = relation(
        "An announcement.", "{it}.id = {id}", args=by_id("announcement", "ann")
    )
    announcements: "Connection[Announcement]" = connection(
        "What the network announced, the last first; for those who speak for it also what is not sent yet.",
        args={"topic": Argument(strawberry.ID | None, "Only about this topic.", id_of="ant")},
        when={"topic": "{it}.topic_id = {topic}"},
    )
    access_token: "AccessToken | None" = relation(
        "The token that asks, where an app does.", "{it}.session_id = {session}"
    )
    apps: "Connection[App]" = connection("The apps that the owners of the network let in, by name.")
    announcement_topics: "list[AnnouncementTopic]" = listing("What announcements can be about, in their order.")
    attribute: "Attribute | None" = relation("An attribute.", "{it}.id = {id}", args=by_id("attribute", "att"))
    attributes: "Connection[Attribute]" = connection(
        "The attributes of this network, by label.", args={"filter": FILTER}, counting=150
    )
    attribute_proposals: "Connection[AttributeProposal]" = connection(
        "Proposals of attributes, the oldest first: the viewer's own, and to a COMMUNITY_MANAGER all of them."
    )
    suggestions: "list[Suggestion]" = listing("Whom the viewer may want to know, the likeliest first.", price=80)
    group: "Group | None" = relation("A group.", "{it}.id = {id}", args=by_id("group", "grp"))
    groups: "Connection[Group]" = connection(
        "The groups of this network.",
        args={
            "filter": Argument("GroupFilter | None", "Which groups."),
            "order_by": Argument("GroupOrder", "In which order.", default=GroupOrder.NAME),
        },
        orders={"NAME": ("sort_name", "id"), "CREATED": ("-created_at", "-id")},
        counting=40,
    )
    job: "Job | None" = relation("A job.", "{it}.id = {id}", args=by_id("job", "job"))
    application: "Application | None" = relation("An application.", "{it}.id = {id}", args=by_id("application", "apl"))
    jobs: "Connection[Job]" = connection(
        "The jobs that are offered to the viewer, and those that the viewer keeps or has applied for.",
        args={
            "filter": Argument("JobFilter | None", "Which jobs."),
            "order_by": Argument("JobOrder", "In which order.", default=JobOrder.RECENT),
        },
        orders={"RECENT": ("-recent_at", "-id"), "MATCH": ("apart", "-recent_at", "-id")},
        computed={"apart": ("int4", f"-{score('{it}')}")},
        prices={"order_by": {"MATCH": 1_000}},
        counting=200,
    )
    comeback_interest: "ComebackInterest | None" = relation(
        "What the viewer said of coming back; null where it is nothing, or has expired.", "{it}.member_id = {viewer}"
    )
    comeback_interests: "Connection[ComebackInterest]" = connection(
        "Who told the viewer's roles that they would come back, and the viewer's own."
    )
    referral: "Referral | None" = relation("A referral.", "{it}.id = {id}", args=by_id("referral", "rfl"))
    talk: "Talk | None" = relation("A talk.", "{it}.id = {id}", args=by_id("talk", "tlk"))
    talks: "Connection[Talk]" = connection("The talks that the viewer opened, and those offered to them.")
    feed: "Connection[Post]" = connection(
        "Posts, newest first; what those wrote whom the viewer has muted is left out.",
        f"{{it}}.deleted_at is null and {NOT_MUTED}",
        args={
            "scope": Argument("Scope", "From where.", default=Scope.ALL),
            "topic": TOPIC_ARGUMENT,
            "until": UNTIL_ARGUMENT,
        },
        choices={"scope": SCOPES},
        each={"TIES": EACH_TIE, "FOLLOWED": EACH_FOLLOWED, "GROUPS": EACH_GROUP},
        when={**UNTIL, "topic": POST_ABOUT},
        prices={"scope": {"GROUPS": 1_000, "TIES": 1_000, "FOLLOWED": 1_000}},
        counting=3_600,
    )
    activity: "Connection[Content]" = connection(
        "Posts and comments of those around the viewer, newest first; who is muted is left out.",
        NOT_MUTED,
        args={
            "circle": Argument("Circle", "Of whom.", default=Circle.TIES),
            "topic": TOPIC_ARGUMENT,
            "until": UNTIL_ARGUMENT,
        },
        choices={"circle": CIRCLES},
        each={"TIES": EACH_TIE},
        when={**UNTIL, "topic": CONTENT_ABOUT},
        price=2_000,
        counting=5_000,
    )
    answers: "Connection[Comment]" = connection(
        "Direct answers to what the viewer wrote, newest first.",
        "{it}.id in (select said.id from comments said join posts asked on asked.id = said.post_id"
        " where said.parent_id is null and asked.author_id = {viewer}"
        " union all select said.id from comments said join comments asked on asked.id = said.parent_id"
        " where asked.author_id = {viewer}) and {it}.deleted_at is null",
        order=("-created_at", "-id"),
    )
    mentions: "Connection[Mention]" = connection(
        "Where the viewer is mentioned, newest first.", "{it}.member_id = {viewer}"
    )
    post: "Post | None" = relation("A post.", "{it}.id = {id}", args=by_id("post", "post"))
    comment: "Comment | None" = relation("A comment.", "{it}.id = {id}", args=by_id("comment", "com"))
    conversation: "Conversation | None" = relation(
        "A conversation.", "{it}.id = {id}", args=by_id("conversation", "con")
    )
    messages: "Connection[Message]" = connection(
        "What was said in the viewer's own conversations, newest first.",
        f"{{it}}.conversation_id = e.conversation_id and {FOUND}",
        args={"search": SEARCH},
        each=EACH_CONVERSATION,
        order=("-created_at", "-id"),
        price=2_000,
        counting=5_000,
    )
    offices: "list[Office]" = listing("The inboxes that the viewer can write to.", "true")
    invitations: "Connection[Invitation]" = connection(
        "Whom the network has asked to join, newest first; empty for all but HR_ADMIN and COMMUNITY_MANAGER."
    )
    claims: "Connection[Claim]" = connection(
        "Claims of the roster, newest first: the viewer's own, and to HR_ADMIN and COMMUNITY_MANAGER all of them.",
        args={"filter": Argument("ClaimFilter | None", "Which claims.")},
    )
    audit_entries: "Connection[AuditEntry]" = connection(
        "What must be answered for, the newest first; for NETWORK_OWNER and PRIVACY_OFFICER, empty for others."
    )
    audit_chain: "AuditChain | None" = relation(
        "Whether the audit still is what was written; null for who may not read it.", price=200
    )
    roster_entry: "RosterEntry | None" = relation(
        "A person as HR's system has them, for HR_ADMIN alone; what is read is logged.",
        "{it}.id = {id}",
        args={**by_id("entry", ENTRY_PREFIX), "purpose": PURPOSE},
        logged=True,
    )
    roster_entries: "Connection[RosterEntry]" = connection(
        "The roster, for HR_ADMIN alone and empty for others; of every entry of the page what is read is logged.",
        args={
            "purpose": PURPOSE,
            "filter": Argument("RosterFilter | None", "Which entries."),
            "order_by": Argument("RosterOrder", "In which order.", default=RosterOrder.NAME),
        },
        orders={"NAME": ("sort_name", "id"), "EXTERNAL_ID": ("external_id", "id")},
        logged=True,
    )
