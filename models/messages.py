"""Messages: what is said in a conversation, numbered without gaps, with reactions and mentions."""

from uuid import UUID

from tortoise import fields

from models.attendance import MINE, SERVES, attended
from models.columns import Computed
from models.conversations import Conversation
from models.groups import NOT_BLOCKED_AUTHOR
from models.members import BLOCKED, Member
from models.mentions import MENTIONED_IS_SEEN
from models.networks import Network
from models.posts import gone, html, text_or_none
from models.table import Count, Rule, Table, View, network_key, text_within

LONGEST_MESSAGE = 20_000
SEARCHED = 4_000  # characters of a message that are searched
WITHIN_SPAN = (
    f"(exists(select {MINE.format('{it}.conversation_id')} and mine.state <> 'DECLINED'"
    " and {it}.number >= mine.first_number and (mine.last_number is null or {it}.number <= mine.last_number))"
    " or exists(select from conversations place where place.id = {it}.conversation_id"
    f" and {SERVES.format('place')}))"
)
# Numbers have no gap for anybody: what is hidden by a block is not counted, so that nobody learns from them of a block.
FIRST = f"coalesce((select mine.first_number {MINE.format('{self}.conversation_id')}), 1)"
# Those whom the viewer does not see are few: their messages are counted one author at a time, not among all.
NUMBER = (
    f"{{self}}.number - {FIRST} + 1 - coalesce((select sum((select count(*) from messages unseen"
    f" where unseen.author_id = hidden.other_id and unseen.conversation_id = {{self}}.conversation_id"
    f" and unseen.number >= {FIRST} and unseen.number < {{self}}.number))"
    " from blocks hidden where hidden.member_id = {viewer}), 0)::int"
)
READ_BY_NOW = (
    "{{self}}.author_id = {{viewer}} and exists(select from conversations place"
    " where place.id = {{self}}.conversation_id and {attended})"
    " and {{it}}.shows_receipts and {{viewer.shows_receipts}} and {{it}}.id <> {{viewer}} and exists("
    "select from participants reader where reader.conversation_id = {{self}}.conversation_id"
    " and reader.member_id = {{it}}.id and reader.state = 'ACTIVE' and reader.role <> 'SERVING'"
    " and reader.first_number <= {{self}}.number and reader.read_up_to >= {{self}}.number)"
).format(attended=attended("place"))
# The words of a typed text, each of which must be in a message.
FOUND = (
    "enishi_search_words({search}) <> array[]::text[]"
    " and not exists(select from unnest(enishi_search_words({search})) wanted(word)"
    " where (strpos({it}.body_search, wanted.word) > 0) is not true)"
)
# A search goes through the viewer's own conversations, and those that they have read for an office, one by one.
EACH_CONVERSATION = "(select taking.conversation_id from participants taking where taking.member_id = {viewer})"


class Message(Table):
    """One message; its number is its place among those of the conversation."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="messages", db_constraint=False
    )
    conversation: fields.ForeignKeyRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation", related_name="messages", db_constraint=False
    )
    number = fields.IntField()
    author: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="messages", null=True, db_constraint=False
    )
    body = text_or_none()
    body_html = text_or_none()
    body_search = Computed(f'enishi_search_fold(left(body, {SEARCHED})) collate "C"')
    reply_to: fields.ForeignKeyNullableRelation["Message"] = fields.ForeignKeyField(
        "models.Message", related_name="replies", null=True, db_constraint=False
    )
    created_at = fields.DatetimeField()
    edited_at = fields.DatetimeField(null=True)
    deleted_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)

    network_id: UUID
    conversation_id: UUID
    author_id: UUID | None
    reply_to_id: UUID | None

    prefix = "msg"
    rule = Rule(f"{NOT_BLOCKED_AUTHOR} and {WITHIN_SPAN}", within=("conversation",))
    derived = {
        "number": NUMBER,
        "body_html": html("message")
        .replace("mentions m", "message_mentions m")
        .replace(":Mention:", ":MessageMention:"),
        "reaction_count": Count("reactions"),
        "viewer_is_mentioned": (
            "exists(select from message_mentions named where named.message_id = {self}.id"
            " and named.member_id = {viewer})"
        ),
    }
    constraints = {
        "messages_in_network": "unique (network_id, id)",
        "messages_in_conversation": "unique (conversation_id, id)",
        "messages_number": "unique (conversation_id, number)",
        "messages_conversation": network_key("conversation_id", "conversations"),
        "messages_author": network_key("author_id", "members", "set null"),
        "messages_reply_to": (
            "foreign key (conversation_id, reply_to_id) references messages (conversation_id, id)"
            " on delete set null (reply_to_id)"
        ),
        "messages_from_one": "check (number > 0)",
        "messages_body": text_within("body", LONGEST_MESSAGE),
        "messages_gone": gone("body_html"),
        "messages_version": "check (version > 0)",
    }
    indexes = {
        "messages_of_conversation": "(conversation_id, created_at, id)",
        "messages_of_author": "(author_id, conversation_id, number)",
    }

    class Meta:
        table = "messages"


class MessageReaction(Table):
    """One emoji of one member on one message. No type of the graph shows it: reactions are counted by emoji."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="message_reactions", db_constraint=False
    )
    message: fields.ForeignKeyRelation[Message] = fields.ForeignKeyField(
        "models.Message", related_name="reactions", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="message_reactions", db_constraint=False
    )
    emoji = fields.CharField(32)
    created_at = fields.DatetimeField()

    prefix = "mre"
    rule = Rule(f"{{it}}.member_id not in ({BLOCKED})", within=("message",))
    constraints = {
        "message_reactions_once": "unique (message_id, member_id, emoji)",
        "message_reactions_message": network_key("message_id", "messages"),
        "message_reactions_member": network_key("member_id", "members"),
        "message_reactions_emoji": text_within("emoji", 32),
    }
    indexes = {"message_reactions_of_member": "(member_id)"}

    class Meta:
        table = "message_reactions"


class MessageMention(Table):
    """That a message names a participant. No type of the graph shows it: a message lists whom it mentions."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="message_mentions", db_constraint=False
    )
    message: fields.ForeignKeyRelation[Message] = fields.ForeignKeyField(
        "models.Message", related_name="mentions", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="message_mentions", db_constraint=False
    )

    prefix = "mme"
    rule = Rule(MENTIONED_IS_SEEN, within=("message",))
    constraints = {
        "message_mentions_once": "unique (message_id, member_id)",
        "message_mentions_message": network_key("message_id", "messages"),
        "message_mentions_member": network_key("member_id", "members"),
    }
    indexes = {"message_mentions_of_member": "(member_id)"}

    class Meta:
        table = "message_mentions"


MessageTally = View(
    name="MessageReactionTally",
    select=(
        "select given.emoji, count(*)::int as count, bool_or(given.member_id = {viewer}) as viewer_has_reacted,"
        " min(given.created_at) as first_at from message_reactions given"
        " where given.message_id = {self}.id and {visible:MessageReaction:given:message} group by given.emoji"
    ),
    columns={"emoji": "text", "count": "int4", "viewer_has_reacted": "bool", "first_at": "timestamptz"},
)
