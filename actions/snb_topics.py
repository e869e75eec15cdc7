"""What messages are about: how SNB's tags of posts and comments become topics.

Each function takes the line and the cells of a row and gives the records that come of it.
"""

from collections.abc import Hashable

from actions.snb_attributes import Attributes, Records
from actions.snb_cells import known, once
from actions.snb_keys import Keys, Thing
from actions.snb_talk import Talk


class Topics:
    """What has been read of the tags of messages; ``shared`` has the tags, ``talk`` the messages."""

    def __init__(self, keys: Keys, shared: Attributes, talk: Talk) -> None:
        self.keys = keys
        self.shared = shared
        self.talk = talk
        self.seen: set[Hashable] = set()

    def of_post(self, line: int, post: str, tag: str) -> Records:
        """That a post is about something."""
        key, topic = known(self.talk.posts, post, "post"), known(self.shared.tags, tag, "tag")
        once(self.seen, (key, topic), f"that the post {post} is about the tag {tag}")
        return ((self.keys.timeless(Thing.POST_TOPIC, line), self.keys.network, key, None, topic),)

    def of_comment(self, line: int, comment: str, tag: str) -> Records:
        """That a comment is about something."""
        key, topic = known(self.talk.comments, comment, "comment"), known(self.shared.tags, tag, "tag")
        once(self.seen, (key, topic), f"that the comment {comment} is about the tag {tag}")
        return ((self.keys.timeless(Thing.COMMENT_TOPIC, line), self.keys.network, None, key, topic),)
