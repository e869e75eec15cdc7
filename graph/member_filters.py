"""Which members: the filter of the directory, and of all that is made of it."""

import strawberry

from graph.compile.declare import condition, filters, narrower
from models.member_conditions import (
    ALL_KEYS,
    ANY_KEY,
    AT_OR_IN,
    HOLDS_ALL,
    HOLDS_ANY,
    IN_DEPARTMENT,
    IN_INDUSTRY,
    IS_AT,
    NAMED,
    OF_COHORT,
    OF_KIND,
    WORKS_AT,
)
from models.members import MemberKind
from models.paths import COLLEAGUE_OF_FRIEND, FRIEND_OF_FRIEND, MOST_HOPS, WITHIN
from models.search import CANDIDATES, FOUND
from models.topics import COMMENTED_ON


@filters
class AttributesFilter:
    """Which attributes a member has."""

    all_of: list[strawberry.ID] | None = condition(
        "All of these.",
        HOLDS_ALL,
        id_of="att",
        among=f"{{it}}.attribute_keys {ALL_KEYS}",
        price=1_000,
    )
    any_of: list[strawberry.ID] | None = condition(
        "At least one of these.",
        HOLDS_ANY,
        id_of="att",
        among=f"{{it}}.attribute_keys {ANY_KEY}",
        price=1_000,
    )


@filters
class MemberFilter:
    """Which members; all conditions must hold, each on what the viewer may see."""

    name: str | None = condition(
        "Only those with this text in a name, kanji, kana or romaji.",
        NAMED,
        longest=200,
        price=2_500,
    )
    search: str | None = condition(
        "Only those with each of these words in a name, the headline, a company or an attribute, however written.",
        FOUND,
        among=CANDIDATES,
        longest=100,
        price=4_900,
    )
    kinds: list[MemberKind] | None = condition("Only of one of these kinds.", OF_KIND, price=1_700)
    attributes: "AttributesFilter | None" = narrower("Only those with these attributes.", "AttributesFilter")
    department: strawberry.ID | None = condition(
        "Only those who worked in this department.",
        IN_DEPARTMENT.sought,
        id_of="att",
        price=300,
    )
    cohort: int | None = condition(
        "Only those who joined in this fiscal year, April to March.",
        OF_COHORT.sought,
        price=700,
    )
    industry: strawberry.ID | None = condition(
        "Only those who work in this industry today.",
        IN_INDUSTRY.sought,
        id_of="att",
        price=300,
    )
    company: str | None = condition(
        "Only those who work for this company today, however its name is written.",
        WORKS_AT.sought,
        longest=200,
        price=300,
    )
    place: strawberry.ID | None = condition(
        "Only those at this place or at one within it.",
        IS_AT,
        id_of="att",
        among=f"{{it}}.attribute_keys {AT_OR_IN}",
        price=700,
    )
    commented_on: strawberry.ID | None = condition(
        "Only those who commented directly on posts about this attribute or one within it.",
        COMMENTED_ON,
        id_of="att",
        price=600,
    )
    tied_to_viewer: bool | None = condition(
        "Only those who are tied to the viewer, or are not.",
        "({it}.id in (select tied.other_id from ties tied where tied.member_id = {viewer})) = {value}",
        price=800,
    )
    within_ties: int | None = condition(
        "Only those whom the viewer reaches over so many ties, 1 to 3.", WITHIN, within=(1, MOST_HOPS), price=10_000
    )
    friends_of_friends: bool | None = condition(
        "Only those who are tied to a tie of the viewer and not to the viewer, or all others.",
        FRIEND_OF_FRIEND,
        price=1_000,
    )
    colleagues_of_friends: bool | None = condition(
        "Only those who work today where a tie of the viewer works and are not tied to the viewer, or all others.",
        COLLEAGUE_OF_FRIEND,
        price=1_800,
    )
