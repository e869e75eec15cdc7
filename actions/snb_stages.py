"""Which file of an SNB set becomes rows of which table, in the order in which the tables need each other."""

from collections.abc import Callable
from dataclasses import dataclass

from actions.snb_attributes import Attributes, Records
from actions.snb_people import People
from actions.snb_talk import Talk
from actions.snb_topics import Topics


@dataclass(frozen=True)
class Source:
    """A file, the columns that are read of it, and what makes records of their cells."""

    file: str
    columns: str
    make: Callable[..., Records]


Stages = dict[str, list[Source]]

COLUMNS = {
    "accounts": "id locale time_zone created_at",
    "account_emails": "id account_id address",
    "members": "id network_id account_id kind status listing roles version attribute_keys in_statistics display_name"
    " family_name given_name gender birthday external_id joined_at updated_at",
    "attributes": "id network_id kind label_ja label_en aliases code parent_id rarity",
    "member_attributes": "id network_id member_id attribute_id source year",
    "positions": "id network_id member_id company place_id started version",
    "ties": "id network_id member_id other_id since",
    "groups": "id network_id name join_policy secret readable_by_hr external_id created_at version",
    "group_memberships": "id network_id group_id member_id role status since",
    "posts": "id network_id group_id author_id body body_html external_id created_at version",
    "comments": "id network_id post_id parent_id author_id depth body body_html external_id created_at version",
    "reactions": "id network_id post_id comment_id member_id emoji created_at",
    "topics": "id network_id post_id comment_id attribute_id",
}


def acquaintance(people: People, shared: Attributes, talk: Talk) -> list[Source]:
    """What must be known before the first row is written: who there is, and what lies under what."""
    return [
        Source("person", "id creationDate", people.meet_person),
        Source("place", "id isPartOf", shared.meet_place),
        Source("tagclass", "id isSubclassOf", shared.meet_class),
        Source("comment", "id creationDate replyOfPost replyOfComment", talk.meet_comment),
    ]


def stages(people: People, shared: Attributes, talk: Talk, topics: Topics) -> Stages:
    """The sources of every table that is written."""
    written = {**_accounts(people), **_attributes(people, shared), **_careers(people), **_talk(talk)}
    return written | {"topics": _topics(topics)}


def _accounts(people: People) -> Stages:
    return {
        "accounts": [Source("person", "id creationDate", people.account)],
        "account_emails": [Source("person_email_emailaddress", "Person.id email", people.email)],
        "members": [Source("person", "id creationDate firstName lastName gender birthday", people.member)],
    }


def _attributes(people: People, shared: Attributes) -> Stages:
    return {
        "attributes": [
            Source("place", "id name isPartOf", shared.place),
            Source("organisation", "id type name place", shared.organisation),
            Source("tagclass", "id name isSubclassOf", shared.tag_class),
            Source("tag", "id name hasType", shared.tag),
            Source("person_speaks_language", "language", shared.language),
        ],
        "member_attributes": [
            Source("person", "id place", people.home),
            Source("person_hasInterest_tag", "Person.id Tag.id", people.interest),
            Source("person_speaks_language", "Person.id language", people.speaks),
            Source("person_studyAt_organisation", "Person.id Organisation.id classYear", people.studied),
        ],
    }


def _careers(people: People) -> Stages:
    return {
        "positions": [Source("person_workAt_organisation", "Person.id Organisation.id workFrom", people.works)],
        "ties": [Source("person_knows_person", "Person.id Person.id creationDate", people.knows)],
    }


def _talk(talk: Talk) -> Stages:
    return {
        "groups": [Source("forum", "id title creationDate moderator", talk.group)],
        "group_memberships": [
            Source("forum_hasMember_person", "Forum.id Person.id joinDate", talk.joined),
            Source("forum", "id creationDate moderator", talk.owner),
        ],
        "posts": [Source("post", "id creationDate creator Forum.id content imageFile", talk.post)],
        "comments": [Source("comment", "id creationDate content creator", talk.comment)],
        "reactions": [
            Source("person_likes_post", "Person.id Post.id creationDate", talk.post_like),
            Source("person_likes_comment", "Person.id Comment.id creationDate", talk.comment_like),
        ],
    }


def _topics(topics: Topics) -> list[Source]:
    return [
        Source("post_hasTag_tag", "Post.id Tag.id", topics.of_post),
        Source("comment_hasTag_tag", "Comment.id Tag.id", topics.of_comment),
    ]
