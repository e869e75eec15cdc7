"""Query: everything that can be asked."""

from enum import StrEnum

import strawberry

from graph.attributes import FILTER, Attribute
from graph.compile.declare import Argument, any_node, connection, enum, listing, own, relation, shows
from graph.contents import Content
from graph.groups import Group
from graph.members import Member
from graph.networks import Network
from graph.nodes import Connection, Node
from graph.posts import Comment, Post
from graph.suggestions import Suggestion


class MemberOrder(StrEnum):
    """How members are ordered."""

    NAME = "NAME"
    JOINED = "JOINED"
    RECENT = "RECENT"


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


enum(
    MemberOrder,
    {
        "NAME": "By name, in the order of kana.",
        "JOINED": "Those who joined the network last first.",
        "RECENT": "Those whose profile changed last first.",
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
    },
)

# Only ties that the viewer may see: a post whose author is hidden must not be told from others by standing here.
EACH_TIE = (
    "(select tied.other_id from ties tied join members friend on friend.id = tied.other_id"
    " where tied.member_id = {viewer} and {visible:Member:friend})"
)
BY_TIE = "{it}.author_id = e.other_id"
EACH_GROUP = (
    "(select mine.group_id from group_memberships mine where mine.member_id = {viewer} and mine.status = 'ACTIVE')"
)
SCOPES = {"ALL": None, "NETWORK": "{it}.group_id is null", "GROUPS": "{it}.group_id = e.group_id", "TIES": BY_TIE}
UNTIL = {"until": "{it}.created_at <= {until}"}
UNTIL_ARGUMENT = Argument("datetime | None", "Only what was written then or before.")


def by_id(type_: str, prefix: str) -> dict[str, Argument]:
    """The argument that names one row."""
    return {"id": Argument(strawberry.ID, f"The id of the {type_}.", id_of=prefix)}


@shows()
class Query:
    """Everything that can be asked, under the rights of the member who asks."""

    viewer: "Member | None" = own("The member who asks.")
    network: "Network | None" = relation("The network of the viewer.", "{it}.id = {network}")
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
            "RECENT": ("-updated_at", "-id"),
        },
        keep=True,
    )
    attribute: "Attribute | None" = relation("An attribute.", "{it}.id = {id}", args=by_id("attribute", "att"))
    attributes: "Connection[Attribute]" = connection(
        "The attributes of this network, by label.", args={"filter": FILTER}
    )
    suggestions: "list[Suggestion]" = listing("Whom the viewer may want to know, the likeliest first.")
    group: "Group | None" = relation("A group.", "{it}.id = {id}", args=by_id("group", "grp"))
    groups: "Connection[Group]" = connection(
        "The groups of this network.",
        args={
            "filter": Argument("GroupFilter | None", "Which groups."),
            "order_by": Argument("GroupOrder", "In which order.", default=GroupOrder.NAME),
        },
        orders={"NAME": ("sort_name", "id"), "CREATED": ("-created_at", "-id")},
    )
    feed: "Connection[Post]" = connection(
        "Posts, newest first.",
        args={"scope": Argument("Scope", "From where.", default=Scope.ALL), "until": UNTIL_ARGUMENT},
        choices={"scope": SCOPES},
        each={"TIES": EACH_TIE, "GROUPS": EACH_GROUP},
        when=UNTIL,
    )
    activity: "Connection[Content]" = connection(
        "Posts and comments of the viewer's ties, newest first.",
        BY_TIE,
        each=EACH_TIE,
        args={"until": UNTIL_ARGUMENT},
        when=UNTIL,
    )
    answers: "Connection[Comment]" = connection(
        "Direct answers to what the viewer wrote, newest first.",
        "{it}.id in (select said.id from comments said join posts asked on asked.id = said.post_id"
        " where said.parent_id is null and asked.author_id = {viewer}"
        " union all select said.id from comments said join comments asked on asked.id = said.parent_id"
        " where asked.author_id = {viewer})",
        order=("-created_at", "-id"),
    )
    post: "Post | None" = relation("A post.", "{it}.id = {id}", args=by_id("post", "post"))
    comment: "Comment | None" = relation("A comment.", "{it}.id = {id}", args=by_id("comment", "com"))
