"""What hangs on posts, drawn at random: history, mentions and polls."""

from typing import TYPE_CHECKING

from models.audiences import Audience, mask
from tests.world_posts import span

if TYPE_CHECKING:
    from tests.models.random_network import Drawn, Values

TOLD_TO = (mask(Audience.ALUMNI), mask(Audience.EMPLOYEES), mask(Audience.TIES), mask(Audience.TIES, Audience.ALUMNI))
EVERYBODY = mask(Audience.NETWORK)


def written(drawn: "Drawn") -> "Values":
    """What a post or comment says: plain words, HTML that names somebody, or nothing any more."""
    if drawn.chance.random() < 0.15:
        return {"body": None, "body_html": None, "deleted_at": drawn.moment()}
    html = f"<p>{span(drawn.word(), drawn.one('members'))}</p>"
    return {"body": drawn.word(), "body_html": drawn.perhaps(html), "deleted_at": None}


def kept_up(drawn: "Drawn", *, in_group: bool, says_something: bool) -> "Values":
    """To whom a post is told, often everybody; whether it is pinned and locked."""
    chance = drawn.chance
    told_to = EVERYBODY if in_group or chance.random() < 0.5 else chance.choice(TOLD_TO)
    pin = chance.randrange(1, 4) if says_something and chance.random() < 0.3 else None
    return {
        "told_to": told_to,
        "pin": pin,
        "pinned_at": drawn.moment() if pin else None,
        "locked_at": drawn.perhaps(drawn.moment()),
    }


def post_edit(drawn: "Drawn") -> "Values":
    version = drawn.chance.randrange(1, 4)
    return {"post_id": drawn.one("posts"), "version": version, "body": drawn.word(), "written_at": drawn.moment()}


def mention(drawn: "Drawn") -> "Values":
    on_post = drawn.chance.random() < 0.5
    return {
        "post_id": drawn.one("posts") if on_post else None,
        "comment_id": None if on_post else drawn.one("comments"),
        "member_id": drawn.one("members"),
        "created_at": drawn.moment(),
    }


def poll(drawn: "Drawn") -> "Values":
    asked = {"question": drawn.word(), "multiple": drawn.chance.random() < 0.5}
    return {"post_id": drawn.one("posts"), **asked, "closes_at": drawn.perhaps(drawn.moment())}


def poll_option(drawn: "Drawn") -> "Values":
    return {"poll_id": drawn.one("polls"), "number": drawn.chance.randrange(1, 5), "text": drawn.word()}


def poll_vote(drawn: "Drawn") -> "Values":
    """A vote; a network begins with one poll, and the database refuses a vote for an option of another."""
    return {
        "poll_id": drawn.one("polls"),
        "option_id": drawn.one("poll_options"),
        "member_id": drawn.one("members"),
        "choice": drawn.chance.randrange(0, 3),
        "created_at": drawn.moment(),
    }


def topic(drawn: "Drawn") -> "Values":
    on_post = drawn.chance.random() < 0.6
    return {
        "post_id": drawn.one("posts") if on_post else None,
        "comment_id": None if on_post else drawn.one("comments"),
        "attribute_id": drawn.one("attributes"),
    }
