"""Referrals, applications that come of them, and what is told of them."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from models.ids import uuid7
from models.referrals import ReferrerTold

DECLARED = """
alter table referrals drop constraint if exists referrals_network_id_fkey;
alter table referrals drop constraint if exists referrals_job_id_fkey;
alter table referrals drop constraint if exists referrals_referrer_id_fkey;
alter table referrals drop constraint if exists referrals_candidate_id_fkey;
alter table applications drop constraint if exists applications_referral_id_fkey;
alter table notifications drop constraint if exists notifications_referral_id_fkey;
alter table referrals add constraint referrals_in_network unique (network_id, id);
alter table referrals add constraint referrals_one_at_a_time exclude using gist (uuid_send(referrer_id) with =, uuid_send(candidate_id) with =, uuid_send(job_id) with =, tstzrange(made_at, expires_at) with &&);
alter table referrals add constraint referrals_job foreign key (network_id, job_id) references jobs (network_id, id) on delete cascade;
alter table referrals add constraint referrals_referrer foreign key (network_id, referrer_id) references members (network_id, id) on delete cascade;
alter table referrals add constraint referrals_candidate foreign key (network_id, candidate_id) references members (network_id, id) on delete cascade;
alter table referrals add constraint referrals_of_another check (referrer_id <> candidate_id);
alter table referrals add constraint referrals_words check (char_length(words) <= 2000 and btrim(words) <> '');
alter table referrals add constraint referrals_recommendation check (char_length(recommendation) <= 2000 and btrim(recommendation) <> '');
alter table referrals add constraint referrals_expires check (expires_at > made_at and expires_at - made_at <= interval '30 days');
alter table referrals add constraint referrals_declined check (declined_at >= made_at);
create index referrals_of_referrer on referrals (referrer_id, made_at desc, id desc);
create index referrals_of_candidate on referrals (candidate_id, made_at desc, id desc);
create index referrals_of_job on referrals (job_id);
alter table applications add constraint applications_referral foreign key (network_id, referral_id) references referrals (network_id, id) on delete set null (referral_id);
alter table applications add constraint applications_referral_once unique (referral_id);
alter table applications add constraint applications_referrer_told check (referrer_told in ('NOTHING', 'APPLIED', 'OUTCOME'));
alter table notifications drop constraint notifications_about_one_thing;
alter table notifications add constraint notifications_about_one_thing check (num_nonnulls(post_id, comment_id, mention_id, tie_request_id, tie_id, introduction_id, membership_id, claim_id, conversation_id, message_id, announcement_id, job_id, saved_search_id, application_id, talk_id, talk_answer_id, referral_id) = 1);
alter table notifications add constraint notifications_referral foreign key (network_id, referral_id) references referrals (network_id, id) on delete cascade;
create index notifications_by_referral on notifications (referral_id) where referral_id is not null;
"""
# Without what it was about, a notification could not be kept.
REMOVED = """
delete from notifications where referral_id is not null;
alter table notifications drop constraint notifications_about_one_thing;
alter table notifications add constraint notifications_about_one_thing check (num_nonnulls(post_id, comment_id, mention_id, tie_request_id, tie_id, introduction_id, membership_id, claim_id, conversation_id, message_id, announcement_id, job_id, saved_search_id, application_id, talk_id, talk_answer_id) = 1);
"""


class Migration(migrations.Migration):
    """Referrals."""

    dependencies = [("models", "0028_talks_told")]

    operations = [
        ops.CreateModel(
            name="Referral",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="referrals",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "job",
                    fields.ForeignKeyField(
                        "models.Job",
                        source_field="job_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="referrals",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "referrer",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="referrer_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="referrals_made",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "candidate",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="candidate_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="referrals_received",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("words", fields.TextField()),
                ("recommendation", fields.TextField(null=True)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("declined_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={"table": "referrals", "app": "models", "pk_attr": "id"},
            bases=["Table"],
        ),
        ops.AddField(
            model_name="Application",
            name="referral",
            field=fields.ForeignKeyField(
                "models.Referral",
                source_field="referral_id",
                null=True,
                db_constraint=False,
                to_field="id",
                related_name="applications",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        ops.AddField(
            model_name="Application",
            name="referrer_told",
            field=fields.CharEnumField(
                ReferrerTold, max_length=16, default=ReferrerTold.NOTHING, db_default=ReferrerTold.NOTHING.value
            ),
        ),
        ops.AddField(
            model_name="Notification",
            name="referral",
            field=fields.ForeignKeyField(
                "models.Referral",
                source_field="referral_id",
                null=True,
                db_constraint=False,
                to_field="id",
                related_name="notifications",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        ops.RunSQL(DECLARED, REMOVED),
    ]
