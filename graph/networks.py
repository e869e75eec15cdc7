"""The network as its members see it."""

from datetime import datetime
from typing import TYPE_CHECKING

from graph.compile.declare import column, derived, enum, listing, relation, shows
from graph.nodes import Node
from graph.statistics import CAREER_ARGUMENTS, CAREERS, CAREERS_PRICE, CareerStatistics
from models.networks import Joining, Locale
from models.networks import Network as NetworkTable

if TYPE_CHECKING:
    from graph.posts import Post

enum(Locale, {"JA": "Japanese.", "EN": "English."})
enum(
    Joining,
    {
        "ROSTER": "Whoever claims the one entry of the roster that fits is a member at once.",
        "APPROVAL": "Each claim is approved by the office.",
        "INVITED": "By invitation alone.",
    },
)


@shows(NetworkTable)
class Network(Node):
    """A company's official, closed network with the people who left it."""

    name: str = column("What it is called.")
    slug: str = column("Its short name in addresses.")
    locale: Locale = column("The language it speaks first.")
    time_zone: str = column("Its time zone, by the name of the IANA.")
    emojis: list[str] = column("The reactions that it offers.")
    joining: Joining = column("How one becomes a member.")
    members_may_post_jobs: bool = column("May members who do not recruit offer work as well?")
    created_at: datetime = column("When it was founded.")
    member_count: int = derived("How many members the viewer may see.", price=1_000)
    pinned_posts: "list[Post]" = listing(
        "What is pinned to the top of the network's own feed, the last pinned first.",
        "coalesce({it}.group_id, {it}.network_id) = {self}.id and {it}.pin is not null",
        order=("-pinned_at", "-id"),
    )
    career_stats: "CareerStatistics" = relation(
        "Where its alumni went: of those who agreed to be counted.",
        args=CAREER_ARGUMENTS,
        choices=CAREERS,
        price=CAREERS_PRICE,
    )
