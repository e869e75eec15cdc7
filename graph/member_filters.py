"""Which members: the filter of the directory, and of all that is made of it."""

import strawberry

from graph.compile.declare import condition, filters, narrower
from models.members import MemberKind
from models.paths import COLLEAGUE_OF_FRIEND, FRIEND_OF_FRIEND, MOST_HOPS, WITHIN, WORKS_AT
from models.search import CANDIDATES, FOUND
from models.topics import COMMENTED_ON

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
        price=1_000,
    )
    any_of: list[strawberry.ID] | None = condition(
        "At least one of these.",
        f"{{it.attribute_keys}} {ANY_OF}",
        id_of="att",
        among=f"{{it}}.attribute_keys {ANY_OF}",
        price=1_000,
    )


@filters
class MemberFilter:
    """Which members; all conditions must hold, each on what the viewer may see."""

    name: str | None = condition(
        "Only those with this text in a name, kanji, kana or romaji.",
        "{it}.name_fold like (select '%' || enishi_pattern({value}) || '%')",
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
    kinds: list[MemberKind] | None = condition("Only of one of these kinds.", "{it}.kind = any({value})", price=1_700)
    attributes: "AttributesFilter | None" = narrower("Only those with these attributes.", "AttributesFilter")
    department: strawberry.ID | None = condition(
        "Only those who worked in this department.",
        "{it}.id in (select e.member_id from employments e"
        " where e.network_id = {network} and e.department_id = {value} and {visible:Employment:e:member})",
        id_of="att",
        price=300,
    )
    cohort: int | None = condition(
        "Only those who joined in this fiscal year, April to March.",
        "{it}.id in (select e.member_id from employments e"
        " where e.network_id = {network} and e.cohort = {value} and {visible:Employment:e:member})",
        price=700,
    )
    industry: strawberry.ID | None = condition(
        "Only those who work in this industry today.",
        "{it}.id in (select p.member_id from positions p where p.network_id = {network} and p.industry_id = {value}"
        " and p.ended is null and {visible:Position:p:member})",
        id_of="att",
        price=300,
    )
    company: str | None = condition(
        "Only those who work for this company today, however its name is written.", WORKS_AT, longest=200, price=300
    )
    place: strawberry.ID | None = condition(
        "Only those at this place or at one within it.",
        f"{{it.attribute_keys}} {AT_OR_IN}",
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
