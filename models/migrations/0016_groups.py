"""What members do in groups, and groups whose membership follows a rule."""

from uuid import UUID

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from models.groups import RuleMatch
from models.ids import uuid7

DECLARED = r"""
alter table groups add constraint groups_capacity check (capacity > 0);
alter table groups add constraint groups_rule_match check (rule_match in ('ANY', 'ALL'));
alter table groups add constraint groups_rule_knows_no_last_place check (capacity is null or rule_match is null);

alter table group_memberships drop constraint group_memberships_invited_by_id_fkey;
alter table group_memberships drop constraint group_memberships_status;
alter table group_memberships add constraint group_memberships_status check (status in ('ACTIVE', 'REQUESTED', 'INVITED', 'BANNED', 'OPTED_OUT'));
alter table group_memberships add constraint group_memberships_invited_by foreign key (network_id, invited_by_id) references members (network_id, id) on delete set null (invited_by_id);
alter table group_memberships add constraint group_memberships_note check (char_length(note) <= 1000 and btrim(note) <> '');
alter table group_memberships add constraint group_memberships_note_is_answered check (note is null or status = 'REQUESTED');
alter table group_memberships add constraint group_memberships_invitation_is_answered check (invited_by_id is null or status = 'INVITED');
alter table group_memberships add constraint group_memberships_by_rule check (not by_rule or status = 'ACTIVE');
create index group_memberships_given_by on group_memberships (invited_by_id) where invited_by_id is not null;

alter table group_attributes drop constraint group_attributes_network_id_fkey;
alter table group_attributes drop constraint group_attributes_group_id_fkey;
alter table group_attributes drop constraint group_attributes_attribute_id_fkey;
alter table group_attributes add constraint group_attributes_pair unique (group_id, attribute_id);
alter table group_attributes add constraint group_attributes_group foreign key (network_id, group_id) references groups (network_id, id) on delete cascade;
alter table group_attributes add constraint group_attributes_attribute foreign key (network_id, attribute_id) references attributes (network_id, id) on delete cascade;
create index group_attributes_of_attribute on group_attributes (attribute_id, group_id);

alter table group_checks drop constraint group_checks_network_id_fkey;
alter table group_checks drop constraint group_checks_group_id_fkey;
alter table group_checks drop constraint group_checks_member_id_fkey;
alter table group_checks add constraint group_checks_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
create index group_checks_of_group on group_checks (group_id, id);
create index group_checks_of_member on group_checks (member_id);
"""

KEPT = r"""
-- Note that the standing of members with groups has to be looked at again: with those that ask for an attribute which
-- they hold, and with those which they are in by a rule. It only adds rows, and so waits for nobody.
create function enishi_check_members(subjects uuid[]) returns void language plpgsql as $$
begin
    if not exists(select from group_attributes) then return; end if;
    insert into group_checks (id, network_id, group_id, member_id)
    select gen_random_uuid(), found.network_id, found.group_id, found.member_id
    from (
        select asked.network_id, asked.group_id, h.member_id
        from member_attributes h join group_attributes asked on asked.attribute_id = h.attribute_id
        where h.member_id = any(subjects)
        union
        select x.network_id, x.group_id, x.member_id from group_memberships x
        where x.member_id = any(subjects) and x.by_rule
    ) found
    -- A member who is just being removed takes their rows along.
    join members m on m.id = found.member_id;
end $$;

-- The same for all whom a group's rule, or what it was before, may be about.
create function enishi_check_groups(subjects uuid[]) returns void language sql as $$
    insert into group_checks (id, network_id, group_id, member_id)
    select gen_random_uuid(), found.network_id, found.group_id, found.member_id
    from (
        select asked.network_id, asked.group_id, h.member_id
        from group_attributes asked join member_attributes h on h.attribute_id = asked.attribute_id
        where asked.group_id = any(subjects)
        union
        select x.network_id, x.group_id, x.member_id from group_memberships x
        where x.group_id = any(subjects) and x.by_rule
    ) found
    join groups g on g.id = found.group_id
$$;

create function check_members_in_groups() returns trigger language plpgsql as $$
begin
    perform enishi_check_members(array(select distinct member_id from changed));
    return null;
end $$;
-- By the attributes that are gone as well: a membership that another transaction is about to give for them is not seen.
create function check_holders_in_groups() returns trigger language plpgsql as $$
begin
    insert into group_checks (id, network_id, group_id, member_id)
    select gen_random_uuid(), m.network_id, held.group_id, m.id
    from (
        select distinct asked.group_id, c.member_id
        from changed c join group_attributes asked on asked.attribute_id = c.attribute_id
    ) held
    join members m on m.id = held.member_id;
    return null;
end $$;
create function check_member_in_groups() returns trigger language plpgsql as $$
begin
    perform enishi_check_members(array[new.id]);
    return null;
end $$;
create function check_groups_by_attribute() returns trigger language plpgsql as $$
begin
    perform enishi_check_groups(array(select distinct group_id from changed));
    return null;
end $$;
create function check_group() returns trigger language plpgsql as $$
begin
    perform enishi_check_groups(array[new.id]);
    return null;
end $$;
create function check_groups_of_network() returns trigger language plpgsql as $$
begin
    perform enishi_check_groups(array(
        select g.id from groups g where g.network_id = new.id and g.rule_match is not null));
    return null;
end $$;

create trigger member_attributes_insert_checks after insert on member_attributes
    referencing new table as changed for each statement execute function check_holders_in_groups();
create trigger member_attributes_update_checks after update on member_attributes
    referencing new table as changed for each statement execute function check_holders_in_groups();
create trigger member_attributes_delete_checks after delete on member_attributes
    referencing old table as changed for each statement execute function check_holders_in_groups();
create trigger exclusions_insert_checks after insert on exclusions
    referencing new table as changed for each statement execute function check_members_in_groups();
create trigger exclusions_update_checks after update on exclusions
    referencing new table as changed for each statement execute function check_members_in_groups();
create trigger exclusions_delete_checks after delete on exclusions
    referencing old table as changed for each statement execute function check_members_in_groups();
create trigger members_update_checks after update of status, roles on members
    for each row when ((old.status, old.roles) is distinct from (new.status, new.roles))
    execute function check_member_in_groups();
create trigger networks_update_checks after update of audience_floors, audience_ceilings on networks
    for each row when (
        (old.audience_floors, old.audience_ceilings) is distinct from (new.audience_floors, new.audience_ceilings))
    execute function check_groups_of_network();
create trigger group_attributes_insert_checks after insert on group_attributes
    referencing new table as changed for each statement execute function check_groups_by_attribute();
create trigger group_attributes_update_checks after update on group_attributes
    referencing new table as changed for each statement execute function check_groups_by_attribute();
create trigger group_attributes_delete_checks after delete on group_attributes
    referencing old table as changed for each statement execute function check_groups_by_attribute();
create trigger groups_update_checks after update of rule_match, archived_at on groups
    for each row when ((old.rule_match, old.archived_at) is distinct from (new.rule_match, new.archived_at))
    execute function check_group();
"""
REVERSE = (
    "drop function enishi_check_members, enishi_check_groups, check_members_in_groups, check_holders_in_groups,"
    " check_member_in_groups, check_groups_by_attribute, check_group, check_groups_of_network cascade"
)


def within_network(of: str, column: str, related_name: str) -> fields.Field[object]:
    """A foreign key as the ORM makes it; the real one holds the network and is made by hand."""
    return fields.ForeignKeyField(
        f"models.{of}",
        source_field=column,
        db_constraint=False,
        to_field="id",
        related_name=related_name,
        on_delete=OnDelete.CASCADE,
    )


def key() -> fields.UUIDField[UUID]:
    """The primary key of a table."""
    return fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)


class Migration(migrations.Migration):
    """Changes the tables of groups and makes those of their rules."""

    dependencies = [("models", "0015_ties")]
    operations = [
        ops.AddField("Group", "members_invite", fields.BooleanField(default=False, db_default=False)),
        ops.AddField("Group", "capacity", fields.IntField(null=True)),
        ops.AddField("Group", "rule_match", fields.CharEnumField(RuleMatch, max_length=4, null=True)),
        ops.AddField("GroupMembership", "note", fields.CharField(null=True, max_length=1000)),
        ops.AddField(
            "GroupMembership",
            "invited_by",
            fields.ForeignKeyField(
                "models.Member",
                source_field="invited_by_id",
                null=True,
                db_constraint=False,
                to_field="id",
                related_name="invitations_given",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        ops.AddField("GroupMembership", "by_rule", fields.BooleanField(default=False, db_default=False)),
        ops.CreateModel(
            name="GroupAttribute",
            fields=[
                ("id", key()),
                ("network", within_network("Network", "network_id", "group_attributes")),
                ("group", within_network("Group", "group_id", "asked_attributes")),
                ("attribute", within_network("Attribute", "attribute_id", "asked_by_groups")),
            ],
            options={
                "table": "group_attributes",
                "app": "models",
                "pk_attr": "id",
                "table_description": "An attribute that the rule of a group asks for.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="GroupCheck",
            fields=[
                ("id", key()),
                ("network", within_network("Network", "network_id", "group_checks")),
                ("group", within_network("Group", "group_id", "checks")),
                ("member", within_network("Member", "member_id", "group_checks")),
            ],
            options={
                "table": "group_checks",
                "app": "models",
                "pk_attr": "id",
                "table_description": "That the standing of a member with a group that follows a rule has to be looked at again.",
            },
            bases=["Table"],
        ),
        ops.RunSQL(DECLARED, ""),
        ops.RunSQL(KEPT, REVERSE),
    ]
