"""What members do with their profiles: openness, saved searches, and proposals of attributes."""

from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.fields.db_defaults import SqlDefault
from tortoise.migrations import operations as ops

from models.attributes import AttributeKind
from models.columns import Computed
from models.ids import uuid7
from models.openness import OpennessAnswer, OpennessKind
from models.saved_searches import Alerts

# Openness is the thirteenth of the fields that have audiences: nobody else's unless its owner says so.
LENGTHENED = """
alter table networks drop constraint networks_audience_usual, drop constraint networks_audience_floors, drop constraint networks_audience_ceilings;
alter table exclusions drop constraint exclusions_fields;
update networks set audience_usual = audience_usual || 1, audience_floors = audience_floors || 1, audience_ceilings = audience_ceilings || -1;
-- Who excluded somebody from everything meant this too.
update exclusions set fields_mask = 8191 where fields_mask = 4095;
set constraints all immediate;
"""
SHORTENED = """
alter table networks drop constraint networks_openness_is_sealed, drop constraint networks_audience_usual, drop constraint networks_audience_floors, drop constraint networks_audience_ceilings;
alter table exclusions drop constraint exclusions_fields;
update networks set audience_usual = audience_usual[1:12], audience_floors = audience_floors[1:12], audience_ceilings = audience_ceilings[1:12];
delete from exclusions where fields_mask = 4096;
update exclusions set fields_mask = fields_mask & 4095 where fields_mask > 4095;
set constraints all immediate;
alter table networks add constraint networks_audience_usual check (cardinality(audience_usual) = 12 and enishi_each_has_self(audience_usual));
alter table networks add constraint networks_audience_floors check (cardinality(audience_floors) = 12 and enishi_each_has_self(audience_floors));
alter table networks add constraint networks_audience_ceilings check (cardinality(audience_ceilings) = 12 and enishi_each_has_self(audience_ceilings));
alter table exclusions add constraint exclusions_fields check (fields_mask between 1 and 4095);
"""

DECLARED = """
alter table networks add constraint networks_audience_usual check (cardinality(audience_usual) = 13 and enishi_each_has_self(audience_usual));
alter table networks add constraint networks_audience_floors check (cardinality(audience_floors) = 13 and enishi_each_has_self(audience_floors));
alter table networks add constraint networks_audience_ceilings check (cardinality(audience_ceilings) = 13 and enishi_each_has_self(audience_ceilings));
alter table networks add constraint networks_openness_is_sealed check (audience_usual[13] = 1 and audience_floors[13] = 1);
alter table exclusions add constraint exclusions_fields check (fields_mask between 1 and 8191);
alter table openness drop constraint openness_network_id_fkey;
alter table openness drop constraint openness_member_id_fkey;
alter table openness add constraint openness_once unique (member_id, kind);
alter table openness add constraint openness_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table openness add constraint openness_kind check (kind in ('COMEBACK', 'SIDE_JOB', 'CONTRACT', 'FULL_TIME_ELSEWHERE', 'MENTOR', 'SPEAKER', 'COLLABORATION'));
alter table openness add constraint openness_answer check (answer in ('NO', 'MAYBE', 'YES'));
alter table openness add constraint openness_audience check (audience is not null and audience & 1 <> 0);
alter table openness add constraint openness_expires check (expires_at > said_at and expires_at - said_at <= interval '366 days');
alter table saved_searches drop constraint saved_searches_network_id_fkey;
alter table saved_searches drop constraint saved_searches_member_id_fkey;
alter table saved_searches add constraint saved_searches_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table saved_searches add constraint saved_searches_name check (char_length(name) <= 100 and btrim(name) <> '');
alter table saved_searches add constraint saved_searches_criteria check (char_length(criteria) <= 8000 and jsonb_typeof(criteria::jsonb) = 'object');
alter table saved_searches add constraint saved_searches_alerts check (alerts in ('NONE', 'LIVE', 'DAILY', 'WEEKLY'));
alter table saved_searches add constraint saved_searches_version check (version > 0);
create index saved_searches_of_member on saved_searches (member_id, created_at, id);
alter table attribute_proposals drop constraint attribute_proposals_network_id_fkey;
alter table attribute_proposals drop constraint attribute_proposals_member_id_fkey;
alter table attribute_proposals add constraint attribute_proposals_once unique (member_id, kind, label_fold);
alter table attribute_proposals add constraint attribute_proposals_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table attribute_proposals add constraint attribute_proposals_kind check (kind in ('SKILL', 'INDUSTRY', 'OCCUPATION', 'DEPARTMENT', 'SCHOOL', 'PLACE', 'LANGUAGE', 'INTEREST', 'CERTIFICATION', 'COHORT'));
alter table attribute_proposals add constraint attribute_proposals_label_ja check (char_length(label_ja) <= 200 and btrim(label_ja) <> '');
alter table attribute_proposals add constraint attribute_proposals_label_en check (char_length(label_en) <= 200 and btrim(label_en) <> '');
alter table attribute_proposals add constraint attribute_proposals_year check (year between 1900 and 2200);
alter table attribute_proposals add constraint attribute_proposals_shown_to check (shown_to & 1 <> 0);
create index attribute_proposals_by_label on attribute_proposals (network_id, kind, label_fold);
"""

KEPT = """
create trigger openness_usual_audience before insert on openness
    for each row when (new.audience is null) execute function give_usual_audience('13');

-- The numbers of the owner's lists that a mask names.
create function enishi_lists(mask int) returns int[]
language sql immutable strict parallel safe
return array(select number from generate_series(1, 16) number where mask & (64 << number) <> 0);

create or replace function enishi_fields(mask int) returns text[]
language sql immutable strict parallel safe
return (
    select array_agg(field order by place)
    from unnest(array['FORMER_NAME', 'HEADLINE', 'BIO', 'AVATAR', 'GENDER', 'BIRTHDAY', 'EMAIL', 'PHONE', 'LINKS',
        'EMPLOYMENTS', 'POSITIONS', 'ATTRIBUTES', 'OPENNESS']) with ordinality f(field, place)
    where mask & (1 << (place::int - 1)) <> 0
);

drop function enishi_policy;
create function enishi_policy(network uuid) returns table (
    former_name_floor int, former_name_ceiling int, headline_floor int, headline_ceiling int, bio_floor int,
    bio_ceiling int, avatar_floor int, avatar_ceiling int, gender_floor int, gender_ceiling int,
    birthday_floor int, birthday_ceiling int, email_floor int, email_ceiling int, phone_floor int,
    phone_ceiling int, links_floor int, links_ceiling int, employments_floor int, employments_ceiling int,
    positions_floor int, positions_ceiling int, attributes_floor int, attributes_ceiling int,
    openness_floor int, openness_ceiling int
) language sql stable rows 1 as $$
    select
        n.audience_floors[1], n.audience_ceilings[1], n.audience_floors[2], n.audience_ceilings[2],
        n.audience_floors[3], n.audience_ceilings[3], n.audience_floors[4], n.audience_ceilings[4],
        n.audience_floors[5], n.audience_ceilings[5], n.audience_floors[6], n.audience_ceilings[6],
        n.audience_floors[7], n.audience_ceilings[7], n.audience_floors[8], n.audience_ceilings[8],
        n.audience_floors[9], n.audience_ceilings[9], n.audience_floors[10], n.audience_ceilings[10],
        n.audience_floors[11], n.audience_ceilings[11], n.audience_floors[12], n.audience_ceilings[12],
        n.audience_floors[13], n.audience_ceilings[13]
    from networks n where n.id = network
    offset 0
$$;
"""
# As it was in 0004.
FORGOTTEN = """
drop trigger openness_usual_audience on openness;
drop function enishi_lists, enishi_policy;
create or replace function enishi_fields(mask int) returns text[]
language sql immutable strict parallel safe
return (
    select array_agg(field order by place)
    from unnest(array['FORMER_NAME', 'HEADLINE', 'BIO', 'AVATAR', 'GENDER', 'BIRTHDAY', 'EMAIL', 'PHONE', 'LINKS',
        'EMPLOYMENTS', 'POSITIONS', 'ATTRIBUTES']) with ordinality f(field, place)
    where mask & (1 << (place::int - 1)) <> 0
);
create function enishi_policy(network uuid) returns table (
    former_name_floor int, former_name_ceiling int, headline_floor int, headline_ceiling int, bio_floor int,
    bio_ceiling int, avatar_floor int, avatar_ceiling int, gender_floor int, gender_ceiling int,
    birthday_floor int, birthday_ceiling int, email_floor int, email_ceiling int, phone_floor int,
    phone_ceiling int, links_floor int, links_ceiling int, employments_floor int, employments_ceiling int,
    positions_floor int, positions_ceiling int, attributes_floor int, attributes_ceiling int
) language sql stable rows 1 as $$
    select
        n.audience_floors[1], n.audience_ceilings[1], n.audience_floors[2], n.audience_ceilings[2],
        n.audience_floors[3], n.audience_ceilings[3], n.audience_floors[4], n.audience_ceilings[4],
        n.audience_floors[5], n.audience_ceilings[5], n.audience_floors[6], n.audience_ceilings[6],
        n.audience_floors[7], n.audience_ceilings[7], n.audience_floors[8], n.audience_ceilings[8],
        n.audience_floors[9], n.audience_ceilings[9], n.audience_floors[10], n.audience_ceilings[10],
        n.audience_floors[11], n.audience_ceilings[11], n.audience_floors[12], n.audience_ceilings[12]
    from networks n where n.id = network
    offset 0
$$;
"""


class Migration(migrations.Migration):
    """The policies of networks get one field more, and the tables are made."""

    dependencies = [("models", "0013_joining")]

    initial = False

    operations = [
        ops.RunSQL(LENGTHENED, SHORTENED),
        ops.CreateModel(
            name="AttributeProposal",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="attribute_proposals",
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
                        related_name="attribute_proposals",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="SKILL: SKILL\nINDUSTRY: INDUSTRY\nOCCUPATION: OCCUPATION\nDEPARTMENT: DEPARTMENT\nSCHOOL: SCHOOL\nPLACE: PLACE\nLANGUAGE: LANGUAGE\nINTEREST: INTEREST\nCERTIFICATION: CERTIFICATION\nCOHORT: COHORT",
                        enum_type=AttributeKind,
                        max_length=16,
                    ),
                ),
                ("label_ja", fields.CharField(max_length=200)),
                ("label_en", fields.CharField(null=True, max_length=200)),
                ("year", fields.SmallIntField(null=True)),
                ("shown_to", fields.IntField()),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "label_fold",
                    Computed(
                        generated=True, null=True, expression='enishi_fold(label_ja) collate "C"', sql_type="TEXT"
                    ),
                ),
            ],
            options={
                "table": "attribute_proposals",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A label of a kind that a member proposed; two that differ in width, case or kana alone are the same.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="Openness",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="openness",
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
                        related_name="openness",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="COMEBACK: COMEBACK\nSIDE_JOB: SIDE_JOB\nCONTRACT: CONTRACT\nFULL_TIME_ELSEWHERE: FULL_TIME_ELSEWHERE\nMENTOR: MENTOR\nSPEAKER: SPEAKER\nCOLLABORATION: COLLABORATION",
                        enum_type=OpennessKind,
                        max_length=24,
                    ),
                ),
                (
                    "answer",
                    fields.CharEnumField(
                        description="NO: NO\nMAYBE: MAYBE\nYES: YES", enum_type=OpennessAnswer, max_length=8
                    ),
                ),
                ("audience", fields.IntField(null=True)),
                ("said_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "openness",
                "app": "models",
                "pk_attr": "id",
                "table_description": "How open a member is to one thing. When it has expired it is as if it had never been said.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="SavedSearch",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="saved_searches",
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
                        related_name="saved_searches",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", fields.CharField(max_length=100)),
                ("criteria", fields.TextField(unique=False)),
                (
                    "alerts",
                    fields.CharEnumField(
                        default=Alerts.NONE,
                        description="NONE: NONE\nLIVE: LIVE\nDAILY: DAILY\nWEEKLY: WEEKLY",
                        enum_type=Alerts,
                        max_length=8,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "saved_searches",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A filter that its owner can run again; it finds what its owner may see at that time.",
            },
            bases=["Table"],
        ),
        ops.AlterField(model_name="Exclusion", name="fields_mask", field=fields.IntField(db_default=8191)),
        ops.AlterField(
            model_name="Network",
            name="audience_ceilings",
            field=ArrayField(
                db_default=SqlDefault("'{-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1}'::int[]"), element_type="INT"
            ),
        ),
        ops.AlterField(
            model_name="Network",
            name="audience_floors",
            field=ArrayField(db_default=SqlDefault("'{1,1,1,1,1,1,1,1,1,1,1,1,1}'::int[]"), element_type="INT"),
        ),
        ops.AlterField(
            model_name="Network",
            name="audience_usual",
            field=ArrayField(db_default=SqlDefault("'{3,65,65,65,1,1,3,3,65,65,11,65,1}'::int[]"), element_type="INT"),
        ),
        ops.RunSQL(DECLARED, ""),
        ops.RunSQL(KEPT, FORGOTTEN),
    ]
