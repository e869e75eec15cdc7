"""What posts and comments have in common when they are written: words, topics, and how their words go."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from actions.change import Change
from actions.refusals import Invalid
from actions.texts import MUST_BE, cut_to
from models.attributes import Attribute
from models.mentions import Mention
from models.posts import LONGEST_BODY, Comment, Post, Reaction
from models.topics import Topic

MOST_TOPICS = 10


def worded(body: str) -> str:
    """What is written, just as it is; raises Invalid where it says nothing or too much."""
    if not body or not body.strip():
        raise Invalid(MUST_BE, "body")
    cut_to(body, LONGEST_BODY, "body")
    return body


def key_to(said: Post | Comment) -> dict[str, Any]:
    """How the rows that hang on a post or comment point at it."""
    return {"post_id" if isinstance(said, Post) else "comment_id": said.id}


async def about(change: Change, said: Post | Comment, topic_ids: Sequence[UUID]) -> None:
    """Let a text be about just these attributes; raises NotFound."""
    wanted = list(dict.fromkeys(topic_ids))
    for number, each in enumerate(wanted):
        await change.seen(Attribute, each, path=("topic_ids", str(number)))
    held = {topic.attribute_id: topic for topic in await Topic.filter(**key_to(said))}
    await Topic.filter(id__in=[topic.id for key, topic in held.items() if key not in wanted]).delete()
    for key in wanted:
        if key not in held:
            await Topic.create(network_id=change.network_id, attribute_id=key, **key_to(said))


async def unsay(change: Change, said: Post | Comment) -> None:
    """Leave nothing of the words but their place: what hangs on them goes too, and comments stay."""
    said.body = said.body_html = None
    said.deleted_at = change.now
    said.version += 1
    for table in (Mention, Topic, Reaction):
        await table.filter(**key_to(said)).delete()


def ground(change: Change, said: Post | Comment, reason: str | None) -> None:
    """Write to the audit who deleted what another wrote, and why."""
    if said.author_id != change.me.id:
        change.audit(f"{type(said).__name__.lower()}.deleted", said, reason)
