"""Polls: a question that a post puts, its options, and the votes."""

from uuid import UUID

from tortoise import fields

from models.members import BLOCKED, Member
from models.networks import Network
from models.posts import Post
from models.table import Count, Rule, Table, network_key, text_within

FEWEST_OPTIONS, MOST_OPTIONS = 2, 10
LONGEST_QUESTION, LONGEST_OPTION = 300, 200


class Poll(Table):
    """A question under a post; seen with the post."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="polls", db_constraint=False
    )
    post: fields.ForeignKeyRelation[Post] = fields.ForeignKeyField(
        "models.Post", related_name="polls", db_constraint=False
    )
    question = fields.CharField(LONGEST_QUESTION)
    multiple = fields.BooleanField(default=False)
    closes_at = fields.DatetimeField(null=True)

    post_id: UUID

    prefix = "poll"
    rule = Rule(within=("post",))
    constraints = {
        "polls_in_network": "unique (network_id, id)",
        "polls_of_post": "unique (post_id)",
        "polls_post": network_key("post_id", "posts"),
        "polls_question": text_within("question", LONGEST_QUESTION),
    }

    class Meta:
        table = "polls"


class PollOption(Table):
    """One of the answers that a poll offers."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="poll_options", db_constraint=False
    )
    poll: fields.ForeignKeyRelation[Poll] = fields.ForeignKeyField(
        "models.Poll", related_name="options", db_constraint=False
    )
    number = fields.SmallIntField()
    text = fields.CharField(LONGEST_OPTION)

    prefix = "pop"
    rule = Rule(within=("poll",))
    derived = {
        "vote_count": Count("votes"),
        "viewer_has_voted": (
            "exists(select from poll_votes given where given.option_id = {self}.id and given.member_id = {viewer})"
        ),
    }
    constraints = {
        "poll_options_in_poll": "unique (poll_id, id)",
        "poll_options_number": f"check (number between 1 and {MOST_OPTIONS})",
        "poll_options_once": "unique (poll_id, number)",
        "poll_options_poll": network_key("poll_id", "polls"),
        "poll_options_text": text_within("text", LONGEST_OPTION),
    }

    class Meta:
        table = "poll_options"


class PollVote(Table):
    """One member's vote for one option. No type of the graph shows it: votes are counted, not told.

    A vote counts for whoever may count its member's reactions: for all but those whom a block parts from them.
    """

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="poll_votes", db_constraint=False
    )
    poll: fields.ForeignKeyRelation[Poll] = fields.ForeignKeyField(
        "models.Poll", related_name="votes", db_constraint=False
    )
    option: fields.ForeignKeyRelation[PollOption] = fields.ForeignKeyField(
        "models.PollOption", related_name="votes", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="poll_votes", db_constraint=False
    )
    # The option's number where one may choose several, else 0: so that the key below allows one vote or several.
    choice = fields.SmallIntField()
    created_at = fields.DatetimeField()

    option_id: UUID

    prefix = "pvo"
    rule = Rule(f"{{it}}.member_id not in ({BLOCKED})", within=("option",))
    constraints = {
        "poll_votes_once": "unique (poll_id, member_id, choice)",
        "poll_votes_option": "foreign key (poll_id, option_id) references poll_options (poll_id, id) on delete cascade",
        "poll_votes_poll": network_key("poll_id", "polls"),
        "poll_votes_member": network_key("member_id", "members"),
    }
    indexes = {"poll_votes_of_option": "(option_id)", "poll_votes_of_member": "(member_id)"}

    class Meta:
        table = "poll_votes"
