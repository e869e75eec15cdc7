"""Every list and every number of the graph, for every viewer, against the oracle: no row too many, none too few."""

from typing import Any
from uuid import UUID

import pytest

from graph.compile.declare import sql_name
from graph.compile.keys import global_id
from tests.graph.numbers import PAGE, Numbers, ids, in_order, page
from tests.models.oracle import Sight
from tests.models.oracle_ties import unmuted

SCOPES = ("ALL", "NETWORK", "GROUPS", "TIES")


def tally(sight: Sight, **subject: UUID) -> list[dict[str, Any]]:
    return [
        {"emoji": emoji, "count": count, "viewerHasReacted": mine} for emoji, count, mine in sight.reacted(**subject)
    ]


async def test_members_are_told_as_the_oracle_says(numbers: Numbers) -> None:
    lists = f"mutualTies{PAGE} posts{PAGE} ties{PAGE} reactions{PAGE}"
    counts = "isViewer viewerIsTied tieCount mutualTieCount sharedAttributeCount"
    short = "employments { id } positions { id } attributes { id } sharedAttributes: attributes(viewerHas: true) { id }"
    sight = numbers.sight
    for key, found in await numbers.nodes("Member", "mem", "members", f"{counts} {short} {lists}"):
        expected = {
            "isViewer": key == sight.viewer,
            "viewerIsTied": key in sight.tied,
            "tieCount": len(sight.ids("ties", member_id=key)),
            "mutualTieCount": len(sight.mutual(key)),
            "sharedAttributeCount": len(sight.shared(key)),
            "employments": ids("emp", sight.ids("employments", member_id=key)),
            "positions": ids("pos", sight.ids("positions", member_id=key)),
            "attributes": ids("att", sight.holds(key)),
            "sharedAttributes": ids("att", sight.shared(key)),
            "mutualTies": page("mem", sight.mutual(key)),
            "posts": page("post", sight.said("posts", author_id=key)),
            "ties": page("tie", sight.ids("ties", member_id=key)),
            "reactions": page("rea", sight.ids("reactions", member_id=key)),
        }
        assert in_order(found) == expected, key


async def test_every_guarded_field_reads_what_the_oracle_says_and_null_for_all_others(numbers: Numbers) -> None:
    fields = "formerName headline bio avatarUrl gender birthday contactEmail phone links"
    for key, found in await numbers.nodes("Member", "mem", "members", fields):
        told = numbers.sight.profile(key)
        birthday = told["birthday"] and told["birthday"].isoformat()
        assert found == {name: (told | {"birthday": birthday})[sql_name(name)] for name in fields.split()}, key


async def test_rows_with_an_audience_are_read_by_those_who_are_in_it(numbers: Numbers) -> None:
    sight = numbers.sight
    fields = "employments { title started } positions { company title }"
    for key, found in await numbers.nodes("Member", "mem", "members", fields):
        careers = [(row["company"], row["title"]) for row in sight.rows("positions", member_id=key)]
        spells = [(row["title"], row["started"]) for row in sight.rows("employments", member_id=key)]
        assert sorted((row["company"], row["title"]) for row in found["positions"]) == sorted(careers)
        assert sorted(found["employments"], key=str) == sorted(
            ({"title": title, "started": started} for title, started in spells), key=str
        )


async def test_the_ties_of_a_member_lead_to_the_members_that_the_oracle_says(numbers: Numbers) -> None:
    sight = numbers.sight
    fields = "ties(first: 100) { edges { node { member { id } } } }"
    for key, found in await numbers.nodes("Member", "mem", "members", fields):
        others = [edge["node"]["member"] for edge in found["ties"]["edges"]]
        expected = sight.facts.pairs("ties", key) & sight.sees["members"]
        assert sorted(others, key=lambda row: row["id"]) == ids("mem", expected)


async def test_what_a_member_wrote_is_told_as_the_oracle_says(numbers: Numbers) -> None:
    sight = numbers.sight
    for key, found in await numbers.nodes("Member", "mem", "members", f"activity{PAGE}"):
        expected = ids("post", sight.said("posts", author_id=key)) + ids("com", sight.said("comments", author_id=key))
        assert found["activity"]["totalCount"] == len(expected)
        assert in_order(found)["activity"]["edges"] == sorted(
            ({"node": each} for each in expected), key=lambda edge: edge["node"]["id"]
        )


async def test_a_member_belongs_to_the_groups_that_the_oracle_says(numbers: Numbers) -> None:
    sight = numbers.sight
    for key, found in await numbers.nodes("Member", "mem", "members", f"groupMemberships{PAGE}"):
        expected = sight.ids("group_memberships", member_id=key, status="ACTIVE")
        assert in_order(found) == {"groupMemberships": page("gms", expected)}, key


async def test_groups_are_told_as_the_oracle_says(numbers: Numbers) -> None:
    sight = numbers.sight
    for key, found in await numbers.nodes(
        "Group", "grp", "groups", f"viewerIsMember memberCount owners {{ id }} posts{PAGE}"
    ):
        expected = {
            "viewerIsMember": sight.standing(key) == "ACTIVE",
            "memberCount": len(sight.members_of(key)),
            "owners": ids("mem", sight.owners_of(key)),
            "posts": page("post", sight.said("posts", group_id=key)),
        }
        assert in_order(found) == expected, key


async def test_a_group_has_the_members_that_the_oracle_says(numbers: Numbers) -> None:
    for key, found in await numbers.nodes("Group", "grp", "groups", f"memberships{PAGE}"):
        assert in_order(found) == {"memberships": page("gms", numbers.sight.members_of(key))}, key


async def test_posts_are_told_as_the_oracle_says(numbers: Numbers) -> None:
    sight = numbers.sight
    counts = "commentCount reactionCount viewerHasReacted reactions { emoji count viewerHasReacted }"
    for key, found in await numbers.nodes(
        "Post", "post", "posts", f"{counts} comments{PAGE} allComments{PAGE} author {{ id }} group {{ id }}"
    ):
        row, reactions = sight.facts["posts"][key], tally(sight, post_id=key)
        expected = {
            "commentCount": len(sight.said("comments", post_id=key)),
            "reactionCount": sum(each["count"] for each in reactions),
            "viewerHasReacted": any(each["viewerHasReacted"] for each in reactions),
            "reactions": reactions,
            "comments": page("com", sight.ids("comments", post_id=key, parent_id=None)),
            "allComments": page("com", sight.ids("comments", post_id=key)),
            "author": one("mem", sight, "members", row["author_id"]),
            "group": one("grp", sight, "groups", row["group_id"]),
        }
        assert in_order(found) == expected, key


def one(prefix: str, sight: Sight, table: str, key: UUID | None) -> dict[str, str] | None:
    """What a relation leads to, or nothing where the viewer may not know."""
    return {"id": global_id(prefix, key)} if key is not None and key in sight.sees[table] else None


async def test_comments_are_told_as_the_oracle_says(numbers: Numbers) -> None:
    sight = numbers.sight
    counts = "replyCount reactionCount viewerHasReacted reactions { emoji count viewerHasReacted }"
    for key, found in await numbers.nodes(
        "Comment", "com", "comments", f"{counts} replies{PAGE} author {{ id }} post {{ id }} parent {{ id }}"
    ):
        row, reactions = sight.facts["comments"][key], tally(sight, comment_id=key)
        expected = {
            "replyCount": len(sight.said("comments", parent_id=key)),
            "reactionCount": sum(each["count"] for each in reactions),
            "viewerHasReacted": any(each["viewerHasReacted"] for each in reactions),
            "reactions": reactions,
            "replies": page("com", sight.ids("comments", parent_id=key)),
            "author": one("mem", sight, "members", row["author_id"]),
            "post": one("post", sight, "posts", row["post_id"]),
            "parent": one("com", sight, "comments", row["parent_id"]),
        }
        assert in_order(found) == expected, key


async def test_reactions_lead_to_whom_and_what_the_oracle_says(numbers: Numbers) -> None:
    sight = numbers.sight
    fields = "member { id } subject { ... on Node { id } }"
    for key, found in await numbers.nodes("Reaction", "rea", "reactions", fields):
        row = sight.facts["reactions"][key]
        subject = one("post", sight, "posts", row["post_id"]) or one("com", sight, "comments", row["comment_id"])
        assert found == {"member": one("mem", sight, "members", row["member_id"]), "subject": subject}


async def test_attributes_are_told_as_the_oracle_says(numbers: Numbers) -> None:
    sight = numbers.sight
    for key, found in await numbers.nodes(
        "Attribute", "att", "attributes", f"memberCount viewerHas members{PAGE} children{PAGE}"
    ):
        expected = {
            "memberCount": len(sight.holders(key)),
            "viewerHas": key in sight.facts.holds(sight.viewer),
            "members": page("mem", sight.holders(key)),
            "children": page("att", sight.ids("attributes", parent_id=key)),
        }
        assert in_order(found) == expected, key


async def test_the_lists_of_the_network_are_what_the_oracle_says(numbers: Numbers) -> None:
    sight = numbers.sight
    lists = f"members{PAGE} groups{PAGE} attributes{PAGE} answers{PAGE}"
    found = await numbers.data(f"{{ viewer {{ id }} network {{ memberCount }} {lists} }}")
    assert in_order(found) == {
        "viewer": {"id": global_id("mem", sight.viewer)},
        "network": {"memberCount": len(sight.sees["members"])},
        "members": page("mem", sight.sees["members"]),
        "groups": page("grp", sight.sees["groups"]),
        "attributes": page("att", sight.sees["attributes"]),
        "answers": page("com", sight.answers()),
    }


@pytest.mark.parametrize("scope", SCOPES)
async def test_the_feed_of_each_scope_is_what_the_oracle_says(numbers: Numbers, scope: str) -> None:
    found = await numbers.data(f"query Feed($scope: Scope!) {{ feed(scope: $scope, {PAGE[1:]} }}", scope=scope)
    assert in_order(found) == {"feed": page("post", numbers.sight.feed(scope))}


async def test_the_activity_of_ties_is_what_the_oracle_says(numbers: Numbers) -> None:
    sight = numbers.sight
    found = (await numbers.data(f"{{ activity{PAGE} }}"))["activity"]
    expected = [
        *ids("post", sight.feed("TIES")),
        *ids("com", unmuted(sight, {key for one in sight.friends() for key in sight.said("comments", author_id=one)})),
    ]
    assert sorted(edge["node"]["id"] for edge in found["edges"]) == sorted(each["id"] for each in expected)
    assert found["totalCount"] == len(expected)


async def test_suggestions_are_what_the_oracle_says(numbers: Numbers) -> None:
    sight = numbers.sight
    fields = "score mutualTieCount member { id } mutualTies { id }"
    found = (await numbers.data(f"{{ suggestions {{ {fields} }} }}"))["suggestions"]
    expected = [
        {
            "score": score,
            "mutualTieCount": mutual,
            "member": {"id": global_id("mem", member)},
            "mutualTies": ids("mem", sight.mutual(member)),
        }
        for member, (score, mutual) in sorted(
            sight.suggestions().items(), key=lambda each: (each[1][0], each[0]), reverse=True
        )
    ]
    assert [in_order(each) for each in found] == expected
