"""Audiences beside the values, lists and exclusions, and the relation of a viewer to an owner."""

from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.fields.db_defaults import SqlDefault
from tortoise.migrations import operations as ops

from models.columns import Computed
from models.ids import uuid7
from models.privacy import ExclusionKind

FUNCTIONS = r"""
-- The name of a company as it is compared; made better below, once there is the fold that searching has.
create function enishi_company(written text) returns text
language sql immutable strict parallel safe
return enishi_fold(written);

create function enishi_lower(texts text[]) returns text[]
language sql immutable strict parallel safe
return (select coalesce(array_agg(lower(each) order by place), '{}') from unnest(texts) with ordinality t(each, place));

create function enishi_prefixed(prefix text, texts text[]) returns text[]
language sql immutable strict parallel safe
return (select coalesce(array_agg(prefix || each order by place), '{}') from unnest(texts) with ordinality t(each, place));

-- The domain of a mail address and every domain above it that has two parts at least.
create function enishi_domains(address text) returns text[]
language plpgsql immutable strict parallel safe as $$
declare domain text := rtrim(lower(substring(address from '[^@]*$')), '.'); found text[] := '{}';
begin
    while strpos(domain, '.') > 0 loop
        found := found || domain;
        domain := substr(domain, strpos(domain, '.') + 1);
    end loop;
    return found;
end $$;

-- The kinds of viewer that a mask names, in their order; the lists of a member's own are one kind.
create function enishi_audience(mask int) returns text[]
language sql immutable strict parallel safe
return array_remove(array[
    case when mask & 1 <> 0 then 'SELF' end, case when mask & 2 <> 0 then 'TIES' end,
    case when mask & 4 <> 0 then 'GROUPS' end, case when mask & 8 <> 0 then 'ALUMNI' end,
    case when mask & 16 <> 0 then 'EMPLOYEES' end, case when mask & 32 <> 0 then 'HR' end,
    case when mask & 64 <> 0 then 'NETWORK' end, case when mask & ~127 <> 0 then 'LISTS' end], null);

-- The fields that a mask names, in their order.
create function enishi_fields(mask int) returns text[]
language sql immutable strict parallel safe
return (
    select array_agg(field order by place)
    from unnest(array['FORMER_NAME', 'HEADLINE', 'BIO', 'AVATAR', 'GENDER', 'BIRTHDAY', 'EMAIL', 'PHONE', 'LINKS',
        'EMPLOYMENTS', 'POSITIONS', 'ATTRIBUTES']) with ordinality f(field, place)
    where mask & (1 << (place::int - 1)) <> 0
);

-- Is the owner part of each of these audiences?
create function enishi_each_has_self(audiences int[]) returns boolean
language sql immutable strict parallel safe
return (select bool_and(each & 1 = 1) from unnest(audiences) each);
"""


# The members of a network, and what they hold, when there were no audiences: as the network's defaults say.
BACKFILL = """
update members m set
    former_name_audience = n.audience_usual[1], headline_audience = n.audience_usual[2],
    bio_audience = n.audience_usual[3], avatar_audience = n.audience_usual[4],
    gender_audience = n.audience_usual[5], birthday_audience = n.audience_usual[6],
    email_audience = n.audience_usual[7], phone_audience = n.audience_usual[8], links_audience = n.audience_usual[9]
from networks n where n.id = m.network_id;
update employments e set audience = n.audience_usual[10] from networks n where n.id = e.network_id;
update positions p set audience = n.audience_usual[11] from networks n where n.id = p.network_id;
update member_attributes a set audience = n.audience_usual[12] from networks n where n.id = a.network_id;
-- A table cannot be altered while a constraint waits to be judged for one of its rows.
set constraints all immediate;
"""

REVERSE = "drop function enishi_company, enishi_lower, enishi_prefixed, enishi_audience, enishi_fields, enishi_domains, enishi_each_has_self cascade"

DECLARED = """
alter table exclusions drop constraint exclusions_network_id_fkey;
alter table exclusions drop constraint exclusions_member_id_fkey;
alter table exclusions drop constraint exclusions_other_id_fkey;
alter table exclusions drop constraint exclusions_department_id_fkey;
alter table exclusions drop constraint exclusions_group_id_fkey;
alter table listed drop constraint listed_network_id_fkey;
alter table listed drop constraint listed_member_id_fkey;
alter table listed drop constraint listed_other_id_fkey;
alter table networks add constraint networks_audience_usual check (cardinality(audience_usual) = 12 and enishi_each_has_self(audience_usual));
alter table networks add constraint networks_audience_floors check (cardinality(audience_floors) = 12 and enishi_each_has_self(audience_floors));
alter table networks add constraint networks_audience_ceilings check (cardinality(audience_ceilings) = 12 and enishi_each_has_self(audience_ceilings));
alter table employments add constraint employments_audience check (audience is not null and audience & 1 <> 0);
alter table members add constraint members_former_name_audience check (former_name_audience is not null and former_name_audience & 1 <> 0);
alter table members add constraint members_headline_audience check (headline_audience is not null and headline_audience & 1 <> 0);
alter table members add constraint members_bio_audience check (bio_audience is not null and bio_audience & 1 <> 0);
alter table members add constraint members_avatar_audience check (avatar_audience is not null and avatar_audience & 1 <> 0);
alter table members add constraint members_gender_audience check (gender_audience is not null and gender_audience & 1 <> 0);
alter table members add constraint members_birthday_audience check (birthday_audience is not null and birthday_audience & 1 <> 0);
alter table members add constraint members_email_audience check (email_audience is not null and email_audience & 1 <> 0);
alter table members add constraint members_phone_audience check (phone_audience is not null and phone_audience & 1 <> 0);
alter table members add constraint members_links_audience check (links_audience is not null and links_audience & 1 <> 0);
alter table positions add constraint positions_audience check (audience is not null and audience & 1 <> 0);
alter table member_attributes add constraint member_attributes_audience check (audience is not null and audience & 1 <> 0);
alter table exclusions add constraint exclusions_kind check (kind in ('MEMBER', 'ORGANISATION', 'DEPARTMENT', 'GROUP'));
alter table exclusions add constraint exclusions_of_one_kind check ((kind = 'MEMBER') = (other_id is not null) and (kind = 'DEPARTMENT') = (department_id is not null) and (kind = 'GROUP') = (group_id is not null) and (kind = 'ORGANISATION') = (company is not null or domains <> '{}'));
alter table exclusions add constraint exclusions_two_members check (member_id <> other_id);
alter table exclusions add constraint exclusions_domains check (cardinality(domains) <= 20 and domains = enishi_lower(domains));
alter table exclusions add constraint exclusions_fields check (fields_mask between 1 and 4095);
alter table listed add constraint listed_once unique (member_id, other_id, list_number);
alter table listed add constraint listed_number check (list_number between 1 and 16);
alter table listed add constraint listed_two_members check (member_id <> other_id);
alter table exclusions add constraint exclusions_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table exclusions add constraint exclusions_other foreign key (network_id, other_id) references members (network_id, id) on delete cascade;
alter table exclusions add constraint exclusions_department foreign key (network_id, department_id) references attributes (network_id, id) on delete cascade;
alter table exclusions add constraint exclusions_group foreign key (network_id, group_id) references groups (network_id, id) on delete cascade;
alter table listed add constraint listed_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table listed add constraint listed_other foreign key (network_id, other_id) references members (network_id, id) on delete cascade;
create index positions_at_company on positions (network_id, company_key, member_id);
create index exclusions_of_member on exclusions (member_id);
create index exclusions_of_other on exclusions (other_id);
create index exclusions_of_department on exclusions (department_id, network_id);
create index exclusions_of_group on exclusions (group_id);
create index exclusions_by_token on exclusions using gin (tokens);
create index listed_by_other on listed (other_id);
drop index members_by_change;
"""

KEPT = r"""
-- A value that comes without an audience gets the network's usual one.
create function give_usual_audiences() returns trigger language plpgsql as $$
declare usual int[] := (select n.audience_usual from networks n where n.id = new.network_id);
begin
    new.former_name_audience := coalesce(new.former_name_audience, usual[1]);
    new.headline_audience := coalesce(new.headline_audience, usual[2]);
    new.bio_audience := coalesce(new.bio_audience, usual[3]);
    new.avatar_audience := coalesce(new.avatar_audience, usual[4]);
    new.gender_audience := coalesce(new.gender_audience, usual[5]);
    new.birthday_audience := coalesce(new.birthday_audience, usual[6]);
    new.email_audience := coalesce(new.email_audience, usual[7]);
    new.phone_audience := coalesce(new.phone_audience, usual[8]);
    new.links_audience := coalesce(new.links_audience, usual[9]);
    return new;
end $$;
create trigger members_usual_audiences before insert on members for each row execute function give_usual_audiences();

-- The same for a row with an audience of its own; the argument is the number of its field.
create function give_usual_audience() returns trigger language plpgsql as $$
begin
    new.audience := (select n.audience_usual[tg_argv[0]::int] from networks n where n.id = new.network_id);
    return new;
end $$;
create trigger employments_usual_audience before insert on employments
    for each row when (new.audience is null) execute function give_usual_audience('10');
create trigger positions_usual_audience before insert on positions
    for each row when (new.audience is null) execute function give_usual_audience('11');
create trigger member_attributes_usual_audience before insert on member_attributes
    for each row when (new.audience is null) execute function give_usual_audience('12');

-- What members belong to, in the words of exclusions: the member, where they worked here, where they work today, the
-- domains of their mail, their groups. And the groups that join them with others: one that HR may not read joins
-- nobody of HR with anybody. All members are asked for at once, since a call for each would take ten times as long; and
-- nothing that is aggregated is joined: however wrong the planner's guess, no join of all with all comes of it.
create function enishi_belongings(subjects uuid[]) returns table (id uuid, belongings text[], group_ids uuid[])
language sql stable as $$
    with subject as materialized (
        select m.id, m.account_id, m.roles && array['HR_ADMIN', 'RECRUITER'] as of_hr
        from (select distinct unnest(subjects) as id) s join members m on m.id = s.id
    ), belonging(id, token, group_id) as (
        select s.id, 'mem:' || s.id::text, null::uuid from subject s
        union all
        select s.id, 'dep:' || e.department_id::text, null from subject s join employments e on e.member_id = s.id
        union all
        select s.id, 'com:' || p.company_key, null
        from subject s join positions p on p.member_id = s.id where p.ended is null
        union all
        select s.id, 'grp:' || g.id::text, case when g.readable_by_hr or not s.of_hr then g.id end
        from subject s join group_memberships x on x.member_id = s.id join groups g on g.id = x.group_id
        where x.status = 'ACTIVE'
        union all
        select s.id, 'dom:' || domain, null
        from subject s join account_emails a on a.account_id = s.account_id, unnest(enishi_domains(a.address)) domain
    )
    select b.id, array_agg(distinct b.token collate "C") filter (where b.token is not null),
        coalesce(array_agg(distinct b.group_id) filter (where b.group_id is not null), '{}')
    from belonging b group by b.id
$$;

-- Who is new has nothing yet but an account.
create function give_belongings() returns trigger language plpgsql as $$
begin
    -- Who changes the addresses of the account and who becomes its member wait for each other here.
    perform from accounts a where a.id = new.account_id for share;
    new.belongings := array(
        select 'dom:' || domain from account_emails a, unnest(enishi_domains(a.address)) domain
        where a.account_id = new.account_id union select 'mem:' || new.id::text order by 1);
    new.group_ids := '{}';
    return new;
end $$;
create trigger members_belongings before insert on members for each row execute function give_belongings();

-- Keep what members belong to, after any of it has changed.
create function enishi_keep_belongings(subjects uuid[]) returns void language plpgsql as $$
begin
    -- Whoever waits here for another's change must read after it: an UPDATE that waits reads as of before.
    perform from members m where m.id in (select unnest(subjects)) order by m.id for no key update;
    update members m set belongings = kept.belongings, group_ids = kept.group_ids
    from enishi_belongings(subjects) kept
    where m.id = kept.id and (m.belongings, m.group_ids) is distinct from (kept.belongings, kept.group_ids);
end $$;

-- After the change: a trigger before it would have PostgreSQL compute all columns anew at every update of a member.
create function keep_belongings_of_member() returns trigger language plpgsql as $$
begin
    perform from accounts a where a.id = new.account_id for share;
    perform enishi_keep_belongings(array[new.id]);
    return null;
end $$;
create trigger members_update_belongings after update of account_id, roles on members
    for each row when ((old.account_id, old.roles) is distinct from (new.account_id, new.roles))
    execute function keep_belongings_of_member();

-- A row that goes from one member to another is a change for both.
create function keep_belongings() returns trigger language plpgsql as $$
declare subjects uuid[] := array(select distinct member_id from changed);
begin
    if tg_op = 'UPDATE' then
        subjects := subjects || array(select member_id from gone);
    end if;
    if tg_table_name = 'group_memberships' then
        -- Who joins a group and who changes what HR may read wait for each other here.
        perform from groups g where g.id in (select group_id from changed) order by g.id for share;
    end if;
    perform enishi_keep_belongings(subjects);
    return null;
end $$;
create function keep_belongings_of_accounts() returns trigger language plpgsql as $$
declare owners uuid[] := array(select distinct account_id from changed);
begin
    if tg_op = 'UPDATE' then
        owners := owners || array(select account_id from gone);
    end if;
    perform from accounts a where a.id in (select unnest(owners)) order by a.id for no key update;
    perform enishi_keep_belongings(array(select m.id from members m where m.account_id in (select unnest(owners))));
    return null;
end $$;
create function keep_belongings_of_group() returns trigger language plpgsql as $$
begin
    perform enishi_keep_belongings(array(select x.member_id from group_memberships x where x.group_id = new.id));
    return null;
end $$;
create trigger employments_insert_belongings after insert on employments
    referencing new table as changed for each statement execute function keep_belongings();
create trigger employments_update_belongings after update on employments
    referencing old table as gone new table as changed for each statement execute function keep_belongings();
create trigger employments_delete_belongings after delete on employments
    referencing old table as changed for each statement execute function keep_belongings();
create trigger positions_insert_belongings after insert on positions
    referencing new table as changed for each statement execute function keep_belongings();
create trigger positions_update_belongings after update on positions
    referencing old table as gone new table as changed for each statement execute function keep_belongings();
create trigger positions_delete_belongings after delete on positions
    referencing old table as changed for each statement execute function keep_belongings();
create trigger group_memberships_insert_belongings after insert on group_memberships
    referencing new table as changed for each statement execute function keep_belongings();
create trigger group_memberships_update_belongings after update on group_memberships
    referencing old table as gone new table as changed for each statement execute function keep_belongings();
create trigger group_memberships_delete_belongings after delete on group_memberships
    referencing old table as changed for each statement execute function keep_belongings();
create trigger account_emails_insert_belongings after insert on account_emails
    referencing new table as changed for each statement execute function keep_belongings_of_accounts();
create trigger account_emails_update_belongings after update on account_emails
    referencing old table as gone new table as changed for each statement execute function keep_belongings_of_accounts();
create trigger account_emails_delete_belongings after delete on account_emails
    referencing old table as changed for each statement execute function keep_belongings_of_accounts();
create trigger groups_update_belongings after update of readable_by_hr on groups
    for each row when (old.readable_by_hr <> new.readable_by_hr) execute function keep_belongings_of_group();

-- The floor and the ceiling of each field in a network, as columns: what is read for every value shown must be at hand.
-- OFFSET 0 keeps the planner from going back to the lists for each of them.
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

-- Whom a member has put on lists, each with the bits of those lists in an audience.
create function keep_lists() returns trigger language plpgsql as $$
declare subjects uuid[] := array(select distinct member_id from changed);
begin
    if tg_op = 'UPDATE' then
        subjects := subjects || array(select member_id from gone);
    end if;
    perform from members m where m.id in (select unnest(subjects)) order by m.id for no key update;
    update members m set listed_ids = kept.others, list_masks = kept.masks
    from (
        select each.id, array_agg(each.other_id order by each.other_id) filter (where each.other_id is not null) as others,
            array_agg(each.bits order by each.other_id) filter (where each.other_id is not null) as masks
        from (
            select s.id, l.other_id, bit_or(128 << (l.list_number - 1)) as bits
            from (select distinct unnest(subjects) as id) s left join listed l on l.member_id = s.id
            group by s.id, l.other_id) each
        group by each.id
    ) kept
    where m.id = kept.id and (m.listed_ids, m.list_masks) is distinct from (kept.others, kept.masks);
    return null;
end $$;

-- Whether a member excludes anybody: few do, and it is asked of everybody who is shown.
create function keep_excludes() returns trigger language plpgsql as $$
declare subjects uuid[] := array(select distinct member_id from changed);
begin
    if tg_op = 'UPDATE' then
        subjects := subjects || array(select member_id from gone);
    end if;
    perform from members m where m.id in (select unnest(subjects)) order by m.id for no key update;
    update members m set excludes = not m.excludes
    where m.id in (select unnest(subjects)) and m.excludes <> exists(select from exclusions x where x.member_id = m.id);
    return null;
end $$;
create trigger listed_insert_lists after insert on listed
    referencing new table as changed for each statement execute function keep_lists();
create trigger listed_update_lists after update on listed
    referencing old table as gone new table as changed for each statement execute function keep_lists();
create trigger listed_delete_lists after delete on listed
    referencing old table as changed for each statement execute function keep_lists();
create trigger exclusions_insert_excludes after insert on exclusions
    referencing new table as changed for each statement execute function keep_excludes();
create trigger exclusions_update_excludes after update on exclusions
    referencing old table as gone new table as changed for each statement execute function keep_excludes();
create trigger exclusions_delete_excludes after delete on exclusions
    referencing old table as changed for each statement execute function keep_excludes();

-- Beside all attributes of a member, those that not everybody may see.
create or replace function keep_attribute_keys() returns trigger language plpgsql as $$
begin
    -- Whoever waits here for another's change must read after it: an UPDATE that waits reads as of before.
    perform from members m where m.id in (select member_id from changed) order by m.id for no key update;
    update members m set attribute_keys = held.keys, restricted_keys = held.restricted
    from (
        select c.member_id, coalesce(array_agg(a.key order by a.key) filter (where a.key is not null), '{}') as keys,
            coalesce(array_agg(a.key order by a.key) filter (where x.audience & 64 = 0), '{}') as restricted
        from (select distinct member_id from changed) c
        left join (member_attributes x join attributes a on a.id = x.attribute_id) on x.member_id = c.member_id
        group by c.member_id
    ) held
    where m.id = held.member_id and (m.attribute_keys, m.restricted_keys) is distinct from (held.keys, held.restricted);
    return null;
end $$;
create trigger member_attributes_updated after update on member_attributes
    referencing new table as changed for each statement execute function keep_attribute_keys();

select enishi_keep_belongings(array(select m.id from members m));

-- Weights are made of what everybody may see: from others clients could read how many hide an attribute.
create or replace function enishi_keep_rarity(network uuid) returns void language sql as $$
    with listed as (
        select m.id from members m where m.network_id = network and m.status = 'ACTIVE' and m.listing = 'LISTED'
    ), held as (
        select a.id, count(l.id) as holders, (select greatest(count(*), 1) from listed) as members from attributes a
        join networks n on n.id = a.network_id
        left join member_attributes h on h.attribute_id = a.id
            and (h.audience | n.audience_floors[12]) & n.audience_ceilings[12] & 64 <> 0
        left join listed l on l.id = h.member_id
        where a.network_id = network group by a.id
    )
    update attributes a
    set holders_kept = held.holders, rarity = round(100 * ln(held.members::float8 / greatest(held.holders, 1)))
    from held where a.id = held.id
$$;
"""


class Migration(migrations.Migration):
    """Values that are there already get the audience that is usual."""

    dependencies = [("models", "0003_constraints")]

    initial = False

    operations = [
        ops.RunSQL(FUNCTIONS, REVERSE),
        ops.CreateModel(
            name="Exclusion",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="exclusions",
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
                        related_name="exclusions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="MEMBER: MEMBER\nORGANISATION: ORGANISATION\nDEPARTMENT: DEPARTMENT\nGROUP: GROUP",
                        enum_type=ExclusionKind,
                        max_length=16,
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
                        related_name="excluded_by",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("company", fields.CharField(null=True, max_length=200)),
                ("domains", ArrayField(default=list, db_default=SqlDefault("'{}'"), element_type="TEXT")),
                (
                    "department",
                    fields.ForeignKeyField(
                        "models.Attribute",
                        source_field="department_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="exclusions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "group",
                    fields.ForeignKeyField(
                        "models.Group",
                        source_field="group_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="exclusions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("fields_mask", fields.IntField(db_default=4095)),
                (
                    "tokens",
                    Computed(
                        generated=True,
                        null=True,
                        expression="array_remove(array['mem:' || other_id::text, 'dep:' || department_id::text, 'grp:' || group_id::text, 'com:' || enishi_company(company)], null) || enishi_prefixed('dom:', domains)",
                        sql_type="TEXT[]",
                    ),
                ),
            ],
            options={
                "table": "exclusions",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Whom a member shows less than the audience says: one member, an organisation, a department or a group.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="Listed",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="listed",
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
                        related_name="listed",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "other",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="other_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="listed_by",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("list_number", fields.SmallIntField()),
            ],
            options={
                "table": "listed",
                "app": "models",
                "pk_attr": "id",
                "table_description": "That a member has put another on one of their own lists, which audiences can name by its number.",
            },
            bases=["Table"],
        ),
        ops.AddField(
            model_name="Employment",
            name="audience",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="Member",
            name="avatar_audience",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="Member",
            name="belongings",
            field=ArrayField(default=list, db_default=SqlDefault("'{}'"), element_type="TEXT"),
        ),
        ops.AddField(
            model_name="Member",
            name="group_ids",
            field=ArrayField(default=list, db_default=SqlDefault("'{}'"), element_type="UUID"),
        ),
        ops.AddField(
            model_name="Member",
            name="bio_audience",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="Member",
            name="birthday_audience",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="Member",
            name="contact_email",
            field=fields.CharField(null=True, max_length=254),
        ),
        ops.AddField(
            model_name="Member",
            name="email_audience",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="Member",
            name="former_name_audience",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="Member",
            name="gender_audience",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="Member",
            name="headline_audience",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="Member",
            name="links",
            field=ArrayField(default=list, db_default=SqlDefault("'{}'"), element_type="TEXT"),
        ),
        ops.AddField(
            model_name="Member",
            name="links_audience",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="Member",
            name="excludes",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name="Member",
            name="listed_ids",
            field=ArrayField(null=True, element_type="UUID"),
        ),
        ops.AddField(
            model_name="Member",
            name="list_masks",
            field=ArrayField(null=True, element_type="INT"),
        ),
        ops.AddField(
            model_name="Member",
            name="phone",
            field=fields.CharField(null=True, max_length=40),
        ),
        ops.AddField(
            model_name="Member",
            name="phone_audience",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="Member",
            name="restricted_keys",
            field=ArrayField(default=list, db_default=SqlDefault("'{}'"), element_type="INT"),
        ),
        ops.AddField(
            model_name="Member",
            name="standing",
            field=Computed(
                generated=True,
                null=True,
                expression="64 | case kind when 'ALUMNUS' then 8 when 'EMPLOYEE' then 16 else 0 end | case when roles && array['HR_ADMIN', 'RECRUITER']::text[] then 32 else 0 end",
                sql_type="INT",
            ),
        ),
        ops.AddField(
            model_name="MemberAttribute",
            name="audience",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="Network",
            name="audience_ceilings",
            field=ArrayField(
                db_default=SqlDefault("'{-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1}'::int[]"), element_type="INT"
            ),
        ),
        ops.AddField(
            model_name="Network",
            name="audience_floors",
            field=ArrayField(db_default=SqlDefault("'{1,1,1,1,1,1,1,1,1,1,1,1}'::int[]"), element_type="INT"),
        ),
        ops.AddField(
            model_name="Network",
            name="audience_usual",
            field=ArrayField(db_default=SqlDefault("'{3,65,65,65,1,1,3,3,65,65,11,65}'::int[]"), element_type="INT"),
        ),
        ops.AddField(
            model_name="Position",
            name="audience",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="Position",
            name="company_key",
            field=Computed(
                generated=True, null=True, expression='enishi_company(company) collate "C"', sql_type="TEXT"
            ),
        ),
        ops.RunSQL(BACKFILL, ""),
        ops.RunSQL(DECLARED, ""),
        ops.RunSQL(KEPT, ""),
    ]
