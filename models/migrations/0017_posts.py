"""What members do with posts: history, tombstones, audiences, pins, mentions, polls, and ids of elsewhere."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from models.ids import uuid7

FUNCTIONS = r"""
-- Words that no renderer has looked at as HTML: escaped, a paragraph where a line is blank, a break at each end of line.
create function enishi_plain_html(body text) returns text
language sql immutable strict parallel safe
return '<p>' || replace(regexp_replace(
    replace(replace(replace(btrim(replace(body, e'\r', ''), e' \t\n'), '&', '&amp;'), '<', '&lt;'), '>', '&gt;'),
    '\n[ \t]*\n\s*', '</p><p>', 'g'), e'\n', e'<br>\n') || '</p>';

-- HTML whose mentions are only those of members who are seen; those of others are the words that they are.
create function enishi_mentioned(html text, seen uuid[]) returns text
language sql immutable strict parallel safe
return regexp_replace(html,
    '<span class="mention" data-member="mem_(?!(?:none' || coalesce('|' || array_to_string(seen, '|'), '')
    || ')")[^"]*">([^<]*)</span>', '\1', 'g');
"""
REVERSE = "drop function enishi_plain_html, enishi_mentioned"

DECLARED = """
alter table post_edits drop constraint post_edits_network_id_fkey;
alter table post_edits drop constraint post_edits_post_id_fkey;
alter table mentions drop constraint mentions_network_id_fkey;
alter table mentions drop constraint mentions_post_id_fkey;
alter table mentions drop constraint mentions_comment_id_fkey;
alter table mentions drop constraint mentions_member_id_fkey;
alter table polls drop constraint polls_network_id_fkey;
alter table polls drop constraint polls_post_id_fkey;
alter table poll_options drop constraint poll_options_network_id_fkey;
alter table poll_options drop constraint poll_options_poll_id_fkey;
alter table poll_votes drop constraint poll_votes_network_id_fkey;
alter table poll_votes drop constraint poll_votes_poll_id_fkey;
alter table poll_votes drop constraint poll_votes_option_id_fkey;
alter table poll_votes drop constraint poll_votes_member_id_fkey;
alter table post_edits add constraint post_edits_version unique (post_id, version);
alter table post_edits add constraint post_edits_post foreign key (network_id, post_id) references posts (network_id, id) on delete cascade;
alter table post_edits add constraint post_edits_body check (char_length(body) <= 40000 and btrim(body) <> '');
alter table mentions add constraint mentions_in_post unique (post_id, member_id);
alter table mentions add constraint mentions_in_comment unique (comment_id, member_id);
alter table mentions add constraint mentions_post foreign key (network_id, post_id) references posts (network_id, id) on delete cascade;
alter table mentions add constraint mentions_comment foreign key (network_id, comment_id) references comments (network_id, id) on delete cascade;
alter table mentions add constraint mentions_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table mentions add constraint mentions_in_one_thing check (num_nonnulls(post_id, comment_id) = 1);
create index mentions_of_member on mentions (member_id, created_at desc, id desc);
alter table polls add constraint polls_in_network unique (network_id, id);
alter table polls add constraint polls_of_post unique (post_id);
alter table polls add constraint polls_post foreign key (network_id, post_id) references posts (network_id, id) on delete cascade;
alter table polls add constraint polls_question check (char_length(question) <= 300 and btrim(question) <> '');
alter table poll_options add constraint poll_options_in_poll unique (poll_id, id);
alter table poll_options add constraint poll_options_number check (number between 1 and 10);
alter table poll_options add constraint poll_options_once unique (poll_id, number);
alter table poll_options add constraint poll_options_poll foreign key (network_id, poll_id) references polls (network_id, id) on delete cascade;
alter table poll_options add constraint poll_options_text check (char_length(text) <= 200 and btrim(text) <> '');
alter table poll_votes add constraint poll_votes_once unique (poll_id, member_id, choice);
alter table poll_votes add constraint poll_votes_option foreign key (poll_id, option_id) references poll_options (poll_id, id) on delete cascade;
alter table poll_votes add constraint poll_votes_poll foreign key (network_id, poll_id) references polls (network_id, id) on delete cascade;
alter table poll_votes add constraint poll_votes_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
create index poll_votes_of_option on poll_votes (option_id);
create index poll_votes_of_member on poll_votes (member_id);
alter table posts add constraint posts_gone check ((body is null) = (deleted_at is not null) and (deleted_at is null or num_nonnulls(body_html, pin) = 0));
alter table posts add constraint posts_told_to check (told_to & 1 <> 0 and (group_id is null or told_to & 64 <> 0));
alter table posts add constraint posts_pin check ((pin is null) = (pinned_at is null) and pin between 1 and 3);
alter table posts add constraint posts_pinned exclude using btree (coalesce(group_id, network_id) with =, pin with =) where (pin is not null);
alter table comments add constraint comments_gone check ((body is null) = (deleted_at is not null) and (deleted_at is null or num_nonnulls(body_html) = 0));
"""


class Migration(migrations.Migration):
    """The columns and tables, and what holds them."""

    dependencies = [("models", "0016_groups")]

    initial = False

    operations = [
        ops.RunSQL(FUNCTIONS, REVERSE),
        ops.CreateModel(
            name="PostEdit",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="post_edits",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "post",
                    fields.ForeignKeyField(
                        "models.Post",
                        source_field="post_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="edits",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("version", fields.IntField()),
                ("body", fields.TextField(unique=False)),
                ("written_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "post_edits",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What a post said in an earlier version; seen with the post, and gone with its words.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="Mention",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="mentions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "post",
                    fields.ForeignKeyField(
                        "models.Post",
                        source_field="post_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="mentions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "comment",
                    fields.ForeignKeyField(
                        "models.Comment",
                        source_field="comment_id",
                        null=True,
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
                        related_name="mentions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "mentions",
                "app": "models",
                "pk_attr": "id",
                "table_description": "That a post or a comment names a member; seen with what names them by those who may see the member.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="Poll",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="polls",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "post",
                    fields.ForeignKeyField(
                        "models.Post",
                        source_field="post_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="polls",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("question", fields.CharField(max_length=300)),
                ("multiple", fields.BooleanField(default=False)),
                ("closes_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "polls",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A question under a post; seen with the post.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="PollOption",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="poll_options",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "poll",
                    fields.ForeignKeyField(
                        "models.Poll",
                        source_field="poll_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="options",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("number", fields.SmallIntField()),
                ("text", fields.CharField(max_length=200)),
            ],
            options={
                "table": "poll_options",
                "app": "models",
                "pk_attr": "id",
                "table_description": "One of the answers that a poll offers.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="PollVote",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="poll_votes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "poll",
                    fields.ForeignKeyField(
                        "models.Poll",
                        source_field="poll_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="votes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "option",
                    fields.ForeignKeyField(
                        "models.PollOption",
                        source_field="option_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="votes",
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
                        related_name="poll_votes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("choice", fields.SmallIntField()),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "poll_votes",
                "app": "models",
                "pk_attr": "id",
                "table_description": "One member's vote for one option. No type of the graph shows it: votes are counted, not told.",
            },
            bases=["Table"],
        ),
        ops.AlterField(
            model_name="Comment",
            name="body",
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name="Comment",
            name="body_html",
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name="Comment",
            name="deleted_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AlterField(
            model_name="Post",
            name="body",
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name="Post",
            name="body_html",
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name="Post",
            name="deleted_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Post",
            name="locked_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Post",
            name="pin",
            field=fields.SmallIntField(null=True),
        ),
        ops.AddField(
            model_name="Post",
            name="pinned_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Post",
            name="told_to",
            field=fields.IntField(default=65, db_default=65),
        ),
        ops.AddField(
            model_name="Session",
            name="importing",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.RunSQL(DECLARED, ""),
    ]
