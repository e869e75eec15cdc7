"""What persons say to each other: how SNB's rows become groups, memberships, posts, comments and reactions.

Each function takes the line and the cells of a row and gives the records that come of it.
"""

from collections.abc import Hashable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from actions.markdown import rendered
from actions.snb_attributes import Records
from actions.snb_cells import BadRow, known, moment, number, once, text
from actions.snb_keys import Keys, Thing
from actions.snb_people import Person
from actions.snb_trees import Tree
from models.groups import GroupRole, JoinPolicy, MembershipStatus
from models.posts import LONGEST_BODY

LIKE = "👍"
DEEPEST = 32_767


class Forum(NamedTuple):
    """What other rows need to know of a forum."""

    key: UUID
    moderator: str


class Talk:
    """What has been read of the forums and messages of ``persons``."""

    def __init__(self, keys: Keys, persons: dict[str, Person]) -> None:
        self.keys = keys
        self.persons = persons
        self.forums: dict[str, Forum] = {}
        self.moderators_joined: dict[str, datetime] = {}
        self.posts: dict[str, UUID] = {}
        self.threads = Tree("comment_0_0.csv", "comment")
        self.answered: dict[str, str] = {}
        self.comments: dict[str, UUID] = {}
        self.seen: set[Hashable] = set()

    def meet_comment(self, line: int, own: str, created: str, post: str, comment: str) -> Records:
        """Learn what a comment answers: a post, or another comment of the file."""
        if bool(post) == bool(comment):
            raise BadRow("a comment answers either a post or a comment")
        self.threads.add(line, own, comment or None)
        self.comments[own] = self.keys.key(Thing.COMMENT, moment(created), number(own))
        if post:
            self.answered[own] = post
        return ()

    def group(self, _: int, own: str, title: str, created: str, moderator: str) -> Records:
        """A forum as a group that is open to all."""
        if own in self.forums:
            raise BadRow(f"the forum {own} is here twice")
        known(self.persons, moderator, "person")
        at = moment(created)
        key = self.keys.key(Thing.FORUM, at, number(own))
        self.forums[own] = Forum(key, moderator)
        return ((key, self.keys.network, text(title), JoinPolicy.OPEN, False, True, own, at, 1),)

    def owner(self, _: int, forum: str, created: str, moderator: str) -> Records:
        """The moderator of a forum as the owner of the group, since its beginning where SNB knows no day of joining."""
        at, member = moment(created), self.persons[moderator].member
        key = self.keys.key(Thing.OWNER, at, number(forum))
        standing = (GroupRole.OWNER, MembershipStatus.ACTIVE, self.moderators_joined.get(forum, at))
        return ((key, self.keys.network, self.forums[forum].key, member, *standing),)

    def joined(self, line: int, forum: str, person: str, since: str) -> Records:
        """That a person joined a forum; that of its moderator is kept for the owner."""
        group, moderator = known(self.forums, forum, "forum")
        member, at = known(self.persons, person, "person").member, moment(since)
        once(self.seen, (forum, person), f"the person {person} in the forum {forum}")
        if person == moderator:
            self.moderators_joined[forum] = at
            return ()
        key = self.keys.key(Thing.MEMBERSHIP, at, line)
        return ((key, self.keys.network, group, member, GroupRole.MEMBER, MembershipStatus.ACTIVE, at),)

    def post(self, _: int, own: str, created: str, creator: str, forum: str, *written: str) -> Records:
        """A post, or a photo, of which SNB has the file's name and nothing more."""
        if own in self.posts or own in self.comments:
            raise BadRow(f"the message {own} is here twice")
        group, author = known(self.forums, forum, "forum").key, known(self.persons, creator, "person").member
        content, image = written
        at = moment(created)
        key = self.posts[own] = self.keys.key(Thing.POST, at, number(own))
        body = text(content or image, LONGEST_BODY)
        return ((key, self.keys.network, group, author, body, rendered(body).html, own, at, 1),)

    def comment(self, _: int, own: str, created: str, content: str, creator: str) -> Records:
        """A comment under its post, as deep as its thread has it."""
        node, author = self.threads.nodes[own], known(self.persons, creator, "person").member
        post = known(self.posts, self.answered[node.root], "post")
        if node.depth > DEEPEST:
            raise BadRow(f"the comment is {node.depth} answers deep, at most {DEEPEST} can be kept")
        parent = self.comments[node.parent] if node.parent else None
        body, at = text(content, LONGEST_BODY), moment(created)
        place = (post, parent, author, node.depth)
        return ((self.comments[own], self.keys.network, *place, body, rendered(body).html, own, at, 1),)

    def post_like(self, line: int, person: str, post: str, created: str) -> Records:
        """A like of a post."""
        liked = known(self.posts, post, "post")
        key, member, at = self._like(Thing.POST_LIKE, line, person, post, created)
        return ((key, self.keys.network, liked, None, member, LIKE, at),)

    def comment_like(self, line: int, person: str, comment: str, created: str) -> Records:
        """A like of a comment."""
        liked = known(self.comments, comment, "comment")
        key, member, at = self._like(Thing.COMMENT_LIKE, line, person, comment, created)
        return ((key, self.keys.network, None, liked, member, LIKE, at),)

    def _like(self, thing: Thing, line: int, person: str, liked: str, created: str) -> tuple[UUID, UUID, datetime]:
        member, at = known(self.persons, person, "person").member, moment(created)
        once(self.seen, (person, liked), f"that the person {person} likes {liked}")
        return self.keys.key(thing, at, line), member, at
