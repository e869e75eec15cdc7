"""What hangs on posts, for every viewer, against the oracle: HTML, mentions, polls, history, pins."""

from typing import Any
from uuid import UUID

from graph.compile.keys import global_id
from tests.graph.numbers import PAGE, Numbers, ids, in_order, page
from tests.models.oracle import Sight
from tests.models.oracle_posts import shown_html, votes


def named(sight: Sight, **subject: UUID) -> list[dict[str, str]]:
    return ids("mem", {row["member_id"] for row in sight.rows("mentions", **subject)})


async def test_what_is_written_names_only_members_who_are_seen(numbers: Numbers) -> None:
    sight = numbers.sight
    for type_, prefix, table, key_of in (
        ("Post", "post", "posts", "post_id"),
        ("Comment", "com", "comments", "comment_id"),
    ):
        for key, found in await numbers.nodes(type_, prefix, table, "body bodyHtml mentions { id }"):
            row = sight.facts[table][key]
            assert found["body"] == row["body"], key
            assert found["bodyHtml"] == shown_html(sight, key_of, row), key
            assert in_order(found)["mentions"] == named(sight, **{key_of: key}), key


async def test_polls_count_the_votes_that_the_oracle_counts(numbers: Numbers) -> None:
    sight, counted = numbers.sight, votes(numbers.sight)
    options = "options { id voteCount viewerHasVoted } viewerVotes { id }"
    for key, found in await numbers.nodes("Post", "post", "posts", f"poll {{ question {options} }}"):
        asked = [expected_poll(sight, counted, row) for row in sight.rows("polls", post_id=key)]
        assert ([found["poll"]] if found["poll"] else []) == asked, key


def expected_poll(sight: Sight, counted: dict[UUID, tuple[int, bool]], asked: dict[str, Any]) -> dict[str, Any]:
    rows = sorted(sight.rows("poll_options", poll_id=asked["id"]), key=lambda row: row["number"])
    keys = [row["id"] for row in rows]
    return {
        "question": asked["question"],
        "options": [
            {"id": global_id("pop", key), "voteCount": counted[key][0], "viewerHasVoted": counted[key][1]}
            for key in keys
        ],
        "viewerVotes": [{"id": global_id("pop", key)} for key in keys if counted[key][1]],
    }


async def test_the_history_of_a_post_is_seen_with_it_the_latest_first(numbers: Numbers) -> None:
    sight = numbers.sight
    edits = "edits(first: 100) { edges { node { id version body } } }"
    for key, found in await numbers.nodes("Post", "post", "posts", edits):
        rows = sorted(sight.rows("post_edits", post_id=key), key=lambda row: -row["version"])
        expected = [{"id": global_id("ped", row["id"]), "version": row["version"], "body": row["body"]} for row in rows]
        assert [edge["node"] for edge in found["edits"]["edges"]] == expected, key


def pinned(sight: Sight, group: UUID | None) -> list[dict[str, str]]:
    rows = [row for row in sight.rows("posts", group_id=group) if row["pinned_at"] is not None]
    rows.sort(key=lambda row: row["pinned_at"], reverse=True)
    return [{"id": global_id("post", row["id"])} for row in rows]


async def test_pins_are_those_that_the_viewer_may_read_the_last_first(numbers: Numbers) -> None:
    sight = numbers.sight
    found = await numbers.data("{ network { pinnedPosts { id } } }")
    assert found["network"]["pinnedPosts"] == pinned(sight, None)
    for key, group in await numbers.nodes("Group", "grp", "groups", "pinnedPosts { id }"):
        assert group["pinnedPosts"] == pinned(sight, key), key


async def test_a_member_reads_where_they_are_mentioned_and_nobody_else_does(numbers: Numbers) -> None:
    sight = numbers.sight
    found = await numbers.data(f"{{ mentions{PAGE} }}")
    assert in_order(found) == {"mentions": page("men", sight.ids("mentions", member_id=sight.viewer))}
    fields = "member { id } subject { ... on Node { id } }"
    for key, mention in await numbers.nodes("Mention", "men", "mentions", fields):
        row = sight.facts["mentions"][key]
        subject = {"id": global_id("post" if row["post_id"] else "com", row["post_id"] or row["comment_id"])}
        assert mention == {"member": {"id": global_id("mem", row["member_id"])}, "subject": subject}, key
