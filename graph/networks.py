"""The network as its members see it."""

from datetime import datetime

from graph.compile.declare import column, derived, enum, relation, shows
from graph.nodes import Node
from graph.statistics import CAREER_ARGUMENTS, CAREERS, GROUPING, CareerStatistics
from models.networks import Locale
from models.networks import Network as NetworkTable

enum(Locale, {"JA": "Japanese.", "EN": "English."})


@shows(NetworkTable)
class Network(Node):
    """A company's official, closed network with the people who left it."""

    name: str = column("What it is called.")
    slug: str = column("Its short name in addresses.")
    locale: Locale = column("The language it speaks first.")
    time_zone: str = column("Its time zone, by the name of the IANA.")
    emojis: list[str] = column("The reactions that it offers.")
    created_at: datetime = column("When it was founded.")
    member_count: int = derived("How many members the viewer may see.")
    career_stats: "CareerStatistics" = relation(
        "Where its alumni went: of those who agreed to be counted.",
        args=CAREER_ARGUMENTS,
        choices=CAREERS,
        price=GROUPING,
    )
