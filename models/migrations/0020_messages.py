"""Conversations and their messages."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from models.admission import MessagesFrom
from models.columns import Computed
from models.conversations import ConversationKind, ParticipantRole, ParticipantState
from models.ids import uuid7
from models.offices import OfficeKind

DECLARED = """
alter table conversations drop constraint conversations_assignee_id_fkey;
alter table conversations drop constraint conversations_network_id_fkey;
alter table conversations drop constraint conversations_office_id_fkey;
alter table conversations drop constraint conversations_one_id_fkey;
alter table conversations drop constraint conversations_other_id_fkey;
alter table conversations drop constraint conversations_starter_id_fkey;
alter table participants drop constraint participants_conversation_id_fkey;
alter table participants drop constraint participants_member_id_fkey;
alter table participants drop constraint participants_network_id_fkey;
alter table messages drop constraint messages_author_id_fkey;
alter table messages drop constraint messages_conversation_id_fkey;
alter table messages drop constraint messages_network_id_fkey;
alter table messages drop constraint messages_reply_to_id_fkey;
alter table message_reactions drop constraint message_reactions_member_id_fkey;
alter table message_reactions drop constraint message_reactions_message_id_fkey;
alter table message_reactions drop constraint message_reactions_network_id_fkey;
alter table message_mentions drop constraint message_mentions_member_id_fkey;
alter table message_mentions drop constraint message_mentions_message_id_fkey;
alter table message_mentions drop constraint message_mentions_network_id_fkey;
alter table offices add constraint offices_in_network unique (network_id, id);
alter table offices add constraint offices_of_kind unique (network_id, kind);
alter table conversations add constraint conversations_in_network unique (network_id, id);
alter table conversations add constraint conversations_pair unique (one_id, other_id);
alter table participants add constraint participants_once unique (conversation_id, member_id);
alter table messages add constraint messages_in_network unique (network_id, id);
alter table messages add constraint messages_in_conversation unique (conversation_id, id);
alter table messages add constraint messages_number unique (conversation_id, number);
alter table message_reactions add constraint message_reactions_once unique (message_id, member_id, emoji);
alter table message_mentions add constraint message_mentions_once unique (message_id, member_id);
alter table offices add constraint offices_kind check (kind in ('HR', 'RECRUITING', 'NEW_BUSINESS'));
alter table offices add constraint offices_name_ja check (char_length(name_ja) <= 100 and btrim(name_ja) <> '');
alter table offices add constraint offices_name_en check (char_length(name_en) <= 100 and btrim(name_en) <> '');
alter table offices add constraint offices_description check (char_length(description) <= 2000 and btrim(description) <> '');
alter table offices add constraint offices_version check (version > 0);
alter table conversations add constraint conversations_kind check (kind in ('DIRECT', 'GROUP', 'OFFICE'));
alter table conversations add constraint conversations_title check (char_length(title) <= 200 and btrim(title) <> '');
alter table conversations add constraint conversations_subject check (char_length(subject) <= 200 and btrim(subject) <> '');
alter table conversations add constraint conversations_shape check (num_nonnulls(one_id, other_id) = case when kind = 'DIRECT' then 2 else 0 end and (title is not null) = (kind = 'GROUP') and num_nonnulls(subject, office_id) = case when kind = 'OFFICE' then 2 else 0 end and (kind = 'OFFICE' or num_nonnulls(assignee_id, closed_at) = 0));
alter table conversations add constraint conversations_in_order check (one_id < other_id);
alter table conversations add constraint conversations_one foreign key (network_id, one_id) references members (network_id, id) on delete cascade;
alter table conversations add constraint conversations_other foreign key (network_id, other_id) references members (network_id, id) on delete cascade;
alter table conversations add constraint conversations_office foreign key (network_id, office_id) references offices (network_id, id) on delete cascade;
alter table conversations add constraint conversations_starter foreign key (network_id, starter_id) references members (network_id, id) on delete set null (starter_id);
alter table conversations add constraint conversations_assignee foreign key (network_id, assignee_id) references members (network_id, id) on delete set null (assignee_id);
alter table conversations add constraint conversations_last check (last_number >= 0 and (last_number = 0) = (last_message_at is null));
alter table conversations add constraint conversations_version check (version > 0);
create index conversations_of_other on conversations (other_id) where other_id is not null;
create index conversations_of_office on conversations (office_id, last_message_at desc) where office_id is not null;
alter table participants add constraint participants_conversation foreign key (network_id, conversation_id) references conversations (network_id, id) on delete cascade;
alter table participants add constraint participants_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table participants add constraint participants_role check (role in ('OWNER', 'MEMBER', 'SERVING'));
alter table participants add constraint participants_state check (state in ('ACTIVE', 'REQUESTED', 'DECLINED', 'LEFT', 'REMOVED'));
alter table participants add constraint participants_span check (first_number > 0 and last_number >= first_number - 1 and (last_number is not null) = (state in ('LEFT', 'REMOVED')));
alter table participants add constraint participants_read check (read_up_to >= first_number - 1 and (last_number is null or read_up_to <= last_number));
alter table participants add constraint participants_hidden check (hidden_number >= 0);
alter table participants add constraint participants_lead check (role <> 'OWNER' or state = 'ACTIVE');
alter table participants add constraint participants_serve check (role <> 'SERVING' or state = 'ACTIVE');
create index participants_of_member on participants (member_id, state, conversation_id);
alter table messages add constraint messages_conversation foreign key (network_id, conversation_id) references conversations (network_id, id) on delete cascade;
alter table messages add constraint messages_author foreign key (network_id, author_id) references members (network_id, id) on delete set null (author_id);
alter table messages add constraint messages_reply_to foreign key (conversation_id, reply_to_id) references messages (conversation_id, id) on delete set null (reply_to_id);
alter table messages add constraint messages_from_one check (number > 0);
alter table messages add constraint messages_body check (char_length(body) <= 20000 and btrim(body) <> '');
alter table messages add constraint messages_gone check ((body is null) = (deleted_at is not null) and (deleted_at is null or num_nonnulls(body_html) = 0));
alter table messages add constraint messages_version check (version > 0);
create index messages_of_conversation on messages (conversation_id, created_at, id);
create index messages_of_author on messages (author_id, conversation_id, number);
alter table message_reactions add constraint message_reactions_message foreign key (network_id, message_id) references messages (network_id, id) on delete cascade;
alter table message_reactions add constraint message_reactions_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table message_reactions add constraint message_reactions_emoji check (char_length(emoji) <= 32 and btrim(emoji) <> '');
create index message_reactions_of_member on message_reactions (member_id);
alter table message_mentions add constraint message_mentions_message foreign key (network_id, message_id) references messages (network_id, id) on delete cascade;
alter table message_mentions add constraint message_mentions_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
create index message_mentions_of_member on message_mentions (member_id);
alter table members add constraint members_messages_from check (messages_from in ('NOBODY', 'TIES', 'SHARED_GROUP', 'NETWORK'));
"""


class Migration(migrations.Migration):
    """What is said among members."""

    dependencies = [("models", "0019_modules")]
    operations = [
        ops.CreateModel(
            name="Office",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="offices",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="HR: HR\nRECRUITING: RECRUITING\nNEW_BUSINESS: NEW_BUSINESS",
                        enum_type=OfficeKind,
                        max_length=16,
                    ),
                ),
                ("name_ja", fields.CharField(max_length=100)),
                ("name_en", fields.CharField(null=True, max_length=100)),
                ("description", fields.TextField(null=True, unique=False)),
                ("open", fields.BooleanField(default=True)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "offices",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A role's inbox: who holds the role reads and answers what is written to it. Everybody sees that it is there.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="Conversation",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="conversations",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="DIRECT: DIRECT\nGROUP: GROUP\nOFFICE: OFFICE",
                        enum_type=ConversationKind,
                        max_length=8,
                    ),
                ),
                ("title", fields.CharField(null=True, max_length=200)),
                ("subject", fields.CharField(null=True, max_length=200)),
                (
                    "one",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="one_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="conversations_as_one",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "other",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="other_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="conversations_as_other",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "office",
                    fields.ForeignKeyField(
                        "models.Office",
                        source_field="office_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="conversations",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "starter",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="starter_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="conversations_started",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "assignee",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="assignee_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="conversations_assigned",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("last_number", fields.IntField(default=0)),
                ("last_message_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "conversations",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A talk between members, or of a member with an office.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="Participant",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="participants",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "conversation",
                    fields.ForeignKeyField(
                        "models.Conversation",
                        source_field="conversation_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="participants",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "member",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="member_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="participations",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "role",
                    fields.CharEnumField(
                        description="OWNER: OWNER\nMEMBER: MEMBER\nSERVING: SERVING",
                        enum_type=ParticipantRole,
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    fields.CharEnumField(
                        description="ACTIVE: ACTIVE\nREQUESTED: REQUESTED\nDECLINED: DECLINED\nLEFT: LEFT\nREMOVED: REMOVED",
                        enum_type=ParticipantState,
                        max_length=16,
                    ),
                ),
                ("joined_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("first_number", fields.IntField(default=1)),
                ("last_number", fields.IntField(null=True)),
                ("read_up_to", fields.IntField(default=0)),
                ("muted", fields.BooleanField(default=False)),
                ("hidden_number", fields.IntField(null=True)),
            ],
            options={
                "table": "participants",
                "app": "models",
                "pk_attr": "id",
                "table_description": "That a member takes part in a conversation, from which message on and up to which.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="Message",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="messages",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "conversation",
                    fields.ForeignKeyField(
                        "models.Conversation",
                        source_field="conversation_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="messages",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("number", fields.IntField()),
                (
                    "author",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="author_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="messages",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("body", fields.TextField(null=True, unique=False)),
                ("body_html", fields.TextField(null=True, unique=False)),
                (
                    "body_search",
                    Computed(
                        generated=True,
                        null=True,
                        expression='enishi_search_fold(left(body, 4000)) collate "C"',
                        sql_type="TEXT",
                    ),
                ),
                (
                    "reply_to",
                    fields.ForeignKeyField(
                        "models.Message",
                        source_field="reply_to_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="replies",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("edited_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("deleted_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "messages",
                "app": "models",
                "pk_attr": "id",
                "table_description": "One message; its number is its place among those of the conversation.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="MessageReaction",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="message_reactions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "message",
                    fields.ForeignKeyField(
                        "models.Message",
                        source_field="message_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="reactions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "member",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="member_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="message_reactions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("emoji", fields.CharField(max_length=32)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "message_reactions",
                "app": "models",
                "pk_attr": "id",
                "table_description": "One emoji of one member on one message. No type of the graph shows it: reactions are counted by emoji.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="MessageMention",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="message_mentions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "message",
                    fields.ForeignKeyField(
                        "models.Message",
                        source_field="message_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="mentions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "member",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="member_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="message_mentions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "message_mentions",
                "app": "models",
                "pk_attr": "id",
                "table_description": "That a message names a participant. No type of the graph shows it: a message lists whom it mentions.",
            },
            bases=["Table"],
        ),
        ops.AddField(
            model_name="Member",
            name="messages_from",
            field=fields.CharEnumField(
                default=MessagesFrom.TIES,
                description="NOBODY: NOBODY\nTIES: TIES\nSHARED_GROUP: SHARED_GROUP\nNETWORK: NETWORK",
                db_default=MessagesFrom.TIES,
                enum_type=MessagesFrom,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="Member",
            name="shows_receipts",
            field=fields.BooleanField(default=True, db_default=True),
        ),
        ops.RunSQL(DECLARED, "alter table members drop constraint members_messages_from"),
    ]
