"""Notifications of talks."""

from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

DECLARED = """
alter table notifications drop constraint if exists notifications_talk_id_fkey;
alter table notifications drop constraint if exists notifications_talk_answer_id_fkey;
alter table notifications drop constraint notifications_about_one_thing;
alter table notifications add constraint notifications_about_one_thing check (num_nonnulls(post_id, comment_id, mention_id, tie_request_id, tie_id, introduction_id, membership_id, claim_id, conversation_id, message_id, announcement_id, job_id, saved_search_id, application_id, talk_id, talk_answer_id) = 1);
alter table notifications add constraint notifications_talk foreign key (network_id, talk_id) references talks (network_id, id) on delete cascade;
alter table notifications add constraint notifications_talk_answer foreign key (talk_answer_id) references talk_answers (id) on delete cascade;
create index notifications_by_talk on notifications (talk_id) where talk_id is not null;
create index notifications_by_talk_answer on notifications (talk_answer_id) where talk_answer_id is not null;
"""
# Without what it was about, a notification could not be kept.
REMOVED = """
delete from notifications where num_nonnulls(talk_id, talk_answer_id) > 0;
alter table notifications drop constraint notifications_about_one_thing;
alter table notifications add constraint notifications_about_one_thing check (num_nonnulls(post_id, comment_id, mention_id, tie_request_id, tie_id, introduction_id, membership_id, claim_id, conversation_id, message_id, announcement_id, job_id, saved_search_id, application_id) = 1);
"""


def about(table: str, name: str) -> Any:
    """The foreign key to what a notification can be about."""
    return fields.ForeignKeyField(
        f"models.{table}",
        source_field=f"{name}_id",
        null=True,
        db_constraint=False,
        to_field="id",
        related_name="notifications",
        on_delete=OnDelete.CASCADE,
    )


class Migration(migrations.Migration):
    """Talks told."""

    dependencies = [("models", "0027_partners")]

    operations = [
        ops.AddField(model_name="Notification", name="talk", field=about("Talk", "talk")),
        ops.AddField(model_name="Notification", name="talk_answer", field=about("TalkAnswer", "talk_answer")),
        ops.RunSQL(DECLARED, REMOVED),
    ]
