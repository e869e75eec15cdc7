"""Who may see what of posts and what hangs on them, a second time."""

import html
import re
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from tests.models.oracle_audiences import KINDS, audience

if TYPE_CHECKING:
    from tests.models.oracle import Row, Sight

POST_TABLES = ("post_edits", "mentions", "polls", "poll_options", "poll_votes")


def post_rules(sight: "Sight") -> dict[str, Callable[["Row"], bool]]:
    """What one member sees, table by table."""
    sees = sight.sees
    return {
        "post_edits": lambda row: row["post_id"] in sees["posts"],
        "mentions": lambda row: row["member_id"] in sees["members"] and on_visible(sight, row),
        "polls": lambda row: row["post_id"] in sees["posts"],
        "poll_options": lambda row: row["poll_id"] in sees["polls"],
        "poll_votes": lambda row: row["option_id"] in sees["poll_options"] and row["member_id"] not in sight.blocked,
    }


def on_visible(sight: "Sight", row: "Row") -> bool:
    """Is it about a visible post or comment?"""
    return row["post_id"] in sight.sees["posts"] or row["comment_id"] in sight.sees["comments"]


def told(sight: "Sight", row: "Row") -> bool:
    """Is a post told to the viewer? Its author reads it in any case."""
    if row["author_id"] is not None and row["author_id"] == sight.viewer:
        return True
    mine = {"NETWORK"} | ({KINDS[sight.me["kind"]]} if sight.me["kind"] in KINDS else set())
    mine |= {"TIES"} if row["author_id"] in sight.tied else set()
    return bool(mine & audience(row["told_to"]))


def shown_html(sight: "Sight", key: str, row: "Row", mentions: str = "mentions") -> str | None:
    """What is written as HTML: of members who are not seen only the words; ``key`` is what mentions call the row."""
    if row["body"] is None or row["body_html"] is None:
        return plain(row["body"])
    named = {each["member_id"] for each in sight.rows(mentions, **{key: row["id"]})}
    spans = re.compile(r'<span class="mention" data-member="mem_([^"]*)">([^<]*)</span>')
    return spans.sub(lambda found: found[0] if UUID(found[1]) in named else found[2], row["body_html"])


def plain(body: str | None) -> str | None:
    """Words as paragraphs."""
    if body is None:
        return None
    paragraphs = re.split(r"\n[ \t]*\n\s*", html.escape(body.replace("\r", ""), quote=False).strip(" \t\n"))
    return "<p>" + "</p><p>".join(each.replace("\n", "<br>\n") for each in paragraphs) + "</p>"


def votes(sight: "Sight") -> dict[UUID, tuple[int, bool]]:
    """How many visible votes each visible option has, and whether one of them is the viewer's."""
    rows = list(sight.rows("poll_votes"))
    counts = Counter(row["option_id"] for row in rows)
    mine = {row["option_id"] for row in rows if row["member_id"] == sight.viewer}
    return {key: (counts[key], key in mine) for key in sight.sees["poll_options"]}
